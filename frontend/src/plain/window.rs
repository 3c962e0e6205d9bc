//! The part of a long list that is drawn: which rows, and where. Positions are CSS pixels.

use std::ops::Range;

/// Rows drawn at most, whatever the screen.
pub const MOST: usize = 60;
/// Rows drawn beyond each edge, so that a slow scroll shows no gap.
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
    /// The rows to draw.
    pub fn rows(&self) -> Range<usize> {
        let seen = self.seen();
        let from = seen.start.saturating_sub(AROUND);
        let until = (seen.end + AROUND).min(self.total);
        from..until.min(from + MOST)
    }
    /// Where the first drawn row begins inside what is scrolled.
    pub fn shift(&self) -> f64 {
        let first = self.rows().start as f64 * self.row;
        if self.ratio() > 1.0 {
            self.top + first - self.position()
        } else {
            first
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
        for total in [0, 1, 20, 1_000, 100_000, 1_000_000] {
            let end = (window(0.0, total).tall() - 800.0).max(0.0);
            for step in 0..=100 {
                let view = window(end * f64::from(step) / 100.0, total);
                let (seen, rows) = (view.seen(), view.rows());
                assert!(rows.len() <= MOST, "{view:?}");
                assert!(rows.start <= seen.start && seen.end <= rows.end);
                assert!(rows.end <= total);
            }
            // The last row can be reached.
            assert_eq!(window(end, total).seen().end, total);
        }
        let large = Window {
            height: 2_160.0,
            ..window(9_000.0, 100_000)
        };
        assert_eq!(large.rows().len(), MOST);
        assert!(large.rows().contains(&(large.seen().start)));
    }

    #[test]
    fn rows_lie_where_the_scrollbar_says() {
        let plain = window(36_000.0, 100_000);
        assert_eq!((plain.seen(), plain.shift()), (1_000..1_023, 994.0 * 36.0));
        // Squeezed, the first row in sight still begins at the frame's edge or just above it.
        let squeezed = window(4_000_000.0, 1_000_000);
        let first =
            squeezed.shift() + (squeezed.seen().start - squeezed.rows().start) as f64 * 36.0;
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
