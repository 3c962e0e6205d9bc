//! Stores that an earlier build wrote: they open, list the same, and what was unsent goes up. `tests/old-stores/README.md` says how
//! each was made.

use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tests::{Device, Pool};

/// A copy of an old folder, readable by its owner alone, as the programs keep theirs.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("an old store") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), &to).expect("a copy");
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let own = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(to, own).expect("a mode");
    }
}

/// Everything the old build answered stands in the new answer; the new one may say more.
fn same(old: &Value, new: &Value, path: &str) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                let there = new.get(key).unwrap_or(&Value::Null);
                same(value, there, &format!("{path}.{key}"));
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            assert_eq!(old.len(), new.len(), "{path}");
            for (n, (old, new)) in old.iter().zip(new).enumerate() {
                same(old, new, &format!("{path}[{n}]"));
            }
        }
        _ => assert_eq!(old, new, "{path}"),
    }
}

#[test]
fn the_stores_of_ef77ff0_open_list_and_sync() {
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("old-stores/ef77ff0");
    let told = std::fs::read(old.join("expected.json")).expect("what the old build said");
    let told: Value = serde_json::from_slice(&told).expect("JSON");
    let dir = TempDir::new().expect("a folder");
    copy(&old.join("pool"), dir.path());
    let mut pool = Pool::over(dir, told["demo"].clone());
    let checked = pool.command(&["verify"]).expect("verify holds before");
    assert_eq!(checked["ok"], true, "{checked}");
    pool.start();

    let tablet = Device::blank();
    copy(&old.join("tablet"), tablet.folder());
    let (sent, unsent) = (&told["sent"], &told["unsent"]);
    let list = tablet.run(&["list"]).ok();
    same(&told["tablet"]["tickets"], &list["tickets"], "list");
    for shown in told["tablet"]["shown"].as_array().expect("two tickets") {
        let id = shown["id"].as_str().expect("an id");
        same(shown, &tablet.show(id), "show");
    }

    let desk = pool.sign_in("desk_district");
    let read = |id: &Value| desk.call("read_ticket", json!({"id": id}));
    let list = desk.call("list_tickets", json!({})).expect("a list");
    same(&told["pool"]["tickets"], &list["tickets"], "list_tickets");
    let counts = desk.call("count_tickets", json!({})).expect("counts");
    same(
        &told["pool"]["counts"]["by_status"],
        &counts["by_status"],
        "counts",
    );
    for shown in told["pool"]["shown"].as_array().expect("tickets") {
        let new = read(&shown["id"]).expect("a ticket");
        same(&shown["facts"], &new["facts"], "facts");
        same(&shown["log"], &new["log"], "log");
        same(&shown["deadlines"], &new["deadlines"], "deadlines");
        same(&shown["status"], &new["status"], "status");
    }

    // The address is a new one, the capture of the old build goes up, and nothing goes up twice.
    tablet.run(&["set-pool", &pool.url()]).ok();
    let synced = tablet.sync();
    assert_eq!(synced["photos_sent"], 1, "{synced}");
    assert_eq!(synced["void"], json!([]), "{synced}");
    for id in [sent, unsent] {
        let there = read(id).expect("in the pool");
        assert_eq!(there["status"], "pooled");
        assert_eq!(there["photos"][0]["delivered"], true, "{there}");
    }
    assert_eq!(tablet.sync()["pushed"], 0);
    // It was enrolled before requests were signed: it goes on without another enrolment, and signs from now on.
    let listed = pool.command(&["devices"]).expect("the tablet");
    assert_eq!(listed["state"], "active", "{listed}");
    let db = rusqlite::Connection::open(pool.folder().join("pool.sqlite")).expect("a database");
    let signs: i64 = db
        .query_row("select count(*) from device where signs = 1", [], |r| {
            r.get(0)
        })
        .expect("a count");
    assert_eq!(signs, 1);
    drop(db);
    let heads = tablet.run(&["heads"]).ok();
    assert!(heads["head"].is_string(), "{heads}");
    let checked = pool.command(&["verify"]).expect("verify holds after");
    assert_eq!(checked["ok"], true, "{checked}");
}
