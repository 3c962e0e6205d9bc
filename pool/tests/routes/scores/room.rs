//! What the room of 考 is offered: who may do what with a month and an appeal; two who decide at once; texts that go with
//! their ticket; units whose list changed meanwhile.

use super::month::told;
use super::{at, drafted, hearing, lines, month, moved, sheet};
use crate::support::{Pool, now};
use api::{DecideAppeal, FileAppeal, OpineAppeal};
use model::score::appeal::{AppealReason, Outcome};
use model::{Code, Moment, UnitCode};
use pool::scores::{self, Asked};
use serde_json::{Value, json};

async fn read(pool: &Pool, user: &str, call: &str) -> Value {
    let ask = json!({"month": month(pool).text});
    pool.call(user, call, ask).await.ok()
}

async fn may(pool: &Pool, user: &str) -> Value {
    read(pool, user, "read_period").await["may"].clone()
}

/// Files an appeal against the one bad line of an indicator, and gives the opinion when `opined`.
async fn appealed(pool: &Pool, start: Moment, ind: &str, opined: bool) -> (i64, String) {
    let ask = json!({"ind": ind, "bad": true});
    let found = lines(pool, "demo_assessor", "T01", ask).await;
    let line = found[0]["line"].as_str().unwrap().to_string();
    let ask = FileAppeal {
        month: month(pool).text,
        unit: UnitCode::new("T01").unwrap(),
        line: line.clone(),
        reason: AppealReason::ClockWrong,
        text: "系统停机半天".into(),
    };
    let filed = at(pool, "demo_leader_town", start, move |desk| {
        scores::file(desk, &ask)
    });
    let id = filed.unwrap().id;
    if opined {
        let ask = OpineAppeal {
            id,
            version: 1,
            text: "情况属实".into(),
        };
        at(pool, "demo_assessor", start, move |desk| {
            scores::opine(desk, &ask)
        })
        .unwrap();
    }
    (id, line)
}

#[tokio::test]
async fn each_is_offered_what_they_may_do() {
    let pool = Pool::new();
    told(&pool);
    let (leader, assessor, force) = ("demo_leader_town", "demo_assessor", "demo_task_force");
    assert_eq!(may(&pool, assessor).await, json!(["publish_draft"]));
    assert_eq!(may(&pool, force).await, json!(["declare_window"]));
    for user in [leader, "demo_supervisor", "demo_desk_town"] {
        assert_eq!(may(&pool, user).await, json!([]), "{user}");
    }
    // By the clock of whoever acts: the appeals' time is over for the calls that come by the router.
    let start = drafted(&pool);
    let (id, _) = appealed(&pool, start, "sign", false).await;
    let offers = |appeals: &Value| appeals["appeals"][0]["may"].clone();
    let all = |user: &'static str| read(&pool, user, "list_appeals");
    assert_eq!(offers(&all(leader).await), json!(["withdraw"]));
    assert_eq!(offers(&all(assessor).await), json!(["opine"]));
    assert_eq!(offers(&all(force).await), json!([]));
    assert_eq!(offers(&all("demo_supervisor").await), json!([]));
    assert_eq!(may(&pool, assessor).await, json!([]), "an appeal waits");
    let ask = OpineAppeal {
        id,
        version: 1,
        text: "情况属实".into(),
    };
    at(&pool, assessor, start, move |desk| {
        scores::opine(desk, &ask)
    })
    .unwrap();
    assert_eq!(offers(&all(assessor).await), json!([]));
    assert_eq!(offers(&all(force).await), json!(["decide"]));
    let number = all(force).await["appeals"][0]["number"].clone();
    assert!(number.as_str().is_some_and(|n| !n.is_empty()), "{number}");
    let ask = DecideAppeal {
        id,
        version: 2,
        outcome: Outcome::Denied,
        text: "经核实".into(),
    };
    at(&pool, force, start, move |desk| scores::decide(desk, &ask)).unwrap();
    assert_eq!(offers(&all(leader).await), json!([]));
    // Two people freeze: it is offered to one who did not propose it.
    assert_eq!(may(&pool, assessor).await, json!(["propose_freeze"]));
    moved(&pool, assessor, now(), Asked::Proposal).unwrap();
    assert_eq!(may(&pool, assessor).await, json!([]));
    assert_eq!(may(&pool, force).await, json!(["freeze"]));
    moved(&pool, force, now(), Asked::Freeze).unwrap();
    assert_eq!(may(&pool, assessor).await, json!(["amend"]));
    assert_eq!(may(&pool, force).await, json!([]), "nothing is proposed");
}

