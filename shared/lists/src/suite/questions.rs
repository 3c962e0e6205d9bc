//! Who asks, and for what.

use super::Draws;
use super::tickets::{AREAS, CATEGORIES, area, grid, moment, unit, user};
use api::{ListTickets, Sort};
use model::hands::Hand;
use model::person::{Person, Post};
use model::scope::Clause;
use model::{Grade, Kind, Link, Role, Source, Status};

/// Up to three conditions, seldom more.
pub fn question(draws: &mut Draws) -> ListTickets {
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
        person: draws.some(PERCENT, user),
        waiting: draws.some(PERCENT, |d| d.chance(50)),
        bbox: draws.some(PERCENT, |d| {
            let (west, south) = (
                117.0 + d.below(5) as f64 / 100.0,
                40.0 + d.below(5) as f64 / 100.0,
            );
            [west, south, west + 0.04, south + 0.04]
        }),
        since,
        until: match since {
            Some(since) => Some(since.plus_minutes(300)),
            None => draws.some(PERCENT, moment),
        },
        overdue: draws.some(PERCENT, |d| d.chance(50)),
        open: draws.some(PERCENT, |d| d.chance(50)),
        danger: draws.some(PERCENT, |d| d.chance(50)),
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

/// Some ways in which tickets wait for somebody, with statuses that no role needs to have.
pub fn hands_of(draws: &mut Draws) -> Vec<Hand> {
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

/// Some ways in which somebody sees tickets.
pub fn clauses(draws: &mut Draws) -> Vec<Clause> {
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

/// Somebody with up to two posts.
pub fn person(draws: &mut Draws) -> Person {
    let posts = (0..draws.below(3)).map(|_| Post {
        grid: draws.some(50, grid),
        stands_for: draws.some(25, user),
        ..Post::new(*draws.pick(Role::ALL), unit(draws), area(draws))
    });
    Person {
        posts: posts.collect(),
        user: user(draws),
        name: AREAS[0].into(),
    }
}
