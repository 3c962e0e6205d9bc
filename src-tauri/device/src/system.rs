//! The keyring of the system: Secret Service on Linux, Keychain, the Credential Manager of Windows.

use crate::keys::{self, Key, Keyring, Second};
use keyring::{Entry, Error};
use std::sync::mpsc;
use std::time::Duration;
use zeroize::Zeroizing;

/// Under which service its secrets stand; each under the id of its device and a drawn number.
const SERVICE: &str = "zs12345";
/// So long a store that needs its secret waits for it: the system may ask a person to unlock the keyring.
const NEEDED: Duration = Duration::from_secs(20);
/// So long a device waits for a secret that it can do without.
const OFFERED: Duration = Duration::from_secs(5);

/// The keyring of whoever is signed in to this system; where none answers in time, there is none.
#[derive(Debug, Default)]
pub struct System;

impl Keyring for System {
    fn secret(&self, name: &str) -> Option<Key> {
        let name = name.to_string();
        let get = move || Ok(taken(Entry::new(SERVICE, &name)?.get_secret()?));
        heard(NEEDED, get).flatten()
    }

    fn make(&self, device: &str) -> Option<Second> {
        let once = keys::random::<8>().ok()?;
        let drawn = keys::random::<32>().map(Zeroizing::new).ok()?;
        let name = format!("{device}-{}", hex::encode(once));
        let (entry, secret) = (name.clone(), drawn.clone());
        let keep = move || {
            let entry = Entry::new(SERVICE, &entry)?;
            entry.set_secret(secret.as_slice())?;
            Ok(taken(entry.get_secret()?))
        };
        // Nothing is wrapped with what does not come back.
        let kept = heard(OFFERED, keep).flatten();
        let secret = kept.filter(|kept| **kept == *drawn)?;
        Some(Second { name, secret })
    }

    fn forget(&self, name: &str) {
        let name = name.to_string();
        heard(OFFERED, move || {
            Entry::new(SERVICE, &name)?.delete_credential()
        });
    }
}

/// Asks on a thread of its own: a service may wait for a person or never answer, and its library blocks. What it does after
/// nobody waits any more changes nothing here.
fn heard<T: Send + 'static>(
    patience: Duration,
    ask: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Option<T> {
    let (say, hear) = mpsc::channel();
    let asking = std::thread::Builder::new().name("keyring".into());
    asking.spawn(move || drop(say.send(ask()))).ok()?;
    match hear.recv_timeout(patience) {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::info!(%error, "the system's keyring gives no secret");
            None
        }
        Err(_) => {
            tracing::warn!("the system's keyring does not answer");
            None
        }
    }
}

fn taken(bytes: Vec<u8>) -> Option<Key> {
    let bytes = Zeroizing::new(bytes);
    <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Key::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyring_that_does_not_answer_or_falls_over_is_none() {
        let (hold, held) = mpsc::channel::<()>();
        let silent = move || Ok(held.recv().is_ok());
        assert_eq!(heard(Duration::ZERO, silent), None);
        drop(hold);
        assert_eq!(heard::<()>(NEEDED, || panic!("as its library may")), None);
        assert_eq!(heard::<()>(NEEDED, || Err(Error::NoEntry)), None);
        assert_eq!(heard(NEEDED, || Ok(7)), Some(7));
    }

    #[test]
    fn a_secret_of_another_length_is_none() {
        assert!(taken(vec![1; 31]).is_none() && taken(Vec::new()).is_none());
        assert_eq!(taken(vec![1; 32]).as_deref(), Some(&[1; 32]));
    }
}
