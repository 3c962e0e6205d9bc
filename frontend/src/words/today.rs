//! Words of 今日.

use super::texts;

texts! { TODAY_TEXTS;
    TODAY "今日" "Today";
    TODAY_DUE "要办" "To do";
    TODAY_DUE_NONE "没有轮到你办的工单" "Nothing waits for you";
    TODAY_DUE_ONLY_RETURNED "除退回给我的以外，没有轮到你办的" "Apart from what was sent back, nothing waits for you";
    TODAY_DUE_NONE_LEAD "新的工单会自动出现在这里。" "New tickets show up here by themselves.";
    TODAY_FETCHING "正在取回你的工单" "Fetching your tickets";
    TODAY_FETCH_WAITS "还没有取回你的工单" "Your tickets are not here yet";
    TODAY_FETCH_LEAD "取回以后，临期、超时、轮到你办的会列在这里。" "Once they are here, what is due, late or yours to do is listed.";
    TODAY_SEND_NEVER "没有要发送的" "Nothing to send";
    TODAY_RETURNED "退回给我" "Sent back to me";
    TODAY_SEND "待发送" "To send";
    TODAY_SEND_NONE "都已送达" "Everything is delivered";
    TODAY_SEND_COUNT "{0} 件 · {1} 张照片" "{0} tickets · {1} photos";
    TODAY_CAPTURED "今天采集 {0} 件" "{0} captured today";
    TODAY_ALL "全部 {0} 件" "All {0}";
    TODAY_DATE "{0} 月 {1} 日 {2}" "{2} {1}/{0}";
    MONDAY "星期一" "Monday";
    TUESDAY "星期二" "Tuesday";
    WEDNESDAY "星期三" "Wednesday";
    THURSDAY "星期四" "Thursday";
    FRIDAY "星期五" "Friday";
    SATURDAY "星期六" "Saturday";
    SUNDAY "星期日" "Sunday";
    RETURNED_FIX "请补正后重新提交" "Add what is missing and submit again";
    RETURNED_CONFLICT "两个人写得不一样，请选一个" "Two people wrote it differently; please choose";
    RETURNED_VOID "有一步未生效，点开看原因" "A step did not count; open it to see why";
}
