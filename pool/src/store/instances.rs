//! Instances: every verdict on a unit, derived from the document in the transaction that settles it.

use super::{Db, Tx, key};
use crate::Result;
use model::score::line::Stratum;
use model::score::month::Month;
use model::score::{Indicator, Line};
use model::{CategoryCode, Moment, TicketId, UnitCode};
use rusqlite::Row;
use rusqlite::types::Value;
use std::collections::BTreeMap;

const COLUMNS: &str = "key, ind, round, unit, settled, ground, reporter, visit, due, met, left_bp, ended, grade, complex, category, on_spot, child";
const WIDTH: usize = 17;

type Columns = (
    (String, String, u32, String, i64, String),
    (
        Option<u32>,
        Option<u32>,
        Option<i64>,
        Option<i64>,
        Option<u32>,
        Option<i64>,
    ),
    (i64, bool, String, bool, Option<[u8; 16]>),
);

fn values(line: &Line) -> Result<[Value; WIDTH]> {
    let text = |s: &str| Value::Text(s.to_string());
    let maybe = |n: Option<i64>| n.map_or(Value::Null, Value::Integer);
    let child = line.child.as_ref().map(key::ticket).transpose()?;
    Ok([
        text(&line.key),
        text(line.ind.as_str()),
        Value::Integer(line.round.into()),
        text(line.unit.as_str()),
        Value::Integer(line.settled_at.0),
        text(line.ground.as_str()),
        maybe(line.reporter.map(i64::from)),
        maybe(line.visit.map(i64::from)),
        maybe(line.due.map(|m| m.0)),
        maybe(line.met.map(|m| m.0)),
        maybe(line.left_bp.map(i64::from)),
        maybe(line.ended.map(|m| m.0)),
        Value::Integer(key::grade_rank(line.stratum.grade)),
        Value::Integer(line.stratum.complex.into()),
        text(line.stratum.category.as_str()),
        Value::Integer(line.on_spot.into()),
        child.map_or(Value::Null, |id| Value::Blob(id.to_vec())),
    ])
}

/// The columns from `at` on.
fn columns(r: &Row, at: usize) -> rusqlite::Result<Columns> {
    Ok((
        (
            r.get(at)?,
            r.get(at + 1)?,
            r.get(at + 2)?,
            r.get(at + 3)?,
            r.get(at + 4)?,
            r.get(at + 5)?,
        ),
        (
            r.get(at + 6)?,
            r.get(at + 7)?,
            r.get(at + 8)?,
            r.get(at + 9)?,
            r.get(at + 10)?,
            r.get(at + 11)?,
        ),
        (
            r.get(at + 12)?,
            r.get(at + 13)?,
            r.get(at + 14)?,
            r.get(at + 15)?,
            r.get(at + 16)?,
        ),
    ))
}

fn line((first, second, third): Columns) -> Result<Line> {
    let (key, ind, round, unit, settled, ground) = first;
    let (reporter, visit, due, met, left_bp, ended) = second;
    let (grade, complex, category, on_spot, child) = third;
    Ok(Line {
        key,
        ind: ind.parse()?,
        round,
        unit: UnitCode::new(unit)?,
        settled_at: Moment(settled),
        ground: ground.parse()?,
        reporter,
        visit,
        due: due.map(Moment),
        met: met.map(Moment),
        left_bp,
        ended: ended.map(Moment),
        stratum: Stratum {
            grade: key::grade_of(grade),
            complex,
            category: CategoryCode::new(category)?,
        },
        on_spot,
        child: child.map(key::ticket_of).transpose()?,
    })
}

/// A line of a month with what stands beside its ticket.
#[derive(Debug, Clone)]
pub struct Told {
    /// The ticket's number in the store.
    pub n: i64,
    pub ticket: TicketId,
    pub line: Line,
    /// 剔除 was approved.
    pub excluded: bool,
    /// It came from the city's hotline.
    pub hotline: bool,
}

/// Where a line stands among those of its unit: when it settled, the ticket's number, its key.
pub type Place = (Moment, i64, String);

