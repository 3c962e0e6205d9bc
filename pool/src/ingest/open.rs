//! 提交 and 同步入池: a document begins.

use super::bench::{Bench, Taken};
use crate::Result;
use model::act::{Act, Empty};
use model::decide::{Around, Case, Other, decide};
use model::edit::{Edit, Opened};
use model::person::Person;
use model::ticket::Ticket;
use model::{Code, Denial, EditId, Sha256, TicketId, UnitCode, UserName, text};
use std::collections::BTreeMap;

const TEMP_NO_MAX: usize = 40;

impl Bench<'_> {
    pub(super) fn open(&mut self, person: &Person, edit: Edit, opened: &Opened) -> Result<Taken> {
        if self.ticket.is_some() {
            return Ok(Taken::Refused(Code::EditForged.into()));
        }
        if !edit.seen.is_empty() {
            return Ok(Taken::Refused(Code::FrameBroken.into()));
        }
        if let Err(denial) = text::check("临时编号", &opened.temp_no, 1, TEMP_NO_MAX) {
            return Ok(Taken::Refused(denial));
        }
        let (id, at) = (edit.id, edit.at);
        self.ticket = Some(Ticket {
            id: self.id.clone(),
            temp_no: opened.temp_no.clone(),
            created_by: person.user.clone(),
            opened_by: id,
            captured_at: at,
            facts: opened.facts.clone(),
            conflicts: BTreeMap::new(),
            photos: Vec::new(),
            log: Vec::new(),
            other_rulings: BTreeMap::new(),
            heads: Vec::new(),
        });
        let submitted = match self.judge(Some(person), id, at, 0, None, &Act::Submit(Empty {})) {
            Ok(effects) => effects,
            Err(denial) => {
                self.ticket = None;
                return Ok(Taken::Refused(denial));
            }
        };
        let head = self.write(edit, None)?;
        self.rule(id, submitted);
        self.by_system(Act::EnterPool(Empty {}))??;
        Ok(Taken::Written(head))
    }

    /// Asks the model.
    pub(super) fn judge(
        &self,
        actor: Option<&Person>,
        edit: EditId,
        at: model::Moment,
        round: u32,
        ticket_no: Option<String>,
        act: &Act,
    ) -> Result<Vec<model::effect::Effect>, Denial> {
        let Some(ticket) = &self.ticket else {
            return Err(Code::NotFound.into());
        };
        let case = Case {
            district: &self.cx.district.district,
            rule_tag: &self.cx.district.rule_tag,
            actor,
            ticket,
            state: &self.state,
            edit,
            at,
            now: self.cx.now,
            round,
            photos_coming: self.photos_coming,
            around: self,
            has_reporter: self.has_reporter,
            ticket_no,
        };
        decide(&case, act)
    }
}

impl Around for Bench<'_> {
    fn holds_photo(&self, photo: &Sha256) -> bool {
        self.tx.photo(photo).is_ok_and(|p| p.is_some())
    }
    fn other(&self, id: &TicketId) -> Option<Other> {
        let row = self.tx.ticket(id).ok()??.row;
        Some(Other {
            status: row.status,
            merged: row.parent.is_some(),
        })
    }
    fn handles(&self, user: &UserName, unit: &UnitCode) -> Option<bool> {
        let person = self.tx.user(user.as_str()).ok()??.person;
        Some(
            person
                .at(self.cx.now, &self.cx.district.district)
                .posts
                .iter()
                .any(|p| p.unit == *unit),
        )
    }
}
