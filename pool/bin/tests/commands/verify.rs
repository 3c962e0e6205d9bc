use super::run;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A pool on disk with a few tickets, nothing left in the log file.
fn filled(dir: &TempDir) -> std::path::PathBuf {
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "10"]).ok();
    data
}

fn sql(data: &Path, text: &str) {
    let db = rusqlite::Connection::open(data.join("pool.sqlite")).unwrap();
    db.execute_batch(text).unwrap();
}

fn found(data: &Path) -> Vec<String> {
    let ran = run(data, &["verify"]);
    assert_eq!(ran.exit, 5, "{ran:?}");
    assert_eq!(ran.json["ok"], false);
    ran.json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["what"].as_str().unwrap().to_string())
        .collect()
}

#[test]
fn finds_what_was_changed_behind_its_back() {
    let dir = TempDir::new().unwrap();
    let data = filled(&dir);
    assert_eq!(run(&data, &["verify"]).exit, 0);
    for (change, what) in [
        (
            "update document set base = cast(substr(base, 1, 40) || x'00' || substr(base, 42) as blob) where n = 3",
            "document",
        ),
        (
            "update ticket set status = 'closed' where n = (select n from ticket where status <> 'closed' limit 1)",
            "projection",
        ),
        (
            "update ticket set area = '990100999999' where n = 2",
            "projection",
        ),
        (
            "update edit set write = replace(write, 'normal', 'urgent') where n = 4",
            "rebuild",
        ),
        ("update words set text = 'x' where n = 5", "words"),
        ("update audit set who = 'somebody' where n = 1", "audit"),
        (
            "delete from audit where n = (select max(n) from audit)",
            "audit",
        ),
    ] {
        let copy = dir.path().join("copy");
        let _ = fs::remove_dir_all(&copy);
        copy_folder(&data, &copy);
        if what == "audit" {
            // Something to tamper with.
            run(&copy, &["enrol-code", "--user", "demo_collector"]).ok();
        }
        sql(&copy, change);
        assert!(found(&copy).iter().any(|f| f == what), "{change}");
    }
}

#[test]
fn finds_a_changed_byte_in_a_photo_and_in_the_database() {
    let dir = TempDir::new().unwrap();
    let data = filled(&dir);
    let photo = files(&data.join("photos"))
        .into_iter()
        .find(|f| f.extension().is_none())
        .unwrap();
    let mut bytes = fs::read(&photo).unwrap();
    bytes[500] ^= 1;
    fs::write(&photo, &bytes).unwrap();
    assert_eq!(found(&data), ["photo"]);
    fs::remove_file(&photo).unwrap();
    assert_eq!(found(&data), ["photo"]);
    fs::write(data.join("pool.sqlite"), vec![7; 100_000]).unwrap();
    assert_eq!(found(&data), ["database"]);
}

#[test]
fn the_audit_chain_shows_every_tampering() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "0"]).ok();
    let pool = pool::store::Store::open(&data).unwrap();
    for n in 0..60 {
        let entry = pool::store::Entry {
            at: model::Moment(n),
            who: format!("u{n}"),
            what: "test",
            ..Default::default()
        };
        pool.write_now(move |tx| tx.audit(&entry)).unwrap();
    }
    assert_eq!(pool.read_now(|db| db.audit_break()).unwrap(), None);
    let changes = [
        "update audit set who = who || 'x' where n = ?",
        "update audit set at = at + 1 where n = ?",
        "update audit set what = 'other' where n = ?",
        "update audit set detail = 'x' where n = ?",
        "update audit set ticket = 'x' where n = ?",
        "update audit set hash = zeroblob(32) where n = ?",
        "delete from audit where n = ?",
        "update audit set n = n + 1000 where n = ?",
        "delete from audit where n >= ?",
    ];
    let db = rusqlite::Connection::open(data.join("pool.sqlite")).unwrap();
    db.execute_batch("create table kept as select * from audit")
        .unwrap();
    let mut trials = 0;
    for change in changes {
        for n in 1..=60 {
            db.execute_batch("begin").unwrap();
            db.execute(change, [n]).unwrap();
            db.execute_batch("commit").unwrap();
            assert!(
                pool.read_now(|db| db.audit_break()).unwrap().is_some(),
                "{change} {n}"
            );
            trials += 1;
            restore(&db);
        }
    }
    assert_eq!(trials, 540);
    assert_eq!(pool.read_now(|db| db.audit_break()).unwrap(), None);
}

/// Puts the log back as it was: it is a copy kept in a table beside it.
fn restore(db: &rusqlite::Connection) {
    db.execute_batch("begin; delete from audit; insert into audit select * from kept; commit;")
        .unwrap();
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
