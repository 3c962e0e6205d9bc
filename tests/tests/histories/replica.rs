//! What a device is to a history, be it bare or a whole tablet.

use crate::pool::Pool;
use model::act::Act;
use model::edit::Photo;
use model::issue::Issue;
use model::person::Person;
use model::ticket::{Event, Ticket};
use model::{Action, Denial, DeviceId, Moment, TicketId};

/// Where the line breaks during a sync.
#[derive(Clone, Copy, PartialEq)]
pub enum Line {
    Good,
    /// The pool took the push, its answer never came back.
    NoAnswer,
    /// The page got lost on its way.
    NoPage,
}

/// Where a ticket stands on a device, and what its officer may do there.
pub struct Look {
    pub round: u32,
    pub may: Vec<Action>,
}

pub trait Replica {
    fn person(&self) -> &Person;
    fn id(&self) -> &DeviceId;
    /// Milliseconds its clock is ahead of the pool's.
    fn skew(&self) -> i64;
    /// 提交.
    fn capture(&mut self, now: Moment, issue: &Issue, photos: &[Photo]) -> TicketId;
    /// The tickets held here.
    fn tickets(&mut self) -> Vec<TicketId>;
    fn look(&mut self, id: &TicketId) -> Option<Look>;
    /// An act without the pool; false when the device refused it on the spot.
    fn act(&mut self, now: Moment, id: &TicketId, round: u32, act: Act) -> bool;
    /// 修改事实: another text.
    fn tell_more(&mut self, now: Moment, id: &TicketId, body: String) -> bool;
    /// A picture joins.
    fn add_photo(&mut self, now: Moment, id: &TicketId, photo: &Photo) -> bool;
    fn sync(&mut self, pool: &Pool, line: Line);
    /// Asserts that its copy says what the pool's says.
    fn agrees(&mut self, pool: &Pool, ticket: &Ticket);
    /// Asserts that its officer was told of this void act made here, and finds it with its text while the ticket is here.
    fn reported(&mut self, ticket: &TicketId, event: &Event, denial: &Denial);
    /// Asserts that everything written here was answered, and stands in its ticket as it was answered; how many facts and
    /// photos stayed outside.
    fn settled(&mut self, tickets: &[&Ticket]) -> u64;
}
