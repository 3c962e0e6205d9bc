//! A person proves who they are on the server's command line, with their own password, under the same lock-out as a sign-in.

use super::lockout::Try;
use super::password::fits;
use super::{NO_PASSWORD, Trier, account_key};
use crate::Result;
use crate::store::{Entry, Store};
use model::person::Person;
use model::{Code, Moment};
use std::sync::Arc;

/// The person whose password this is.
pub async fn prove(store: &Arc<Store>, user: &str, password: &str, now: Moment) -> Result<Person> {
    let counted = Try::begin(store, &Trier::Stranger(None), user, now).await?;
    let (account, lookup) = (account_key(user), user.to_string());
    let found = store.read(move |db| db.user(&lookup)).await?;
    let known = found.filter(|u| !u.disabled && !u.must_change && u.password != NO_PASSWORD);
    if let Some(user) = known.filter(|u| fits(password, &u.password)) {
        store.write(move |tx| counted.went_well(tx)).await?;
        return Ok(user.person);
    }
    store
        .write(move |tx| {
            tx.audit(&Entry {
                at: now,
                who: hex::encode(&account[..6]),
                what: "sign_in_failed",
                ..Entry::default()
            })
        })
        .await?;
    Err(Code::SignInFailed.into())
}
