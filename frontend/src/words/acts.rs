//! Words of the acts' forms, besides those in `ticket`.

use super::texts;

texts! { ACT_TEXTS;
    MORE_ACTS "其他办理" "More acts";
    ACT_MISSING "缺少什么" "What is missing";
    ACT_MISSING_HINT "写清要补的内容，采集员 24 小时内补正" "Say what to add; the officer has 24 hours";
    ACT_CHANGED "补正内容" "What was completed";
    ACT_PARENT "并入哪一件" "Merge into";
    ACT_RETURN_REASON "退单原因" "Reason for returning";
    ACT_BASIS "依据" "Basis";
    ACT_BASIS_HINT "写明职责依据或现场情况" "The rule or the facts it rests on";
    ACT_SUGGESTED_UNIT "建议单位" "Unit it belongs to";
    ACT_RULING "裁定理由" "Grounds of the ruling";
    ACT_NEW_HANDLER "转给谁" "New handler";
    ACT_UNITS "吹哨给哪些单位" "Units called";
    ACT_UNIT_ADD "添加单位" "Add a unit";
    ACT_MATTER "事由" "What for";
    ACT_MEET "集合时间" "When to meet";
    ACT_MEET_HINT "不填就是马上" "At once when left empty";
    ACT_ARRIVED "到场情况" "What was found on arrival";
    ACT_UNTIL "延期至" "New limit";
    ACT_COMPLEX "疑难" "Complex";
    ACT_TOLD "已告知反映人" "The reporter was told";
    ACT_HANG_REASON "挂账原因" "Reason for the hold";
    ACT_PLAN "解决方案" "Plan";
    ACT_OWNER "责任人" "Person in charge";
    ACT_HANG_UNTIL "挂账期限" "On hold until";
    ACT_NEXT_CHECK "下次检查" "Next check";
    ACT_PROOF "证明材料" "Evidence";
    ACT_MEETING "区专班会议" "Task force meeting";
    ACT_MEETING_HINT "总期限超过规则时须写明会议" "Named when the term is longer than the rules allow";
    ACT_PROGRESS "进展" "Progress";
    ACT_RENEW_WHY "续挂理由" "Why it is prolonged";
    ACT_WHAT_CHANGED "变化情况" "What changed";
    ACT_NEW_LIMIT "新的办结时限" "New limit";
    ACT_JUSTIFIED "不满意但办理无过错的理由" "Why it is closed although not satisfying";
    ACT_REDO "重办要求" "What is wanted";
    ACT_CALL "通话结果" "Outcome of the call";
    ACT_EVIDENCE "新的证据" "New evidence";
    ACT_ORDER "督办要求" "What is ordered";
    ACT_REPLY_BY "回复时限" "Reply by";
    ACT_NEW_GRADE "新等级" "New grade";
    ACT_MATERIAL "补充内容" "Material";
    ACT_EXCLUDE_REASON "剔除原因" "Reason for excluding";
    ACT_TEXT "说明" "Explanation";
}
