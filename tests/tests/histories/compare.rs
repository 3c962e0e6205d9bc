//! What must hold when a history is over.

use crate::machine::{Around, Machine};
use crate::sum::{Count, count};
use crate::tale::Tale;
use model::deadline::Deadline;
use model::edit::Verdict;
use model::row::Row;
use model::scope::{self, ScopeKey};
use model::ticket::Ticket;
use model::why::why_due;
use model::{DeviceId, Moment};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use testkit::naive::{Open, date};
use testkit::retold;

/// Everything about one history.
pub fn compare(tale: &mut Tale, rules: &Value, open: &Open) {
    let tickets: Vec<(Ticket, bool)> = tale
        .tickets
        .iter()
        .map(|(id, reporter)| (tale.pool.ticket(id).expect("it came in"), *reporter))
        .collect();
    let skews: BTreeMap<DeviceId, i64> = tale
        .devices
        .iter()
        .map(|d| (d.id().clone(), d.skew()))
        .collect();
    let tag = tale.pool.store.district().rule_tag.clone();
    let mut numbers = Vec::new();
    for (ticket, reporter) in &tickets {
        let around = Around {
            rules,
            open,
            tag: &tag,
            skews: &skews,
            reporter: *reporter,
        };
        numbers.extend(Machine::follow(ticket, &around).agrees(ticket));
        projected(tale, ticket);
        retell(tale, ticket, rules);
        replicas(tale, ticket);
        tally(tale, ticket);
    }
    numbered(numbers, rules);
    related(&tickets);
    reported(tale, &tickets);
    let found = pool::verify::verify_as_of(&tale.pool.store, &[], tale.pool.now);
    assert!(found.ok, "{:?}", found.findings);
    tale.sum.histories = 1;
    tale.sum.tickets = tickets.len() as u64;
}

/// Lists read what the document says.
fn projected(tale: &Tale, ticket: &Ticket) {
    let row = tale.pool.row(&ticket.id);
    assert_eq!(
        row,
        Row::of(ticket, &ticket.state()),
        "the row equals one rebuilt"
    );
}

/// Each deadline follows from the steps that explain it.
fn retell(tale: &mut Tale, ticket: &Ticket, rules: &Value) {
    let file = tale.pool.store.district();
    let (state, district) = (ticket.state(), &file.district);
    assert_eq!(district.rules.name, rules["name"].as_str().unwrap());
    for (clock, deadline) in &state.deadlines {
        let why = why_due(ticket, district, *clock).unwrap();
        assert_eq!(
            retold::due(&why, &district.rules.calendar),
            why.due,
            "{why:?}"
        );
        assert_eq!(why.due, deadline.due);
        tale.sum.retold += 1;
        run_over(deadline, rules, &mut tale.sum.over);
    }
}

/// Which hard days lie between the start of a deadline and its end.
fn run_over(deadline: &Deadline, rules: &Value, over: &mut Count) {
    let calendar = &rules["calendar"];
    let days = local_day(deadline.started, calendar)..=local_day(deadline.due, calendar);
    let dates: BTreeSet<String> = days.map(date).collect();
    let listed = |name: &str| {
        let list = calendar[name].as_array().expect("a list of days").iter();
        list.filter_map(Value::as_str)
            .any(|day| dates.contains(day))
    };
    let crosses = |days: &str, next: &str| {
        let ends = |end: &str| dates.iter().any(|d| d.ends_with(end));
        ends(days) && ends(next)
    };
    for (name, found) in [
        ("year_end", crosses("-12-31", "-01-01")),
        ("leap_day", crosses("-02-29", "-03-01")),
        ("holiday", listed("holidays")),
        ("make_up", listed("make_up_days")),
    ] {
        if found {
            count(over, name);
        }
    }
}

/// The day in the district, counted from 1970.
fn local_day(at: Moment, calendar: &Value) -> i64 {
    let offset = calendar["utc_offset_minutes"].as_i64().unwrap();
    (at.0 / 60_000 + offset).div_euclid(1440)
}

/// Every device that sees the ticket reads the same; one that does not see it does not hold it.
fn replicas(tale: &mut Tale, ticket: &Ticket) {
    let key = ScopeKey::of(ticket, &ticket.state());
    let Tale {
        devices, pool, sum, ..
    } = tale;
    for device in devices {
        let person = device
            .person()
            .at(pool.now, &pool.store.district().district);
        if scope::sees(&person, &key) {
            device.agrees(pool, ticket);
            sum.copies += 1;
        } else {
            assert!(
                !device.tickets().contains(&ticket.id),
                "{} holds what is not seen",
                person.user
            );
        }
    }
}

fn tally(tale: &mut Tale, ticket: &Ticket) {
    let (state, sum) = (ticket.state(), &mut tale.sum);
    let mut ids = BTreeSet::new();
    for event in &ticket.log {
        assert!(ids.insert(event.id), "an event counts once");
        let name = event.act.action().as_str();
        match event.ruling.as_ref().map(|r| &r.verdict) {
            Some(Verdict::Applied(_)) => count(&mut sum.counted, name),
            Some(Verdict::Void(denial)) => {
                count(&mut sum.void, name);
                count(&mut sum.codes, denial.code.as_str());
            }
            None => panic!("{name} was never ruled on"),
        }
    }
    sum.rounds = sum.rounds.max(state.round);
    sum.conflicts += ticket.conflicts.len() as u64;
    count(&mut sum.ends, state.status.as_str());
}

/// Numbers of a day count on without gaps.
fn numbered(mut numbers: Vec<(Moment, String)>, rules: &Value) {
    numbers.sort();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for (at, number) in numbers {
        let day = date(local_day(at, &rules["calendar"])).replace('-', "");
        let seq = given.entry(day.clone()).or_default();
        *seq += 1;
        let begins = format!("WS990100-{day}-{seq:06}-");
        assert!(number.starts_with(&begins), "{number} given on {day}");
    }
}

/// 并案 stands in both tickets, or in neither.
fn related(tickets: &[(Ticket, bool)]) {
    for (ticket, _) in tickets {
        let state = ticket.state();
        let parent = |id| {
            tickets
                .iter()
                .find(|(t, _)| t.id == id)
                .expect("a ticket of this history")
                .0
                .state()
        };
        if let Some(id) = state.parent.clone() {
            assert_eq!(
                parent(id).children.get(&ticket.id),
                Some(&state.has_reporter)
            );
        }
        for child in state.children.keys() {
            assert_eq!(parent(child.clone()).parent.as_ref(), Some(&ticket.id));
        }
    }
}

/// Each void act was answered to its author's device with its reason, and its text is still there; nothing else was.
fn reported(tale: &mut Tale, tickets: &[(Ticket, bool)]) {
    for (ticket, _) in tickets {
        for event in &ticket.log {
            let Some(Verdict::Void(denial)) = event.ruling.as_ref().map(|r| &r.verdict) else {
                continue;
            };
            assert!(!denial.sentence().is_empty() && !denial.sentence().contains('{'));
            let device = tale
                .devices
                .iter_mut()
                .find(|d| *d.id() == event.id.device());
            let device = device.expect("only devices' acts stay as 未生效");
            device.reported(&ticket.id, event, denial);
        }
    }
    let tickets: Vec<&Ticket> = tickets.iter().map(|t| &t.0).collect();
    for device in &mut tale.devices {
        tale.sum.aside += device.settled(&tickets);
    }
}
