use crate::list_tickets::{all, filled};
use crate::support::{Pool, now};
use api::{Boards, Talks, Tally};
use model::row::Row;
use model::score::month::Month;
use model::talk::TalkVerdict;
use model::{Source, UnitCode, scope};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::scored::{Verdict, verdicts};

/// Boards as a caller reads them.
async fn boards(pool: &Pool, user: &str) -> Boards {
    let reply = pool.call(user, "read_boards", json!({})).await.ok();
    serde_json::from_value(reply).unwrap()
}

/// Whether a board counts a row at a moment.
type Counts = fn(&Row, model::Moment) -> bool;

#[tokio::test]
async fn boards_and_lists_count_what_the_rows_say_for_every_role() {
    let pool = filled(340);
    let places = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    for person in demo::users() {
        let person = person.at(now(), &demo::district());
        let user = person.user.as_str();
        let seen = places.iter().filter(|p| scope::sees(&person, &p.scope()));
        let rows: Vec<&Row> = seen.map(|p| &p.row).collect();
        let found = boards(&pool, user).await;
        assert_eq!(found, Boards::of(rows.iter().copied(), found.at), "{user}");
        let at = found.at;
        let filters: [(&str, Counts); 7] = [
            ("open", |r, _| r.status.is_open()),
            ("alarm", |r, _| r.alarm),
            ("asked", |r, _| r.asked),
            ("pressed", |r, _| r.presses > 0),
            ("bounced", |r, _| r.returns > 0),
            ("redone", |r, _| r.redos > 0),
            ("hang_late", |r, at| r.hang_check.is_some_and(|c| c < at)),
        ];
        for (name, fits) in filters {
            for wanted in [true, false] {
                let (ids, total) = all(&pool, user, json!({name: wanted})).await;
                let expect = rows.iter().filter(|r| fits(r, at) == wanted);
                let expect: BTreeSet<String> = expect.map(|r| r.id.to_string()).collect();
                assert_eq!(total, expect.len() as u64, "{user} {name} {wanted}");
                assert_eq!(
                    ids.into_iter().collect::<BTreeSet<_>>(),
                    expect,
                    "{user} {name}"
                );
            }
        }
        let counts = pool.call(user, "count_tickets", json!({})).await.ok();
        let alarms = rows.iter().filter(|r| r.alarm).count();
        assert_eq!(counts["alarm"], json!(alarms), "{user}");
        let pressed = rows.iter().filter(|r| r.presses > 0).count();
        assert_eq!(counts["pressed"], json!(pressed), "{user}");
    }
    let all = boards(&pool, "demo_desk_district").await;
    let tally = all.all;
    let shown = [
        tally.overdue,
        tally.near,
        tally.bounced,
        tally.redone,
        tally.pressed,
        tally.hang_late,
    ];
    assert!(shown.iter().all(|n| *n > 0), "{tally:?}");
    assert!(!all.by_unit.is_empty() && all.by_link.len() > 3 && all.by_grade.len() > 1);
    for nobody in ["demo_admin", "demo_auditor"] {
        assert_eq!(boards(&pool, nobody).await.all, Tally::default());
    }
}

async fn talks(pool: &Pool, user: &str, month: &str) -> Talks {
    let reply = pool.call(user, "list_talks", json!({"month": month})).await;
    serde_json::from_value(reply.ok()).unwrap()
}

