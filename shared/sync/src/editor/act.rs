//! Acts of the life cycle.

use super::limits::VOIDS_MAX;
use super::terms::{Judged, offline};
use super::{Authority, EditError, Outcome, TicketEditor};
use model::act::{Act, Action, Joined, Parted, Private};
use model::edit::{Edit, Verdict, Write};
use model::effect::Effect;
use model::person::Person;
use model::{Class, Code, Denial, EditId, TicketId, decide, transition};

impl TicketEditor<'_> {
    pub(super) fn act(
        &mut self,
        person: &Person,
        mut edit: Edit,
        round: u32,
        act: &Act,
    ) -> Result<Outcome, EditError> {
        if let Err(denial) = self.is_for_people(act.action()) {
            return Ok(Outcome::Refused(denial));
        }
        self.refresh()?;
        let action = act.action();
        let ruled = self.rule_on(person, &edit, round, act)?;
        // Guards looked at the whole act; what must not stand in a document leaves it here.
        let (public, texts) = act.part();
        edit.write = Write::Act { round, act: public };
        let id = edit.id;
        match ruled {
            Ok(effects) => {
                self.keep_texts(id, texts);
                let head = self.write(edit, None)?;
                self.counterpart = self.counterpart_of(act);
                self.rule(id, effects);
                Ok(Outcome::Written(head))
            }
            Err(denial) if self.stays(person, &edit, action, &denial)? => {
                self.keep_texts(id, texts);
                let head = self.write(edit, Some(denial.clone()))?;
                self.rulings.push(id, Verdict::Void(denial.clone()));
                Ok(Outcome::Void(head, denial))
            }
            Err(denial) => Ok(Outcome::Refused(denial)),
        }
    }

    /// The system's own act: judged like any other, carried by the pool's edit of this batch, of which there is one.
    pub fn act_by_system(&mut self, act: Act) -> Result<(), EditError> {
        if self.terms.authority != Authority::Pool || self.rulings.act.is_some() {
            let detail = "one act of the system in a batch, at the pool";
            return Err(Denial::new(Code::Bug).with("detail", detail).into());
        }
        self.history.check_for_system()?;
        let id = self.ruling_id();
        let ticket = self.ticket.as_ref().ok_or(Code::NotFound)?;
        let judged = Judged {
            actor: None,
            edit: id,
            at: self.terms.now,
            round: self.state.round,
            act: &act,
            coming: self.coming,
            ticket_no: None,
        };
        let effects = self.terms.judge(ticket, &self.state, judged)?;
        let (public, texts) = act.part();
        self.keep_texts(id, texts);
        self.rule(id, effects);
        self.rulings.act = Some(public);
        Ok(())
    }

    /// 提交 is not an act by itself, and what only the system does is nobody's to make.
    fn is_for_people(&self, action: Action) -> Result<(), Denial> {
        let row = transition::row(action);
        let by_people = row.is_some_and(|r| !r.actors.is_empty());
        match self.terms.authority {
            Authority::Device if action == Action::Submit => Err(Denial::new(Code::WrongStatus)
                .with("status", self.state.status.label())
                .with("action", action.label())),
            _ if action == Action::Submit || !by_people => {
                Err(Denial::new(Code::PoolOnly).with("field", action.label()))
            }
            Authority::Device if !offline(action) => Err(Code::NeedsPool.into()),
            _ => Ok(()),
        }
    }

    fn rule_on(
        &self,
        person: &Person,
        edit: &Edit,
        round: u32,
        act: &Act,
    ) -> Result<Result<Vec<Effect>, Denial>, EditError> {
        let Some(ticket) = &self.ticket else {
            return Ok(Err(Code::NotFound.into()));
        };
        let action = act.action();
        let at = self.terms.judged_at(action, edit.at, self.rulings.last);
        let judge = |ticket_no| {
            let judged = Judged {
                actor: Some(person),
                edit: edit.id,
                at,
                round,
                act,
                coming: self.coming,
                ticket_no,
            };
            self.terms.judge(ticket, &self.state, judged)
        };
        let mut ruled = judge(None);
        if ruled.is_ok() && self.takes_number(action) {
            // Drawn only for an act that counts, so that numbers leave no gaps.
            let number = self.terms.next_ticket_no().map_err(EditError::Outside)?;
            ruled = judge(Some(number));
        }
        if let (Ok(effects), Some(skew), true) =
            (&mut ruled, self.terms.clock_off(), offline(action))
        {
            effects.push(Effect::ClockOff(skew));
        }
        Ok(ruled)
    }

    fn takes_number(&self, action: Action) -> bool {
        self.terms.authority == Authority::Pool
            && matches!(action, Action::Accept | Action::SolveOnSpot)
            && self.state.ticket_no.is_none()
    }

    /// Whether a denied act stays in the ticket as 未生效: whoever made it has the right to it, or had it by what was on the
    /// screen. What never had a right stays with its author, and nobody leaves more than so many.
    fn stays(
        &mut self,
        person: &Person,
        edit: &Edit,
        action: Action,
        denial: &Denial,
    ) -> Result<bool, EditError> {
        if self.terms.authority == Authority::Device || self.voids(person) >= VOIDS_MAX {
            return Ok(false);
        }
        match denial.code.class() {
            Class::State => Ok(true),
            Class::Right if edit.seen != self.heads() => {
                let then = self.shown_at(&edit.seen)?;
                Ok(decide::has_right(person, action, then, &then.state()))
            }
            _ => Ok(false),
        }
    }

    /// Acts of this person without effect that stand in the ticket.
    fn voids(&self, person: &Person) -> usize {
        let before = self.ticket.iter().flat_map(|t| &t.log);
        let before = before.filter(|e| {
            e.by.as_ref() == Some(&person.user)
                && matches!(&e.ruling, Some(r) if matches!(r.verdict, Verdict::Void(_)))
        });
        let here = self
            .edits
            .iter()
            .filter(|k| k.edit.by == person.user && k.written.is_some() && k.answer.is_some());
        before.count() + here.count()
    }

    /// What an act does to another ticket: 并案 and 拆案 stand in the 主单 too.
    fn counterpart_of(&self, act: &Act) -> Option<(TicketId, Act)> {
        let child = self.id.clone();
        match act {
            Act::Merge(merge) => {
                let reporter = self.state.has_reporter;
                let joined = Act::Joined(Joined { child, reporter });
                Some((merge.parent.clone(), joined))
            }
            Act::Split(_) => {
                let parent = self.state.parent.clone()?;
                Some((parent, Act::Parted(Parted { child })))
            }
            _ => None,
        }
    }

    fn keep_texts(&mut self, id: EditId, texts: Private) {
        if !texts.is_empty() {
            self.texts.push((id, texts));
        }
    }
}
