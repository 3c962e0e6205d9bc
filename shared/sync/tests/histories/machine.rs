//! The life cycle once more, from the events alone: who did what, when, and whether the pool let it count. It knows the
//! arrows and clocks of domain.md 8.3 and 8.4 and shares no code with `model::decide`, `model::deadline` or `model::effect`.

use crate::ground::naive::{self, Open};
use model::act::Act;
use model::edit::Verdict;
use model::ticket::Ticket;
use model::{Code, Moment, Status};
use serde_json::Value;
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;
const SKEW: i64 = 5 * MINUTE;

/// One clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    pub start: i64,
    pub amber: i64,
    pub due: i64,
    pub met: Option<i64>,
    pub paused: Option<i64>,
}

/// Where the events lead.
pub struct Machine<'a> {
    rules: &'a Value,
    open: &'a Open,
    pub status: &'static str,
    pub round: u32,
    pub returns: u32,
    pub redos: u32,
    pub transfers: u32,
    pub lead: Option<String>,
    pub handler: Option<String>,
    pub closed: Option<i64>,
    pub clocks: BTreeMap<&'static str, Clock>,
    /// Each pause of a clock.
    pauses: Vec<(&'static str, i64, i64)>,
    grade: String,
    complex: bool,
    kind: String,
    received: i64,
    last_ruling: i64,
    hang: Option<(i64, Option<i64>)>,
    asked: Option<(i64, bool)>,
    missed: Vec<i64>,
}

/// The arrows: act, from, to (`=` stays, `?` decided by the act).
const ARROWS: &[(&str, &str, &str)] = &[
    ("submit", "draft", "queued"),
    ("enter_pool", "queued", "pooled"),
    ("accept", "pooled", "accepted"),
    ("ask_fix", "pooled", "fixing"),
    ("resubmit", "fixing", "pooled"),
    ("refuse", "pooled", "rejected"),
    ("void", "pooled", "void"),
    ("merge", "pooled accepted", "merged"),
    ("split", "merged", "pooled"),
    ("solve_on_spot", "pooled", "visiting"),
    ("dispatch", "accepted", "dispatched"),
    ("self_handle", "accepted", "signed"),
    ("sign", "dispatched", "signed"),
    ("request_return", "dispatched", "returning"),
    ("grant_return", "returning", "accepted"),
    ("deny_return", "returning", "dispatched"),
    ("rule_dispatch", "returning accepted", "dispatched"),
    ("reassign", "signed handling", "dispatched"),
    ("respond", "signed", "handling"),
    ("progress", "handling", "="),
    ("whistle", "handling", "="),
    (
        "report_in",
        "dispatched returning signed handling hang_req hung done_req visiting",
        "=",
    ),
    ("request_extension", "signed handling", "="),
    ("grant_extension", "signed handling", "="),
    ("deny_extension", "signed handling", "="),
    ("request_hang", "handling", "hang_req"),
    ("grant_hang", "hang_req hung", "hung"),
    ("deny_hang", "hang_req hung", "?"),
    ("hang_progress", "hung", "="),
    ("renew_hang", "hung", "="),
    ("release_hang", "hung", "handling"),
    ("request_done", "handling", "done_req"),
    ("pass_done", "done_req", "visiting"),
    ("deny_done", "done_req", "handling"),
    ("visit_pass", "visiting", "closed"),
    ("redo", "visiting", "handling"),
    ("visit_missed", "visiting", "?"),
    ("reopen", "closed", "handling"),
    ("archive", "closed", "archived"),
    ("regrade", "dispatched signed handling", "="),
    (
        "supplement",
        "dispatched returning signed handling hang_req hung done_req visiting",
        "=",
    ),
    (
        "joined urge supervise escalate",
        "pooled fixing accepted dispatched returning signed handling hang_req hung done_req visiting",
        "=",
    ),
    (
        "parted request_exclude grant_exclude deny_exclude",
        "pooled fixing accepted dispatched returning signed handling hang_req hung done_req visiting closed archived",
        "=",
    ),
];
const OFFLINE: &str = "submit solve_on_spot resubmit sign reassign respond progress whistle report_in request_hang request_done supplement";

fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|w| w == word)
}

