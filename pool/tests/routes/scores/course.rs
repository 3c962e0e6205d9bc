//! The course of a month: who may look when, appeals line by line, two who decide at once, the freeze and what comes after.

use super::month::told;
use super::past::{Past, call};
use super::{at, drafted, hearing, lines, month, moved, sheet};
use crate::support::{Pool, now};
use api::{Amend, DecideAppeal, DeclareWindow, FileAppeal, OpineAppeal, WithdrawAppeal};
use model::score::appeal::{AppealReason, AppealState, Outcome};
use model::{Code, Moment, UnitCode};
use pool::scores::{self, Asked};
use serde_json::json;

const DAY: i64 = 24 * 60;

fn appeal(pool: &Pool, line: &str) -> FileAppeal {
    FileAppeal {
        month: month(pool).text,
        unit: UnitCode::new("T01").unwrap(),
        line: line.into(),
        reason: AppealReason::ClockWrong,
        text: "系统停机半天".into(),
    }
}

fn opinion(id: i64, version: u32) -> OpineAppeal {
    OpineAppeal {
        id,
        version,
        text: "情况属实".into(),
    }
}

fn decision(id: i64, version: u32, outcome: Outcome) -> DecideAppeal {
    DecideAppeal {
        id,
        version,
        outcome,
        text: "经核实".into(),
    }
}

/// The name of the one line that is bad under this indicator.
async fn bad(pool: &Pool, ind: &str) -> String {
    let found = lines(
        pool,
        "demo_assessor",
        "T01",
        json!({"ind": ind, "bad": true}),
    )
    .await;
    found[0]["line"].as_str().unwrap().to_string()
}

#[tokio::test]
async fn a_month_is_seen_by_whom_it_concerns_when_it_is_published() {
    let pool = Pool::new();
    told(&pool);
    let text = month(&pool).text;
    let asked = |unit: &str| json!({"month": text, "unit": unit});
    for user in ["demo_leader_town", "demo_desk_town"] {
        for name in ["read_sheet", "list_instances"] {
            let early = pool.call(user, name, asked("T01")).await;
            assert_eq!(early.refused(409), "period_state", "{user} {name}");
        }
        let early = pool.call(user, "list_sheets", json!({"month": text})).await;
        assert_eq!(early.refused(409), "period_state", "{user}");
    }
    drafted(&pool);
    for user in ["demo_leader_town", "demo_desk_town"] {
        assert_eq!(sheet(&pool, user, "T01").await["final"], 8378, "{user}");
        for name in ["read_sheet", "list_instances"] {
            let other = pool.call(user, name, asked("B01")).await;
            assert_eq!(other.refused(404), "not_found", "{user} {name}");
        }
        let all = pool
            .call(user, "list_sheets", json!({"month": text}))
            .await
            .ok();
        let groups = all["groups"].as_array().unwrap();
        let units = groups.iter().flat_map(|g| g["units"].as_array().unwrap());
        assert_eq!(units.count(), 1, "{user}");
    }
    for user in [
        "demo_supervisor",
        "demo_assessor",
        "demo_task_force",
        "demo_desk_district",
    ] {
        let all = pool
            .call(user, "list_sheets", json!({"month": text}))
            .await
            .ok();
        let groups = all["groups"].as_array().unwrap();
        let units = groups.iter().flat_map(|g| g["units"].as_array().unwrap());
        assert_eq!(units.count(), demo::district().units.len(), "{user}");
    }
}

#[tokio::test]
async fn a_month_that_is_not_one_or_not_begun_is_refused() {
    let pool = Pool::new();
    for wrong in ["", "2026-13", "十月", "2999-01"] {
        for name in ["read_period", "list_sheets", "list_appeals"] {
            let reply = pool
                .call("demo_assessor", name, json!({"month": wrong}))
                .await;
            assert_eq!(reply.refused(400), "field_type", "{name} {wrong}");
        }
        let draft = pool
            .call("demo_assessor", "publish_draft", json!({"month": wrong}))
            .await;
        assert_eq!(draft.refused(400), "field_type", "{wrong}");
    }
    // This month runs: no draft of it, and nothing to freeze.
    let calendar = demo::district().rules.calendar;
    let this = model::score::month::Month::of(now(), &calendar)
        .unwrap()
        .text;
    for (user, name) in [
        ("demo_assessor", "publish_draft"),
        ("demo_assessor", "propose_freeze"),
        ("demo_task_force", "freeze"),
        ("demo_assessor", "amend"),
    ] {
        let reply = pool.call(user, name, json!({"month": this})).await;
        assert_eq!(reply.refused(409), "period_state", "{name}");
    }
}

