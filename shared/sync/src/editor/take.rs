//! One edit: who asks, the limits, the model's word, then the document.

use super::limits::{check_groups, check_heads, check_seen, size_of};
use super::terms::Author;
use super::{Authority, EditError, History, KeptEdit, Outcome, TicketEditor};
use model::decide::Ended;
use model::edit::{Edit, Photo, SCHEMA, Verdict, Write};
use model::effect::Effect;
use model::facts::FactGroup;
use model::person::Person;
use model::scope::ScopeKey;
use model::ticket::PhotoEntry;
use model::{Class, Code, Denial, EditId, Head, Moment, decide, hands};

impl TicketEditor<'_> {
    /// Judges one edit by its author, whose `seen` is resolved, and writes it into the document when it belongs there.
    pub fn take(&mut self, edit: Edit) -> Result<Outcome, EditError> {
        if let Err(denial) = edit.at.check("写入时间") {
            return Ok(Outcome::Refused(denial));
        }
        if let Err(denial) = check_seen(edit.seen.len()) {
            return Ok(Outcome::Refused(denial));
        }
        let (dating, earliest) = (self.terms.dating(edit.at), self.earliest(&edit));
        let Some(author) = self.terms.author(&dating, earliest) else {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        };
        if !self.may_know(&author.then, &edit.seen)? {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        }
        if let Err(denial) = self.check_place(&edit) {
            return Ok(Outcome::Refused(denial));
        }
        if let Err(denial) = self.check_room(&author.then)? {
            return Ok(Outcome::Refused(denial));
        }
        if let Err(denial) = self.check_apart(&author.then, &edit.seen) {
            return Ok(Outcome::Refused(denial));
        }
        match edit.write.clone() {
            Write::Open(opened) => self.open(&author, &dating, edit, &opened),
            Write::Facts(parts) => self.facts(&author, edit, &parts),
            Write::Photo(photo) => self.photo(&author, edit, &photo),
            Write::Act { round, act } => self.act(&author, &dating, edit, round, &act),
            Write::Rule(_) => Ok(Outcome::Refused(
                Denial::new(Code::PoolOnly).with("field", "rulings"),
            )),
        }
    }

    /// Before this the edit was not made: its author had seen a ruling, and acts on a ticket as it stands since it came there,
    /// so that nobody acts on what was handed over after they left.
    fn earliest(&mut self, edit: &Edit) -> Moment {
        let never = Moment(i64::MIN);
        let seen = match self.terms.sent {
            Some(_) => self.document.newest_by(self.terms.issuer, &edit.seen),
            None => None,
        };
        let stands = match edit.write {
            Write::Act { .. } => self.rulings.stands,
            _ => never,
        };
        seen.unwrap_or(never).max(stands)
    }

    /// Facts, photos and records of reporters by a post that ended long before they arrived do not count any more.
    pub(super) fn check_ended(&self, author: &Author) -> Result<(), Denial> {
        let life = &self.terms.district.rules.life;
        let ended = author.ended(self.terms.now, life, |person| self.sees(person));
        Ended::check_write(ended, life)
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

    /// Whether the ticket has room for one more line of edits that know nothing of each other.
    fn check_apart(&mut self, person: &Person, seen: &[Head]) -> Result<(), Denial> {
        let Some(ticket) = &self.ticket else {
            return Ok(());
        };
        let heads = self.document.heads();
        let after = heads.iter().filter(|head| !seen.contains(head)).count() + 1;
        // Whatever brings lines together has room.
        if after <= heads.len() {
            return Ok(());
        }
        let key = ScopeKey::of(ticket, &self.state);
        check_heads(after, hands::must_act(person, &key))
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
        author: &Author,
        edit: Edit,
        parts: &[FactGroup],
    ) -> Result<Outcome, EditError> {
        if let Err(denial) = check_groups(parts) {
            return Ok(Outcome::Refused(denial));
        }
        let standing = self.check_ended(author);
        let Some(ticket) = &mut self.ticket else {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        };
        let (person, district) = (&*author.then, self.terms.district);
        let decided = decide::decide_facts(person, ticket, &self.state, parts, district);
        let effects = match decided.and_then(|effects| standing.map(|()| effects)) {
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

    fn photo(&mut self, author: &Author, edit: Edit, photo: &Photo) -> Result<Outcome, EditError> {
        let Some(ticket) = &self.ticket else {
            return Ok(Outcome::Refused(Code::NotFound.into()));
        };
        let (person, district) = (&*author.then, self.terms.district);
        let decided = decide::decide_photo(person, ticket, &self.state, photo, district);
        if let Err(denial) = decided.and_then(|()| self.check_ended(author)) {
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
            let now = self.terms.now;
            self.rulings.last = self.rulings.last.max(now);
            // Until its first batch is kept, a ticket is in nobody's hands but its author's.
            if !self.begun && effects.iter().any(Effect::moves) {
                self.rulings.stands = self.rulings.stands.max(now);
            }
            self.rulings.push(id, Verdict::Applied(effects));
        }
    }
}
