//! One row per act that people start from a ticket, with what its form says otherwise than the model.

use super::{At, Field, Form, Weight, When};
use crate::words::{self as w, Text};
use model::{Action, Satisfied, VisitMeans};

/// Where a form differs from the field that the act carries; each part only where it does.
#[derive(Debug, Clone, Copy)]
pub struct Exception {
    /// Which field.
    pub name: &'static str,
    /// What people are asked, where that is not the field's word.
    pub label: Option<Text>,
    /// An example below the label.
    pub hint: Option<Text>,
    /// Answers that recur, one tap each.
    pub offers: &'static [Text],
    /// Colleagues are offered while a name is typed.
    pub people: bool,
    /// One line instead of several.
    pub line: bool,
    /// Id of the control, where it is not `act-<name>`.
    pub id: Option<&'static str>,
    /// Needed here although the act may go without.
    pub required: bool,
    /// When it is asked for.
    pub when: When,
    /// Asked for only once another field has this answer.
    pub once: Option<(&'static str, &'static str)>,
    /// Without a reporter this is all that may be chosen.
    pub alone: Option<&'static str>,
    /// Asked for before the others.
    pub first: bool,
}

const fn on(name: &'static str) -> Exception {
    Exception {
        name,
        label: None,
        hint: None,
        offers: &[],
        people: false,
        line: false,
        id: None,
        required: false,
        when: When::Always,
        once: None,
        alone: None,
        first: false,
    }
}

impl Exception {
    const fn label(self, label: Text) -> Self {
        Exception {
            label: Some(label),
            ..self
        }
    }
    const fn hint(self, hint: Text) -> Self {
        Exception {
            hint: Some(hint),
            ..self
        }
    }
    const fn offers(self, offers: &'static [Text]) -> Self {
        Exception { offers, ..self }
    }
    const fn people(self) -> Self {
        Exception {
            people: true,
            ..self
        }
    }
    const fn line(self) -> Self {
        Exception { line: true, ..self }
    }
    const fn id(self, id: &'static str) -> Self {
        Exception {
            id: Some(id),
            ..self
        }
    }
    const fn required(self) -> Self {
        Exception {
            required: true,
            ..self
        }
    }
    const fn when(self, when: When) -> Self {
        Exception { when, ..self }
    }
    const fn once(self, name: &'static str, answer: &'static str) -> Self {
        Exception {
            once: Some((name, answer)),
            ..self
        }
    }
    const fn alone(self, only: &'static str) -> Self {
        Exception {
            alone: Some(only),
            when: When::Reporter,
            ..self
        }
    }
    const fn first(self) -> Self {
        Exception {
            first: true,
            ..self
        }
    }
}

/// An act that people start, and where its form differs.
#[derive(Debug)]
pub struct Row {
    pub action: Action,
    /// Where it is offered.
    pub at: At,
    /// What it is to the state.
    pub weight: Weight,
    /// Where its form differs.
    pub except: &'static [Exception],
}

impl Row {
    /// The form: the act's fields in their order, changed where the row says so.
    pub fn form(&self) -> Form {
        let except = |name| {
            let own = self.except.iter().find(|e| e.name == name);
            own.copied().unwrap_or(on(name))
        };
        let mut carried: Vec<_> = model::act::fields(self.action).iter().collect();
        carried.sort_by_key(|field| !except(field.name).first);
        let fields = carried.into_iter();
        Form {
            action: self.action,
            at: self.at,
            weight: self.weight,
            fields: fields
                .flat_map(|field| Field::of(field, &except(field.name)))
                .collect(),
        }
    }
}

const fn row(action: Action, at: At, weight: Weight, except: &'static [Exception]) -> Row {
    Row {
        action,
        at,
        weight,
        except,
    }
}

const UNIT: Exception = on("lead_unit").id("unit");
const CO_UNITS: Exception = on("co_units").id("co-unit");
const MEANS: Exception = on("means")
    .label(w::MEANS)
    .alone(VisitMeans::SiteCheck.as_str());
const CONTACTED: Exception = on("contacted").required().when(When::Reporter);
const SATISFIED: Exception = on("satisfied").required().when(When::Reporter);
const OTHERS: Exception = on("others")
    .label(w::OTHERS)
    .hint(w::OTHERS_HINT)
    .when(When::Merged);

const MEASURES: &[Text] = &[
    w::MEASURE_REPLACED,
    w::MEASURE_REPAIRED,
    w::MEASURE_CLEARED,
    w::MEASURE_EXPLAINED,
    w::MEASURE_SETTLED,
];
const REPLIED: &[Text] = &[w::OFFER_TOLD];
const RESPONDED: &[Text] = &[w::OFFER_CALLED, w::OFFER_THERE];
const MISSING: &[Text] = &[w::OFFER_PLACE, w::OFFER_PHOTO, w::OFFER_MATTER];
const REFUSED: &[Text] = &[w::OFFER_OUTSIDE, w::OFFER_TWICE];
const URGED: &[Text] = &[w::OFFER_HURRY];

