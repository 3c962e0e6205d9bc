//! A restore brings back tickets, not what was taken away since the backup: sessions, devices, people, codes.

use super::{Ran, run};
use rusqlite::Connection;
use serde_json::json;
use std::path::Path;
use tempfile::TempDir;

const DEVICE: &str = "00112233445566aa";

fn db(data: &Path) -> Connection {
    Connection::open(data.join("pool.sqlite")).unwrap()
}

fn number(data: &Path, sql: &str) -> i64 {
    db(data).query_row(sql, [], |r| r.get(0)).unwrap()
}

/// Sessions, codes that still open something, people who may come in as `demo_handler`, devices that may.
fn open(data: &Path) -> [i64; 4] {
    [
        "select count(*) from session",
        "select count(*) from enrol_code where used_at is null",
        "select count(*) from user where name = 'demo_handler' and disabled = 0",
        "select count(*) from device where revoked_at is null and held_at is null",
    ]
    .map(|sql| number(data, sql))
}

fn state(data: &Path) -> Ran {
    run(data, &["devices", "--user", "demo_collector"])
}

#[test]
fn nothing_comes_back_that_was_taken_away_since() {
    let dir = TempDir::new().unwrap();
    let at = |name: &str| dir.path().join(name);
    let (data, file) = (at("pool"), at("b.zs"));
    let path = file.to_str().unwrap();
    run(&data, &["demo", "--tickets", "3"]).ok();
    run(&data, &["enrol-code", "--user", "demo_collector"]).ok();
    let made = db(&data);
    made.execute_batch(
        "insert into session values (x'01', 'demo_handler', 1, 9000000000000);
         insert into device (id, user, public_key, token, enrolled_at, token_at, signs)
         values (x'00112233445566aa', 'demo_collector', zeroblob(32), x'02', 1, 9000000000000, 1);",
    )
    .unwrap();
    assert_eq!(open(&data), [1, 1, 1, 1]);
    assert_eq!(state(&data).ok()["state"], "active");
    run(&data, &["backup", path]).ok();
    run(&data, &["revoke-device", "--device", DEVICE]).ok();
    made.execute(
        "update user set disabled = 1 where name = 'demo_handler'",
        [],
    )
    .unwrap();
    drop(made);

    // The folder of the pool that is replaced is still where it was.
    let back = at("back");
    run(&back, &["restore", path]).ok();
    assert_eq!(open(&back), [0, 0, 0, 0]);
    assert_eq!(state(&back).ok()["state"], "revoked");
    assert_eq!(run(&back, &["verify"]).ok()["ok"], true);
    assert_eq!(
        number(
            &back,
            "select count(*) from audit where what = 'restored_over'"
        ),
        1
    );

    // It was moved away, and is named.
    let moved = at("moved");
    std::fs::rename(&data, &moved).unwrap();
    let named = at("named");
    let over = ["restore", path, "--instead-of", moved.to_str().unwrap()];
    run(&named, &over).ok();
    assert_eq!(open(&named), [0, 0, 0, 0]);
    // Another pool is not it.
    let other = at("other");
    run(&other, &["demo", "--tickets", "0"]).ok();
    let wrong = ["restore", path, "--instead-of", other.to_str().unwrap()];
    run(&at("wrong"), &wrong).fails(2);

    // Nobody knows what was taken away: every device waits for the administrator.
    let alone = at("alone");
    let ran = run(&alone, &["restore", path]);
    assert!(ran.said.contains("--confirm"), "{ran:?}");
    assert_eq!(open(&alone), [0, 0, 1, 0]);
    assert_eq!(state(&alone).ok()["state"], "held");
    let confirm = ["devices", "--confirm", DEVICE];
    assert_eq!(run(&alone, &confirm).ok(), json!({"confirmed": DEVICE}));
    run(&alone, &confirm).fails(2);
    assert_eq!(state(&alone).ok()["state"], "active");
}
