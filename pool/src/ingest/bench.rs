//! One ticket on the workbench: loaded once, edited in memory, kept at the end.

use super::{BYTES_MAX, CHANGES_MAX, Context};
use crate::Result;
use crate::store::{Projection, Stored, Tx};
use model::act::{Act, Private};
use model::decide;
use model::edit::{Edit, Photo, Verdict, Write};
use model::effect::{Effect, State};
use model::facts::FactGroup;
use model::person::Person;
use model::scope::{self, ScopeKey};
use model::ticket::{PhotoEntry, Ticket};
use model::{Class, Code, Denial, EditId, Head, Moment, TicketId};
use sync::Document;

/// What became of one edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// It counts.
    Written(Head),
    /// It stands in the document as 未生效.
    Void(Head, Denial),
    /// It came too late and stays outside the document.
    Aside(Denial),
    /// Never had the right, or malformed: not kept.
    Refused(Denial),
}

/// An edit that will be kept.
pub(super) struct Kept {
    pub edit: Edit,
    pub head: Option<Head>,
    pub answer: Option<Denial>,
}

/// One ticket being worked on inside a transaction.
pub struct Bench<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) cx: &'a Context,
    pub(super) id: TicketId,
    pub(super) place: Option<Projection>,
    pub(super) stored: Stored,
    pub(super) document: Document,
    pub(super) ticket: Option<Ticket>,
    pub(super) state: State,
    pub(super) stale: bool,
    pub(super) kept: Vec<Kept>,
    pub(super) changes: Vec<Vec<u8>>,
    pub(super) rulings: Vec<(EditId, Verdict)>,
    pub(super) first: u32,
    pub(super) last_ruling: Moment,
    pub(super) rule_edit: Option<EditId>,
    /// The system's own act of this batch.
    pub(super) system: Option<Act>,
    /// What this batch does to another ticket, in the same transaction.
    pub(super) related: Option<(TicketId, Act)>,
    /// Texts that must not stand in the document, by their edit.
    pub(super) texts: Vec<(EditId, Private)>,
    /// Photos that come along with 提交.
    pub photos_coming: usize,
    /// Somebody can be called back.
    pub has_reporter: bool,
}

