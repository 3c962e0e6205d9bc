//! How a ticket is written, once: the pool, a device and the page's fake load a ticket, hand it to an editor, and store what
//! the editor answers in one transaction. It owns the document, is told its [`Authority`], asks `model::decide`, and holds
//! every limit of a write.

mod act;
mod changes;
mod form;
mod limits;
mod open;
mod side;
mod take;
mod terms;

pub use changes::{Changes, KeptEdit};
pub use limits::check_seen;
pub use limits::{ASIDE, BYTES_MAX, CHANGES_MAX, History, RESERVE, SEEN_MAX, SHARE, VOIDS_MAX};
pub use terms::{Authority, Coming, Outside, OutsideError, POOL, RIGHTS_DAYS, Sent, Series, Terms};

use crate::doc::{DocError, Document};
use crate::side::SideRecord;
use changes::Rulings;
use model::act::{Act, Private};
use model::effect::State;
use model::person::Person;
use model::row::Row;
use model::scope::{self, ScopeKey};
use model::ticket::Ticket;
use model::{Code, Denial, EditId, Head, Moment, TicketId};

/// Why an editor stopped. What it did until then is thrown away with it.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// A rule said no.
    #[error("{0}")]
    Denied(#[from] Denial),
    /// The ticket's document.
    #[error(transparent)]
    Doc(#[from] DocError),
    /// The store that was asked.
    #[error(transparent)]
    Outside(OutsideError),
}

impl From<Code> for EditError {
    fn from(code: Code) -> Self {
        EditError::Denied(code.into())
    }
}

/// What became of one edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It counts; at a device, as far as the device can know.
    Written(Head),
    /// It stands in the document as 未生效.
    Void(Head, Denial),
    /// It came too late and is kept outside the document, so that a repeat is answered alike.
    Aside(Denial),
    /// Never had the right, or malformed: not kept.
    Refused(Denial),
}

/// A ticket as a store holds it.
pub struct Held {
    pub document: Document,
    /// How much the document holds.
    pub history: History,
    /// Its row as it was listed last, when the store compares it with the new one.
    pub row: Option<Row>,
}

/// One ticket being written to: loaded once, edited in memory, answered as [`Changes`].
pub struct TicketEditor<'a> {
    terms: Terms<'a>,
    id: TicketId,
    document: Document,
    history: History,
    before: Option<Row>,
    /// What the document says; none until it is opened.
    ticket: Option<Ticket>,
    /// Where it stands: as ruled at the pool, provisionally at a device.
    state: State,
    /// A merge may have changed what the document says since it was read.
    stale: bool,
    /// Begun by this editor: its author needs no post that sees it.
    begun: bool,
    coming: Coming,
    edits: Vec<KeptEdit>,
    rulings: Rulings,
    sides: Vec<SideRecord>,
    texts: Vec<(EditId, Private)>,
    counterpart: Option<(TicketId, Act)>,
    settled: Vec<(EditId, Option<Denial>)>,
    aside: Option<History>,
    /// The writer's part of what was here already, once it was asked for.
    share: Option<History>,
    /// The past that was looked at last, by its heads.
    past: Option<(Vec<Head>, Ticket)>,
}

impl<'a> TicketEditor<'a> {
    /// For a ticket that does not exist yet.
    pub fn begin(terms: Terms<'a>, id: TicketId) -> Self {
        TicketEditor {
            terms,
            id,
            document: Document::new(),
            history: History::default(),
            before: None,
            ticket: None,
            state: State::queued(),
            stale: false,
            begun: true,
            coming: Coming::default(),
            edits: Vec::new(),
            rulings: Rulings::new(0, Moment(i64::MIN), Moment(i64::MIN)),
            sides: Vec::new(),
            texts: Vec::new(),
            counterpart: None,
            settled: Vec::new(),
            aside: None,
            share: None,
            past: None,
        }
    }

    /// For a ticket that is here. A document that does not read is an error of this ticket alone.
    pub fn load(terms: Terms<'a>, id: TicketId, mut held: Held) -> Result<Self, EditError> {
        let ticket = held.document.read()?;
        let ruled = ticket.state();
        let state = match terms.authority {
            Authority::Pool => ruled,
            Authority::Device => terms.provisional(&ticket, ruled),
        };
        let (last, stands) = (ticket.last_ruling(), ticket.stands_since());
        let never = Moment(i64::MIN);
        let rulings = Rulings::new(
            ticket.next_ruling(),
            last.unwrap_or(never),
            stands.unwrap_or(never),
        );
        Ok(TicketEditor {
            document: held.document,
            history: held.history,
            before: held.row,
            ticket: Some(ticket),
            state,
            begun: false,
            rulings,
            ..TicketEditor::begin(terms, id)
        })
    }

    /// Says what comes along with 提交, before it is taken.
    pub fn expect(&mut self, coming: Coming) {
        self.coming = coming;
    }

    /// The ticket as far as it has come.
    pub fn ticket(&self) -> Option<&Ticket> {
        self.ticket.as_ref()
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The present heads.
    pub fn heads(&mut self) -> Vec<Head> {
        self.document.heads()
    }

    /// The head of an edit of this batch that begins with these hexadecimal digits.
    pub fn written_head(&self, prefix: &str) -> Option<Head> {
        let mut heads = self.edits.iter().filter_map(KeptEdit::head);
        heads.find(|h| h.to_string().starts_with(prefix))
    }

    /// Whether there is anything to keep.
    pub fn has_changes(&self) -> bool {
        !self.edits.is_empty() || self.rulings.any() || !self.sides.is_empty()
    }

    /// Whether the person sees the ticket, with the posts held now.
    pub fn is_seen(&self) -> bool {
        let person = self.terms.person_now();
        person.is_some_and(|person| self.sees(&person))
    }

    fn sees(&self, person: &Person) -> bool {
        let seen = |t: &Ticket| scope::sees(person, &ScopeKey::of(t, &self.state));
        self.ticket.as_ref().is_some_and(seen)
    }

    /// Whether the person saw the ticket as it was at these heads: somebody who acted on what was theirs then hears why it
    /// does not count by now.
    fn saw(&mut self, person: &Person, seen: &[Head]) -> Result<bool, EditError> {
        if seen.is_empty() {
            return Ok(false);
        }
        let then = self.shown_at(seen)?;
        Ok(scope::sees(person, &ScopeKey::of(then, &then.state())))
    }

    /// The ticket as it was at these heads, as a form had it on the screen.
    fn shown_at(&mut self, seen: &[Head]) -> Result<&Ticket, EditError> {
        // Reading the past costs a fork of the document: many edits on one screen look at it once.
        if self.past.as_ref().is_none_or(|(heads, _)| heads != seen) {
            let then = match seen == self.heads() {
                true => self.document.read()?,
                false => self.document.at(seen)?.read()?,
            };
            self.past = Some((seen.to_vec(), then));
        }
        let past = self.past.as_ref().map(|(_, then)| then);
        Ok(past.ok_or(Code::Bug)?)
    }

    /// Reads the document again when a merge may have changed what it says.
    fn refresh(&mut self) -> Result<(), EditError> {
        if self.stale {
            self.ticket = Some(self.document.read()?);
            self.stale = false;
        }
        Ok(())
    }
}
