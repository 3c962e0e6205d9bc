//! A call-back as one form: it asks what was found, and says what that comes to.

use crate::view_model::acts::{self, Answers, Field, form_of};
use crate::view_model::others;
use crate::words as w;
use model::act::OtherVisit;
use model::visit::{Conclusion, Found, conclude};
use model::{Action, CallOutcome, Satisfied, VisitMeans};

/// How the call ended, beside the fields of the act it comes to.
pub const CALL: &str = "call";
/// The act that somebody chose where two were possible.
pub const CHOSEN: &str = "conclusion";

/// The acts that a call-back may come to.
pub const ACTS: [Action; 3] = [Action::VisitPass, Action::Redo, Action::VisitMissed];

/// Whether an act is one of a call-back.
pub fn is_one(action: Action) -> bool {
    ACTS.contains(&action)
}

fn field(action: Action, name: &str, reporter: bool, merged: bool) -> Option<&'static Field> {
    let all = acts::fields(action, reporter, merged);
    all.into_iter().find(|f| f.name == name)
}

/// What is asked, in the order of the talk.
pub fn fields(reporter: bool, merged: bool) -> Vec<&'static Field> {
    let pass = |name| field(Action::VisitPass, name, reporter, merged);
    let call = field(Action::VisitMissed, CALL, reporter, merged).filter(|_| reporter);
    let rest = ["contacted", "solved", "satisfied", "means", "others"].map(pass);
    call.into_iter().chain(rest.into_iter().flatten()).collect()
}

/// Whether a field is asked for, as far as the call has gone: of a call that reached nobody only that.
pub fn is_asked(name: &str, answers: &Answers) -> bool {
    let call = answers.get(CALL).map_or("", String::as_str);
    name == CALL || call.is_empty() || call == CallOutcome::Answered.as_str()
}

/// What was found.
pub fn found(answers: &Answers, reporter: bool) -> Found {
    let get = |name: &str| answers.get(name).map_or("", String::as_str);
    let other = |o: others::Other| {
        Some(OtherVisit {
            ticket: model::TicketId::new(o.ticket).ok()?,
            call: o.call.parse().ok()?,
            solved: o.solved.parse().ok(),
            satisfied: o.satisfied.parse().ok(),
        })
    };
    Found {
        reporter,
        call: get(CALL).parse().ok(),
        solved: get("solved").parse().ok(),
        satisfied: get("satisfied").parse().ok(),
        justified: !get("justified").trim().is_empty(),
        others: others::read(get("others"))
            .into_iter()
            .filter_map(other)
            .collect(),
    }
}

/// What it comes to, with what somebody chose where they may.
pub fn conclusion(answers: &Answers, reporter: bool) -> Conclusion {
    let comes_to = conclude(&found(answers, reporter));
    let chosen = answers.get(CHOSEN).and_then(|c| c.parse::<Action>().ok());
    match comes_to {
        Conclusion::Either(first, second) if chosen == Some(second) => {
            Conclusion::Either(second, first)
        }
        other => other,
    }
}

/// Once something of the talk is ticked, somebody was reached; whoever was reached by a call was called, and where nobody is
/// there to be called it was looked at.
pub fn reached(answers: &mut Answers, reporter: bool) {
    let said = ["contacted", "solved", "satisfied"]
        .iter()
        .any(|name| answers.get(*name).is_some_and(|a| !a.is_empty()));
    let call = answers.get(CALL).is_none_or(String::is_empty);
    if said && call && reporter {
        answers.insert(CALL, CallOutcome::Answered.to_string());
    }
    let answered = answers.get(CALL).map(String::as_str) == Some(CallOutcome::Answered.as_str());
    let means = match reporter {
        true => answered.then_some(VisitMeans::Phone),
        false => said.then_some(VisitMeans::SiteCheck),
    };
    let open = answers.get("means").is_none_or(String::is_empty);
    if let Some(means) = means.filter(|_| open) {
        answers.insert("means", means.to_string());
    }
}