/// A unit's lines from behind a place on, as the index has them.
const AFTER: &str = "indexed by instance_unit cross join ticket t on t.n = i.n where i.unit = ?1 and (i.settled, i.n, i.key) > (?2, ?3, ?4) and i.settled < ?5 and i.ind <> 'paused' and (?6 is null or i.ind = ?6) order by i.settled, i.n, i.key limit ?7";
/// Those of clocks that stood still over the end of a month.
const STILL: &str = "indexed by instance_unit_paused cross join ticket t on t.n = i.n where i.ind = 'paused' and i.unit = ?1 and (i.settled, i.n, i.key) > (?2, ?3, ?4) and i.settled < ?5 and (i.ended is null or i.ended >= ?5) and (?6 is null or i.ind = ?6) order by i.settled, i.n, i.key limit ?7";

/// A question for lines with what stands beside their tickets.
fn shown(condition: &str) -> String {
    let named: Vec<String> = COLUMNS.split(", ").map(|c| format!("i.{c}")).collect();
    format!(
        "select i.n, t.id, t.excluded, t.source = 'hotline', {} from instance i {condition}",
        named.join(", ")
    )
}

type ToldColumns = (i64, [u8; 16], bool, bool, Columns);

fn told_columns(r: &Row) -> rusqlite::Result<ToldColumns> {
    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, columns(r, 4)?))
}

fn told((n, id, excluded, hotline, columns): ToldColumns) -> Result<Told> {
    Ok(Told {
        n,
        ticket: key::ticket_of(id)?,
        line: line(columns)?,
        excluded,
        hotline,
    })
}

