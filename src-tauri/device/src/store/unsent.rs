//! Everything that the pool does not have: what a rescue bundle is made of.

use super::edit::Own;
use super::photo::UnsentPhoto;
use super::setting::{self, key};
use super::side::Waiting;
use super::{Db, draft, edit, note, photo, side};
use crate::error::Result;
use api::{Draft, Note};
use model::person::Person;
use model::{Code, DeviceId, UserName};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Whose work it is, and for whom.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub device: DeviceId,
    pub user: UserName,
    /// Ed25519 secret key of the device, hexadecimal.
    pub signing: String,
    /// Key of the photos, hexadecimal.
    pub photo: String,
    pub pool: DeviceId,
    /// The pool's Ed25519 key, hexadecimal.
    pub pool_key: String,
    /// Milliseconds the pool's clock was ahead of ours when they last spoke.
    pub ahead: i64,
}

impl Drop for Identity {
    fn drop(&mut self) {
        self.signing.zeroize();
        self.photo.zeroize();
    }
}

/// What waits.
#[derive(Default)]
pub struct Unsent {
    /// In the order they were made.
    pub edits: Vec<Own>,
    pub sides: Vec<Waiting>,
    pub photos: Vec<UnsentPhoto>,
    pub drafts: Vec<Draft>,
    /// Those that became no ticket.
    pub notes: Vec<Note>,
    /// Rows that could not be read.
    pub lost: u64,
}

/// Whose store this is. `RescueKeyless` where the pool's key is not known.
pub fn identity(db: &Db) -> Result<Identity> {
    let person: Person = setting::require(db, key::PERSON)?;
    Ok(Identity {
        device: setting::require(db, key::DEVICE)?,
        user: person.user,
        signing: setting::require(db, key::SIGNING_KEY)?,
        photo: setting::require(db, key::PHOTO_KEY)?,
        pool: setting::get(db, key::POOL)?.ok_or(Code::RescueKeyless)?,
        pool_key: setting::get(db, key::POOL_KEY)?.ok_or(Code::RescueKeyless)?,
        ahead: setting::get(db, key::SKEW)?.unwrap_or(0),
    })
}

/// Everything that waits in a store that opens.
pub fn all(db: &Db) -> Result<Unsent> {
    let mut notes = note::all(db)?;
    notes.retain(|note| note.ticket.is_none());
    Ok(Unsent {
        edits: edit::waiting(db, 0, u32::MAX)?,
        sides: side::waiting(db)?,
        photos: photo::unsent(db)?,
        drafts: draft::all(db)?,
        notes,
        lost: super::aside::count(db)?,
    })
}
