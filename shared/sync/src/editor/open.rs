//! 提交 and, at the pool, 同步入池: a document begins.

use super::limits::check_temp_no;
use super::terms::{Author, Judged};
use super::{Authority, Coming, EditError, Outcome, TicketEditor};
use model::Code;
use model::act::{Act, Action, Empty};
use model::dating::Dating;
use model::edit::{Edit, Opened, Photo, Write};
use model::facts::Facts;
use model::issue::Reporter;
use model::ticket::Ticket;
use std::collections::BTreeMap;

impl TicketEditor<'_> {
    /// 采集: facts, photos and who reported it become one ticket with a 临时编号 of this store's.
    pub fn capture(
        &mut self,
        facts: Facts,
        photos: Vec<Photo>,
        reporter: Option<&Reporter>,
    ) -> Result<(), EditError> {
        let reporter = reporter.map(Reporter::checked).transpose()?;
        let photos = distinct(photos);
        self.expect(Coming {
            photos: photos.len(),
            reporter: reporter.as_ref().is_some_and(Reporter::is_someone),
        });
        let temp_no = self.terms.next_temp_no().map_err(EditError::Outside)?;
        let opened = Opened { temp_no, facts };
        self.submit(Vec::new(), Write::Open(Box::new(opened)))?;
        for photo in photos {
            let seen = self.heads();
            self.submit(seen, Write::Photo(Box::new(photo)))?;
        }
        match reporter {
            Some(reporter) => self.report(&reporter),
            None => Ok(()),
        }
    }

    pub(super) fn open(
        &mut self,
        author: &Author,
        dating: &Dating,
        edit: Edit,
        opened: &Opened,
    ) -> Result<Outcome, EditError> {
        if self.ticket.is_some() {
            return Ok(Outcome::Refused(Code::EditForged.into()));
        }
        if !edit.seen.is_empty() {
            return Ok(Outcome::Refused(Code::FrameBroken.into()));
        }
        if let Err(denial) = check_temp_no(&opened.temp_no) {
            return Ok(Outcome::Refused(denial));
        }
        let (id, at, person) = (edit.id, edit.at, &*author.then);
        let ticket = Ticket {
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
        };
        let submit = Judged {
            actor: Some(person),
            arrived: author.arrived.as_deref(),
            confirmed: false,
            edit: id,
            at: self
                .terms
                .judged_at(Action::Submit, dating, self.rulings.last),
            round: 0,
            act: &Act::Submit(Empty {}),
            coming: self.coming,
            ticket_no: None,
        };
        let submitted = match self.terms.judge(&ticket, &self.state, submit) {
            Ok(effects) => effects,
            Err(denial) => return Ok(Outcome::Refused(denial)),
        };
        let submitted = self.with_clock(dating, submitted);
        self.ticket = Some(ticket);
        let head = self.write(edit, None)?;
        self.rule(id, submitted);
        if self.terms.authority == Authority::Pool {
            self.act_by_system(Act::EnterPool(Empty {}))?;
        }
        Ok(Outcome::Written(head))
    }
}

/// The same picture given twice is one picture.
fn distinct(photos: Vec<Photo>) -> Vec<Photo> {
    let mut kept: Vec<Photo> = Vec::with_capacity(photos.len());
    for photo in photos {
        if !kept.iter().any(|k| k.sha256 == photo.sha256) {
            kept.push(photo);
        }
    }
    kept
}
