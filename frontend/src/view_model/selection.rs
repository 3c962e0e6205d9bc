//! Rows picked for doing something with several at once: one by one, or a stretch.

use model::TicketId;
use model::row::Row;
use std::collections::BTreeMap;

/// Tickets picked at most.
pub const MOST: usize = 200;

/// The picked rows, as they looked last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    rows: BTreeMap<TicketId, Row>,
    /// Where a stretch begins.
    from: Option<TicketId>,
}

impl Selection {
    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// Whether this one is picked.
    pub fn has(&self, id: &TicketId) -> bool {
        self.rows.contains_key(id)
    }
    /// All of them.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }
    /// Where a stretch begins.
    pub fn from(&self) -> Option<&TicketId> {
        self.from.as_ref()
    }
    /// Picks one, or puts it back; false when there are too many.
    pub fn turn(&mut self, row: &Row) -> bool {
        self.from = Some(row.id.clone());
        if self.rows.remove(&row.id).is_some() {
            return true;
        }
        self.add(row)
    }
    fn add(&mut self, row: &Row) -> bool {
        let fits = self.rows.len() < MOST || self.has(&row.id);
        if fits {
            self.rows.insert(row.id.clone(), row.clone());
        }
        fits
    }
    /// Picks a stretch besides what is picked; false when not all of it fits.
    pub fn stretch(&mut self, rows: &[&Row]) -> bool {
        rows.iter().all(|row| self.add(row))
    }
    /// Puts some back.
    pub fn drop(&mut self, ids: &[TicketId]) {
        self.rows.retain(|id, _| !ids.contains(id));
    }
    /// Takes in how a row looks now; true when that changed anything.
    pub fn learn(&mut self, row: &Row) -> bool {
        match self.rows.get_mut(&row.id) {
            Some(known) if known != row => {
                *known = row.clone();
                true
            }
            _ => false,
        }
    }
    /// Puts all back.
    pub fn clear(&mut self) {
        *self = Selection::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_row as row;

    #[test]
    fn rows_are_picked_put_back_and_stretched() {
        let rows: Vec<Row> = (0..300).map(row).collect();
        let all: Vec<&Row> = rows.iter().collect();
        let mut picked = Selection::default();
        assert!(picked.turn(&rows[3]) && picked.turn(&rows[9]) && picked.turn(&rows[9]));
        assert_eq!((picked.len(), picked.from()), (1, Some(&rows[9].id)));
        assert!(picked.stretch(&all[2..6]));
        assert_eq!(picked.len(), 4);
        assert!(!picked.stretch(&all), "a stretch too long is said");
        assert_eq!(picked.len(), MOST);
        picked.drop(&[rows[3].id.clone()]);
        assert!(!picked.has(&rows[3].id) && picked.has(&rows[2].id));
        let mut other = rows[2].clone();
        other.status = model::Status::Accepted;
        assert!(picked.learn(&other) && !picked.learn(&other) && !picked.learn(&rows[299]));
        picked.clear();
        assert!(picked.is_empty());
    }
}
