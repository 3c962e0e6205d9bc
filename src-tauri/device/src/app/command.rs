//! Calls that carry an id: repeated, they are answered by the present ticket and do nothing twice.

use super::surroundings::Surroundings;
use super::{open_ticket, shown};
use crate::error::Result;
use crate::store::{Tx, ticket};
use api::TicketReply;
use model::{Moment, TicketId};

/// The present reply when this command was carried out before.
pub(super) fn repeated(around: Surroundings, command: Option<&str>) -> Result<Option<TicketReply>> {
    let Some(command) = command else {
        return Ok(None);
    };
    let Some(id) = ticket::answered(around.db, command)? else {
        return Ok(None);
    };
    let row = ticket::expect(around.db, &id)?;
    let ticket = open_ticket::read(around.db, row)?;
    Ok(Some(shown::reply(around, row, &ticket)?))
}

/// Remembers that a command was carried out.
pub(super) fn remember(tx: &Tx, command: Option<&str>, id: &TicketId, now: Moment) -> Result<()> {
    command.map_or(Ok(()), |c| ticket::remember(tx, c, id, now))
}