#[tokio::test]
async fn ratings_are_those_of_the_documents_and_seen_by_whom_they_concern() {
    let pool = filled(160);
    let district = demo::district();
    let calendar = &district.rules.calendar;
    let tickets = pool.store.read_now(|db| {
        let places = db.tickets_from(1, 1000)?;
        let read = |p: &pool::store::Projection| {
            let counts = !p.row.excluded && p.row.source != Source::Hotline;
            Ok((db.document(p.n)?.document()?.read()?, counts))
        };
        places.iter().map(read).collect::<pool::Result<Vec<_>>>()
    });
    let tickets = tickets.unwrap();
    // On the first of a month there may be no visit in it yet.
    let visits = tickets.iter().flat_map(|(t, _)| t.state().visits);
    let last = visits.map(|v| v.at).max().expect("somebody was visited");
    let month = Month::of(last, calendar).unwrap().text;
    let counting = tickets.iter().filter(|(_, counts)| *counts);
    let answers: Vec<Verdict> = counting
        .flat_map(|(ticket, _)| verdicts(ticket, 480, now()))
        .filter(|v| v.ind == "satisfied" && v.month == month)
        .collect();
    let found = talks(&pool, "demo_desk_district", &month).await;
    let mut rated = 0;
    for line in found.groups.iter().flat_map(|g| &g.units) {
        let own = answers.iter().filter(|v| v.unit == line.unit.as_str());
        let halves: Vec<u32> = own.map(|v| v.good).collect();
        let satisfied = u64::from(halves.iter().sum::<u32>()) / 2;
        assert_eq!(
            (line.rated, line.satisfied),
            (halves.len() as u64, satisfied),
            "{}",
            line.unit
        );
        assert!(line.rated >= 20 || line.verdict == TalkVerdict::Few);
        rated += line.rated;
    }
    assert!(rated > 0, "{found:?}");
    assert_eq!(
        found.groups.iter().map(|g| g.units.len()).sum::<usize>(),
        district.units.len()
    );
    let units = |t: Talks| -> Vec<UnitCode> {
        t.groups
            .into_iter()
            .flat_map(|g| g.units)
            .map(|u| u.unit)
            .collect()
    };
    let own = |code: &str| vec![UnitCode::new(code).unwrap()];
    assert_eq!(
        units(talks(&pool, "demo_desk_town", &month).await),
        own("T01")
    );
    assert_eq!(
        units(talks(&pool, "demo_unit_leader", &month).await),
        own("B01")
    );
    for user in ["demo_supervisor", "demo_assessor", "demo_task_force"] {
        assert_eq!(
            units(talks(&pool, user, &month).await).len(),
            district.units.len()
        );
    }
    for user in [
        "demo_collector",
        "demo_handler",
        "demo_visitor",
        "demo_admin",
        "demo_auditor",
        "demo_village_head",
    ] {
        let reply = pool.call(user, "list_talks", json!({"month": month})).await;
        assert_eq!(reply.refused(403), "no_right", "{user}");
    }
    let reply = pool
        .call("demo_assessor", "list_talks", json!({"month": "十月"}))
        .await;
    assert_eq!(reply.refused(400), "field_type");
}

#[tokio::test]
async fn a_deadline_is_explained_to_who_sees_the_ticket() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let row = pool
        .call("demo_desk_town", "read_ticket", json!({"id": id}))
        .await
        .ok();
    for clock in ["sign", "respond", "done", "feedback", "accept"] {
        let why = pool
            .call("demo_handler", "why_due", json!({"id": id, "clock": clock}))
            .await
            .ok();
        assert_eq!(why["clock"], clock);
        assert_eq!(why["due"], row["deadlines"][clock]["due"], "{clock}");
        let steps: Vec<&Value> = why["steps"].as_array().unwrap().iter().collect();
        assert_eq!(
            (&steps[0]["step"], &steps[1]["step"]),
            (&json!("started"), &json!("limit"))
        );
    }
    // Without a name: the clock that runs out next.
    let running = pool
        .call("demo_desk_district", "why_due", json!({"id": id}))
        .await
        .ok();
    assert_eq!(running["clock"], "sign");
    let never = json!({"id": id, "clock": "hang_check"});
    let never = pool.call("demo_handler", "why_due", never).await;
    assert_eq!(never.refused(404), "clock_none");
    for stranger in [
        "demo_desk_town2",
        "demo_handler2",
        "demo_admin",
        "demo_auditor",
    ] {
        let reply = pool.call(stranger, "why_due", json!({"id": id})).await;
        assert_eq!(reply.refused(404), "not_found", "{stranger}");
    }
}

#[tokio::test]
async fn the_duty_roster_names_linked_units_in_two_levels() {
    let pool = Pool::new();
    let duty = pool
        .call("demo_collector", "read_duty", json!({}))
        .await
        .ok();
    let district = demo::district();
    assert_eq!(duty["phone"], json!(district.rules.duty_phone));
    let level = |name: &str| duty[name].as_array().unwrap().len();
    let want = |level: u8| district.duty.iter().filter(|d| d.level == level).count();
    assert!(want(1) > 0 && want(2) > 0);
    assert_eq!((level("first"), level("second")), (want(1), want(2)));
    assert!(
        duty["first"][0]["name"]
            .as_str()
            .is_some_and(|n| !n.is_empty())
    );
}
