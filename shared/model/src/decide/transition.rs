//! The table of the life cycle (docs/domain.md 8.3): one row per act. Device, pool, tests and docs/transitions.md read
//! this one definition.

mod table;

use super::Case;
use crate::act::{Act, Action, Field, fields};
use crate::effect::Effect;
use crate::words::words;
use crate::{Link, Role, Status};
pub use table::TABLE;

/// One row.
pub struct Row {
    /// Number in docs/domain.md 8.3.
    pub number: u8,
    pub action: Action,
    /// Link of the chain.
    pub link: Link,
    /// Statuses it may start from.
    pub from: &'static [Status],
    /// Statuses it may lead to; empty when it leaves the status alone.
    pub to: &'static [Status],
    /// Roles that may do it.
    pub actors: &'static [Role],
    /// The pool itself may do it.
    pub system: bool,
    /// Whether a device may make it without the pool.
    pub offline: bool,
    /// What must hold besides status, role, place and round.
    pub guards: &'static [Guard],
    /// What it does.
    pub effects: fn(&Case, &Act) -> Vec<Effect>,
}

impl Row {
    /// The fields of its payload.
    pub fn fields(&self) -> &'static [Field] {
        fields(self.action)
    }
}

words!(/// Conditions beyond status, role, place and round. Each is one pure check in `decide::guards`; the label says what must hold.
Guard {
    FactsComplete "facts_complete" "事实完整，且都在本区目录之内",
    SceneEvidence "scene_evidence" "类别要求的现场照片已有，或写明无法拍照",
    CategoryThird "category_third" "确认的类别在目录中，且到第三级",
    UnitsKnown "units_known" "写到的单位都存在",
    DoneEvidence "done_evidence" "类别要求时，已有处置后照片",
    EvidenceHeld "evidence_held" "处置后照片已送达工单池",
    OtherPerson "other_person" "批准人不是申请人",
    OtherUnit "other_unit" "回访人不属于主办单位，也没有办理过这件工单",
    VisitGood "visit_good" "回访结果可以结案：没有未解决；不满意时写明理由；并案的反映人都已回访",
    HasReporter "has_reporter" "有反映人可回访",
    NotReached "not_reached" "通话没有接通，或对方拒访",
    VisitBad "visit_bad" "回访结果是未解决、部分解决或不满意",
    OnSpotComplete "on_spot_complete" "等级为一般，类别到第三级，处置前和处置后照片都有，属地有自己的单位",
    ReturnAllowed "return_allowed" "在退单时限内，未到次数上限，未经裁定，等级允许退单",
    ReturnsLeft "returns_left" "退单未到上限（到了只能裁定派单）",
    RulingDue "ruling_due" "退单待审，或退单已到上限",
    OwnTown "own_town" "办理人的单位就是工单属地的单位",
    NewHandler "new_handler" "新经办人属于主办单位",
    ExtensionAllowed "extension_allowed" "没有延过期，还没超时，新的期限在规则之内",
    ExtensionAsked "extension_asked" "有一份待审的延期申请",
    HangTerms "hang_terms" "挂账期限和下次检查在规则之内，且在将来",
    HangAsked "hang_asked" "有一份待审的挂账或续挂申请；总期限超过规则时须有区专班会议",
    CheckDate "check_date" "下次检查在规则之内，且在将来",
    ReleaseDate "release_date" "新的办结时限在将来；只有区专班可以比剩余时限更长",
    ReporterTold "reporter_told" "有反映人时，已告知反映人",
    ParentOpen "parent_open" "主单在办，且自己没有并入别的工单",
    NoChildren "no_children" "自己没有并入的工单",
    ParentNotArchived "parent_not_archived" "主单没有归档",
    CalledUnit "called_unit" "这次吹哨叫到了本单位，且还没有报到",
    ReopenInTime "reopen_in_time" "结案后在规则的天数之内",
    ArchiveDue "archive_due" "结案已满规则的天数",
    ReplyInFuture "reply_in_future" "回复时限在将来",
    ReplyOverdue "reply_overdue" "系统提级：有一件督办到期没有回复",
    GradeChanges "grade_changes" "等级确实改变；疑难只用于一般",
    LongerNeedsForce "longer_needs_force" "降级使时限变长时须区专班",
    NotExcluded "not_excluded" "没有在审或已批准的剔除",
    ExcludeAsked "exclude_asked" "有一份待审的剔除申请",
    StepAwaits "step_awaits" "有一步在岗位结束之后才送达，等待确认",
});

/// The row of an act.
pub fn row(action: Action) -> Option<&'static Row> {
    TABLE.iter().find(|r| r.action == action)
}
