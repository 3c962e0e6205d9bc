//! What a person in front of a page waits for, measured in the page itself by [`PROBE`]: frames while a list scrolls,
//! characters that are typed, drafts that are kept, an issue captured by taps alone.

mod capture;
mod drafts;
mod frames;
mod strokes;

pub use capture::{Course, End, Place, capture};
pub use drafts::drafts;
pub use frames::{Frames, scroll};
pub use strokes::strokes;

/// Put into a page before it begins (Chromium) or once it is there (the window).
pub const PROBE: &str = include_str!("page/probe.js");

/// How many times slower Chromium's processor is made.
pub const SLOWER: f64 = 6.0;

/// Of these values the one that so many percent do not exceed.
pub fn share(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values
        .get((values.len() * percent / 100).min(last))
        .copied()
        .unwrap_or(f64::NAN)
}
