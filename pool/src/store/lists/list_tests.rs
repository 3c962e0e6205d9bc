//! A search finds, sorts, counts and pages exactly what has the words.

use super::Db;
use super::rows_for_tests::{self, add, id};
use api::{ListTickets, Sort};
use lists::Filter;
use model::row::Row;
use model::scope::Clause;
use model::{Moment, UserName};

fn filter(text: &str, sort: Sort, after: Option<String>) -> Filter {
    Filter {
        clauses: vec![Clause::All],
        user: UserName::new("u").unwrap(),
        hands: Vec::new(),
        ask: ListTickets {
            text: Some(text.into()),
            sort: Some(sort),
            after,
            ..ListTickets::default()
        },
        limit: 500,
        now: Moment(0),
        masked: false,
    }
}

#[test]
fn what_has_the_words_is_found_in_order_and_counted() {
    const TICKETS: usize = 6_000;
    let (_dir, db) = rows_for_tests::store();
    let tx = db.begin().unwrap();
    for n in 1..=TICKETS {
        let row = Row {
            id: id(n),
            ..rows_for_tests::row()
        };
        // Two of three know the word, one of a hundred knows another.
        let words = format!(
            "{}{}",
            if n % 3 > 0 { "路灯不亮" } else { "井盖" },
            if n % 100 == 0 { "，漏水" } else { "" }
        );
        add(&tx, &row, &words);
    }
    tx.commit().unwrap();
    let list = |filter: &Filter| db.with_columns(|s| s.lists().list(filter)).unwrap();
    for (text, expect) in [
        ("路灯", 4000),
        ("漏水", 60),
        ("灯不", 4000),
        ("路灯不亮", 4000),
        ("路灯 漏水", 40),
        ("灯亮", 0),
    ] {
        for sort in [Sort::Due, Sort::Newest, Sort::Oldest, Sort::Grade] {
            let (mut after, mut rows) = (None, 0);
            loop {
                let page = list(&filter(text, sort, after));
                assert_eq!(page.total, expect, "{text}");
                rows += page.tickets.len() as u64;
                after = page.after;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(rows, expect, "{text} {sort:?}");
        }
    }
    // A jump lands where walking does, from the top and from a cursor.
    let first = list(&filter("路灯", Sort::Due, None));
    for (after, offset, rows) in [
        (None, 3_990, 10),
        (first.after, 3_490, 10),
        (None, 9_999, 0),
    ] {
        let mut jump = filter("路灯", Sort::Due, after);
        jump.ask.offset = Some(offset);
        let page = list(&jump);
        assert_eq!(
            (page.tickets.len(), page.total, page.after),
            (rows, 4_000, None)
        );
    }
}

#[test]
fn an_index_that_a_new_version_has_emptied_is_filled_when_the_store_is_opened() {
    let (dir, db) = rows_for_tests::store();
    let row = Row {
        id: id(1),
        ..rows_for_tests::row()
    };
    let tx = db.begin().unwrap();
    add(&tx, &row, "路灯不亮");
    // What was written before is forgotten, and only that.
    rows_for_tests::change(&tx, &row, "井盖松动");
    tx.commit().unwrap();
    let found = |db: &Db, text| db.found(&model::search::query(text)).unwrap().len();
    assert_eq!((found(&db, "路灯"), found(&db, "井盖松动")), (0, 1));
    db.conn
        .execute_batch("insert into phrase (phrase) values ('delete-all')")
        .unwrap();
    assert_eq!(found(&db, "井盖"), 0);
    db.close();
    let db = Db::open(
        &dir.path().join("rows.sqlite"),
        crate::store::ChainKey::for_test(),
    )
    .unwrap();
    assert_eq!((found(&db, "路灯"), found(&db, "井盖松动")), (0, 1));
    assert!(!db.lacks_index().unwrap());
}

/// What an earlier version put into its index of ⼈⾏道: the radicals, which nobody types.
#[test]
fn a_ticket_indexed_by_an_earlier_version_is_found_after_the_upgrade() {
    let (dir, db) = rows_for_tests::store();
    let row = Row {
        id: id(1),
        ..rows_for_tests::row()
    };
    let tx = db.begin().unwrap();
    add(&tx, &row, "⼈⾏道破损");
    tx.commit().unwrap();
    let hex = |units: &[&str]| -> Vec<String> { units.iter().map(hex::encode).collect() };
    let old = hex(&["⼈", "⾏", "道", " ", "⼈ ⾏", "⾏ 道"]).join(" ");
    db.conn
        .execute_batch(&format!(
            "delete from phrase; insert into phrase (rowid, entries) values (1, '{old}')"
        ))
        .unwrap();
    let found = |db: &Db, text| db.found(&model::search::query(text)).unwrap().len();
    assert_eq!(found(&db, "人行道"), 0, "as it was");
    // The step of the upgrade; those behind it do not touch the index.
    let step = include_str!("../../../migrations/V20__plain_words.sql");
    db.conn.execute_batch(step).unwrap();
    db.close();
    let path = dir.path().join("rows.sqlite");
    let db = Db::open(&path, crate::store::ChainKey::for_test()).unwrap();
    assert_eq!((found(&db, "人行道"), found(&db, "⼈⾏道")), (1, 1));
}
