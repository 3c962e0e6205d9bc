//! Sheets: lines summed up for each unit, compared inside its group and with its own months before.

use super::book::Book;
use crate::Result;
use crate::store::{Db, DistrictFile};
use api::{Ratings, SheetGroup, SheetReply};
use model::score::Indicator;
use model::score::band::{BANDED, Band, Progress, band, progress, rest_of, sum_of};
use model::score::sheet::{Rates, Sheet, Sums};
use model::unit::Unit;
use model::{Moment, UnitCode, UnitGroup};
use std::collections::BTreeMap;

/// Months that a unit's own course is compared with.
const BEFORE: usize = 3;

/// One unit with its sums and its sheet.
struct Summed<'a> {
    unit: &'a Unit,
    sums: Sums,
    sheet: Sheet,
}

/// The sheets of all units of the district's list, in its order. A frozen month answers as it was frozen.
pub fn sheets(db: &Db, file: &DistrictFile, book: &Book, now: Moment) -> Result<Vec<SheetReply>> {
    if let Some(frozen) = &book.frozen {
        let stored = db.frozen_sheets(&book.month.text, frozen.version)?;
        let sheets: Vec<SheetReply> = serde_json::from_str(&stored.unwrap_or_default())?;
        return Ok(sheets);
    }
    summed(db, file, book, now)
}

/// The sheets as their lines say.
pub(super) fn summed(
    db: &Db,
    file: &DistrictFile,
    book: &Book,
    now: Moment,
) -> Result<Vec<SheetReply>> {
    let mut sums: BTreeMap<&UnitCode, Sums> = BTreeMap::new();
    for line in &book.lines {
        let unit = sums.entry(&line.line.unit).or_default();
        unit.add(line.n, &line.line, line.weight);
    }
    let rules = &book.rules.score;
    let before = before(db, book)?;
    let mut all = Vec::new();
    for group in UnitGroup::ALL {
        let units = file.district.units.iter().filter(|u| u.group == *group);
        let members: Vec<Summed> = units
            .map(|unit| {
                let sums = sums.remove(&unit.code).unwrap_or_default();
                let sheet = sums.sheet(rules);
                Summed { unit, sums, sheet }
            })
            .collect();
        all.extend(
            members
                .iter()
                .map(|m| compared(book, now, m, &members, &before)),
        );
    }
    let place = |code: &UnitCode| file.district.units.iter().position(|u| u.code == *code);
    all.sort_by_key(|sheet| place(&sheet.unit));
    Ok(all)
}

fn compared(
    book: &Book,
    now: Moment,
    own: &Summed,
    group: &[Summed],
    before: &BTreeMap<UnitCode, Rates>,
) -> SheetReply {
    let rules = &book.rules.score;
    let total = sum_of(group.iter().map(|m| &m.sheet.rates));
    let rest = rest_of(&total, &own.sheet.rates);
    let mut strata = model::score::mix::Strata::default();
    group.iter().for_each(|m| strata.join(&m.sums.strata));
    let mix: Vec<_> = BANDED
        .iter()
        .filter_map(|ind| own.sums.strata.check(&strata, *ind))
        .collect();
    let sheet = own.sheet.clone();
    let course = before.get(&own.unit.code);
    let band = band(&sheet.rates, &rest, &mix, rules);
    let ranked = rules.rank && band != Band::Few;
    SheetReply {
        month: book.month.text.clone(),
        unit: own.unit.code.clone(),
        name: own.unit.name.clone(),
        state: book.state(now),
        version: book.frozen.as_ref().map_or(0, |f| f.version),
        rules: book.tag.clone(),
        band,
        progress: course.map_or(Progress::Few, |b| progress(&sheet.rates, b, rules)),
        rank: ranked.then(|| rank(own, group)).flatten(),
        mix,
        signals: sheet.signals(rules),
        rates: sheet.rates,
        base: sheet.base,
        deductions: sheet.deductions,
        additions: sheet.additions,
        r#final: sheet.total,
        uncounted: sheet.uncounted,
        tickets: sheet.tickets,
        exclusion_bp: sheet.exclusion_bp,
        hung_bp: sheet.hung_bp,
        on_spot_bp: sheet.on_spot_bp,
        redo_bp: sheet.redo_bp,
        sha256: None,
    }
}

/// Equal finals share a place.
fn rank(own: &Summed, group: &[Summed]) -> Option<u32> {
    let total = own.sheet.total?;
    let above = group
        .iter()
        .filter(|m| m.sheet.total.is_some_and(|t| t > total));
    u32::try_from(above.count() + 1).ok()
}

/// Each unit's rates of its frozen months before, summed up.
fn before(db: &Db, book: &Book) -> Result<BTreeMap<UnitCode, Rates>> {
    let months = db.frozen_months()?.into_iter();
    let months = months
        .filter(|(month, _)| *month < book.month.text)
        .take(BEFORE);
    let mut all: BTreeMap<UnitCode, Vec<Rates>> = BTreeMap::new();
    for (month, version) in months {
        let stored = db.frozen_sheets(&month, version)?.unwrap_or_default();
        let sheets: Vec<SheetReply> = serde_json::from_str(&stored)?;
        for sheet in sheets {
            all.entry(sheet.unit).or_default().push(sheet.rates);
        }
    }
    Ok(all
        .into_iter()
        .map(|(unit, rates)| (unit, sum_of(&rates)))
        .collect())
}

