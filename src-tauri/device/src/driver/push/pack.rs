//! Which of the waiting edits and side records go into one frame. Data in, data out.

use crate::error::Result;
use crate::store::TicketRowId;
use crate::store::edit::Own;
use crate::store::side::Waiting;
use model::edit::Edit;
use model::{EditId, Head, Moment, TicketId, UserName};
use std::collections::BTreeMap;
use sync::{Bundle, Outgoing, Push};

/// Tickets in one frame, at most.
const TICKETS: usize = 500;
/// Bytes of a frame, below the pool's limit of 1 MB; and of its edits before compression.
const BYTES: usize = 900_000;
const INFLATED: usize = 6_000_000;
/// Bytes an edit takes besides what was written.
const OVERHEAD: usize = 80;

/// Waiting edits of one ticket.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub row: TicketRowId,
    pub id: TicketId,
    pub edits: Vec<Own>,
}

/// What goes up together.
#[derive(Debug)]
pub struct Load {
    pub parcels: Vec<Parcel>,
    pub sides: Vec<Waiting>,
    /// The pool time that was known when all this was made: one frame carries what was written under one.
    pub told: String,
    /// Where in the order of all own edits the next frame begins.
    pub last: i64,
}

/// A load as it travels.
pub struct Frame {
    pub load: Load,
    pub bytes: Vec<u8>,
}

impl Load {
    /// The edits inside.
    pub fn ids(&self) -> Vec<EditId> {
        let edits = self.parcels.iter().flat_map(|p| &p.edits);
        edits.map(|own| own.edit.id).collect()
    }

    /// The frame's content, by this person, who has seen the feed so far, at this time of the device's clock.
    pub fn push(&self, user: &UserName, seen: (u64, u64), at: Moment) -> Push {
        let edits = |p: &Parcel| p.edits.iter().map(|o| (o.edit.clone(), o.head)).collect();
        let lists: Vec<Vec<(Edit, Head)>> = self.parcels.iter().map(edits).collect();
        let outgoing: Vec<Outgoing> = self
            .parcels
            .iter()
            .zip(&lists)
            .map(|(parcel, edits)| Outgoing {
                id: Some(parcel.id.clone()),
                before: &[],
                edits,
            })
            .collect();
        Push {
            user: user.clone(),
            seen,
            at,
            told: self.told.clone(),
            bundle: Bundle::pack(&outgoing),
            sides: self.sides.iter().map(|s| s.record.clone()).collect(),
        }
    }
}

/// Packs as many of the first waiting edits as fit, and the side records that belong with them, which leave `sides`.
pub fn pack(
    waiting: &[Own],
    sides: &mut Vec<Waiting>,
    encode: impl Fn(&Load) -> Result<Vec<u8>>,
) -> Result<Frame> {
    let mut count = waiting.len();
    loop {
        let load = choose(waiting, count, sides)?;
        let bytes = encode(&load)?;
        if bytes.len() > BYTES && count > 1 {
            count = (load.ids().len() / 2).max(1);
            continue;
        }
        let goes = |s: &Waiting| {
            load.sides
                .iter()
                .any(|along| along.record.id == s.record.id)
        };
        sides.retain(|side| !goes(side));
        return Ok(Frame { load, bytes });
    }
}

/// The first `count` edits, as far as a frame has room for their tickets and text.
fn choose(waiting: &[Own], count: usize, sides: &[Waiting]) -> Result<Load> {
    let of_edits = waiting.first().map(|own| &own.told);
    let told = of_edits.or(sides.first().map(|s| &s.told));
    let told = told.cloned().unwrap_or_default();
    let mut parcels: Vec<Parcel> = Vec::new();
    let mut at_of: BTreeMap<TicketRowId, usize> = BTreeMap::new();
    let mut size = 0;
    let mut last = i64::MAX - 1;
    for own in waiting[..count].iter().take_while(|own| own.told == told) {
        let at = match at_of.get(&own.row) {
            Some(at) => *at,
            None if parcels.len() >= TICKETS => break,
            None => {
                parcels.push(Parcel {
                    row: own.row,
                    id: own.edit.ticket.clone(),
                    edits: Vec::new(),
                });
                at_of.insert(own.row, parcels.len() - 1);
                parcels.len() - 1
            }
        };
        size += serde_json::to_string(&own.edit.write)?.len() + OVERHEAD;
        if size > INFLATED && !parcels[at].edits.is_empty() {
            break;
        }
        parcels[at].edits.push(own.clone());
        last = own.order;
    }
    parcels.retain(|p| !p.edits.is_empty());
    // A side record travels with its ticket's first edits, or alone once the pool has them.
    let waits_elsewhere =
        |row: &TicketRowId| !at_of.contains_key(row) && waiting.iter().any(|own| own.row == *row);
    let along = sides.iter().filter(|s| s.told == told);
    let along = along.filter(|s| !waits_elsewhere(&s.row));
    Ok(Load {
        sides: along.cloned().collect(),
        told,
        parcels,
        last,
    })
}
