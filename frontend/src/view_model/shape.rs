//! The shape of a mark on a map: what its colour says is said without colour too, by whoever draws it.

use crate::view_model::due::Tone;

/// Drawn around 0,0, as an SVG path; nothing reaches further than [`REACH`].
const DIAMOND: &str = "M0-15 15 0 0 15-15 0Z";
const SQUARE: &str = "M-11-11H11V11H-11Z";
const DISC: &str = "M-12 0A12 12 0 1 0 12 0A12 12 0 1 0-12 0Z";
const BAR: &str = "M-15-8H15V8H-15Z";
/// The shapes by rank, the most pressing first.
pub const SHAPES: [&str; 4] = [DIAMOND, SQUARE, DISC, BAR];
/// Half of the side of a square that holds any shape.
pub const REACH: i32 = 15;

/// The shape of a tone.
pub fn of(tone: Tone) -> &'static str {
    SHAPES[usize::from(tone.rank())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rank_has_a_shape_of_its_own() {
        let tones = [Tone::Sudden, Tone::Urgent, Tone::Calm, Tone::Wait];
        let shapes: std::collections::BTreeSet<_> = tones.map(of).into_iter().collect();
        assert_eq!(shapes.len(), 4);
        // 两个值 never stands on a map by itself: it is as pressing as its deadline.
        assert_eq!(of(Tone::Clash), of(Tone::Wait));
    }
}
