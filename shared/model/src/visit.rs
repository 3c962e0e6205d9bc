//! What a call-back comes to (docs/domain.md 8.3, rows 32 to 34): the visitor says what was found, the rule says what it means.
//! The guards of 访 hold the same limits; this only picks the act that they would take.

use crate::act::{Action, OtherVisit};
use crate::{CallOutcome, Satisfied, Solved};

/// What was found, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Somebody can be called; otherwise the place is looked at.
    pub reporter: bool,
    pub call: Option<CallOutcome>,
    pub solved: Option<Solved>,
    pub satisfied: Option<Satisfied>,
    /// A reason is given why it closes although the reporter is not content.
    pub justified: bool,
    /// What reporters of merged tickets answered.
    pub others: Vec<OtherVisit>,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Something has to be known first.
    Open,
    /// One act follows.
    One(Action),
    /// The first follows; the second may be chosen instead: 部分解决 is for people to judge.
    Either(Action, Action),
}

impl Conclusion {
    /// The act that follows unless somebody chooses otherwise.
    pub fn act(self) -> Option<Action> {
        match self {
            Conclusion::Open => None,
            Conclusion::One(act) | Conclusion::Either(act, _) => Some(act),
        }
    }
}

/// The conclusion.
pub fn conclude(found: &Found) -> Conclusion {
    use Conclusion::{Either, One, Open};
    if found.reporter {
        match found.call {
            None => return Open,
            Some(CallOutcome::Answered) => {}
            Some(_) => return One(Action::VisitMissed),
        }
        if found.satisfied.is_none() {
            return Open;
        }
    }
    let Some(solved) = found.solved else {
        return Open;
    };
    let unhappy = found.reporter && found.satisfied == Some(Satisfied::No) && !found.justified;
    let other = |o: &OtherVisit| o.solved == Some(Solved::No) || o.satisfied == Some(Satisfied::No);
    match solved {
        _ if unhappy || found.others.iter().any(other) => One(Action::Redo),
        Solved::No => One(Action::Redo),
        Solved::Partly => Either(Action::VisitPass, Action::Redo),
        Solved::Yes => One(Action::VisitPass),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Conclusion::{Either, One, Open};

    fn found(
        call: Option<CallOutcome>,
        solved: Option<Solved>,
        satisfied: Option<Satisfied>,
    ) -> Found {
        Found {
            reporter: true,
            call,
            solved,
            satisfied,
            ..Found::default()
        }
    }

    #[test]
    fn facts_come_to_one_conclusion() {
        let answered = Some(CallOutcome::Answered);
        let (yes, no) = (Some(Solved::Yes), Some(Solved::No));
        for (facts, comes_to) in [
            (found(None, None, None), Open),
            (found(answered, yes, None), Open),
            (found(answered, None, Some(Satisfied::Yes)), Open),
            (
                found(answered, yes, Some(Satisfied::Yes)),
                One(Action::VisitPass),
            ),
            (
                found(answered, yes, Some(Satisfied::Unrated)),
                One(Action::VisitPass),
            ),
            (found(answered, no, Some(Satisfied::Yes)), One(Action::Redo)),
            (found(answered, yes, Some(Satisfied::No)), One(Action::Redo)),
            (
                found(answered, Some(Solved::Partly), Some(Satisfied::Mostly)),
                Either(Action::VisitPass, Action::Redo),
            ),
            (
                found(answered, Some(Solved::Partly), Some(Satisfied::No)),
                One(Action::Redo),
            ),
            (
                found(Some(CallOutcome::Missed), None, None),
                One(Action::VisitMissed),
            ),
            // What was ticked before the line was found dead changes nothing.
            (
                found(Some(CallOutcome::WrongNumber), yes, Some(Satisfied::Yes)),
                One(Action::VisitMissed),
            ),
            (
                found(Some(CallOutcome::Declined), None, None),
                One(Action::VisitMissed),
            ),
        ] {
            assert_eq!(conclude(&facts), comes_to, "{facts:?}");
        }
    }

    #[test]
    fn a_reason_closes_it_all_the_same() {
        let mut facts = found(
            Some(CallOutcome::Answered),
            Some(Solved::Yes),
            Some(Satisfied::No),
        );
        facts.justified = true;
        assert_eq!(conclude(&facts).act(), Some(Action::VisitPass));
        facts.solved = Some(Solved::No);
        assert_eq!(
            conclude(&facts).act(),
            Some(Action::Redo),
            "unsolved is unsolved"
        );
    }

    #[test]
    fn a_place_has_no_satisfaction() {
        let site = Found {
            solved: Some(Solved::Yes),
            ..Found::default()
        };
        assert_eq!(conclude(&site), One(Action::VisitPass));
        let bad = Found {
            solved: Some(Solved::No),
            ..Found::default()
        };
        assert_eq!(conclude(&bad), One(Action::Redo));
    }

    #[test]
    fn one_unhappy_reporter_of_a_merged_ticket_is_enough() {
        let other = OtherVisit {
            ticket: crate::TicketId::new("0199a3c4-5b1e-7cc0-8d1f-000000000001").unwrap(),
            call: CallOutcome::Answered,
            solved: Some(Solved::No),
            satisfied: Some(Satisfied::Yes),
        };
        let mut facts = found(
            Some(CallOutcome::Answered),
            Some(Solved::Yes),
            Some(Satisfied::Yes),
        );
        facts.others = vec![other];
        assert_eq!(conclude(&facts), One(Action::Redo));
    }
}