impl<'a> Machine<'a> {
    /// Follows every event of a ticket in ruling order; panics at one that counted and must not have.
    pub fn follow(ticket: &Ticket, rules: &'a Value, open: &'a Open) -> Self {
        let facts = serde_json::to_value(&ticket.facts).unwrap();
        let mut m = Machine {
            rules,
            open,
            status: "draft",
            round: 0,
            returns: 0,
            redos: 0,
            transfers: 0,
            lead: None,
            handler: None,
            closed: None,
            clocks: BTreeMap::new(),
            pauses: Vec::new(),
            grade: facts["grade"].as_str().unwrap().into(),
            complex: false,
            kind: facts["what"]["kind"].as_str().unwrap().into(),
            received: 0,
            last_ruling: i64::MIN,
            hang: None,
            asked: None,
            missed: Vec::new(),
        };
        let mut next = 0;
        for event in &ticket.log {
            let ruling = event.ruling.as_ref().expect("everything is ruled");
            assert_eq!(ruling.seq, next, "rulings count on without gaps");
            next += 1;
            let by = event.by.as_ref().map(ToString::to_string);
            match &ruling.verdict {
                Verdict::Applied(_) => m.take(by, event.at.0, ruling.at.0, event.round, &event.act),
                Verdict::Void(denial) => m.void(denial.code, event.round, &event.act),
            }
        }
        m
    }

