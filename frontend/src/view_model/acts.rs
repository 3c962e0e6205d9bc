//! What each act asks for. A form is made from the fields that the act carries (`model::act::fields`); `table` says where an
//! act is offered and where its form differs. An act without a row in it is not offered.

mod table;

use crate::view_model::choice::{Choice, choices, choices_of};
use crate::words::{self as w, Text};
use model::act::{Shape, Word};
use model::{Action, Closed, ClosedList, Grade};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use table::Exception;

/// Answers by field: a text, a choice's identifier, or codes of units separated by blanks.
pub type Answers = BTreeMap<&'static str, String>;

/// How one thing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Some lines of text.
    Text,
    /// One line.
    Line,
    /// One of a few.
    Choice(&'static ClosedList),
    /// 等级, with what decides it.
    Grade,
    /// Yes or no.
    YesNo,
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

impl Ask {
    /// How a kind of value is asked for; none for what only programs name.
    fn of(shape: Shape) -> Option<Ask> {
        Some(match shape {
            Shape::Text => Ask::Text,
            Shape::List(Word::Unit, _) => Ask::Units,
            Shape::List(Word::Visit, _) => Ask::Others,
            Shape::Word(word) => match word {
                Word::YesNo => Ask::YesNo,
                Word::Moment => Ask::Time,
                Word::Category => Ask::Category,
                Word::Unit => Ask::Unit,
                Word::Person => Ask::Person,
                Word::Ticket => Ask::Ticket,
                Word::Member(list) if list == Grade::LIST => Ask::Grade,
                Word::Member(list) => Ask::Choice(list),
                Word::Edit | Word::Visit => return None,
            },
            Shape::List(..) => return None,
        })
    }
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

/// One field of a form.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name in the payload.
    pub name: &'static str,
    /// The model's word for it, which refusals carry.
    pub word: &'static str,
    /// Id of the control, and its name for tests.
    pub id: String,
    pub label: Text,
    /// An example below the label.
    pub hint: Option<Text>,
    /// Answers that recur, one tap each.
    pub offers: &'static [Text],
    /// Colleagues are offered while a name is typed.
    pub people: bool,
    /// How it is asked for.
    pub ask: Ask,
    /// The only member of its list that may be chosen.
    pub only: Option<&'static str>,
    pub required: bool,
    /// When it is asked for.
    pub when: When,
    /// Asked for only once another field has this answer.
    pub once: Option<(&'static str, &'static str)>,
}

impl Field {
    /// The fields of an act's form for one field that the act carries.
    fn of(carried: &'static model::act::Field, except: &Exception) -> Vec<Field> {
        let Some(ask) = Ask::of(carried.shape) else {
            return Vec::new();
        };
        let own = || format!("act-{}", carried.name);
        let field = Field {
            name: carried.name,
            word: carried.label,
            id: except.id.map_or_else(own, str::to_string),
            label: except.label.unwrap_or_else(|| w::field(carried.label)),
            hint: except.hint,
            offers: except.offers,
            people: except.people,
            ask: if except.line { Ask::Line } else { ask },
            only: None,
            required: carried.required || except.required,
            when: except.when,
            once: except.once,
        };
        let alone = except.alone.map(|only| Field {
            only: Some(only),
            when: When::NoReporter,
            ..field.clone()
        });
        std::iter::once(field).chain(alone).collect()
    }
    /// Whether what else was answered asks for it.
    pub fn is_asked(&self, answers: &Answers) -> bool {
        self.once
            .is_none_or(|(name, answer)| answers.get(name).is_some_and(|given| given == answer))
    }
    /// What may be chosen, where it is one of a few.
    pub fn choices(&self) -> Vec<Choice> {
        let mut all = match self.ask {
            Ask::Choice(list) => choices_of(list),
            Ask::Grade => grades(),
            Ask::YesNo => [("true", w::YES), ("false", w::NO)]
                .map(|(id, words)| (id.to_string(), words.t().to_string()))
                .to_vec(),
            _ => Vec::new(),
        };
        all.retain(|(id, _)| self.only.is_none_or(|only| only == id));
        all
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
#[derive(Debug)]
pub struct Form {
    pub action: Action,
    /// Where it is offered.
    pub at: At,
    /// What it is to the state.
    pub weight: Weight,
    /// What it asks for, in order.
    pub fields: Vec<Field>,
}

/// Every form, in the order of the table.
pub fn forms() -> &'static [Form] {
    static FORMS: LazyLock<Vec<Form>> =
        LazyLock::new(|| table::TABLE.iter().map(table::Row::form).collect());
    &FORMS
}

/// The form of an act; none for acts nobody starts here.
pub fn form_of(action: Action) -> Option<&'static Form> {
    forms().iter().find(|form| form.action == action)
}

/// The fields of an act; a visit asks less when nobody can be called, and more when reporters were carried over.
pub fn fields(action: Action, has_reporter: bool, merged: bool) -> Vec<&'static Field> {
    let asked = |field: &&Field| match field.when {
        When::Always => true,
        When::Reporter => has_reporter,
        When::NoReporter => !has_reporter,
        When::Merged => merged,
    };
    let all = form_of(action).map_or(&[][..], |form| &form.fields);
    all.iter().filter(asked).collect()
}

