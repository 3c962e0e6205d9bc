//! What each act asks for: the one table behind every act's form. An act without a row in it is not offered.

mod table;

use crate::parts::choice::{Choice, choices};
use crate::view_model::answers::Answers;
use crate::words::Text;
use model::{Action, Grade};
pub use table::TABLE;

/// How one thing is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Ask {
    /// Some lines of text.
    Text,
    /// One line.
    Line,
    /// One of a few: identifier and label, in the page's language.
    Choice(fn() -> Vec<Choice>),
    /// 等级, with what decides it.
    Grade,
    /// Yes or no.
    YesNo,
    /// A whole number.
    Number,
    /// A moment in this browser's zone.
    Time,
    /// A category of the third level.
    Category,
    /// One unit, with the dispatch list's suggestion where there is one.
    Unit,
    /// Further units.
    Units,
    /// A colleague.
    Person,
    /// Another ticket.
    Ticket,
    /// What reporters of merged tickets answered.
    Others,
}

/// The grades, from calm to sudden.
pub fn grades() -> Vec<Choice> {
    choices(&[Grade::Normal, Grade::Urgent, Grade::Sudden])
}

/// When a field is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// Somebody reported it.
    Reporter,
    /// Nobody did.
    NoReporter,
    /// Reporters of merged tickets are called back too.
    Merged,
}

/// One field of a payload.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Name in the payload.
    pub name: &'static str,
    /// Id of the control, and its name for tests.
    pub id: &'static str,
    /// What people read.
    pub label: Text,
    /// An example below the label.
    pub hint: Option<Text>,
    /// How it is asked for.
    pub ask: Ask,
    /// Must be given.
    pub required: bool,
    /// When it is asked for.
    pub when: When,
    /// Asked for only once another field has this answer.
    pub once: Option<(&'static str, &'static str)>,
}

impl Field {
    /// Whether what else was answered asks for it.
    pub fn is_asked(&self, answers: &Answers) -> bool {
        self.once
            .is_none_or(|(name, answer)| answers.get(name).is_some_and(|given| given == answer))
    }
    const fn once(self, name: &'static str, answer: &'static str) -> Self {
        Field {
            once: Some((name, answer)),
            ..self
        }
    }
    const fn hint(self, hint: Text) -> Self {
        Field {
            hint: Some(hint),
            ..self
        }
    }
    const fn optional(self) -> Self {
        Field {
            required: false,
            ..self
        }
    }
    const fn when(self, when: When) -> Self {
        Field { when, ..self }
    }
    const fn id(self, id: &'static str) -> Self {
        Field { id, ..self }
    }
}

/// Where an act is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// On every page of the ticket.
    Anywhere,
    /// Only at the desk.
    Desk,
}

/// What an act is to the state it is open in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// What the state waits for.
    Step,
    /// A word in passing.
    Passing,
    /// Something else that may be done.
    Aside,
    /// A way out, asked for with care.
    WayOut,
}

/// One act's form.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The act.
    pub action: Action,
    /// Where it is offered.
    pub at: At,
    /// What it is to the state.
    pub weight: Weight,
    /// What it asks for, in order.
    pub fields: &'static [Field],
}

/// The row of an act; none for acts nobody starts here.
pub fn row_of(action: Action) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.action == action)
}

/// The fields of an act; a visit asks less when nobody can be called, and more when reporters were carried over.
pub fn fields(action: Action, has_reporter: bool, merged: bool) -> Vec<Field> {
    let asked = |field: &&Field| match field.when {
        When::Always => true,
        When::Reporter => has_reporter,
        When::NoReporter => !has_reporter,
        When::Merged => merged,
    };
    let all = row_of(action).map_or(&[][..], |row| row.fields);
    all.iter().filter(asked).copied().collect()
}

/// Acts a person starts from a ticket's page; some only at the desk.
pub fn offered(may: &[Action], desk: bool) -> Vec<Action> {
    let shown =
        |action: &&Action| row_of(**action).is_some_and(|row| desk || row.at == At::Anywhere);
    may.iter().filter(shown).copied().collect()
}

/// The act that the state waits for: the first step, else the first word in passing, never a way out.
pub fn primary(offered: &[Action]) -> Option<Action> {
    let first = |weight| {
        let fits = |action: &&Action| row_of(**action).is_some_and(|row| row.weight == weight);
        offered.iter().find(fits).copied()
    };
    first(Weight::Step).or_else(|| first(Weight::Passing))
}

/// Whether an act is a way out.
pub fn is_way_out(action: Action) -> bool {
    row_of(action).is_some_and(|row| row.weight == Weight::WayOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_names_its_main_act() {
        let may = [Action::Progress, Action::RequestDone, Action::Void];
        assert_eq!(primary(&offered(&may, false)), Some(Action::RequestDone));
        assert_eq!(primary(&[Action::Progress]), Some(Action::Progress));
        assert_eq!(primary(&[Action::Void]), None);
        assert_eq!(
            offered(&[Action::Accept, Action::Void], false),
            [Action::Void]
        );
        assert_eq!(
            primary(&offered(&[Action::Void, Action::Accept], true)),
            Some(Action::Accept)
        );
    }

    #[test]
    fn an_act_without_a_row_is_not_offered() {
        assert_eq!(offered(&[Action::Submit, Action::EnterPool], true), []);
    }

    #[test]
    fn forms_ask_for_what_the_acts_carry() {
        // A whistle is answered by the latest that calls the unit.
        const LEFT_OUT: &[(Action, &str)] = &[(Action::ReportIn, "whistle")];
        for row in TABLE {
            let carried = model::act::fields(row.action);
            for field in row.fields {
                let known = carried.iter().find(|f| f.name == field.name);
                let known = known.unwrap_or_else(|| panic!("{} has no {}", row.action, field.name));
                assert!(
                    field.required || !known.required,
                    "{} needs {}",
                    row.action,
                    field.name
                );
            }
            for field in carried {
                let asked = row.fields.iter().any(|f| f.name == field.name);
                assert!(
                    asked || LEFT_OUT.contains(&(row.action, field.name)),
                    "{} does not ask for {}",
                    row.action,
                    field.name
                );
            }
        }
    }

    #[test]
    fn people_find_every_act_that_is_theirs() {
        let by_people = |row: &&model::transition::Row| !row.actors.is_empty();
        for row in model::transition::TABLE.iter().filter(by_people) {
            // These begin at 采集, before there is a ticket to stand on.
            let before = matches!(row.action, Action::Submit | Action::SolveOnSpot);
            assert_eq!(row_of(row.action).is_some(), !before, "{}", row.action);
        }
    }

    #[test]
    fn no_act_asks_twice_for_one_thing_and_ids_are_its_own() {
        for row in TABLE {
            for reporter in [true, false] {
                let fields = fields(row.action, reporter, true);
                let mut names: Vec<_> = fields.iter().map(|f| f.name).collect();
                let mut ids: Vec<_> = fields.iter().map(|f| f.id).collect();
                names.sort_unstable();
                ids.sort_unstable();
                names.dedup();
                ids.dedup();
                assert_eq!(
                    (names.len(), ids.len()),
                    (fields.len(), fields.len()),
                    "{}",
                    row.action
                );
            }
        }
    }
}