#[tokio::test]
async fn appeals_turn_lines_and_three_hands_are_kept_apart() {
    let pool = Pool::new();
    told(&pool);
    let sign = bad(&pool, "sign").await;
    let redo = bad(&pool, "redo").await;
    let satisfied = bad(&pool, "satisfied").await;
    let start = drafted(&pool);
    let (leader, assessor, force) = ("demo_leader_town", "demo_assessor", "demo_task_force");
    let file = |line: &str, by: &str| {
        let ask = appeal(&pool, line);
        at(&pool, by, start, move |desk| scores::file(desk, &ask))
    };
    // Another unit's leader, another unit's line, one that is none.
    assert_eq!(file(&sign, "demo_unit_leader").unwrap_err(), Code::NotFound);
    assert_eq!(
        file("0199a3c4-5b1e-7cc0-8d1f-000000000001/sign:1", leader).unwrap_err(),
        Code::NotFound
    );
    let first = file(&sign, leader).unwrap();
    assert_eq!(
        (first.state, first.version, first.text.as_str()),
        (AppealState::Filed, 1, "系统停机半天")
    );
    assert_eq!(file(&sign, leader).unwrap_err(), Code::AppealKnown);
    // Its opinion is not its leader's; its decision waits for one.
    let id = first.id;
    let decide = |by: &str, version: u32, outcome| {
        let ask = decision(id, version, outcome);
        at(&pool, by, start, move |desk| scores::decide(desk, &ask))
    };
    assert_eq!(
        decide(force, 1, Outcome::Upheld).unwrap_err(),
        Code::AppealState
    );
    let ask = opinion(id, 1);
    let by_leader = at(&pool, leader, start, move |desk| scores::opine(desk, &ask));
    assert_eq!(by_leader.unwrap_err(), Code::SameHands);
    let ask = opinion(id, 1);
    let opined = at(&pool, assessor, start, move |desk| {
        scores::opine(desk, &ask)
    })
    .unwrap();
    assert_eq!((opined.state, opined.version), (AppealState::Opined, 2));
    assert_eq!(
        decide(assessor, 2, Outcome::Denied).unwrap_err(),
        Code::SameHands
    );
    // Two decide at once: the second has not seen the first.
    assert_eq!(
        decide(force, 2, Outcome::Upheld).unwrap().state,
        AppealState::Upheld
    );
    assert_eq!(
        decide(force, 2, Outcome::Denied).unwrap_err(),
        Code::VersionStale
    );
    assert_eq!(
        decide(force, 3, Outcome::Denied).unwrap_err(),
        Code::AppealState
    );
    // 签收 turned: its rate and its deduction with it.
    let turned = sheet(&pool, leader, "T01").await;
    assert_eq!(turned["rates"]["sign"]["bp"], 10_000);
    assert_eq!(
        turned["deductions"],
        json!([{"kind": "redo", "count": 2, "each": 50, "sum": 100}])
    );
    // A deduction goes, an answer leaves the count.
    for (line, outcome) in [(&redo, Outcome::Upheld), (&satisfied, Outcome::Partly)] {
        let id = file(line, leader).unwrap().id;
        let ask = opinion(id, 1);
        at(&pool, assessor, start, move |desk| {
            scores::opine(desk, &ask)
        })
        .unwrap();
        let ask = decision(id, 2, outcome);
        at(&pool, force, start, move |desk| scores::decide(desk, &ask)).unwrap();
    }
    let turned = sheet(&pool, leader, "T01").await;
    assert_eq!(
        turned["deductions"],
        json!([{"kind": "redo", "count": 1, "each": 50, "sum": 50}])
    );
    assert_eq!(
        turned["rates"]["satisfied"],
        json!({"good_halves": 12, "n": 6, "bp": 10_000})
    );
    // One that is taken back may come again.
    let done = bad(&pool, "done").await;
    let id = file(&done, leader).unwrap().id;
    let ask = WithdrawAppeal { id, version: 1 };
    at(&pool, leader, start, move |desk| {
        scores::withdraw(desk, &ask)
    })
    .unwrap();
    file(&done, leader).unwrap();
    let period = pool
        .call(force, "read_period", json!({"month": month(&pool).text}))
        .await
        .ok();
    assert_eq!(period["open_appeals"], 1);
    assert_eq!(
        period["appeals"],
        json!([{"unit": "T01", "filed": 5, "upheld": 3}])
    );
    // Of who wrote what, the audit log says nothing.
    let audit = pool.audit();
    assert!(audit.iter().any(|l| l.1 == "appeal_decided"));
    assert!(
        audit
            .iter()
            .all(|l| !l.2.contains("停机") && !l.2.contains("核实"))
    );
}

