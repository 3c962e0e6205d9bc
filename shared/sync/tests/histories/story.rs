//! One history: drawn by its seed, told to the end, and compared.

use crate::device::Device;
use crate::ground::draws::Draws;
use crate::ground::naive::Open;
use crate::ground::{CHILD, DAY, NOW, RULES, World, payloads, retold, somebody, user};
use crate::machine::Machine;
use crate::pool::Pool;
use model::act::Act;
use model::decide::open_acts;
use model::effect::State;
use model::person::Person;
use model::ticket::Ticket;
use model::transition::row;
use model::why::why_due;
use model::{Action, Denial, Moment};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What was told.
#[derive(Debug, Default)]
pub struct Sum {
    histories: u64,
    applied: u64,
    void: u64,
    refused: u64,
    lost: u64,
    retold: u64,
    rounds: u32,
    acts: BTreeMap<&'static str, u64>,
    ends: BTreeMap<&'static str, u64>,
    voids: BTreeMap<&'static str, u64>,
}

impl Sum {
    pub fn add(&mut self, other: &Sum) {
        self.histories += other.histories;
        self.applied += other.applied;
        self.void += other.void;
        self.refused += other.refused;
        self.lost += other.lost;
        self.retold += other.retold;
        self.rounds = self.rounds.max(other.rounds);
        let join = |a: &mut BTreeMap<&'static str, u64>, b: &BTreeMap<&'static str, u64>| {
            b.iter().for_each(|(k, n)| *a.entry(k).or_default() += n);
        };
        join(&mut self.acts, &other.acts);
        join(&mut self.ends, &other.ends);
        join(&mut self.voids, &other.voids);
    }
    /// Ten thousand histories have been everywhere.
    pub fn check(&self) {
        for action in Action::ALL {
            assert!(
                self.acts.contains_key(action.as_str()),
                "{action} never counted"
            );
        }
        assert!(self.void > 1_000 && self.refused > 1_000 && self.lost > 1_000);
        assert!(self.voids.len() > 4, "{:?}", self.voids);
    }
}

/// What all histories share.
pub struct Teller {
    world: Option<World>,
    blank: (Ticket, State),
    rules: Value,
    open: Open,
}

/// Places around which clocks are hard, and an ordinary Monday.
const STARTS: [&str; 6] = [
    "2026-09-29T15:00:00+08:00",
    "2026-12-30T16:30:00+08:00",
    "2028-02-28T09:00:00+08:00",
    "2024-02-28T17:10:00+08:00",
    "2026-02-13T11:00:00+08:00",
    "2026-11-23T10:00:00+08:00",
];

impl Teller {
    pub fn new() -> Self {
        let world = World::new();
        let rules: Value = serde_json::from_str(RULES).unwrap();
        let open = Open::of(&world.district.rules.calendar);
        Teller {
            blank: (world.ticket.clone(), world.state.clone()),
            world: Some(world),
            rules,
            open,
        }
    }

    pub fn tell(&mut self, seed: u64) -> Sum {
        let mut d = Draws(seed);
        let mut world = self.world.take().unwrap_or_else(World::new);
        (world.ticket, world.state) = self.blank.clone();
        world.now = d.pick(&STARTS).parse().unwrap_or(NOW);
        world.ticket.facts.grade = *d.pick(model::Grade::ALL);
        world.ticket.facts.what.kind = *d.pick(&[model::Kind::Hazard, model::Kind::Consult]);
        world.ticket.captured_at = world.now;
        let mut tale = Tale::begin(&mut d, Pool::new(world));
        for _ in 0..10 + d.below(26) {
            tale.step(&mut d);
        }
        let mut sum = tale.end();
        self.compare(&mut tale, &mut sum);
        self.world = Some(tale.pool.world);
        sum
    }

    fn compare(&self, tale: &mut Tale, sum: &mut Sum) {
        let ticket = tale.pool.document.read().unwrap();
        let heads = tale.pool.document.heads();
        let json = format!("{ticket:?}");
        for device in &mut tale.devices {
            assert_eq!(device.document.heads(), heads, "replicas agree");
            assert_eq!(
                format!("{:?}", device.ticket().unwrap()),
                json,
                "and say the same"
            );
        }
        let machine = Machine::follow(&ticket, &self.rules, &self.open);
        machine.agrees(&ticket);
        let district = &tale.pool.world.district;
        for clock in ticket.state().deadlines.keys() {
            let why = why_due(&ticket, district, *clock).unwrap();
            assert_eq!(
                retold::due(&why, &district.rules.calendar),
                why.due,
                "{why:?}"
            );
            assert_eq!(why.due, ticket.state().deadlines[clock].due);
            sum.retold += 1;
        }
        for device in &mut tale.devices {
            let reported = device.reported();
            let void: Vec<_> = device
                .made
                .iter()
                .filter(|(_, a)| matches!(a, Some(Err(_))))
                .cloned()
                .collect();
            assert_eq!(
                reported.len(),
                void.len(),
                "every void act is told to its author, and nothing else"
            );
            for (edit, answer) in void {
                let (_, denial, act) = reported
                    .iter()
                    .find(|r| r.0 == edit.id)
                    .expect("it is told");
                assert_eq!(
                    Some(Err(denial.clone())),
                    answer,
                    "the reason is the one the answer gave"
                );
                assert!(!denial.sentence().is_empty() && !denial.sentence().contains('{'));
                let model::edit::Write::Act { act: written, .. } = &edit.write else {
                    panic!("an act")
                };
                assert_eq!(act, written, "with the text as written");
                *sum.voids.entry(denial.code.as_str()).or_default() += 1;
            }
            assert!(
                device.made.iter().all(|(_, a)| a.is_some()),
                "nothing waits any more"
            );
        }
    }
}

