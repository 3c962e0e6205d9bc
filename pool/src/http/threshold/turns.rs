//! Requests that are answered at once. Strangers have few turns and do not wait; whoever is known has many and waits.

use super::Limits;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The turns of a pool.
pub struct Turns {
    strangers: Counts<Option<IpAddr>>,
    lookups: Counts<Option<IpAddr>>,
    people: Counts<String>,
    known: Arc<Semaphore>,
    wait: Duration,
}

/// A turn, given back when it is dropped.
pub struct Turn {
    _count: Box<dyn Send + Sync>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Nobody's turn yet.
    pub fn new(limits: &Limits) -> Self {
        Turns {
            strangers: Counts::new(limits.strangers, limits.strangers_per_address),
            lookups: Counts::new(limits.strangers, limits.strangers_per_address),
            people: Counts::new(usize::MAX, limits.known_per_person),
            known: Arc::new(Semaphore::new(limits.known)),
            wait: limits.wait,
        }
    }
    /// A stranger's turn, at once or not at all.
    pub fn stranger(&self, place: Option<IpAddr>) -> Option<Turn> {
        Some(Turn {
            _count: Box::new(self.strangers.take(place)?),
            _place: None,
        })
    }
    /// The turn of a token that was not seen before and is looked up, at once or not at all: it takes none from requests.
    pub fn lookup(&self, place: Option<IpAddr>) -> Option<Turn> {
        Some(Turn {
            _count: Box::new(self.lookups.take(place)?),
            _place: None,
        })
    }
    /// A known person's or device's turn; waits a while when all are taken.
    pub async fn known(&self, person: &str) -> Option<Turn> {
        let count = self.people.take(person.to_string())?;
        let place = tokio::time::timeout(self.wait, self.known.clone().acquire_owned());
        Some(Turn {
            _count: Box::new(count),
            _place: Some(place.await.ok()?.ok()?),
        })
    }
}

struct Counts<K> {
    held: Arc<Mutex<(usize, HashMap<K, usize>)>>,
    all: usize,
    each: usize,
}

struct Count<K: Hash + Eq> {
    held: Arc<Mutex<(usize, HashMap<K, usize>)>>,
    key: K,
}

impl<K: Hash + Eq + Clone> Counts<K> {
    fn new(all: usize, each: usize) -> Self {
        Counts {
            held: Arc::default(),
            all,
            each,
        }
    }
    fn take(&self, key: K) -> Option<Count<K>> {
        let mut held = self.held.lock();
        let own = held.1.get(&key).copied().unwrap_or(0);
        if held.0 >= self.all || own >= self.each {
            return None;
        }
        held.0 += 1;
        held.1.insert(key.clone(), own + 1);
        Some(Count {
            held: self.held.clone(),
            key,
        })
    }
}

impl<K: Hash + Eq> Drop for Count<K> {
    fn drop(&mut self) {
        let mut held = self.held.lock();
        held.0 = held.0.saturating_sub(1);
        if let Some(own) = held.1.get_mut(&self.key) {
            *own -= 1;
            if *own == 0 {
                held.1.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn strangers_are_sent_away_and_known_people_wait() {
        let turns = Turns::new(&Limits {
            strangers: 3,
            strangers_per_address: 2,
            known: 1,
            known_per_person: 2,
            ..Limits::default()
        });
        let place = |n: u8| Some(IpAddr::from([10, 0, 0, n]));
        let mut held: Vec<Turn> = (0..2).map(|_| turns.stranger(place(1)).unwrap()).collect();
        assert!(turns.stranger(place(1)).is_none(), "one address");
        held.push(turns.stranger(place(2)).unwrap());
        assert!(turns.stranger(place(3)).is_none(), "in all");
        // Strangers take no officer's turn.
        let first = turns.known("officer").await.unwrap();
        let waits = async {
            let second = turns.known("officer").await;
            assert!(second.is_some());
        };
        let ends = async {
            assert!(turns.known("officer").await.is_none(), "one person");
            drop(first);
        };
        tokio::join!(waits, ends);
        held.pop();
        assert!(turns.stranger(place(3)).is_some());
        assert!(turns.people.held.lock().1.is_empty());
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let turns = Turns::new(&Limits {
            known: 1,
            wait: Duration::from_millis(10),
            ..Limits::default()
        });
        let _first = turns.known("a").await.unwrap();
        assert!(turns.known("b").await.is_none());
    }
}
