//! The part of a long list that is drawn: which rows, and where. Positions are CSS pixels.

use std::ops::Range;

/// Rows drawn at most, whatever the screen.
pub const MOST: usize = 60;
/// Rows drawn beyond each edge where there is room for them, so that a slow scroll shows no gap.
const AROUND: usize = 6;
/// Browsers lose precision far above this height; longer lists are squeezed into it.
const TALLEST: f64 = 8_000_000.0;

/// A list seen through its frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Window {
    /// How far the frame is scrolled.
    pub top: f64,
    /// Height of the frame that shows rows.
    pub height: f64,
    /// Height of one row.
    pub row: f64,
    /// Rows in all.
    pub total: usize,
}

impl Window {
    fn whole(&self) -> f64 {
        self.total as f64 * self.row
    }
    /// Height of what is scrolled.
    pub fn tall(&self) -> f64 {
        self.whole().min(TALLEST)
    }
    /// Pixels of list per pixel of scrolling; 1 unless the list is squeezed.
    fn ratio(&self) -> f64 {
        let (whole, tall) = (self.whole() - self.height, self.tall() - self.height);
        if tall > 0.0 && whole > tall {
            whole / tall
        } else {
            1.0
        }
    }
    /// Where in the unsqueezed list the frame begins.
    fn position(&self) -> f64 {
        (self.top * self.ratio())
            .min((self.whole() - self.height).max(0.0))
            .max(0.0)
    }
    /// The rows in sight, even partly.
    pub fn seen(&self) -> Range<usize> {
        if self.row <= 0.0 {
            return 0..0;
        }
        let from = (self.position() / self.row) as usize;
        let until = ((self.position() + self.height) / self.row).ceil() as usize;
        from.min(self.total)..until.min(self.total)
    }
    /// Rows drawn at once, wherever the frame stands: each of them has a slot, in which one row follows the other.
    pub fn slots(&self) -> usize {
        if self.row <= 0.0 {
            return 0;
        }
        (self.fits() + 2 * AROUND).min(MOST).min(self.total)
    }
    /// Rows in sight at most, two of them partly.
    fn fits(&self) -> usize {
        (self.height / self.row).ceil() as usize + 1
    }
    /// The rows to draw, as many as there are slots.
    pub fn rows(&self) -> Range<usize> {
        let slots = self.slots();
        if slots == 0 {
            return 0..0;
        }
        let around = slots.saturating_sub(self.fits()) / 2;
        let from = self.seen().start.saturating_sub(around);
        let from = from.min(self.total - slots);
        from..from + slots
    }
    /// The row that stands in a slot; it stays there for as long as it is drawn.
    pub fn row_in(&self, slot: usize) -> usize {
        let (first, slots) = (self.rows().start, self.slots().max(1));
        first + (slot + slots - first % slots) % slots
    }
    /// Where a row begins inside what is scrolled.
    pub fn top_of(&self, index: usize) -> f64 {
        let from = index as f64 * self.row;
        if self.ratio() > 1.0 {
            self.top + from - self.position()
        } else {
            from
        }
    }
    /// Where to scroll so that a row is wholly in sight; none when it is already.
    pub fn reveal(&self, index: usize) -> Option<f64> {
        let (from, now) = (index as f64 * self.row, self.position());
        let goal = if from < now {
            from
        } else if from + self.row > now + self.height {
            from + self.row - self.height
        } else {
            return None;
        };
        Some(goal / self.ratio())
    }
    /// Where to scroll so that rows stay where they are when `rows` more (or fewer) come before them.
    pub fn moved(&self, rows: i64) -> f64 {
        (self.top + rows as f64 * self.row / self.ratio()).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(top: f64, total: usize) -> Window {
        Window {
            top,
            height: 800.0,
            row: 36.0,
            total,
        }
    }

    #[test]
    fn few_rows_are_drawn_however_long_the_list() {
        // The last height is that of a frame on a screen of 2160 pixels.
        for (height, total) in [0, 1, 20, 1_000, 100_000, 1_000_000]
            .into_iter()
            .flat_map(|total| [(0.0, total), (800.0, total), (1_960.0, total)])
        {
            let at = |top| Window {
                height,
                ..window(top, total)
            };
            let end = (at(0.0).tall() - height).max(0.0);
            for step in 0..=100 {
                let view = at(end * f64::from(step) / 100.0);
                let (seen, rows) = (view.seen(), view.rows());
                assert!(rows.len() <= MOST, "{view:?}");
                assert!(rows.start <= seen.start && seen.end <= rows.end, "{view:?}");
                assert!(rows.end <= total);
                assert_eq!(rows.len(), view.slots());
            }
            // The last row can be reached.
            assert!(height == 0.0 || at(end).seen().end == total);
        }
    }

    #[test]
    fn a_row_keeps_its_slot_while_it_is_drawn() {
        let mut before: Vec<usize> = Vec::new();
        for step in 0..2_000 {
            let view = window(f64::from(step) * 7.0, 300);
            let now: Vec<usize> = (0..view.slots()).map(|slot| view.row_in(slot)).collect();
            let mut sorted = now.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, view.rows().collect::<Vec<_>>());
            let stayed = before.iter().filter(|row| view.rows().contains(row));
            for row in stayed {
                let slot = |all: &[usize]| all.iter().position(|r| r == row);
                assert_eq!(slot(&now), slot(&before), "row {row} at {step}");
            }
            before = now;
        }
    }

    #[test]
    fn rows_lie_where_the_scrollbar_says() {
        let plain = window(36_000.0, 100_000);
        assert_eq!(
            (plain.seen(), plain.top_of(994)),
            (1_000..1_023, 994.0 * 36.0)
        );
        // Squeezed, the first row in sight still begins at the frame's edge or just above it.
        let squeezed = window(4_000_000.0, 1_000_000);
        let first = squeezed.top_of(squeezed.seen().start);
        assert!(
            first <= squeezed.top && squeezed.top - first < 36.0,
            "{first}"
        );
    }

    #[test]
    fn a_row_out_of_sight_is_revealed_and_one_in_sight_is_left() {
        for total in [100_000, 1_000_000] {
            let view = window(50_000.0, total);
            let seen = view.seen();
            assert_eq!(view.reveal(seen.start + 3), None);
            for index in [0, seen.start - 1, seen.end + 5, total - 1] {
                let top = view.reveal(index).unwrap();
                let after = Window { top, ..view };
                assert!(after.seen().contains(&index), "{index} {after:?}");
            }
        }
        assert_eq!(window(720.0, 500).moved(2), 792.0);
        assert_eq!(window(36.0, 500).moved(-4), 0.0);
    }
}
