//! A backup restored on another folder answers the same lists; `verify` finds a byte changed by hand.

use serde_json::{Value, json};
use tests::device::issue;
use tests::{Device, Pool, photo};

fn lists(pool: &Pool) -> Value {
    let desk = pool.sign_in("desk_district");
    let all = desk
        .call("list_tickets", json!({"limit": 200, "sort": "oldest"}))
        .expect("a page");
    let found = desk
        .call("list_tickets", json!({"limit": 50, "text": "备份"}))
        .expect("a page");
    let counts = desk.call("count_tickets", json!({})).expect("counts");
    json!([all, found, counts["by_status"]])
}

#[test]
fn a_restored_pool_answers_the_same_and_a_changed_byte_is_found() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let shot = device.bytes("b.jpg", &photo::jpeg(5, 1200, 900));
    let id = device.captured(&issue(&pool, "备份前的工单"), &[shot]);
    device.sync();

    let file = device.bytes("pool.backup", b"");
    std::fs::remove_file(&file).expect("only the name is wanted");
    pool.command(&["backup", file.to_str().expect("a path")])
        .expect("a backup while serving");
    let before = lists(&pool);

    let dir = tempfile::TempDir::new().expect("a folder");
    let mut restored = Pool::over(dir, pool.demo.clone());
    restored
        .command(&["restore", file.to_str().expect("a path")])
        .expect("a restore");
    assert_eq!(restored.command(&["verify"]).expect("verify")["ok"], true);
    restored.start();
    assert_eq!(lists(&restored), before);
    let desk = restored.sign_in("desk_town");
    let shown = desk
        .call("read_ticket", json!({"id": id}))
        .expect("the ticket");
    desk.photo(shown["photos"][0]["sha256"].as_str().expect("a hash"))
        .expect("the photo came along");
    restored.kill();

    // A byte of a photo changed by hand.
    let photos: Vec<_> = restored
        .files()
        .into_iter()
        .filter(|p| p.to_string_lossy().contains("photos"))
        .collect();
    let victim = photos.first().expect("a photo's file");
    let good = std::fs::read(victim).expect("readable");
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    std::fs::write(victim, &bad).expect("written");
    let (exit, said) = restored.command(&["verify"]).expect_err("verify finds it");
    assert_eq!(exit, 5, "{said}");
    std::fs::write(victim, &good).expect("written");
    assert_eq!(restored.command(&["verify"]).expect("verify")["ok"], true);

    // A byte of a stored document.
    let db = restored
        .files()
        .into_iter()
        .find(|p| p.extension().is_some_and(|e| e == "db" || e == "sqlite"))
        .expect("the database");
    let conn = rusqlite::Connection::open(&db).expect("opens");
    let changed = conn.execute("UPDATE chunk SET bytes = CAST(substr(bytes, 1, 20) || CASE substr(bytes, 21, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(bytes, 22) AS BLOB) WHERE rowid = (SELECT min(rowid) FROM chunk)", []).expect("a chunk");
    assert_eq!(changed, 1);
    drop(conn);
    let (exit, said) = restored.command(&["verify"]).expect_err("verify finds it");
    assert_eq!(exit, 5, "{said}");
}