impl<'a> Bench<'a> {
    /// Loads the ticket, if there is one.
    pub fn load(tx: &'a Tx<'a>, cx: &'a Context, id: &TicketId) -> Result<Self> {
        let place = tx.ticket(id)?;
        let stored = match &place {
            Some(p) => tx.document(p.n)?,
            None => Stored::default(),
        };
        let mut document = stored.document()?;
        let ticket = match &place {
            Some(_) => Some(document.read()?),
            None => None,
        };
        let state = ticket.as_ref().map_or_else(State::queued, Ticket::state);
        let rulings = || {
            let ticket = ticket.iter();
            ticket.flat_map(|t| {
                t.log
                    .iter()
                    .filter_map(|e| e.ruling.as_ref())
                    .chain(t.other_rulings.values())
            })
        };
        Ok(Bench {
            // What did not come about bounds nobody's time.
            last_ruling: rulings()
                .filter(|r| matches!(r.verdict, Verdict::Applied(_)))
                .map(|r| r.at)
                .max()
                .unwrap_or(Moment(i64::MIN)),
            first: ticket.as_ref().map_or(0, Ticket::next_ruling),
            has_reporter: state.has_reporter,
            tx,
            cx,
            id: id.clone(),
            place,
            stored,
            document,
            ticket,
            state,
            stale: false,
            kept: Vec::new(),
            changes: Vec::new(),
            rulings: Vec::new(),
            rule_edit: None,
            system: None,
            related: None,
            texts: Vec::new(),
            photos_coming: 0,
        })
    }
    /// The ticket as far as it has come.
    pub fn ticket(&self) -> Option<&Ticket> {
        self.ticket.as_ref()
    }
    /// Its number in the store.
    pub fn n(&self) -> Result<i64> {
        Ok(self.place.as_ref().ok_or(Code::NotFound)?.n)
    }
    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }
    /// The ticket as it was at these heads, as a form had it on the screen.
    pub fn shown_at(&mut self, seen: &[Head]) -> Result<Ticket> {
        if seen == self.heads() {
            return Ok(self.document.read()?);
        }
        Ok(self.document.at(seen)?.read()?)
    }
    /// The document's present heads.
    pub fn heads(&mut self) -> Vec<Head> {
        self.document.heads()
    }
    /// Whether the document holds this change.
    pub fn holds(&mut self, head: &Head) -> bool {
        self.document.holds(head)
    }
    /// Whether the person sees the ticket.
    pub fn seen_by(&self, person: &Person) -> bool {
        self.ticket
            .as_ref()
            .is_some_and(|t| scope::sees(person, &ScopeKey::of(t, &self.state)))
    }
    /// Whether the person saw the ticket as it was at these heads: somebody who acted on what was theirs then hears why it
    /// does not count by now.
    pub fn seen_then(&mut self, person: &Person, seen: &[Head]) -> Result<bool> {
        if seen.is_empty() {
            return Ok(false);
        }
        let then = self.shown_at(seen)?;
        Ok(scope::sees(person, &ScopeKey::of(&then, &then.state())))
    }

    /// Judges one edit by its author, whose `seen` is resolved, and writes it into the document when it belongs there.
    pub fn take(&mut self, person: &Person, edit: Edit) -> Result<Taken> {
        if edit.schema != model::edit::SCHEMA {
            return Ok(Taken::Refused(
                Denial::new(Code::SchemaUnknown).with("schema", edit.schema),
            ));
        }
        let more = (self.changes.len() + 2) as u64;
        let bytes: usize = self.changes.iter().map(Vec::len).sum();
        if self.stored.changes + more > CHANGES_MAX || self.stored.bytes + bytes as u64 > BYTES_MAX
        {
            return Ok(Taken::Refused(Code::TicketFull.into()));
        }
        if self.ticket.is_none() && !matches!(edit.write, Write::Open(_)) {
            return Ok(Taken::Refused(Code::NotFound.into()));
        }
        match edit.write.clone() {
            Write::Open(opened) => self.open(person, edit, &opened),
            Write::Facts(parts) => self.facts(person, edit, &parts),
            Write::Photo(photo) => self.photo(person, edit, &photo),
            Write::Act { round, act } => self.act(person, edit, round, &act),
            Write::Rule(_) => Ok(Taken::Refused(
                Denial::new(Code::PoolOnly).with("field", "rulings"),
            )),
        }
    }

    fn facts(&mut self, person: &Person, edit: Edit, parts: &[FactGroup]) -> Result<Taken> {
        let mut groups: Vec<_> = parts.iter().map(FactGroup::group).collect();
        groups.sort_unstable();
        groups.dedup();
        if parts.is_empty() || groups.len() != parts.len() {
            return Ok(Taken::Refused(Code::FrameBroken.into()));
        }
        let Some(ticket) = &self.ticket else {
            return Ok(Taken::Refused(Code::NotFound.into()));
        };
        let district = &self.cx.district.district;
        match decide::decide_facts(person, ticket, &self.state, parts, district) {
            Err(denial) => Ok(self.not_written(edit, denial)),
            Ok(effects) => {
                if edit.seen == self.document.heads() {
                    let ticket = self.ticket.iter_mut();
                    ticket.for_each(|t| parts.iter().for_each(|p| t.facts.put(p.clone())));
                } else {
                    self.stale = true;
                }
                let id = edit.id;
                let head = self.write(edit, None)?;
                if !effects.is_empty() {
                    self.rule(id, effects);
                }
                Ok(Taken::Written(head))
            }
        }
    }

    fn photo(&mut self, person: &Person, edit: Edit, photo: &Photo) -> Result<Taken> {
        let Some(ticket) = &self.ticket else {
            return Ok(Taken::Refused(Code::NotFound.into()));
        };
        let district = &self.cx.district.district;
        if let Err(denial) = decide::decide_photo(person, ticket, &self.state, photo, district) {
            return Ok(self.not_written(edit, denial));
        }
        let entry = PhotoEntry {
            edit: edit.id,
            by: edit.by.clone(),
            at: edit.at,
            photo: photo.clone(),
        };
        let head = self.write(edit, None)?;
        if let Some(ticket) = &mut self.ticket {
            ticket.photos.push(entry);
        }
        Ok(Taken::Written(head))
    }

    /// Too late is kept beside the document, so that a repeat answers alike; anything else is not kept.
    fn not_written(&mut self, edit: Edit, denial: Denial) -> Taken {
        if denial.code.class() != Class::State {
            return Taken::Refused(denial);
        }
        self.kept.push(Kept {
            edit,
            head: None,
            answer: Some(denial.clone()),
        });
        Taken::Aside(denial)
    }

    /// Builds the change and keeps the edit.
    pub(super) fn write(&mut self, mut edit: Edit, answer: Option<Denial>) -> Result<Head> {
        edit.seen.sort();
        edit.seen.dedup();
        let written = self.document.write(&edit)?;
        self.changes.push(written.bytes);
        self.kept.push(Kept {
            edit,
            head: Some(written.head),
            answer,
        });
        Ok(written.head)
    }

    /// Rules that an edit counts.
    pub(super) fn rule(&mut self, id: EditId, effects: Vec<Effect>) {
        effects.iter().for_each(|e| self.state.apply(e));
        self.last_ruling = self.last_ruling.max(self.cx.now);
        self.rulings.push((id, Verdict::Applied(effects)));
    }

    /// The id of the pool's edit for this batch.
    pub(super) fn rule_edit(&mut self) -> EditId {
        *self
            .rule_edit
            .get_or_insert_with(|| self.cx.store.next_edit())
    }

    /// Reads the document again when a merge may have changed what it says.
    pub(super) fn refresh(&mut self) -> Result<()> {
        if self.stale {
            self.ticket = Some(self.document.read()?);
            self.stale = false;
        }
        Ok(())
    }
}