/// By group, only what somebody may look at.
pub fn group(
    file: &DistrictFile,
    sheets: Vec<SheetReply>,
    shown: impl Fn(&UnitCode) -> bool,
) -> Vec<SheetGroup> {
    let mut groups: Vec<SheetGroup> = UnitGroup::ALL
        .iter()
        .map(|group| SheetGroup {
            group: *group,
            units: Vec::new(),
        })
        .collect();
    for sheet in sheets.into_iter().filter(|s| shown(&s.unit)) {
        let of = file.district.unit(&sheet.unit).map(|u| u.group);
        let place = groups.iter_mut().find(|g| Some(g.group) == of);
        if let Some(place) = place {
            place.units.push(sheet);
        }
    }
    groups.retain(|g| !g.units.is_empty());
    groups
}

/// One unit's sheet; none for a unit the month knows nothing of.
pub fn of_unit(sheets: Vec<SheetReply>, unit: &UnitCode) -> Option<SheetReply> {
    sheets.into_iter().find(|s| s.unit == *unit)
}

/// 满意率 of each unit, the one that stands on the sheets.
pub fn ratings(book: &Book) -> Ratings {
    let mut sums: BTreeMap<UnitCode, Sums> = BTreeMap::new();
    let rated = book
        .lines
        .iter()
        .filter(|l| l.line.ind == Indicator::Satisfied);
    for line in rated {
        let unit = sums.entry(line.line.unit.clone()).or_default();
        unit.add(line.n, &line.line, line.weight);
    }
    let rules = &book.rules.score;
    let rate = |sums: Sums| sums.sheet(rules).rates.satisfied;
    sums.into_iter()
        .map(|(unit, sums)| (unit, rate(sums)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, ToFreeze, create};
    use api::FrozenLine;
    use model::UserName;
    use model::score::month::Month;
    use model::score::sheet::Rate;

    #[test]
    fn equal_finals_share_a_place_and_who_has_no_final_has_no_place() {
        let district = demo::district();
        let rules = &district.rules.score;
        let totals = [Some(9000), Some(8800), None, Some(9000), Some(8500)];
        let with = |(unit, total): (&Unit, Option<u32>)| {
            let sums = Sums::default();
            let sheet = Sheet {
                total,
                ..sums.sheet(rules)
            };
            (unit.clone(), sums, sheet)
        };
        let all: Vec<_> = district
            .units
            .iter()
            .zip(totals)
            .map(|(u, t)| with((u, t)))
            .collect();
        let members: Vec<Summed> = all
            .iter()
            .map(|(unit, sums, sheet)| Summed {
                unit,
                sums: sums.clone(),
                sheet: sheet.clone(),
            })
            .collect();
        let places: Vec<_> = members.iter().map(|m| rank(m, &members)).collect();
        assert_eq!(places, [Some(1), Some(3), None, Some(1), Some(4)]);
    }

    #[test]
    fn a_month_is_compared_with_its_own_three_frozen_ones_before() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("pool");
        create(&folder, &demo::district()).unwrap();
        let store = Store::open(&folder).unwrap();
        let file = store.district();
        let calendar = &file.district.rules.calendar;
        let month = |text: &str| Month::parse(text, calendar).unwrap();
        let unit = file.district.units[0].code.clone();
        let frozen = |text: &str, version: u32, n: u64| {
            let sheets = store.read_now(|db| {
                let book = Book::bare(db, &file, month(text))?;
                summed(db, &file, &book, book.month.until)
            });
            let mut sheets = sheets.unwrap();
            let own = sheets.iter_mut().find(|s| s.unit == unit).unwrap();
            own.rates.done = Rate::of(n, n);
            let by = UserName::new("demo_task_force").unwrap();
            let line = FrozenLine {
                version,
                at: Moment(0),
                rules: file.rule_tag.clone(),
                sha256: String::new(),
                proposed_by: by.clone(),
                by,
                reason: None,
            };
            let (sheets, text) = (serde_json::to_string(&sheets).unwrap(), text.to_string());
            let frozen = ToFreeze {
                line,
                sheets,
                lines: Vec::new(),
            };
            store
                .write_now(move |tx| tx.add_frozen(&text, &frozen))
                .unwrap();
        };
        // One too long ago, one that comes after, and one that was amended.
        for (text, version, n) in [
            ("2026-05", 1, 1_000),
            ("2026-06", 1, 10),
            ("2026-07", 1, 20),
            ("2026-08", 1, 5_000),
            ("2026-08", 2, 30),
            ("2026-10", 1, 9_000),
        ] {
            frozen(text, version, n);
        }
        let sums = store.read_now(|db| {
            let book = Book::bare(db, &file, month("2026-09"))?;
            before(db, &book)
        });
        assert_eq!(sums.unwrap()[&unit].done, Rate::of(60, 60));
    }
}