/// A text once an answer that recurs was tapped: after what stands there, never twice.
pub fn with_offer(text: &str, offer: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return offer.to_string();
    }
    if text.contains(offer) {
        return text.to_string();
    }
    let joint = if text.ends_with(['。', '；', '.', ';']) {
        ""
    } else {
        w::AND_MORE.t()
    };
    format!("{text}{joint}{offer}")
}

/// Acts a person starts from a ticket's page; some only at the desk.
pub fn offered(may: &[Action], desk: bool) -> Vec<Action> {
    let shown =
        |action: &&Action| form_of(**action).is_some_and(|form| desk || form.at == At::Anywhere);
    let shown: Vec<Action> = may.iter().filter(shown).copied().collect();
    // A call-back is one form, which says itself what it comes to.
    let calls = shown.contains(&Action::VisitPass);
    let one = |a: &Action| !(calls && matches!(a, Action::Redo | Action::VisitMissed));
    shown.into_iter().filter(one).collect()
}

/// What an act is called where it is offered; before a call-back nobody knows what it comes to.
pub fn name(action: Action) -> &'static str {
    match action {
        Action::VisitPass => w::VISIT.t(),
        _ => w::label(action),
    }
}

/// The act that the state waits for: the first step, else the first word in passing, never a way out.
pub fn primary(offered: &[Action]) -> Option<Action> {
    let first = |weight| {
        let fits = |action: &&Action| form_of(**action).is_some_and(|form| form.weight == weight);
        offered.iter().find(fits).copied()
    };
    first(Weight::Step).or_else(|| first(Weight::Passing))
}

/// Whether an act's form asks anything, or warns before it is sent.
pub fn asks(action: Action) -> bool {
    form_of(action).is_none_or(|form| !form.fields.is_empty() || form.weight == Weight::WayOut)
}

/// Whether an act is a way out.
pub fn is_way_out(action: Action) -> bool {
    form_of(action).is_some_and(|form| form.weight == Weight::WayOut)
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
    fn answers_that_recur_are_one_tap() {
        let measure = fields(Action::RequestDone, true, false);
        let measure = measure.iter().find(|f| f.name == "measure").unwrap();
        assert!(measure.offers.iter().any(|o| o.t() == "更换"));
        let owner = fields(Action::RequestHang, true, false);
        assert!(owner.iter().any(|f| f.name == "owner" && f.people));
        assert_eq!(with_offer("", "更换"), "更换");
        assert_eq!(with_offer("更换", "更换"), "更换");
        assert_eq!(with_offer("更换", "清运"), "更换；清运");
        assert_eq!(with_offer("已更换。", "清运"), "已更换。清运");
    }

    #[test]
    fn a_call_back_is_offered_once() {
        let may = [
            Action::VisitPass,
            Action::Redo,
            Action::VisitMissed,
            Action::Urge,
        ];
        assert_eq!(offered(&may, false), [Action::VisitPass, Action::Urge]);
        assert_eq!(name(Action::VisitPass), "回访");
    }

    #[test]
    fn only_an_act_without_a_question_is_sent_by_one_touch() {
        let at_once = forms().iter().map(|form| form.action);
        let at_once: Vec<_> = at_once.filter(|action| !asks(*action)).collect();
        assert_eq!(at_once, [Action::Sign]);
    }

    #[test]
    fn an_act_without_a_row_is_not_offered() {
        assert_eq!(offered(&[Action::Submit, Action::EnterPool], true), []);
    }

    #[test]
    fn forms_ask_for_what_the_acts_carry() {
        // A whistle is answered by the latest that calls the unit, a late step is the oldest that waits.
        const LEFT_OUT: &[(Action, &str)] = &[
            (Action::ReportIn, "whistle"),
            (Action::Confirm, "edit"),
            (Action::Dismiss, "edit"),
        ];
        for row in table::TABLE {
            let (carried, form) = (model::act::fields(row.action), row.form());
            for field in carried {
                assert!(
                    form.fields.iter().any(|f| f.name == field.name)
                        || LEFT_OUT.contains(&(row.action, field.name)),
                    "{} does not ask for {}",
                    row.action,
                    field.name
                );
            }
            for except in row.except {
                assert!(
                    carried.iter().any(|f| f.name == except.name),
                    "{} has no {}",
                    row.action,
                    except.name
                );
            }
        }
    }

    #[test]
    fn people_find_every_act_that_is_theirs() {
        let by_people = |row: &&model::transition::Row| !row.actors.is_empty();
        for row in model::transition::TABLE.iter().filter(by_people) {
            // These begin at 采集, before there is a ticket to stand on.
            let before = matches!(
                row.action,
                Action::Submit | Action::SolveOnSpot | Action::PhoneDuty
            );
            assert_eq!(form_of(row.action).is_some(), !before, "{}", row.action);
        }
    }

    #[test]
    fn no_act_asks_twice_for_one_thing_and_ids_are_its_own() {
        for form in forms() {
            for reporter in [true, false] {
                let fields = fields(form.action, reporter, true);
                let mut names: Vec<_> = fields.iter().map(|f| f.name).collect();
                let mut ids: Vec<_> = fields.iter().map(|f| &f.id).collect();
                names.sort_unstable();
                ids.sort_unstable();
                names.dedup();
                ids.dedup();
                assert_eq!(
                    (names.len(), ids.len()),
                    (fields.len(), fields.len()),
                    "{}",
                    form.action
                );
            }
        }
    }
}
