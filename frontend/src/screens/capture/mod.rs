//! 采集: photo first, then place, category, text and grade; saved all the time, nothing lost on an error.
//! Tests: `photo-input`, `photo-pick`, `photo`, `photo-remove`, `no-photo`, `no-photo-reason`, `locate`, `locate-trouble`,
//! `accuracy`, `use-why`, `remark`, `map`, `map-live`, `address`, `lon`, `lat`, `town`, `village`, `grid`, `category-search`,
//! `category`, `category-all`, `pin-category`, `pin-kind`, `pin-area`, `title`, `body`, `proposed`, `take-title`, `take-body`, `told`, `kind`, `source`,
//! `grade`, `occurred`, `reporter-toggle`, `reporter-name`, `reporter-phone`, `saved`, `drafts`, `draft`, `draft-clear`,
//! `save-note`, `submit`, `capture-error`; after that those of `sent`.

pub mod fields;
pub mod fresh;
mod keeper;
mod known;
mod photos;
mod pins;
pub mod place;
mod reporter;
mod sent;
pub mod sheet;
mod submit;

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::saved::saved_pill;
use crate::screens::tablet::HomeFirst;
use crate::view_model::fault::Spot;
use crate::view_model::form::Form;
use crate::view_model::text::filled;
use crate::view_model::{notes, proposal, time};
use crate::words as w;
use api::{ListNotes, Note};
use fields::{CategoryCard, GradeCard, MoreCard, TextCard};
use fresh::fresh_form;
use keeper::SheetKeeper;
use known::KnownCard;
use leptos::prelude::*;
use photos::PhotosCard;
use place::PlaceCard;
use reporter::ReporterCard;
use sent::{Acknowledgement, Sent};
use sheet::FactsSheet;
use submit::submit;

/// The page.
#[component]
pub fn CapturePage() -> impl IntoView {
    let app = app();
    let sheet = FactsSheet::new(fresh_form(app));
    let note = browser::query("note");
    let keeper = SheetKeeper::start(app, sheet, note.is_some());
    if let Some(id) = note {
        leptos::task::spawn_local(fill_from_note(app, sheet, id));
    }
    let (busy, sent) = (RwSignal::new(false), RwSignal::new(None::<Sent>));
    propose(app, sheet);
    let send = move || submit(app, sheet, keeper, busy, sent);
    view! {
        <Show when=move || sent.with(Option::is_some)><Acknowledgement sent=sent sheet=sheet keeper=keeper /></Show>
        <form class="capture" novalidate=true hidden=move || sent.with(Option::is_some)
            on:submit=move |event| { event.prevent_default(); send(); } on:focusout=move |_| keeper.save_now()>
            <h1 class="only-heard">{w::CAPTURE.t()}</h1>
            <div class="capture-sheet">
                <div class="capture-column">
                    <HomeFirst />
                    <PhotosCard sheet=sheet />
                    <GradeCard sheet=sheet />
                    <MoreCard sheet=sheet fresh=true />
                    <ReporterCard sheet=sheet />
                </div>
                <div class="capture-column">
                    <PlaceCard sheet=sheet keeper=keeper />
                    <CategoryCard sheet=sheet fresh=true />
                    <KnownCard sheet=sheet />
                    <TextCard sheet=sheet />
                </div>
            </div>
            <Foot sheet=sheet keeper=keeper busy=busy />
        </form>
    }
}

/// Title and text stand ready as soon as they can be proposed, beside what somebody writes and never in it.
fn propose(app: AppContext, sheet: FactsSheet) {
    let ground = sheet.get(proposal::ground);
    let proposed = Memo::new(move |_| {
        let now = app.clock.now.get_untracked();
        ground.with(|f| proposal::of(f, &app.district(), now, app.offset()))
    });
    Effect::new(move |_| sheet.proposed.set(proposed.get()));
}

/// A note becomes a capture: its text, photos and place are there already.
async fn fill_from_note(app: AppContext, sheet: FactsSheet, id: String) {
    let answer = app.call(ListNotes {}).await;
    let note = match answer {
        Ok(all) => all.notes.into_iter().find(|n| n.id == id),
        Err(error) => return app.toasts.complain(&error),
    };
    match note {
        Some(Note {
            ticket: Some(ticket),
            ..
        }) => app.go(format!("/mine/{ticket}")),
        Some(note) => {
            let lists = app.district();
            sheet.form.update(|f| notes::put(f, &note, &lists));
            sheet.photos.set(note.photos);
            app.toasts.say(w::NOTE_LOADED.t());
        }
        None => app.toasts.say(w::NOTE_GONE.t()),
    }
}