/// Fields that follow upon the conclusion.
pub fn further(action: Action, answers: &Answers) -> Vec<&'static Field> {
    let names: &[&str] = match action {
        Action::VisitPass => &["justified", "note"],
        _ => &["note"],
    };
    let unhappy = answers.get("satisfied").map(String::as_str) == Some(Satisfied::No.as_str());
    let all = form_of(action).map_or(&[][..], |form| &form.fields);
    let named = names
        .iter()
        .filter_map(|name| all.iter().find(|f| f.name == *name));
    named.filter(|f| f.name != "justified" || unhappy).collect()
}

/// The conclusion in words.
pub fn words(conclusion: Conclusion) -> String {
    match conclusion.act() {
        None => w::VISIT_OPEN.t().to_string(),
        Some(act) => w::VISIT_COMES_TO.with(&[&w::label(act)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::answers::payload;
    use model::act::Act;

    fn answers(all: &[(&'static str, &str)]) -> Answers {
        all.iter()
            .map(|(name, value)| (*name, (*value).to_string()))
            .collect()
    }

    #[test]
    fn a_tick_of_the_talk_says_that_somebody_was_reached() {
        let mut some = answers(&[("solved", "yes")]);
        reached(&mut some, true);
        assert_eq!(
            (some[CALL].as_str(), some["means"].as_str()),
            ("answered", "phone")
        );
        some.insert("means", "visit".into());
        reached(&mut some, true);
        assert_eq!(some["means"], "visit", "what was chosen stays chosen");
        let mut place = answers(&[("solved", "yes")]);
        reached(&mut place, false);
        assert_eq!(place["means"], "site_check");
        assert!(!place.contains_key(CALL), "nobody was called");
        let mut missed = answers(&[("solved", "yes"), (CALL, "missed")]);
        reached(&mut missed, true);
        assert_eq!(missed[CALL], "missed", "what was said stays said");
        assert!(!missed.contains_key("means"));
    }

    #[test]
    fn nothing_ticked_is_lost_when_the_conclusion_changes() {
        let mut some = answers(&[
            (CALL, "answered"),
            ("means", "phone"),
            ("contacted", "true"),
            ("solved", "no"),
            ("satisfied", "yes"),
            ("note", "请再修"),
        ]);
        assert_eq!(conclusion(&some, true).act(), Some(Action::Redo));
        let send = |some: &Answers| {
            let action = conclusion(some, true).act().unwrap();
            let carried = acts::fields(action, true, false);
            (action, payload(&carried, some, 500).unwrap())
        };
        let (action, payload) = send(&some);
        Act::parse(action, payload).unwrap();
        some.insert("solved", "yes".into());
        let (action, payload) = send(&some);
        assert_eq!(action, Action::VisitPass);
        assert_eq!(payload["contacted"], true);
        Act::parse(action, payload).unwrap();
        some.insert(CALL, "missed".into());
        let (action, payload) = send(&some);
        assert_eq!(action, Action::VisitMissed);
        Act::parse(action, payload).unwrap();
    }

    #[test]
    fn part_of_it_is_for_people_to_judge() {
        let mut some = answers(&[
            (CALL, "answered"),
            ("solved", "partly"),
            ("satisfied", "mostly"),
        ]);
        assert_eq!(conclusion(&some, true).act(), Some(Action::VisitPass));
        some.insert(CHOSEN, "redo".into());
        assert_eq!(conclusion(&some, true).act(), Some(Action::Redo));
        some.insert("solved", "yes".into());
        assert_eq!(conclusion(&some, true).act(), Some(Action::VisitPass));
    }

    #[test]
    fn a_place_is_asked_no_call() {
        let names: Vec<&str> = fields(false, false).iter().map(|f| f.name).collect();
        assert_eq!(names, ["solved", "means"]);
        let names: Vec<&str> = fields(true, false).iter().map(|f| f.name).collect();
        assert_eq!(names, ["call", "contacted", "solved", "satisfied", "means"]);
        assert!(!is_asked("solved", &answers(&[(CALL, "missed")])));
        assert!(is_asked("solved", &answers(&[])));
    }
}
