//! 通报: what is found, units heard before and answering after, who sees what, and one hand that does not do everything.

use super::month::told;
use super::past::Past;
use super::{at, drafted, hearing, month};
use crate::support::{Pool, now};
use api::{AnswerItem, DraftNotice, KeepItem, NoticeReply, Praise, SignNotice, StateItem};
use model::notice::{ItemKind, NoticeState};
use model::{Action, Code, Moment, UnitCode};
use pool::scores::notice;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60;
const WORDS: &str = "土地权属有争议，已报区里协调";

fn unit(code: &str) -> UnitCode {
    UnitCode::new(code).unwrap()
}

/// Drafted by the supervisor at a time, with one praise.
fn draft(pool: &Pool, at_: Moment) -> Result<NoticeReply, Code> {
    let ask = DraftNotice {
        month: month(pool).text,
        praise: vec![Praise {
            unit: unit("T02"),
            fact: "连续三个月没有重办".into(),
        }],
    };
    let file = pool.store.district();
    let text = ask.month.clone();
    let found = pool
        .store
        .read_now(|db| notice::find(db, &file, &text, at_))
        .map_err(|e| e.denial().code)?;
    at(pool, "demo_supervisor", at_, move |desk| {
        notice::draft(desk, &ask, found)
    })
}

fn state(pool: &Pool, user: &str, at_: Moment, item: u32) -> Result<NoticeReply, Code> {
    let ask = StateItem {
        month: month(pool).text,
        item,
        version: 1,
        text: WORDS.into(),
    };
    at(pool, user, at_, move |desk| notice::state(desk, &ask))
}

fn keep(pool: &Pool, at_: Moment, item: u32, version: u32, yes: bool) -> Result<NoticeReply, Code> {
    let ask = KeepItem {
        month: month(pool).text,
        item,
        version,
        keep: yes,
        reason: "经核实".into(),
    };
    at(pool, "demo_supervisor", at_, move |desk| {
        notice::keep(desk, &ask)
    })
}

fn sign(pool: &Pool, at_: Moment, version: u32) -> Result<NoticeReply, Code> {
    let ask = SignNotice {
        month: month(pool).text,
        version,
    };
    at(pool, "demo_task_force", at_, move |desk| {
        notice::sign(desk, &ask)
    })
}

fn answer(pool: &Pool, user: &str, at_: Moment, due: Moment) -> Result<NoticeReply, Code> {
    let ask = AnswerItem {
        month: month(pool).text,
        item: 1,
        version: 3,
        cause: "人手不足".into(),
        measure: "增派两人".into(),
        due,
    };
    at(pool, user, at_, move |desk| notice::answer(desk, &ask))
}

async fn read(pool: &Pool, user: &str) -> Value {
    let ask = json!({"month": month(pool).text});
    pool.call(user, "read_notice", ask).await.ok()
}

fn items(reply: &Value) -> Vec<(u64, String)> {
    let items = reply["items"].as_array().unwrap().iter();
    items
        .map(|i| {
            (
                i["item"].as_u64().unwrap(),
                i["kind"].as_str().unwrap().to_string(),
            )
        })
        .collect()
}

/// A ticket of town T01 that was signed and never handled.
fn dragging(pool: &Pool) -> Past<'_> {
    let start = month(pool).from.plus_minutes(DAY + 9 * 60);
    let mut late = Past::dispatched(pool, start, true);
    late.act("demo_handler_town", Action::Sign, json!({}));
    late
}

