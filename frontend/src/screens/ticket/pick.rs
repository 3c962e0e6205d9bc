//! Another ticket as a field of an act's form: found by words, chosen by a tap. Tests: `<field>`, `<field>-found`.

use crate::parts::button::{Button, Look};
use crate::parts::field::{Field, Line};
use crate::screens::ticket::sheet::ActSheet;
use crate::timing::{Debounce, SEARCH_MS};
use crate::view_model::acts::Field as Asked;
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;
use model::row::Row;

/// Tickets shown below the words.
const SHOWN: u32 = 6;

/// The control.
#[component]
pub fn TicketPicker(sheet: ActSheet, field: &'static Asked) -> impl IntoView {
    let (name, id) = (field.name, &*field.id);
    let (words, found) = (
        RwSignal::new(String::new()),
        RwSignal::new(None::<Vec<Row>>),
    );
    let chosen = RwSignal::new(None::<String>);
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
    let option = move |row: Row| {
        let number = row.ticket_no.clone().unwrap_or_else(|| row.temp_no.clone());
        let (id, title) = (row.id.to_string(), row.title.clone());
        let press = move |_| {
            chosen.set(Some(title.clone()));
            sheet.put(name, id.clone());
        };
        view! {
            <li><button type="button" class="found" data-test=format!("{}-found", field.id) on:click=press>
                <strong>{row.title}</strong><span class="number">{number}</span>
            </button></li>
        }
    };
    let empty = move || value.with(String::is_empty);
    view! {
        <Field id=id label=field.label.t().to_string() hint=w::PICK_TICKET.t().to_string() error=sheet.fault(name) optional=!field.required>
            <Show when=empty fallback=move || view! {
                <div class="card-line">
                    <strong>{move || chosen.get().unwrap_or_default()}</strong><span class="grow"></span>
                    <Button label=w::CONTROL_TICKET_DROP.t().to_string() look=Look::Quiet on_press=move || sheet.put(name, String::new()) />
                </div>
            }>
                <Line id=id value=words on_input=search test=id />
                {move || found.get().map(|rows| if rows.is_empty() {
                    view! { <p class="faint" role="status">{w::CONTROL_TICKET_NONE.t()}</p> }.into_any()
                } else {
                    view! { <ul class="found-list">{rows.into_iter().map(option).collect_view()}</ul> }.into_any()
                })}
            </Show>
        </Field>
    }
}
