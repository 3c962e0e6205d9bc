//! Words of the acts' forms, besides those of their fields (`fields`) and those in `ticket`.

use super::texts;

texts! { ACT_TEXTS;
    GROUND "要定的事" "To be decided";
    GROUND_ASKED "{0} · {1}（{2}前）" "{0} · {1} ({2} ago)";
    GROUND_ANSWER "答复：{0}" "Answer: {0}";
    GROUND_DECIDES "轮到谁" "Whose turn";
    GROUND_LIMIT "现在的期限" "Present limit";
    GROUND_UP_TO "最晚可到" "At most until";
    GROUND_MOST "{0}（最多 {1} 天）" "{0} (at most {1} days)";
    GROUND_CHECK "检查最晚" "Checked by";
    GROUND_TOTAL "累计最多" "In all at most";
    GROUND_WHOLE "{0} 天；再长须写明区专班会议" "{0} days; longer only with a task force meeting";
    GROUND_COMPLEX "只用于一般等级；批准后按疑难的办结时限" "Only for normal grade; once granted the limit of complex matters holds";
    GROUND_RETURNS "已退单次数" "Times returned";
    GROUND_TIMES "{0} 次，最多 {1} 次" "{0}, at most {1}";
    VISIT "回访" "Call back";
    VISIT_OPEN "填完上面几项，自动得出结论" "Once this is filled in, the conclusion follows by itself";
    VISIT_COMES_TO "结论：{0}" "Conclusion: {0}";
    VISIT_JUDGE "部分解决时由您判断" "Partly solved: you judge";
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
