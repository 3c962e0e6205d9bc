//! What a month's 通报 finds by itself: tickets that drag, and what stands on the units' sheets.

use crate::Result;
use crate::scores::{Book, Weighed, ratings};
use crate::store::{Db, DistrictFile};
use model::notice::{ItemKind, REDOS, Stale, TICKETS_MAX, stale_fact};
use model::score::{Indicator, Weight};
use model::talk::{TalkVerdict, verdict};
use model::{Moment, UnitCode};
use std::collections::{BTreeMap, BTreeSet};

/// A unit named for one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub kind: ItemKind,
    pub unit: UnitCode,
    pub fact: String,
    /// Numbers of tickets in this store, the oldest.
    pub tickets: Vec<i64>,
}

/// Everything, in the order of kinds, and of the district's units inside each.
pub fn find(db: &Db, file: &DistrictFile, month: &str, now: Moment) -> Result<Vec<Found>> {
    let month = super::month(db, file, month, now)?;
    let mut all = stale(db, file, now)?;
    let book = Book::read(db, file, month, None)?;
    let marks = [
        (
            ItemKind::FalseVisit,
            Indicator::FalseVisit,
            "件回访经核实不实",
        ),
        (
            ItemKind::OrderLate,
            Indicator::OrderLate,
            "件督办逾期没有回复",
        ),
    ];
    for (kind, ind, words) in marks {
        all.extend(marked(&book, kind, ind, words));
    }
    all.extend(unsatisfied(file, &book));
    let known = |found: &Found| file.district.unit(&found.unit).is_some();
    all.retain(known);
    let place = |code: &UnitCode| file.district.units.iter().position(|u| u.code == *code);
    all.sort_by_key(|found| (found.kind, place(&found.unit)));
    Ok(all)
}

fn named(kind: ItemKind, unit: UnitCode, fact: String, tickets: BTreeSet<i64>) -> Found {
    Found {
        kind,
        unit,
        fact,
        tickets: tickets.into_iter().take(TICKETS_MAX).collect(),
    }
}

fn stale(db: &Db, file: &DistrictFile, now: Moment) -> Result<Vec<Found>> {
    let rules = &file.district.rules.notice;
    let before = now.plus_minutes(-i64::from(rules.stale_days) * 24 * 60);
    let mut units: BTreeMap<UnitCode, Vec<(i64, Stale)>> = BTreeMap::new();
    for n in db.dragging(before, REDOS)? {
        let ticket = db.document(n)?.document()?.read()?;
        let state = ticket.state();
        let why = Stale::of(&state, rules, now);
        if let Some((why, unit)) = why.zip(state.lead_unit) {
            units.entry(unit).or_default().push((n, why));
        }
    }
    let item = |(unit, all): (UnitCode, Vec<(i64, Stale)>)| {
        let (tickets, why): (BTreeSet<i64>, Vec<Stale>) = all.into_iter().unzip();
        named(ItemKind::Stale, unit, stale_fact(&why, rules), tickets)
    };
    Ok(units.into_iter().map(item).collect())
}

/// What takes points off a sheet of the month.
fn marked<'a>(
    book: &'a Book,
    kind: ItemKind,
    ind: Indicator,
    words: &'a str,
) -> impl Iterator<Item = Found> + 'a {
    let mut units: BTreeMap<UnitCode, Vec<i64>> = BTreeMap::new();
    let counts = |l: &&Weighed| l.line.ind == ind && l.weight == Weight::Applies;
    for line in book.lines.iter().filter(counts) {
        units
            .entry(line.line.unit.clone())
            .or_default()
            .push(line.n);
    }
    units.into_iter().map(move |(unit, tickets)| {
        let fact = format!("{} {words}", tickets.len());
        named(kind, unit, fact, tickets.into_iter().collect())
    })
}

fn unsatisfied<'a>(file: &'a DistrictFile, book: &'a Book) -> impl Iterator<Item = Found> + 'a {
    let rules = &file.district.rules.talk;
    let low = ratings(book).into_iter();
    let low = low.filter(|(_, rate)| verdict(rules, *rate) == TalkVerdict::Suggested);
    low.map(|(unit, rate)| {
        let bp = rate.bp.unwrap_or_default();
        let (good, of) = (rate.good(), rate.n);
        let fact = format!(
            "满意率 {}.{:02} %（{good}/{of}），低于 {}.{:02} %",
            bp / 100,
            bp % 100,
            rules.floor_bp / 100,
            rules.floor_bp % 100
        );
        let bad = |l: &&Weighed| {
            let own = l.line.ind == Indicator::Satisfied && l.line.unit == unit;
            own && l.weight == Weight::Counts(0)
        };
        let tickets = book.lines.iter().filter(bad).map(|l| l.n).collect();
        named(ItemKind::LowSat, unit.clone(), fact, tickets)
    })
}
