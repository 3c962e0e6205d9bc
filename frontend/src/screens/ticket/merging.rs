//! 并案: which other ticket it is, and which of the two stays. Tests: `act-parent`, `act-parent-found`, `stay-option`.

use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Choice};
use crate::parts::field::{Field, Line};
use crate::screens::ticket::pane::Pane;
use crate::screens::ticket::sheet::ActSheet;
use crate::timing::{Debounce, SEARCH_MS};
use crate::view_model::acts::{Answers, Field as Asked};
use crate::view_model::merging::{self, STAY, Stays};
use crate::view_model::steps::{Decision, Deed};
use crate::words as w;
use api::{ListTickets, TicketReply};
use leptos::prelude::*;
use model::Action;
use model::row::Row;

/// Tickets shown below the words.
const SHOWN: u32 = 7;

/// What the form begins with: the look-alike that was chosen, or the only one there is.
pub fn preset(pane: Pane, reply: &TicketReply) -> Answers {
    let alike = pane.alike.get_untracked();
    let wanted = pane.twin.get_untracked();
    pane.twin.set(None);
    let one = match (&wanted, &alike[..]) {
        (Some(id), all) => all.iter().find(|a| a.row.id == *id),
        (None, [only]) => Some(only),
        _ => None,
    };
    one.map(|one| merging::answers(&reply.ticket, &one.row))
        .unwrap_or_default()
}

/// What is decided: the ticket that does not stay is merged into the other.
pub fn decide(pane: Pane, sheet: ActSheet, decision: Decision) -> Decision {
    let (parent, stay) = sheet.answers.with_untracked(|a| {
        let get = |name| a.get(name).cloned().unwrap_or_default();
        (get("parent"), get(STAY))
    });
    let known = pane.alike.get_untracked();
    let row = known
        .iter()
        .map(|a| &a.row)
        .find(|r| r.id.as_str() == parent);
    let title = row.map(|r| r.title.clone()).unwrap_or_else(|| {
        sheet
            .answers
            .with_untracked(|a| a.get(merging::TITLE).cloned().unwrap_or_default())
    });
    match (Stays::read(&stay), model::TicketId::new(parent)) {
        (Stays::This, Ok(other)) => Decision {
            main: Some(decision.title.clone()),
            deed: Deed::Act(
                Action::Merge,
                merging::payload(&decision.deed, &decision.id),
            ),
            id: other,
            title,
        },
        _ => Decision {
            main: Some(title),
            ..decision
        },
    }
}

/// The control.
pub fn other(pane: Pane, sheet: ActSheet, field: &'static Asked) -> AnyView {
    let (name, id) = (field.name, &*field.id);
    let Some(reply) = pane.ticket.get_untracked() else {
        return ().into_any();
    };
    let own = StoredValue::new(reply.ticket);
    let (words, found) = (
        RwSignal::new(String::new()),
        RwSignal::new(None::<Vec<Row>>),
    );
    let value = sheet.get(name);
    let ask = move |text: String| {
        let trimmed = text.trim().to_string();
        if trimmed.is_empty() {
            return found.set(None);
        }
        let query = ListTickets {
            text: Some(trimmed),
            limit: Some(SHOWN),
            ..ListTickets::default()
        };
        leptos::task::spawn_local(async move {
            if let Ok(page) = sheet.app.call(query).await
                && words.try_get_untracked().as_deref() == Some(text.as_str())
            {
                found.set(Some(page.tickets));
            }
        });
    };
    let pause = Debounce::new(SEARCH_MS);
    let search = move |text: String| {
        words.set(text.clone());
        pause.run(move || ask(text));
    };
    // Before anything is typed: those that look alike.
    let offered = move || {
        let rows = found.get();
        let alike = pane.alike.get();
        let rows = rows.unwrap_or_else(|| alike.iter().map(|a| a.row.clone()).collect());
        let rows = rows
            .into_iter()
            .filter(|r| own.with_value(|own| merging::may_join(own, r)));
        rows.map(|row| {
            let said = alike.iter().find(|a| a.row.id == row.id);
            let said = own.with_value(|own| merging::told(own, &row, said, &sheet.app.district()));
            (row, said)
        })
        .collect::<Vec<_>>()
    };
    let option = move |(row, said): (Row, String)| {
        let title = row.title.clone();
        let press = move |_| {
            let answers = own.with_value(|own| merging::answers(own, &row));
            answers
                .into_iter()
                .for_each(|(name, value)| sheet.put(name, value));
        };
        view! {
            <li><button type="button" class="found" data-test=format!("{}-found", field.id) on:click=press>
                <strong><bdi>{title}</bdi></strong><span class="faint">{said}</span>
            </button></li>
        }
    };
    let list = move || {
        let rows = offered();
        if rows.is_empty() {
            let words = if found.with(Option::is_some) {
                w::CONTROL_TICKET_NONE
            } else {
                w::ALIKE_NONE
            };
            view! { <p class="faint" role="status">{words.t()}</p> }.into_any()
        } else {
            view! { <ul class="found-list">{rows.into_iter().map(option).collect_view()}</ul> }
                .into_any()
        }
    };
    let empty = move || value.with(String::is_empty);
    let chosen = sheet.get(merging::TITLE);
    let more = sheet.get(merging::TOLD);
    view! {
        <Field id=id label=field.label.t().to_string() hint=w::PICK_TICKET.t().to_string() error=sheet.fault(name) optional=!field.required>
            <Show when=empty fallback=move || view! {
                <div class="card-box chosen-ticket" data-test="act-parent-chosen">
                    <div class="card-line">
                        <strong><bdi>{move || chosen.get()}</bdi></strong><span class="grow"></span>
                        <Button label=w::CONTROL_TICKET_DROP.t().to_string() look=Look::Quiet on_press=move || sheet.put(name, String::new()) />
                    </div>
                    <p class="faint">{move || more.get()}</p>
                    {stays(sheet)}
                </div>
            }>
                <Line id=id value=words on_input=search test=id />
                {list}
            </Show>
        </Field>
    }
    .into_any()
}

/// 留哪一件, as far as there is a choice.
fn stays(sheet: ActSheet) -> AnyView {
    let choices: Vec<Choice> = vec![
        (Stays::That.as_str().into(), w::STAY_THAT.t().into()),
        (Stays::This.as_str().into(), w::STAY_THIS.t().into()),
    ];
    let fixed = sheet.get(merging::FIXED);
    let why = sheet.get(merging::WHY);
    view! {
        <div class="field">
            <span class="field-head">{w::STAY_WHICH.t()}</span>
            <Show when=move || fixed.with(String::is_empty) fallback=move || view! { <p>{move || fixed.get()}</p> }>
                <Chips name="stay" label=w::STAY_WHICH.t().to_string() choices=choices.clone() value=sheet.get(STAY)
                    on_pick=move |id| sheet.put(STAY, id) />
                <p class="hint">{move || why.get()}</p>
            </Show>
        </div>
    }
    .into_any()
}
