//! What each act carries: one line per field says its name, its type, its Chinese word and whether it may be left out. The
//! struct, its JSON, the checks of length, docs/transitions.md and the pages' forms all follow from that line.

use super::fields::{Carried, Field, Shape, Word};
use crate::{
    CallOutcome, CategoryCode, EditId, ExcludeReason, Grade, HangReason, Means, Moment,
    ReturnReason, Satisfied, Solved, TicketId, UnitCode, UserName, VisitMeans,
};
use serde::{Deserialize, Serialize};

/// Declares payloads. A field with `or default` may be left out, and is when it is none, empty or false.
macro_rules! payloads {
    ($($(#[$meta:meta])* $name:ident {
        $($(#[$fmeta:meta])* $field:ident: $ty:ty = $label:literal $(or $default:ident)?),* $(,)?
    })+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $(
            #[doc = $label]
            $(#[$fmeta])*
            $(#[serde($default, skip_serializing_if = "is_default")])?
            pub $field: $ty
        ),* }
        impl $name {
            /// Its fields, in the order in which a form asks for them.
            pub const FIELDS: &'static [Field] = &[$(Field {
                name: stringify!($field),
                label: $label,
                required: is_required(&[$(stringify!($default))?]),
                shape: <$ty as Carried>::SHAPE,
            }),*];
        }
    )+ };
}

