//! 回访: what was found is asked, what it comes to is said. Tests: `act-visit`, `act-call`, `act-contacted`, `act-solved`,
//! `act-satisfied` (each with `-option`), `visit-conclusion`, `conclusion-option`, `act-send`.

use crate::parts::choice::{Chips, Choice};
use crate::parts::icons::{Icon, Sign};
use crate::screens::ticket::controls::control;
use crate::screens::ticket::pane::Pane;
use crate::screens::ticket::sheet::ActSheet;
use crate::view_model::acts::{Answers, Field, fields};
use crate::view_model::visit;
use crate::words as w;
use leptos::prelude::*;
use model::Action;
use model::visit::Conclusion;

/// An act with its fields.
type Asked = (Action, Vec<&'static Field>);
/// A field and what is wrong with it.
type Wrong = (&'static str, String);

/// The act it comes to with its fields, or what is missing first.
pub fn act(answers: &Answers, reporter: bool, merged: bool) -> Result<Asked, Vec<Wrong>> {
    if let Some(action) = visit::conclusion(answers, reporter).act() {
        return Ok((action, fields(action, reporter, merged)));
    }
    let missing = |f: &&&Field| {
        visit::is_asked(f.name, answers) && answers.get(f.name).is_none_or(|a| a.is_empty())
    };
    let asked = visit::fields(reporter, merged);
    let faults = asked.iter().filter(missing);
    Err(faults
        .map(|f| (f.name, w::NEEDS_CHOICE.with(&[&f.label.t()])))
        .collect())
}

/// The controls.
pub fn controls(pane: Pane, sheet: ActSheet, reporter: bool, merged: bool) -> AnyView {
    Effect::new(move |_| {
        let mut now = sheet.answers.get();
        visit::reached(&mut now, reporter);
        if sheet.answers.with_untracked(|before| *before != now) {
            sheet.answers.set(now);
        }
    });
    let asked = visit::fields(reporter, merged);
    let one = |field: &'static Field| {
        let now = move || sheet.answers.with(|a| visit::is_asked(field.name, a));
        let now = Memo::new(move |_| now());
        view! { <Show when=move || now.get()>{control(pane, sheet, field, None)}</Show> }
    };
    let comes_to = Memo::new(move |_| sheet.answers.with(|a| visit::conclusion(a, reporter)));
    let further = Memo::new(move |_| {
        let action = comes_to.get().act()?;
        let names = sheet.answers.with(|a| visit::further(action, a));
        Some((action, names.iter().map(|f| f.name).collect::<Vec<_>>()))
    });
    let rest = move || {
        let (action, _) = further.get()?;
        let fields = sheet.answers.with_untracked(|a| visit::further(action, a));
        let fields = fields
            .into_iter()
            .map(|field| control(pane, sheet, field, None));
        Some(fields.collect_view())
    };
    view! {
        {asked.into_iter().map(one).collect_view()}
        <div class="visit-conclusion" role="status" data-test="visit-conclusion">
            <Sign icon=Icon::Check /><strong>{move || visit::words(comes_to.get())}</strong>
        </div>
        {move || either(sheet, comes_to.get())}
        {rest}
    }
    .into_any()
}

/// 部分解决: people judge.
fn either(sheet: ActSheet, conclusion: Conclusion) -> Option<AnyView> {
    let Conclusion::Either(first, second) = conclusion else {
        return None;
    };
    let mut choices: Vec<Choice> = [first, second]
        .map(|act| (act.to_string(), w::label(act).to_string()))
        .to_vec();
    choices.sort();
    let value = Signal::derive(move || first.to_string());
    Some(view! {
        <Chips name="conclusion" label=w::VISIT_JUDGE.t().to_string() choices=choices value=value joined=true
            on_pick=move |id| sheet.put(visit::CHOSEN, id) />
    }.into_any())
}
