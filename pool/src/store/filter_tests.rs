//! Lists, counts and boards against a walk over every row, while tickets come and change under them.

use super::rows_for_tests::{self, add, change, id};
use super::scope_tests::draws::Draws;
use super::{Db, Filter, Projection, Sight};
use api::{Boards, ListTickets, Sort};
use model::hands::{Hand, in_hands};
use model::row::Row;
use model::scope::Clause;
use model::{Grade, Kind, Link, Moment, Source, Status, UnitCode, UserName};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

const NOW: Moment = Moment(1_795_000_000_000);
const HOUR: i64 = 60 * 60 * 1000;
const AREAS: [&str; 3] = ["990100001001", "990100001002", "990100002001"];
const CATEGORIES: [&str; 4] = ["01", "0101", "010103", "020101"];

fn user(draws: &mut Draws) -> UserName {
    UserName::new(*draws.pick(&["ann", "bob", "eve"])).unwrap()
}
fn unit(draws: &mut Draws) -> UnitCode {
    UnitCode::new(*draws.pick(&["B01", "B02", "T01"])).unwrap()
}
fn moment(draws: &mut Draws) -> Moment {
    Moment(NOW.0 + (draws.below(21) as i64 - 10) * HOUR)
}
fn grid(draws: &mut Draws) -> String {
    format!("{}01", draws.pick(&AREAS))
}

/// Any ticket, as far as the columns go.
fn drawn(n: usize, draws: &mut Draws) -> Row {
    let place = draws.some(70, |d| {
        (
            117.0 + d.below(9) as f64 / 100.0,
            40.0 + d.below(9) as f64 / 100.0,
        )
    });
    Row {
        id: id(n),
        status: *draws.pick(Status::ALL),
        grade: *draws.pick(Grade::ALL),
        kind: *draws.pick(Kind::ALL),
        source: *draws.pick(Source::ALL),
        category: draws.pick(&CATEGORIES).parse().unwrap(),
        area_code: draws.pick(&AREAS).parse().unwrap(),
        grid: draws.some(60, grid),
        lon: place.map(|p| p.0),
        lat: place.map(|p| p.1),
        created_by: user(draws),
        received_at: Some(moment(draws)),
        lead_unit: draws.some(70, unit),
        co_units: draws.some(20, unit).into_iter().collect(),
        handler: draws.some(50, user),
        visited_by: draws.some(20, user),
        amber_at: draws.some(60, moment),
        due_at: draws.some(80, moment),
        returns: u32::from(draws.chance(10)),
        redos: u32::from(draws.chance(10)),
        presses: u32::from(draws.chance(10)),
        hang_check: draws.some(10, moment),
        alarm: draws.chance(10),
        asked: draws.chance(10),
        ..rows_for_tests::row()
    }
}

/// Up to three conditions, seldom more.
fn question(draws: &mut Draws) -> ListTickets {
    const PERCENT: usize = 8;
    let since = draws.some(PERCENT, moment);
    ListTickets {
        status: draws.some(PERCENT, |d| *d.pick(Status::ALL)),
        area: draws.some(PERCENT, |d| {
            d.pick(&["990100001000", "990100001002"]).parse().unwrap()
        }),
        unit: draws.some(PERCENT, unit),
        link: draws.some(PERCENT, |d| {
            *d.pick(&[Link::Take, Link::Answer, Link::Visit, Link::Assess])
        }),
        grade: draws.some(PERCENT, |d| *d.pick(Grade::ALL)),
        kind: draws.some(PERCENT, |d| *d.pick(Kind::ALL)),
        source: draws.some(PERCENT, |d| *d.pick(Source::ALL)),
        category: draws.some(PERCENT, |d| d.pick(&CATEGORIES).parse().unwrap()),
        grid: draws.some(PERCENT, grid),
        mine: draws.some(PERCENT, |d| d.chance(50)),
        waiting: draws.some(PERCENT, |d| d.chance(50)),
        bbox: draws.some(PERCENT, |d| {
            let (west, south) = (
                117.0 + d.below(5) as f64 / 100.0,
                40.0 + d.below(5) as f64 / 100.0,
            );
            [west, south, west + 0.04, south + 0.04]
        }),
        since,
        until: since.map(|s| s.plus_minutes(300)),
        overdue: draws.some(PERCENT, |d| d.chance(50)),
        open: draws.some(PERCENT, |d| d.chance(50)),
        alarm: draws.some(PERCENT, |d| d.chance(50)),
        asked: draws.some(PERCENT, |d| d.chance(50)),
        pressed: draws.some(PERCENT, |d| d.chance(50)),
        bounced: draws.some(PERCENT, |d| d.chance(50)),
        redone: draws.some(PERCENT, |d| d.chance(50)),
        hang_late: draws.some(PERCENT, |d| d.chance(50)),
        sort: Some(*draws.pick(&[Sort::Due, Sort::Newest, Sort::Oldest, Sort::Grade])),
        ..ListTickets::default()
    }
}

