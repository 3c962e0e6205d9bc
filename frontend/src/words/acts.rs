//! Words of the acts' forms, besides those of their fields (`fields`) and those in `ticket`.

use super::texts;

texts! { ACT_TEXTS;
    MORE_ACTS "其他办理" "More acts";
    ACT_MISSING_HINT "写清要补的内容，采集员 24 小时内补正" "Say what to add; the officer has 24 hours";
    ACT_PARENT "并入哪一件" "Merge into";
    ACT_BASIS "依据" "Basis";
    ACT_BASIS_HINT "写明职责依据或现场情况" "The rule or the facts it rests on";
    ACT_NEW_HANDLER "转给谁" "New handler";
    ACT_UNITS "吹哨给哪些单位" "Units called";
    ACT_MEET_HINT "不填就是马上" "At once when left empty";
    ACT_COMPLEX "疑难" "Complex";
    ACT_MEETING_HINT "总期限超过规则时须写明会议" "Named when the term is longer than the rules allow";
    OTHERS "并案反映人" "Reporters of merged tickets";
    OTHERS_HINT "这些工单并入了本单，结案前每位反映人都要回访到" "These tickets were merged into this one; each reporter is called before it closes";
    OTHERS_MISSING "第 {0} 位并案反映人的回访结果还没有填全" "What reporter {0} of the merged tickets answered is not complete";
    OTHER_NUMBER "第 {0} 位" "Reporter {0}";
    OTHER_AT_POOL "反映人信息在区工单池" "The reporter's data is at the pool";
    ACT_CALL "通话结果" "Outcome of the call";
}
