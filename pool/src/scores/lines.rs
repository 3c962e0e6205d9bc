//! A unit's lines, a page at a time.

use super::book::{Again, Book, Weighed, again, thawed};
use crate::Result;
use crate::store::{Db, DistrictFile, Place};
use api::{InstanceLine, InstanceWhy, Instances, ListInstances, WhyParams};
use model::score::month::Month;
use model::score::{Indicator, Weight};
use model::{Code, Denial, TicketId};

const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 500;

/// The lines asked for, in the order of their settling. The first page reads its unit's lines and says how many fit; a
/// further one reads on from where the one before ended, and no more than it passes over.
pub fn instances(
    db: &Db,
    file: &DistrictFile,
    month: Month,
    ask: &ListInstances,
) -> Result<Instances> {
    let limit = ask.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let detail = format!("须是 1 到 {LIMIT_MAX}");
        let refused = Denial::new(Code::FieldType).with("field", "limit");
        return Err(refused.with("detail", detail).into());
    }
    let limit = limit as usize;
    let version = db.period(&month.text)?.period.version;
    let (mut lines, first) = match (version, &ask.after) {
        (0, None) => (live(db, file, month, ask, None, usize::MAX)?, true),
        (0, Some(name)) => {
            let from = Some(place(db, name)?);
            (live(db, file, month, ask, from, limit + 1)?, false)
        }
        (version, after) => {
            let unit = Some(ask.unit.as_str());
            let mut lines = thawed(&db.frozen_lines(&month.text, version, unit)?)?;
            lines.sort_by_key(Weighed::place);
            lines.retain(|line| fits(line, ask));
            if let Some(name) = after {
                let at = lines.iter().position(|line| line.name() == *name);
                lines.drain(..=at.ok_or(Code::CursorInvalid)?);
            }
            (lines, after.is_none())
        }
    };
    let total = first.then_some(lines.len() as u64);
    let more = lines.len() > limit;
    lines.truncate(limit);
    let lines = lines.iter().map(|line| shown(db, line));
    let lines: Vec<InstanceLine> = lines.collect::<Result<_>>()?;
    Ok(Instances {
        total,
        after: lines.last().filter(|_| more).map(|line| line.line.clone()),
        lines,
    })
}

/// Where a line stands among those of its unit.
fn place(db: &Db, name: &str) -> Result<Place> {
    let (ticket, key) = name.split_once('/').ok_or(Code::CursorInvalid)?;
    let ticket = TicketId::new(ticket).map_err(|_| Code::CursorInvalid)?;
    let n = db.ticket(&ticket)?.ok_or(Code::CursorInvalid)?.n;
    let line = db.instances(n)?.into_iter().find(|line| line.key == key);
    let settled = line.ok_or(Code::CursorInvalid)?.settled_at;
    Ok((settled, n, key.to_string()))
}

/// So many lines that fit, from behind a place on, as they follow from the documents by now.
fn live(
    db: &Db,
    file: &DistrictFile,
    month: Month,
    ask: &ListInstances,
    mut from: Option<Place>,
    wanted: usize,
) -> Result<Vec<Weighed>> {
    let book = Book::bare(db, file, month)?;
    let decided = book.decided(db)?;
    let mut lines = Vec::new();
    let mut finds: Option<Again> = None;
    loop {
        let told = db.instances_after(&book.month, &ask.unit, ask.ind, from.as_ref(), wanted)?;
        let Some(last) = told.last() else { break };
        from = Some((last.line.settled_at, last.n, last.line.key.clone()));
        let is_find = |ind: Indicator| ind == Indicator::Proactive;
        if finds.is_none() && told.iter().any(|t| is_find(t.line.ind)) {
            let all = Some(Indicator::Proactive);
            let all = db.instances_after(&book.month, &ask.unit, all, None, usize::MAX)?;
            finds = Some(again(db, &all)?);
        }
        let whole = told.len() < wanted;
        let weighed = book.weighed(&decided, told, finds.as_ref().unwrap_or(&Again::new()));
        lines.extend(weighed.into_iter().filter(|line| fits(line, ask)));
        if whole || lines.len() >= wanted {
            break;
        }
    }
    Ok(lines)
}

impl Weighed {
    fn place(&self) -> Place {
        (self.line.settled_at, self.n, self.line.key.clone())
    }
}

fn fits(line: &Weighed, ask: &ListInstances) -> bool {
    let bad = match line.weight {
        Weight::Counts(good) => good < 2,
        Weight::Applies => line.line.ind != model::score::Indicator::Proactive,
        Weight::Not(_) | Weight::Gone => false,
    };
    let not = match line.weight {
        Weight::Not(why) => Some(why),
        _ => None,
    };
    line.line.unit == ask.unit
        && ask.ind.is_none_or(|ind| line.line.ind == ind)
        && ask.uncounted.is_none_or(|why| not == Some(why))
        && ask.bad.is_none_or(|wanted| bad == wanted)
}

/// One line as it is shown.
fn shown(db: &Db, weighed: &Weighed) -> Result<InstanceLine> {
    let row = db.tickets_from(weighed.n, 1)?.pop().map(|place| place.row);
    let number = row.map(|row| row.ticket_no.unwrap_or(row.temp_no));
    let line = &weighed.line;
    Ok(InstanceLine {
        line: weighed.name(),
        ticket: weighed.ticket.clone(),
        number: number.unwrap_or_default(),
        round: line.round,
        ind: line.ind,
        settled_at: line.settled_at,
        good: match weighed.weight {
            Weight::Counts(good) => Some(good),
            _ => None,
        },
        uncounted: match weighed.weight {
            Weight::Not(why) => Some(why),
            _ => None,
        },
        why: InstanceWhy {
            code: line.ground,
            params: WhyParams {
                due: line.due,
                met: line.met,
                left_bp: line.left_bp,
                child: line.child.clone(),
            },
        },
        reporter: line.reporter,
        visit: line.visit,
        appeal: weighed.appeal,
    })
}
