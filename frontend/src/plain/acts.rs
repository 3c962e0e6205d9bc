//! What each act asks for: the one table behind every act's form.

use crate::words::{self as w, Text};
use model::{Action, Grade, Means, Satisfied, Solved, VisitMeans};

/// How one thing is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Some lines of text.
    Text,
    /// One of a few: identifier and label.
    Choice(Vec<(&'static str, &'static str)>),
    /// A category of the third level.
    Category,
    /// One unit, with the dispatch list's suggestion.
    Unit,
    /// Further units.
    Units,
}

/// One field of a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in the payload.
    pub name: &'static str,
    /// What people read.
    pub label: Text,
    /// An example below the label.
    pub hint: Option<Text>,
    /// How it is asked for.
    pub ask: Ask,
    /// Must be given.
    pub required: bool,
}

fn field(name: &'static str, label: Text, ask: Ask) -> Field {
    Field {
        name,
        label,
        hint: None,
        ask,
        required: true,
    }
}
fn hinted(name: &'static str, label: Text, hint: Text) -> Field {
    Field {
        hint: Some(hint),
        ..field(name, label, Ask::Text)
    }
}
fn note() -> Field {
    Field {
        required: false,
        ..field("note", w::NOTE, Ask::Text)
    }
}

/// The fields of an act; a visit asks less when nobody can be called.
pub fn fields(action: Action, has_reporter: bool) -> Vec<Field> {
    macro_rules! choice {
        ($list:expr) => {
            Ask::Choice($list.iter().map(|x| (x.as_str(), x.label())).collect())
        };
    }
    match action {
        Action::Submit | Action::EnterPool | Action::Sign => Vec::new(),
        Action::Accept => vec![
            field("category", w::CONFIRMED_CATEGORY, Ask::Category),
            field(
                "grade",
                w::CONFIRMED_GRADE,
                choice!([Grade::Normal, Grade::Urgent, Grade::Sudden]),
            ),
            note(),
        ],
        Action::Dispatch => vec![
            field("lead_unit", w::UNIT_LEAD, Ask::Unit),
            Field {
                required: false,
                ..field("co_units", w::UNIT_CO, Ask::Units)
            },
            note(),
        ],
        Action::Respond => {
            vec![
                field("means", w::MEANS, choice!(Means::ALL)),
                hinted("note", w::NOTE_RESPOND, w::NOTE_RESPOND_HINT),
            ]
        }
        Action::Progress => vec![field("text", w::NOTE_PROGRESS, Ask::Text)],
        Action::RequestDone => vec![
            field("result", w::RESULT, Ask::Text),
            field("reply", w::REPLY, Ask::Text),
            hinted("measure", w::MEASURE, w::MEASURE_HINT),
        ],
        Action::PassDone => vec![note()],
        Action::VisitPass if has_reporter => vec![
            field("means", w::MEANS, choice!(VisitMeans::ALL)),
            field(
                "contacted",
                w::CONTACTED,
                Ask::Choice(vec![("true", w::YES.t()), ("false", w::NO.t())]),
            ),
            field("solved", w::SOLVED, choice!(Solved::ALL)),
            field("satisfied", w::SATISFIED, choice!(Satisfied::ALL)),
            note(),
        ],
        Action::VisitPass => vec![
            field("means", w::MEANS, choice!([VisitMeans::SiteCheck])),
            field("solved", w::SOLVED, choice!(Solved::ALL)),
            note(),
        ],
        Action::Void => vec![field("reason", w::REASON, Ask::Text)],
    }
}

/// Acts a person starts from a ticket's page; 接单 and 派单 only at the desk.
pub fn offered(may: &[Action], desk: bool) -> Vec<Action> {
    let shown = |action: &&Action| match action {
        Action::Submit | Action::EnterPool => false,
        Action::Accept | Action::Dispatch => desk,
        _ => true,
    };
    may.iter().filter(shown).copied().collect()
}

/// The act that the state waits for: the first one that is not a way out or a note in passing.
pub fn primary(offered: &[Action]) -> Option<Action> {
    let first = |passing: &[Action]| offered.iter().find(|a| !passing.contains(a)).copied();
    first(&[Action::Void, Action::Progress]).or_else(|| first(&[Action::Void]))
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
}
