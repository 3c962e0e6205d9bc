//! Lock-out after failed sign-ins, per account and nothing else: one gateway hides a whole street office.

use model::Moment;
use sha2::{Digest, Sha256};

/// Failures in a row that cost nothing.
const FREE: u32 = 5;
/// Longest lock-out.
const LONGEST_MINUTES: i64 = 60;
/// A count is forgotten after a day.
pub(super) const FORGET_MINUTES: i64 = 24 * 60;

/// What a count is kept under: known and unknown names alike.
pub fn account_key(user: &str) -> [u8; 32] {
    Sha256::digest(user.as_bytes()).into()
}

/// Minutes the account is still locked for; none when it is open. One minute after the fifth failure, doubling from there.
pub fn locked_minutes(count: u32, last: Moment, now: Moment) -> Option<i64> {
    if count < FREE {
        return None;
    }
    let minutes = 1_i64
        .checked_shl(count - FREE)
        .map_or(LONGEST_MINUTES, |m| m.clamp(1, LONGEST_MINUTES));
    let left = last.plus_minutes(minutes).since(now);
    (left > 0).then(|| (left + 59_999) / 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_longer_each_time_and_opens_again() {
        let at = Moment(1_000_000);
        assert_eq!(locked_minutes(4, at, at), None);
        assert_eq!(locked_minutes(5, at, at), Some(1));
        assert_eq!(locked_minutes(7, at, at), Some(4));
        assert_eq!(locked_minutes(5, at, at.plus_minutes(1)), None);
        assert_eq!(locked_minutes(40, at, at), Some(60));
        assert_eq!(locked_minutes(400, at, at), Some(60));
    }
}
