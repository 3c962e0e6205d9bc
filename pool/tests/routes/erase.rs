//! Erasure is complete: what a reporter left is found nowhere afterwards, in no row, no file, no backup.

use crate::support::{Pool, issue, now};
use rusqlite::types::ValueRef;
use serde_json::json;
use std::fs;
use std::path::Path;

const SECRETS: [&str; 5] = [
    "欧阳演示",
    "欧阳**",
    "13000000123",
    "130****0123",
    "请欧阳演示确认",
];
const PASSPHRASE: &str = "一段足够长的口令";

/// Where the database's rows hold one of the secrets, as text or bytes.
fn in_rows(database: &Path) -> Vec<String> {
    let db = rusqlite::Connection::open(database).unwrap();
    let mut ask = db
        .prepare("select name from sqlite_master where type = 'table' and name not like 'phrase%'")
        .unwrap();
    let tables = ask.query_map([], |r| r.get::<_, String>(0)).unwrap();
    let mut found = Vec::new();
    for table in tables.map(Result::unwrap) {
        let mut rows = db.prepare(&format!("select * from \"{table}\"")).unwrap();
        let width = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for i in 0..width {
                let bytes = match row.get_ref(i).unwrap() {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
                    _ => continue,
                };
                found.extend(in_bytes(bytes).map(|s| format!("{table}: {s}")));
            }
        }
    }
    found
}

fn in_bytes(bytes: &[u8]) -> impl Iterator<Item = &'static str> {
    let holds = |s: &&str| bytes.windows(s.len()).any(|w| w == s.as_bytes());
    SECRETS.into_iter().filter(holds)
}

/// Where the files of a folder, and of those in it, hold one of the secrets.
fn in_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(in_files(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.extend(in_bytes(&bytes).map(|s| format!("{}: {s}", path.display())));
        }
    }
    found
}

#[tokio::test]
async fn nothing_of_a_reporter_is_left_anywhere() {
    let pool = Pool::new();
    let mut with = issue("路灯不亮");
    with["reporter"] =
        json!({"kind": "person", "name": "欧阳演示", "phone": "13000000123", "wants_visit": true});
    let body = json!({"issue": with, "command_id": "采集-1"});
    let reply = pool
        .call("demo_collector", "capture", body.clone())
        .await
        .ok();
    let id = reply["id"].as_str().unwrap().to_string();
    // Acts whose answers are kept for repeats, a reading with a name in its reason, an export on the shelf.
    let accept = json!({"id": id, "action": "accept", "command_id": "接单-1",
        "payload": {"category": "010103", "grade": "normal"}});
    let accepted = pool
        .call("demo_desk_town", "act", accept.clone())
        .await
        .ok();
    assert_eq!(accepted["reporter"]["name"], "欧阳**");
    let read = json!({"id": id, "reason": "请欧阳演示确认地点"});
    pool.call("demo_desk_town", "read_reporter", read)
        .await
        .ok();
    let seek = json!({"text": "欧阳演示", "reason": "请欧阳演示确认地点"});
    let found = pool.call("demo_desk_town", "find_reporters", seek.clone());
    assert_eq!(found.await.ok()["hits"][0]["reporter"]["name"], "欧阳**");
    let ask = json!({"filter": {}, "format": "csv"});
    let file = pool
        .call("demo_desk_town", "export_tickets", ask)
        .await
        .ok();
    assert!(!in_files(&pool.store.folder().join("exports")).is_empty());
    // As long as it is kept, the auditor reads the reason and a repeat is answered alike; the rows hold neither.
    let ask = json!({"what": "reporter_read"});
    let page = pool
        .call("demo_auditor", "read_audit", ask.clone())
        .await
        .ok();
    assert_eq!(page["lines"][0]["reason"], "请欧阳演示确认地点");
    assert_ne!(page["lines"][0]["detail"], "请欧阳演示确认地点");
    let again = pool
        .call("demo_collector", "capture", body.clone())
        .await
        .ok();
    assert_eq!(again, reply, "the same answer, reporter and all");
    let database = pool.store.folder().join("pool.sqlite");
    assert_eq!(
        in_rows(&database),
        Vec::<String>::new(),
        "sealed, or not there at all"
    );

    let ticket = id.parse().unwrap();
    let store = pool.store.clone();
    let erased = tokio::task::spawn_blocking(move || pool::erase::erase(&store, &ticket, now()));
    let erased = erased.await.unwrap().unwrap();
    assert!(erased.records >= 2 && erased.log_empty, "{erased:?}");

    let shown = pool.shown("demo_desk_town", &id).await;
    assert_eq!(shown["reporter"], json!(null));
    // What the record was found by has left with it.
    let keys = rusqlite::Connection::open(&database).unwrap();
    let keys = keys.query_row("select count(*) from reporter_key", [], |r| r.get(0));
    assert_eq!(keys, Ok(0_i64));
    let found = pool
        .call("demo_desk_town", "find_reporters", seek)
        .await
        .ok();
    assert_eq!(found["hits"], json!([]));
    let again = pool.call("demo_collector", "capture", body).await.ok();
    assert_eq!(
        (&again["id"], &again["reporter"]),
        (&json!(id), &json!(null))
    );
    let page = pool.call("demo_auditor", "read_audit", ask).await.ok();
    assert_eq!(page["lines"][0].get("reason"), None);
    let name = file["name"].as_str().unwrap();
    let token = pool.token("demo_desk_town").await;
    let request = axum::http::Request::get(format!("/api/v1/exports/{name}"))
        .header("authorization", format!("Bearer {token}"))
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(pool.send(request).await.refused(404), "export_gone");
    assert_eq!(in_rows(&database), Vec::<String>::new());
    assert_eq!(in_files(pool.store.folder()), Vec::<String>::new());

    // What a backup made afterwards holds, opened with the passphrase.
    let (target, out) = (pool.dir.path().join("b.zs"), pool.dir.path().join("out"));
    pool::backup::pack(&pool.store, &target, PASSPHRASE).unwrap();
    fs::create_dir(&out).unwrap();
    pool::backup::unpack(&target, &out, PASSPHRASE).unwrap();
    assert_eq!(in_files(&out), Vec::<String>::new());
    assert_eq!(in_rows(&out.join("pool.sqlite")), Vec::<String>::new());
    let report = pool::verify::verify(&pool.store, &[]);
    assert!(report.ok, "{:?}", report.findings);
}

#[tokio::test]
async fn a_reason_goes_when_its_time_is_over() {
    let pool = Pool::new();
    let mut with = issue("路灯不亮");
    with["reporter"] = json!({"kind": "person", "name": "欧阳演示", "phone": "13000000123"});
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": with}))
        .await
        .ok();
    let read = json!({"id": reply["id"], "reason": "请欧阳演示确认地点"});
    pool.call("demo_desk_town", "read_reporter", read)
        .await
        .ok();
    let days = i64::from(pool.store.district().district.rules.guard.reason_days);
    let kept = async || {
        let ask = json!({"what": "reporter_read"});
        let page = pool.call("demo_auditor", "read_audit", ask).await.ok();
        page["lines"][0].get("reason").is_some()
    };
    for (after, stays) in [(days - 1, true), (days + 1, false)] {
        let (store, then) = (pool.store.clone(), now().plus_minutes(after * 24 * 60));
        let run = tokio::task::spawn_blocking(move || pool::upkeep::run(&store, then));
        run.await.unwrap().unwrap();
        assert_eq!(kept().await, stays, "{after}");
    }
    assert_eq!(pool.store.read_now(|db| db.audit_break()).unwrap(), None);
}
