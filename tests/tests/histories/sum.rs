//! What happened, counted; and what ten thousand histories must have been through.

use model::Action;
use model::transition::row;
use std::collections::BTreeMap;

pub type Count = BTreeMap<&'static str, u64>;

/// What happened.
#[derive(Debug, Default)]
pub struct Sum {
    pub histories: u64,
    pub tickets: u64,
    /// Acts that counted, that are 未生效, and that were refused without a trace.
    pub counted: Count,
    pub void: Count,
    pub refused: Count,
    /// Why acts are 未生效.
    pub codes: Count,
    /// Where tickets ended.
    pub ends: Count,
    /// Facts and photos that came too late and stayed outside.
    pub aside: u64,
    pub conflicts: u64,
    /// Answers and pages that got lost, calls that were repeated.
    pub lost: u64,
    pub repeated: u64,
    /// Deadlines worked out again from the steps of `why_due`, and the hard days they run over.
    pub retold: u64,
    pub over: Count,
    /// Copies on devices compared with the pool's.
    pub copies: u64,
    pub rounds: u32,
}

pub fn count(counts: &mut Count, name: &'static str) {
    *counts.entry(name).or_default() += 1;
}

/// Acts that no history comes to: the call to the duty room begins at 采集, which has a journey of its own.
const NOT_TOLD: [Action; 1] = [Action::PhoneDuty];

impl Sum {
    pub fn add(&mut self, other: &Sum) {
        self.histories += other.histories;
        self.tickets += other.tickets;
        self.aside += other.aside;
        self.conflicts += other.conflicts;
        self.lost += other.lost;
        self.repeated += other.repeated;
        self.retold += other.retold;
        self.copies += other.copies;
        self.rounds = self.rounds.max(other.rounds);
        let join = |a: &mut Count, b: &Count| {
            b.iter().for_each(|(k, n)| *a.entry(k).or_default() += n);
        };
        join(&mut self.counted, &other.counted);
        join(&mut self.void, &other.void);
        join(&mut self.refused, &other.refused);
        join(&mut self.codes, &other.codes);
        join(&mut self.ends, &other.ends);
        join(&mut self.over, &other.over);
    }

    /// Every act of the table counted; every one that a device makes was 未生效 as well; every other that people make was
    /// refused. `least` is how often at least.
    pub fn check(&self, least: u64) {
        let of = |counts: &Count, action: Action| counts.get(action.as_str()).copied().unwrap_or(0);
        for action in Action::ALL.iter().filter(|a| !NOT_TOLD.contains(a)) {
            let row = row(*action).expect("a row");
            let times = of(&self.counted, *action);
            assert!(times >= least, "{action} counted {times} times");
            if row.offline && *action != Action::Submit {
                let times = of(&self.void, *action);
                assert!(times >= least, "{action} was 未生效 {times} times");
            } else if !row.actors.is_empty() {
                let times = of(&self.refused, *action);
                assert!(times >= least, "{action} was refused {times} times");
            }
        }
        assert!(self.codes.len() >= 6, "{:?}", self.codes);
        for days in ["year_end", "leap_day", "holiday", "make_up"] {
            assert!(
                self.over.get(days).is_some_and(|n| *n >= least),
                "{:?}",
                self.over
            );
        }
        let faults = [self.aside, self.conflicts, self.lost, self.repeated];
        assert!(faults.iter().all(|n| *n >= least), "{faults:?}");
    }

    /// For people.
    pub fn print(&self) {
        println!(
            "{} histories, {} tickets, {} copies, {} deadlines retold",
            self.histories, self.tickets, self.copies, self.retold
        );
        println!(
            "{} answers lost, {} calls repeated, {} facts conflicted, {} came too late, up to {} rounds",
            self.lost, self.repeated, self.conflicts, self.aside, self.rounds
        );
        println!(
            "{:<18} {:>8} {:>8} {:>8}",
            "act", "counted", "void", "refused"
        );
        for action in Action::ALL {
            let of = |counts: &Count| counts.get(action.as_str()).copied().unwrap_or(0);
            let (counted, void, refused) = (of(&self.counted), of(&self.void), of(&self.refused));
            println!("{action:<18} {counted:>8} {void:>8} {refused:>8}");
        }
        println!("void because {:?}", self.codes);
        println!("ends {:?}", self.ends);
        println!("deadlines over {:?}", self.over);
    }
}
