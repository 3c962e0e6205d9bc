//! The store's key, wrapped by the officer's PIN in `device.json`.
//!
//! `device.json` holds only the salt, the wrapped key and the parameters of key stretching: no names, no address, no
//! token; with a keyring, what its secret is called there. Where an OS keyring or a browser's own key is at hand, a [`Keyring`]
//! adds a second secret that never lies in this folder. **Without a keyring the PIN alone guards a copied folder**: Argon2id
//! makes each guess cost 64 MiB and three passes, which is why a PIN has at least six characters and a longer one is better.

use crate::error::Result;
use crate::files;
use crate::pin::seen;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use model::{Code, Denial};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const CONTEXT: &[u8] = b"zs12345-device-key-1";
/// Name of the file in the device's folder.
pub const FILE: &str = "device.json";

/// 32 secret bytes, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// A secret of this device that lies outside the folder (OS keyring, a browser's own key). The default has none.
pub trait Keyring: Send + Sync {
    /// The secret that is kept under this name. None where there is no keyring or it does not give it; none is made.
    fn secret(&self, name: &str) -> Option<Key>;
    /// A new secret for the device of this id, under a name that none had before, so that no other is written over. None where
    /// there is no keyring.
    fn make(&self, device: &str) -> Option<Second>;
    /// Forgets a secret that nothing is wrapped with any more. Nothing hangs on it.
    fn forget(&self, _name: &str) {}
}

/// A keyring's secret.
#[derive(Clone)]
pub struct Second {
    /// What it is called there; empty where the keyring has one alone.
    pub name: String,
    /// The secret itself.
    pub secret: Key,
}

/// No keyring: the PIN alone guards the store.
#[derive(Debug, Default)]
pub struct NoKeyring;

impl Keyring for NoKeyring {
    fn secret(&self, _: &str) -> Option<Key> {
        None
    }
    fn make(&self, _: &str) -> Option<Second> {
        None
    }
}

/// How the PIN is stretched: memory in KiB, passes, lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// KiB.
    pub m: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

impl Stretch {
    /// What new stores use.
    pub const DEFAULT: Stretch = Stretch {
        m: 65_536,
        t: 3,
        p: 1,
    };
}

/// What `device.json` holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    version: u32,
    salt: String,
    nonce: String,
    key: String,
    stretch: Stretch,
    keyring: bool,
    /// What its secret is called. A browser has one alone and is asked for none by name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
}

/// Whether this folder belongs to an enrolled device.
pub fn exists(dir: &Path) -> bool {
    files::exists(&path(dir))
}

fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Random bytes from the system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Denial::new(Code::StoreFailed).with("detail", e))?;
    Ok(bytes)
}

/// Wraps a store key by the PIN, and by a keyring's secret where there is one, and writes `device.json` durably. From here on
/// the device counts as enrolled.
pub fn create(
    dir: &Path,
    pin: &str,
    key: &Key,
    stretch: Stretch,
    second: Option<&Second>,
) -> Result<()> {
    let salt = random::<16>()?;
    let nonce = random::<24>()?;
    let cipher = cipher(&seen(pin), &salt, stretch, second.map(|s| &s.secret))?;
    let payload = Payload {
        msg: key.as_slice(),
        aad: CONTEXT,
    };
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| broken())?;
    let wrapped = Wrapped {
        version: 1,
        salt: hex::encode(salt),
        nonce: hex::encode(nonce),
        key: hex::encode(sealed),
        stretch,
        keyring: second.is_some(),
        name: second.map(|s| s.name.clone()).unwrap_or_default(),
    };
    files::write_durably(&path(dir), &serde_json::to_vec_pretty(&wrapped)?)?;
    Ok(())
}

/// What the keyring calls the secret that guards the key beside the PIN; none where the PIN guards it alone.
pub fn second_name(dir: &Path) -> Option<String> {
    let wrapped = read(&path(dir)).ok()?;
    wrapped.keyring.then_some(wrapped.name)
}

/// Wraps a key that the PIN alone has guarded anew, with the keyring's secret and the stretching it had.
pub fn wrap_anew(dir: &Path, pin: &str, key: &Key, second: &Second) -> Result<()> {
    let stretch = read(&path(dir))?.stretch;
    create(dir, pin, key, stretch, Some(second))
}