/// What a question means, for one row.
fn fits(row: &Row, ask: &ListTickets, me: &UserName, hands: &[Hand]) -> bool {
    fn is<T>(asked: Option<T>, holds: impl FnOnce(T) -> bool) -> bool {
        asked.is_none_or(holds)
    }
    let past = |at: Option<Moment>| at.is_some_and(|at| at < NOW);
    let received = row.received_at.unwrap_or(Moment(0));
    is(ask.status, |s| row.status == s)
        && is(ask.area.as_ref(), |a| {
            row.area_code.as_str().starts_with(a.prefix())
        })
        && is(ask.unit.as_ref(), |u| row.lead_unit.as_ref() == Some(u))
        && is(ask.link, |l| row.status.link() == Some(l))
        && is(ask.grade, |g| row.grade == g)
        && is(ask.kind, |k| row.kind == k)
        && is(ask.source, |s| row.source == s)
        && is(ask.category.as_ref(), |c| {
            row.category.as_str().starts_with(c.as_str())
        })
        && is(ask.grid.as_ref(), |g| row.grid.as_ref() == Some(g))
        && is(ask.mine, |mine| (row.created_by == *me) == mine)
        && is(ask.waiting, |yes| in_hands(hands, row) == yes)
        && is(ask.bbox, |[w, s, e, n]| {
            row.lon.is_some_and(|x| w <= x && x <= e) && row.lat.is_some_and(|y| s <= y && y <= n)
        })
        && is(ask.since, |t| received >= t)
        && is(ask.until, |t| received < t)
        && is(ask.overdue, |yes| past(row.due_at) == yes)
        && is(ask.open, |yes| row.status.is_open() == yes)
        && is(ask.alarm, |yes| row.alarm == yes)
        && is(ask.asked, |yes| row.asked == yes)
        && is(ask.pressed, |yes| (row.presses > 0) == yes)
        && is(ask.bounced, |yes| (row.returns > 0) == yes)
        && is(ask.redone, |yes| (row.redos > 0) == yes)
        && is(ask.hang_late, |yes| past(row.hang_check) == yes)
}

/// Some ways in which tickets wait for somebody, with statuses that no role needs to have.
fn hands_of(draws: &mut Draws) -> Vec<Hand> {
    let statuses: [&'static [Status]; 3] = [
        &[Status::Pooled, Status::Accepted],
        &[Status::Dispatched, Status::Signed, Status::Handling],
        &[Status::Visiting],
    ];
    let of = clauses(draws).into_iter();
    let hands = of.map(|of| Hand {
        statuses: draws.pick::<&[Status]>(&statuses),
        of,
    });
    hands.collect()
}

fn clauses(draws: &mut Draws) -> Vec<Clause> {
    let some = (0..=draws.below(2)).map(|_| match draws.below(8) {
        0 => Clause::Open,
        1 => Clause::CreatedBy(user(draws)),
        2 => Clause::Area(draws.pick(&["990100001", "990100002001"]).to_string()),
        3 => Clause::Grid(grid(draws)),
        4 => Clause::Unit(unit(draws)),
        5 => Clause::Assigned(unit(draws), user(draws)),
        6 => Clause::Visit(user(draws)),
        _ => Clause::All,
    });
    some.collect()
}

