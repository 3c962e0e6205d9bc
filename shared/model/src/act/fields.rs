//! The fields of each act's payload as data: names, words, what is required. Checks of length, forms and docs/transitions.md
//! read this; the fields themselves stand in `payload`.

use crate::words::{Closed, ClosedList};
use crate::{CategoryCode, EditId, Moment, TicketId, UnitCode, UserName};

/// One field of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in JSON.
    pub name: &'static str,
    pub label: &'static str,
    /// Must be given, and not be empty.
    pub required: bool,
    /// What kind of value.
    pub shape: Shape,
}

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Free text, as long as the rule pack allows notes to be.
    Text,
    /// One value that its type checks.
    Word(Word),
    /// A list of at most this many.
    List(Word, usize),
}

/// A value that its type checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Yes or no.
    YesNo,
    /// A point in time.
    Moment,
    /// A category's code.
    Category,
    /// A unit's code.
    Unit,
    /// Somebody's sign-in name.
    Person,
    /// Another ticket.
    Ticket,
    /// An edit of this ticket.
    Edit,
    /// What the reporter of a merged ticket answered.
    Visit,
    /// A member of a closed list.
    Member(&'static ClosedList),
}

/// Most units named in one act.
const UNITS_MAX: usize = 20;

/// A type that fields have, and what kind of value that is.
pub trait Carried {
    /// The kind.
    const SHAPE: Shape;
}

macro_rules! carried {
    ($($ty:ty => $shape:expr),+ $(,)?) => { $(impl Carried for $ty { const SHAPE: Shape = $shape; })+ };
}

carried! {
    String => Shape::Text,
    bool => Shape::Word(Word::YesNo),
    Moment => Shape::Word(Word::Moment),
    CategoryCode => Shape::Word(Word::Category),
    UnitCode => Shape::Word(Word::Unit),
    UserName => Shape::Word(Word::Person),
    TicketId => Shape::Word(Word::Ticket),
    EditId => Shape::Word(Word::Edit),
    Vec<UnitCode> => Shape::List(Word::Unit, UNITS_MAX),
}

impl<T: Closed> Carried for T {
    const SHAPE: Shape = Shape::Word(Word::Member(T::LIST));
}

impl<T: Carried> Carried for Option<T> {
    const SHAPE: Shape = T::SHAPE;
}
