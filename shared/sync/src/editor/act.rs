//! Acts of the life cycle.

use super::limits::VOIDS_MAX;
use super::terms::{Author, Judged, offline};
use super::{Authority, EditError, Outcome, TicketEditor};
use model::act::{Act, Action, Joined, Parted, Private};
use model::dating::Dating;
use model::decide::Ended;
use model::edit::{Edit, Verdict, Write};
use model::effect::Effect;
use model::person::Person;
use model::{Class, Code, Denial, EditId, Moment, TicketId, decide, transition};

/// One act as somebody made it.
struct Made<'a> {
    /// With the posts held when it counts.
    by: &'a Person,
    /// With those held when it arrived, when it came from a device.
    arrived: Option<&'a Person>,
    /// It waited for the desk and is confirmed now.
    confirmed: bool,
    edit: EditId,
    round: u32,
    act: &'a Act,
}

impl TicketEditor<'_> {
    pub(super) fn act(
        &mut self,
        author: &Author,
        dating: &Dating,
        mut edit: Edit,
        round: u32,
        act: &Act,
    ) -> Result<Outcome, EditError> {
        if let Err(denial) = self.is_for_people(act.action()) {
            return Ok(Outcome::Refused(denial));
        }
        self.refresh()?;
        let action = act.action();
        let made = Made {
            by: &author.then,
            arrived: author.arrived.as_deref(),
            confirmed: false,
            edit: edit.id,
            round,
            act,
        };
        let ruled = self.rule_on(&made, dating)?;
        let ruled = match ruled {
            Ok(effects) => self.settle(act)?.map(|settled| (effects, settled)),
            Err(denial) => Err(denial),
        };
        // Guards looked at the whole act; what must not stand in a document leaves it here.
        let (public, texts) = act.part();
        edit.write = Write::Act { round, act: public };
        let id = edit.id;
        match ruled {
            Ok((effects, settled)) => {
                self.keep_texts(id, texts);
                let head = self.write(edit, None)?;
                self.counterpart = self.counterpart_of(act);
                self.rule(id, effects);
                if let Some((step, verdict)) = settled {
                    self.rule_again(step, verdict);
                }
                Ok(Outcome::Written(head))
            }
            Err(denial) if self.stays(&author.then, &edit, action, &denial)? => {
                self.keep_texts(id, texts);
                let head = self.write(edit, Some(denial.clone()))?;
                self.rulings.push(id, Verdict::Void(denial.clone()));
                Ok(Outcome::Void(head, denial))
            }
            Err(denial) => Ok(Outcome::Refused(denial)),
        }
    }

    /// What becomes of the late step that 确认补送 or 不予确认 is about; a step that could not count by now is not confirmed.
    fn settle(&self, act: &Act) -> Result<Result<Option<(EditId, Verdict)>, Denial>, EditError> {
        let (named, confirmed) = match act {
            Act::Confirm(confirm) => (confirm.edit, true),
            Act::Dismiss(dismiss) => (dismiss.edit, false),
            _ => return Ok(Ok(None)),
        };
        let step = self.ticket.as_ref().and_then(|t| t.awaiting_one(named));
        let Some((step, by)) = step.and_then(|s| Some((s, s.by.as_ref()?))) else {
            return Ok(Err(Code::NothingAsked.into()));
        };
        if !confirmed {
            let void = Verdict::Void(Code::NotConfirmed.into());
            return Ok(Ok(Some((step.id, void))));
        }
        let district = self.terms.district;
        let arrived = step.ruling.as_ref().map_or(self.terms.now, |r| r.at);
        let (from, until) = Ended::span(arrived, &district.rules.life);
        let whole = self.terms.outside.author(by);
        let then = whole.map(|p| p.between(from, until, district));
        let nobody = Person {
            user: by.clone(),
            name: String::new(),
            posts: Vec::new(),
        };
        let made = Made {
            by: then.as_ref().unwrap_or(&nobody),
            arrived: None,
            confirmed: true,
            edit: step.id,
            round: step.round,
            act: &step.act,
        };
        // Its clock was looked at when it arrived; it counts when it was done, not after that, and not before what it follows.
        let dating = Dating {
            claimed: step.at.min(arrived),
            seen: Moment(i64::MIN),
            allowed: i64::MAX,
            ..Dating::here(self.terms.now)
        };
        let ruled = self.rule_on(&made, &dating)?;
        Ok(ruled.map(|effects| Some((step.id, Verdict::Applied(effects)))))
    }

    /// A step gets another verdict than it had.
    fn rule_again(&mut self, step: EditId, verdict: Verdict) {
        match verdict {
            Verdict::Applied(effects) => {
                self.settled.push((step, None));
                self.rule(step, effects);
            }
            Verdict::Void(denial) => {
                self.settled.push((step, Some(denial.clone())));
                self.rulings.push(step, Verdict::Void(denial));
            }
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
            arrived: None,
            confirmed: false,
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
        made: &Made,
        dating: &Dating,
    ) -> Result<Result<Vec<Effect>, Denial>, EditError> {
        let Some(ticket) = &self.ticket else {
            return Ok(Err(Code::NotFound.into()));
        };
        let action = made.act.action();
        let at = self.terms.judged_at(action, dating, self.rulings.last);
        let judge = |ticket_no| {
            let judged = Judged {
                actor: Some(made.by),
                arrived: made.arrived,
                confirmed: made.confirmed,
                edit: made.edit,
                at,
                round: made.round,
                act: made.act,
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
        if offline(action) {
            ruled = ruled.map(|effects| self.with_clock(dating, effects));
        }
        Ok(ruled)
    }

    /// What counts, and beside it that the clock it was made by was off.
    pub(super) fn with_clock(&self, dating: &Dating, mut effects: Vec<Effect>) -> Vec<Effect> {
        let at_pool = self.terms.authority == Authority::Pool;
        let off = dating.clock_off().filter(|_| at_pool);
        effects.extend(off.map(Effect::ClockOff));
        effects
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