/// Everything this sight holds, walked; then the same asked of the columns.
fn compare(sight: &Sight, draws: &mut Draws) {
    let all = sight.tickets_from(1, 100_000).unwrap();
    let (ways, me) = (clauses(draws), user(draws));
    let hands = hands_of(draws);
    let seen: Vec<&Projection> = all
        .iter()
        .filter(|p| ways.iter().any(|c| c.matches(&p.scope())))
        .collect();

    let mut ask = question(draws);
    let mut want: Vec<&Projection> = seen
        .iter()
        .copied()
        .filter(|p| fits(&p.row, &ask, &me, &hands))
        .collect();
    let due = |p: &Projection| (p.row.due_at.map_or(i64::MAX, |d| d.0), p.n);
    match ask.sort.unwrap() {
        Sort::Due => want.sort_by_key(|p| due(p)),
        Sort::Newest => want.sort_by_key(|p| Reverse(p.n)),
        Sort::Oldest => want.sort_by_key(|p| p.n),
        Sort::Grade => want.sort_by_key(|p| (p.row.grade, due(p))),
    }
    let want: Vec<&Row> = want.into_iter().map(|p| &p.row).collect();
    let (mut found, total) = (Vec::new(), want.len() as u64);
    let limit = 1 + draws.below(200) as u32;
    loop {
        let page = sight
            .list(&Filter {
                clauses: ways.clone(),
                user: me.clone(),
                hands: hands.clone(),
                ask: ask.clone(),
                limit,
                now: NOW,
                masked: false,
            })
            .unwrap();
        assert_eq!(page.total, total, "{ways:?} {ask:?}");
        found.extend(page.rows);
        ask.after = page.after;
        if ask.after.is_none() {
            break;
        }
    }
    assert_eq!(found.iter().collect::<Vec<_>>(), want, "{ways:?} {ask:?}");

    let rows = || seen.iter().map(|p| &p.row);
    let late = |row: &Row| u64::from(row.due_at.is_some_and(|due| due < NOW));
    let mut counts: BTreeMap<Status, (u64, u64)> = BTreeMap::new();
    for row in rows() {
        let count = counts.entry(row.status).or_default();
        *count = (count.0 + 1, count.1 + late(row));
    }
    assert_eq!(sight.counts(&ways, NOW), counts, "{ways:?}");
    let alarms = rows().filter(|r| r.alarm).count() as u64;
    assert_eq!(sight.alarms(&ways), alarms, "{ways:?}");
    let pressed = rows().filter(|r| r.presses > 0).count() as u64;
    assert_eq!(sight.pressed(&ways), pressed, "{ways:?}");
    let boards = Boards::of(rows(), NOW);
    assert_eq!(sight.boards(&ways, NOW).unwrap(), boards, "{ways:?}");
    let units = sight.unit_counts(&ways, NOW).unwrap().into_iter();
    let units: BTreeMap<_, _> = units.map(|(u, c)| (u, (c.open, c.overdue))).collect();
    let by_unit = boards.by_unit.into_iter();
    let by_unit: BTreeMap<_, _> = by_unit.map(|(u, t)| (u, (t.open, t.overdue))).collect();
    assert_eq!(units, by_unit, "{ways:?}");
}

/// Some come, some change.
fn turn(db: &Db, draws: &mut Draws, tickets: &mut usize) {
    let tx = db.begin().unwrap();
    for _ in 0..draws.below(60) {
        add(&tx, &drawn(*tickets, draws), "路灯不亮");
        *tickets += 1;
    }
    for _ in 0..draws.below(30).min(*tickets) {
        let n = draws.below(*tickets);
        change(&tx, &drawn(n, draws), "路灯不亮");
    }
    tx.commit().unwrap();
}

#[test]
fn every_question_is_answered_as_a_walk_over_the_rows_would() {
    let (dir, db) = rows_for_tests::store();
    let (mut draws, mut tickets) = (Draws(3), 0);
    db.sight(|sight| {
        compare(&sight, &mut draws);
        Ok(())
    })
    .unwrap();
    let reader = Db::open_reader(&dir.path().join("rows.sqlite"), &db.columns).unwrap();
    for _ in 0..60 {
        turn(&db, &mut draws, &mut tickets);
        for _ in 0..8 {
            let db = *draws.pick(&[&db, &reader]);
            db.sight(|sight| {
                compare(&sight, &mut draws);
                Ok(())
            })
            .unwrap();
        }
    }
    assert!(tickets > 1_000);
    // Columns that were loaded at once say what those say that grew with the tickets.
    let fresh = Db::open_reader(&dir.path().join("rows.sqlite"), &Default::default()).unwrap();
    for _ in 0..40 {
        fresh
            .sight(|sight| {
                compare(&sight, &mut draws);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn a_sight_stays_as_it_is_while_others_write_and_look() {
    let (dir, db) = rows_for_tests::store();
    let (mut draws, mut tickets) = (Draws(4), 0);
    turn(&db, &mut draws, &mut tickets);
    let (columns, path) = (db.columns.clone(), dir.path().join("rows.sqlite"));
    let over = AtomicBool::new(false);
    let over = &over;
    std::thread::scope(|scope| {
        let readers = [5, 6, 7].map(|seed| {
            let reader = Db::open_reader(&path, &columns).unwrap();
            scope.spawn(move || {
                let (mut draws, mut looks) = (Draws(seed), 0);
                while !over.load(Ordering::Relaxed) || looks < 20 {
                    reader
                        .sight(|sight| {
                            compare(&sight, &mut draws);
                            Ok(())
                        })
                        .unwrap();
                    looks += 1;
                }
            })
        });
        for _ in 0..80 {
            turn(&db, &mut draws, &mut tickets);
        }
        over.store(true, Ordering::Relaxed);
        readers
            .into_iter()
            .for_each(|reader| reader.join().unwrap());
    });
}