/// What an amendment would read again is for those who decide on it.
#[tokio::test]
async fn a_proposal_is_read_before_it_is_carried_out() {
    let pool = Pool::new();
    told(&pool);
    let late = hearing(&pool);
    moved(&pool, "demo_assessor", late, Asked::Proposal).unwrap();
    moved(&pool, "demo_task_force", late, Asked::Freeze).unwrap();
    let ask = json!({"ind": "sign", "bad": true});
    let line = lines(&pool, "demo_assessor", "T01", ask).await[0]["line"].clone();
    let ask = json!({"month": month(&pool).text, "reason": "剔除批准晚于定稿", "lines": [line]});
    pool.call("demo_assessor", "amend", ask).await.ok();
    let expect = json!({"reason": "剔除批准晚于定稿", "lines": [line]});
    let period = read(&pool, "demo_task_force", "read_period").await;
    assert_eq!(period["proposal"], expect);
    assert_eq!(period["may"], json!(["amend"]));
    let period = read(&pool, "demo_leader_town", "read_period").await;
    assert_eq!(period.get("proposal"), None);
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_sees_the_first() {
    let pool = Pool::new();
    told(&pool);
    let start = drafted(&pool);
    let (id, _) = appealed(&pool, start, "sign", true).await;
    let decide = |outcome: &str| {
        let ask = json!({"id": id, "version": 2, "outcome": outcome, "text": "经核实"});
        pool.call("demo_task_force", "decide_appeal", ask)
    };
    let (one, other) = tokio::join!(decide("upheld"), decide("denied"));
    let (first, second) = match one.status.as_u16() {
        200 => (one, other),
        _ => (other, one),
    };
    assert_eq!(second.refused(409), "version_stale");
    let state = first.ok()["state"].clone();
    let all = read(&pool, "demo_supervisor", "list_appeals").await;
    assert_eq!(all["appeals"][0]["state"], state, "nothing else changed");
    assert_eq!(all["appeals"][0]["version"], 3);
}

#[tokio::test]
async fn the_texts_of_an_appeal_go_with_what_stands_beside_its_ticket() {
    let pool = Pool::new();
    told(&pool);
    let start = drafted(&pool);
    let (_, line) = appealed(&pool, start, "sign", true).await;
    appealed(&pool, start, "redo", false).await;
    let ticket = line.split_once('/').unwrap().0.parse().unwrap();
    let store = pool.store.clone();
    let erased = tokio::task::spawn_blocking(move || pool::erase::erase(&store, &ticket, now()));
    erased.await.unwrap().unwrap();
    let all = read(&pool, "demo_assessor", "list_appeals").await;
    let of = |line: &str| {
        let all = all["appeals"].as_array().unwrap();
        let own = all.iter().filter(|a| a["line"] == line);
        own.cloned().collect::<Vec<_>>()
    };
    let gone = &of(&line)[0];
    assert_eq!((&gone["text"], gone.get("opinion")), (&json!(""), None));
    assert_eq!(gone["state"], "opined", "what was decided stays");
    let database = rusqlite::Connection::open(pool.store.folder().join("pool.sqlite")).unwrap();
    let sql = "select sum(length(sealed) = 0 and n = (select n from appeal where i = 1)), count(*), sum(length(sealed) > 0) from appeal";
    let counts: (i64, i64, i64) = database
        .query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .unwrap();
    // The other one is about the same ticket: its 重办.
    let others = all["appeals"].as_array().unwrap().iter();
    let others = others.filter(|a| a["text"] != "").count() as i64;
    assert_eq!((counts.0 + others, counts.2), (counts.1, others));
    // It is heard to its end all the same.
    let ask = json!({"id": 1, "version": 2, "outcome": "denied", "text": "经核实"});
    let decided = pool
        .call("demo_task_force", "decide_appeal", ask)
        .await
        .ok();
    assert_eq!(
        (&decided["text"], &decided["decision"]),
        (&json!(""), &json!("经核实"))
    );
}

/// The district's list of units as it may be put in anew while a month runs.
async fn with_units(pool: Pool, change: impl Fn(&mut Vec<model::unit::Unit>)) -> Pool {
    let mut district = demo::district();
    change(&mut district.units);
    let file = pool::store::DistrictFile::new(district).unwrap();
    pool.store
        .write_now(move |tx| tx.put_district(&file))
        .unwrap();
    let folder = pool.store.folder().to_path_buf();
    let Pool {
        dir,
        store,
        app,
        router,
        ..
    } = pool;
    drop((app, router));
    store.close();
    Pool::open(dir, &folder)
}

#[tokio::test]
async fn a_unit_renamed_keeps_its_lines_and_one_that_is_gone_is_not_found() {
    let pool = Pool::new();
    told(&pool);
    let before = sheet(&pool, "demo_assessor", "T01").await;
    let renamed = |units: &mut Vec<model::unit::Unit>| {
        let unit = units.iter_mut().find(|u| u.code.as_str() == "T01");
        unit.unwrap().name = "改了名的街道".into();
    };
    let pool = with_units(pool, renamed).await;
    let mut after = sheet(&pool, "demo_assessor", "T01").await;
    assert_eq!(after["name"], "改了名的街道");
    after["name"] = before["name"].clone();
    assert_eq!(after, before, "its code is what lines name");
    let merged = |units: &mut Vec<model::unit::Unit>| units.retain(|u| u.code.as_str() != "B32");
    let pool = with_units(pool, merged).await;
    for name in ["read_sheet", "list_instances"] {
        let ask = json!({"month": month(&pool).text, "unit": "B32"});
        let gone = pool.call("demo_assessor", name, ask).await;
        assert_eq!(gone.refused(404), "not_found", "{name}");
    }
    let mut others = sheet(&pool, "demo_assessor", "T01").await;
    others["name"] = before["name"].clone();
    assert_eq!(others, before, "nothing else changes");
}

#[tokio::test]
async fn a_page_that_begins_nowhere_is_refused() {
    let pool = Pool::new();
    told(&pool);
    for after in ["", "x", "0199a3c4-5b1e-7cc0-8d1f-000000000001/sign:1"] {
        let ask = json!({"month": month(&pool).text, "unit": "T01", "after": after});
        let refused = pool.call("demo_assessor", "list_instances", ask).await;
        assert_eq!(
            refused.refused(400),
            Code::CursorInvalid.as_str(),
            "{after}"
        );
    }
}
