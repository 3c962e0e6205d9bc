//! A unit's lines, a page at a time.

use super::book::{Book, Weighed};
use crate::Result;
use crate::store::Db;
use api::{InstanceLine, InstanceWhy, Instances, ListInstances, WhyParams};
use model::score::Weight;
use model::{Code, Denial};

const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 500;

/// The lines asked for.
pub fn instances(db: &Db, book: &Book, ask: &ListInstances) -> Result<Instances> {
    let limit = ask.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let detail = format!("须是 1 到 {LIMIT_MAX}");
        let refused = Denial::new(Code::FieldType).with("field", "limit");
        return Err(refused.with("detail", detail).into());
    }
    let wanted: Vec<&Weighed> = book.lines.iter().filter(|line| fits(line, ask)).collect();
    let from = match &ask.after {
        None => 0,
        Some(name) => {
            let place = wanted.iter().position(|line| line.name() == *name);
            place.ok_or(Code::CursorInvalid)? + 1
        }
    };
    let page = wanted.iter().skip(from).take(limit as usize);
    let lines = page.map(|line| shown(db, line));
    let lines: Vec<InstanceLine> = lines.collect::<Result<_>>()?;
    let more = from + lines.len() < wanted.len();
    Ok(Instances {
        total: wanted.len() as u64,
        after: lines.last().filter(|_| more).map(|line| line.line.clone()),
        lines,
    })
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
