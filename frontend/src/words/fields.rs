//! Words of fields, as acts' forms and refusals carry them. Chinese is `model`'s; English stands here, one line per word. The
//! test names every field of an act that has none.

use super::{ACT_BASIS, ACT_CALL, ACT_COMPLEX, NOTE, SATISFIED, SOLVED, Text, UNIT_CO, UNIT_LEAD};

const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

const FIELDS: &[Text] = &[
    // of an issue
    text("标题", "Title"),
    text("主要内容", "Description"),
    text("地址", "Address"),
    text("小区点位", "Spot"),
    text("无法拍照的原因", "Why no photo is possible"),
    text("发生时间", "Time of occurrence"),
    text("反映人姓名", "Reporter's name"),
    text("反映人电话", "Reporter's phone"),
    text("统一社会信用代码", "Organisation code"),
    text("标签", "Tags"),
    // of acts
    NOTE,
    text("原因", "Reason"),
    text("已告知反映人", "The reporter was told"),
    text("办理结果", "Result"),
    text("回复内容", "Reply"),
    text("处理方式", "Measure"),
    text("类别", "Category"),
    text("等级", "Grade"),
    text("缺少什么", "What is missing"),
    text("补正内容", "What was added"),
    text("主单", "Main ticket"),
    text("被并工单", "Ticket that joined"),
    text("有反映人", "With a reporter"),
    text("拆出工单", "Ticket that left"),
    UNIT_LEAD,
    UNIT_CO,
    text("退单原因", "Reason for returning"),
    ACT_BASIS,
    text("建议单位", "Unit it belongs to"),
    text("裁定理由", "Grounds of the ruling"),
    text("经办人", "Handler"),
    text("响应方式", "Means"),
    text("响应情况", "What was said or seen"),
    text("反馈内容", "What was done"),
    text("补充内容", "Material"),
    text("已电话报告", "Told by phone"),
    text("被吹哨单位", "Units called"),
    text("事由", "What for"),
    text("集合时间", "When to meet"),
    text("哪次吹哨", "Which call"),
    text("哪一步", "Which step"),
    text("到场情况", "What was found on arrival"),
    text("延期至", "New limit"),
    text("延期依据", "Basis"),
    ACT_COMPLEX,
    text("挂账原因", "Reason for the hold"),
    text("解决方案", "Plan"),
    text("责任人", "Person in charge"),
    text("挂账期限", "On hold until"),
    text("下次检查", "Next check"),
    text("证明材料", "Evidence"),
    text("区专班会议", "Task force meeting"),
    text("进展", "Progress"),
    text("续挂理由", "Why it is prolonged"),
    text("变化情况", "What changed"),
    text("新的办结时限", "New limit"),
    text("回访方式", "Means"),
    text("是否联系", "Contacted"),
    SOLVED,
    SATISFIED,
    text(
        "不满意但办理无过错的理由",
        "Why it is closed although not satisfying",
    ),
    text("并案反映人回访", "Answers of merged tickets' reporters"),
    text("重办要求", "What is wanted"),
    ACT_CALL,
    text("新的证据", "New evidence"),
    text("督办要求", "What is ordered"),
    text("回复时限", "Reply by"),
    text("新等级", "New grade"),
    text("剔除原因", "Reason for excluding"),
    text("说明", "Explanation"),
];

/// A field's word in both languages, by the model's.
pub fn field(word: &'static str) -> Text {
    let known = FIELDS.iter().find(|text| text.zh == word);
    known.copied().unwrap_or(text(word, word))
}

/// The English for a field's word.
pub(super) fn english_of(word: &str) -> Option<&'static str> {
    let known = FIELDS.iter().find(|text| text.zh == word);
    known.map(|text| text.en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_act_has_english_words() {
        let fields = model::Action::ALL
            .iter()
            .flat_map(|action| model::act::fields(*action));
        let missing: Vec<&str> = fields
            .map(|field| field.label)
            .filter(|word| english_of(word).is_none())
            .collect();
        assert!(
            missing.is_empty(),
            "fields without English words in words/fields.rs: {missing:?}"
        );
        assert_eq!(field("原因").en, "Reason");
    }
}
