//! What must never happen, whatever the arrows allow: separation of duty, limits on how often and how late, people
//! left out. Each law follows the words of docs/domain.md 8.3 and 8.5 and looks at the ticket as it was before the act.

use super::arrows::{has, whose};
use super::{Deed, MINUTE};
use crate::cast;
use model::act::{Act, OtherVisit};
use model::effect::State;
use model::{
    CallOutcome, Clock, Grade, Moment, Satisfied, Solved, Status, TicketId, UnitCode, UserName,
    VisitMeans,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 1440 * MINUTE;

/// Who everybody is, and who has had a ticket in hand.
pub struct Laws {
    people: BTreeMap<UserName, Vec<(&'static str, UnitCode)>>,
    hands: BTreeSet<UserName>,
}

impl Default for Laws {
    fn default() -> Self {
        let people = cast::everybody().into_iter().map(|p| {
            let posts = p
                .posts
                .iter()
                .map(|post| (post.role.as_str(), post.unit.clone()));
            (p.user.clone(), posts.collect())
        });
        Laws {
            people: people.collect(),
            hands: BTreeSet::new(),
        }
    }
}

impl Laws {
    /// The units somebody belongs to.
    pub fn units_of(&self, user: &UserName) -> BTreeSet<UnitCode> {
        self.people[user].iter().map(|p| p.1.clone()).collect()
    }

    pub(super) fn check(&mut self, s: &State, deed: &Deed, life: &Value) {
        let action = deed.act.action();
        let days = |name: &str| life[name].as_i64().unwrap() * DAY;
        let within = |date: Moment, from: Moment, name: &str| {
            assert!(
                date > from && date.0 <= from.0 + days(name),
                "{action}: {date}"
            );
        };
        match &deed.by {
            None => assert!(has(whose(action), "system"), "{action} by the system"),
            Some(by) => self.person(s, deed, by),
        }
        let returns_max = life["returns_max"].as_u64().unwrap();
        let returned_enough = u64::from(s.returns) >= returns_max;
        match deed.act {
            Act::RequestReturn(_) => {
                assert!(s.grade != Some(Grade::Sudden) && !s.designated && !returned_enough);
                let window = &s.deadlines[&Clock::Return];
                assert!(
                    window.met.is_none() && deed.now <= window.due,
                    "退单 in its window"
                );
            }
            Act::Dispatch(_) | Act::SelfHandle(_) => assert!(!returned_enough, "only 裁定 is left"),
            Act::RuleDispatch(_) => assert!(deed.was == Status::Returning || returned_enough),
            Act::RequestExtension(e) => {
                assert!(s.extension.is_none(), "延期 once");
                let due = s.deadlines[&Clock::Done].due;
                assert!(deed.now <= due);
                within(e.until, due, "extension_days_max");
            }
            Act::GrantExtension(g) => assert!(g.told || !anyone(s)),
            Act::RequestHang(h) => {
                assert!(h.told || !anyone(s));
                within(h.until, deed.now, "hang_days_max");
                within(h.next_check, deed.now, "hang_check_days_max");
            }
            Act::RenewHang(h) => {
                within(h.until, deed.now, "hang_days_max");
                within(h.next_check, deed.now, "hang_check_days_max");
            }
            Act::GrantHang(g) => {
                let hang = s.hang.as_ref().expect("asked for");
                let until = hang.renewal.as_ref().map_or(hang.until, |r| r.until);
                let since = hang.since.unwrap_or(deed.now);
                let long = until.0 > since.0 + days("hang_total_days_max");
                assert!(!long || g.meeting.is_some(), "longer needs 区专班会议");
            }
            Act::Archive(_) => assert!(deed.now.0 >= s.closed_at.unwrap().0 + days("archive_days")),
            Act::Reopen(_) => assert!(deed.now.0 <= s.closed_at.unwrap().0 + days("reopen_days")),
            Act::Merge(m) => {
                assert!(
                    s.children.is_empty() && s.parent.is_none(),
                    "并案 has one level"
                );
                assert!(!s.children.contains_key(&m.parent));
            }
            Act::Parted(p) => assert!(s.children.contains_key(&p.child)),
            Act::Escalate(_) if deed.by.is_none() => {
                let late = |p: &model::overlay::Press| p.answered.is_none() && p.due < deed.now;
                assert!(
                    s.presses.values().any(late),
                    "an order went without its reply"
                );
            }
            Act::VisitPass(v) => {
                assert!(v.solved != Solved::No);
                assert!(v.satisfied != Some(Satisfied::No) || v.justified.is_some());
                assert!(s.has_reporter || v.means == VisitMeans::SiteCheck);
                let asked = |child: &TicketId| {
                    v.others
                        .iter()
                        .any(|o| o.ticket == *child && o.solved != Some(Solved::No))
                };
                assert!(
                    s.children.iter().all(|(c, reporter)| !reporter || asked(c)),
                    "everybody is called"
                );
            }
            Act::Redo(v) => {
                let other = |o: &OtherVisit| {
                    o.call == CallOutcome::Answered
                        && (o.solved != Some(Solved::Yes) || o.satisfied == Some(Satisfied::No))
                };
                assert!(
                    v.solved != Solved::Yes
                        || v.satisfied == Some(Satisfied::No)
                        || v.others.iter().any(other)
                );
            }
            Act::VisitMissed(_) => assert!(anyone(s)),
            _ => {}
        }
    }

    fn person(&mut self, s: &State, deed: &Deed, by: &UserName) {
        let action = deed.act.action();
        let posts = &self.people[by];
        assert!(
            posts.iter().any(|(role, _)| has(whose(action), role)),
            "{action} by {by}"
        );
        let lead = |role: &str| {
            let unit = |u: &UnitCode| s.lead_unit.as_ref() == Some(u);
            posts.iter().any(|(r, u)| *r == role && unit(u))
        };
        let applicant = match deed.act {
            Act::GrantReturn(_) | Act::DenyReturn(_) => s.return_by.as_ref(),
            Act::RuleDispatch(_) if deed.was == Status::Returning => s.return_by.as_ref(),
            Act::GrantExtension(_) | Act::DenyExtension(_) => s.extension.as_ref().map(|e| &e.by),
            Act::GrantHang(_) | Act::DenyHang(_) => {
                let hang = s.hang.as_ref().expect("asked for");
                Some(hang.renewal.as_ref().map_or(&hang.by, |r| &r.by))
            }
            Act::PassDone(_) | Act::DenyDone(_) => s.done_by.as_ref().map(|d| &d.1),
            Act::GrantExclude(_) | Act::DenyExclude(_) => s.exclusion.as_ref().map(|e| &e.by),
            _ => None,
        };
        assert_ne!(
            applicant,
            Some(by),
            "{action}: nobody approves what he applied for"
        );
        match deed.act {
            Act::Sign(_) | Act::Respond(_) | Act::Progress(_) | Act::RequestDone(_) => {
                assert!(
                    lead("handler") || lead("unit_leader"),
                    "{action}: the leading unit handles"
                );
            }
            Act::RequestReturn(_)
            | Act::Reassign(_)
            | Act::Whistle(_)
            | Act::RequestExtension(_)
            | Act::RequestHang(_)
            | Act::HangProgress(_)
            | Act::RenewHang(_)
            | Act::PassDone(_)
            | Act::DenyDone(_) => assert!(lead("unit_leader"), "{action}: the unit's own leader"),
            Act::VisitPass(_) | Act::Redo(_) | Act::VisitMissed(_) => {
                assert!(
                    posts.iter().all(|(_, u)| s.lead_unit.as_ref() != Some(u)),
                    "own unit"
                );
                assert!(
                    !self.hands.contains(by) && s.handler.as_ref() != Some(by),
                    "own work"
                );
            }
            _ => {}
        }
        let handles = matches!(
            deed.act,
            Act::Sign(_)
                | Act::Respond(_)
                | Act::Progress(_)
                | Act::RequestDone(_)
                | Act::PassDone(_)
                | Act::SolveOnSpot(_)
        );
        if handles {
            self.hands.insert(by.clone());
        }
    }
}

/// Somebody can be called back, about this ticket or one merged into it.
fn anyone(s: &State) -> bool {
    s.has_reporter || s.children.values().any(|r| *r)
}
