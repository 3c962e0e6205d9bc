//! A state: word, icon and colour together.

use crate::parts::icons::{Icon, Sign};
use crate::view_model::due::{Pill as Shown, Tone};
use crate::words as w;
use leptos::prelude::*;
use model::Grade;

/// A pill as the view model worked it out.
pub fn pill(shown: Shown) -> AnyView {
    view! { <span class=format!("pill {}", shown.tone.class())><Sign icon=shown.icon /><span>{shown.text}</span></span> }.into_any()
}

/// A pill from its pieces.
pub fn said(tone: Tone, icon: Icon, text: impl Into<String>) -> AnyView {
    pill(Shown {
        tone,
        icon,
        text: text.into(),
    })
}

/// The grade: a word with its colour; the two that hurry also carry a sign.
pub fn grade(grade: Grade) -> AnyView {
    let tone = match grade {
        Grade::Sudden => Tone::Sudden,
        Grade::Urgent => Tone::Urgent,
        Grade::Normal => Tone::Wait,
    };
    let icon = (grade == Grade::Sudden).then(|| view! { <Sign icon=Icon::Alert /> });
    view! { <span class=format!("pill grade {}", tone.class())>{icon}<span>{w::label(grade)}</span></span> }.into_any()
}
