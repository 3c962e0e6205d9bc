//! Tickets for the tests of this room: a row as it should stand, put in by the function that puts every ticket in.

use super::super::Tx;
use super::Db;
use model::facts::Facts;
use model::row::Row;
use model::ticket::Ticket;
use model::{Opening, TicketId};

/// The row tests begin with.
pub fn row() -> Row {
    serde_json::from_str(include_str!("list_tests_row.json")).unwrap()
}

/// The id of the ticket with a number of the test's own.
pub fn id(n: usize) -> TicketId {
    TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-{n:012x}")).unwrap()
}

/// Puts a ticket in; its number in the store.
pub fn add(tx: &Tx, row: &Row, body: &str) -> i64 {
    let pos = tx.next_pos().unwrap();
    tx.add_ticket(&ticket(row, body), row, pos).unwrap()
}

/// Brings a ticket's row up to date, as a change of its document would.
pub fn change(tx: &Tx, row: &Row, body: &str) {
    let place = tx.ticket(&row.id).unwrap().unwrap();
    let pos = tx.next_pos().unwrap();
    tx.project(place.n, Some(&place.row), &ticket(row, body), row, pos)
        .unwrap();
}

/// A store of its own, in a folder that goes with it.
pub fn store() -> (tempfile::TempDir, Db) {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(
        &dir.path().join("rows.sqlite"),
        crate::store::ChainKey::for_test(),
    )
    .unwrap();
    (dir, db)
}

/// What a row is drawn from, as far as the tables read it.
pub fn ticket(row: &Row, body: &str) -> Ticket {
    static FACTS: std::sync::LazyLock<Facts> = std::sync::LazyLock::new(|| {
        let drawn = demo::issues(1, 1, &demo::district()).last();
        drawn.unwrap().issue.facts()
    });
    let facts = Facts {
        body: body.into(),
        ..FACTS.clone()
    };
    Ticket {
        id: row.id.clone(),
        temp_no: row.temp_no.clone(),
        created_by: row.created_by.clone(),
        opened_by: Opening([0; 12]).edit(1),
        captured_at: row.captured_at,
        facts,
        conflicts: Default::default(),
        photos: Vec::new(),
        log: Vec::new(),
        other_rulings: Default::default(),
        heads: Vec::new(),
    }
}
