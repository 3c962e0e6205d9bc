//! How many 临时编号 this device gave on each of the last days, so that none is given twice.

use super::Tx;
use super::setting::{self, key};
use crate::error::Result;
use std::collections::BTreeMap;

/// Days whose count is remembered, for clocks that jump.
const DAYS: usize = 10;

/// Counts one more on this local day; which one it is.
pub fn next(tx: &Tx, day: &str) -> Result<u32> {
    let stored: Option<BTreeMap<String, u32>> = setting::get(tx, key::TEMP_NO)?;
    let lost = stored.is_none() && setting::exists(tx, key::TEMP_NO)?;
    let mut given = stored.unwrap_or_default();
    let count = given.entry(day.to_string()).or_default();
    if lost {
        // Beyond whatever was given before the count was lost.
        *count = written(tx)?;
    }
    *count += 1;
    let count = *count;
    while given.len() > DAYS {
        given.pop_first();
    }
    setting::put(tx, key::TEMP_NO, &given)?;
    Ok(count)
}

/// Tickets held here that this device has written to. Tickets removed since are not among them, so that a count begun
/// again from this may fall short of what was given.
fn written(tx: &Tx) -> Result<u32> {
    let mut statement = tx.prepare_cached("select count(distinct ticket) from edit")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}
