//! What was decided at the desk and is not sent: it waits some seconds in which it can be taken back, then goes one by one,
//! and each part tells how it went. One act, an act upon an act of the same ticket, and many tickets at once are one thing.

use crate::words as w;
use api::ApiError;
use model::{Action, Class, Code, EditId, Group, Moment, TicketId};
use serde_json::Value;

/// How long a step can be taken back, in milliseconds.
pub const WINDOW_MS: i64 = 5_000;

/// What is to be done to a ticket.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// An act of the table with its payload.
    Act(Action, Value),
    /// One of two values.
    Choose(Group, EditId),
    /// 修改: what the facts shall be, and what was seen when that was written.
    Edit(Box<api::EditFacts>),
}

/// What a form gives: what is to be done, and to which ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub id: TicketId,
    /// What people know it by.
    pub title: String,
    pub deed: Deed,
    /// 标题 of the 主单, where one is merged into another.
    pub main: Option<String>,
}

/// How one stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// Not sent.
    Waits,
    /// The pool took it.
    Done,
    /// It was refused, or did not arrive: the sentence, and whether it may be sent again as it is.
    Failed(String, bool),
}

/// One thing done to one ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub id: TicketId,
    /// What people know it by.
    pub title: String,
    /// What it is in words, with unit and deadline: 「派给 区供热公司，11:02 前签收」.
    pub words: String,
    pub deed: Deed,
    /// The same id again does nothing twice.
    pub command: String,
    /// How it stands.
    pub fate: Fate,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing has left; it leaves at this moment.
    Held(Moment),
    /// Its time is over, or nobody wants to wait: it leaves once what was decided before it has left.
    Ready,
    /// On its way.
    Sending,
    /// Each part has its fate.
    Over,
}

/// What was decided at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// One by one.
    pub items: Vec<Item>,
    /// How far.
    pub stage: Stage,
}

