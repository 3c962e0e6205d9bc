//! 访: what the visit found, 重办, 重开.

use super::{Deed, Machine};
use model::act::{Act, OtherVisit};
use model::overlay::VisitRecord;
use model::{CallOutcome, Clock, Moment, Satisfied};

impl Machine<'_> {
    pub(super) fn visiting(&mut self, deed: &Deed) {
        let now = deed.now;
        match deed.act {
            Act::VisitPass(visit) => {
                self.close(deed);
                // Nobody speaks for a place: without a reporter nothing is said of satisfaction.
                let satisfied = visit.satisfied.filter(|_| self.state.has_reporter);
                self.found(VisitRecord {
                    means: Some(visit.means),
                    contacted: visit.contacted,
                    solved: Some(visit.solved),
                    satisfied,
                    ..self.record(now)
                });
                self.carried_over(&visit.others, now);
            }
            Act::VisitMissed(_) => {
                // `called_enough` had counted this one already.
                if self.called_enough(now) {
                    self.close(deed);
                    self.found(VisitRecord {
                        satisfied: Some(Satisfied::Unrated),
                        ..self.record(now)
                    });
                } else {
                    self.state.missed.push(now);
                }
            }
            Act::Redo(visit) => {
                let satisfied = visit.satisfied.filter(|_| self.state.has_reporter);
                self.meet(Clock::Visit, now);
                self.found(VisitRecord {
                    means: Some(visit.means),
                    contacted: visit.contacted,
                    solved: Some(visit.solved),
                    satisfied,
                    ..self.record(now)
                });
                self.carried_over(&visit.others, now);
                self.state.visited_by.clone_from(&deed.by);
                self.again(deed);
            }
            Act::Reopen(_) => {
                self.state.closed_at = None;
                self.again(deed);
            }
            _ => {}
        }
    }

    /// What the reporters of merged tickets said, each a visit of its own.
    fn carried_over(&mut self, others: &[OtherVisit], now: Moment) {
        for other in others {
            let reached = other.call == CallOutcome::Answered;
            let said = if reached { other.satisfied } else { None };
            self.found(VisitRecord {
                solved: if reached { other.solved } else { None },
                satisfied: Some(said.unwrap_or(Satisfied::Unrated)),
                ..self.record(now)
            });
        }
    }

    /// Whether one more call that reaches nobody is the last: three tries on two days.
    pub(super) fn called_enough(&self, now: Moment) -> bool {
        let tries = self.state.missed.iter().chain([&now]);
        let mut days: Vec<i64> = tries.map(|t| self.day(*t)).collect();
        let count = days.len() as i64;
        days.sort_unstable();
        days.dedup();
        count >= self.life("missed_tries") && days.len() as i64 >= self.life("missed_days")
    }

    fn close(&mut self, deed: &Deed) {
        self.meet(Clock::Visit, deed.now);
        self.state.closed_at = Some(deed.now);
        self.state.visited_by.clone_from(&deed.by);
    }

    /// A round begins with the shorter limit.
    fn again(&mut self, deed: &Deed) {
        self.state.round += 1;
        self.state.redos += 1;
        self.start_again(deed.now);
        if i64::from(self.state.redos) >= self.life("escalate_redos") {
            self.raise(deed);
        }
    }

    fn found(&mut self, record: VisitRecord) {
        self.state.missed.clear();
        self.state.visits.push(record);
    }

    fn record(&self, at: Moment) -> VisitRecord {
        VisitRecord {
            at,
            means: None,
            contacted: None,
            solved: None,
            satisfied: None,
            unit: self.state.lead_unit.clone(),
        }
    }
}
