//! Chains of older versions: kept, closed by the first keyed line, and still found out when somebody changes them.

use super::walk::plain;
use super::{Entry, HEAD};
use crate::store::{ChainKey, Db, Keys};
use model::{Moment, TicketId};
use std::path::Path;
use tempfile::TempDir;

const TICKET: &str = "0190b5a0-0000-7000-8000-000000000001";

/// A store as an older version left it, with lines bound by plain hashes.
fn old(dir: &Path, lines: i64) -> Db {
    let keys = Keys::create(dir).unwrap();
    let db = Db::open(&dir.join("pool.sqlite"), ChainKey::of(&keys)).unwrap();
    write_plain(&db, lines);
    db
}

fn write_plain(db: &Db, lines: i64) {
    let mut before = [0; 32];
    for n in 1..=lines {
        let texts = ["demo_desk", super::reasons::READ, TICKET, "请演示王某确认"];
        before = plain(&before, n, n, texts);
        let sql = "insert or replace into audit (n, at, who, what, ticket, detail, hash) values (?1, ?1, ?2, ?3, ?4, ?5, ?6)";
        let [who, what, ticket, detail] = texts;
        let row = (n, who, what, ticket, detail, before);
        db.conn.execute(sql, row).unwrap();
    }
    let tx = db.begin().unwrap();
    let head = format!("{lines}:{}", hex::encode(before));
    tx.set_setting(HEAD, &head).unwrap();
    tx.commit().unwrap();
}

fn sealed(db: &Db) {
    let tx = db.begin().unwrap();
    tx.seal_audit(Moment(99)).unwrap();
    tx.commit().unwrap();
}

#[test]
fn an_old_chain_is_kept_and_closed_by_a_keyed_line() {
    let dir = TempDir::new().unwrap();
    let db = old(dir.path(), 5);
    sealed(&db);
    sealed(&db);
    let lines = db.audit_lines(10).unwrap();
    assert_eq!(
        (lines.len(), lines[0].what.as_str()),
        (6, "audit_sealed"),
        "once"
    );
    assert_eq!(db.audit_break().unwrap(), None);
    for change in [
        "update audit set who = 'x' where n = 3",
        "update audit set detail = '' where n = 3",
        "update audit set keyed = 1 where n = 3",
        "update audit set keyed = 0 where n = 6",
        "delete from audit where n = 6",
    ] {
        db.conn.execute_batch("begin").unwrap();
        db.conn.execute(change, []).unwrap();
        assert!(db.audit_break().unwrap().is_some(), "{change}");
        db.conn.execute_batch("rollback").unwrap();
    }
}

#[test]
fn whoever_writes_the_chain_anew_without_the_key_is_found() {
    let dir = TempDir::new().unwrap();
    let db = old(dir.path(), 5);
    sealed(&db);
    // All of it as plain hashes, with an end that fits them.
    db.conn.execute("delete from audit", []).unwrap();
    write_plain(&db, 6);
    assert!(db.audit_break().unwrap().is_some());
}

#[test]
fn the_text_of_an_old_reason_goes_and_the_chain_stays_whole() {
    let dir = TempDir::new().unwrap();
    let db = old(dir.path(), 3);
    sealed(&db);
    let tx = db.begin().unwrap();
    let ticket: TicketId = TICKET.parse().unwrap();
    assert_eq!(tx.erase_reasons(1, &ticket, Moment(100)).unwrap(), 3);
    tx.audit(&Entry::default()).unwrap();
    tx.commit().unwrap();
    assert_eq!(db.audit_break().unwrap(), None);
    assert!(
        db.audit_lines(10)
            .unwrap()
            .iter()
            .all(|l| !l.detail.contains("王"))
    );
    // Without the line that says so, an empty reason is a change by hand.
    db.conn
        .execute("update audit set hash = zeroblob(32) where n = 2", [])
        .unwrap();
    assert!(db.audit_break().unwrap().is_some());
}
