//! Tickets added in bulk stand in the tables as those that came the usual way.

use super::{Db, Store};
use crate::store::bulk::Filling;
use model::effect::State;
use model::ticket::Ticket;
use rusqlite::types::Value;
use std::path::Path;
use std::sync::Arc;

/// Every row of a question.
fn all(db: &Db, sql: &str) -> Vec<Vec<Value>> {
    let mut ask = db.conn.prepare(sql).unwrap();
    let width = ask.column_count();
    let rows = ask
        .query_map([], |r| (0..width).map(|i| r.get(i)).collect())
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn told(folder: &Path) -> (Arc<Store>, Vec<(Ticket, State)>) {
    demo::load(folder, 1, 120).unwrap();
    let store = Store::open(folder).unwrap();
    let tickets = store
        .read_now(|db| {
            let places = db.tickets_from(1, 1_000)?;
            let read = places.iter().map(|place| {
                let ticket = db.document(place.n)?.document()?.read()?;
                let state = ticket.state();
                Ok((ticket, state))
            });
            read.collect::<crate::Result<Vec<_>>>()
        })
        .unwrap();
    (store, tickets)
}

#[test]
fn bulk_writes_what_the_usual_way_writes() {
    let dir = tempfile::tempdir().unwrap();
    let (usual, tickets) = told(&dir.path().join("usual"));
    assert!(tickets.len() > 100);
    let folder = dir.path().join("bulk");
    super::create(&folder, &demo::district()).unwrap();
    let bulk = Store::open(&folder).unwrap();
    let before = bulk.read_now(|db| db.statements()).unwrap();
    let filling = Filling::begin(&bulk).unwrap();
    filling.add(tickets).unwrap();
    filling.finish().unwrap();
    assert_eq!(bulk.read_now(|db| db.statements()).unwrap(), before);
    // `pos` is a place in a feed that is left out; `wake` asks for a document.
    let columns = usual
        .read_now(|db| {
            let all = all(db, "select name from pragma_table_info('ticket')");
            let names = all.into_iter().flatten().filter_map(|v| match v {
                Value::Text(name) if !matches!(name.as_str(), "pos" | "wake") => Some(name),
                _ => None,
            });
            Ok(names.collect::<Vec<_>>().join(", "))
        })
        .unwrap();
    assert!(columns.contains("returns") && columns.contains("due"));
    for sql in [
        format!("select {columns} from ticket order by n"),
        "select * from co_unit order by n, unit".into(),
        "select * from words order by n".into(),
        "select * from instance order by n, key".into(),
    ] {
        let (one, other) = (
            usual.read_now(|db| Ok(all(db, &sql))).unwrap(),
            bulk.read_now(|db| Ok(all(db, &sql))).unwrap(),
        );
        assert!(!one.is_empty(), "{sql}");
        assert_eq!(one, other, "{sql}");
    }
    // The index of words finds the same, whatever is asked.
    let texts = usual
        .read_now(|db| Ok(all(db, "select text from words order by n")))
        .unwrap();
    for text in texts.iter().flatten() {
        let Value::Text(text) = text else { continue };
        let word: String = text.chars().skip(2).take(2).collect();
        let query = model::search::query(&word);
        if query.is_empty() {
            continue;
        }
        let one = usual.read_now(|db| db.found(&query)).unwrap();
        assert_eq!(one, bulk.read_now(|db| db.found(&query)).unwrap());
        assert!(!one.is_empty(), "{word}");
    }
}