impl Db {
    /// So many lines of a unit in a month, in the order of their settling, from behind a place on. Those of clocks that stood
    /// still over its end are among them, wherever they began.
    pub fn instances_after(
        &self,
        month: &Month,
        unit: &UnitCode,
        only: Option<Indicator>,
        from: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Told>> {
        let ind = only.map(Indicator::as_str);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut all = Vec::new();
        for (condition, first) in [(AFTER, month.from), (STILL, Moment(i64::MIN))] {
            let (settled, n, key) = match from {
                Some((settled, n, key)) if *settled >= first => (settled.0, *n, key.as_str()),
                _ => (first.0, -1, ""),
            };
            let mut ask = self.conn.prepare_cached(&shown(condition))?;
            let values = (unit.as_str(), settled, n, key, month.until.0, ind, limit);
            let rows = ask.query_map(values, told_columns)?;
            for row in rows {
                all.push(told(row?)?);
            }
        }
        let place = |t: &Told| (t.line.settled_at, t.n, t.line.key.clone());
        all.sort_by_key(place);
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }
    /// The lines of one ticket, by their keys.
    pub fn instances(&self, n: i64) -> Result<Vec<Line>> {
        let sql = format!("select {COLUMNS} from instance where n = ?1 order by key");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask.query_map([n], |r| columns(r, 0))?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(line).collect()
    }
    /// The lines of a month, of one indicator or of all; those of clocks that stood still over its end with them.
    pub fn instances_of(&self, month: &Month, only: Option<Indicator>) -> Result<Vec<Told>> {
        let mut all = Vec::new();
        for condition in [
            "cross join ticket t on t.n = i.n where i.settled >= ?1 and i.settled < ?2 and i.ind <> 'paused' and (?3 is null or i.ind = ?3)",
            "cross join ticket t on t.n = i.n where i.ind = 'paused' and ?1 < ?2 and i.settled < ?2 and (i.ended is null or i.ended >= ?2) and (?3 is null or i.ind = ?3)",
        ] {
            let mut ask = self.conn.prepare_cached(&shown(condition))?;
            let ind = only.map(Indicator::as_str);
            let rows = ask.query_map((month.from.0, month.until.0, ind), told_columns)?;
            for row in rows {
                all.push(told(row?)?);
            }
        }
        all.sort_by(|a, b| (a.n, &a.line.key).cmp(&(b.n, &b.line.key)));
        Ok(all)
    }
}

impl Tx<'_> {
    /// Brings a ticket's lines up to date; what did not change is not written.
    pub fn keep_instances(&self, n: i64, lines: &[Line]) -> Result<()> {
        let known: BTreeMap<String, Line> = self
            .instances(n)?
            .into_iter()
            .map(|l| (l.key.clone(), l))
            .collect();
        let sql = "delete from instance where n = ?1 and key = ?2";
        for gone in known.keys().filter(|k| !lines.iter().any(|l| l.key == **k)) {
            self.conn.prepare_cached(sql)?.execute((n, gone))?;
        }
        let places = vec!["?"; WIDTH].join(", ");
        let sql = format!("insert or replace into instance (n, {COLUMNS}) values (?, {places})");
        for line in lines.iter().filter(|l| known.get(&l.key) != Some(*l)) {
            let row = std::iter::once(Value::Integer(n)).chain(values(line)?);
            let row = rusqlite::params_from_iter(row);
            self.conn.prepare_cached(&sql)?.execute(row)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use model::score::line::Ground;

    fn settled(i: i64) -> Moment {
        Moment(1_790_000_000_000 + i * 60_000)
    }

    /// Lines of a ticket, each of its own unit and minute.
    fn told(n: i64, lines: i64, units: i64) -> Vec<Line> {
        let one = |i: i64| Line {
            key: format!("sign:{i:05}"),
            ind: Indicator::Sign,
            round: 1,
            unit: UnitCode::new(format!("U{}", (i + n) % units)).unwrap(),
            settled_at: settled(i),
            ground: Ground::InTime,
            reporter: None,
            visit: None,
            due: None,
            met: None,
            left_bp: None,
            ended: None,
            stratum: Stratum {
                grade: model::Grade::Normal,
                complex: false,
                category: CategoryCode::new("010101").unwrap(),
            },
            on_spot: false,
            child: None,
        };
        (0..lines).map(one).collect()
    }

    /// What a question does for one page, in the database's own steps: the same on every machine.
    fn steps(db: &Db, condition: &str, unit: &str, from: Moment) -> i32 {
        let mut ask = db.conn.prepare(&shown(condition)).unwrap();
        let until = settled(1_000_000).0;
        let values = (unit, from.0, -1, "", until, None::<String>, 50);
        let rows = ask.query_map(values, |_| Ok(())).unwrap().count();
        assert!(rows <= 50);
        ask.get_status(rusqlite::StatementStatus::VmStep)
    }

    #[test]
    fn a_page_costs_the_same_however_long_the_month_is() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("pool");
        crate::store::create(&folder, &demo::district()).unwrap();
        demo::load(&folder, 1, 20).unwrap();
        let store = Store::open(&folder).unwrap();
        let cost = |lines: i64| {
            store
                .write_now(move |tx| {
                    (1..=10).try_for_each(|n| tx.keep_instances(n, &told(n, lines, 5)))
                })
                .unwrap();
            let costs = store.read_now(|db| {
                let first = steps(db, AFTER, "U1", settled(0));
                let last = steps(db, AFTER, "U1", settled(lines - 40));
                Ok([first, last, steps(db, STILL, "U1", Moment(i64::MIN))])
            });
            costs.unwrap()
        };
        let (short, long) = (cost(200), cost(2_000));
        for (short, long) in short.iter().zip(long) {
            assert!(long <= short + short / 10 + 10, "{short} became {long}");
        }
        // And nothing is lost or said twice between the pages.
        let month = Month {
            text: "2026-10".into(),
            from: settled(0),
            until: settled(1_000_000),
        };
        let unit = UnitCode::new("U1").unwrap();
        let read = |from: Option<&Place>, limit: usize| {
            store
                .read_now(|db| db.instances_after(&month, &unit, None, from, limit))
                .unwrap()
        };
        let whole = read(None, usize::MAX);
        assert_eq!(whole.len(), 4_000);
        let place = |t: &Told| (t.line.settled_at, t.n, t.line.key.clone());
        let (mut paged, mut from) = (Vec::new(), None);
        loop {
            let page = read(from.as_ref(), 999);
            let Some(last) = page.last() else { break };
            from = Some(place(last));
            paged.extend(page.iter().map(place));
        }
        assert_eq!(paged, whole.iter().map(place).collect::<Vec<_>>());
    }
}
