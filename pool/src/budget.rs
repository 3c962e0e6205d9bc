//! What devices and people brought in this hour and on this day, against the budgets of the rule pack. Kept in memory: a pool
//! that starts again begins to count again.

use model::person::Person;
use model::rulepack::budgets::{Allowance, Budget, Budgets};
use model::{Code, Denial, DeviceId, Moment, UserName};
use parking_lot::Mutex;
use std::collections::HashMap;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Something brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brought {
    /// Frames and pulls.
    pub frames: u64,
    /// Edits and side records.
    pub edits: u64,
    /// New tickets.
    pub captures: u64,
    /// Acts without effect.
    pub voids: u64,
    pub photos: u64,
    pub bytes: u64,
    /// Times a reporter was looked for.
    pub seeks: u64,
}

/// Who brings it.
#[derive(Debug, Clone, Copy)]
pub struct Bearer<'a> {
    /// None at the desk.
    pub device: Option<&'a DeviceId>,
    pub user: &'a UserName,
}

impl<'a> Bearer<'a> {
    /// A person, through a device or at the desk.
    pub fn new(device: Option<&'a DeviceId>, person: &'a Person) -> Self {
        let user = &person.user;
        Bearer { device, user }
    }
}

/// More than a budget allows for now.
#[derive(Debug, PartialEq, Eq)]
pub struct Spent {
    /// With the minutes to wait.
    pub denial: Denial,
    /// The first time in this hour: worth a line in the audit log, once.
    pub first: bool,
}

/// What everybody brought.
#[derive(Default)]
pub struct Accounts(Mutex<HashMap<Key, Account>>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Device(DeviceId),
    Person(UserName),
}

#[derive(Debug, Clone, Copy, Default)]
struct Account {
    hour: (i64, Sums),
    day: (i64, Sums),
    /// The hour in which a refusal was told.
    told: Option<i64>,
}

type Sums = [u64; 7];
const EDITS: usize = 1;
const VOIDS: usize = 3;

fn sums(brought: &Brought) -> Sums {
    [
        brought.frames,
        brought.edits,
        brought.captures,
        brought.voids,
        brought.photos,
        brought.bytes,
        brought.seeks,
    ]
}

fn allowances(budget: &Budget) -> [Allowance; 7] {
    let bytes = |megabytes: u64| megabytes.saturating_mul(1_000_000);
    [
        budget.frames,
        budget.edits,
        budget.captures,
        budget.voids,
        budget.photos,
        Allowance {
            hour: bytes(budget.megabytes.hour),
            day: bytes(budget.megabytes.day),
        },
        budget.seeks,
    ]
}

impl Account {
    fn turn(&mut self, now: Moment) {
        for (window, length) in [(&mut self.hour, HOUR), (&mut self.day, DAY)] {
            let present = now.0.div_euclid(length);
            if window.0 != present {
                *window = (present, Sums::default());
            }
        }
    }

    /// When there is room again, if there is none for this. What is larger than a whole budget passes once it is untouched, so
    /// that nothing waits for ever.
    fn full_until(&self, more: &Sums, budget: &Budget) -> Option<i64> {
        let limits = allowances(budget);
        let ends = (0..more.len()).flat_map(|i| {
            let over = |(window, sums): &(i64, Sums), max: u64, length: i64| {
                let used = sums[i];
                // Acts without effect are found only afterwards: whoever used them up brings no edits for now.
                let over = match i {
                    VOIDS => more[EDITS] > 0 && used >= max,
                    _ => more[i] > 0 && used > 0 && used.saturating_add(more[i]) > max,
                };
                over.then_some((window + 1) * length)
            };
            let hour = over(&self.hour, limits[i].hour, HOUR);
            [hour, over(&self.day, limits[i].day, DAY)]
        });
        ends.flatten().max()
    }

    fn add(&mut self, more: &Sums) {
        for sums in [&mut self.hour.1, &mut self.day.1] {
            sums.iter_mut()
                .zip(more)
                .for_each(|(sum, n)| *sum = sum.saturating_add(*n));
        }
    }
}

impl Accounts {
    /// Counts what is brought, or says how long to wait; then nothing is counted.
    pub fn charge(
        &self,
        budgets: &Budgets,
        bearer: Bearer,
        brought: &Brought,
        now: Moment,
    ) -> Result<(), Spent> {
        let more = sums(brought);
        let mut accounts = self.0.lock();
        let parts = parts(budgets, bearer);
        let mut until = None;
        for (key, budget) in &parts {
            let account = accounts.entry(key.clone()).or_default();
            account.turn(now);
            until = until.max(account.full_until(&more, budget));
        }
        let keys = parts.iter().map(|(key, _)| key);
        let Some(until) = until else {
            for key in keys {
                if let Some(account) = accounts.get_mut(key) {
                    account.add(&more);
                }
            }
            return Ok(());
        };
        let hour = now.0.div_euclid(HOUR);
        let mut first = false;
        for key in keys {
            if let Some(account) = accounts.get_mut(key) {
                first |= account.told.replace(hour) != Some(hour);
            }
        }
        let minutes = (until - now.0 + 59_999) / 60_000;
        let code = match brought.seeks {
            0 => Code::BudgetSpent,
            _ => Code::SeeksSpent,
        };
        let denial = Denial::new(code).with("minutes", minutes);
        Err(Spent { denial, first })
    }

