//! Random histories of one ticket over several devices, roles, disconnections, clock skews and people at once. Each is told
//! by a seed; `SEED=n cargo test -p sync --test histories` tells that one again, `HISTORIES=n` sets how many.
//!
//! The level: real documents, real edits and rulings (`sync`, `model`), a pool and devices in memory. What they come to is
//! compared with a recomputation from the events alone (`machine`), which shares no code with `model::decide`.

#[path = "../../../model/tests/ground/mod.rs"]
mod ground;

mod device;
mod machine;
mod pool;
mod story;

use std::sync::atomic::{AtomicU64, Ordering};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn histories_come_to_what_their_events_say() {
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("HISTORIES").unwrap_or(1_500),
    };
    let (next, total) = (
        AtomicU64::new(seeds.start),
        std::sync::Mutex::new(story::Sum::default()),
    );
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut teller = story::Teller::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                        teller.tell(seed)
                    }));
                    match told {
                        Ok(sum) => total.lock().unwrap().add(&sum),
                        Err(why) => {
                            eprintln!(
                                "told again by: SEED={seed} cargo test -p sync --test histories"
                            );
                            std::panic::resume_unwind(why);
                        }
                    }
                }
            });
        }
    });
    let sum = total.into_inner().unwrap();
    println!("{sum:?}");
    if seeds.end - seeds.start >= 10_000 {
        sum.check();
    }
}
