//! The course of a month: collected, drafted, appealed against, frozen. What was frozen moves by an amendment alone.

use super::month::{Month, working_days_after};
use crate::rulepack::RulePack;
use crate::words::words;
use crate::{Code, Denial, Moment};

words!(/// Where a month stands.
PeriodState {
    Open "open" "进行中", Settling "settling" "月末收齐", Drafted "drafted" "初稿公示", Hearing "hearing" "申诉处理", Frozen "frozen" "已定稿",
});

words!(/// What is done with a month.
PeriodAction {
    PublishDraft "publish_draft" "公布初稿", FileAppeal "file_appeal" "申诉", HearAppeal "hear_appeal" "处理申诉",
    ProposeFreeze "propose_freeze" "提请定稿", Freeze "freeze" "定稿", Amend "amend" "更正", DeclareWindow "declare_window" "登记免计时段",
    ReadSheet "read_sheet" "查看考核表",
});

/// What is kept of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    /// When the draft was published.
    pub drafted_at: Option<Moment>,
    /// Until when units may appeal.
    pub appeal_until: Option<Moment>,
    /// Somebody proposed to freeze it.
    pub proposed: bool,
    /// The last frozen version; 0 before.
    pub version: u32,
}

impl Period {
    /// Where the month stands. 收齐 and the end of appeals come by the clock.
    pub fn state(&self, month: &Month, now: Moment) -> PeriodState {
        if self.version > 0 {
            return PeriodState::Frozen;
        }
        match (self.drafted_at, self.appeal_until) {
            (Some(_), Some(until)) if now > until => PeriodState::Hearing,
            (Some(_), _) => PeriodState::Drafted,
            (None, _) if now >= month.until => PeriodState::Settling,
            (None, _) => PeriodState::Open,
        }
    }
    /// Whether the draft is owed: no draft by the 15th of the month after.
    pub fn is_late(&self, month: &Month, now: Moment) -> bool {
        self.drafted_at.is_none() && now >= month.until.plus_minutes(14 * 24 * 60)
    }
    /// Refuses what the state of the month does not allow. `appeals` are those that wait.
    pub fn check(
        &self,
        action: PeriodAction,
        month: &Month,
        now: Moment,
        rules: &RulePack,
        appeals: u64,
    ) -> Result<(), Denial> {
        use PeriodAction::*;
        use PeriodState::*;
        let state = self.state(month, now);
        let settled = month
            .until
            .plus_minutes(i64::from(rules.score.settle_days) * 24 * 60);
        let fits = match action {
            PublishDraft => state == Settling && now >= settled,
            FileAppeal if matches!(state, Hearing | Frozen) => {
                return Err(Code::AppealLate.into());
            }
            FileAppeal => state == Drafted,
            HearAppeal => matches!(state, Drafted | Hearing),
            ProposeFreeze | Freeze if state == Hearing && appeals > 0 => {
                return Err(Denial::new(Code::AppealsOpen).with("count", appeals));
            }
            ProposeFreeze => state == Hearing && !self.proposed,
            Freeze => state == Hearing && self.proposed,
            Amend => state == Frozen,
            DeclareWindow if !matches!(state, Open | Settling) => {
                return Err(Code::WindowClosed.into());
            }
            DeclareWindow => true,
            ReadSheet => matches!(state, Drafted | Hearing | Frozen),
        };
        if fits {
            return Ok(());
        }
        Err(Denial::new(Code::PeriodState)
            .with("month", &month.text)
            .with("state", state.label())
            .with("action", action.label()))
    }
    /// The period once its draft is published at `now`.
    pub fn drafted(&self, now: Moment, rules: &RulePack) -> Period {
        let until = working_days_after(now, rules.score.appeal_wd, &rules.calendar);
        Period {
            drafted_at: Some(now),
            appeal_until: Some(until),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests;