    /// Counts what turned out only afterwards.
    pub fn note(&self, bearer: Bearer, brought: &Brought, now: Moment) {
        let more = sums(brought);
        let mut accounts = self.0.lock();
        for (key, _) in parts(&Budgets::default(), bearer) {
            let account = accounts.entry(key).or_default();
            account.turn(now);
            account.add(&more);
        }
    }
}

fn parts(budgets: &Budgets, bearer: Bearer) -> Vec<(Key, Budget)> {
    let device = bearer
        .device
        .map(|d| (Key::Device(d.clone()), budgets.device));
    let person = (Key::Person(bearer.user.clone()), budgets.person);
    device.into_iter().chain([person]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment(1_795_392_000_000);

    fn edits(edits: u64) -> Brought {
        Brought {
            edits,
            ..Brought::default()
        }
    }

    #[test]
    fn an_honest_shift_passes_and_a_flood_waits_for_its_hour() {
        let accounts = Accounts::default();
        let budgets = Budgets::default();
        let user: UserName = "yan_shi".parse().unwrap();
        let (one, two) = ("00000000000000aa", "00000000000000bb");
        let (one, two) = (DeviceId::new(one).unwrap(), DeviceId::new(two).unwrap());
        let charge = |device: Option<&DeviceId>, brought: Brought, minutes: i64| {
            let bearer = Bearer {
                device,
                user: &user,
            };
            let now = NOON.plus_minutes(minutes);
            accounts.charge(&budgets, bearer, &brought, now)
        };
        let shift = Brought {
            frames: 8,
            edits: 2_000,
            captures: 500,
            voids: 0,
            photos: 1_500,
            bytes: 1_500_000_000,
            seeks: 0,
        };
        assert_eq!(charge(Some(&one), shift, 0), Ok(()));
        assert_eq!(charge(Some(&one), edits(6_000), 0), Ok(()));
        let spent = charge(Some(&one), edits(1), 10).unwrap_err();
        assert_eq!(spent.denial.code, Code::BudgetSpent);
        assert_eq!(spent.denial.params["minutes"], "50");
        assert!(spent.first);
        assert!(!charge(Some(&one), edits(1), 20).unwrap_err().first);
        // Another device of the same person has its own part, up to the person's.
        assert_eq!(charge(Some(&two), edits(8_000), 20), Ok(()));
        assert!(charge(None, edits(1), 20).is_err());
        // With the next hour there is room again, until the day's is used up.
        assert_eq!(charge(Some(&one), edits(1), 61), Ok(()));
    }

    #[test]
    fn acts_without_effect_are_counted_when_they_are_found() {
        let (accounts, budgets) = (Accounts::default(), Budgets::default());
        let user: UserName = "yan_shi".parse().unwrap();
        let bearer = Bearer {
            device: None,
            user: &user,
        };
        let voids = Brought {
            voids: budgets.person.voids.hour,
            ..Brought::default()
        };
        assert_eq!(accounts.charge(&budgets, bearer, &edits(1), NOON), Ok(()));
        accounts.note(bearer, &voids, NOON);
        assert!(accounts.charge(&budgets, bearer, &edits(1), NOON).is_err());
        let pull = Brought {
            frames: 1,
            ..Brought::default()
        };
        assert_eq!(accounts.charge(&budgets, bearer, &pull, NOON), Ok(()));
    }

    #[test]
    fn reporters_are_looked_for_so_often_and_no_more() {
        let (accounts, budgets) = (Accounts::default(), Budgets::default());
        let user: UserName = "chen_jing".parse().unwrap();
        let bearer = Bearer {
            device: None,
            user: &user,
        };
        let seek = Brought {
            seeks: 1,
            ..Brought::default()
        };
        let all = budgets.person.seeks;
        let passed = |from: Moment| {
            let tries = 0..2 * all.day;
            let tries = tries.map(|_| accounts.charge(&budgets, bearer, &seek, from));
            tries.take_while(Result::is_ok).count() as u64
        };
        assert_eq!(passed(NOON), all.hour);
        let spent = accounts.charge(&budgets, bearer, &seek, NOON).unwrap_err();
        assert_eq!(spent.denial.code, Code::SeeksSpent);
        assert_eq!(spent.denial.params["minutes"], "60");
        // Everything else goes on, and the hours come to the day's allowance.
        assert_eq!(accounts.charge(&budgets, bearer, &edits(1), NOON), Ok(()));
        let hours = (1..8).map(|hour| passed(NOON.plus_minutes(60 * hour)));
        assert_eq!(all.hour + hours.sum::<u64>(), all.day);
    }

    #[test]
    fn what_is_larger_than_a_budget_passes_alone() {
        let (accounts, budgets) = (Accounts::default(), Budgets::default());
        let user: UserName = "yan_shi".parse().unwrap();
        let bearer = Bearer {
            device: None,
            user: &user,
        };
        let flood = edits(1_000_000);
        assert_eq!(accounts.charge(&budgets, bearer, &flood, NOON), Ok(()));
        assert!(accounts.charge(&budgets, bearer, &edits(1), NOON).is_err());
        assert_eq!(accounts.charge(&budgets, bearer, &edits(0), NOON), Ok(()));
    }
}
