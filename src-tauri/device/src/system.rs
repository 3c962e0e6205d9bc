//! The keyring of the system: Secret Service on Linux, Keychain, the Credential Manager of Windows.

use crate::keys::{self, Key, Keyring};
use keyring::{Entry, Error};
use zeroize::Zeroizing;

/// Under which service its secrets stand; each under the id of its device.
const SERVICE: &str = "zs12345";

/// The keyring of whoever is signed in to this system; where none answers, there is none.
#[derive(Debug, Default)]
pub struct System;

impl Keyring for System {
    fn secret(&self, name: &str, make: bool) -> Option<Key> {
        match ask(name, make) {
            Ok(secret) => secret,
            Err(error) => {
                tracing::info!(%error, "the system's keyring gives no secret");
                None
            }
        }
    }
}

fn ask(name: &str, make: bool) -> Result<Option<Key>, Error> {
    let entry = Entry::new(SERVICE, name)?;
    match entry.get_secret() {
        Ok(bytes) => return Ok(taken(bytes)),
        Err(Error::NoEntry) if make => {}
        Err(Error::NoEntry) => return Ok(None),
        Err(error) => return Err(error),
    }
    let Ok(drawn) = keys::random::<32>().map(Zeroizing::new) else {
        return Ok(None);
    };
    entry.set_secret(drawn.as_slice())?;
    // Nothing is wrapped with what does not come back.
    let kept = taken(entry.get_secret()?);
    Ok(kept.filter(|kept| **kept == *drawn))
}

fn taken(bytes: Vec<u8>) -> Option<Key> {
    let bytes = Zeroizing::new(bytes);
    <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Key::new)
}
