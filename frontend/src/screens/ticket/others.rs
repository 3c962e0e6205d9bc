//! Reporters of merged tickets in the form of a visit: each with what may be seen of them and the three answers. Tests:
//! `act-others`, `other-<n>-call`, `other-<n>-solved`, `other-<n>-satisfied` (each with `-option`).

use crate::parts::choice::{Chips, Choice, choices};
use crate::parts::field::Wrong;
use crate::screens::ticket::pane::Pane;
use crate::screens::ticket::reporter;
use crate::screens::ticket::sheet::ActSheet;
use crate::view_model::acts::Field as Asked;
use crate::view_model::others::{Other, name, read, write};
use crate::words as w;
use api::over::Related;
use leptos::prelude::*;
use model::{CallOutcome, Satisfied, Solved};

/// Reads one answer.
type Get = fn(&Other) -> &String;
/// Writes one answer.
type Put = fn(&mut Other, String);

/// The control.
pub fn others(pane: Pane, sheet: ActSheet, field: &'static Asked) -> AnyView {
    let children = pane.ticket.with_untracked(|t| {
        t.as_ref()
            .map(|t| t.ticket.over.children.clone())
            .unwrap_or_default()
    });
    let asked = sheet
        .answers
        .with_untracked(|a| read(a.get(field.name).map_or("", String::as_str)));
    let cards = asked.iter().enumerate().map(|(n, other)| {
        let child = children.iter().find(|c| c.id.as_str() == other.ticket);
        child.map(|child| card(pane, sheet, field, n, child))
    });
    view! {
        <div class="field" role="group" aria-label=field.label.t() data-test=&*field.id>
            <div class="field-head"><span>{field.label.t()}</span></div>
            <p class="hint">{field.hint.map(|h| h.t())}</p>
            <div class="cards">{cards.collect_view()}</div>
            <Wrong id=&*field.id error=sheet.fault(field.name) />
        </div>
    }
    .into_any()
}

fn card(pane: Pane, sheet: ActSheet, field: &'static Asked, n: usize, child: &Related) -> AnyView {
    let value = sheet.get(field.name);
    let own = move || value.with(|text| read(text).into_iter().nth(n).unwrap_or_default());
    let chips = move |what: &str, label: &'static str, all: Vec<Choice>, get: Get, put: Put| {
        let pick = move |id: String| {
            let mut list = value.with_untracked(|text| read(text));
            if let Some(other) = list.get_mut(n) {
                put(other, id);
            }
            sheet.put(field.name, write(&list));
        };
        let now = Signal::derive(move || get(&own()).clone());
        view! {
            <div class="field">
                <span class="field-head">{label}</span>
                <Chips name=format!("other-{}-{what}", n + 1) label=label.to_string() choices=all value=now on_pick=pick />
            </div>
        }
        .into_any()
    };
    let answers = move || {
        (
            chips(
                "solved",
                w::SOLVED.t(),
                choices(Solved::ALL),
                |o| &o.solved,
                |o, id| o.solved = id,
            ),
            chips(
                "satisfied",
                w::SATISFIED.t(),
                choices(Satisfied::ALL),
                |o| &o.satisfied,
                |o, id| o.satisfied = id,
            ),
        )
    };
    let title = format!("{} · {}", w::OTHER_NUMBER.with(&[&(n + 1)]), name(child));
    let heading = title.clone();
    let masked = child
        .reporter
        .as_ref()
        .map_or_else(|| w::OTHER_AT_POOL.t().to_string(), reporter::words);
    view! {
        <div class="card-box" role="group" aria-label=title>
            <strong>{heading}</strong>
            <p>{reporter::said(pane, &child.id, masked, true)}</p>
            {chips("call", w::ACT_CALL.t(), choices(CallOutcome::ALL), |o| &o.call, |o, id| o.call = id)}
            <Show when=move || own().answered()>{answers()}</Show>
        </div>
    }
    .into_any()
}
