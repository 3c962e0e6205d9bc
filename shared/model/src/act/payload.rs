//! What each act carries. Fields and their Chinese names stand once more in `fields`, which a test compares with these shapes.

use crate::{
    CallOutcome, CategoryCode, EditId, ExcludeReason, Grade, HangReason, Means, Moment,
    ReturnReason, Satisfied, Solved, TicketId, UnitCode, UserName, VisitMeans,
};
use serde::{Deserialize, Serialize};

macro_rules! payloads {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? })+) => {
        $($(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* })+
    };
}

payloads! {
    /// Nothing to say.
    #[derive(Default)]
    Empty {}
    /// An act that needs its reason.
    Reason {
        /// 原因.
        reason: String,
    }
    /// An act that may carry a note.
    #[derive(Default)]
    Note {
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// An approval of which the reporter hears.
    #[derive(Default)]
    Told {
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// 已告知反映人.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        told: bool,
    }
    /// 即办即结: fixed on the spot; photos before and after are in the ticket.
    SolveOnSpot {
        /// 办理结果.
        result: String,
        /// 处理方式.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        measure: Option<String>,
    }
    /// 接单: category of the third level and grade confirmed.
    Accept {
        /// Third level.
        category: CategoryCode,
        /// Confirmed grade.
        grade: Grade,
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// 退回补正.
    AskFix {
        /// What is missing.
        missing: String,
    }
    /// 补正提交.
    Resubmit {
        /// What was changed.
        changed: String,
    }
    /// 并案.
    Merge {
        /// 主单.
        parent: TicketId,
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// The pool notes in the 主单 that a ticket joined it.
    Joined {
        /// The ticket that joined.
        child: TicketId,
        /// Its reporter is to be called back too.
        reporter: bool,
    }
    /// The pool notes in the 主单 that a ticket left it.
    Parted {
        /// The ticket that left.
        child: TicketId,
    }
    /// 派单.
    Dispatch {
        /// 主办.
        lead_unit: UnitCode,
        /// 协办.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co_units: Vec<UnitCode>,
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// 申请退单.
    RequestReturn {
        /// 退单原因.
        reason: ReturnReason,
        /// The rule or fact it rests on.
        basis: String,
        /// The unit it belongs to instead.
        suggested_unit: UnitCode,
    }
    /// 裁定派单: the district designates; no 退单 after it.
    RuleDispatch {
        /// 主办.
        lead_unit: UnitCode,
        /// 协办.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        co_units: Vec<UnitCode>,
        /// 裁定理由.
        reason: String,
    }
    /// 转派 inside the unit.
    Reassign {
        /// The new 经办人.
        handler: UserName,
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// 响应.
    Respond {
        /// How the reporter or the place was reached.
        means: Means,
        /// What was said or seen.
        note: String,
    }
    /// 过程反馈, 补充材料.
    Progress {
        /// What was done or added.
        text: String,
    }
    /// 吹哨.
    Whistle {
        /// Units called.
        units: Vec<UnitCode>,
        /// What for.
        matter: String,
        /// When to meet; at once when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meet_at: Option<Moment>,
    }
    /// 报到.
    ReportIn {
        /// The whistle it answers; the latest that calls this unit when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        whistle: Option<EditId>,
        /// 到场情况.
        note: String,
    }
    /// 申请延期.
    RequestExtension {
        /// The new date.
        until: Moment,
        /// Why.
        basis: String,
        /// Asks for the flag 疑难 and its limit.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        complex: bool,
    }
    /// 申请挂账.
    RequestHang {
        /// 挂账原因.
        reason: HangReason,
        /// 方案.
        plan: String,
        /// 责任人.
        owner: String,
        /// Until when.
        until: Moment,
        /// 下次检查.
        next_check: Moment,
        /// 证明材料.
        proof: String,
        /// 已告知反映人.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        told: bool,
    }
    /// 批准挂账, or a renewal of it.
    #[derive(Default)]
    GrantHang {
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// 区专班会议 that agreed to more than the longest term.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<String>,
    }
    /// 挂账进展.
    HangProgress {
        /// What was done.
        text: String,
        /// 下次检查.
        next_check: Moment,
    }
    /// 续挂: applied for by the unit, approved by 批准挂账.
    RenewHang {
        /// Why.
        reason: String,
        /// Until when.
        until: Moment,
        /// 下次检查.
        next_check: Moment,
    }
    /// 销账.
    ReleaseHang {
        /// What changed.
        changed: String,
        /// New limit of 办结; the rest of the old one when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Moment>,
    }
    /// 申请办结.
    RequestDone {
        /// 办理结果.
        result: String,
        /// 回复内容.
        reply: String,
        /// 处理方式.
        measure: String,
    }
    /// 回访合格, by phone or visit with a reporter, by 现场复核 without one.
    VisitPass {
        /// How it was checked.
        means: VisitMeans,
        /// 是否联系: whether the unit had contacted the reporter.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contacted: Option<bool>,
        /// 是否解决.
        solved: Solved,
        /// 是否满意.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        satisfied: Option<Satisfied>,
        /// 不满意但办理无过错的理由: closes the ticket all the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        justified: Option<String>,
        /// What the reporters of merged tickets answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<OtherVisit>,
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// What the reporter of a merged ticket answered.
    OtherVisit {
        /// The merged ticket.
        ticket: TicketId,
        /// 通话结果.
        call: CallOutcome,
        /// 是否解决; needed when somebody answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        solved: Option<Solved>,
        /// 是否满意.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        satisfied: Option<Satisfied>,
    }
    /// 重办.
    Redo {
        /// How it was checked.
        means: VisitMeans,
        /// 是否联系.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contacted: Option<bool>,
        /// 是否解决.
        solved: Solved,
        /// 是否满意.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        satisfied: Option<Satisfied>,
        /// What the reporters of merged tickets answered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<OtherVisit>,
        /// What is wanted.
        note: String,
    }
    /// 回访未接通.
    VisitMissed {
        /// 通话结果.
        call: CallOutcome,
        /// 备注.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    /// 重开.
    Reopen {
        /// 原因.
        reason: String,
        /// New evidence.
        evidence: String,
    }
    /// 催办, 督办, 提级督办.
    Order {
        /// What is ordered.
        text: String,
        /// Reply until then; the usual limit when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_by: Option<Moment>,
    }
    /// 改等级.
    Regrade {
        /// New grade.
        grade: Grade,
        /// 疑难, only on 一般.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        complex: bool,
        /// 原因.
        reason: String,
    }
    /// 申请剔除.
    RequestExclude {
        /// 剔除原因.
        reason: ExcludeReason,
        /// 说明.
        text: String,
        /// 证明材料.
        evidence: String,
    }
}