/// Unwraps the store key. A wrong PIN is `PinWrong`; a damaged `device.json` is `StoreFailed`.
pub fn open(dir: &Path, pin: &str, keyring: &dyn Keyring) -> Result<Key> {
    guarded(dir, keyring)?.open(pin)
}

/// A wrapped key, with the keyring's secret where it was wrapped with one: what is missing for opening it is the PIN.
pub struct Guarded {
    wrapped: Wrapped,
    secret: Option<Key>,
}

/// The key of this folder. `KeyringGone` where it was wrapped with a secret that the keyring does not give: asking for it may
/// take a person's time, and says nothing of a PIN.
pub fn guarded(dir: &Path, keyring: &dyn Keyring) -> Result<Guarded> {
    guarded_file(&path(dir), keyring)
}

/// The same for a key that was set aside, by what its name ends in.
pub fn guarded_aside(dir: &Path, word: &str, keyring: &dyn Keyring) -> Result<Guarded> {
    guarded_file(&dir.join(format!("{FILE}.{word}")), keyring)
}

fn read(path: &Path) -> Result<Wrapped> {
    let bytes = files::read(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Code::NotEnrolled.into(),
        _ => crate::error::Error::Io(e),
    })?;
    Ok(serde_json::from_slice(&bytes).map_err(|_| broken())?)
}

fn guarded_file(path: &Path, keyring: &dyn Keyring) -> Result<Guarded> {
    let wrapped = read(path)?;
    // A damaged or hostile file must not make us allocate without end.
    if wrapped.version != 1 || wrapped.stretch.m > 4 * 1024 * 1024 || wrapped.stretch.t > 64 {
        return Err(broken().into());
    }
    // Without it no PIN opens anything: whoever types the right one is not told that it is wrong.
    let secret = match wrapped.keyring {
        true => Some(keyring.secret(&wrapped.name).ok_or(Code::KeyringGone)?),
        false => None,
    };
    Ok(Guarded { wrapped, secret })
}

impl Guarded {
    /// Unwraps it. A wrong PIN is `PinWrong`; a damaged `device.json` is `StoreFailed`.
    pub fn open(&self, pin: &str) -> Result<Key> {
        let Guarded { wrapped, secret } = self;
        let unhex = |text: &str| hex::decode(text).map_err(|_| broken());
        let nonce: [u8; 24] = unhex(&wrapped.nonce)?.try_into().map_err(|_| broken())?;
        let (salt, sealed) = (unhex(&wrapped.salt)?, unhex(&wrapped.key)?);
        let unseal = |pin: &str| -> Result<Zeroizing<Vec<u8>>> {
            let cipher = cipher(pin, &salt, wrapped.stretch, secret.as_ref())?;
            let payload = Payload {
                msg: &sealed,
                aad: CONTEXT,
            };
            let opened = cipher.decrypt(&XNonce::from(nonce), payload);
            Ok(Zeroizing::new(opened.map_err(|_| Code::PinWrong)?))
        };
        let seen = seen(pin);
        let plain = match unseal(&seen) {
            // One from before the rule is what was typed.
            Err(error) if error.code() == Some(Code::PinWrong) && *seen != pin => unseal(pin)?,
            opened => opened?,
        };
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| broken())?;
        Ok(Zeroizing::new(key))
    }
}

fn broken() -> Denial {
    Denial::new(Code::StoreFailed).with("detail", FILE)
}

