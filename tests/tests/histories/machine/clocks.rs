//! Clocks: limits of the rule pack's file, counted by `naive`.

use super::{MINUTE, Machine};
use model::deadline::Deadline;
use model::{Clock, Moment};
use testkit::naive;

impl Machine<'_> {
    /// The grade that counts: confirmed, or as claimed until then.
    pub(super) fn grade(&self) -> &'static str {
        self.state.grade.unwrap_or(self.claimed.grade).as_str()
    }
    /// Minutes of a limit by the table of docs/domain.md 8.4, and whether they are working minutes.
    fn limit(&self, clock: Clock) -> (i64, bool) {
        let (grade, rules) = (self.grade(), self.around.rules);
        let column = if self.state.complex { "complex" } else { grade };
        let own = &rules["by_kind"][self.kind.as_str()][clock.as_str()];
        let limit = match column == "normal" && own.is_object() {
            true => own,
            false => &rules["clocks"][clock.as_str()][column],
        };
        let working = limit["working"].as_bool().unwrap_or(false);
        (limit["minutes"].as_i64().unwrap_or(-1), working)
    }
    fn percent(&self) -> i64 {
        self.around.rules["amber_percent"][self.grade()]
            .as_i64()
            .unwrap()
    }
    fn put(&mut self, clock: Clock, started: Moment, due: i64) {
        let amber = Moment(naive::amber(started.0, due, self.percent()));
        let deadline = Deadline {
            clock,
            started,
            due: Moment(due),
            amber,
            met: None,
            paused: None,
        };
        self.state.deadlines.insert(clock, deadline);
    }
    pub(super) fn start(&mut self, clock: Clock, at: Moment) {
        let (minutes, working) = self.limit(clock);
        if minutes >= 0 {
            self.put(clock, at, self.around.open.due(at.0, minutes, working));
        }
    }
    pub(super) fn start_until(&mut self, clock: Clock, at: Moment, due: Moment) {
        self.put(clock, at, due.0);
    }
    /// Half of the limit, but no less than the floor.
    pub(super) fn start_again(&mut self, at: Moment) {
        let (minutes, working) = self.limit(Clock::Done);
        let life = &self.around.rules["life"];
        let half = minutes * life["redo_percent"].as_i64().unwrap() / 100;
        let minutes = half.max(life["redo_floor_minutes"].as_i64().unwrap());
        self.put(
            Clock::Done,
            at,
            self.around.open.due(at.0, minutes, working),
        );
    }
    fn clock(&mut self, clock: Clock) -> Option<&mut Deadline> {
        self.state.deadlines.get_mut(&clock)
    }
    pub(super) fn runs(&self, clock: Clock) -> bool {
        let found = self.state.deadlines.get(&clock);
        found.is_some_and(|d| d.met.is_none())
    }
    pub(super) fn meet(&mut self, clock: Clock, at: Moment) {
        if let Some(d) = self.clock(clock).filter(|d| d.met.is_none()) {
            d.met = Some(at);
        }
    }
    pub(super) fn unmeet(&mut self, clock: Clock) {
        if let Some(d) = self.clock(clock) {
            d.met = None;
        }
    }
    pub(super) fn pause(&mut self, clock: Clock, at: Moment) {
        let running = |d: &&mut Deadline| d.met.is_none() && d.paused.is_none();
        if let Some(d) = self.clock(clock).filter(running) {
            d.paused = Some(at);
        }
    }
    /// What was left runs on, or a date that was named.
    pub(super) fn resume(&mut self, clock: Clock, at: Moment, until: Option<Moment>) {
        let (working, percent, open) = (self.limit(clock).1, self.percent(), self.around.open);
        let Some(d) = self.clock(clock) else { return };
        let Some(from) = d.paused.take() else { return };
        match until {
            Some(due) => (d.due, d.amber) = (due, Moment(naive::amber(at.0, due.0, percent))),
            None => {
                d.amber = Moment(open.resume(d.amber.0, working, from.0, at.0));
                d.due = Moment(open.resume(d.due.0, working, from.0, at.0));
            }
        }
        self.pauses.push((clock, from, at));
    }
    /// An extension never shortens; under 疑难 the limit is at least that of 疑难 from where the clock began.
    pub(super) fn extend(&mut self, until: Moment, complex: bool) {
        let ((minutes, working), percent) = (self.limit(Clock::Done), self.percent());
        let open = self.around.open;
        let Some(done) = self.clock(Clock::Done) else {
            return;
        };
        let mut due = until.max(done.due).0;
        if complex {
            due = due.max(open.due(done.started.0, minutes, working));
        }
        (done.due, done.amber) = (
            Moment(due),
            Moment(naive::amber(done.started.0, due, percent)),
        );
    }
    /// From 入池; the shorter limit of a second round from where it began; what stood still since stands still again.
    pub(super) fn regrade(&mut self) {
        for clock in [Clock::Sign, Clock::Respond, Clock::Feedback, Clock::Done] {
            let running = |d: &&Deadline| d.met.is_none() && d.paused.is_none();
            let Some(old) = self.state.deadlines.get(&clock).filter(running).cloned() else {
                continue;
            };
            if clock == Clock::Done && self.state.redos > 0 {
                self.start_again(old.started);
            } else {
                self.start(clock, self.state.received_at.expect("it came in"));
            }
            let (working, open) = (self.limit(clock).1, self.around.open);
            let begun = self.state.deadlines[&clock].started;
            let mut stood: Vec<_> = self
                .pauses
                .iter()
                .filter(|p| p.0 == clock && p.1 >= begun)
                .copied()
                .collect();
            stood.sort_unstable();
            let d = self.clock(clock).expect("it runs");
            for (_, from, to) in stood {
                d.amber = Moment(open.resume(d.amber.0, working, from.0, to.0));
                d.due = Moment(open.resume(d.due.0, working, from.0, to.0));
            }
        }
    }
    /// The day in the district, counted from 1970.
    pub(super) fn day(&self, at: Moment) -> i64 {
        let offset = self.around.rules["calendar"]["utc_offset_minutes"]
            .as_i64()
            .unwrap();
        (at.0 + offset * MINUTE).div_euclid(1440 * MINUTE)
    }
    /// Days in which a step of a post that ended may be confirmed: seven, where the rules do not say.
    pub(super) fn late_days(&self) -> i64 {
        let days = &self.around.rules["life"]["late_days"];
        days.as_i64().unwrap_or(7)
    }
    pub(super) fn life(&self, name: &str) -> i64 {
        self.around.rules["life"][name].as_i64().unwrap()
    }
}
