//! The way to every status, by acts that count.

use super::{DAY, World, payloads, somebody};
use model::Status;
use model::act::{Act, Action};
use model::effect::Effect;
use serde_json::Value;

/// One step: who acts (a name of `somebody`, or `system`), and the act; `wait` lets minutes pass instead.
pub enum Step {
    /// The act with its required fields.
    Do(&'static str, Action),
    /// The act with this payload.
    With(&'static str, Action, Value),
    /// Minutes.
    Wait(i64),
    /// An act that arrived after the post had ended of who made it.
    Late(&'static str, Action),
}
use Step::{Do, Late, Wait};

/// The steps to a status.
pub fn way(status: Status) -> Vec<Step> {
    use Status::*;
    let (before, last) = match status {
        Draft => return Vec::new(),
        Queued => (Draft, Do("collector", Action::Submit)),
        Pooled => (Queued, Do("system", Action::EnterPool)),
        Fixing => (Pooled, Do("desk_town", Action::AskFix)),
        Accepted => (Pooled, Do("desk_town", Action::Accept)),
        Dispatched => (Accepted, Do("desk_town", Action::Dispatch)),
        Returning => (Dispatched, Do("unit_leader", Action::RequestReturn)),
        Signed => (Dispatched, Do("handler", Action::Sign)),
        Handling => (Signed, Do("handler", Action::Respond)),
        HangReq => (Handling, Do("unit_leader", Action::RequestHang)),
        Hung => (HangReq, Do("task_force", Action::GrantHang)),
        DoneReq => (Handling, Do("handler", Action::RequestDone)),
        Visiting => (DoneReq, Do("unit_leader", Action::PassDone)),
        Closed => (Visiting, Do("visitor", Action::VisitPass)),
        Archived => (Closed, Do("system", Action::Archive)),
        Merged => (Pooled, Do("desk_town", Action::Merge)),
        Rejected => (Pooled, Do("desk_town", Action::Refuse)),
        Void => (Pooled, Do("desk_town", Action::Void)),
    };
    let mut steps = way(before);
    if status == Archived {
        steps.push(Wait(30 * DAY));
    }
    steps.push(last);
    steps
}

impl World {
    /// A ticket in this status.
    pub fn at(status: Status) -> Self {
        let mut w = World::new();
        w.walk(way(status));
        w
    }
    /// Takes steps in turn.
    pub fn walk(&mut self, steps: Vec<Step>) {
        for step in steps {
            self.step(step);
        }
    }
    /// Takes a step, a minute after the one before.
    pub fn step(&mut self, step: Step) -> Vec<Effect> {
        let (who, action, payload) = match step {
            Wait(minutes) => {
                self.wait(minutes);
                return Vec::new();
            }
            Late(who, action) => {
                self.late(&somebody(who), self.plain(action));
                return Vec::new();
            }
            Do(who, action) => (who, action, None),
            Step::With(who, action, payload) => (who, action, Some(payload)),
        };
        self.wait(1);
        let payload = payload.unwrap_or_else(|| payloads::required(action, self));
        let act = Act::parse(action, payload).unwrap();
        let person = (who != "system").then(|| somebody(who));
        self.act(person.as_ref(), act)
    }
    /// The act with its required fields, as it would be made now.
    pub fn plain(&self, action: Action) -> Act {
        Act::parse(action, payloads::required(action, self)).unwrap()
    }
    /// The act with some fields set otherwise.
    pub fn varied(&self, action: Action, fields: Value) -> Act {
        let mut payload = payloads::required(action, self);
        for (name, value) in fields.as_object().unwrap() {
            payload[name] = value.clone();
        }
        Act::parse(action, payload).unwrap()
    }
}