/// A history while it is told.
struct Tale {
    pool: Pool,
    devices: Vec<Device>,
    refused: u64,
    lost: u64,
}

/// Who works on line at the pool's desk.
const DESK: [&str; 12] = [
    "collector",
    "desk_town",
    "desk_district",
    "handler",
    "handler2",
    "handler_b02",
    "unit_leader",
    "visitor",
    "visitor2",
    "task_force",
    "supervisor",
    "assessor",
];

impl Tale {
    fn begin(d: &mut Draws, pool: Pool) -> Self {
        let skews = [0, 0, 90_000, -240_000, 1_200_000, -7_200_000, 86_400_000];
        let people = [
            "collector",
            "handler",
            "handler2",
            "unit_leader",
            "handler_b02",
        ];
        let devices = (1u8..).zip(people);
        let devices = devices.map(|(n, who)| Device::new(n, somebody(who), *d.pick(&skews)));
        let mut tale = Tale {
            devices: devices.collect(),
            pool,
            refused: 0,
            lost: 0,
        };
        let (ticket, now) = (tale.pool.world.ticket.clone(), tale.pool.world.now);
        tale.devices[0].open(&ticket, now);
        if d.chance(15) {
            // 即办即结 before the first sync.
            let act = tale.pool.world.plain(Action::SolveOnSpot);
            tale.devices[0].act(&ticket.id, now, 0, act);
        }
        tale
    }

    fn step(&mut self, d: &mut Draws) {
        let minutes = *d.pick(&[1, 1, 3, 20, 20, 90, 400, DAY, 4 * DAY, 12 * DAY]);
        self.pool.world.wait(minutes);
        if self.pool.edits.is_empty() {
            let lost = d.chance(20);
            self.lost += u64::from(lost);
            return self.devices[0].sync(&mut self.pool, lost);
        }
        match d.below(100) {
            0..30 => self.offline(d),
            30..50 => {
                let (n, lost) = (d.below(self.devices.len()), d.chance(15));
                self.lost += u64::from(lost);
                self.devices[n].sync(&mut self.pool, lost);
            }
            50..92 => self.desk(d),
            92..96 => self.two_at_once(d),
            _ => {
                let action = *d.pick(&[
                    Action::Archive,
                    Action::Escalate,
                    Action::Joined,
                    Action::Joined,
                ]);
                let act = self.pool.world.plain(action);
                self.pool.alone(act);
            }
        }
    }

    /// An act on a device that has not heard from the pool for a while.
    fn offline(&mut self, d: &mut Draws) {
        let (n, now) = (d.below(self.devices.len()), self.pool.world.now);
        let device = &mut self.devices[n];
        let Some(ticket) = device.ticket() else {
            return;
        };
        let (state, id) = (ticket.state(), ticket.id.clone());
        let open = open_acts(&device.person, &ticket, &state);
        let open: Vec<Action> = open
            .into_iter()
            .filter(|a| row(*a).unwrap().offline)
            .collect();
        let all = [
            Action::Sign,
            Action::Respond,
            Action::Progress,
            Action::RequestDone,
            Action::Reassign,
            Action::RequestHang,
            Action::Supplement,
            Action::Resubmit,
        ];
        let action = match open.is_empty() || d.chance(15) {
            true => *d.pick(&all),
            false => *d.pick(&open),
        };
        let act = written(d, &self.pool.world, action);
        device.act(&id, now, state.round, act);
    }

