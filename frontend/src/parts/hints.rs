//! What decides a grade, with examples.

use crate::context::AppContext;
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use leptos::prelude::*;
use model::Grade;

fn of(grade: Grade) -> [(w::Text, w::Text); 3] {
    let (situation, urgency, range) = match grade {
        Grade::Normal => (w::NORMAL_SITUATION, w::NORMAL_URGENCY, w::NORMAL_RANGE),
        Grade::Urgent => (w::URGENT_SITUATION, w::URGENT_URGENCY, w::URGENT_RANGE),
        Grade::Sudden => (w::SUDDEN_SITUATION, w::SUDDEN_URGENCY, w::SUDDEN_RANGE),
    };
    [
        (w::SITUATION, situation),
        (w::URGENCY, urgency),
        (w::RANGE, range),
    ]
}

/// Situation, urgency and range of the grade that is chosen.
pub fn hints(grade: Signal<Option<Grade>>) -> AnyView {
    view! {
        <dl class="hints">
            {move || grade.get().map(|g| of(g).map(|(label, words)| view! { <dt>{label.t()}</dt><dd>{words.t()}</dd> }).collect_view())}
        </dl>
    }
    .into_any()
}

/// The duty room's number, to be called before anything is filled in. Test: `duty-call`.
pub fn duty_call(app: AppContext) -> AnyView {
    let phone = app.district().district.rules.duty_phone.clone();
    let words = w::DUTY_CALL.with(&[&phone]);
    view! { <a class="button danger duty-call" href=format!("tel:{}", dialled(&phone)) data-test="duty-call"><Sign icon=Icon::Phone /><span>{words}</span></a> }
        .into_any()
}

/// A phone number as a telephone takes it.
pub fn dialled(phone: &str) -> String {
    let of_number = |c: &char| c.is_ascii_digit() || "+-".contains(*c);
    phone.chars().filter(of_number).collect()
}
