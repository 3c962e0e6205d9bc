//! Acts of the life cycle.

use super::bench::{Bench, Taken};
use crate::Outcome;
use model::act::{Act, Action};
use model::edit::{Edit, Verdict};
use model::effect::Effect;
use model::person::Person;
use model::{Class, Code, Denial, Moment, number, transition};

impl Bench<'_> {
    pub(super) fn act(
        &mut self,
        person: &Person,
        edit: Edit,
        round: u32,
        act: &Act,
    ) -> Outcome<Taken> {
        let action = act.action();
        if matches!(action, Action::Submit | Action::EnterPool) {
            return Ok(Taken::Refused(
                Denial::new(Code::PoolOnly).with("field", action.label()),
            ));
        }
        self.refresh()?;
        let at = self.judged_at(action, edit.at);
        let id = edit.id;
        let mut ruled = self.judge(Some(person), id, at, round, None, act);
        if ruled.is_ok() && action == Action::Accept {
            // Drawn only for an accept that counts, so that numbers leave no gaps.
            let number = self.draw_number()?;
            ruled = self.judge(Some(person), id, at, round, Some(number), act);
        }
        match ruled {
            Ok(mut effects) => {
                if let Some(skew) = self.cx.clock_off().filter(|_| offline(action)) {
                    effects.push(Effect::ClockOff(skew));
                }
                let head = self.write(edit, None)?;
                self.rule(id, effects);
                Ok(Taken::Written(head))
            }
            Err(denial) if matches!(denial.code.class(), Class::State | Class::Right) => {
                let head = self.write(edit, Some(denial.clone()))?;
                self.rulings.push((id, Verdict::Void(denial.clone())));
                Ok(Taken::Void(head, denial))
            }
            Err(denial) => Ok(Taken::Refused(denial)),
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

    fn draw_number(&self) -> Outcome<String> {
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

fn offline(action: Action) -> bool {
    transition::row(action).is_some_and(|r| r.offline)
}