#[tokio::test]
async fn a_notice_goes_from_what_was_found_to_its_answers() {
    let pool = Pool::new();
    told(&pool);
    let late = dragging(&pool);
    let text = month(&pool).text;
    // Before the draft of the scores there is nothing to go by.
    assert_eq!(
        draft(&pool, month(&pool).until).unwrap_err(),
        Code::PeriodState
    );
    let start = drafted(&pool).plus_minutes(30 * DAY);
    let first = draft(&pool, start).unwrap();
    assert_eq!(first.state, Some(NoticeState::Asked));
    let kinds: Vec<ItemKind> = first.items.iter().map(|i| i.kind).collect();
    assert_eq!(kinds, [ItemKind::Stale, ItemKind::Praise]);
    let stale = &first.items[0];
    assert_eq!(stale.unit, unit("T01"));
    assert!(stale.tickets.iter().any(|t| t.id == late.id), "{stale:?}");
    assert!(stale.fact.contains("件超过办结时限 30 天"), "{stale:?}");
    assert_eq!(draft(&pool, start).unwrap_err(), Code::NoticeKnown);
    // Only whom it is about, and who decides.
    assert_eq!(items(&read(&pool, "demo_leader_town").await).len(), 1);
    for user in ["demo_unit_leader", "demo_desk_town"] {
        assert!(items(&read(&pool, user).await).is_empty(), "{user}");
    }
    assert_eq!(items(&read(&pool, "demo_assessor").await).len(), 2);

    // Nobody is judged unheard; another unit's item is not there.
    let stale = |result: Result<NoticeReply, Code>| result.map(|r| r.items.len());
    assert_eq!(
        stale(keep(&pool, start, 1, 1, true)),
        Err(Code::NoticeState)
    );
    let other = state(&pool, "demo_unit_leader", start, 1);
    assert_eq!(stale(other), Err(Code::NotFound));
    let said = state(&pool, "demo_leader_town", start, 1).unwrap();
    assert_eq!(said.items.len(), 1, "a unit sees its own");
    let again = state(&pool, "demo_leader_town", start, 1);
    assert_eq!(stale(again), Err(Code::VersionStale));
    // Heard, so it may be settled; too early for signing.
    let kept = keep(&pool, start, 1, 2, true).unwrap();
    assert_eq!(kept.items[0].statement.as_ref().unwrap().text, WORDS);
    assert_eq!(kept.state, Some(NoticeState::Asked));
    assert_eq!(
        stale(sign(&pool, start, kept.version)),
        Err(Code::NoticeState)
    );
    let settled = keep(&pool, start, 2, 1, true).unwrap();
    assert_eq!(settled.state, Some(NoticeState::Settled));
    // Not by what was seen before, then signed.
    assert_eq!(
        stale(sign(&pool, start, kept.version)),
        Err(Code::VersionStale)
    );
    let signed = sign(&pool, start, settled.version).unwrap();
    assert_eq!(signed.state, Some(NoticeState::Published));
    assert_eq!(
        stale(keep(&pool, start, 1, 3, false)),
        Err(Code::NoticeState)
    );

    // Everybody who may look at scores sees what was kept, and not what was argued.
    let seen = read(&pool, "demo_desk_town").await;
    assert_eq!(items(&seen).len(), 2);
    assert!(!seen.to_string().contains(WORDS) && !seen.to_string().contains("经核实"));
    for secret in ["演示王某", "13000000123"] {
        assert!(!seen.to_string().contains(secret));
    }

    // Cause, measure, and a day that is still to come.
    let leader = "demo_leader_town";
    assert_eq!(
        stale(answer(&pool, leader, start, start)),
        Err(Code::DateNotAhead)
    );
    let due = start.plus_minutes(20 * DAY);
    let other = answer(&pool, "demo_unit_leader", start, due);
    assert_eq!(stale(other), Err(Code::NotFound));
    let answered = answer(&pool, leader, start, due).unwrap();
    assert_eq!(answered.state, Some(NoticeState::Answered));
    let told = answered.items[0].answer.as_ref().unwrap();
    assert!(!told.late && told.measure == "增派两人");
    let again = answer(&pool, leader, start, due);
    assert_eq!(stale(again), Err(Code::VersionStale));
    // The log has codes and numbers alone.
    let log = pool
        .call("demo_auditor", "read_audit", json!({}))
        .await
        .ok();
    let log = log.to_string();
    assert!(log.contains("notice_signed") && log.contains(&text));
    assert!(!log.contains(WORDS) && !log.contains("人手不足"));
}