const fn is_required(default: &[&str]) -> bool {
    default.is_empty()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

payloads! {
    /// Nothing to say.
    #[derive(Default)]
    Empty {}
    /// An act that needs its reason.
    Reason {
        reason: String = "原因",
    }
    /// An act that may carry a note.
    #[derive(Default)]
    Note {
        note: Option<String> = "备注" or default,
    }
    /// An approval of which the reporter hears.
    #[derive(Default)]
    Told {
        note: Option<String> = "备注" or default,
        told: bool = "已告知反映人" or default,
    }
    /// 即办即结: fixed on the spot; photos before and after are in the ticket.
    SolveOnSpot {
        result: String = "办理结果",
        measure: Option<String> = "处理方式" or default,
    }
    /// 接单: category of the third level and grade confirmed.
    Accept {
        category: CategoryCode = "类别",
        grade: Grade = "等级",
        note: Option<String> = "备注" or default,
    }
    /// 退回补正.
    AskFix {
        missing: String = "缺少什么",
    }
    /// 补正提交.
    Resubmit {
        changed: String = "补正内容",
    }
    /// 并案.
    Merge {
        parent: TicketId = "主单",
        note: Option<String> = "备注" or default,
    }
    /// The pool notes in the 主单 that a ticket joined it.
    Joined {
        child: TicketId = "被并工单",
        /// Its reporter is to be called back too.
        reporter: bool = "有反映人",
    }
    /// The pool notes in the 主单 that a ticket left it.
    Parted {
        child: TicketId = "拆出工单",
    }
    /// 派单.
    Dispatch {
        lead_unit: UnitCode = "主办单位",
        co_units: Vec<UnitCode> = "协办单位" or default,
        note: Option<String> = "备注" or default,
    }
    /// 申请退单.
    RequestReturn {
        reason: ReturnReason = "退单原因",
        /// The rule or fact it rests on.
        basis: String = "依据",
        /// The unit it belongs to instead.
        suggested_unit: UnitCode = "建议单位",
    }
    /// 裁定派单: the district designates; no 退单 after it.
    RuleDispatch {
        lead_unit: UnitCode = "主办单位",
        co_units: Vec<UnitCode> = "协办单位" or default,
        reason: String = "裁定理由",
    }
    /// 转派 inside the unit.
    Reassign {
        /// The new one.
        handler: UserName = "经办人",
        note: Option<String> = "备注" or default,
    }
    /// 响应.
    Respond {
        /// How the reporter or the place was reached.
        means: Means = "响应方式",
        /// What was said or seen.
        note: String = "响应情况",
    }
    /// 过程反馈.
    Progress {
        text: String = "反馈内容",
    }
    /// 补充材料.
    Supplement {
        text: String = "补充内容",
    }
    /// 电话报告值班室.
    PhoneDuty {
        /// False: the screen asked for it, and nobody has said yet that it was done.
        told: bool = "已电话报告",
    }
    /// 吹哨.
    Whistle {
        units: Vec<UnitCode> = "被吹哨单位",
        matter: String = "事由",
        /// At once when absent.
        meet_at: Option<Moment> = "集合时间" or default,
    }
    /// 报到.
    ReportIn {
        /// The latest that calls this unit when absent.
        whistle: Option<EditId> = "哪次吹哨" or default,
        note: String = "到场情况",
    }
    /// 申请延期.
    RequestExtension {
        until: Moment = "延期至",
        basis: String = "延期依据",
        /// Asks for the flag and its limit.
        complex: bool = "疑难" or default,
    }
    /// 申请挂账.
    RequestHang {
        reason: HangReason = "挂账原因",
        plan: String = "解决方案",
        owner: String = "责任人",
        until: Moment = "挂账期限",
        next_check: Moment = "下次检查",
        proof: String = "证明材料",
        told: bool = "已告知反映人" or default,
    }
    /// 批准挂账, or a renewal of it.
    #[derive(Default)]
    GrantHang {
        note: Option<String> = "备注" or default,
        /// The one that agreed to more than the longest term.
        meeting: Option<String> = "区专班会议" or default,
    }
    /// 挂账进展.
    HangProgress {
        text: String = "进展",
        next_check: Moment = "下次检查",
    }
    /// 续挂: applied for by the unit, approved by 批准挂账.
    RenewHang {
        reason: String = "续挂理由",
        until: Moment = "挂账期限",
        next_check: Moment = "下次检查",
    }
    /// 销账.
    ReleaseHang {
        changed: String = "变化情况",
        /// The rest of the old one when absent.
        until: Option<Moment> = "新的办结时限" or default,
    }
    /// 申请办结.
    RequestDone {
        result: String = "办理结果",
        reply: String = "回复内容",
        measure: String = "处理方式",
    }
    /// 回访合格, by phone or visit with a reporter, by 现场复核 without one.
    VisitPass {
        means: VisitMeans = "回访方式",
        /// Whether the unit had contacted the reporter.
        contacted: Option<bool> = "是否联系" or default,
        solved: Solved = "是否解决",
        satisfied: Option<Satisfied> = "是否满意" or default,
        /// Closes the ticket all the same.
        justified: Option<String> = "不满意但办理无过错的理由" or default,
        others: Vec<OtherVisit> = "并案反映人回访" or default,
        note: Option<String> = "备注" or default,
    }
    /// 重办.
    Redo {
        means: VisitMeans = "回访方式",
        contacted: Option<bool> = "是否联系" or default,
        solved: Solved = "是否解决",
        satisfied: Option<Satisfied> = "是否满意" or default,
        others: Vec<OtherVisit> = "并案反映人回访" or default,
        /// What is wanted.
        note: String = "重办要求",
    }
    /// 回访未接通.
    VisitMissed {
        call: CallOutcome = "通话结果",
        note: Option<String> = "备注" or default,
    }
    /// 重开.
    Reopen {
        reason: String = "原因",
        evidence: String = "新的证据",
    }
    /// 催办, 督办, 提级督办.
    Order {
        text: String = "督办要求",
        /// The usual limit when absent.
        reply_by: Option<Moment> = "回复时限" or default,
    }
    /// 改等级.
    Regrade {
        grade: Grade = "新等级",
        /// Only on 一般.
        complex: bool = "疑难" or default,
        reason: String = "原因",
    }
    /// 申请剔除.
    RequestExclude {
        reason: ExcludeReason = "剔除原因",
        text: String = "说明",
        evidence: String = "证明材料",
    }
    /// 确认补送: a step that arrived after its author's post had ended counts all the same.
    #[derive(Default)]
    Confirm {
        /// The oldest that waits when absent.
        edit: Option<EditId> = "哪一步" or default,
        note: Option<String> = "备注" or default,
    }
    /// 不予确认.
    Dismiss {
        /// The oldest that waits when absent.
        edit: Option<EditId> = "哪一步" or default,
        reason: String = "原因",
    }
}

/// Most tickets merged into one whose reporters are called back together.
const CHILDREN_MAX: usize = 50;

impl Carried for Vec<OtherVisit> {
    const SHAPE: Shape = Shape::List(Word::Visit, CHILDREN_MAX);
}

/// What the reporter of a merged ticket answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherVisit {
    /// The merged ticket.
    pub ticket: TicketId,
    /// 通话结果.
    pub call: CallOutcome,
    /// 是否解决; needed when somebody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    /// 是否满意.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<Satisfied>,
}
