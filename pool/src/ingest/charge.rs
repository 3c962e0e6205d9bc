//! What somebody brings, counted against their budget before any work is done for it.

use crate::Result;
use crate::budget::{Bearer, Brought};
use crate::store::{Entry, Store};
use model::Moment;

/// Counts what is brought. A budget that is used up is answered with the time; the audit log says so once an hour.
pub fn charge(store: &Store, now: Moment, bearer: Bearer, brought: &Brought) -> Result<()> {
    let district = store.district();
    let budgets = &district.district.rules.budgets;
    let Err(spent) = store.accounts.charge(budgets, bearer, brought, now) else {
        return Ok(());
    };
    if spent.first {
        let device = bearer.device.map(ToString::to_string);
        let entry = Entry {
            at: now,
            who: bearer.user.to_string(),
            what: "budget_spent",
            detail: device.unwrap_or_default(),
            ..Entry::default()
        };
        store.write_later(move |tx| tx.audit(&entry));
    }
    Err(spent.denial.into())
}
