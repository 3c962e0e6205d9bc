//! Passwords: argon2id, a few at a time, and the same work for names nobody has.

use super::common::is_common;
use crate::patient::patiently;
use crate::store::random;
use crate::{Error, Result};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use model::{Code, Denial, text};
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Semaphore;

/// Shortest password.
const MIN: usize = 8;
/// Longest password: hashing must not become work for its own sake.
const MAX: usize = 128;
/// Stands where a person has no password: no password fits it.
pub const NO_PASSWORD: &str = "!";

/// Hashes a password.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|h| h.to_string())
        .map_err(|e| Error::Bug(format!("argon2: {e}")))
}

/// Threads that hash a list of passwords, at most: each takes 19 MiB.
const HASHERS: usize = 8;

/// Hashes many passwords, each with a salt of its own, on all of this machine's processors.
pub fn hash_passwords(passwords: &[&str]) -> Result<Vec<String>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = passwords.len().div_ceil(threads.min(HASHERS)).max(1);
    let hash = |some: &[&str]| -> Result<Vec<String>> {
        some.iter()
            .map(|password| hash_password(password))
            .collect()
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = passwords
            .chunks(share)
            .map(|some| scope.spawn(move || hash(some)))
            .collect();
        let mut all = Vec::with_capacity(passwords.len());
        for one in running {
            let done = one.join().map_err(|_| Error::Bug("hashing".into()))?;
            all.extend(done?);
        }
        Ok(all)
    })
}

/// Whether a password fits; one that was typed with a keyboard at full width, or pasted with marks that nobody sees, fits as
/// what it looks like, since none that is chosen has such signs ([`check_new`]).
pub(super) fn fits(password: &str, hash: &str) -> bool {
    let seen = text::plain(password.trim());
    PasswordHash::new(hash).is_ok_and(|hash| {
        let is = |typed: &str| Argon2::default().verify_password(typed.as_bytes(), &hash);
        is(password).is_ok() || seen != password && is(&seen).is_ok()
    })
}

/// Checks a password somebody chose, who signs in as `user` and is called `name`.
pub fn check_new(user: &str, name: &str, password: &str) -> Result<(), Denial> {
    let length = password.chars().count();
    let weak = length < MIN || password.len() > MAX || password.eq_ignore_ascii_case(user);
    if weak {
        return Err(Denial::new(Code::PasswordWeak).with("min", MIN));
    }
    if text::is_misleading(password) {
        let detail = "有全角或看不见的字符，照着念或换一个键盘就登录不了";
        let denial = Denial::new(Code::FieldType).with("field", "密码");
        return Err(denial.with("detail", detail));
    }
    if password.chars().any(char::is_control) || text::length(password) != length {
        return Err(Denial::new(Code::TextControl).with("field", "密码"));
    }
    if is_common(user, name, password) {
        return Err(Code::PasswordCommon.into());
    }
    Ok(())
}

/// A password for one use: 16 unambiguous letters and digits.
pub fn one_time_password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstvwxyz0123456789";
    Ok(random::<16>()?
        .iter()
        .map(|b| char::from(LETTERS[usize::from(b & 31)]))
        .collect())
}

/// Strangers that wait for their turn; more of them are told to come again.
const WAITING: usize = 64;

/// Verifies passwords with bounded memory. Strangers have one place, whoever was here before has others.
pub struct Hasher {
    known: Semaphore,
    strangers: Semaphore,
    waiting: Semaphore,
    verified: AtomicU64,
    nobody: String,
}

impl Hasher {
    /// `turns` hashes at once for people who were here before, and one for strangers, 19 MiB each.
    pub fn new(turns: usize) -> Result<Self> {
        Ok(Hasher {
            known: Semaphore::new(turns),
            strangers: Semaphore::new(1),
            waiting: Semaphore::new(WAITING),
            verified: AtomicU64::new(0),
            nobody: hash_password("nobody has this password")?,
        })
    }
    /// How many passwords were held against a hash so far.
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }
    /// Whether the password fits; without a hash the same work is done and the answer is no.
    pub async fn verify(
        &self,
        stranger: bool,
        password: String,
        hash: Option<String>,
    ) -> Result<bool> {
        if password.len() > MAX {
            return Ok(false);
        }
        let known = hash.as_deref().is_some_and(|h| h != NO_PASSWORD);
        let hash = hash
            .filter(|_| known)
            .unwrap_or_else(|| self.nobody.clone());
        let (turns, _waits) = if stranger {
            let waits = self.waiting.try_acquire().map_err(|_| Code::TryLater)?;
            (&self.strangers, Some(waits))
        } else {
            (&self.known, None)
        };
        let turn = turns
            .acquire()
            .await
            .map_err(|e| Error::Bug(e.to_string()))?;
        self.verified.fetch_add(1, Ordering::Relaxed);
        let work = move || fits(&password, &hash);
        let done = match stranger {
            true => patiently(work).await,
            false => {
                let done = tokio::task::spawn_blocking(work).await;
                done.map_err(|e| Error::Bug(e.to_string()))
            }
        };
        drop(turn);
        done.map(|fits| fits && known)
    }
    /// Hashes a new password.
    pub async fn hash(&self, password: String) -> Result<String> {
        let turn = self
            .known
            .acquire()
            .await
            .map_err(|e| Error::Bug(e.to_string()))?;
        let done = tokio::task::spawn_blocking(move || hash_password(&password)).await;
        drop(turn);
        done.map_err(|e| Error::Bug(e.to_string()))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of people often has one password for all: nobody may see from the hashes that it is one.
    #[test]
    fn a_password_is_what_it_looks_like() {
        let hash = hash_password("Lanyusan-7316").unwrap();
        for typed in [
            "Lanyusan-7316",
            "Ｌａｎｙｕｓａｎ－７３１６",
            "\u{202d}Lanyusan-7316\u{202c}",
            " Lanyu\u{200b}san-7316\u{a0}",
        ] {
            assert!(fits(typed, &hash), "{typed:?}");
        }
        assert!(!fits("lanyusan-7316", &hash) && !fits("Lanyusan-731６7", &hash));
        // One from before the rule still fits as it was typed, and none like it is taken any more.
        let old = hash_password("Ｌanyusan-7316").unwrap();
        assert!(fits("Ｌanyusan-7316", &old));
        for (chosen, code) in [
            ("Ｌanyusan-7316", Code::FieldType),
            ("Lanyusan-7316\u{200b}", Code::FieldType),
            ("Lanyusan-7316 ", Code::TextControl),
            ("Lanyu\u{7}san-7316", Code::TextControl),
        ] {
            let refused = check_new("demo_admin", "演示", chosen).unwrap_err();
            assert_eq!(refused.code, code, "{chosen:?}");
        }
        assert!(check_new("demo_admin", "演示", "蓝雨伞 Lanyusan-7316").is_ok());
    }

    #[test]
    fn many_passwords_are_hashed_as_one_is_each_with_its_own_salt() {
        let list = ["Lanyusan-7316", "Lanyusan-7316", "kv7-Mooncake"];
        let hashes = hash_passwords(&list).unwrap();
        assert_eq!(hashes.len(), list.len());
        for (password, hash) in list.iter().zip(&hashes) {
            assert!(fits(password, hash) && !fits("another", hash));
        }
        assert_ne!(hashes[0], hashes[1]);
        let cost = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_string);
        assert_eq!(cost(&hashes[0]), cost(&hash_password("x").unwrap()));
        assert!(hash_passwords(&[]).unwrap().is_empty());
    }
}
