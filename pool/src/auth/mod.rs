//! Who is it: passwords, sessions, one-time codes, device tokens. Secrets are kept as hashes only.

mod browser;
mod code;
mod common;
mod device;
mod enrol;
mod lockout;
mod password;
mod prove;
mod signin;
mod token;

pub use browser::{BROWSER_MINUTES, Browser};
pub use code::{new_code, read_code};
pub use device::{Admission, Presented, Replays, admit, rotated};
pub use enrol::{CODE_MINUTES, enrol, issue_code};
pub use lockout::{Trier, account_key};
pub use password::{
    Hasher, NO_PASSWORD, check_new, hash_password, hash_passwords, one_time_password,
};
pub use prove::prove;
pub use signin::{change_password, sign_in, sign_out};
pub use token::{Kind, Token};

/// A session ends after this many minutes in any case.
pub const SESSION_MINUTES: i64 = 12 * 60;
/// A session ends after this many minutes without use.
pub const IDLE_MINUTES: i64 = 2 * 60;