/// What is saved, what is wrong, and the one thing to do.
#[component]
fn Foot(sheet: FactsSheet, keeper: SheetKeeper, busy: RwSignal<bool>) -> impl IntoView {
    let app = app();
    let banner = sheet.fault(Spot::Banner);
    let count = move || {
        sheet
            .faults
            .with(|f| f.iter().filter(|(spot, _)| *spot != Spot::Banner).count())
    };
    let clear = move || {
        let (form, photos) = (sheet.form.get_untracked(), sheet.photos.get_untracked());
        keeper.renew();
        keeper.begin();
        app.toasts.offer(w::DRAFT_CLEARED.t(), w::UNDO, move || {
            sheet.form.set(form.clone());
            sheet.photos.set(photos.clone());
        });
    };
    let send_words = Signal::derive(move || {
        if busy.get() { w::SUBMITTING } else { w::SUBMIT }
            .t()
            .to_string()
    });
    let (device, from_note) = (app.session.offline(), sheet.get(|f| f.note.is_some()));
    view! {
        <footer class="bar">
            <div class="bar-state">
                <span data-test="saved">{move || saved_pill(app, keeper.saved.get())}</span>
                <Show when=move || !keeper.blank()>
                    <button type="button" class="text-button" data-test="draft-clear" on:click=move |_| clear()>{w::DRAFT_CLEAR.t()}</button>
                </Show>
                <OtherDrafts keeper=keeper />
            </div>
            <div class="bar-words" aria-live="polite">
                <Show when=move || banner.with(|b| !b.is_empty())>
                    <p class="wrong-words" data-test="capture-error"><Sign icon=Icon::Alert />{move || banner.get()}</p>
                </Show>
                <Show when=move || count().gt(&0)>
                    <p class="wrong-words"><Sign icon=Icon::Alert />{move || w::FIX_FIRST.with(&[&count()])}</p>
                </Show>
            </div>
            <Show when=move || device && !from_note.get()>
                <Button label=w::SAVE_AS_NOTE.t().to_string() rests=Signal::derive(move || keeper.blank()) test="save-note"
                    on_press=move || keep_as_note(app, sheet, keeper) />
            </Show>
            <Button label=send_words look=Look::Main sends=true rests=Signal::derive(move || busy.get() || sheet.working.get().gt(&0)) on_press=|| () test="submit" />
        </footer>
    }
}

/// Keeps what is there as a note, for later.
fn keep_as_note(app: AppContext, sheet: FactsSheet, keeper: SheetKeeper) {
    let form = sheet.form.get_untracked();
    let lines = [&form.title, &form.body, &form.address];
    let lines: Vec<String> = lines.into_iter().filter_map(|t| filled(t)).collect();
    let text = lines.join("\n");
    let spot = form.position().map(|(lon, lat)| api::Spot {
        lon,
        lat,
        accuracy_m: form.accuracy_m.unwrap_or(0.0),
    });
    let note = Note {
        id: browser::fresh_id(),
        text: text.chars().take(model::text::NOTE_MAX).collect(),
        photos: sheet.photos.get_untracked(),
        spot,
        saved_at: None,
        ticket: None,
    };
    leptos::task::spawn_local(async move {
        match app.call(note).await {
            Ok(_) => {
                keeper.renew();
                keeper.begin();
                app.toasts
                    .offer(w::SAVED_AS_NOTE.t(), w::VIEW_TICKET, move || {
                        app.go("/notes".into())
                    });
            }
            Err(error) => app.toasts.complain(&error),
        }
    });
}

/// Drafts besides this one.
#[component]
fn OtherDrafts(keeper: SheetKeeper) -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    let some = move || keeper.others.with(|o| !o.is_empty());
    let list = move || {
        let entry = |draft: api::Draft| {
            let form = Form::kept(&draft.fields).unwrap_or_default();
            let title = if form.title.trim().is_empty() {
                w::DRAFT_UNTITLED.t().to_string()
            } else {
                form.title
            };
            let when = draft
                .saved_at
                .map(|at| time::full(at, browser::now(), app.offset()));
            let pick = move |_| {
                keeper.open(draft.clone());
                open.set(false);
            };
            view! {
                <li><button type="button" class="card draft-card" data-test="draft" on:click=pick>
                    <strong class="isolate">{title}</strong><span class="faint">{when}</span>
                </button></li>
            }
        };
        keeper.others.get().into_iter().map(entry).collect_view()
    };
    view! {
        <Show when=some>
            <button type="button" class="text-button" data-test="drafts" on:click=move |_| open.set(true)>
                {move || w::DRAFTS.with(&[&keeper.others.with(Vec::len)])}
            </button>
        </Show>
        <Dialog open=open title=w::DRAFTS_TITLE.t().to_string()><ul class="cards">{list}</ul></Dialog>
    }
}
