//! One row per act that people start from a ticket.

use super::{Ask, At, Field, Row, Weight, When};
use crate::parts::choice::choices;
use crate::words as w;
use model::{
    Action, CallOutcome, ExcludeReason, HangReason, Means, ReturnReason, Satisfied, Solved,
    VisitMeans,
};

/// A required field; its control's id is `act-<name>`.
macro_rules! ask {
    ($name:literal, $label:expr, $ask:expr) => {
        Field {
            name: $name,
            id: concat!("act-", $name),
            label: $label,
            hint: None,
            ask: $ask,
            required: true,
            when: When::Always,
            once: None,
        }
    };
}

const fn row(action: Action, at: At, weight: Weight, fields: &'static [Field]) -> Row {
    Row {
        action,
        at,
        weight,
        fields,
    }
}

const NOTE: Field = ask!("note", w::NOTE, Ask::Text).optional();
const REASON: Field = ask!("reason", w::REASON, Ask::Text);
const SOLVED: Field = ask!("solved", w::SOLVED, Ask::Choice(|| choices(Solved::ALL)));
const NEXT_CHECK: Field = ask!("next_check", w::ACT_NEXT_CHECK, Ask::Time);
const OTHERS: Field = ask!("others", w::OTHERS, Ask::Others)
    .hint(w::OTHERS_HINT)
    .when(When::Merged);
const CO_UNITS: Field = ask!("co_units", w::UNIT_CO, Ask::Units)
    .optional()
    .id("co-unit");

