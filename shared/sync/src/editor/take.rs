//! One edit: who asks, the limits, the model's word, then the document.

use super::limits::{check_groups, check_seen, size_of};
use super::{Authority, EditError, History, KeptEdit, Outcome, TicketEditor};
use model::edit::{Edit, Photo, SCHEMA, Verdict, Write};
use model::effect::Effect;
use model::facts::FactGroup;
use model::person::Person;
use model::scope::ScopeKey;
use model::ticket::PhotoEntry;
use model::{Class, Code, Denial, EditId, Head, decide, hands};

impl TicketEditor<'_> {
    /// Judges one edit by its author, whose `seen` is resolved, and writes it into the document when it belongs there.
    pub fn take(&mut self, edit: Edit) -> Result<Outcome, EditError> {
        let Some(person) = self.terms.person_at(edit.at) else {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        };
        if let Err(denial) = check_seen(edit.seen.len()) {
            return Ok(Outcome::Refused(denial));
        }
        if !self.may_know(&person, &edit.seen)? {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        }
        if let Err(denial) = self.check_place(&edit) {
            return Ok(Outcome::Refused(denial));
        }
        if let Err(denial) = self.check_room(&person)? {
            return Ok(Outcome::Refused(denial));
        }
        match edit.write.clone() {
            Write::Open(opened) => self.open(&person, edit, &opened),
            Write::Facts(parts) => self.facts(&person, edit, &parts),
            Write::Photo(photo) => self.photo(&person, edit, &photo),
            Write::Act { round, act } => self.act(&person, edit, round, &act),
            Write::Rule(_) => Ok(Outcome::Refused(
                Denial::new(Code::PoolOnly).with("field", "rulings"),
            )),
        }
    }

    /// Whoever does not see the ticket learns nothing about it. What is on a device, its officer sees.
    fn may_know(&mut self, person: &Person, seen: &[Head]) -> Result<bool, EditError> {
        let open = self.begun || self.terms.authority == Authority::Device;
        Ok(open || self.sees(person) || self.saw(person, seen)?)
    }

    /// Whether an edit of this shape has a place here.
    fn check_place(&self, edit: &Edit) -> Result<(), Denial> {
        if edit.schema != SCHEMA {
            return Err(Denial::new(Code::SchemaUnknown).with("schema", edit.schema));
        }
        match (&self.ticket, &edit.write) {
            (None, Write::Open(_)) | (Some(_), _) => Ok(()),
            (None, _) => Err(Code::NotFound.into()),
        }
    }

    /// Whether the ticket, and this person's part of it, have room for another edit of theirs.
    pub(super) fn check_room(&mut self, person: &Person) -> Result<Result<(), Denial>, EditError> {
        let Some(ticket) = &self.ticket else {
            return Ok(Ok(()));
        };
        let key = ScopeKey::of(ticket, &self.state);
        if let Err(denial) = self.history.check(hands::must_act(person, &key)) {
            return Ok(Err(denial));
        }
        if !self.history.exceeds_share() {
            return Ok(Ok(()));
        }
        Ok(self.share_of(person)?.check_share())
    }

    fn share_of(&mut self, person: &Person) -> Result<History, EditError> {
        let mut share = match self.share {
            Some(share) => share,
            None if self.begun => History::default(),
            None => {
                let outside = &self.terms.outside;
                let asked = outside.share(&self.id, &person.user);
                let mut here = asked.map_err(EditError::Outside)?;
                here.with_rulings();
                *self.share.insert(here)
            }
        };
        let written = self.edits.iter().filter(|k| k.edit.by == person.user);
        for written in written.filter_map(|k| k.written.as_ref()) {
            share.add(written.bytes.len() as u64);
            share.changes += 1;
        }
        Ok(share)
    }

    fn facts(
        &mut self,
        person: &Person,
        edit: Edit,
        parts: &[FactGroup],
    ) -> Result<Outcome, EditError> {
        if let Err(denial) = check_groups(parts) {
            return Ok(Outcome::Refused(denial));
        }
        let Some(ticket) = &mut self.ticket else {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        };
        let district = self.terms.district;
        let effects = match decide::decide_facts(person, ticket, &self.state, parts, district) {
            Ok(effects) => effects,
            Err(denial) => {
                // Who comes too late is answered before what was written is looked at.
                let sound = parts.iter().try_for_each(|p| p.check(district));
                return self.set_aside(edit, denial, sound);
            }
        };
        if edit.seen == self.document.heads() {
            parts.iter().for_each(|p| ticket.facts.put(p.clone()));
        } else {
            self.stale = true;
        }
        let id = edit.id;
        let head = self.write(edit, None)?;
        if !effects.is_empty() {
            self.rule(id, effects);
        }
        Ok(Outcome::Written(head))
    }

    fn photo(&mut self, person: &Person, edit: Edit, photo: &Photo) -> Result<Outcome, EditError> {
        let Some(ticket) = &self.ticket else {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        };
        let district = self.terms.district;
        if let Err(denial) = decide::decide_photo(person, ticket, &self.state, photo, district) {
            return self.set_aside(edit, denial, decide::check_photo(photo, district));
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
        Ok(Outcome::Written(head))
    }

    /// At the pool what comes too late is kept beside the document, within the same limits, so that a repeat is answered
    /// alike; anything else is not kept.
    fn set_aside(
        &mut self,
        edit: Edit,
        denial: Denial,
        sound: Result<(), Denial>,
    ) -> Result<Outcome, EditError> {
        if denial.code.class() != Class::State || self.terms.authority == Authority::Device {
            return Ok(Outcome::Refused(denial));
        }
        if let Err(denial) = sound {
            return Ok(Outcome::Refused(denial));
        }
        let size = size_of(&edit);
        let mut aside = self.aside()?;
        // Without room it is answered all the same, and stays with its author alone.
        if !aside.has_room_aside(size) {
            return Ok(Outcome::Refused(denial));
        }
        aside.add(size);
        self.aside = Some(aside);
        self.edits.push(KeptEdit {
            edit,
            written: None,
            answer: Some(denial.clone()),
        });
        Ok(Outcome::Aside(denial))
    }

    fn aside(&self) -> Result<History, EditError> {
        match self.aside {
            Some(aside) => Ok(aside),
            None if self.begun => Ok(History::default()),
            None => self
                .terms
                .outside
                .aside(&self.id)
                .map_err(EditError::Outside),
        }
    }

    /// Builds the change and keeps the edit.
    pub(super) fn write(
        &mut self,
        mut edit: Edit,
        answer: Option<Denial>,
    ) -> Result<Head, EditError> {
        edit.seen.sort();
        edit.seen.dedup();
        let written = self.document.write(&edit)?;
        self.history.add(written.bytes.len() as u64);
        let head = written.head;
        self.edits.push(KeptEdit {
            edit,
            written: Some(written),
            answer,
        });
        Ok(head)
    }

    /// Lets an edit count: with a ruling at the pool, provisionally at a device.
    pub(super) fn rule(&mut self, id: EditId, effects: Vec<Effect>) {
        effects.iter().for_each(|e| self.state.apply(e));
        if self.terms.authority == Authority::Pool {
            self.rulings.last = self.rulings.last.max(self.terms.now);
            self.rulings.push(id, Verdict::Applied(effects));
        }
    }
}
