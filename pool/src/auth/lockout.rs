//! Lock-out after tries that failed. A try is counted before it is looked at, all of one account in one order, so that many
//! at once are no more than one after another; the one that goes well is taken back.

use crate::Result;
use crate::store::{Entry, Store, Tx};
use model::rulepack::AccessRules;
use model::{Code, Denial, DeviceId, Moment};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Arc;

/// Strangers of all places together try an account this many times as often as one place.
const PLACES: u32 = 10;
/// A count is forgotten after a day.
const FORGET_MINUTES: i64 = 24 * 60;

/// Who tries. Each has a counter of its own for each account; strangers of all places have one more together.
#[derive(Debug, Clone)]
pub enum Trier {
    /// A browser in which this account came in before.
    Browser([u8; 16]),
    /// A device of this account.
    Device(DeviceId),
    /// Anybody else, by where they are.
    Stranger(Option<IpAddr>),
    /// Whoever is signed in and says the old password to change it.
    Session,
}

impl Trier {
    /// Whether this is anybody at all.
    pub fn is_stranger(&self) -> bool {
        matches!(self, Trier::Stranger(_))
    }
    /// What is counted under, known and unknown names alike, and how much is free.
    fn counters(&self, user: &str, rules: &AccessRules) -> Vec<([u8; 32], u32)> {
        let key = |who: &str| -> [u8; 32] {
            let mut sum = Sha256::new();
            for part in [user, who] {
                sum.update((part.len() as u64).to_be_bytes());
                sum.update(part);
            }
            sum.finalize().into()
        };
        let one = |who: String| (key(&who), rules.tries);
        match self {
            Trier::Browser(id) => vec![one(format!("browser {}", hex::encode(id)))],
            Trier::Device(id) => vec![one(format!("device {id}"))],
            Trier::Session => vec![one("session".into())],
            Trier::Stranger(place) => {
                let place = place.map(|p| p.to_string()).unwrap_or_default();
                let all = (account_key(user), rules.tries.saturating_mul(PLACES));
                vec![one(format!("place {place}")), all]
            }
        }
    }
}

/// A try that is counted.
pub struct Try(Vec<[u8; 32]>);

impl Try {
    /// Counts a try before it is made; refused, and not counted, while the account is locked for whoever tries.
    pub async fn begin(store: &Arc<Store>, trier: &Trier, user: &str, now: Moment) -> Result<Self> {
        let rules = store.district().district.rules.access.clone();
        let counters = trier.counters(user, &rules);
        let who = hex::encode(&account_key(user)[..6]);
        store
            .write(move |tx| {
                for (key, free) in &counters {
                    let (count, last) = tx.failures(key)?;
                    let locked = locked_minutes(count, *free, &rules, last, now);
                    if let Some(minutes) = locked {
                        return Err(Denial::new(Code::LockedOut).with("minutes", minutes).into());
                    }
                }
                for (key, free) in &counters {
                    let (count, _) = tx.failures(key)?;
                    tx.count_failure(key, now, now.plus_minutes(-FORGET_MINUTES))?;
                    if count + 1 == *free {
                        tx.audit(&Entry {
                            at: now,
                            who: who.clone(),
                            what: "locked_out",
                            ..Entry::default()
                        })?;
                    }
                }
                Ok(Try(counters.into_iter().map(|c| c.0).collect()))
            })
            .await
    }
    /// It went well: the counter of whoever tried begins again, and what all strangers share loses this one try.
    pub fn went_well(&self, tx: &Tx) -> Result<()> {
        let mut counters = self.0.iter();
        counters
            .next()
            .map_or(Ok(()), |own| tx.clear_failures(own))?;
        counters.try_for_each(|shared| tx.uncount_failure(shared))
    }
}

/// What an account is known by in counts and in the log: people type passwords into the name field.
pub fn account_key(user: &str) -> [u8; 32] {
    Sha256::digest(user.as_bytes()).into()
}

/// Minutes the account is still locked for; none when it is open. One minute after the last free failure, doubling from there.
fn locked_minutes(
    count: u32,
    free: u32,
    rules: &AccessRules,
    last: Moment,
    now: Moment,
) -> Option<i64> {
    if count < free {
        return None;
    }
    let longest = i64::from(rules.lock_minutes_max);
    let minutes = 1_i64
        .checked_shl(count - free)
        .map_or(longest, |m| m.clamp(1, longest));
    let left = last.plus_minutes(minutes).since(now);
    (left > 0).then(|| (left + 59_999) / 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_longer_each_time_and_opens_again() {
        let (at, rules) = (Moment(1_000_000), AccessRules::default());
        let locked = |count, now| locked_minutes(count, 5, &rules, at, now);
        assert_eq!(locked(4, at), None);
        assert_eq!(locked(5, at), Some(1));
        assert_eq!(locked(7, at), Some(4));
        assert_eq!(locked(5, at.plus_minutes(1)), None);
        assert_eq!(locked(40, at), Some(60));
        assert_eq!(locked(400, at), Some(60));
    }

    #[test]
    fn each_who_tries_has_a_counter_and_strangers_one_more() {
        let rules = AccessRules::default();
        let place = |n: u8| Trier::Stranger(Some(IpAddr::from([10, 0, 0, n])));
        let of = |trier: &Trier, user: &str| trier.counters(user, &rules);
        let (one, other) = (of(&place(1), "a"), of(&place(2), "a"));
        assert_ne!(one[0], other[0]);
        assert_eq!(one[1], other[1]);
        assert_eq!((one[0].1, one[1].1), (5, 50));
        for known in [
            Trier::Browser([1; 16]),
            Trier::Device(DeviceId::new("0102030405060708").unwrap()),
            Trier::Session,
        ] {
            let own = of(&known, "a");
            assert!(own.len() == 1 && !one.contains(&own[0]));
            assert_ne!(own, of(&known, "b"));
        }
    }
}