/// Every act that people start from a ticket, those that a state waits for before what else may be done in it.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(Action::Accept, At::Desk, Weight::Step, &[
        ask!("category", w::CONFIRMED_CATEGORY, Ask::Category),
        ask!("grade", w::CONFIRMED_GRADE, Ask::Grade),
        NOTE,
    ]),
    row(Action::Dispatch, At::Desk, Weight::Step, &[ask!("lead_unit", w::UNIT_LEAD, Ask::Unit).id("unit"), CO_UNITS, NOTE]),
    row(Action::AskFix, At::Desk, Weight::Aside, &[ask!("missing", w::ACT_MISSING, Ask::Text).hint(w::ACT_MISSING_HINT)]),
    row(Action::Refuse, At::Desk, Weight::WayOut, &[REASON]),
    row(Action::Merge, At::Desk, Weight::Aside, &[ask!("parent", w::ACT_PARENT, Ask::Ticket), NOTE]),
    row(Action::Split, At::Desk, Weight::Aside, &[REASON]),
    row(Action::SelfHandle, At::Desk, Weight::Aside, &[NOTE]),
    row(Action::GrantReturn, At::Desk, Weight::Step, &[NOTE]),
    row(Action::DenyReturn, At::Desk, Weight::Aside, &[REASON]),
    row(Action::RuleDispatch, At::Desk, Weight::Step, &[
        ask!("lead_unit", w::UNIT_LEAD, Ask::Unit).id("unit"),
        CO_UNITS,
        ask!("reason", w::ACT_RULING, Ask::Text),
    ]),
    row(Action::Resubmit, At::Anywhere, Weight::Step, &[ask!("changed", w::ACT_CHANGED, Ask::Text)]),
    row(Action::Sign, At::Anywhere, Weight::Step, &[]),
    row(Action::RequestReturn, At::Anywhere, Weight::Aside, &[
        ask!("reason", w::ACT_RETURN_REASON, Ask::Choice(|| choices(ReturnReason::ALL))),
        ask!("basis", w::ACT_BASIS, Ask::Text).hint(w::ACT_BASIS_HINT),
        ask!("suggested_unit", w::ACT_SUGGESTED_UNIT, Ask::Unit),
    ]),
    row(Action::Reassign, At::Anywhere, Weight::Aside, &[ask!("handler", w::ACT_NEW_HANDLER, Ask::Person), NOTE]),
    row(Action::Respond, At::Anywhere, Weight::Step, &[
        ask!("means", w::MEANS, Ask::Choice(|| choices(Means::ALL))),
        ask!("note", w::NOTE_RESPOND, Ask::Text).hint(w::NOTE_RESPOND_HINT),
    ]),
    row(Action::Progress, At::Anywhere, Weight::Passing, &[ask!("text", w::NOTE_PROGRESS, Ask::Text)]),
    row(Action::Whistle, At::Anywhere, Weight::Aside, &[
        ask!("units", w::ACT_UNITS, Ask::Units),
        ask!("matter", w::ACT_MATTER, Ask::Text),
        ask!("meet_at", w::ACT_MEET, Ask::Time).optional().hint(w::ACT_MEET_HINT),
    ]),
    row(Action::ReportIn, At::Anywhere, Weight::Aside, &[ask!("note", w::ACT_ARRIVED, Ask::Text)]),
    row(Action::RequestExtension, At::Anywhere, Weight::Aside, &[
        ask!("until", w::ACT_UNTIL, Ask::Time),
        ask!("basis", w::ACT_BASIS, Ask::Text),
        ask!("complex", w::ACT_COMPLEX, Ask::YesNo).optional(),
    ]),
    row(Action::GrantExtension, At::Anywhere, Weight::Aside, &[ask!("told", w::ACT_TOLD, Ask::YesNo).optional(), NOTE]),
    row(Action::DenyExtension, At::Anywhere, Weight::Aside, &[REASON]),
    row(Action::RequestHang, At::Anywhere, Weight::Aside, &[
        ask!("reason", w::ACT_HANG_REASON, Ask::Choice(|| choices(HangReason::ALL))),
        ask!("plan", w::ACT_PLAN, Ask::Text),
        ask!("owner", w::ACT_OWNER, Ask::Line),
        ask!("until", w::ACT_HANG_UNTIL, Ask::Time),
        NEXT_CHECK,
        ask!("proof", w::ACT_PROOF, Ask::Text),
        ask!("told", w::ACT_TOLD, Ask::YesNo).optional(),
    ]),
    row(Action::GrantHang, At::Anywhere, Weight::Step, &[
        NOTE,
        ask!("meeting", w::ACT_MEETING, Ask::Line).optional().hint(w::ACT_MEETING_HINT),
    ]),
    row(Action::DenyHang, At::Anywhere, Weight::Aside, &[REASON]),
    row(Action::HangProgress, At::Anywhere, Weight::Step, &[ask!("text", w::ACT_PROGRESS, Ask::Text), NEXT_CHECK]),
    row(Action::RenewHang, At::Anywhere, Weight::Aside, &[
        ask!("reason", w::ACT_RENEW_WHY, Ask::Text),
        ask!("until", w::ACT_HANG_UNTIL, Ask::Time),
        NEXT_CHECK,
    ]),
    row(Action::ReleaseHang, At::Anywhere, Weight::Aside, &[
        ask!("changed", w::ACT_WHAT_CHANGED, Ask::Text),
        ask!("until", w::ACT_NEW_LIMIT, Ask::Time).optional(),
    ]),
    row(Action::RequestDone, At::Anywhere, Weight::Step, &[
        ask!("result", w::RESULT, Ask::Text),
        ask!("reply", w::REPLY, Ask::Text),
        ask!("measure", w::MEASURE, Ask::Text).hint(w::MEASURE_HINT),
    ]),
    row(Action::PassDone, At::Anywhere, Weight::Step, &[NOTE]),
    row(Action::DenyDone, At::Anywhere, Weight::Aside, &[REASON]),
    row(Action::VisitPass, At::Anywhere, Weight::Step, &[
        ask!("means", w::MEANS, Ask::Choice(|| choices(VisitMeans::ALL))).when(When::Reporter),
        ask!("means", w::MEANS, Ask::Choice(|| choices(&[VisitMeans::SiteCheck]))).when(When::NoReporter),
        ask!("contacted", w::CONTACTED, Ask::YesNo).when(When::Reporter),
        SOLVED,
        ask!("satisfied", w::SATISFIED, Ask::Choice(|| choices(Satisfied::ALL))).when(When::Reporter),
        ask!("justified", w::ACT_JUSTIFIED, Ask::Text).optional().when(When::Reporter).once("satisfied", "no"),
        OTHERS,
        NOTE,
    ]),
    row(Action::Redo, At::Anywhere, Weight::Aside, &[
        ask!("means", w::MEANS, Ask::Choice(|| choices(VisitMeans::ALL))).when(When::Reporter),
        ask!("means", w::MEANS, Ask::Choice(|| choices(&[VisitMeans::SiteCheck]))).when(When::NoReporter),
        ask!("contacted", w::CONTACTED, Ask::YesNo).when(When::Reporter),
        SOLVED,
        ask!("satisfied", w::SATISFIED, Ask::Choice(|| choices(Satisfied::ALL))).when(When::Reporter),
        OTHERS.optional(),
        ask!("note", w::ACT_REDO, Ask::Text),
    ]),
    row(Action::VisitMissed, At::Anywhere, Weight::Aside, &[
        ask!("call", w::ACT_CALL, Ask::Choice(|| choices(CallOutcome::ALL))),
        NOTE,
    ]),
    row(Action::Reopen, At::Anywhere, Weight::Aside, &[REASON, ask!("evidence", w::ACT_EVIDENCE, Ask::Text)]),
    row(Action::Urge, At::Anywhere, Weight::Aside, &[
        ask!("text", w::ACT_ORDER, Ask::Text),
        ask!("reply_by", w::ACT_REPLY_BY, Ask::Time).optional(),
    ]),
    row(Action::Supervise, At::Anywhere, Weight::Aside, &[
        ask!("text", w::ACT_ORDER, Ask::Text),
        ask!("reply_by", w::ACT_REPLY_BY, Ask::Time).optional(),
    ]),
    row(Action::Escalate, At::Anywhere, Weight::Aside, &[
        ask!("text", w::ACT_ORDER, Ask::Text),
        ask!("reply_by", w::ACT_REPLY_BY, Ask::Time).optional(),
    ]),
    row(Action::Regrade, At::Anywhere, Weight::Aside, &[
        ask!("grade", w::ACT_NEW_GRADE, Ask::Grade),
        ask!("complex", w::ACT_COMPLEX, Ask::YesNo).optional(),
        REASON,
    ]),
    row(Action::Supplement, At::Anywhere, Weight::Passing, &[ask!("text", w::ACT_MATERIAL, Ask::Text)]),
    row(Action::RequestExclude, At::Anywhere, Weight::Aside, &[
        ask!("reason", w::ACT_EXCLUDE_REASON, Ask::Choice(|| choices(ExcludeReason::ALL))),
        ask!("text", w::ACT_TEXT, Ask::Text),
        ask!("evidence", w::ACT_PROOF, Ask::Text),
    ]),
    row(Action::GrantExclude, At::Anywhere, Weight::Aside, &[NOTE]),
    row(Action::DenyExclude, At::Anywhere, Weight::Aside, &[REASON]),
    row(Action::Void, At::Anywhere, Weight::WayOut, &[REASON.hint(w::VOID_WARNING)]),
];
