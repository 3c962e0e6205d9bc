//! Who sent a frame: what they may know of, and how much of what was not taken is kept for them.

use crate::Result;
use crate::store::{Device, Projection, Tx};
use model::Head;
use model::person::Person;
use model::scope::{self, ScopeKey};
use std::cell::Cell;

/// Heads that the edits of one frame became, where an edit became several: those not taken become what they had seen.
const HEADS: usize = 50_000;

/// Who sent the frame.
pub(super) struct Sender {
    pub(super) device: Device,
    /// With every post, ended and coming ones too.
    pub(super) person: Person,
    /// Heads kept for edits that were not taken, in the whole frame.
    heads: Cell<usize>,
}

impl Sender {
    pub(super) fn new(device: Device, person: Person) -> Self {
        Sender {
            device,
            person,
            heads: Cell::new(0),
        }
    }

    /// Whether this person sees the ticket, ever saw it, or wrote in it. To anybody else it is like one that does not exist;
    /// asked of rows alone, before anything of the ticket is read.
    pub(super) fn may_know(&self, tx: &Tx, place: &Projection) -> Result<bool> {
        let sees = |key: &ScopeKey| scope::sees(&self.person, key);
        Ok(place.row.created_by == self.person.user
            || sees(&place.scope())
            || tx.was_since(place.n, 0, sees)?
            || tx.share(place.n, &self.person.user)?.changes > 0)
    }

    /// What an edit became, as far as a frame may keep that.
    pub(super) fn bounded(&self, became: Vec<Head>) -> Vec<Head> {
        if became.len() > 1 {
            self.heads.set(self.heads.get() + became.len());
        }
        match self.heads.get() > HEADS && became.len() > 1 {
            true => Vec::new(),
            false => became,
        }
    }
}
