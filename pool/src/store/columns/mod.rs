//! What lists filter, sort and count by, for every ticket in memory: one array a column (ADR 8). SQLite stays the truth; a
//! reader brings the columns up to its own view of the database before it asks them.

mod bits;
mod load;
mod names;
mod order;
mod scope;

pub(super) use bits::Bits;
pub(super) use load::head;
pub(super) use order::{Key, page};

use crate::{Error, Result};
use model::{Grade, Kind, Link, Source, Status};
use names::Names;
use std::collections::{BTreeSet, HashMap};

/// A column that holds nothing for a ticket: no clock runs, no check is due.
pub(super) const NEVER: i64 = i64::MAX;

/// The columns. Ticket `n` stands at `n - 1`.
#[derive(Default)]
pub(super) struct Columns {
    /// Position of the feed up to which they are right; none before they were loaded.
    covers: Option<i64>,
    /// Numbers that are taken.
    there: Bits,
    pub status: Vec<u8>,
    pub grade: Vec<u8>,
    pub kind: Vec<u8>,
    pub source: Vec<u8>,
    pub flags: Vec<u8>,
    pub category: Names,
    pub area: Names,
    pub grid: Names,
    pub created_by: Names,
    pub lead_unit: Names,
    pub handler: Names,
    pub visited_by: Names,
    pub received: Vec<i64>,
    pub amber: Vec<i64>,
    pub due: Vec<i64>,
    pub hang_check: Vec<i64>,
    /// Degrees; not a number without a position.
    pub lon: Vec<f64>,
    pub lat: Vec<f64>,
    /// Numbers of the tickets that a unit joined, by its name.
    joined: HashMap<String, BTreeSet<u32>>,
    joins: HashMap<u32, Vec<String>>,
}

/// What lies over a ticket, one bit each.
pub(super) mod flag {
    pub const OPEN: u8 = 1;
    pub const ALARM: u8 = 2;
    pub const ASKED: u8 = 4;
    pub const BOUNCED: u8 = 8;
    pub const REDONE: u8 = 16;
    pub const PRESSED: u8 = 32;
}

/// The number of a word in its list; what is not in it gets one that no ticket has.
fn place<T: PartialEq>(all: &[T], word: &T) -> u8 {
    let at = all.iter().position(|w| w == word);
    at.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

pub(super) fn of_status(status: Status) -> u8 {
    place(Status::ALL, &status)
}

impl Columns {
    /// Every ticket there is.
    pub fn all(&self) -> Bits {
        self.there.clone()
    }
    /// How many numbers the columns reach to.
    pub fn len(&self) -> usize {
        self.status.len()
    }
    /// None of them.
    pub fn none(&self) -> Bits {
        Bits::new(self.len())
    }
    /// Those with these numbers.
    pub fn numbered(&self, numbers: impl IntoIterator<Item = i64>) -> Bits {
        let mut bits = self.none();
        for n in numbers {
            if let Some(at) = usize::try_from(n - 1).ok().filter(|at| *at < self.len()) {
                bits.put(at);
            }
        }
        bits
    }
    /// Keeps those in any of these statuses.
    pub fn keep_statuses(&self, bits: &mut Bits, statuses: impl IntoIterator<Item = Status>) {
        let wanted = statuses
            .into_iter()
            .fold(0_u32, |set, s| set | 1 << of_status(s));
        bits.keep(|at| wanted >> self.status[at] & 1 == 1);
    }
    /// Keeps those in a link of the chain.
    pub fn keep_link(&self, bits: &mut Bits, link: Link) {
        let in_link = Status::ALL.iter().filter(|s| s.link() == Some(link));
        self.keep_statuses(bits, in_link.copied());
    }
    pub fn keep_grade(&self, bits: &mut Bits, grade: Grade) {
        let wanted = place(Grade::ALL, &grade);
        bits.keep(|at| self.grade[at] == wanted);
    }
    pub fn keep_kind(&self, bits: &mut Bits, kind: Kind) {
        let wanted = place(Kind::ALL, &kind);
        bits.keep(|at| self.kind[at] == wanted);
    }
    pub fn keep_source(&self, bits: &mut Bits, source: Source) {
        let wanted = place(Source::ALL, &source);
        bits.keep(|at| self.source[at] == wanted);
    }
    /// Keeps those that have a flag, or have it not.
    pub fn keep_flag(&self, bits: &mut Bits, flag: u8, is: bool) {
        bits.keep(|at| (self.flags[at] & flag != 0) == is);
    }
    /// Keeps those with a position inside west, south, east, north.
    pub fn keep_inside(&self, bits: &mut Bits, [west, south, east, north]: [f64; 4]) {
        bits.keep(|at| {
            (south..=north).contains(&self.lat[at]) && (west..=east).contains(&self.lon[at])
        });
    }
}

/// The status with a number of the column.
pub(super) fn status(number: u8) -> Result<Status> {
    word(Status::ALL, number)
}

/// The grade with a number of the column.
pub(super) fn grade(number: u8) -> Result<Grade> {
    word(Grade::ALL, number)
}

fn word<T: Copy>(all: &[T], number: u8) -> Result<T> {
    let word = all.get(usize::from(number)).copied();
    word.ok_or_else(|| Error::Damaged("column".into()))
}
