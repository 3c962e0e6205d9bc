//! One ticket as its page holds it: what was read, which form stands open, and what is asked about it.

use crate::context::AppContext;
use crate::view_model::acts;
use crate::view_model::steps::Decision;
use api::{Alike, ReadTicket, Suggestion, TicketReply};
use leptos::prelude::*;
use model::{Action, Clock, TicketId};
use std::collections::BTreeMap;

/// Reporters that were read in clear, and whose is being asked for; outlives what is drawn again when the ticket changes.
#[derive(Clone, Copy, Default)]
pub struct Reading {
    /// The dialog stands open.
    pub(super) asks: RwSignal<bool>,
    /// Of which ticket.
    pub(super) of: RwSignal<Option<TicketId>>,
    /// In clear, by ticket.
    pub(super) clear: RwSignal<BTreeMap<TicketId, String>>,
}

impl Reading {
    /// Another ticket is shown: what was read is out of sight.
    pub fn forget(self) {
        self.asks.set(false);
        self.clear.update(BTreeMap::clear);
    }
}

/// Which form stands open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Open {
    /// None.
    #[default]
    Nothing,
    /// An act's.
    Act(Action),
    /// The facts'.
    Edit,
}

/// Where decisions wait, and how the latest is taken back.
#[derive(Clone, Copy)]
pub struct Hold {
    /// Takes one in.
    pub take: Callback<Decision>,
    /// Takes the latest back.
    pub undo: Callback<()>,
}

/// One ticket on the screen; cheap to copy.
#[derive(Clone, Copy)]
pub struct Pane {
    /// The ticket as last read.
    pub ticket: RwSignal<Option<TicketReply>>,
    /// Which form stands open.
    pub open: RwSignal<Open>,
    /// Why it cannot be shown.
    pub error: RwSignal<String>,
    /// 接单 and 派单 are offered.
    pub desk: bool,
    /// Units the pool suggests for it, best first; none until they were asked for.
    pub units: RwSignal<Vec<Suggestion>>,
    /// Tickets like it, near in place and time; none until they were asked for.
    pub alike: RwSignal<Vec<Alike>>,
    /// The one that 并案 begins with.
    pub twin: RwSignal<Option<TicketId>>,
    /// Where what is decided waits before it is sent; without one it is sent at once.
    pub hold: RwSignal<Option<Hold>>,
    /// What was decided about the ticket and is not sent.
    pub waits: RwSignal<Option<String>>,
    /// Why a form came back, and of which ticket.
    pub refused: RwSignal<Option<(TicketId, String)>>,
    /// 「为什么」 stands open.
    pub(super) why: RwSignal<bool>,
    /// The clock it is asked about.
    pub(super) why_clock: RwSignal<Clock>,
    /// Reporters in clear.
    pub(super) reading: Reading,
    /// What pages share.
    pub(super) app: AppContext,
}

impl Pane {
    /// A pane that shows nothing yet.
    pub fn new(app: AppContext, desk: bool) -> Self {
        Pane {
            ticket: RwSignal::new(None),
            open: RwSignal::default(),
            error: RwSignal::default(),
            units: RwSignal::default(),
            alike: RwSignal::default(),
            twin: RwSignal::default(),
            hold: RwSignal::default(),
            waits: RwSignal::default(),
            refused: RwSignal::default(),
            why: RwSignal::new(false),
            why_clock: RwSignal::new(Clock::Done),
            reading: Reading::default(),
            desk,
            app,
        }
    }
    /// Acts offered here.
    pub fn offered(self) -> Vec<Action> {
        self.ticket.with(|t| {
            t.as_ref()
                .map(|t| acts::offered(&t.may, self.desk))
                .unwrap_or_default()
        })
    }
    /// Takes in what a write answered.
    pub fn took(self, reply: TicketReply) {
        self.ticket.set(Some(reply));
        self.open.set(Open::Nothing);
        self.app.touch();
    }
    /// Why a form of this ticket came back, once.
    pub(super) fn came_back(self) -> Option<String> {
        let own = self
            .ticket
            .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone()));
        let back = self
            .refused
            .get_untracked()
            .filter(|(id, _)| Some(id) == own.as_ref());
        back.map(|(_, why)| {
            self.refused.set(None);
            why
        })
    }
    /// Reads the ticket with this id.
    pub(super) async fn read(self, id: TicketId) {
        let answer = self.app.call(ReadTicket { id: id.clone() }).await;
        match answer {
            Ok(reply) if reply.ticket.id == id => {
                _ = (
                    self.error.try_set(String::new()),
                    self.ticket.try_set(Some(reply)),
                )
            }
            Ok(_) => {}
            Err(refused) => {
                _ = (
                    self.ticket.try_set(None),
                    self.error.try_set(refused.detail),
                )
            }
        }
    }
}
