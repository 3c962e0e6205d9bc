//! The fields of each act's payload: names, labels, what is required. Guards of length, forms and docs/transitions.md read this.

use super::Action;

/// One field of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in JSON.
    pub name: &'static str,
    /// The field's word.
    pub label: &'static str,
    /// Must be given, and not be empty.
    pub required: bool,
    /// What kind of value.
    pub shape: Shape,
}

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Free text, as long as the rule pack allows notes to be.
    Text,
    /// A list of at most so many.
    List(usize),
    /// Anything whose type checks it: a code, a word of a closed list, a moment, yes or no.
    Word,
}

const fn text(name: &'static str, label: &'static str) -> Field {
    field(name, label, true, Shape::Text)
}
const fn word(name: &'static str, label: &'static str) -> Field {
    field(name, label, true, Shape::Word)
}
const fn list(name: &'static str, label: &'static str, max: usize) -> Field {
    field(name, label, true, Shape::List(max))
}
const fn field(name: &'static str, label: &'static str, required: bool, shape: Shape) -> Field {
    Field {
        name,
        label,
        required,
        shape,
    }
}
impl Field {
    const fn or_not(self) -> Field {
        field(self.name, self.label, false, self.shape)
    }
}

/// Most units named in one act.
const UNITS_MAX: usize = 20;
/// Most tickets merged into one whose reporters are called back together.
const CHILDREN_MAX: usize = 50;

const NOTE: Field = text("note", "备注").or_not();
const REASON: Field = text("reason", "原因");
const CO_UNITS: Field = list("co_units", "协办单位", UNITS_MAX).or_not();
const OTHERS: Field = list("others", "并案反映人回访", CHILDREN_MAX).or_not();
const TOLD: Field = word("told", "已告知反映人").or_not();
const CONTACTED: Field = word("contacted", "是否联系").or_not();
const SATISFIED: Field = word("satisfied", "是否满意").or_not();

/// The fields an act's payload has, in the order a form asks for them.
pub const fn fields(action: Action) -> &'static [Field] {
    match action {
        Action::Submit | Action::EnterPool | Action::Sign | Action::Archive => &[],
        Action::SolveOnSpot => {
            const {
                &[
                    text("result", "办理结果"),
                    text("measure", "处理方式").or_not(),
                ]
            }
        }
        Action::Accept => const { &[word("category", "类别"), word("grade", "等级"), NOTE] },
        Action::AskFix => const { &[text("missing", "缺少什么")] },
        Action::Resubmit => const { &[text("changed", "补正内容")] },
        Action::Refuse
        | Action::Split
        | Action::DenyReturn
        | Action::DenyExtension
        | Action::DenyHang
        | Action::DenyDone
        | Action::Void
        | Action::DenyExclude => &[REASON],
        Action::Merge => const { &[word("parent", "主单"), NOTE] },
        Action::Joined => const { &[word("child", "被并工单"), word("reporter", "有反映人")] },
        Action::Parted => const { &[word("child", "拆出工单")] },
        Action::Dispatch => const { &[word("lead_unit", "主办单位"), CO_UNITS, NOTE] },
        Action::SelfHandle | Action::GrantReturn | Action::PassDone | Action::GrantExclude => {
            &[NOTE]
        }
        Action::RequestReturn => {
            const {
                &[
                    word("reason", "退单原因"),
                    text("basis", "依据"),
                    word("suggested_unit", "建议单位"),
                ]
            }
        }
        Action::RuleDispatch => {
            const {
                &[
                    word("lead_unit", "主办单位"),
                    CO_UNITS,
                    text("reason", "裁定理由"),
                ]
            }
        }
        Action::Reassign => const { &[word("handler", "经办人"), NOTE] },
        Action::Respond => const { &[word("means", "响应方式"), text("note", "响应情况")] },
        Action::Progress => const { &[text("text", "反馈内容")] },
        Action::Supplement => const { &[text("text", "补充内容")] },
        Action::Whistle => {
            const {
                &[
                    list("units", "被吹哨单位", UNITS_MAX),
                    text("matter", "事由"),
                    word("meet_at", "集合时间").or_not(),
                ]
            }
        }
        Action::ReportIn => {
            const {
                &[
                    word("whistle", "哪次吹哨").or_not(),
                    text("note", "到场情况"),
                ]
            }
        }
        Action::RequestExtension => {
            const {
                &[
                    word("until", "延期至"),
                    text("basis", "延期依据"),
                    word("complex", "疑难").or_not(),
                ]
            }
        }
        Action::GrantExtension => &[NOTE, TOLD],
        Action::RequestHang => {
            const {
                &[
                    word("reason", "挂账原因"),
                    text("plan", "解决方案"),
                    text("owner", "责任人"),
                    word("until", "挂账期限"),
                    word("next_check", "下次检查"),
                    text("proof", "证明材料"),
                    TOLD,
                ]
            }
        }
        Action::GrantHang => const { &[NOTE, text("meeting", "区专班会议").or_not()] },
        Action::HangProgress => const { &[text("text", "进展"), word("next_check", "下次检查")] },
        Action::RenewHang => {
            const {
                &[
                    text("reason", "续挂理由"),
                    word("until", "挂账期限"),
                    word("next_check", "下次检查"),
                ]
            }
        }
        Action::ReleaseHang => {
            const {
                &[
                    text("changed", "变化情况"),
                    word("until", "新的办结时限").or_not(),
                ]
            }
        }
        Action::RequestDone => {
            const {
                &[
                    text("result", "办理结果"),
                    text("reply", "回复内容"),
                    text("measure", "处理方式"),
                ]
            }
        }
        Action::VisitPass => {
            const {
                &[
                    word("means", "回访方式"),
                    CONTACTED,
                    word("solved", "是否解决"),
                    SATISFIED,
                    text("justified", "不满意但办理无过错的理由").or_not(),
                    OTHERS,
                    NOTE,
                ]
            }
        }
        Action::Redo => {
            const {
                &[
                    word("means", "回访方式"),
                    CONTACTED,
                    word("solved", "是否解决"),
                    SATISFIED,
                    OTHERS,
                    text("note", "重办要求"),
                ]
            }
        }
        Action::VisitMissed => const { &[word("call", "通话结果"), NOTE] },
        Action::Reopen => const { &[REASON, text("evidence", "新的证据")] },
        Action::Urge | Action::Supervise | Action::Escalate => {
            const {
                &[
                    text("text", "督办要求"),
                    word("reply_by", "回复时限").or_not(),
                ]
            }
        }
        Action::Regrade => {
            const {
                &[
                    word("grade", "新等级"),
                    word("complex", "疑难").or_not(),
                    REASON,
                ]
            }
        }
        Action::RequestExclude => {
            const {
                &[
                    word("reason", "剔除原因"),
                    text("text", "说明"),
                    text("evidence", "证明材料"),
                ]
            }
        }
    }
}
