//! What stands before anybody is known: lines, addresses, turns and bodies. Of people it knows no more than that somebody
//! showed a token that stands; whoever did not is a stranger, and strangers make room first.

mod acceptor;
mod body;
mod line;
mod lines;
mod source;
mod stream;
mod throttle;
mod turns;

pub use acceptor::Acceptor;
pub use body::{Paced, is_slow};
pub use line::{Line, Running};
pub use lines::Lines;
pub use source::{Gateways, Source};
pub use throttle::{Rate, Throttle};
pub use turns::{Turn, Turns};

use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// How much may wait at the threshold, and how long. These are figures of the machine, not of the district.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A new line brings its first whole head within this.
    pub head: Duration,
    /// A line on which nothing is asked ends after this; a later head has as long.
    pub idle: Duration,
    /// An answer of which nothing is taken off ends the line after this.
    pub stall: Duration,
    /// How fast a body comes.
    pub pace: Pace,
    /// Lines in all.
    pub lines: usize,
    /// Lines of strangers from one address.
    pub lines_per_address: usize,
    /// Lines of one person or device.
    pub lines_per_person: usize,
    /// Requests of strangers that are answered at once.
    pub strangers: usize,
    /// Of these from one address. As many tokens not seen before are looked up at once.
    pub strangers_per_address: usize,
    /// Requests of known people and devices that are answered at once; more of them wait.
    pub known: usize,
    /// Of one person or device, waiting ones included.
    pub known_per_person: usize,
    /// A known request waits this long for its turn.
    pub wait: Duration,
    /// Sign-ins by browsers that were not here before.
    pub sign_ins: Rate,
    /// Enrolments.
    pub enrols: Rate,
}

/// How fast a body comes: not only all of it in time, but each part.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Longest silence between two parts.
    pub gap: Duration,
    /// No pace is asked for before.
    pub grace: Duration,
    /// Bytes a second on the whole, after that.
    pub bytes: u64,
    /// All of it, at the longest.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(60),
            pace: Pace {
                gap: Duration::from_secs(20),
                grace: Duration::from_secs(20),
                // A village's worst line still brings a photo of 400 KB in under seven minutes.
                bytes: 1_000,
                total: Duration::from_secs(900),
            },
            lines: 4_096,
            lines_per_address: 128,
            lines_per_person: 256,
            strangers: 64,
            strangers_per_address: 32,
            known: 256,
            known_per_person: 128,
            wait: Duration::from_secs(10),
            sign_ins: Rate {
                // A street office's first morning comes from one address; accounts have counters of their own.
                burst: 600,
                per_minute: 120,
                burst_in_all: 1_200,
                per_minute_in_all: 1_200,
            },
            enrols: Rate {
                burst: 40,
                per_minute: 20,
                burst_in_all: 300,
                per_minute_in_all: 120,
            },
        }
    }
}

/// The threshold of one pool.
pub struct Threshold {
    pub limits: Arc<Limits>,
    /// Open lines.
    pub lines: Arc<Lines>,
    /// Requests that are being answered.
    pub turns: Turns,
    /// Paces sign-ins.
    pub sign_ins: Throttle,
    /// Paces enrolments.
    pub enrols: Throttle,
    /// Whose word on addresses is taken.
    pub gateways: Gateways,
    /// Served over TLS by the pool itself.
    pub tls: bool,
    /// Hashes of tokens that stood when they were last shown: looking them up again waits for no stranger.
    seen: Mutex<HashSet<[u8; 32]>>,
}

/// Tokens remembered.
const SEEN: usize = 50_000;

impl Threshold {
    /// A threshold with these limits.
    pub fn new(limits: Limits, gateways: Gateways, tls: bool) -> Self {
        let limits = Arc::new(limits);
        Threshold {
            lines: Lines::new(limits.clone(), gateways.clone()),
            turns: Turns::new(&limits),
            sign_ins: Throttle::new(limits.sign_ins),
            enrols: Throttle::new(limits.enrols),
            gateways,
            tls,
            seen: Mutex::default(),
            limits,
        }
    }
    /// Whether a token stood when it was last shown.
    pub fn has_seen(&self, token: &[u8; 32]) -> bool {
        self.seen.lock().contains(token)
    }
    /// A token was shown, and stands or does not.
    pub fn see(&self, token: [u8; 32], stands: bool) {
        let mut seen = self.seen.lock();
        if !stands {
            seen.remove(&token);
            return;
        }
        if seen.len() >= SEEN {
            seen.clear();
        }
        seen.insert(token);
    }
}
