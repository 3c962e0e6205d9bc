//! Records of reporters: beside the document, never in it.

use super::{Authority, EditError, TicketEditor};
use crate::side::SideRecord;
use model::effect::Effect;
use model::issue::Reporter;
use model::{Code, EditId, Moment, decide};

impl TicketEditor<'_> {
    /// Takes a record of the reporter in, by the person with the posts that count for this time.
    pub fn take_side(
        &mut self,
        id: EditId,
        at: Moment,
        reporter: &Reporter,
    ) -> Result<(), EditError> {
        at.check("写入时间")?;
        let dating = self.terms.dating(at);
        let author = self.terms.author(&dating, Moment(i64::MIN));
        let (Some(ticket), Some(author)) = (&self.ticket, author) else {
            return Err(Code::NotFound.into());
        };
        let person = &*author.then;
        let open = self.begun || self.terms.authority == Authority::Device;
        if !open && !self.sees(person) {
            return Err(Code::NotFound.into());
        }
        let reporter = reporter.checked()?;
        decide::may_edit_facts(person, ticket, &self.state)?;
        self.check_ended(&author)?;
        let someone = reporter.is_someone();
        if self.terms.authority == Authority::Pool && someone != self.state.has_reporter {
            self.check_room(person)??;
            self.rule(id, vec![Effect::Reporter(someone)]);
        }
        self.sides.push(SideRecord {
            id,
            ticket: self.id.clone(),
            // The latest counts: a time that has not come yet must not outlast every correction.
            at: self.terms.counted_at(at),
            reporter,
        });
        Ok(())
    }

    /// A record made here and now.
    pub(super) fn report(&mut self, reporter: &Reporter) -> Result<(), EditError> {
        let id = self.terms.outside.next_edit();
        self.take_side(id, self.terms.now, reporter)
    }
}
