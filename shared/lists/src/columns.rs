//! What lists filter, sort and count by, for every ticket in memory: one array a column (ADR 8). The store's table stays the
//! truth; it brings the columns up to its own view before it asks them.

use crate::names::Names;
use crate::{Bits, Entry, NEVER};
use model::{Grade, Kind, Link, Source, Status, danger};
use std::collections::{BTreeSet, HashMap};

/// What 最新 and 最早 go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// The row number: tickets are numbered as they come in. So at the pool.
    Arrival,
    /// The moment of capture: a device's numbers say only when a copy came to it.
    Capture,
}

/// The columns. The ticket with row number `n` stands at `n - 1`.
#[derive(Clone)]
pub struct Columns {
    pub(crate) age: Age,
    there: Bits,
    pub(crate) status: Vec<u8>,
    pub(crate) grade: Vec<u8>,
    kind: Vec<u8>,
    source: Vec<u8>,
    pub(crate) flags: Vec<u8>,
    /// Before any other order (`model::danger::rank`).
    pub(crate) rank: Vec<u8>,
    /// 类别.
    pub category: Names,
    /// Place in the unit tree.
    pub area: Names,
    pub(crate) grid: Names,
    pub(crate) created_by: Names,
    /// 主办.
    pub lead_unit: Names,
    pub(crate) handler: Names,
    pub(crate) visited_by: Names,
    /// Empty where lists go by arrival.
    pub(crate) captured: Vec<i64>,
    /// 入池时间 in milliseconds; 0 before it.
    pub received: Vec<i64>,
    pub(crate) amber: Vec<i64>,
    pub(crate) due: Vec<i64>,
    pub(crate) hang_check: Vec<i64>,
    /// Degrees; not a number without a position.
    lon: Vec<f64>,
    lat: Vec<f64>,
    /// Row numbers of the tickets that a unit joined, by its code.
    pub(crate) joined: HashMap<Box<str>, BTreeSet<u32>>,
    joins: HashMap<u32, Vec<Box<str>>>,
}

/// What lies over a ticket, one bit each.
pub mod flag {
    /// Still worked on.
    pub const OPEN: u8 = 1;
    /// 突发 or 紧急, dispatched and not signed.
    pub const ALARM: u8 = 2;
    /// Something waits for a decision.
    pub const ASKED: u8 = 4;
    /// Sent back by a unit.
    pub const BOUNCED: u8 = 8;
    /// Sent back by a visit.
    pub const REDONE: u8 = 16;
    /// An order of 督 waits for its reply.
    pub const PRESSED: u8 = 32;
}

/// The place of a word in its closed list; what is not in it gets one that no ticket has.
pub(crate) fn place<T: PartialEq>(all: &[T], word: &T) -> u8 {
    let at = all.iter().position(|w| w == word);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

/// The row number of the ticket at a place.
pub fn number(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX - 1) + 1
}

impl Columns {
    /// No tickets.
    pub fn new(age: Age) -> Self {
        Columns {
            age,
            there: Bits::default(),
            status: Vec::new(),
            grade: Vec::new(),
            kind: Vec::new(),
            source: Vec::new(),
            flags: Vec::new(),
            rank: Vec::new(),
            category: Names::default(),
            area: Names::default(),
            grid: Names::default(),
            created_by: Names::default(),
            lead_unit: Names::default(),
            handler: Names::default(),
            visited_by: Names::default(),
            captured: Vec::new(),
            received: Vec::new(),
            amber: Vec::new(),
            due: Vec::new(),
            hang_check: Vec::new(),
            lon: Vec::new(),
            lat: Vec::new(),
            joined: HashMap::new(),
            joins: HashMap::new(),
        }
    }

    /// Reaches to this row number; a store that knows its last one says so before it loads.
    pub fn reach(&mut self, len: usize) {
        if len <= self.len() {
            return;
        }
        for column in [
            &mut self.status,
            &mut self.grade,
            &mut self.kind,
            &mut self.source,
        ] {
            column.resize(len, u8::MAX);
        }
        self.flags.resize(len, 0);
        self.rank.resize(len, danger::CALM);
        for column in [
            &mut self.category,
            &mut self.area,
            &mut self.grid,
            &mut self.created_by,
            &mut self.lead_unit,
            &mut self.handler,
            &mut self.visited_by,
        ] {
            column.grow(len);
        }
        if self.age == Age::Capture {
            self.captured.resize(len, 0);
        }
        self.received.resize(len, 0);
        for column in [&mut self.amber, &mut self.due, &mut self.hang_check] {
            column.resize(len, NEVER);
        }
        self.lon.resize(len, f64::NAN);
        self.lat.resize(len, f64::NAN);
    }

    /// Takes a ticket in, or what it says by now. Row numbers begin at 1.
    pub fn put(&mut self, n: u32, entry: &Entry) {
        let Some(at) = (n as usize).checked_sub(1) else {
            return;
        };
        self.reach(at + 1);
        self.status[at] = place(Status::ALL, &entry.status);
        self.grade[at] = place(Grade::ALL, &entry.grade);
        self.rank[at] = danger::rank(entry.status, entry.grade);
        self.kind[at] = entry.kind.map_or(u8::MAX, |k| place(Kind::ALL, &k));
        self.source[at] = entry.source.map_or(u8::MAX, |s| place(Source::ALL, &s));
        self.category.set(at, Some(entry.category));
        self.area.set(at, Some(entry.area));
        self.grid.set(at, entry.grid);
        self.created_by.set(at, Some(entry.created_by));
        self.lead_unit.set(at, entry.lead_unit);
        self.handler.set(at, entry.handler);
        self.visited_by.set(at, entry.visited_by);
        if self.age == Age::Capture {
            self.captured[at] = entry.captured;
        }
        self.received[at] = entry.received;
        self.amber[at] = entry.amber;
        self.due[at] = entry.due;
        self.hang_check[at] = entry.hang_check;
        (self.lon[at], self.lat[at]) = entry.position.unwrap_or((f64::NAN, f64::NAN));
        self.flags[at] = 0;
        for (is, flag) in [
            (entry.status.is_open(), flag::OPEN),
            (entry.alarm, flag::ALARM),
            (entry.asked, flag::ASKED),
            (entry.bounced, flag::BOUNCED),
            (entry.redone, flag::REDONE),
            (entry.pressed, flag::PRESSED),
        ] {
            if is {
                self.flags[at] |= flag;
            }
        }
        self.there.put(at);
    }