fn cipher(
    pin: &str,
    salt: &[u8],
    stretch: Stretch,
    secret: Option<&Key>,
) -> Result<XChaCha20Poly1305> {
    let params = Params::new(stretch.m, stretch.t, stretch.p, Some(32)).map_err(|_| broken())?;
    let argon = match secret {
        Some(secret) => Argon2::new_with_secret(
            secret.as_slice(),
            Algorithm::Argon2id,
            Version::V0x13,
            params,
        )
        .map_err(|_| broken())?,
        None => Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
    };
    let mut wrap = Zeroizing::new([0_u8; 32]);
    argon
        .hash_password_into(pin.as_bytes(), salt, wrap.as_mut_slice())
        .map_err(|_| broken())?;
    Ok(XChaCha20Poly1305::new((&*wrap).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Own(Option<Key>);

    impl Keyring for Own {
        fn secret(&self, name: &str) -> Option<Key> {
            self.0.clone().filter(|_| name == "d1 a")
        }
        fn make(&self, _: &str) -> Option<Second> {
            None
        }
    }

    #[test]
    fn a_second_secret_is_needed_where_there_was_one() {
        let dir = tempfile::tempdir().unwrap();
        let key: Key = Zeroizing::new(random().unwrap());
        let quick = Stretch { m: 64, t: 1, p: 1 };
        let own = Own(Some(Zeroizing::new([7; 32])));
        let second = Second {
            name: "d1 a".into(),
            secret: Zeroizing::new([7; 32]),
        };
        create(dir.path(), "482913", &key, quick, Some(&second)).unwrap();
        assert_eq!(second_name(dir.path()).as_deref(), Some("d1 a"));
        assert_eq!(*open(dir.path(), "482913", &own).unwrap(), *key);
        let refused =
            |keyring: &dyn Keyring| open(dir.path(), "482913", keyring).unwrap_err().code();
        assert_eq!(refused(&NoKeyring), Some(Code::KeyringGone));
        let other = Own(Some(Zeroizing::new([8; 32])));
        assert_eq!(refused(&other), Some(Code::PinWrong));
        // A store from before there was one opens as ever.
        create(dir.path(), "482913", &key, quick, None).unwrap();
        assert_eq!(second_name(dir.path()), None);
        assert_eq!(*open(dir.path(), "482913", &own).unwrap(), *key);
    }

    #[test]
    fn a_pin_is_what_it_looks_like() {
        let dir = tempfile::tempdir().unwrap();
        let key: Key = Zeroizing::new(random().unwrap());
        let quick = Stretch { m: 64, t: 1, p: 1 };
        let shown = [
            "482913",
            "４８２９１３",
            "482\u{200b}913",
            "\u{202d}482913\u{202c}",
        ];
        for typed in shown {
            create(dir.path(), typed, &key, quick, None).unwrap();
            for again in shown {
                assert_eq!(
                    *open(dir.path(), again, &NoKeyring).unwrap(),
                    *key,
                    "{typed:?} {again:?}"
                );
            }
            let other = open(dir.path(), "４８２９１４", &NoKeyring);
            assert_eq!(other.unwrap_err().code(), Some(Code::PinWrong));
        }
        // A store from before opens by what was typed then.
        let (salt, nonce) = ([1; 16], [2; 24]);
        let sealed = cipher("４８２９１３", &salt, quick, None).unwrap();
        let payload = Payload {
            msg: key.as_slice(),
            aad: CONTEXT,
        };
        let sealed = sealed.encrypt(&XNonce::from(nonce), payload).unwrap();
        let old = Wrapped {
            version: 1,
            salt: hex::encode(salt),
            nonce: hex::encode(nonce),
            key: hex::encode(sealed),
            stretch: quick,
            keyring: false,
            name: String::new(),
        };
        files::write_durably(&path(dir.path()), &serde_json::to_vec(&old).unwrap()).unwrap();
        assert_eq!(*open(dir.path(), "４８２９１３", &NoKeyring).unwrap(), *key);
        assert!(open(dir.path(), "482913", &NoKeyring).is_err());
    }

    #[test]
    fn only_the_pin_opens_the_key() {
        let dir = tempfile::tempdir().unwrap();
        let key: Key = Zeroizing::new(random().unwrap());
        let quick = Stretch { m: 64, t: 1, p: 1 };
        assert_eq!(
            open(dir.path(), "482913", &NoKeyring).unwrap_err().code(),
            Some(Code::NotEnrolled)
        );
        create(dir.path(), "482913", &key, quick, None).unwrap();
        assert_eq!(*open(dir.path(), "482913", &NoKeyring).unwrap(), *key);
        for wrong in ["482914", "", "48291", "４８２９１４"] {
            assert_eq!(
                open(dir.path(), wrong, &NoKeyring).unwrap_err().code(),
                Some(Code::PinWrong)
            );
        }
        let text = std::fs::read_to_string(dir.path().join(FILE)).unwrap();
        assert!(!text.contains(&hex::encode(key.as_slice())) && !text.contains("482913"));
    }
}