/// Every act that people start from a ticket, those that a state waits for before what else may be done in it.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(Action::Accept, At::Desk, Weight::Step, &[
        on("category").label(w::CONFIRMED_CATEGORY), on("grade").label(w::CONFIRMED_GRADE),
    ]),
    row(Action::Dispatch, At::Desk, Weight::Step, &[UNIT, CO_UNITS]),
    row(Action::AskFix, At::Desk, Weight::Aside, &[on("missing").hint(w::ACT_MISSING_HINT).offers(MISSING)]),
    row(Action::Refuse, At::Desk, Weight::WayOut, &[on("reason").offers(REFUSED)]),
    row(Action::Merge, At::Desk, Weight::Aside, &[on("parent").label(w::ACT_PARENT)]),
    row(Action::Split, At::Desk, Weight::Aside, &[]),
    row(Action::SelfHandle, At::Desk, Weight::Aside, &[]),
    row(Action::GrantReturn, At::Desk, Weight::Step, &[]),
    row(Action::DenyReturn, At::Desk, Weight::Aside, &[]),
    row(Action::RuleDispatch, At::Desk, Weight::Step, &[UNIT, CO_UNITS]),
    row(Action::Resubmit, At::Anywhere, Weight::Step, &[]),
    row(Action::Sign, At::Anywhere, Weight::Step, &[]),
    row(Action::RequestReturn, At::Anywhere, Weight::Aside, &[on("basis").hint(w::ACT_BASIS_HINT)]),
    row(Action::Reassign, At::Anywhere, Weight::Aside, &[on("handler").label(w::ACT_NEW_HANDLER)]),
    row(Action::Respond, At::Anywhere, Weight::Step, &[on("means").label(w::MEANS), on("note").hint(w::NOTE_RESPOND_HINT).offers(RESPONDED)]),
    row(Action::Progress, At::Anywhere, Weight::Passing, &[]),
    row(Action::Whistle, At::Anywhere, Weight::Aside, &[on("units").label(w::ACT_UNITS), on("meet_at").hint(w::ACT_MEET_HINT)]),
    row(Action::ReportIn, At::Anywhere, Weight::Aside, &[]),
    row(Action::RequestExtension, At::Anywhere, Weight::Aside, &[on("basis").label(w::ACT_BASIS)]),
    row(Action::GrantExtension, At::Anywhere, Weight::Aside, &[on("told").first()]),
    row(Action::DenyExtension, At::Anywhere, Weight::Aside, &[]),
    row(Action::RequestHang, At::Anywhere, Weight::Aside, &[on("owner").line().people()]),
    row(Action::GrantHang, At::Anywhere, Weight::Step, &[on("meeting").line().hint(w::ACT_MEETING_HINT)]),
    row(Action::DenyHang, At::Anywhere, Weight::Aside, &[]),
    row(Action::HangProgress, At::Anywhere, Weight::Step, &[]),
    row(Action::RenewHang, At::Anywhere, Weight::Aside, &[]),
    row(Action::ReleaseHang, At::Anywhere, Weight::Aside, &[]),
    row(Action::RequestDone, At::Anywhere, Weight::Step, &[on("measure").offers(MEASURES), on("reply").offers(REPLIED)]),
    row(Action::PassDone, At::Anywhere, Weight::Step, &[]),
    row(Action::DenyDone, At::Anywhere, Weight::Aside, &[]),
    row(Action::VisitPass, At::Anywhere, Weight::Step, &[
        MEANS, CONTACTED, SATISFIED, OTHERS.required(),
        on("justified").when(When::Reporter).once("satisfied", Satisfied::No.as_str()),
    ]),
    row(Action::Redo, At::Anywhere, Weight::Aside, &[MEANS, CONTACTED, SATISFIED, OTHERS]),
    row(Action::VisitMissed, At::Anywhere, Weight::Aside, &[]),
    row(Action::Reopen, At::Anywhere, Weight::Aside, &[]),
    row(Action::Urge, At::Anywhere, Weight::Aside, &[on("text").offers(URGED)]),
    row(Action::Supervise, At::Anywhere, Weight::Aside, &[]),
    row(Action::Escalate, At::Anywhere, Weight::Aside, &[]),
    row(Action::Regrade, At::Anywhere, Weight::Aside, &[]),
    row(Action::Supplement, At::Anywhere, Weight::Passing, &[]),
    row(Action::RequestExclude, At::Anywhere, Weight::Aside, &[]),
    row(Action::GrantExclude, At::Anywhere, Weight::Aside, &[]),
    row(Action::DenyExclude, At::Anywhere, Weight::Aside, &[]),
    row(Action::Confirm, At::Anywhere, Weight::Aside, &[]),
    row(Action::Dismiss, At::Anywhere, Weight::Aside, &[]),
    row(Action::Void, At::Anywhere, Weight::WayOut, &[on("reason").hint(w::VOID_WARNING)]),
];
