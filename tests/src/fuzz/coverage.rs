//! Which code an input reached, from the counters that the compiler puts in with `-Cpasses=sancov-module`. Without them nothing
//! is reached, and mutation goes on by chance alone.
#![allow(unsafe_code)] // The compiler hands the counters over as raw memory, once, before `main`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};

/// Start and length of each crate's counters.
static COUNTERS: Mutex<Vec<&'static [AtomicU8]>> = Mutex::new(Vec::new());

/// Called by the compiler's own start-up code for each part of the program.
///
/// # Safety
/// `start` to `end` are counters that live as long as the program; nobody but the instrumented code writes them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __sanitizer_cov_8bit_counters_init(
    start: *const AtomicU8,
    end: *const AtomicU8,
) {
    let length = (end as usize).saturating_sub(start as usize);
    if length == 0 {
        return;
    }
    // SAFETY: see above; an atomic byte has a byte's layout.
    let counters = unsafe { std::slice::from_raw_parts(start, length) };
    if let Ok(mut all) = COUNTERS.lock()
        && !all.iter().any(|known| std::ptr::eq(known.as_ptr(), start))
    {
        all.push(counters);
    }
}

/// What has been reached so far, in steps of how often.
pub struct Reached {
    seen: Vec<u8>,
}

impl Reached {
    /// Nothing yet; none when the program was built without counters.
    pub fn new() -> Option<Self> {
        let all = COUNTERS.lock().ok()?;
        let length: usize = all.iter().map(|part| part.len()).sum();
        (length > 0).then(|| Reached {
            seen: vec![0; length],
        })
    }
    /// Forgets what ran before the next input.
    pub fn begin(&self) {
        if let Ok(all) = COUNTERS.lock() {
            all.iter()
                .flat_map(|part| part.iter())
                .for_each(|c| c.store(0, Ordering::Relaxed));
        }
    }
    /// Whether the input that ran since [`Self::begin`] reached what none before it did.
    pub fn is_new(&mut self) -> bool {
        let Ok(all) = COUNTERS.lock() else {
            return false;
        };
        let counts = all.iter().flat_map(|part| part.iter());
        let mut new = false;
        for (seen, count) in self.seen.iter_mut().zip(counts) {
            let count = count.load(Ordering::Relaxed);
            if count == 0 {
                continue;
            }
            let step = step(count);
            new |= *seen & step == 0;
            *seen |= step;
        }
        new
    }
    /// How many places were reached at all.
    pub fn count(&self) -> usize {
        self.seen.iter().filter(|seen| **seen != 0).count()
    }
}

/// A bit for once, twice, 3, 4 to 7, 8 to 15, 16 to 31, up to 127, more.
fn step(count: u8) -> u8 {
    match count {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        4..=7 => 8,
        8..=15 => 16,
        16..=31 => 32,
        32..=127 => 64,
        128.. => 128,
    }
}
