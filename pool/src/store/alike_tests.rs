//! Look-alikes and lately leading units: what is found, and by which index.

use super::alike::questions;
use super::led::led_sql;
use super::{Db, Search};
use model::row::Row;
use model::scope::Clause;
use model::{CategoryCode, Moment};
use rusqlite::params_from_iter;

const DAY: i64 = 24 * 60 * 60 * 1000;
const NOW: i64 = 1_795_000_000_000;
/// Degrees of latitude in a metre.
const METRE: f64 = 1.0 / 111_195.0;

/// A row beside the pattern's, at a distance to the north and some days off.
fn row(category: &str, metres: Option<f64>, days: f64) -> Row {
    let mut row: Row = serde_json::from_str(include_str!("list_tests_row.json")).unwrap();
    row.category = CategoryCode::new(category).unwrap();
    (row.lon, row.lat) = match metres {
        Some(m) => (Some(117.1), Some(40.15 + m * METRE)),
        None => (None, None),
    };
    row.received_at = Some(Moment(NOW + (days * DAY as f64) as i64));
    row
}

fn add(db: &Db, n: i64, row: &Row) {
    let tx = db.begin().unwrap();
    let sql = "insert into ticket (n, id, pos, status, open, grade, town, area, created_by, due, category, lon, lat, received, lead_unit, row)
               values (?1, ?2, 0, ?3, 1, 2, '990100001', ?4, 'u', 0, ?5, ?6, ?7, ?8, ?9, ?10)";
    tx.conn
        .execute(
            sql,
            (
                n,
                n.to_be_bytes(),
                row.status.as_str(),
                row.area_code.as_str(),
                row.category.as_str(),
                row.lon,
                row.lat,
                row.received_at.map(|r| r.0),
                row.lead_unit.as_ref().map(|u| u.as_str()),
                serde_json::to_string(row).unwrap(),
            ),
        )
        .unwrap();
    tx.index_words(
        n,
        true,
        &format!("标题{n}\n离-1\nWS-1\n幸福路12号\n正文{n}\n第二行"),
    )
    .unwrap();
    tx.commit().unwrap();
}

fn search<'a>(row: &'a Row, clauses: &'a [Clause]) -> Search<'a> {
    Search {
        n: 1,
        row,
        categories: vec!["01".into(), "0101".into()],
        metres: 100,
        days: 7,
        clauses,
    }
}

#[test]
fn what_is_near_is_found_and_nothing_else() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("alike.sqlite")).unwrap();
    let here = row("010103", Some(0.0), 0.0);
    add(&db, 1, &here);
    let mut merged = row("010103", Some(1.0), 0.0);
    merged.status = model::Status::Merged;
    let mut elsewhere = row("010103", None, 0.0);
    elsewhere.area_code = model::AreaCode::new("990100001002").unwrap();
    let others = [
        (row("010103", Some(99.0), 0.0), true),
        (row("010101", Some(-99.0), 6.9), true), // another third level
        (row("01", Some(10.0), -6.9), true),     // not classified further yet
        (row("010103", Some(101.0), 0.0), false),
        (row("010103", Some(10.0), 7.1), false),
        (row("010103", Some(10.0), -7.1), false),
        (row("010203", Some(10.0), 0.0), false),
        (row("020103", Some(10.0), 0.0), false),
        (row("010103", None, 1.0), true), // the same village, no position
        (elsewhere, false),
        (merged, false),
    ];
    for (n, (row, _)) in (2..).zip(&others) {
        add(&db, n, row);
    }
    let found = db.candidates_near(&search(&here, &[Clause::All])).unwrap();
    let expect = others.iter().filter(|o| o.1).count();
    assert_eq!(found.len(), expect);
    for candidate in &found {
        let place = others
            .iter()
            .position(|(r, _)| *r == candidate.row)
            .unwrap();
        assert!(others[place].1, "{:?}", candidate.row);
        let n = place + 2;
        assert_eq!(
            candidate.text,
            format!("标题{n}\n正文{n}\n第二行"),
            "no number, no address"
        );
    }
    let nobody = db.candidates_near(&search(&here, &[])).unwrap();
    assert!(nobody.is_empty(), "outside the scope nothing is near");
    // Without a position of its own, the village decides.
    let nowhere = row("010103", None, 0.0);
    let found = db
        .candidates_near(&search(&nowhere, &[Clause::All]))
        .unwrap();
    assert!(
        found.iter().all(|c| c.metres.is_none()) && found.len() == 5,
        "{}",
        found.len()
    );
}

#[test]
fn units_that_led_lately_are_counted() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("led.sqlite")).unwrap();
    let units = [("B01", -1.0), ("B02", -2.0), ("B02", -89.0), ("B01", -91.0)];
    for (n, (unit, days)) in (1..).zip(units) {
        let mut row = row("010103", Some(0.0), days);
        row.lead_unit = Some(model::UnitCode::new(unit).unwrap());
        add(&db, n, &row);
    }
    add(&db, 9, &row("010103", Some(0.0), -1.0)); // nobody leads it yet
    let since = Moment(NOW - 90 * DAY);
    for (category, expect) in [
        ("010103", vec![("B02", 2), ("B01", 1)]),
        ("01", vec![("B02", 2), ("B01", 1)]),
        ("0102", vec![]),
    ] {
        let category = CategoryCode::new(category).unwrap();
        let found = db.led_lately(&category, since, &[Clause::All]).unwrap();
        let found: Vec<_> = found.iter().map(|(u, n)| (u.as_str(), *n)).collect();
        assert_eq!(found, expect, "{category}");
        assert!(db.led_lately(&category, since, &[]).unwrap().is_empty());
    }
}

#[test]
fn each_question_seeks_in_its_index() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("plan.sqlite")).unwrap();
    let plan = |sql: &str, params: &[rusqlite::types::Value]| {
        let mut ask = db
            .conn
            .prepare(&format!("explain query plan {sql}"))
            .unwrap();
        let lines = ask.query_map(params_from_iter(params), |r| r.get::<_, String>(3));
        let lines: Vec<String> = lines.unwrap().map(Result::unwrap).collect();
        lines.join("; ")
    };
    let town = [Clause::Area("990100001".into())];
    for clauses in [&[Clause::All][..], &town] {
        for (metres, seeks) in [
            (
                Some(0.0),
                &[
                    "ticket_near (<expr>=? AND lat>? AND lat<?)",
                    "ticket_nowhere (area=? AND received>? AND received<?)",
                ][..],
            ),
            (None, &["ticket_area (area=?)"]),
        ] {
            let row = row("010103", metres, 0.0);
            let plans: Vec<String> = questions(&search(&row, clauses))
                .iter()
                .map(|(sql, w)| plan(sql, &w.params))
                .collect();
            for (found, seek) in plans.iter().zip(seeks) {
                assert!(found.contains(seek), "{found}");
            }
            assert_eq!(plans.len(), seeks.len());
        }
        let category = CategoryCode::new("010103").unwrap();
        let (sql, w) = led_sql(&category, Moment(0), clauses);
        let found = plan(&sql, &w.params);
        assert!(
            found.contains("COVERING INDEX ticket_category (category>? AND category<?)"),
            "{found}"
        );
    }
}
