//! Random histories against the real pool: several tickets, people at desks and on devices, lines that break, clocks that are
//! off. Each is replayed from its seed.
//!
//! ```text
//! cargo test --workspace --exclude frontend --locked --test histories        as many as fit into ./x test
//! HISTORIES=10000 cargo test --release --workspace --exclude frontend --locked --test histories -- --nocapture
//!                                                                            all of them, with the figures
//! SEED=17 cargo test --workspace --exclude frontend --locked --test histories     one of them once more
//! ```
//!
//! - `tale` runs a history: `acts` says what a person would write, `cast` who they are.
//! - `pool` is the pool of the product, each history with a store of its own: the desk through `ingest::once`, the pool's own
//!   acts through `upkeep::run`, and behind `door` frames through `ingest::take_frame`, pages through `feed::pull`; the time
//!   is given.
//! - `bare` is a device without a store, with real frames and pages. In every 25th history all six devices are `tablet`s
//!   instead: the product's own, with encrypted store, rules on the spot and driver, over a line inside this process
//!   (`line`). They take some ten times as long, which is why the others do without.
//! - `machine` recomputes everything from the events alone; `compare` holds it against what the pool says, the pool against
//!   its devices, lists against documents, and looks for each void act at its author's.

mod acts;
mod album;
mod bare;
mod cast;
mod compare;
mod door;
mod duty;
mod line;
mod machine;
mod pool;
mod replica;
mod sum;
mod tablet;
mod tablets;
mod tale;
mod teller;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use sum::Sum;
use teller::Teller;

/// Run by default.
const FEW: u64 = 500;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn histories_come_to_what_their_events_say() {
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("HISTORIES").unwrap_or(FEW),
    };
    let (next, total) = (AtomicU64::new(seeds.start), Mutex::new(Sum::default()));
    // Each pool writes on a thread of its own, for which its teller waits.
    let tellers = 2 * std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..tellers {
            scope.spawn(|| {
                let mut teller = Teller::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    match catch_unwind(AssertUnwindSafe(|| teller.tell(seed))) {
                        Ok(sum) => total.lock().unwrap().add(&sum),
                        Err(why) => {
                            eprintln!("run again with SEED={seed}");
                            next.store(seeds.end, Ordering::Relaxed);
                            resume_unwind(why);
                        }
                    }
                }
            });
        }
    });
    let sum = total.into_inner().unwrap();
    sum.print();
    match seeds.end - seeds.start {
        10_000.. => sum.check(25),
        FEW.. => sum.check(1),
        _ => {}
    }
}
