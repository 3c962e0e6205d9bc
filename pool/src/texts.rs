//! Texts of acts that must never stand in a document (visits, supervision, exclusions): sealed beside it, bound to their
//! ticket and edit, put back only for whoever may read them.

use crate::store::{Db, Keys};
use crate::{Result, sealed};
use api::shown::{Shown, VerdictWord};
use model::act::{Private, is_private};
use model::person::Person;
use model::scope::{self, ScopeKey};
use model::{EditId, TicketId};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

fn place(ticket: &TicketId, edit: &EditId) -> String {
    format!("{ticket}/{edit}")
}

/// Seals the texts of one act.
pub fn seal(keys: &Keys, ticket: &TicketId, edit: &EditId, texts: &Private) -> Result<Vec<u8>> {
    let json = Zeroizing::new(serde_json::to_vec(texts)?);
    sealed::seal(keys, &place(ticket, edit), &json)
}

/// Opens the texts of one act.
pub fn open(keys: &Keys, ticket: &TicketId, edit: &EditId, sealed: &[u8]) -> Result<Private> {
    let json = sealed::open(keys, &place(ticket, edit), sealed)?;
    Ok(serde_json::from_slice(&json)?)
}

/// Puts the texts this person may read back into the time line: by scope, and one's own that did not count. How many
/// acts.
pub fn put_back(
    db: &Db,
    keys: &Keys,
    person: &Person,
    key: &ScopeKey,
    n: i64,
    shown: &mut Shown,
) -> Result<usize> {
    if !shown.log.iter().any(|e| is_private(e.action)) {
        return Ok(0);
    }
    let sealed: BTreeMap<EditId, Vec<u8>> = db.sealed_texts(n)?.into_iter().collect();
    let mut count = 0;
    for event in shown.log.iter_mut().filter(|e| is_private(e.action)) {
        let void = event
            .ruling
            .as_ref()
            .is_some_and(|r| r.verdict == VerdictWord::Void);
        let own = void && event.by.as_ref() == Some(&person.user);
        if !own && !scope::sees_private(person, key, event.action) {
            continue;
        }
        if let (Some(sealed), Some(fields)) = (sealed.get(&event.id), event.payload.as_object_mut())
        {
            fields.extend(open(keys, &shown.id, &event.id, sealed)?);
            count += 1;
        }
    }
    Ok(count)
}
