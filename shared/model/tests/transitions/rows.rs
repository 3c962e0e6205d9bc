//! Every row against its case: effects, roles, places, statuses, rounds.

use crate::cases::{Row, rows, who};
use crate::told::told;
use model::act::{Act, Action};
use model::effect::Effect;
use model::person::Person;
use model::transition::{TABLE, row};
use model::{Code, Role, Status, UserName};
use std::collections::BTreeSet;
use testkit::ground::{World, person, somebody};

/// The world just before the act of a case.
pub fn ready(case: Row, from: Status) -> (World, Action) {
    let mut w = World::at(from);
    if from == Status::Draft && case.action != Action::Submit {
        w.state.status = Status::Draft; // a draft never left its device
    }
    w.walk(case.before);
    w.wait(1);
    (w, case.action)
}

/// Every case from each of its statuses.
pub fn each(mut look: impl FnMut(&Row, World, Status)) {
    let count = rows().len();
    for n in 0..count {
        for from in rows().swap_remove(n).from {
            let mut all = rows();
            let case = all.swap_remove(n);
            let (to, effects) = (case.to, case.effects);
            let shape = Row {
                from: vec![from],
                before: Vec::new(),
                to,
                effects,
                action: case.action,
            };
            let (w, _) = ready(case, from);
            look(&shape, w, from);
        }
    }
}

/// The actors of a case: each with the world as it must be for them (own capture, named as handler).
fn actors(action: Action) -> Vec<(&'static str, &'static str)> {
    let split = |n: &'static str| n.split_once(':').unwrap_or(("", n));
    who(action).split_whitespace().map(split).collect()
}

/// Makes the world fit an actor: their own capture, or theirs to handle.
fn fit(w: &mut World, how: &str, user: &UserName) {
    match how {
        "own" => w.ticket.created_by = user.clone(),
        "named" => w.state.handler = Some(user.clone()),
        _ => {}
    }
}

/// The first actor, for whom each case is walked; none for the pool.
pub fn first_actor(w: &mut World, action: Action) -> Option<Person> {
    let (how, name) = actors(action)[0];
    (name != "system").then(|| {
        let person = somebody(name);
        fit(w, how, &person.user);
        person
    })
}

