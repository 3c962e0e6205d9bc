//! 申诉: a unit objects to one line of its draft; an assessor gives an opinion, the 区专班 decides.

use crate::duty::Names;
use crate::words::words;
use crate::{Code, Denial};

words!(/// Why a unit objects.
AppealReason {
    RecordWrong "record_wrong" "记录有误", NotOurs "not_ours" "责任不在本单位", ClockWrong "clock_wrong" "时限有误",
    CountedTwice "counted_twice" "重复计", System "system" "系统故障", ExcludedDenied "excluded_denied" "剔除复议", Other "other" "其他",
});

words!(/// Where an appeal stands.
AppealState {
    Filed "filed" "待提意见", Opined "opined" "待决定", Upheld "upheld" "成立", Partly "partly" "部分成立", Denied "denied" "不成立",
    Withdrawn "withdrawn" "已撤回",
});

words!(/// What is decided: the verdict turns or the line goes, the line leaves the count, or it stands.
Outcome { Upheld "upheld" "成立", Partly "partly" "部分成立", Denied "denied" "不成立" });

words!(/// What is done with an appeal.
AppealAction { Withdraw "withdraw" "撤回申诉", Opine "opine" "提出意见", Decide "decide" "决定申诉" });

/// Longest text of an appeal, an opinion or a decision, in characters.
pub const TEXT_MAX: usize = 500;

impl AppealState {
    /// Whether it still waits for somebody.
    pub fn is_open(self) -> bool {
        matches!(self, AppealState::Filed | AppealState::Opined)
    }
    /// What was decided, if it was.
    pub fn outcome(self) -> Option<Outcome> {
        Some(match self {
            AppealState::Upheld => Outcome::Upheld,
            AppealState::Partly => Outcome::Partly,
            AppealState::Denied => Outcome::Denied,
            _ => return None,
        })
    }
}

impl From<Outcome> for AppealState {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Upheld => AppealState::Upheld,
            Outcome::Partly => AppealState::Partly,
            Outcome::Denied => AppealState::Denied,
        }
    }
}

/// An appeal as far as its rules ask.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    pub state: AppealState,
    /// Changes so far: who acts says which of them they saw.
    pub version: u32,
    /// Who filed it.
    pub filed: &'a Names,
    /// Who gave the opinion.
    pub opined: Option<&'a Names>,
    /// Who made the record that it is about, when a person did.
    pub recorded: Option<&'a Names>,
}

impl Standing<'_> {
    /// Refuses what does not fit: somebody acted meanwhile, it is too early or too late, or the same hands are on both sides.
    pub fn check(&self, action: AppealAction, who: &Names, version: u32) -> Result<(), Denial> {
        if version != self.version {
            return Err(Code::VersionStale.into());
        }
        let fits = match action {
            AppealAction::Withdraw => self.state.is_open(),
            AppealAction::Opine => self.state == AppealState::Filed,
            AppealAction::Decide => self.state == AppealState::Opined,
        };
        if !fits {
            return Err(Denial::new(Code::AppealState)
                .with("state", self.state.label())
                .with("action", action.label()));
        }
        let apart = |others: Option<&Names>| match others {
            Some(others) => who.apart_from(others, Code::SameHands),
            None => Ok(()),
        };
        match action {
            AppealAction::Withdraw => Ok(()),
            AppealAction::Opine => {
                apart(Some(self.filed))?;
                apart(self.recorded)
            }
            AppealAction::Decide => {
                apart(Some(self.filed))?;
                apart(self.opined)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserName;

    fn names(user: &str) -> Names {
        Names::known(&UserName::new(user).unwrap(), [])
    }

    #[test]
    fn three_hands_and_the_visitors_are_kept_apart() {
        let (leader, assessor, visitor) = (names("leader"), names("assessor"), names("visitor"));
        let filed = Standing {
            state: AppealState::Filed,
            version: 1,
            filed: &leader,
            opined: None,
            recorded: Some(&visitor),
        };
        let opined = Standing {
            state: AppealState::Opined,
            version: 2,
            opined: Some(&assessor),
            ..filed.clone()
        };
        let decided = Standing {
            state: AppealState::Denied,
            version: 3,
            ..opined.clone()
        };
        use AppealAction::*;
        for (standing, action, who, version, expect) in [
            (&filed, Opine, "assessor", 1, Ok(())),
            (&filed, Opine, "leader", 1, Err(Code::SameHands)),
            (&filed, Opine, "visitor", 1, Err(Code::SameHands)),
            (&filed, Decide, "force", 1, Err(Code::AppealState)),
            (&opined, Decide, "force", 2, Ok(())),
            (&opined, Decide, "assessor", 2, Err(Code::SameHands)),
            (&opined, Decide, "leader", 2, Err(Code::SameHands)),
            // Two decide at once: the second has not seen what the first did.
            (&decided, Decide, "force2", 2, Err(Code::VersionStale)),
            (&decided, Decide, "force2", 3, Err(Code::AppealState)),
            (&opined, Opine, "assessor2", 1, Err(Code::VersionStale)),
            (&opined, Withdraw, "leader", 2, Ok(())),
            (&decided, Withdraw, "leader", 3, Err(Code::AppealState)),
        ] {
            let found = standing.check(action, &names(who), version);
            assert_eq!(found.map_err(|d| d.code), expect, "{action} {who}");
        }
    }

    #[test]
    fn outcomes_are_states() {
        for outcome in Outcome::ALL {
            assert_eq!(AppealState::from(*outcome).outcome(), Some(*outcome));
            assert!(!AppealState::from(*outcome).is_open());
        }
        assert_eq!(AppealState::Withdrawn.outcome(), None);
    }
}
