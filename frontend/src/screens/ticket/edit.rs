//! Editing the facts while that is still open: the cards of 采集 again; only what differs is written.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::icons::{Icon, Sign};
use crate::screens::capture::fields::{CategoryCard, GradeCard, MoreCard, TextCard};
use crate::screens::capture::place::PlaceCard;
use crate::screens::capture::sheet::FactsSheet;
use crate::screens::ticket::keeper::FormKeeper;
use crate::screens::ticket::pane::{Open, Pane};
use crate::timing;
use crate::view_model::fault::{Spot, at_its_field};
use crate::view_model::form::Form;
use crate::view_model::steps::{Decision, Deed};
use crate::view_model::{form_draft, patch};
use crate::words as w;
use api::EditFacts;
use leptos::prelude::*;
use model::Code;

/// The form.
#[component]
pub fn EditForm(pane: Pane) -> impl IntoView {
    let app = pane.app;
    let Some(reply) = pane.ticket.get_untracked() else {
        return ().into_any();
    };
    let ticket = reply.ticket;
    let old = StoredValue::new(Form::of(&ticket.facts, app.offset()));
    let keeper = FormKeeper::start(app, &ticket.id, form_draft::EDIT);
    let before = keeper.answers();
    let before = before.and_then(|a| serde_json::from_str(a.get(form_draft::FORM)?).ok());
    let sheet = FactsSheet::new(before.unwrap_or_else(|| old.get_value()));
    if let Some(why) = pane.came_back() {
        sheet.faults.set(vec![(Spot::Banner, why)]);
    }
    timing::later(0, || browser::focus("act-name"));
    let busy = RwSignal::new(false);
    Effect::new(move |before: Option<()>| {
        let form = sheet.form.get();
        if before.is_some() {
            keeper.put([(form_draft::FORM, form.fields().to_string())].into());
        }
    });
    let title = ticket.facts.title.clone();
    let (id, photos, seen) = (ticket.id.clone(), ticket.photos.len(), ticket.seen.clone());
    let banner = sheet.fault(Spot::Banner);
    let send = move || {
        let new = sheet.form.get_untracked();
        let checked = new.issue(&app.district(), photos, app.offset()).map(|_| ());
        let patch = checked.and_then(|()| {
            patch::of(&old.get_value(), &new, app.offset()).map_err(|fault| vec![fault])
        });
        let facts = match patch {
            Ok(Some(facts)) => facts,
            Ok(None) => {
                app.toasts.say(w::NOTHING_CHANGED.t());
                keeper.forget();
                return pane.open.set(Open::Nothing);
            }
            Err(faults) => return sheet.faults.set(faults),
        };
        let request = EditFacts {
            id: id.clone(),
            facts,
            command_id: Some(browser::fresh_id()),
            seen: Some(seen.clone()),
        };
        if let Some(hold) = pane.hold.get_untracked() {
            pane.open.set(Open::Nothing);
            return hold.take.run(Decision {
                id: id.clone(),
                title: title.clone(),
                deed: Deed::Edit(Box::new(request)),
                main: None,
            });
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match app.call(request).await {
                Ok(reply) => {
                    keeper.forget();
                    pane.took(reply);
                    app.toasts.say(w::SAVED_FACTS.t());
                }
                Err(error) if error.code == Code::SignedOut => {}
                Err(error) => _ = sheet.faults.try_set(vec![at_its_field(&error)]),
            }
            busy.try_set(false);
        });
    };
    let by_key = send.clone();
    view! {
        <form class="edit stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }
            on:keydown=move |event| if event.key() == "Enter" && event.ctrl_key() && !event.is_composing() { event.prevent_default(); by_key(); }>
            <h3 id="act-name" tabindex="-1">{w::EDIT_FACTS.t()}</h3>
            <Show when=move || banner.with(|b| !b.is_empty())>
                <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || banner.get()}</p>
            </Show>
            <TextCard sheet=sheet />
            <CategoryCard sheet=sheet />
            <GradeCard sheet=sheet />
            <PlaceCard sheet=sheet />
            <MoreCard sheet=sheet />
            <div class="row end sticky">
                <Button label=w::CANCEL.t().to_string() key="Esc" on_press=move || { keeper.forget(); pane.open.set(Open::Nothing) } test="edit-cancel" />
                <Button label=w::SAVE_FACTS.t().to_string() look=Look::Main key="Ctrl+Enter" sends=true rests=busy on_press=|| () test="edit-save" />
            </div>
        </form>
    }
    .into_any()
}
