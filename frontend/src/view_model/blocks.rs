//! A long list held in part: blocks of rows by their place, read by cursor one after another, or by a jump.

use api::TicketPage;
use model::TicketId;
use model::row::Row;
use std::collections::BTreeMap;
use std::ops::Range;

/// Rows read at once.
pub const BLOCK: usize = 100;
/// Blocks kept; the farthest from what is in sight are let go.
const KEPT: usize = 40;

#[derive(Debug, Clone)]
struct Block {
    rows: Vec<Row>,
    after: Option<String>,
    /// Something changed since it was read; it is shown until it is read again.
    stale: bool,
}

/// The list as far as it was read.
#[derive(Debug, Clone, Default)]
pub struct Blocks {
    blocks: BTreeMap<usize, Block>,
    total: usize,
}

impl Blocks {
    /// Rows in all, by the last answer.
    pub fn total(&self) -> usize {
        self.total
    }
    /// The row at a place.
    pub fn row(&self, index: usize) -> Option<&Row> {
        self.blocks.get(&(index / BLOCK))?.rows.get(index % BLOCK)
    }
    /// Where a ticket stands, as far as the list was read.
    pub fn find(&self, id: &TicketId) -> Option<usize> {
        self.blocks.iter().find_map(|(n, block)| {
            let at = block.rows.iter().position(|r| r.id == *id)?;
            Some(n * BLOCK + at)
        })
    }
    /// The block to read next: what is in sight first, then what comes after it.
    pub fn wanted(&self, seen: &Range<usize>, coming: &[usize]) -> Option<usize> {
        let last = self.total.saturating_sub(1) / BLOCK;
        let from = (seen.start / BLOCK).min(last);
        let until = (seen.end.saturating_sub(1).max(seen.start) / BLOCK).min(last);
        // A third of a block ahead, so that scrolling on finds rows there.
        let ahead = ((seen.end + BLOCK / 3) / BLOCK).min(last);
        let missing =
            |n: &usize| !coming.contains(n) && self.blocks.get(n).is_none_or(|block| block.stale);
        (from..=until).chain([ahead]).find(missing)
    }
    /// Cursor and offset with which a block is asked for.
    pub fn ask(&self, block: usize) -> (Option<String>, u32) {
        let before = self.blocks.range(..block).rev().find(|(_, b)| !b.stale);
        let (after, skipped) = match before {
            Some((
                n,
                Block {
                    after: Some(after), ..
                },
            )) => (Some(after.clone()), block - n - 1),
            _ => (None, block),
        };
        (after, u32::try_from(skipped * BLOCK).unwrap_or(u32::MAX))
    }
    /// Takes a block in.
    pub fn put(&mut self, block: usize, page: TicketPage) {
        self.total = usize::try_from(page.total).unwrap_or(usize::MAX);
        self.blocks.retain(|n, _| n * BLOCK < page.total as usize);
        let read = Block {
            rows: page.tickets,
            after: page.after,
            stale: false,
        };
        self.blocks.insert(block, read);
        while self.blocks.len() > KEPT {
            let far = |n: &usize| n.abs_diff(block);
            let Some(n) = self.blocks.keys().copied().max_by_key(far) else {
                break;
            };
            self.blocks.remove(&n);
        }
    }
    /// Something changed: rows stay on the screen until they are read again.
    pub fn age(&mut self) {
        self.blocks.values_mut().for_each(|b| b.stale = true);
    }
    /// Places from `from` to `until`, in whichever direction, as far as rows are there without a gap; from `until` back.
    pub fn between(&self, from: usize, until: usize) -> Vec<&Row> {
        let step = |n: usize| if from < until { until - n } else { until + n };
        (0..=from.abs_diff(until))
            .map_while(|n| self.row(step(n)))
            .collect()
    }
    /// The nearest row from `from` on that fits, else the nearest before it, as far as rows are there.
    pub fn nearest(&self, from: usize, fits: impl Fn(&Row) -> bool) -> Option<usize> {
        let fits = |n: &usize| self.row(*n).is_some_and(&fits);
        let below = (from..self.total).take_while(|n| self.row(*n).is_some());
        let above = (0..from).rev().take_while(|n| self.row(*n).is_some());
        below.chain(above).find(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_row as row;

    fn id(n: usize) -> TicketId {
        row(n).id
    }
    fn page(from: usize, total: usize) -> TicketPage {
        let until = (from + BLOCK).min(total);
        TicketPage {
            tickets: (from..until).map(row).collect(),
            after: (until < total).then(|| format!("after {until}")),
            total: total as u64,
        }
    }

    #[test]
    fn what_is_in_sight_is_read_first_and_by_cursor_where_one_is_known() {
        let mut list = Blocks::default();
        assert_eq!(list.wanted(&(0..0), &[]), Some(0));
        assert_eq!(list.ask(0), (None, 0));
        list.put(0, page(0, 100_000));
        assert_eq!((list.total(), list.wanted(&(0..30), &[])), (100_000, None));
        assert_eq!(list.wanted(&(50..80), &[]), Some(1));
        assert_eq!(list.ask(1), (Some("after 100".into()), 0));
        // A jump: from the last cursor known before it.
        assert_eq!(list.wanted(&(70_050..70_080), &[]), Some(700));
        assert_eq!(list.ask(700), (Some("after 100".into()), 69_900));
        assert_eq!(list.wanted(&(70_090..70_120), &[700]), Some(701));
        list.put(700, page(70_000, 100_000));
        assert_eq!(list.find(&id(70_003)), Some(70_003));
        assert_eq!(list.row(70_003).unwrap().id, id(70_003));
        assert!(list.row(500).is_none());
        // The end.
        assert_eq!(list.wanted(&(99_980..100_000), &[]), Some(999));
    }

    #[test]
    fn an_update_keeps_rows_until_they_are_read_again() {
        let mut list = Blocks::default();
        list.put(0, page(0, 250));
        list.put(1, page(100, 250));
        list.age();
        assert_eq!(list.row(120).unwrap().id, id(120));
        assert_eq!(list.wanted(&(110..130), &[]), Some(1));
        assert_eq!(
            list.ask(1),
            (None, 100),
            "a stale cursor counts for nothing"
        );
        list.put(1, page(100, 150));
        assert_eq!((list.total(), list.wanted(&(110..130), &[])), (150, None));
        // The list became shorter: nothing is left behind its end.
        list.put(0, page(0, 80));
        assert!(list.row(120).is_none());
    }

    #[test]
    fn only_some_blocks_are_kept() {
        let mut list = Blocks::default();
        for n in 0..200 {
            list.put(n, page(n * BLOCK, 20_000));
        }
        assert_eq!(list.blocks.len(), KEPT);
        assert!(list.row(19_999).is_some() && list.row(0).is_none());
    }

    #[test]
    fn ranges_and_neighbours_stop_at_gaps() {
        let mut list = Blocks::default();
        list.put(0, page(0, 1_000));
        list.put(2, page(200, 1_000));
        let ids = |rows: Vec<&Row>| rows.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(list.between(3, 5)), [id(5), id(4), id(3)]);
        assert_eq!(ids(list.between(5, 3)), [id(3), id(4), id(5)]);
        assert_eq!(ids(list.between(50, 202)), [id(202), id(201), id(200)]);
        let at = |from, wanted: usize| list.nearest(from, |r| r.id == id(wanted));
        assert_eq!((at(7, 9), at(7, 2), at(7, 7)), (Some(9), Some(2), Some(7)));
        assert_eq!((at(8, 7), at(7, 250)), (Some(7), None));
    }
}
