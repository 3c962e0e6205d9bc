//! The suite of lists over the pool's store, while tickets come and change under it.

use super::rows_for_tests::{self, add, change};
use super::{Db, Snapshot};
use crate::store::{StoredEdit, Tx};
use lists::OwnAct;
use lists::suite::{self, Act, Draws, Fate, Held};
use model::act::Act as Done;
use model::edit::{Edit, SCHEMA, Write};
use model::row::Row;
use model::{Action, Code, Denial, Head, Moment, Opening, UserName};
use std::sync::atomic::{AtomicBool, Ordering};

/// Everything this snapshot holds, row by row.
fn held(snapshot: &Snapshot) -> Held {
    let rows = snapshot.tickets_from(1, 100_000).unwrap().into_iter();
    let mut acts = Vec::new();
    let sql = "select n, by, at, answer, write, head is null from edit order by n, pos, rowid";
    let mut ask = snapshot.conn.prepare(sql).unwrap();
    let mut edits = ask.query([]).unwrap();
    while let Some(r) = edits.next().unwrap() {
        let write: Write = serde_json::from_str(&r.get::<_, String>(4).unwrap()).unwrap();
        if !matches!(write, Write::Act { .. }) {
            assert!(r.get::<_, bool>(5).unwrap());
            continue;
        }
        let act = OwnAct {
            n: r.get(0).unwrap(),
            at: Moment(r.get(2).unwrap()),
            void: r.get::<_, Option<String>>(3).unwrap().is_some(),
        };
        let by: String = r.get(1).unwrap();
        acts.push((UserName::new(by).unwrap(), act));
    }
    Held {
        rows: rows.map(|p| (p.n, p.row)).collect(),
        acts,
    }
}

fn compare(db: &Db, draws: &mut Draws) {
    db.with_columns(|snapshot| {
        suite::compare(&snapshot.lists(), &held(&snapshot), draws);
        Ok(())
    })
    .unwrap();
}

/// Keeps an act as `ingest` would.
fn keep(tx: &Tx, act: &Act, serial: u32) {
    let place = tx.ticket(&suite::id(act.ticket)).unwrap().unwrap();
    let outside = act.fate == Fate::Aside;
    let write = match outside {
        true => Write::Facts(Vec::new()),
        false => Write::Act {
            round: 1,
            act: Done::parse(Action::Sign, serde_json::Value::Null).unwrap(),
        },
    };
    let stored = StoredEdit {
        edit: Edit {
            id: Opening([7; 12]).edit(serial),
            ticket: place.row.id,
            schema: SCHEMA,
            by: act.by.clone(),
            at: act.at,
            seen: Vec::new(),
            write,
        },
        head: (!outside).then_some(Head([1; 32])),
        pos: place.pos,
        via: None,
    };
    let void = outside || act.fate == Fate::Void;
    let answer = void.then(|| Denial::from(Code::NoRight));
    tx.add_edit(place.n, &stored, answer.as_ref()).unwrap();
}

/// Some come, some change, some acts are made.
fn turn(db: &Db, draws: &mut Draws, tickets: &mut usize, acts: &mut u32) {
    let tx = db.begin().unwrap();
    for _ in 0..draws.below(60) {
        add(&tx, &suite::row(*tickets, draws), "路灯不亮");
        *tickets += 1;
    }
    for _ in 0..draws.below(30).min(*tickets) {
        let n = draws.below(*tickets);
        change(&tx, &suite::row(n, draws), "路灯不亮");
    }
    for _ in 0..draws.below(12).min(*tickets) {
        keep(&tx, &suite::act(*tickets, draws), *acts);
        *acts += 1;
    }
    tx.commit().unwrap();
}

#[test]
fn every_question_is_answered_as_a_walk_over_the_rows_would() {
    let (dir, db) = rows_for_tests::store();
    let (mut draws, mut tickets, mut acts) = (Draws::new(3), 0, 0);
    compare(&db, &mut draws);
    let path = dir.path().join("rows.sqlite");
    let reader = Db::open_reader(&path, &db.index, &crate::store::ChainKey::for_test()).unwrap();
    for _ in 0..60 {
        turn(&db, &mut draws, &mut tickets, &mut acts);
        for _ in 0..8 {
            let db = *draws.pick(&[&db, &reader]);
            compare(db, &mut draws);
        }
    }
    assert!(tickets > 1_000 && acts > 200);
    // Columns that were loaded at once say what those say that grew with the tickets.
    let fresh = Db::open_reader(
        &path,
        &Default::default(),
        &crate::store::ChainKey::for_test(),
    )
    .unwrap();
    for _ in 0..40 {
        compare(&fresh, &mut draws);
    }
}

