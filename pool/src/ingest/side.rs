//! Side records: who spoke to the officer.

use super::bench::Bench;
use crate::{Result, reporters};
use model::effect::Effect;
use model::issue::Reporter;
use model::person::Person;
use model::{Denial, EditId, Moment, decide};

/// What is to be kept beside the document once the ticket has its number.
pub struct Side {
    id: EditId,
    at: Moment,
    sealed: Vec<u8>,
}

/// Checks a reporter's record and rules on it; kept by `store`.
pub fn put_side(
    bench: &mut Bench,
    person: &Person,
    id: EditId,
    at: Moment,
    reporter: &Reporter,
) -> Result<Result<Side, Denial>> {
    let Some(ticket) = bench.ticket() else {
        return Ok(Err(model::Code::NotFound.into()));
    };
    let allowed = reporter
        .check()
        .and_then(|()| decide::may_edit_facts(person, ticket, bench.state()));
    if let Err(denial) = allowed {
        return Ok(Err(denial));
    }
    if reporter.is_someone() != bench.state().has_reporter {
        bench.rule(id, vec![Effect::Reporter(reporter.is_someone())]);
    }
    Ok(Ok(Side {
        id,
        at,
        sealed: reporters::seal(&bench.cx.store.keys, &bench.id, reporter)?,
    }))
}

impl Side {
    /// Keeps the record.
    pub fn store(&self, tx: &crate::store::Tx, n: i64) -> Result<()> {
        tx.put_reporter(n, &self.id, self.at, &self.sealed)
    }
}
