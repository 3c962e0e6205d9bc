//! Look-alikes and lately leading units: what is found and what is not.

use super::{Candidate, Db, Search, rows_for_tests};
use model::row::Row;
use model::scope::Clause;
use model::{CategoryCode, Moment};

const DAY: i64 = 24 * 60 * 60 * 1000;
const NOW: i64 = 1_795_000_000_000;
/// Degrees of latitude in a metre.
const METRE: f64 = 1.0 / 111_195.0;

/// A row beside the pattern's, at a distance to the north and some days off.
fn row(category: &str, metres: Option<f64>, days: f64) -> Row {
    let mut row = rows_for_tests::row();
    row.category = CategoryCode::new(category).unwrap();
    (row.lon, row.lat) = match metres {
        Some(m) => (Some(117.1), Some(40.15 + m * METRE)),
        None => (None, None),
    };
    row.received_at = Some(Moment(NOW + (days * DAY as f64) as i64));
    row
}

fn add(db: &Db, n: i64, row: &Row) {
    let row = Row {
        id: rows_for_tests::id(n as usize),
        title: format!("标题{n}"),
        temp_no: "离-1".into(),
        ticket_no: Some("WS-1".into()),
        address: Some("幸福路12号".into()),
        ..row.clone()
    };
    let tx = db.begin().unwrap();
    let number = rows_for_tests::add(&tx, &row, &format!("正文{n}\n第二行"));
    assert_eq!(number, n);
    tx.commit().unwrap();
}

fn near(db: &Db, search: &Search) -> Vec<Candidate> {
    db.with_columns(|s| s.candidates_near(search)).unwrap()
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
    let (_dir, db) = rows_for_tests::store();
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
    let found = near(&db, &search(&here, &[Clause::All]));
    let expect = others.iter().filter(|o| o.1).count();
    assert_eq!(found.len(), expect);
    for candidate in &found {
        let title = &candidate.row.title;
        let n = (2..)
            .zip(&others)
            .position(|(n, (_, alike))| *alike && *title == format!("标题{n}"));
        let n = n.unwrap_or_else(|| panic!("{title} is not alike")) + 2;
        assert_eq!(
            candidate.text,
            format!("标题{n}\n正文{n}\n第二行"),
            "no number, no address"
        );
    }
    let nobody = near(&db, &search(&here, &[]));
    assert!(nobody.is_empty(), "outside the scope nothing is near");
    // Without a position of its own, the village decides.
    let nowhere = row("010103", None, 0.0);
    let found = near(&db, &search(&nowhere, &[Clause::All]));
    assert!(
        found.iter().all(|c| c.metres.is_none()) && found.len() == 5,
        "{}",
        found.len()
    );
}

#[test]
fn units_that_led_lately_are_counted() {
    let (_dir, db) = rows_for_tests::store();
    let units = [("B01", -1.0), ("B02", -2.0), ("B02", -89.0), ("B01", -91.0)];
    for (n, (unit, days)) in (1..).zip(units) {
        let mut row = row("010103", Some(0.0), days);
        row.lead_unit = Some(model::UnitCode::new(unit).unwrap());
        add(&db, n, &row);
    }
    add(&db, 5, &row("010103", Some(0.0), -1.0)); // nobody leads it yet
    let since = Moment(NOW - 90 * DAY);
    for (category, expect) in [
        ("010103", vec![("B02", 2), ("B01", 1)]),
        ("01", vec![("B02", 2), ("B01", 1)]),
        ("0102", vec![]),
    ] {
        let category = CategoryCode::new(category).unwrap();
        let led = |clauses: &[Clause]| {
            db.with_columns(|s| Ok(s.led_lately(&category, since, clauses)))
                .unwrap()
        };
        let found = led(&[Clause::All]);
        let found: Vec<_> = found.iter().map(|(u, n)| (u.as_str(), *n)).collect();
        assert_eq!(found, expect, "{category}");
        assert!(led(&[]).is_empty());
    }
}
