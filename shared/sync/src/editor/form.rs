//! What a person does through a form, here and now: somebody waits for the answer, so what would not count is refused.

use super::limits::check_seen;
use super::{Authority, EditError, Outcome, TicketEditor};
use model::act::{Act, ChooseFact};
use model::edit::{Edit, Photo, SCHEMA, Write};
use model::issue::FactsPatch;
use model::{Code, Denial, Head};

impl TicketEditor<'_> {
    /// 修改事实: the groups of the given fields, and the reporter beside them.
    pub fn edit_facts(
        &mut self,
        patch: &FactsPatch,
        seen: Option<&[Head]>,
    ) -> Result<(), EditError> {
        self.expect_seen()?;
        let seen = self.resolve(seen)?;
        // A group's unnamed neighbours stay as the form showed them, not as somebody wrote them since.
        let groups = patch.groups(&self.shown_at(&seen)?.facts);
        if groups.is_empty() && patch.reporter.is_none() {
            return Err(Denial::new(Code::FieldMissing)
                .with("field", "facts")
                .into());
        }
        if !groups.is_empty() {
            self.submit(seen, Write::Facts(groups))?;
        }
        match &patch.reporter {
            Some(reporter) => self.report(reporter),
            None => Ok(()),
        }
    }

    /// Settles a conflict: the chosen value is written again, on top of both.
    pub fn choose_fact(&mut self, choice: &ChooseFact) -> Result<(), EditError> {
        self.expect_seen()?;
        let ticket = self.ticket.as_ref().ok_or(Code::NotFound)?;
        let claims = ticket.conflicts.get(&choice.group);
        let claim = claims.and_then(|c| c.iter().find(|c| c.edit == choice.edit));
        let none = || Denial::new(Code::NoConflict).with("group", choice.group.label());
        let value = claim.ok_or_else(none)?.value.clone();
        let seen = self.heads();
        self.submit(seen, Write::Facts(vec![value]))
    }

    /// 添加照片; its bytes travel apart.
    pub fn add_photo(&mut self, photo: Photo) -> Result<(), EditError> {
        self.expect_seen()?;
        let seen = self.heads();
        self.submit(seen, Write::Photo(Box::new(photo)))
    }

    /// One step of the life cycle, in the present round unless another is named.
    pub fn make_act(
        &mut self,
        act: Act,
        round: Option<u32>,
        seen: Option<&[Head]>,
    ) -> Result<(), EditError> {
        self.expect_seen()?;
        let round = round.unwrap_or(self.state.round);
        let seen = self.resolve(seen)?;
        self.submit(seen, Write::Act { round, act })
    }

    /// Whoever does not see the ticket learns nothing about it.
    fn expect_seen(&self) -> Result<(), EditError> {
        let here = match self.terms.authority {
            Authority::Pool => self.is_seen(),
            Authority::Device => self.ticket.is_some(),
        };
        if here {
            Ok(())
        } else {
            Err(Code::NotFound.into())
        }
    }

    /// The heads the form has shown; the present ones when it does not say.
    fn resolve(&mut self, given: Option<&[Head]>) -> Result<Vec<Head>, EditError> {
        let Some(given) = given.filter(|g| !g.is_empty()) else {
            return Ok(self.heads());
        };
        check_seen(given.len())?;
        if given.iter().all(|h| self.document.holds(h)) {
            Ok(given.to_vec())
        } else {
            Err(Code::Conflict.into())
        }
    }

    /// Writes an edit of the person's own, made now.
    pub(super) fn submit(&mut self, seen: Vec<Head>, write: Write) -> Result<(), EditError> {
        let person = self.terms.person.ok_or(Code::NotFound)?;
        let edit = Edit {
            id: self.terms.outside.next_edit(),
            ticket: self.id.clone(),
            schema: SCHEMA,
            by: person.user.clone(),
            at: self.terms.now,
            seen,
            write,
        };
        match self.take(edit)? {
            Outcome::Written(_) => Ok(()),
            Outcome::Void(_, denial) | Outcome::Aside(denial) | Outcome::Refused(denial) => {
                Err(EditError::Denied(denial))
            }
        }
    }
}
