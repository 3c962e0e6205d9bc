//! Who listens for changes: a bounded number of seats, and what concerns one person alone. Notices carry topics only.

use api::Topic;
use model::{Code, Denial, UserName};
use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// Listeners at once.
const SEATS: usize = 1_000;
/// Listeners of one person at once: windows and tabs.
const SEATS_EACH: usize = 8;
/// Notices to persons that may wait for a slow listener; beyond, it reads its views again.
const WAITING: usize = 64;

/// Who listens.
pub struct Notices {
    seats: Mutex<BTreeMap<UserName, usize>>,
    personal: broadcast::Sender<(UserName, Topic)>,
    closing: watch::Sender<bool>,
}

impl Notices {
    /// Nobody listens yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Notices {
            seats: Mutex::default(),
            personal: broadcast::channel(WAITING).0,
            closing: watch::channel(false).0,
        })
    }
    /// Tells one person's windows to read something again.
    pub fn tell(&self, user: &UserName, topic: Topic) {
        // Nobody listening is no trouble.
        let _ = self.personal.send((user.clone(), topic));
    }
    /// Ends all listening.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }
    /// A seat for one more window of this person.
    pub fn sit(self: &Arc<Self>, user: &UserName) -> Result<Seat, Denial> {
        let mut seats = self.seats();
        let all: usize = seats.values().sum();
        let own = seats.get(user).copied().unwrap_or(0);
        if all >= SEATS || own >= SEATS_EACH {
            return Err(Code::TryLater.into());
        }
        seats.insert(user.clone(), own + 1);
        Ok(Seat {
            personal: self.personal.subscribe(),
            closing: self.closing.subscribe(),
            notices: self.clone(),
            user: user.clone(),
        })
    }
    fn seats(&self) -> MutexGuard<'_, BTreeMap<UserName, usize>> {
        self.seats.lock()
    }
}

/// One window that listens; given back when dropped.
pub struct Seat {
    notices: Arc<Notices>,
    user: UserName,
    personal: broadcast::Receiver<(UserName, Topic)>,
    closing: watch::Receiver<bool>,
}

impl Seat {
    /// Waits for the next topic that concerns this person; none when all listening ends.
    pub async fn next(&mut self) -> Option<Topic> {
        loop {
            tokio::select! {
                biased;
                _ = self.closing.wait_for(|closing| *closing) => return None,
                told = self.personal.recv() => match told {
                    Ok((user, topic)) if user == self.user => return Some(topic),
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => return Some(Topic::Views),
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.notices.seats();
        match seats.get_mut(&self.user) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(seats.remove(&self.user)),
        }
    }
}