#[tokio::test]
async fn silence_lets_the_time_go_by_and_what_is_dropped_is_not_published() {
    let pool = Pool::new();
    told(&pool);
    dragging(&pool);
    let start = drafted(&pool).plus_minutes(30 * DAY);
    draft(&pool, start).unwrap();
    let late = start.plus_minutes(20 * DAY);
    let said = state(&pool, "demo_leader_town", late, 1);
    assert_eq!(said.map(|_| ()), Err(Code::NoticeState));
    let dropped = keep(&pool, late, 1, 1, false).unwrap();
    let settled = keep(&pool, late, 2, 1, true).unwrap();
    assert_eq!(dropped.state, Some(NoticeState::Heard));
    sign(&pool, late, settled.version).unwrap();
    assert_eq!(
        items(&read(&pool, "demo_desk_town").await),
        [(2, "praise".to_string())]
    );
    // It stays in the history of those who decide and of the unit itself.
    assert_eq!(items(&read(&pool, "demo_supervisor").await).len(), 2);
    let own = read(&pool, "demo_leader_town").await;
    assert_eq!(own["items"][0]["keep"], json!(false));
    assert_eq!(own["state"], json!("answered"), "only praise is left");
}

#[tokio::test]
async fn what_is_offered_can_be_done_and_by_others_than_before() {
    let pool = Pool::new();
    told(&pool);
    dragging(&pool);
    hearing(&pool);
    // By the router, now.
    let ask = json!({"month": month(&pool).text});
    let made = pool
        .call("demo_supervisor", "draft_notice", ask.clone())
        .await;
    let made = made.ok();
    assert_eq!(made["items"][0]["kind"], json!("stale"), "{made}");
    let may = |reply: &Value| (reply["may"].clone(), reply["items"][0]["may"].clone());
    let (none, item) = (json!([]), json!(["state_item"]));
    assert_eq!(may(&made), (none.clone(), none.clone()));
    assert_eq!(
        may(&read(&pool, "demo_leader_town").await),
        (none.clone(), item)
    );
    assert_eq!(
        may(&read(&pool, "demo_task_force").await),
        (none.clone(), none.clone())
    );
    let ask = json!({"month": month(&pool).text, "item": 1, "version": 1, "text": WORDS});
    let call = pool.call("demo_leader_town", "state_item", ask.clone());
    let twice = pool.call("demo_leader_town", "state_item", ask);
    let (one, other) = tokio::join!(call, twice);
    let codes = [one.status.as_u16(), other.status.as_u16()];
    assert!(codes.contains(&200) && codes.contains(&409), "{codes:?}");
    let seen = read(&pool, "demo_supervisor").await;
    assert_eq!(may(&seen), (none.clone(), json!(["keep_item"])));
    let ask =
        json!({"month": month(&pool).text, "item": 1, "version": 2, "keep": true, "reason": ""});
    let empty = pool.call("demo_supervisor", "keep_item", ask.clone()).await;
    assert_eq!(empty.refused(400), "reason_missing");
    let mut good = ask;
    good["reason"] = json!("经核实");
    pool.call("demo_supervisor", "keep_item", good).await.ok();
    let seen = read(&pool, "demo_task_force").await;
    assert_eq!(may(&seen), (json!(["sign_notice"]), none));
}

#[tokio::test]
async fn the_texts_go_with_what_stands_beside_a_ticket_that_is_named() {
    let pool = Pool::new();
    told(&pool);
    let late = dragging(&pool);
    let start = drafted(&pool).plus_minutes(30 * DAY);
    draft(&pool, start).unwrap();
    state(&pool, "demo_leader_town", start, 1).unwrap();
    assert!(
        read(&pool, "demo_supervisor")
            .await
            .to_string()
            .contains(WORDS)
    );
    let store = pool.store.clone();
    let id = late.id.clone();
    let erased = tokio::task::spawn_blocking(move || pool::erase::erase(&store, &id, now()));
    erased.await.unwrap().unwrap();
    let seen = read(&pool, "demo_supervisor").await;
    assert!(!seen.to_string().contains(WORDS), "{seen}");
    assert_eq!(items(&seen).len(), 2, "place and count stay");
}