    fn arrow(&self, action: &str) -> &'static (&'static str, &'static str, &'static str) {
        let found = ARROWS.iter().find(|(acts, ..)| has(acts, action));
        found.unwrap_or_else(|| panic!("no arrow for {action}"))
    }

    /// What did not count says so for a reason that is so.
    fn void(&self, code: Code, round: u32, act: &Act) {
        let from = self.arrow(act.action().as_str()).1;
        match code {
            Code::WrongRound => assert_ne!(round, self.round, "{act:?}"),
            Code::WrongStatus => assert!(!has(from, self.status), "{act:?} in {}", self.status),
            _ => {}
        }
    }

    fn take(&mut self, by: Option<String>, claimed: i64, now: i64, round: u32, act: &Act) {
        let action = act.action().as_str();
        let (_, from, to) = *self.arrow(action);
        assert!(
            has(from, self.status),
            "{action} counted in {}",
            self.status
        );
        assert!(
            by.is_none() || round == self.round,
            "{action} counted in another round"
        );
        assert!(now >= self.last_ruling, "rulings go forward in time");
        let far = claimed > now + SKEW || !has(OFFLINE, action);
        let at = if far {
            now
        } else {
            claimed.max(self.last_ruling.min(now)).min(now)
        };
        let payload = act.payload();
        let was = self.status;
        self.status = match to {
            "=" => was,
            "?" if action == "deny_hang" => {
                if was == "hung" {
                    "hung"
                } else {
                    "handling"
                }
            }
            "?" => self.called(now),
            to => to,
        };
        self.change(action, was, by, at, now, &payload);
        // 提交 and 同步入池 come in one batch, at one moment.
        self.last_ruling = now;
    }

    /// Three tries on two days close it.
    fn called(&mut self, now: i64) -> &'static str {
        self.missed.push(now);
        let offset = self.rules["calendar"]["utc_offset_minutes"]
            .as_i64()
            .unwrap()
            * MINUTE;
        let mut days: Vec<i64> = self
            .missed
            .iter()
            .map(|t| (t + offset).div_euclid(1440 * MINUTE))
            .collect();
        days.sort_unstable();
        days.dedup();
        if self.missed.len() >= 3 && days.len() >= 2 {
            "closed"
        } else {
            "visiting"
        }
    }

    fn change(
        &mut self,
        action: &str,
        was: &str,
        by: Option<String>,
        at: i64,
        now: i64,
        payload: &Value,
    ) {
        let text = |name: &str| payload[name].as_str().map(ToString::to_string);
        let moment = |name: &str| text(name).map(|t| t.parse::<Moment>().unwrap().0);
        match action {
            "enter_pool" => {
                self.received = now;
                self.start("accept", now);
            }
            "solve_on_spot" => {
                (self.round, self.lead) = (1, Some("T01".into()));
                self.grade = "normal".into();
                self.met("accept", now);
                self.start("visit", now);
            }
            "accept" => {
                (self.grade, self.complex) = (text("grade").unwrap(), false);
                self.met("accept", now);
                self.start("dispatch", now);
            }
            "ask_fix" => {
                self.pause("accept", now);
                self.start("fix", now);
            }
            "resubmit" => {
                self.met("fix", at);
                self.resume("accept", now, None);
            }
            "split" => {
                self.pause("dispatch", now);
                self.start("accept", now);
            }
            "dispatch" | "rule_dispatch" | "self_handle" => {
                let own = action == "self_handle";
                self.round += 1;
                self.lead = if own {
                    Some("T01".into())
                } else {
                    text("lead_unit")
                };
                self.handler = None;
                self.met("dispatch", now);
                let each: &[&'static str] = if own {
                    &["respond"]
                } else {
                    &["sign", "return", "respond"]
                };
                each.iter().for_each(|c| self.start(c, now));
                for clock in ["feedback", "done"] {
                    if self.clocks.get(clock).is_none_or(|c| c.met.is_some()) {
                        self.start(clock, now);
                    }
                }
            }
            "sign" => {
                self.met("sign", at);
                self.handler = by;
            }
            "request_return" => self.met("return", now),
            "grant_return" => {
                self.returns += 1;
                (self.lead, self.handler) = (None, None);
                self.pause("sign", now);
                self.pause("respond", now);
                self.start("dispatch", now);
            }
            "reassign" => {
                self.handler = text("handler");
                self.transfers += 1;
            }
            "respond" => {
                self.met("respond", at);
                self.handler = self.handler.take().or(by);
            }
            "progress" => self.met("feedback", at),
            "request_extension" => {
                let complex = payload["complex"].as_bool().unwrap_or(false);
                self.asked = Some((moment("until").unwrap(), complex));
            }
            "grant_extension" => self.extend(),
            "request_hang" => self.hang = Some((moment("next_check").unwrap(), None)),
            "grant_hang" => {
                let (check, renewal) = self.hang.unwrap();
                if was == "hang_req" {
                    self.pause("feedback", now);
                    self.pause("done", now);
                }
                let check = renewal.unwrap_or(check);
                self.hang = Some((check, None));
                self.start_until("hang_check", now, check);
            }
            "deny_hang" => {
                self.hang = self
                    .hang
                    .map(|(check, _)| (check, None))
                    .filter(|_| was == "hung")
            }
            "renew_hang" => {
                let (check, _) = self.hang.unwrap();
                self.hang = Some((check, moment("next_check")));
            }
            "hang_progress" => {
                let (_, renewal) = self.hang.unwrap();
                self.hang = Some((moment("next_check").unwrap(), renewal));
                self.start_until("hang_check", now, moment("next_check").unwrap());
            }
            "release_hang" => {
                self.hang = None;
                self.met("hang_check", now);
                self.resume("feedback", now, None);
                self.resume("done", now, moment("until"));
            }
            "request_done" => {
                self.met("feedback", at);
                self.met("done", at);
                self.start("review", now);
            }
            "pass_done" => {
                self.met("review", now);
                self.start("visit", now);
            }
            "deny_done" => {
                self.met("review", now);
                self.clocks.get_mut("done").unwrap().met = None;
            }
            "visit_pass" => self.close(now),
            "visit_missed" if self.status == "closed" => self.close(now),
            "redo" | "reopen" => {
                self.round += 1;
                self.redos += 1;
                self.closed = None;
                self.missed.clear();
                if action == "redo" {
                    self.met("visit", now);
                }
                self.again(now);
            }
            "regrade" => {
                (self.grade, self.complex) = (
                    text("grade").unwrap(),
                    payload["complex"].as_bool().unwrap_or(false),
                );
                self.regrade();
            }
            _ => {}
        }
    }

    fn close(&mut self, now: i64) {
        self.met("visit", now);
        self.closed = Some(now);
        self.missed.clear();
    }

    /// Minutes of a limit by the table of 8.4, and whether they are working minutes.
    fn limit(&self, clock: &str) -> (i64, bool) {
        let grade = if self.complex {
            "complex"
        } else {
            self.grade.as_str()
        };
        let own = &self.rules["by_kind"][&self.kind][clock];
        let limit = if grade == "normal" && own.is_object() {
            own
        } else {
            &self.rules["clocks"][clock][grade]
        };
        let working = limit["working"].as_bool().unwrap_or(false);
        (limit["minutes"].as_i64().unwrap_or(-1), working)
    }
    fn percent(&self) -> i64 {
        self.rules["amber_percent"][&self.grade].as_i64().unwrap()
    }
    fn put(&mut self, clock: &'static str, start: i64, due: i64) {
        let amber = naive::amber(start, due, self.percent());
        self.clocks.insert(
            clock,
            Clock {
                start,
                amber,
                due,
                met: None,
                paused: None,
            },
        );
    }
    fn start(&mut self, clock: &'static str, at: i64) {
        let (minutes, working) = self.limit(clock);
        if minutes >= 0 {
            self.put(clock, at, self.open.due(at, minutes, working));
        }
    }
    fn start_until(&mut self, clock: &'static str, at: i64, due: i64) {
        self.put(clock, at, due);
    }
    /// Half of the limit, but no less than the floor.
    fn again(&mut self, at: i64) {
        let (minutes, working) = self.limit("done");
        let life = &self.rules["life"];
        let half = minutes * life["redo_percent"].as_i64().unwrap() / 100;
        let minutes = half.max(life["redo_floor_minutes"].as_i64().unwrap());
        self.put("done", at, self.open.due(at, minutes, working));
    }
    fn met(&mut self, clock: &str, at: i64) {
        if let Some(c) = self.clocks.get_mut(clock) {
            c.met = c.met.or(Some(at));
        }
    }
    fn pause(&mut self, clock: &str, at: i64) {
        if let Some(c) = self
            .clocks
            .get_mut(clock)
            .filter(|c| c.met.is_none() && c.paused.is_none())
        {
            c.paused = Some(at);
        }
    }
    fn resume(&mut self, clock: &'static str, at: i64, until: Option<i64>) {
        let working = self.limit(clock).1;
        let percent = self.percent();
        let Some(c) = self.clocks.get_mut(clock) else {
            return;
        };
        let Some(from) = c.paused.take() else { return };
        self.pauses.push((clock, from, at));
        match until {
            Some(due) => (c.due, c.amber) = (due, naive::amber(at, due, percent)),
            None => {
                c.amber = self.open.resume(c.amber, working, from, at);
                c.due = self.open.resume(c.due, working, from, at);
            }
        }
    }
    fn extend(&mut self) {
        let (until, complex) = self.asked.unwrap();
        self.complex |= complex;
        let (minutes, working) = self.limit("done");
        let percent = self.percent();
        let done = self.clocks.get_mut("done").unwrap();
        let mut due = until.max(done.due);
        if complex {
            due = due.max(self.open.due(done.start, minutes, working));
        }
        (done.due, done.amber) = (due, naive::amber(done.start, due, percent));
    }
    /// From 入池; the shorter limit of a second round from where it began; what stood still since stands still again.
    fn regrade(&mut self) {
        for clock in ["sign", "respond", "feedback", "done"] {
            let Some(old) = self
                .clocks
                .get(clock)
                .filter(|c| c.met.is_none() && c.paused.is_none())
                .cloned()
            else {
                continue;
            };
            if clock == "done" && self.redos > 0 {
                self.again(old.start);
            } else {
                self.start(clock, self.received);
            }
            let working = self.limit(clock).1;
            let mut pauses: Vec<_> = self
                .pauses
                .iter()
                .filter(|p| p.0 == clock)
                .copied()
                .collect();
            pauses.sort_unstable();
            let c = self.clocks.get_mut(clock).unwrap();
            for (_, from, to) in pauses.into_iter().filter(|p| p.1 >= c.start) {
                c.amber = self.open.resume(c.amber, working, from, to);
                c.due = self.open.resume(c.due, working, from, to);
            }
        }
    }

    /// The model's state says the same.
    pub fn agrees(&self, ticket: &Ticket) {
        let state = ticket.state();
        let text = |u: Option<String>| u;
        assert_eq!(state.status.as_str(), self.status);
        assert_eq!(
            (state.round, state.returns, state.redos, state.transfers),
            (self.round, self.returns, self.redos, self.transfers)
        );
        assert_eq!(text(state.lead_unit.map(|u| u.to_string())), self.lead);
        assert_eq!(text(state.handler.map(|u| u.to_string())), self.handler);
        assert_eq!(state.closed_at.map(|t| t.0), self.closed);
        let clocks: BTreeMap<&str, Clock> = state
            .deadlines
            .iter()
            .map(|(c, d)| {
                let clock = Clock {
                    start: d.started.0,
                    amber: d.amber.0,
                    due: d.due.0,
                    met: d.met.map(|m| m.0),
                    paused: d.paused.map(|p| p.0),
                };
                (c.as_str(), clock)
            })
            .collect();
        assert_eq!(clocks, self.clocks, "deadlines recomputed from the events");
        assert_eq!(
            Status::ALL
                .iter()
                .filter(|s| s.as_str() == self.status)
                .count(),
            1
        );
    }
}
