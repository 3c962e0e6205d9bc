//! A column of codes and names, each name kept once.

use crate::Bits;
use std::collections::HashMap;

/// Stands for no name.
pub const NONE: u32 = 0;

/// The column.
#[derive(Debug, Clone, Default)]
pub struct Names {
    of: Vec<u32>,
    known: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    /// Makes room for this many tickets.
    pub fn grow(&mut self, len: usize) {
        self.of.resize(len, NONE);
    }
    /// Sets the name of a ticket.
    pub fn set(&mut self, at: usize, name: Option<&str>) {
        self.of[at] = name.map_or(NONE, |name| self.number(name));
    }
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.known.push(name.into());
        // Four thousand million names do not fit into the database.
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.into(), number);
        number
    }
    /// The number of the name at a place; `NONE` where there is none.
    pub fn at(&self, at: usize) -> u32 {
        self.of[at]
    }
    /// The name with a number.
    pub fn name(&self, number: u32) -> Option<&str> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.known.get(at).map(AsRef::as_ref)
    }
    /// The number of a name, when any ticket has ever had it.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
    /// Keeps the tickets that have this name.
    pub fn keep(&self, bits: &mut Bits, name: &str) {
        match self.find(name) {
            Some(wanted) => bits.keep(|at| self.of[at] == wanted),
            None => bits.keep(|_| false),
        }
    }
    /// Keeps the tickets that have another name, or none.
    pub fn keep_not(&self, bits: &mut Bits, name: &str) {
        if let Some(unwanted) = self.find(name) {
            bits.keep(|at| self.of[at] != unwanted);
        }
    }
    /// Keeps the tickets whose name fulfils a condition; those without a name go.
    pub fn keep_where(&self, bits: &mut Bits, condition: impl Fn(&str) -> bool) {
        let mut wanted = vec![false];
        wanted.extend(self.known.iter().map(|name| condition(name)));
        bits.keep(|at| wanted[self.of[at] as usize]);
    }
}