    /// Takes a ticket in by its rank and deadline alone: enough for a list that asks for nothing
    /// ([`crate::Filter::is_plain`]).
    pub fn put_due(&mut self, n: u32, due: i64, rank: u8) {
        let Some(at) = (n as usize).checked_sub(1) else {
            return;
        };
        if self.due.len() <= at {
            self.due.resize(at + 1, NEVER);
            self.rank.resize(at + 1, danger::CALM);
        }
        self.due[at] = due;
        self.rank[at] = rank;
        self.there.put(at);
    }

    /// Lets a ticket go: it was removed, or cannot be read.
    pub fn remove(&mut self, n: u32) {
        self.leave(n);
        if let Some(at) = (n as usize).checked_sub(1) {
            self.there.remove(at);
        }
    }

    /// Lets every ticket go that is not among these.
    pub fn retain(&mut self, numbers: &Bits) {
        let mut gone = self.there.clone();
        gone.and_not(numbers);
        for at in gone.iter() {
            self.remove(u32::try_from(at + 1).unwrap_or(u32::MAX));
        }
    }

    /// A unit joins a ticket (协办, 吹哨).
    pub fn join(&mut self, n: u32, unit: &str) {
        self.joins.entry(n).or_default().push(unit.into());
        self.joined.entry(unit.into()).or_default().insert(n);
    }

    /// No unit joins the ticket any more.
    pub fn leave(&mut self, n: u32) {
        for unit in self.joins.remove(&n).unwrap_or_default() {
            if let Some(joined) = self.joined.get_mut(&unit) {
                joined.remove(&n);
            }
        }
    }

    /// What lists go by.
    pub fn age(&self) -> Age {
        self.age
    }
    /// Every ticket there is.
    pub fn all(&self) -> Bits {
        self.there.clone()
    }
    /// How many row numbers the columns reach to.
    pub fn len(&self) -> usize {
        self.status.len()
    }
    /// Whether they reach to none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// An empty set.
    pub fn none(&self) -> Bits {
        Bits::new(self.len())
    }
    /// The tickets with these row numbers, as far as they are there.
    pub fn numbered(&self, numbers: impl IntoIterator<Item = i64>) -> Bits {
        let mut bits = self.none();
        for n in numbers {
            let at = n.checked_sub(1).and_then(|at| usize::try_from(at).ok());
            if let Some(at) = at.filter(|at| self.there.has(*at)) {
                bits.put(at);
            }
        }
        bits
    }
    /// Keeps those in any of these statuses.
    pub fn keep_statuses(&self, bits: &mut Bits, statuses: impl IntoIterator<Item = Status>) {
        let wanted = statuses
            .into_iter()
            .fold(0_u32, |set, s| set | 1 << place(Status::ALL, &s));
        // A place that no ticket has taken yet holds the last number, which wraps to a bit that no status has.
        bits.keep(|at| wanted.wrapping_shr(self.status[at].into()) & 1 == 1);
    }
    /// Keeps those in a link of the chain.
    pub fn keep_link(&self, bits: &mut Bits, link: Link) {
        let in_link = Status::ALL.iter().filter(|s| s.link() == Some(link));
        self.keep_statuses(bits, in_link.copied());
    }
    /// Keeps those of a grade.
    pub fn keep_grade(&self, bits: &mut Bits, grade: Grade) {
        let wanted = place(Grade::ALL, &grade);
        bits.keep(|at| self.grade[at] == wanted);
    }
    /// Keeps those of a kind.
    pub fn keep_kind(&self, bits: &mut Bits, kind: Kind) {
        let wanted = place(Kind::ALL, &kind);
        bits.keep(|at| self.kind[at] == wanted);
    }
    /// Keeps those from a source.
    pub fn keep_source(&self, bits: &mut Bits, source: Source) {
        let wanted = place(Source::ALL, &source);
        bits.keep(|at| self.source[at] == wanted);
    }
    /// Keeps those that stand before any other order (`model::danger`), or those that do not.
    pub fn keep_danger(&self, bits: &mut Bits, is: bool) {
        bits.keep(|at| (self.rank[at] < danger::CALM) == is);
    }
    /// Keeps those that have a flag, or those that have not.
    pub fn keep_flag(&self, bits: &mut Bits, flag: u8, is: bool) {
        bits.keep(|at| (self.flags[at] & flag != 0) == is);
    }
    /// Keeps those with a position inside west, south, east, north.
    pub fn keep_inside(&self, bits: &mut Bits, [west, south, east, north]: [f64; 4]) {
        bits.keep(|at| {
            (south..=north).contains(&self.lat[at]) && (west..=east).contains(&self.lon[at])
        });
    }
    /// Keeps those without a position.
    pub fn keep_nowhere(&self, bits: &mut Bits) {
        bits.keep(|at| self.lat[at].is_nan());
    }
}
