//! Searches with few and with many candidates find the same.

use super::{Db, Filter};
use api::{ListTickets, Sort};
use model::scope::Clause;
use model::{Moment, UserName};

fn filter(text: &str, sort: Sort, after: Option<String>) -> Filter {
    Filter {
        clauses: vec![Clause::All],
        user: UserName::new("u").unwrap(),
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
fn many_candidates_are_walked_in_order_and_counted() {
    const TICKETS: i64 = 6_000;
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("list.sqlite")).unwrap();
    let row = include_str!("list_tests_row.json");
    let tx = db.begin().unwrap();
    for n in 1..=TICKETS {
        let sql =
            "insert into ticket (n, id, pos, status, open, grade, source, town, area, created_by, due, row)
                   values (?1, ?2, 0, 'pooled', 1, 2, 'patrol', '990100001', '990100001001', 'u', ?3, ?4)";
        let due = i64::MAX; // as the row says: no clock runs
        tx.conn
            .prepare_cached(sql)
            .unwrap()
            .execute((n, n.to_be_bytes(), due, row))
            .unwrap();
        // Two of three know the word, one of a hundred knows another.
        let words = format!(
            "{}{}",
            if n % 3 > 0 { "路灯不亮" } else { "井盖" },
            if n % 100 == 0 { "，漏水" } else { "" }
        );
        tx.index_words(n, true, &words).unwrap();
    }
    tx.commit().unwrap();
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
                let page = db.list(&filter(text, sort, after)).unwrap();
                assert_eq!(page.total, expect, "{text}");
                rows += page.rows.len() as u64;
                after = page.after;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(rows, expect, "{text} {sort:?}");
        }
    }
    // A jump lands where walking does, from the top and from a cursor.
    let first = db.list(&filter("路灯", Sort::Due, None)).unwrap();
    for (after, offset, rows) in [
        (None, 3_990, 10),
        (first.after, 3_490, 10),
        (None, 9_999, 0),
    ] {
        let mut jump = filter("路灯", Sort::Due, after);
        jump.ask.offset = Some(offset);
        let page = db.list(&jump).unwrap();
        assert_eq!(
            (page.rows.len(), page.total, page.after),
            (rows, 4_000, None)
        );
    }
}
