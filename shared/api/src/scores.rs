//! 考: a month's sheets, the lines they are summed from, appeals and the course of the month.

use crate::types::shapes;
use model::score::appeal::{AppealAction, AppealReason, AppealState, Outcome};
use model::score::band::{Band, Progress};
use model::score::mix::Mix;
use model::score::period::{PeriodAction, PeriodState};
use model::score::sheet::{Marked, NotCounted, Rates, Signal};
use model::score::weigh::Window;
use model::score::{Ground, Indicator, Uncounted};
use model::{Moment, TicketId, UnitCode, UnitGroup, UserName};
use serde::{Deserialize, Serialize};

shapes! {
    /// 考核月份.
    ReadPeriod {
        /// A month of the district's calendar, as 2026-10.
        month: String,
    }
    /// Where a month stands.
    PeriodReply {
        month: String,
        state: PeriodState,
        /// The last frozen version; 0 before.
        version: u32,
        /// First moment of the month.
        from: Moment,
        /// First moment of the next.
        until: Moment,
        /// From here on the draft may be published.
        settled_at: Moment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drafted_at: Option<Moment>,
        /// Until when units may appeal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal_until: Option<Moment>,
        /// The draft is owed.
        late: bool,
        /// What this person may do with the month now.
        may: Vec<PeriodAction>,
        /// The amendment that waits, for those who decide on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<Proposal>,
        /// Who proposed to freeze it, or to amend it once it is frozen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed_by: Option<UserName>,
        /// Appeals that wait.
        open_appeals: u64,
        /// Per unit: appeals, and those that were upheld wholly or in part.
        appeals: Vec<AppealRate>,
        windows: Vec<WindowLine>,
        frozen: Vec<FrozenLine>,
    }
    /// What an amendment would read again, and why.
    Proposal {
        reason: String,
        lines: Vec<String>,
    }
    /// How often a unit appeals, and how often it is right.
    AppealRate {
        unit: UnitCode,
        filed: u64,
        upheld: u64,
    }
    /// 免计时段.
    WindowLine {
        from: Moment,
        until: Moment,
        reason: String,
        by: UserName,
    }
    /// One frozen version.
    FrozenLine {
        version: u32,
        at: Moment,
        /// Name and hash of the rule pack it was scored by.
        rules: String,
        /// Over every line, in their order.
        sha256: String,
        proposed_by: UserName,
        by: UserName,
        /// Why it was amended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
    /// 各单位考核表.
    ListSheets {
        month: String,
    }
    /// The sheets this person may look at.
    Sheets {
        month: String,
        state: PeriodState,
        groups: Vec<SheetGroup>,
    }
    /// Units are compared only inside their group.
    SheetGroup {
        group: UnitGroup,
        /// In the order of the district's list.
        units: Vec<SheetReply>,
    }
    /// 一个单位的考核表.
    ReadSheet {
        month: String,
        unit: UnitCode,
        /// A frozen version; the last, or the sheet as it stands, when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u32>,
    }
    /// A unit's month.
    SheetReply {
        month: String,
        unit: UnitCode,
        name: String,
        state: PeriodState,
        version: u32,
        /// Name and hash of the rule pack it is scored by.
        rules: String,
        rates: Rates,
        /// In hundredths of a point; null without an instance.
        base: Option<u32>,
        deductions: Vec<Marked>,
        additions: Vec<Marked>,
        /// In hundredths of a point.
        r#final: Option<u32>,
        band: Band,
        progress: Progress,
        /// Place inside its group, where the district has ranks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rank: Option<u32>,
        mix: Vec<Mix>,
        uncounted: NotCounted,
        /// Tickets with a line of this month.
        tickets: u64,
        exclusion_bp: Option<u32>,
        hung_bp: Option<u32>,
        on_spot_bp: Option<u32>,
        redo_bp: Option<u32>,
        /// Shares that the rules want looked at.
        signals: Vec<Signal>,
        /// Of the frozen version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
    }
    /// 考核条目.
    ListInstances {
        month: String,
        unit: UnitCode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ind: Option<Indicator>,
        /// Only what was not counted, for this reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uncounted: Option<Uncounted>,
        /// Only what is not wholly good, or takes points off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bad: Option<bool>,
        /// Where the page begins, as the one before said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// Rows, 1 to 500; 100 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    }
    /// A page of lines.
    Instances {
        /// In the order of their settling.
        lines: Vec<InstanceLine>,
        /// All that fit, said with the first page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        total: Option<u64>,
        /// Where the next page begins, or null.
        after: Option<String>,
    }
    /// One line.
    InstanceLine {
        /// Names the line: `file_appeal` takes it.
        line: String,
        ticket: TicketId,
        /// 工单编号, or the temporary one.
        number: String,
        round: u32,
        ind: Indicator,
        settled_at: Moment,
        /// Halves of two; null where it is no instance of a rate.
        good: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uncounted: Option<Uncounted>,
        why: InstanceWhy,
        /// Whose answer: 0 is the ticket's own reporter, others those of merged tickets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reporter: Option<u32>,
        /// Which visit of the ticket.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appeal: Option<AppealState>,
    }
    /// Why a line says what it says.
    InstanceWhy {
        code: Ground,
        params: WhyParams,
    }
    /// The times behind it.
    #[derive(Default)]
    WhyParams {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        met: Option<Moment>,
        /// Share of the 办结 limit that was left, in basis points.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_bp: Option<u32>,
        /// The merged ticket.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        child: Option<TicketId>,
    }
    /// 申诉列表.
    ListAppeals {
        month: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitCode>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<AppealState>,
    }
    /// Appeals, oldest first.
    Appeals {
        appeals: Vec<AppealLine>,
    }
    /// One appeal.
    AppealLine {
        id: i64,
        month: String,
        unit: UnitCode,
        /// The line it is about.
        line: String,
        ticket: TicketId,
        /// 工单编号, or the temporary one.
        number: String,
        ind: Indicator,
        reason: AppealReason,
        text: String,
        state: AppealState,
        /// Grows with each step; a step says which one it saw.
        version: u32,
        filed_by: UserName,
        filed_at: Moment,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opined_by: Option<UserName>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decided_by: Option<UserName>,
        /// When the next step is due, while one is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Moment>,
        /// What this person may do with it now, as far as it shows without its ticket.
        may: Vec<AppealAction>,
    }
    /// 公布初稿.
    PublishDraft {
        month: String,
    }
    /// 申诉.
    FileAppeal {
        month: String,
        unit: UnitCode,
        /// As `list_instances` names it.
        line: String,
        reason: AppealReason,
        text: String,
    }
    /// 撤回申诉.
    WithdrawAppeal {
        id: i64,
        version: u32,
    }
    /// 对申诉的意见.
    OpineAppeal {
        id: i64,
        version: u32,
        text: String,
    }
    /// 决定申诉.
    DecideAppeal {
        id: i64,
        version: u32,
        outcome: Outcome,
        text: String,
    }
    /// 提请定稿.
    ProposeFreeze {
        month: String,
    }
    /// 定稿.
    Freeze {
        month: String,
    }
    /// 更正: proposed by an assessor with reason and lines, carried out by the 区专班.
    Amend {
        month: String,
        /// Needed when it is proposed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The lines that are read again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lines: Vec<String>,
    }
    /// 登记免计时段.
    DeclareWindow {
        /// The month it is for.
        month: String,
        from: Moment,
        until: Moment,
        reason: String,
    }
}

impl WindowLine {
    /// The span alone.
    pub fn span(&self) -> Window {
        Window {
            from: self.from,
            until: self.until,
        }
    }
}
