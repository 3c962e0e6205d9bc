//! A browser in which somebody signed in before: a signed note that it keeps, with the accounts that came in there. It opens
//! nothing. Wrong passwords of such a browser have a counter of their own for these accounts, so that no stranger locks it
//! out; for other accounts it is a stranger.

use crate::Result;
use crate::store::random;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use model::{Moment, UserName};
use sha2::{Digest, Sha256};

/// How long it is good; browsers keep no cookie longer.
pub const BROWSER_MINUTES: i64 = 400 * 24 * 60;
/// People who share a browser.
const ACCOUNTS: usize = 8;
const CONTEXT: &[u8] = b"zs12345-browser";

/// A browser that was here before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// Drawn at the first sign-in.
    pub id: [u8; 16],
    /// The last sign-in.
    at: Moment,
    /// Who signed in, the last first.
    accounts: Vec<[u8; 8]>,
}

impl Browser {
    /// The note after one more sign-in.
    pub fn after(before: Option<Self>, user: &UserName, now: Moment) -> Result<Self> {
        let (id, mut accounts) = match before {
            Some(before) => (before.id, before.accounts),
            None => (random()?, Vec::new()),
        };
        let own = account(user.as_str());
        accounts.retain(|a| *a != own);
        accounts.insert(0, own);
        accounts.truncate(ACCOUNTS);
        Ok(Browser {
            id,
            at: now,
            accounts,
        })
    }
    /// Whether this person signed in here.
    pub fn knows(&self, user: &str) -> bool {
        self.accounts.contains(&account(user))
    }
    /// As a cookie holds it.
    pub fn write(&self, key: &SigningKey) -> String {
        let mut bytes = self.id.to_vec();
        bytes.extend(self.at.0.to_be_bytes());
        bytes.extend(self.accounts.concat());
        let sum = key.sign(&[CONTEXT, &bytes].concat());
        bytes.extend(sum.to_bytes());
        BASE64.encode(bytes)
    }
    /// Reads a cookie; none when it is not ours or too old.
    pub fn read(text: &str, key: &VerifyingKey, now: Moment) -> Option<Self> {
        // Longer than ours is not decoded.
        if text.len() > (16 + 8 + 8 * ACCOUNTS + 64).div_ceil(3) * 4 {
            return None;
        }
        let bytes = BASE64.decode(text).ok()?;
        let (told, sum) = bytes.split_at_checked(bytes.len().checked_sub(64)?)?;
        let sum = Signature::from_slice(sum).ok()?;
        key.verify_strict(&[CONTEXT, told].concat(), &sum).ok()?;
        let (id, rest) = told.split_first_chunk::<16>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let at = Moment(i64::from_be_bytes(*at));
        let (accounts, []) = rest.as_chunks::<8>() else {
            return None;
        };
        (now <= at.plus_minutes(BROWSER_MINUTES)).then(|| Browser {
            id: *id,
            at,
            accounts: accounts.to_vec(),
        })
    }
}

fn account(user: &str) -> [u8; 8] {
    let sum: [u8; 32] = Sha256::digest([CONTEXT, user.as_bytes()].concat()).into();
    let mut short = [0; 8];
    short.copy_from_slice(&sum[..8]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_note_is_read_and_it_names_who_was_here() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let (check, now) = (key.verifying_key(), Moment(1_795_312_800_000));
        let user = |n: u32| UserName::new(format!("user{n}")).unwrap();
        let mut browser = Browser::after(None, &user(0), now).unwrap();
        for n in 1..10 {
            browser = Browser::after(Some(browser), &user(n), now).unwrap();
        }
        let text = browser.write(&key);
        assert_eq!(Browser::read(&text, &check, now), Some(browser.clone()));
        assert!(browser.knows("user9") && browser.knows("user2"));
        assert!(!browser.knows("user1"), "eight people share a browser");
        let late = now.plus_minutes(BROWSER_MINUTES + 1);
        assert_eq!(Browser::read(&text, &check, late), None);
        let other = SigningKey::from_bytes(&[8; 32]);
        assert_eq!(Browser::read(&browser.write(&other), &check, now), None);
        let mut changed = BASE64.decode(&text).unwrap();
        changed[30] ^= 1;
        for bad in [
            BASE64.encode(changed),
            "x".into(),
            String::new(),
            "A".repeat(9000),
        ] {
            assert_eq!(Browser::read(&bad, &check, now), None);
        }
    }
}
