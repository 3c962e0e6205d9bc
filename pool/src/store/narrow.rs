//! The words of a search, as part of a list's condition.

use super::filter::{EVERY, Where};
use super::{Db, search};
use crate::Outcome;
use rusqlite::functions::FunctionFlags;

/// More candidates than this are kept as a set.
const MANY: usize = 2_000;

impl Db {
    /// Adds the words. Few candidates are looked up one by one; many become a set that is asked while the list is walked
    /// in its order, which ends after one page.
    pub(super) fn narrow(
        &self,
        query: model::search::Query,
        masked: bool,
        w: &mut Where,
    ) -> Outcome<()> {
        let exact = !masked && search::exact(&query);
        let candidates = self.candidates(&query)?;
        let many = candidates.len() > MANY;
        if many {
            w.found = (exact && w.sql == EVERY).then_some(candidates.len() as u64);
            self.among(&candidates)?;
            w.and("among(t.n)");
        } else {
            let list = w.put(serde_json::to_string(&candidates)?);
            w.and(&format!("t.n in (select j.value from json_each({list}) j)"));
        }
        if !exact {
            self.said(query, masked)?;
            w.and("said((select w.text from words w where w.n = t.n))");
        }
        Ok(())
    }

    /// Makes `among(n)` mean: n is one of these.
    fn among(&self, numbers: &[i64]) -> Outcome<()> {
        let last = numbers.iter().max().copied().unwrap_or(0);
        let mut bits = vec![0_u64; usize::try_from(last / 64 + 1).unwrap_or(0)];
        for n in numbers {
            if let Some(word) = usize::try_from(n / 64).ok().and_then(|at| bits.get_mut(at)) {
                *word |= 1 << (n % 64);
            }
        }
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.conn
            .create_scalar_function("among", 1, flags, move |call| {
                let n: i64 = call.get(0)?;
                let word = usize::try_from(n / 64).ok().and_then(|at| bits.get(at));
                Ok(word.is_some_and(|w| w >> (n % 64) & 1 == 1))
            })?;
        Ok(())
    }

    /// Makes `said(text)` mean: the model finds the query in it.
    fn said(&self, query: model::search::Query, masked: bool) -> Outcome<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.conn
            .create_scalar_function("said", 1, flags, move |call| {
                let text = call.get_raw(0).as_str().unwrap_or_default();
                Ok(if masked {
                    model::search::matches(&mask(text), &query)
                } else {
                    model::search::matches(text, &query)
                })
            })?;
        Ok(())
    }
}

/// The words with the address (fourth line) masked.
fn mask(text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    if let Some(address) = lines.get_mut(3) {
        *address = model::mask::address(address);
    }
    lines.join("\n")
}
