//! What the pool does by itself as time passes.

use crate::support::{Pool, now};
use pool::upkeep::{Done, run};
use serde_json::json;

const DAY: i64 = 24 * 60;

#[tokio::test]
async fn a_closed_ticket_is_archived_when_it_is_due_and_once() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let open = pool.captured("另一件").await;
    pool.brought_to(&id, "closed").await;
    let days = i64::from(pool.store.district().district.rules.life.archive_days);
    let later = |minutes: i64| now().plus_minutes(days * DAY + minutes);
    assert_eq!(run(&pool.store, later(-5)).unwrap(), Done::default());
    let done = run(&pool.store, later(5)).unwrap();
    assert_eq!((done.archived, done.looked_at), (1, 1));
    assert_eq!(run(&pool.store, later(10)).unwrap(), Done::default());
    let read = async |id: &str| {
        let ask = json!({"id": id});
        pool.call("demo_task_force", "read_ticket", ask).await.ok()
    };
    let shown = read(&id).await;
    let last = shown["log"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&shown["status"], &last["action"], &last["by"]),
        (&json!("archived"), &json!("archive"), &json!(null))
    );
    assert_eq!(read(&open).await["status"], "pooled");
    pool.audited("archived", "");
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}

#[tokio::test]
async fn an_order_without_reply_is_raised_once_and_a_reply_in_time_is_none() {
    let pool = Pool::new();
    let (silent, heard) = (pool.captured("没回复").await, pool.captured("回复了").await);
    for id in [&silent, &heard] {
        pool.brought_to(id, "handling").await;
        let order = json!({"text": "请回复进度"});
        pool.act("demo_supervisor", id, "urge", order).await.ok();
    }
    let said = json!({"text": "已派人"});
    pool.act("demo_handler", &heard, "progress", said)
        .await
        .ok();
    let minutes = i64::from(pool.store.district().district.rules.life.reply_minutes.urge);
    let later = |more: i64| now().plus_minutes(minutes + more);
    assert_eq!(run(&pool.store, later(-5)).unwrap(), Done::default());
    let done = run(&pool.store, later(5)).unwrap();
    assert_eq!((done.escalated, done.looked_at), (1, 1));
    assert_eq!(run(&pool.store, later(60)).unwrap(), Done::default());
    let ask = json!({"id": silent});
    let shown = pool.call("demo_unit_leader", "read_ticket", ask).await.ok();
    let last = shown["log"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["action"], "escalate");
    assert!(
        last["payload"]["text"]
            .as_str()
            .unwrap()
            .contains("自动提级")
    );
    let presses = shown["presses"].as_object().unwrap();
    assert!(presses.values().any(|p| p["kind"] == "escalate"));
    pool.audited("escalated", "");
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}

#[tokio::test]
async fn what_was_closed_before_this_existed_is_told_when() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "closed").await;
    let ticket = id.parse().unwrap();
    let n = pool
        .store
        .read_now(|db| db.ticket(&ticket))
        .unwrap()
        .unwrap()
        .n;
    let (rule, wake) = pool.store.read_now(|db| db.marks(n)).unwrap();
    let tag = rule.clone();
    pool.store
        .write_now(move |tx| tx.mark(n, tag.as_deref(), Some(model::Moment(0))))
        .unwrap();
    let done = run(&pool.store, now()).unwrap();
    assert_eq!((done.archived, done.looked_at), (0, 1));
    assert_eq!(pool.store.read_now(|db| db.marks(n)).unwrap(), (rule, wake));
}
