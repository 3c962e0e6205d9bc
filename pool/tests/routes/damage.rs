//! What cannot be read of one ticket, written straight into the store: that ticket is set aside and named, and stops nobody.

use crate::support::device::Device;
use crate::support::{Pool, now};
use serde_json::json;
use std::path::Path;

fn sql(folder: &Path, change: &str, id: &str) {
    let db = rusqlite::Connection::open(folder.join("pool.sqlite")).unwrap();
    let id = uuid::Uuid::try_parse(id).unwrap().into_bytes();
    let changed = db.execute(change, [id]).unwrap();
    assert!(changed > 0, "{change}");
}

/// Ways in which one ticket may be damaged, and what verification calls it.
const DAMAGES: &[(&str, &str)] = &[
    ("update ticket set row = '{' where id = ?1", "projection"),
    (
        "update ticket set row = cast(x'7bff7d' as text) where id = ?1",
        "projection",
    ),
    (
        "update ticket set row = json_set(row, '$.captured_at', '-300000-01-01T00:00:00Z') where id = ?1",
        "projection",
    ),
    (
        "update document set base = x'00' where n = (select n from ticket where id = ?1)",
        "document",
    ),
    (
        "delete from document where n = (select n from ticket where id = ?1)",
        "document",
    ),
    (
        "update edit set write = '{' where n = (select n from ticket where id = ?1)",
        "rebuild",
    ),
    (
        "update edit set write = cast(x'7bff7d' as text) where n = (select n from ticket where id = ?1)",
        "rebuild",
    ),
    (
        "update feed set before = '{' where n = (select n from ticket where id = ?1)",
        "",
    ),
];

#[tokio::test]
async fn a_ticket_that_cannot_be_read_stops_nobody_else() {
    for (change, found) in DAMAGES {
        let pool = Pool::new();
        let mut before = Device::enrolled(&pool, "demo_collector").await;
        before.pull_all(&pool).await;
        let good = pool.captured("路灯不亮").await;
        let bad = pool.captured("井盖松动").await;
        let after = pool.captured("垃圾未清运").await;
        let folder = pool.store.folder().to_path_buf();
        sql(&folder, change, &bad);
        // A restart reads it too.
        pool.store.close();
        let Pool { dir, .. } = pool;
        let pool = Pool::open(dir, &folder);
        let list = pool.call("demo_desk_town", "list_tickets", json!({})).await;
        let titles = list.ok()["tickets"].to_string();
        assert!(
            titles.contains("路灯不亮") && titles.contains("垃圾未清运"),
            "{change}"
        );
        pool.call("demo_desk_town", "count_tickets", json!({}))
            .await
            .ok();
        pool.call("demo_desk_town", "today", json!({})).await.ok();
        pool.call("demo_supervisor", "read_boards", json!({}))
            .await
            .ok();
        // One that held everything before, and one that begins.
        let mut fresh = Device::enrolled(&pool, "demo_collector").await;
        for device in [&mut before, &mut fresh] {
            device.pull_all(&pool).await;
            for id in [&good, &after] {
                assert!(
                    device.documents.contains_key(&id.parse().unwrap()),
                    "{change}"
                );
            }
            let wanted = [bad.parse().unwrap(), good.parse().unwrap()];
            device.pull(&pool, &wanted).await;
        }
        // Work on all others goes on, and on this one it is an answer, never a panic.
        pool.act(
            "demo_desk_town",
            &good,
            "ask_fix",
            json!({"missing": "门牌号"}),
        )
        .await
        .ok();
        let _ = pool
            .act(
                "demo_desk_town",
                &bad,
                "ask_fix",
                json!({"missing": "门牌号"}),
            )
            .await;
        let report = pool::verify::verify(&pool.store, &[]);
        let named = report
            .findings
            .iter()
            .any(|f| f.which == bad && f.what == *found);
        assert!(named || found.is_empty(), "{change}: {:?}", report.findings);
        assert!(report.findings.iter().all(|f| f.which == bad), "{change}");
        assert_eq!(report.tickets, 3, "{change}");
    }
}

#[tokio::test]
async fn upkeep_passes_over_what_it_cannot_read() {
    let pool = Pool::new();
    let (good, bad) = (
        pool.captured("路灯不亮").await,
        pool.captured("井盖松动").await,
    );
    for id in [&good, &bad] {
        pool.brought_to(id, "closed").await;
    }
    let folder = pool.store.folder().to_path_buf();
    sql(
        &folder,
        "update ticket set row = '{', wake = 0 where id = ?1",
        &bad,
    );
    let later = now().plus_minutes(31 * 24 * 60);
    let store = pool.store.clone();
    let done = tokio::task::spawn_blocking(move || {
        let first = pool::upkeep::run(&store, later).unwrap();
        let second = pool::upkeep::run(&store, later).unwrap();
        (first, second)
    });
    let (first, second) = done.await.unwrap();
    assert_eq!((first.archived, first.looked_at), (1, 2));
    assert_eq!(second.looked_at, 0, "it waits for its turn like others");
    assert_eq!(
        pool.shown("demo_desk_town", &good).await["status"],
        "archived"
    );
}