impl Step {
    /// Holds it for the window.
    pub fn hold(items: Vec<Item>, now: Moment) -> Self {
        Step {
            items,
            stage: Stage::Held(Moment(now.0 + WINDOW_MS)),
        }
    }
    /// What tells it from others: its first command.
    pub fn name(&self) -> &str {
        self.items.first().map_or("", |item| item.command.as_str())
    }
    /// It is about this ticket.
    pub fn is_of(&self, id: &TicketId) -> bool {
        self.items.iter().any(|item| item.id == *id)
    }
    /// How many tickets it is about.
    pub fn tickets(&self) -> usize {
        let mut ids: Vec<&TicketId> = self.items.iter().map(|item| &item.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }
    /// The ticket, where it is about one.
    pub fn alone(&self) -> Option<&TicketId> {
        let first = self.items.first().filter(|_| self.tickets() == 1);
        first.map(|item| &item.id)
    }
    /// Whole seconds left for taking it back.
    pub fn left(&self, now: Moment) -> i64 {
        match self.stage {
            Stage::Held(until) => (until.since(now).max(0) + 999) / 1000,
            _ => 0,
        }
    }
    /// It may still be taken back.
    pub fn held(&self) -> bool {
        matches!(self.stage, Stage::Held(_))
    }
    /// Not every part has its fate.
    pub fn goes_on(&self) -> bool {
        self.stage != Stage::Over
    }
    /// The next to send.
    pub fn next(&self) -> Option<usize> {
        self.items.iter().position(|i| i.fate == Fate::Waits)
    }
    /// Takes in how one went. What follows on the same ticket falls with it; without a pool the rest is not tried: it would
    /// only wait as long again each time.
    pub fn settle(&mut self, at: usize, answer: Result<(), ApiError>) {
        let failed = |error: &ApiError| {
            // Somebody else sits at this browser: what was decided waits for who decided it.
            let other = error.code == Code::OtherPerson;
            let class = error.code.class();
            let again = other || matches!(class, Class::Network | Class::Wait | Class::Session);
            Fate::Failed(w::sentence(error), again)
        };
        let Some(item) = self.items.get_mut(at) else {
            return;
        };
        let own = item.id.clone();
        item.fate = answer.as_ref().map_or_else(failed, |()| Fate::Done);
        if let Err(error) = &answer {
            let cut_off = matches!(error.code.class(), Class::Network | Class::Session);
            let rest = self.items.iter_mut().filter(|i| i.fate == Fate::Waits);
            rest.filter(|i| cut_off || i.id == own)
                .for_each(|item| item.fate = failed(error));
        }
        if self.next().is_none() {
            self.stage = Stage::Over;
        }
    }
    /// How many the pool took.
    pub fn done(&self) -> usize {
        self.items.iter().filter(|i| i.fate == Fate::Done).count()
    }
    /// Those that failed.
    pub fn failed(&self) -> impl Iterator<Item = (&Item, &str)> {
        self.items.iter().filter_map(|item| match &item.fate {
            Fate::Failed(why, _) => Some((item, why.as_str())),
            _ => None,
        })
    }
    /// Some may be sent again as they are.
    pub fn can_repeat(&self) -> bool {
        self.items
            .iter()
            .any(|i| matches!(i.fate, Fate::Failed(_, true)))
    }
    /// Those that did not arrive, to be sent once more under the same ids.
    pub fn repeat(&mut self) {
        let lost = self
            .items
            .iter_mut()
            .filter(|i| matches!(i.fate, Fate::Failed(_, true)));
        lost.for_each(|item| item.fate = Fate::Waits);
        self.stage = Stage::Ready;
    }
    /// The act of all of them, where they are of one kind.
    fn act(&self) -> String {
        match self.items.first().map(|i| &i.deed) {
            Some(Deed::Act(action, _)) => w::label(*action).to_string(),
            Some(Deed::Choose(..)) => w::CHOSEN_ACT.t().to_string(),
            Some(Deed::Edit(_)) | None => w::EDIT_FACTS.t().to_string(),
        }
    }
    /// What was decided, in one line.
    pub fn words(&self) -> String {
        match self.alone() {
            Some(_) => {
                let each: Vec<&str> = self.items.iter().map(|i| i.words.as_str()).collect();
                each.join(w::AND_MORE.t())
            }
            None => w::STEP_MANY.with(&[&self.act(), &self.items.len()]),
        }
    }
    /// What became of it, in one line.
    pub fn told(&self) -> String {
        match (self.done(), self.failed().count()) {
            (_, 0) => w::STEP_DONE.with(&[&self.words()]),
            (0, _) => w::STEP_FAILED.with(&[&self.words()]),
            (done, failed) => w::STEP_PARTLY.with(&[&self.act(), &done, &failed]),
        }
    }
}

/// Everything that was decided and is not over, the oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Steps(pub Vec<Step>);

impl Steps {
    /// Holds a step. What is decided upon a held step of the same one ticket joins it, so that there is one countdown and one
    /// way back; anything else stands for itself.
    pub fn hold(&mut self, step: Step) {
        let own = step.alone().cloned();
        let same = own.and_then(|own| {
            let held = self.0.iter_mut().filter(|s| s.held());
            held.rev().find(|s| s.alone() == Some(&own))
        });
        match same {
            Some(before) => {
                before.items.extend(step.items);
                before.stage = step.stage;
            }
            None => self.0.push(step),
        }
    }
    /// What is decided about a ticket and not over.
    pub fn of(&self, id: &TicketId) -> Option<&Step> {
        self.0.iter().rev().find(|s| s.goes_on() && s.is_of(id))
    }
    /// The latest that can be taken back.
    pub fn newest(&self) -> Option<&Step> {
        self.0.iter().rev().find(|s| s.held())
    }
    /// Takes the latest back.
    pub fn take_back(&mut self) -> Option<Step> {
        let at = self.0.iter().rposition(Step::held)?;
        Some(self.0.remove(at))
    }
    /// Whether anything may still be lost.
    pub fn going(&self) -> usize {
        let going = self.0.iter().filter(|s| s.goes_on());
        going.map(|s| s.items.len() - s.done()).sum()
    }
    /// Nobody waits any longer for any of them.
    pub fn hurry(&mut self) {
        let held = self.0.iter_mut().filter(|s| s.held());
        held.for_each(|step| step.stage = Stage::Ready);
    }
    /// Lets those go whose time is over.
    pub fn ripen(&mut self, now: Moment) {
        let ripe = self.0.iter_mut().filter(|s| s.held() && s.left(now) == 0);
        ripe.for_each(|step| step.stage = Stage::Ready);
    }
    /// The next to send: the oldest whose time is over, unless one is on its way already.
    pub fn ready(&self) -> Option<Step> {
        if self.0.iter().any(|s| s.stage == Stage::Sending) {
            return None;
        }
        self.0.iter().find(|s| s.stage == Stage::Ready).cloned()
    }
    /// Takes in how a step stands now; one that went well is over and forgotten.
    pub fn learn(&mut self, step: Step) {
        let Some(at) = self.0.iter().position(|s| s.name() == step.name()) else {
            return;
        };
        if step.stage == Stage::Over && step.failed().next().is_none() {
            self.0.remove(at);
        } else {
            self.0[at] = step;
        }
    }
}

#[cfg(test)]
mod tests;
