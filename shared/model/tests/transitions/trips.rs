//! The guards: for each row that has one, the case that trips it.

mod intake;
mod oversight;
mod requests;
mod round;

use model::act::Action;
use model::person::Person;
use model::transition::Guard;
use model::{Code, Status};
use serde_json::{Value, json};
use testkit::ground::walk::Step::{self, Do};
use testkit::ground::{NOW, World, somebody};

/// One way to trip a guard.
pub struct Trip {
    pub guard: Guard,
    pub code: Code,
    pub action: Action,
    pub from: Status,
    pub before: Vec<Step>,
    /// What else is so in this world.
    pub so: fn(&mut World),
    pub who: Option<Person>,
    /// Fields of the act set otherwise.
    pub fields: Value,
}

fn trip(guard: Guard, code: Code, action: Action, from: Status, who: &str) -> Trip {
    let before = Vec::new();
    let who = (who != "system").then(|| somebody(who));
    Trip {
        guard,
        code,
        action,
        from,
        before,
        so: |_| {},
        who,
        fields: json!({}),
    }
}

impl Trip {
    fn after(self, before: Vec<Step>) -> Self {
        Trip { before, ..self }
    }
    fn so(self, so: fn(&mut World)) -> Self {
        Trip { so, ..self }
    }
    fn with(self, fields: Value) -> Self {
        Trip { fields, ..self }
    }
    /// The actor also is this user: who applied must not approve.
    fn called(mut self, name: &str) -> Self {
        if let Some(p) = &mut self.who {
            p.user = testkit::ground::user(name);
        }
        self
    }
}

fn no_photos(w: &mut World) {
    w.ticket.photos.clear();
}
fn joined() -> Vec<Step> {
    vec![Do("system", Action::Joined)]
}
/// This many minutes from now, as a field says it.
fn minutes(n: i64) -> String {
    NOW.plus_minutes(n).to_string()
}

/// Every guard of every row, and every code a guard may answer. Cases of one guard stand in one file: their order is that of
/// the document.
pub fn trips() -> Vec<Trip> {
    let files = [
        intake::trips(),
        round::trips(),
        requests::trips(),
        oversight::trips(),
    ];
    files.into_iter().flatten().collect()
}
