//! The pool time this device was told last, with the pool's proof. What is written here is never dated before it: a clock that
//! stands at 1970 after an empty battery does no harm.

use super::setting::{self, key};
use super::{Db, Tx};
use crate::error::Result;
use model::{Moment, moment};
use serde::{Deserialize, Serialize};

/// A pool time and the pool's proof that this device was told it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    #[serde(with = "moment::ms")]
    pub at: Moment,
    /// Opaque; sent along with what is written from then on.
    pub proof: String,
    /// What this device's own clock said when it was told.
    #[serde(with = "moment::ms")]
    pub ours: Moment,
}

/// Keeps what the pool told last.
pub fn note(tx: &Tx, told: &Told) -> Result<()> {
    setting::put(tx, key::TOLD, told)
}

/// The proof for what is written now; empty before the pool told anything.
pub fn proof(db: &Db) -> Result<String> {
    let told: Option<Told> = setting::get(db, key::TOLD)?;
    Ok(told.map(|t| t.proof).unwrap_or_default())
}

/// The time of what is written now: by this device's clock where that can be, else by how far it has gone since it was told.
pub fn date(db: &Db, clock: Moment) -> Result<Moment> {
    let told: Option<Told> = setting::get(db, key::TOLD)?;
    let date = match told {
        Some(told) if clock < told.at => {
            let since = clock.since(told.ours).max(0);
            Moment(told.at.0.saturating_add(since))
        }
        _ => clock,
    };
    Ok(date.clamp(Moment::EARLIEST, Moment(Moment::LATEST.0 - 1)))
}
