//! Acts of the life cycle.

use super::bench::{Bench, Taken};
use crate::{Error, Result};
use model::act::{Act, Action, Joined, Parted, Private};
use model::edit::{Edit, Verdict, Write};
use model::effect::Effect;
use model::person::Person;
use model::{Class, Code, Denial, EditId, Moment, TicketId, number, transition};

impl Bench<'_> {
    pub(super) fn act(
        &mut self,
        person: &Person,
        mut edit: Edit,
        round: u32,
        act: &Act,
    ) -> Result<Taken> {
        let action = act.action();
        let by_people = transition::row(action).is_some_and(|r| !r.actors.is_empty());
        if action == Action::Submit || !by_people {
            return Ok(Taken::Refused(
                Denial::new(Code::PoolOnly).with("field", action.label()),
            ));
        }
        self.refresh()?;
        let at = self.judged_at(action, edit.at);
        let id = edit.id;
        let mut ruled = self.judge(Some(person), id, at, round, None, act);
        let numbered = matches!(action, Action::Accept | Action::SolveOnSpot);
        if ruled.is_ok() && numbered && self.state.ticket_no.is_none() {
            // Drawn only for an act that counts, so that numbers leave no gaps.
            let number = self.draw_number()?;
            ruled = self.judge(Some(person), id, at, round, Some(number), act);
        }
        // Guards looked at the whole act; what must not stand in a document leaves it here.
        let (public, texts) = act.part();
        edit.write = Write::Act { round, act: public };
        if matches!(&ruled, Err(d) if !stays(d)) {
            return Ok(Taken::Refused(ruled.err().unwrap_or(Code::Bug.into())));
        }
        self.keep_texts(id, texts);
        match ruled {
            Ok(mut effects) => {
                if let Some(skew) = self.cx.clock_off().filter(|_| offline(action)) {
                    effects.push(Effect::ClockOff(skew));
                }
                let head = self.write(edit, None)?;
                self.related = self.counterpart(act);
                self.rule(id, effects);
                Ok(Taken::Written(head))
            }
            Err(denial) => {
                let head = self.write(edit, Some(denial.clone()))?;
                self.rulings.push((id, Verdict::Void(denial.clone())));
                Ok(Taken::Void(head, denial))
            }
        }
    }

    /// The pool's own act: judged like any other, carried by the pool's edit of this batch, of which there is one.
    pub fn by_system(&mut self, act: Act) -> Result<Result<(), Denial>> {
        if self.system.is_some() {
            return Err(Error::Bug("two acts of the system in one batch".into()));
        }
        let (id, now, round) = (self.rule_edit(), self.cx.now, self.state.round);
        Ok(match self.judge(None, id, now, round, None, &act) {
            Ok(effects) => {
                let (public, texts) = act.part();
                self.keep_texts(id, texts);
                self.rule(id, effects);
                self.system = Some(public);
                Ok(())
            }
            Err(denial) => Err(denial),
        })
    }

    /// What an act does to another ticket: 并案 and 拆案 stand in the 主单 too.
    fn counterpart(&self, act: &Act) -> Option<(TicketId, Act)> {
        let child = self.id.clone();
        match act {
            Act::Merge(merge) => {
                let reporter = self.state.has_reporter;
                Some((
                    merge.parent.clone(),
                    Act::Joined(Joined { child, reporter }),
                ))
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

    /// The time an act is judged by. What may be done without the pool counts when it was done: not before what it follows,
    /// not after it arrived. A clock that is off by more than the rules allow counts for nothing, and the ruling says so.
    fn judged_at(&self, action: Action, claimed: Moment) -> Moment {
        let now = self.cx.now;
        if !offline(action) || self.cx.clock_off().is_some() {
            return now;
        }
        claimed.clamp(self.last_ruling.min(now), now)
    }

    fn draw_number(&self) -> Result<String> {
        let district = &self.cx.district.district;
        let day = self
            .cx
            .now
            .civil(district.rules.calendar.utc_offset_minutes)
            .date();
        let seq = self.tx.draw(&format!("ticket_no:{day}"))?;
        Ok(number::ticket_no(
            &district.code,
            day,
            u32::try_from(seq).unwrap_or(u32::MAX),
        ))
    }
}

/// Whether a denied act stays in the ticket as 未生效.
fn stays(denial: &Denial) -> bool {
    matches!(denial.code.class(), Class::State | Class::Right)
}

fn offline(action: Action) -> bool {
    transition::row(action).is_some_and(|r| r.offline)
}