    /// Somebody at the desk: mostly what lies open, sometimes what does not.
    fn desk(&mut self, d: &mut Draws) {
        let (ticket, state) = (&self.pool.world.ticket, &self.pool.world.state);
        let mut open: Vec<(Person, Action)> = Vec::new();
        for name in DESK {
            let person = somebody(name);
            let acts = open_acts(&person, ticket, state);
            open.extend(acts.into_iter().map(|a| (person.clone(), a)));
        }
        // What ends a ticket, or lies over it without moving it, is drawn less often.
        let rare = |a: Action| {
            matches!(
                a,
                Action::Void
                    | Action::AskFix
                    | Action::Regrade
                    | Action::Supplement
                    | Action::Refuse
                    | Action::Merge
                    | Action::Urge
                    | Action::Supervise
                    | Action::Escalate
                    | Action::RequestExclude
                    | Action::GrantExclude
                    | Action::DenyExclude
            )
        };
        if d.chance(85) {
            open.retain(|(_, a)| !rare(*a));
        }
        let (person, action) = match open.is_empty() || d.chance(8) {
            true => (somebody(DESK[d.below(DESK.len())]), *d.pick(Action::ALL)),
            false => d.pick(&open).clone(),
        };
        let act = written(d, &self.pool.world, action);
        let (round, seen) = (self.pool.world.state.round, self.pool.document.heads());
        let round = if d.chance(3) { round + 1 } else { round };
        self.count(|pool| pool.desk(&person, seen, round, act));
    }

    /// Two people press a button in the same second, each with the same page on the screen.
    fn two_at_once(&mut self, d: &mut Draws) {
        let (round, seen) = (self.pool.world.state.round, self.pool.document.heads());
        for _ in 0..2 {
            let person = somebody(DESK[d.below(DESK.len())]);
            let open = open_acts(&person, &self.pool.world.ticket, &self.pool.world.state);
            let action = if open.is_empty() {
                *d.pick(Action::ALL)
            } else {
                *d.pick(&open)
            };
            let act = written(d, &self.pool.world, action);
            let seen = seen.clone();
            self.count(|pool| pool.desk(&person, seen, round, act));
        }
    }

    fn count(&mut self, act: impl FnOnce(&mut Pool) -> Result<(), Denial>) {
        let (before, state) = (self.pool.edits.len(), self.pool.world.state.clone());
        if act(&mut self.pool).is_err() {
            self.refused += 1;
            assert_eq!(
                self.pool.edits.len(),
                before,
                "a refused act leaves no trace"
            );
            assert_eq!(self.pool.world.state, state);
        }
    }

    /// The faults stop: everybody syncs until nobody has anything new.
    fn end(&mut self) -> Sum {
        for _ in 0..2 {
            for device in &mut self.devices {
                self.pool.world.wait(1);
                device.sync(&mut self.pool, false);
            }
        }
        let ticket = self.pool.document.read().unwrap();
        let mut sum = Sum {
            histories: 1,
            refused: self.refused,
            lost: self.lost,
            rounds: ticket.state().round,
            ..Sum::default()
        };
        let mut ids = BTreeSet::new();
        for event in &ticket.log {
            assert!(ids.insert(event.id), "an event counts once");
            let applied = matches!(
                event.ruling.as_ref().map(|r| &r.verdict),
                Some(model::edit::Verdict::Applied(_))
            );
            if applied {
                sum.applied += 1;
                *sum.acts.entry(event.act.action().as_str()).or_default() += 1;
            } else {
                sum.void += 1;
            }
        }
        *sum.ends.entry(ticket.state().status.as_str()).or_default() += 1;
        sum
    }
}

/// What a person would write now, with some liberty.
fn written(d: &mut Draws, w: &World, action: Action) -> Act {
    let mut payload = payloads::required(action, w);
    let ahead = |days: i64| json!(w.now.plus_minutes(days * DAY).to_string());
    match action {
        Action::Accept => payload["grade"] = json!(d.pick(model::Grade::ALL).as_str()),
        Action::Regrade => {
            payload["grade"] = json!(d.pick(model::Grade::ALL).as_str());
            payload["complex"] = json!(payload["grade"] == "normal" && d.chance(40));
        }
        Action::Reassign => {
            payload["handler"] = json!(d.pick(&["handler_B01", "handler2_B01", "handler_B02"]))
        }
        Action::RequestHang | Action::RenewHang => {
            let until = 20 + d.below(60) as i64;
            (payload["until"], payload["next_check"]) =
                (ahead(until), ahead(1 + d.below(30) as i64));
            if action == Action::RequestHang {
                payload["told"] = json!(true);
            }
        }
        Action::GrantHang => payload["meeting"] = json!("区专班会议第 3 次"),
        Action::GrantExtension => payload["told"] = json!(d.chance(80)),
        Action::RequestExtension => payload["complex"] = json!(d.chance(40)),
        Action::ReleaseHang if d.chance(40) => payload["until"] = ahead(1 + d.below(10) as i64),
        Action::VisitPass if w.state.children.values().any(|r| *r) => {
            payload["others"] = json!([{"ticket": CHILD, "call": "answered", "solved": "yes"}]);
        }
        Action::Urge | Action::Supervise if d.chance(30) => payload["reply_by"] = ahead(2),
        _ => {}
    }
    // The model leaves out what is not so.
    Act::parse(action, payload).unwrap_or_else(|e| panic!("{action}: {e}"))
}

#[test]
fn the_people_here_are_who_they_seem() {
    assert_eq!(somebody("handler2").user, user("handler2_B01"));
    let start: Moment = STARTS[0].parse().unwrap();
    assert!(start.0 > 0);
}
