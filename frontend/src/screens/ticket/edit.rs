//! Editing the facts while that is still open: the cards of 采集 again; only what differs is written.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::flow::Show;
use crate::parts::icons::{Icon, Sign};
use crate::screens::capture::fields::{CategoryCard, GradeCard, MoreCard, TextCard};
use crate::screens::capture::place::PlaceCard;
use crate::screens::capture::sheet::Sheet;
use crate::screens::ticket::kept::Kept;
use crate::screens::ticket::{Open, Pane};
use crate::view_model::fault::{Spot, spot};
use crate::view_model::form::Form;
use crate::view_model::{patch, written};
use crate::words as w;
use api::EditFacts;
use leptos::prelude::*;
use model::Code;

/// The form.
#[component]
pub fn EditForm(pane: Pane) -> impl IntoView {
    let here = pane.here;
    let Some(reply) = pane.ticket.get_untracked() else {
        return ().into_any();
    };
    let ticket = reply.ticket;
    let old = StoredValue::new(Form::of(&ticket.facts, here.offset));
    let kept = Kept::start(here, &ticket.id, written::EDIT);
    let before = kept.answers();
    let before = before.and_then(|a| api::read(a.get(written::FORM)?).ok());
    let sheet = Sheet::new(before.unwrap_or_else(|| old.get_value()));
    let busy = RwSignal::new(false);
    Effect::new(move |before: Option<()>| {
        let form = sheet.form.get();
        if before.is_some() {
            kept.put([(written::FORM, form.fields().to_string())].into());
        }
    });
    let (id, photos, seen) = (ticket.id.clone(), ticket.photos.len(), ticket.seen.clone());
    let banner = sheet.fault(Spot::Banner);
    let send = move || {
        let new = sheet.form.get_untracked();
        let checked = new.issue(&here.district(), photos, here.offset).map(|_| ());
        let patch = checked.and_then(|()| {
            patch::of(&old.get_value(), &new, here.offset).map_err(|fault| vec![fault])
        });
        let facts = match patch {
            Ok(Some(facts)) => facts,
            Ok(None) => {
                here.say(w::NOTHING_CHANGED.t());
                kept.forget();
                return pane.open.set(Open::Nothing);
            }
            Err(faults) => return sheet.faults.set(faults),
        };
        busy.set(true);
        let request = EditFacts {
            id: id.clone(),
            facts,
            command_id: Some(browser::fresh_id()),
            seen: Some(seen.clone()),
        };
        leptos::task::spawn_local(async move {
            match here.call(request).await {
                Ok(reply) => {
                    kept.forget();
                    pane.took(reply);
                    here.say(w::SAVED_FACTS.t());
                }
                Err(error) if error.code == Code::SignedOut => {}
                Err(error) => _ = sheet.faults.try_set(vec![(spot(&error), error.detail)]),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="edit stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
            <Show when=move || banner.with(|b| !b.is_empty())>
                <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || banner.get()}</p>
            </Show>
            <TextCard sheet=sheet />
            <CategoryCard sheet=sheet />
            <GradeCard sheet=sheet />
            <PlaceCard sheet=sheet />
            <MoreCard sheet=sheet />
            <div class="row end sticky">
                <Button label=w::CANCEL.t().to_string() on_press=move || { kept.forget(); pane.open.set(Open::Nothing) } test="edit-cancel" />
                <Button label=w::SAVE_FACTS.t().to_string() look=Look::Main sends=true rests=busy on_press=|| () test="edit-save" />
            </div>
        </form>
    }
    .into_any()
}
