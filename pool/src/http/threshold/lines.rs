//! The open lines. When there are too many, the oldest stranger's ends: an officer's new line says within one round trip
//! whose it is, and then stays.

use super::source::near;
use super::{Gateways, Limits, Line};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

/// The open lines of a pool.
pub struct Lines {
    limits: Arc<Limits>,
    gateways: Gateways,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    next: u64,
    open: BTreeMap<u64, Entry>,
    /// The strangers among them, oldest first.
    strangers: BTreeSet<u64>,
    by_address: HashMap<IpAddr, BTreeSet<u64>>,
    by_person: HashMap<String, BTreeSet<u64>>,
}

struct Entry {
    line: Arc<Line>,
    /// Whose it was shown to be.
    person: Option<String>,
}

/// A line's place among the open ones, given back when it is dropped.
pub struct Seat {
    pub(super) line: Arc<Line>,
    lines: Arc<Lines>,
}

impl Lines {
    /// No line yet.
    pub fn new(limits: Arc<Limits>, gateways: Gateways) -> Arc<Self> {
        Arc::new(Lines {
            limits,
            gateways,
            book: Mutex::default(),
        })
    }
    /// How many are open.
    pub fn count(&self) -> usize {
        self.book.lock().open.len()
    }
    /// Takes a new line in; strangers make room. None when no stranger is left to make it.
    pub(super) fn open(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut book = self.book.lock();
        // What a gateway brings is many people's: it is neither bounded by address nor sent away for others.
        let through = self.gateways.trusts(address);
        let home = near(address);
        if !through {
            let here = book.by_address.get(&home).map_or(0, BTreeSet::len);
            if here >= self.limits.lines_per_address {
                let oldest = book.by_address.get(&home).and_then(|s| s.first().copied());
                book.end(oldest?);
            }
        }
        if book.open.len() >= self.limits.lines {
            let oldest = book.strangers.first().copied();
            book.end(oldest?);
        }
        let id = book.next;
        book.next += 1;
        let line = Line::new(id, address);
        if !through {
            book.strangers.insert(id);
            book.by_address.entry(home).or_default().insert(id);
        }
        let entry = Entry {
            line: line.clone(),
            person: None,
        };
        book.open.insert(id, entry);
        Some(Seat {
            line,
            lines: self.clone(),
        })
    }
    /// Somebody showed on this line a token that stands. One who holds too many lines loses the oldest.
    pub fn known(&self, line: &Line, person: &str) {
        if self.gateways.trusts(line.address) {
            return;
        }
        let mut book = self.book.lock();
        let Some(entry) = book.open.get_mut(&line.id) else {
            return;
        };
        if entry.person.as_deref() == Some(person) {
            return;
        }
        let before = entry.person.replace(person.to_string());
        if let Some(before) = before {
            book.leave(&before, line.id);
        }
        book.strangers.remove(&line.id);
        book.leave_address(near(line.address), line.id);
        let held = book.by_person.entry(person.to_string()).or_default();
        held.insert(line.id);
        if held.len() > self.limits.lines_per_person
            && let Some(oldest) = held.first().copied()
        {
            book.end(oldest);
        }
    }
}

impl Book {
    fn end(&mut self, id: u64) {
        if let Some(entry) = self.take(id) {
            entry.line.end();
        }
    }
    fn take(&mut self, id: u64) -> Option<Entry> {
        let entry = self.open.remove(&id)?;
        self.strangers.remove(&id);
        self.leave_address(near(entry.line.address), id);
        if let Some(person) = &entry.person {
            self.leave(person, id);
        }
        Some(entry)
    }
    fn leave(&mut self, person: &str, id: u64) {
        if let Some(held) = self.by_person.get_mut(person) {
            held.remove(&id);
            if held.is_empty() {
                self.by_person.remove(person);
            }
        }
    }
    fn leave_address(&mut self, home: IpAddr, id: u64) {
        if let Some(held) = self.by_address.get_mut(&home) {
            held.remove(&id);
            if held.is_empty() {
                self.by_address.remove(&home);
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.lines.book.lock().take(self.line.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(all: usize, per_address: usize, gateways: &[&str]) -> Arc<Lines> {
        let limits = Limits {
            lines: all,
            lines_per_address: per_address,
            lines_per_person: 2,
            ..Limits::default()
        };
        let gateways = gateways.iter().map(|g| g.parse().unwrap()).collect();
        Lines::new(Arc::new(limits), Gateways::new(gateways))
    }

    fn at(n: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, n])
    }

    #[tokio::test]
    async fn strangers_make_room_and_known_people_stay() {
        let lines = lines(3, 9, &[]);
        let officer = lines.open(at(1)).unwrap();
        lines.known(&officer.line, "officer");
        let strangers: Vec<Seat> = (2..4).map(|n| lines.open(at(n)).unwrap()).collect();
        let newcomer = lines.open(at(9)).unwrap();
        assert!(strangers[0].line.is_ended() && !strangers[1].line.is_ended());
        assert!(!officer.line.is_ended() && !newcomer.line.is_ended());
        assert_eq!(lines.count(), 3);
        // Among known people alone nobody is sent away.
        lines.known(&strangers[1].line, "b");
        lines.known(&newcomer.line, "c");
        assert!(lines.open(at(10)).is_none());
        drop(officer);
        assert!(lines.open(at(10)).is_some());
    }

    #[tokio::test]
    async fn one_address_holds_so_many_strangers_and_one_person_so_many_lines() {
        let lines = lines(99, 2, &["10.0.0.200"]);
        let seats: Vec<Seat> = (0..3).map(|_| lines.open(at(1)).unwrap()).collect();
        assert!(seats[0].line.is_ended() && !seats[1].line.is_ended());
        // Known people behind one address are not counted as its strangers.
        for seat in &seats[1..] {
            lines.known(&seat.line, "officer");
        }
        let more: Vec<Seat> = (0..2).map(|_| lines.open(at(1)).unwrap()).collect();
        assert!(seats[1..].iter().all(|s| !s.line.is_ended()));
        lines.known(&more[0].line, "officer");
        assert!(seats[1].line.is_ended() && !more[0].line.is_ended());
        let through: Vec<Seat> = (0..9).map(|_| lines.open(at(200)).unwrap()).collect();
        assert!(through.iter().all(|s| !s.line.is_ended()));
        drop((seats, more, through));
        let book = lines.book.lock();
        assert!(book.open.is_empty() && book.by_address.is_empty() && book.by_person.is_empty());
    }
}
