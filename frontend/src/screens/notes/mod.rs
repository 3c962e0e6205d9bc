//! 记事本: free notes with photos and a place, kept on the device while one writes; each may become a ticket.
//! Tests: `note-new`, `note-search`, `note-card`, `note-text`, `note-saved`, `note-place`, `note-to-ticket`, `note-ticket`,
//! `note-drop`, `photo-input`, `photo`.

mod book;
mod page;

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::field::Line;
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::said;
use crate::route::{self, A};
use crate::view_model::due::Tone;
use crate::view_model::{notes, time};
use crate::words as w;
use api::Note;
use book::Book;
use leptos::prelude::*;
use page::NotePage;

/// The page: the notes, and beside them, or instead of them on a phone, one of them.
#[component]
pub fn NotesPage() -> impl IntoView {
    let app = app();
    let book = Book::new(app);
    Effect::new(move |_| {
        app.changed.track();
        book.refresh();
    });
    let id = route::id();
    // Remade for another note only: a page that is written on stays as it is when the list is read again.
    let open = Memo::new(move |_| id.get().filter(|_| book.read.get()));
    let words = RwSignal::new(String::new());
    let found = move || {
        book.notes.with(|all| {
            notes::find(all, &words.get())
                .into_iter()
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let begin = move || app.go(format!("/notes/{}", browser::fresh_id()));
    let none = move || {
        let (lead, more) = if book.notes.with(Vec::is_empty) {
            (w::NOTE_EMPTY, Some(w::NOTE_EMPTY_LEAD.t()))
        } else {
            (w::NOTE_NONE, None)
        };
        view! { <div class="empty"><Sign icon=Icon::Edit /><strong>{lead.t()}</strong><p>{more}</p></div> }
    };
    view! {
        <div class="mine notes" class:reading=move || id.with(Option::is_some)>
            <section class="mine-list" aria-label=w::NAV_NOTES.t()>
                <div class="mine-head">
                    <div class="card-line">
                        <h1>{w::NAV_NOTES.t()}<span class="faint count-words">{move || book.notes.with(Vec::len)}</span></h1>
                        <span class="grow"></span>
                        <Button label=w::NOTE_NEW.t().to_string() look=Look::Main icon=Icon::Plus on_press=begin test="note-new" />
                    </div>
                    <div class="searches"><Sign icon=Icon::Search />
                        <Line id="note-search" label=w::NOTE_SEARCH.t() value=words on_input=move |t| words.set(t) placeholder=w::NOTE_SEARCH.t() test="note-search" />
                    </div>
                </div>
                <Show when=move || book.error.with(|e| !e.is_empty())>
                    <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || book.error.get()}</p>
                </Show>
                <ul class="cards">{move || found().into_iter().map(|note| view! { <li>{card(app, note, id)}</li> }).collect_view()}</ul>
                <Show when=move || found().is_empty() && book.read.get()>{none}</Show>
            </section>
            <section class="mine-ticket" aria-label=w::NOTE_TEXT.t()>
                {move || match open.get() {
                    Some(id) => view! { <NotePage id=id book=book /> }.into_any(),
                    None => view! { <div class="empty pane-empty"><Sign icon=Icon::Edit /><p>{w::NOTE_PICK.t()}</p></div> }.into_any(),
                }}
            </section>
        </div>
    }
}

fn card(app: AppContext, note: Note, id: Memo<Option<String>>) -> AnyView {
    let heading = notes::heading(&note.text, 40);
    let heading = if heading.is_empty() {
        w::NOTE_BLANK.t().to_string()
    } else {
        heading
    };
    let when = note
        .saved_at
        .map(|at| time::full(at, app.clock.now.get_untracked(), app.offset()));
    let photos = (!note.photos.is_empty()).then(|| w::NOTE_PHOTOS.with(&[&note.photos.len()]));
    let ticket = note
        .ticket
        .is_some()
        .then(|| said(Tone::Calm, Icon::Check, w::NOTE_TICKET.t()));
    let mine = note.id.clone();
    view! {
        <A href=format!("/notes/{}", note.id) attr:class="card" attr:data-test="note-card"
            attr:aria-current=move || id.with(|id| id.as_ref() == Some(&mine)).then_some("true")>
            <strong class="card-title isolate">{heading}</strong>
            <div class="card-foot"><span>{when}</span><span>{photos}</span><span class="grow"></span>{ticket}</div>
        </A>
    }
    .into_any()
}