#[test]
fn a_snapshot_stays_as_it_is_while_others_write_and_look() {
    let (dir, db) = rows_for_tests::store();
    let (mut draws, mut tickets, mut acts) = (Draws::new(4), 0, 0);
    turn(&db, &mut draws, &mut tickets, &mut acts);
    let (index, path) = (db.index.clone(), dir.path().join("rows.sqlite"));
    let over = AtomicBool::new(false);
    let over = &over;
    std::thread::scope(|scope| {
        let readers = [5, 6, 7].map(|seed| {
            let reader =
                Db::open_reader(&path, &index, &crate::store::ChainKey::for_test()).unwrap();
            scope.spawn(move || {
                let (mut draws, mut looks) = (Draws::new(seed), 0);
                while !over.load(Ordering::Relaxed) || looks < 20 {
                    compare(&reader, &mut draws);
                    looks += 1;
                }
            })
        });
        for _ in 0..80 {
            turn(&db, &mut draws, &mut tickets, &mut acts);
        }
        over.store(true, Ordering::Relaxed);
        readers
            .into_iter()
            .for_each(|reader| reader.join().unwrap());
    });
}

/// Stores a ticket's row or a column of it as another version might have.
fn damage(db: &Db, n: i64, column: &str, value: &str) {
    let tx = db.begin().unwrap();
    let pos = tx.next_pos().unwrap();
    let sql = format!("update ticket set {column} = ?2, pos = ?3 where n = ?1");
    tx.conn.execute(&sql, (n, value, pos)).unwrap();
    tx.commit().unwrap();
}

#[test]
fn a_row_that_cannot_be_read_is_left_out_and_everything_else_goes_on() {
    let (dir, db) = rows_for_tests::store();
    let mut draws = Draws::new(9);
    let tx = db.begin().unwrap();
    for n in 0..60 {
        // Of one grade, so that the oldest are the first.
        let row = Row {
            grade: model::Grade::Normal,
            ..suite::row(n, &mut draws)
        };
        add(&tx, &row, "路灯不亮");
    }
    tx.commit().unwrap();
    compare(&db, &mut draws);
    // A status of a later version, and a row whose form is unknown; both while columns are loaded.
    damage(&db, 5, "status", "enshrined");
    damage(&db, 9, "row", r#"{"id":"later"}"#);
    let fresh = Db::open_reader(
        &dir.path().join("rows.sqlite"),
        &Default::default(),
        &crate::store::ChainKey::for_test(),
    )
    .unwrap();
    for db in [&db, &fresh] {
        let all = |sort| {
            let me = suite::person(&mut Draws::new(1));
            let ask = api::ListTickets {
                sort: Some(sort),
                limit: Some(10),
                ..Default::default()
            };
            let ways = vec![model::scope::Clause::All];
            let filter = lists::Filter::new(&me, ways, ask, false, suite::NOW).unwrap();
            db.with_columns(|s| s.lists().list(&filter)).unwrap()
        };
        let page = all(api::Sort::Oldest);
        assert_eq!((page.tickets.len(), page.total), (10, 58));
        let ids: Vec<_> = page.tickets.iter().map(|r| r.id.clone()).collect();
        assert!(!ids.contains(&suite::id(4)) && !ids.contains(&suite::id(8)));
        // Once found, it is left out of counts too.
        let counts = db.with_columns(|s| {
            let all = [model::scope::Clause::All];
            Ok(s.columns().counts(&all, suite::NOW))
        });
        let counted: u64 = counts.unwrap().by_status.values().sum();
        assert_eq!(counted, 58);
        assert_eq!(all(api::Sort::Due).total, 58);
    }
    // A pull goes on behind it.
    let mut pulled = 0;
    db.with_columns(|snapshot| {
        let concerned = snapshot.concerned(0, &[model::scope::Clause::All])?;
        snapshot.changed_after(0, &concerned, |_| {
            pulled += 1;
            Ok(true)
        })
    })
    .unwrap();
    assert_eq!(pulled, 59);
    // Mended, they are in the lists again.
    let tx = db.begin().unwrap();
    for n in [4, 8] {
        let row = suite::row(n, &mut draws);
        let pos = tx.next_pos().unwrap();
        let number = i64::try_from(n).unwrap() + 1;
        let ticket = rows_for_tests::ticket(&row, "路灯不亮");
        tx.project(number, None, &ticket, &row, pos).unwrap();
    }
    tx.commit().unwrap();
    for db in [&db, &fresh] {
        compare(db, &mut draws);
    }
}
