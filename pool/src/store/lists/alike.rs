//! Look-alikes: tickets of the same kind of matter, near in place and time.

use super::{Db, Snapshot};
use crate::Result;
use ::lists::{Bits, Source, number, page};
use model::row::Row;
use model::scope::Clause;
use model::{Status, geo};

/// Candidates looked at, the nearest in time first.
const CANDIDATES: usize = 300;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// Metres of one degree of latitude, a little less than anywhere on earth: a frame must not be too small.
const DEGREE_METRES: f64 = 110_500.0;

/// What is looked for, around which ticket.
pub struct Search<'a> {
    /// Its number in the store.
    pub n: i64,
    pub row: &'a Row,
    /// Codes of the first or second level that count as the same category.
    pub categories: Vec<String>,
    /// At most so far away.
    pub metres: u32,
    /// At most this many days before or after.
    pub days: u32,
    /// Ways in which the person sees tickets.
    pub clauses: &'a [Clause],
}

/// A ticket that may be the same matter.
pub struct Candidate {
    pub row: Row,
    /// Distance, when both have a position.
    pub metres: Option<f64>,
    /// What was written: title and body.
    pub text: String,
}

impl Snapshot<'_> {
    /// Tickets near in place and time, of the same category; those without a position when they lie in the same village.
    pub fn candidates_near(&self, search: &Search) -> Result<Vec<Candidate>> {
        let here = search.row.lon.zip(search.row.lat);
        let columns = self.columns();
        let apart = |at: usize| (columns.received[at] - received(search)).abs();
        let found = page(
            &self.alike(search, here),
            |at| [apart(at), number(at), 0],
            None,
            0,
            CANDIDATES,
        );
        let mut near = Vec::new();
        for (_, at) in found {
            let Some(row) = self.row(number(at))? else {
                continue;
            };
            let there = row.lon.zip(row.lat);
            let metres = here.zip(there).map(|(a, b)| geo::distance_m(a, b));
            if metres.is_none_or(|m| m <= f64::from(search.metres)) {
                let text = self.said_in(number(at))?;
                near.push(Candidate { row, metres, text });
            }
        }
        Ok(near)
    }

    fn alike(&self, search: &Search, here: Option<(f64, f64)>) -> Bits {
        let columns = self.columns();
        let mut bits = columns.all();
        let same = |code: &str| {
            let level = code.get(..4).unwrap_or(code);
            search.categories.iter().any(|c| c == level)
        };
        columns.category.keep_where(&mut bits, same);
        let (at, span) = (received(search), i64::from(search.days) * DAY_MILLIS);
        bits.keep(|there| (columns.received[there] - at).abs() <= span);
        let alive = |s: &Status| !matches!(s, Status::Merged | Status::Rejected | Status::Void);
        columns.keep_statuses(&mut bits, Status::ALL.iter().copied().filter(alive));
        let mut village = bits.clone();
        columns
            .area
            .keep(&mut village, search.row.area_code.as_str());
        match here {
            // Here one has a position: those without one are alike when they lie in the village.
            Some(here) => {
                columns.keep_nowhere(&mut village);
                columns.keep_inside(&mut bits, frame(here, search.metres));
                bits.or(&village);
            }
            None => bits = village,
        }
        bits.and(&columns.seen(search.clauses));
        bits.keep(|at| number(at) != search.n);
        bits
    }
}

/// West, south, east and north of everything that is so near.
fn frame((lon, lat): (f64, f64), metres: u32) -> [f64; 4] {
    let up = f64::from(metres) / DEGREE_METRES;
    // Meridians meet at the poles; nobody files tickets there.
    let aside = up / lat.to_radians().cos().max(0.01);
    [lon - aside, lat - up, lon + aside, lat + up]
}

fn received(search: &Search) -> i64 {
    search.row.received_at.map_or(0, |r| r.0)
}

impl Db {
    /// Title and body of a ticket, as the search keeps them.
    pub fn said_in(&self, n: i64) -> Result<String> {
        let sql = "select text from words where n = ?1";
        let words: String = self
            .conn
            .prepare_cached(sql)?
            .query_row([n], |r| r.get(0))?;
        // The second to fourth lines are numbers and the address.
        let lines = words.split('\n').enumerate();
        let said = lines.filter(|(i, _)| !(1..=3).contains(i)).map(|(_, l)| l);
        Ok(said.collect::<Vec<_>>().join("\n"))
    }
}