#[test]
fn every_row_has_its_cases_and_each_does_what_is_written() {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    each(|case, mut w, from| {
        let action = case.action;
        seen.insert((action, from));
        let person = first_actor(&mut w, action);
        let act = w.plain(action);
        let effects = w.judge(person.as_ref(), &act, w.state.round);
        let effects = effects.unwrap_or_else(|e| panic!("{action} from {from}: {e}"));
        let to = effects.iter().find_map(|e| match e {
            Effect::Status(s) => Some(*s),
            _ => None,
        });
        assert_eq!(to, case.to, "{action} from {from}");
        let line = row(action).unwrap();
        let legal = match to {
            Some(to) => line.to.contains(&to),
            None => line.to.is_empty() || line.to.contains(&from),
        };
        assert!(
            legal,
            "{action} leads to {to:?}, which the table does not say"
        );
        let rest: Vec<Effect> = effects
            .iter()
            .filter(|e| !matches!(e, Effect::Status(_)))
            .cloned()
            .collect();
        let rest = told(&rest, w.now);
        if rest != case.effects {
            wrong.push(format!(
                "{action} from {from}:\n   found {rest}\n  wanted {}",
                case.effects
            ));
        }
        if from != Status::Draft {
            w.act(person.as_ref(), act); // and it can be written down
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for line in TABLE {
        for from in line.from {
            assert!(
                seen.contains(&(line.action, *from)),
                "{} from {from} has no case",
                line.action
            );
        }
    }
    let count: usize = TABLE.iter().map(|r| r.from.len()).sum();
    assert_eq!(seen.len(), count, "a case the table does not have");
}

#[test]
fn every_role_but_the_row_s_own_is_refused() {
    let (mut allowed, mut refused) = (0, 0);
    each(|case, mut w, from| {
        let action = case.action;
        let drafted = from == Status::Draft && action != Action::Submit;
        let (created, handler) = (w.ticket.created_by.clone(), w.state.handler.clone());
        let act = w.plain(action);
        for (how, name) in actors(action) {
            let person = (name != "system").then(|| somebody(name));
            // A draft lies in no area yet: only its author has it. Before 派 no unit leads.
            let unled = how == "led" && w.state.lead_unit.is_none();
            if drafted && how != "own" || unled {
                continue;
            }
            let user = person.as_ref().map(|p| p.user.clone());
            user.iter().for_each(|u| fit(&mut w, how, u));
            let got = w.judge(person.as_ref(), &act, w.state.round);
            assert!(got.is_ok(), "{action} from {from} by {name}: {got:?}");
            // Not their own, not named: refused.
            w.ticket.created_by = created.clone();
            w.state.handler = handler.clone();
            if matches!(how, "own" | "named") && user.as_ref() != Some(&created) {
                let got = w.judge(person.as_ref(), &act, w.state.round);
                assert_eq!(got.unwrap_err().code, Code::NoRight, "{action} by {name}");
            }
            allowed += 1;
        }
        let names: Vec<&str> = actors(action).iter().map(|a| a.1).collect();
        for role in Role::ALL {
            if !names.contains(&role.as_str()) {
                let got = w.judge(Some(&somebody(role.as_str())), &act, w.state.round);
                // Whoever works on the ticket may report in, but was not called.
                let here =
                    action == Action::ReportIn && matches!(role, Role::Handler | Role::UnitLeader);
                let code = got.unwrap_err().code;
                let right = code == Code::NoRight || here && code == Code::NotCalled;
                assert!(right, "{action} from {from} by {role}: {code}");
                refused += 1;
            }
        }
        if !names.contains(&"system") {
            let got = w.judge(None, &act, w.state.round);
            assert_eq!(got.unwrap_err().code, Code::NoRight, "{action} by the pool");
        }
    });
    println!("{allowed} allowed, {refused} refused");
    assert!(allowed > 200 && refused > 1_000);
}

#[test]
fn the_right_role_in_the_wrong_place_is_refused() {
    let whole = "990100000000";
    each(|case, w, from| {
        let action = case.action;
        let elsewhere = [
            person(Role::DeskTown, "T02", "990100002000"),
            person(Role::Handler, "T02", whole),
            person(Role::UnitLeader, "T02", whole),
            person(Role::Collector, "T02", "990100002001"),
            person(Role::VillageHead, "T02", "990100002001"),
        ];
        for p in elsewhere {
            let got = w.judge(Some(&p), &w.plain(action), w.state.round);
            assert_eq!(
                got.unwrap_err().code,
                Code::NoRight,
                "{action} from {from} by {}",
                p.user
            );
        }
        // A colleague's ticket is the colleague's.
        let theirs = w.state.handler == Some(UserName::new("handler2_B01").unwrap());
        if w.state.handler.is_some() && action != Action::ReportIn && !theirs {
            let got = w.judge(Some(&somebody("handler2")), &w.plain(action), w.state.round);
            assert_eq!(
                got.unwrap_err().code,
                Code::NoRight,
                "{action} by a colleague"
            );
        }
    });
}

#[test]
fn every_other_status_and_every_other_round_is_refused() {
    let mut tries = 0;
    each(|case, mut w, from| {
        let action = case.action;
        let person = first_actor(&mut w, action);
        let act = w.plain(action);
        let round = w.state.round;
        for wrong in [round + 1, round.wrapping_sub(1)] {
            let got = w.judge(person.as_ref(), &act, wrong).unwrap_err();
            assert_eq!(got.code, Code::WrongRound, "{action} from {from}");
            assert_eq!(got.params["round"], wrong.to_string());
        }
        if action == Action::Submit {
            return; // 提交 is the document's first edit: there is no other status
        }
        for status in Status::ALL {
            if row(action).unwrap().from.contains(status) {
                continue;
            }
            w.state.status = *status;
            let got = w.judge(person.as_ref(), &act, round).unwrap_err().code;
            // Outside what a post sees (a supervisor sees what is open, a visitor what is to be visited) it has no right.
            let sees = [
                Action::Urge,
                Action::Supervise,
                Action::Escalate,
                Action::VisitPass,
                Action::Redo,
                Action::VisitMissed,
            ];
            let blind = sees.contains(&action) && got == Code::NoRight;
            assert!(
                got == Code::WrongStatus || blind,
                "{action} in {status}: {got}"
            );
            tries += 1;
        }
    });
    println!("{tries} acts in a wrong status");
    assert!(tries > 1_000);
}

#[test]
fn what_lies_open_is_what_a_row_allows() {
    each(|case, mut w, from| {
        let action = case.action;
        for (how, name) in actors(action) {
            if name == "system" || how == "led" && w.state.lead_unit.is_none() {
                continue;
            }
            let person = somebody(name);
            let (created, handler) = (w.ticket.created_by.clone(), w.state.handler.clone());
            fit(&mut w, how, &person.user);
            let open = model::decide::open_acts(&person, &w.ticket, &w.state);
            let drafted = matches!(from, Status::Draft | Status::Queued);
            let own = matches!(
                action,
                Action::Submit | Action::SolveOnSpot | Action::PhoneDuty
            );
            assert!(
                own || drafted || open.contains(&action),
                "{action} from {from} for {name}"
            );
            for offered in open {
                let line = row(offered).unwrap();
                assert!(
                    line.from.contains(&w.state.status)
                        && person.posts.iter().any(|p| line.actors.contains(&p.role))
                );
            }
            w.ticket.created_by = created;
            w.state.handler = handler;
        }
    });
}

#[test]
fn offline_rows_are_those_of_the_specification() {
    let offline: Vec<u8> = TABLE
        .iter()
        .filter(|r| r.offline)
        .map(|r| r.number)
        .collect();
    // docs/domain.md 8.3: 2, 4, 7, 13, 18 to 20, 21, 24, 29, 40, 43 (1 is a draft, which is no act).
    assert_eq!(offline, [2, 4, 7, 13, 18, 19, 20, 21, 21, 24, 29, 40, 43]);
    let numbers: BTreeSet<u8> = TABLE.iter().map(|r| r.number).collect();
    assert_eq!(numbers, (2..=43).collect(), "every row of 8.3");
    let actions: BTreeSet<Action> = TABLE.iter().map(|r| r.action).collect();
    assert_eq!(actions.len(), TABLE.len(), "one row per act");
    assert_eq!(actions.len(), Action::ALL.len(), "every act has its row");
    let _ = Act::parse(Action::Sign, serde_json::Value::Null).unwrap();
}
