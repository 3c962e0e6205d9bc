//! A ticket (工单) as read from its document.

use crate::act::Act;
use crate::edit::{Photo, Ruling, Verdict};
use crate::effect::{Effect, State};
use crate::facts::{FactGroup, Facts};
use crate::{Code, EditId, Group, Head, Moment, Sha256, TicketId, UserName};
use std::collections::BTreeMap;

/// Everything a document says.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    pub id: TicketId,
    /// 临时编号.
    pub temp_no: String,
    /// 采集人.
    pub created_by: UserName,
    /// The first edit.
    pub opened_by: EditId,
    /// When it was captured, by the device's clock.
    pub captured_at: Moment,
    /// The winning facts.
    pub facts: Facts,
    /// Groups with more than one value, the winner last.
    pub conflicts: BTreeMap<Group, Vec<Claim>>,
    /// Photos in the order they joined.
    pub photos: Vec<PhotoEntry>,
    /// Events in order: ruled ones by ruling order, then those not ruled yet by time.
    pub log: Vec<Event>,
    /// Rulings on edits of facts and photos; those on events stand with their event.
    pub other_rulings: BTreeMap<EditId, Ruling>,
    pub heads: Vec<Head>,
}

/// One value of one group, with its author.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The edit that wrote it.
    pub edit: EditId,
    /// Author.
    pub by: UserName,
    /// When, by the author's clock.
    pub at: Moment,
    pub value: FactGroup,
}

/// A photo in a ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoEntry {
    /// The edit that added it.
    pub edit: EditId,
    /// Author.
    pub by: UserName,
    /// When it joined, by the author's clock.
    pub at: Moment,
    pub photo: Photo,
}

/// One act on the ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The edit that carries it.
    pub id: EditId,
    /// Author; none for the system.
    pub by: Option<UserName>,
    /// When, by the author's clock.
    pub at: Moment,
    /// The round it acts on.
    pub round: u32,
    pub act: Act,
    /// The pool's ruling; none while it waits (待确认).
    pub ruling: Option<Ruling>,
}

impl Ticket {
    /// The state that the rulings add up to.
    pub fn state(&self) -> State {
        let mut rulings: Vec<&Ruling> = self
            .log
            .iter()
            .filter_map(|e| e.ruling.as_ref())
            .chain(self.other_rulings.values())
            .collect();
        rulings.sort_by_key(|r| r.seq);
        let mut state = State::queued();
        for ruling in rulings {
            if let Verdict::Applied(effects) = &ruling.verdict {
                effects.iter().for_each(|e| state.apply(e));
            }
        }
        state
    }
    /// The number the next ruling takes.
    pub fn next_ruling(&self) -> u32 {
        let last = self
            .log
            .iter()
            .filter_map(|e| e.ruling.as_ref())
            .chain(self.other_rulings.values())
            .map(|r| r.seq)
            .max();
        last.map_or(0, |n| n + 1)
    }
    /// When the ticket was ruled on last with effect. What did not count bounds nobody's time.
    pub fn last_ruling(&self) -> Option<Moment> {
        self.applied().map(|(at, _)| at).max()
    }
    /// Since when the ticket stands where it does, in whose hands it is: who acts on it must have held their post then.
    pub fn stands_since(&self) -> Option<Moment> {
        let moved = self.applied();
        let moved = moved.filter(|(_, effects)| effects.iter().any(Effect::moves));
        moved.map(|(at, _)| at).max()
    }
    fn applied(&self) -> impl Iterator<Item = (Moment, &[Effect])> {
        let of_events = self.log.iter().filter_map(|e| e.ruling.as_ref());
        let rulings = of_events.chain(self.other_rulings.values());
        rulings.filter_map(|r| match &r.verdict {
            Verdict::Applied(effects) => Some((r.at, effects.as_slice())),
            Verdict::Void(_) => None,
        })
    }
    /// Events the pool has not ruled yet.
    pub fn waiting(&self) -> impl Iterator<Item = &Event> {
        self.log.iter().filter(|e| e.ruling.is_none())
    }
    /// Events that arrived after their author's post had ended and wait for the desk's 确认, oldest first.
    pub fn awaiting(&self) -> impl Iterator<Item = &Event> {
        let waits = |r: &Ruling| matches!(&r.verdict, Verdict::Void(denial) if denial.code == Code::AwaitsConfirmation);
        let log = self.log.iter();
        log.filter(move |e| e.ruling.as_ref().is_some_and(waits))
    }
    /// The one of them that is named, or the oldest.
    pub fn awaiting_one(&self, named: Option<EditId>) -> Option<&Event> {
        let mut all = self.awaiting();
        all.find(|e| named.is_none_or(|id| id == e.id))
    }
    /// The photo with this hash.
    pub fn photo(&self, sha256: &Sha256) -> Option<&PhotoEntry> {
        self.photos.iter().find(|p| p.photo.sha256 == *sha256)
    }
}
