//! Look-alikes: tickets of the same kind of matter, near in place and time.

use super::Db;
use super::filter::Where;
use crate::Outcome;
use model::geo;
use model::row::Row;
use model::scope::Clause;
use rusqlite::params_from_iter;

/// Candidates looked at, the nearest in time first.
const CANDIDATES: u32 = 300;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// Metres of one degree of latitude, a little less than anywhere on earth: a frame must not be too small.
const DEGREE_METRES: f64 = 110_500.0;

/// What is looked for, around which ticket.
pub struct Search<'a> {
    /// Its number in the store.
    pub n: i64,
    /// Its row.
    pub row: &'a Row,
    /// Codes of the first or second level that count as the same category.
    pub categories: Vec<String>,
    /// At most so far away.
    pub metres: u32,
    /// At most so many days before or after.
    pub days: u32,
    /// Ways in which the person sees tickets.
    pub clauses: &'a [Clause],
}

/// A ticket that may be the same matter.
pub struct Candidate {
    /// Its row.
    pub row: Row,
    /// Distance, when both have a position.
    pub metres: Option<f64>,
    /// What was written: title and body.
    pub text: String,
}

impl Db {
    /// Tickets near in place and time, of the same category; those without a position when they lie in the same village.
    pub fn candidates_near(&self, search: &Search) -> Outcome<Vec<Candidate>> {
        let here = search.row.lon.zip(search.row.lat);
        let mut found = Vec::new();
        for (sql, w) in questions(search) {
            let mut ask = self.conn.prepare_cached(&sql)?;
            let numbers = ask
                .query_map(params_from_iter(w.params.iter()), |r| r.get(0))?
                .collect::<Result<Vec<i64>, _>>()?;
            for (n, row) in numbers.iter().zip(self.rows(&numbers)?) {
                let there = row.lon.zip(row.lat);
                let metres = here.zip(there).map(|(a, b)| geo::distance_m(a, b));
                if metres.is_none_or(|m| m <= f64::from(search.metres)) {
                    let text = self.said_in(*n)?;
                    found.push(Candidate { row, metres, text });
                }
            }
        }
        Ok(found)
    }

    /// Title and body of a ticket, as the search keeps them.
    pub fn said_in(&self, n: i64) -> Outcome<String> {
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

/// One question where the place has a position, another where only the village is known.
pub(super) fn questions(search: &Search) -> Vec<(String, Where)> {
    match search.row.lon.zip(search.row.lat) {
        Some(here) => vec![near(search, here), village(search, true)],
        None => vec![village(search, false)],
    }
}

fn near(search: &Search, (lon, lat): (f64, f64)) -> (String, Where) {
    let up = f64::from(search.metres) / DEGREE_METRES;
    // Meridians meet at the poles; nobody files tickets there.
    let aside = up / lat.to_radians().cos().max(0.01);
    let mut w = common(search);
    let frame = [lat - up, lat + up, lon - aside, lon + aside].map(|d| w.put(d));
    w.and(&format!(
        "t.lat between {} and {} and t.lon between {} and {}",
        frame[0], frame[1], frame[2], frame[3]
    ));
    (finish(&w, "ticket_near", search), w)
}

fn village(search: &Search, nowhere: bool) -> (String, Where) {
    let mut w = common(search);
    w.is("area", search.row.area_code.to_string());
    if nowhere {
        w.and("t.lat is null");
        (finish(&w, "ticket_nowhere", search), w)
    } else {
        (finish(&w, "ticket_area", search), w)
    }
}

fn common(search: &Search) -> Where {
    let mut w = Where::scope(search.clauses);
    let codes: Vec<String> = search.categories.iter().map(|c| w.put(c.clone())).collect();
    let at = search.row.received_at.map_or(0, |r| r.0);
    let span = i64::from(search.days) * DAY_MILLIS;
    let (from, to, n) = (w.put(at - span), w.put(at + span), w.put(search.n));
    w.and(&format!(
        "substr(t.category, 1, 4) in ({}) and t.received between {from} and {to} and t.n <> {n}
         and t.status not in ('merged', 'rejected', 'void')",
        codes.join(", ")
    ));
    w
}

fn finish(w: &Where, index: &str, search: &Search) -> String {
    let at = search.row.received_at.map_or(0, |r| r.0);
    format!(
        "select t.n from ticket t indexed by {index} where {} order by abs(t.received - {at}) limit {CANDIDATES}",
        w.sql
    )
}