#[tokio::test]
async fn what_was_frozen_stays() {
    let pool = Pool::new();
    let rows = told(&pool);
    let sign = bad(&pool, "sign").await;
    let start = drafted(&pool);
    let ask = appeal(&pool, &sign);
    at(&pool, "demo_leader_town", start, move |desk| {
        scores::file(desk, &ask)
    })
    .unwrap();
    let after = start.plus_minutes(30 * DAY);
    let (assessor, force) = ("demo_assessor", "demo_task_force");
    let late = appeal(&pool, &bad(&pool, "done").await);
    let late = at(&pool, "demo_leader_town", after, move |desk| {
        scores::file(desk, &late)
    });
    assert_eq!(late.unwrap_err(), Code::AppealLate);
    // Not while an appeal waits, not unasked, not by who proposed it.
    let proposed = |by: &str| moved(&pool, by, after, Asked::Proposal);
    assert_eq!(proposed(assessor).unwrap_err(), Code::AppealsOpen);
    let ask = opinion(1, 1);
    at(&pool, assessor, after, move |desk| {
        scores::opine(desk, &ask)
    })
    .unwrap();
    let ask = decision(1, 2, Outcome::Denied);
    at(&pool, force, after, move |desk| scores::decide(desk, &ask)).unwrap();
    assert_eq!(
        moved(&pool, force, after, Asked::Freeze).unwrap_err(),
        Code::PeriodState
    );
    proposed(assessor).unwrap();
    assert_eq!(
        moved(&pool, assessor, after, Asked::Freeze).unwrap_err(),
        Code::SamePerson
    );
    let frozen = moved(&pool, force, after, Asked::Freeze).unwrap();
    let first = frozen.frozen[0].clone();
    assert_eq!((frozen.version, first.sha256.len()), (1, 64));
    let before = sheet(&pool, "demo_leader_town", "T01").await;
    assert_eq!(
        (&before["final"], &before["sha256"]),
        (&json!(8378), &json!(first.sha256))
    );
    // What documents say later moves nothing: an exclusion, and a dissatisfied reporter of a ticket told late.
    let mut p = Past {
        pool: &pool,
        id: rows[2].1.clone(),
        now: after,
    };
    p.act(
        "demo_leader_town",
        model::Action::RequestExclude,
        json!({"reason": "civil", "text": "纠纷", "evidence": "合同"}),
    );
    p.act(force, model::Action::GrantExclude, json!({}));
    let mut p = Past::dispatched(&pool, month(&pool).from.plus_minutes(DAY), true);
    p.handled();
    p.done();
    p.redo(call("no", "no"));
    assert_eq!(sheet(&pool, "demo_leader_town", "T01").await, before);
    assert!(
        pool::verify::verify(&pool.store, &[])
            .findings
            .iter()
            .all(|f| f.what == "photo")
    );
    // An amendment names its lines, needs two, and leaves the first version readable.
    let line = format!("{}/sign:1", rows[2].1);
    let text = month(&pool).text;
    let ask = |reason: Option<&str>| Amend {
        month: text.clone(),
        reason: reason.map(String::from),
        lines: reason.map(|_| line.clone()).into_iter().collect(),
    };
    let amend = |by: &str, ask: Amend| {
        at(&pool, by, after, move |d| {
            scores::step(d, &ask.month.clone(), &Asked::Amendment(ask))
        })
    };
    assert_eq!(amend(force, ask(None)).unwrap_err(), Code::NothingAsked);
    amend(assessor, ask(Some("剔除批准晚于定稿"))).unwrap();
    let amended = amend(force, ask(None)).unwrap();
    assert_eq!(amended.frozen.len(), 2);
    assert_eq!(amended.frozen[0], first);
    assert_ne!(amended.frozen[1].sha256, first.sha256);
    let second = sheet(&pool, "demo_leader_town", "T01").await;
    assert_eq!(second["rates"]["sign"]["n"], 9);
    assert_eq!(
        second["rates"]["done"], before["rates"]["done"],
        "no other line"
    );
    let old = json!({"month": text, "unit": "T01", "version": 1});
    let old = pool.call("demo_leader_town", "read_sheet", old).await.ok();
    assert_eq!(old, before);
}

#[tokio::test]
async fn a_declared_outage_is_measured_for_nobody() {
    let pool = Pool::new();
    told(&pool);
    let month = month(&pool);
    let ask = |from: Moment, until: Moment| DeclareWindow {
        month: month.text.clone(),
        from,
        until,
        reason: "机房断电".into(),
    };
    let declare = |ask: DeclareWindow| {
        at(&pool, "demo_task_force", now(), move |d| {
            scores::step(d, &ask.month.clone(), &Asked::Window(ask))
        })
    };
    let (from, until) = (month.from, month.from.plus_minutes(2 * DAY));
    assert_eq!(declare(ask(until, from)).unwrap_err(), Code::FieldType);
    assert_eq!(
        declare(ask(from, month.until)).unwrap_err(),
        Code::FieldType
    );
    assert_eq!(declare(ask(from, until)).unwrap().windows.len(), 1);
    let found = sheet(&pool, "demo_assessor", "T01").await;
    assert_eq!(
        found["rates"]["sign"]["n"], 2,
        "those of the month's end and of the third unit in line"
    );
    assert_eq!(found["uncounted"]["window"], 8, "the others of its ten");
    hearing(&pool);
    assert_eq!(declare(ask(from, until)).unwrap_err(), Code::WindowClosed);
}
