//! One note: text, photos, place; written to disk while one writes.

use crate::autosave::{Autosave, SaveState};
use crate::context::app;
use crate::parts::button::{Button, Look};
use crate::parts::field::{Area, Field, Wrong};
use crate::parts::files::File;
use crate::parts::icons::{Icon, Sign};
use crate::parts::locate::Fixing;
use crate::parts::photo::Image;
use crate::parts::photo_taker::{PhotoTaker, take_in};
use crate::parts::pill::said;
use crate::parts::saved::saved_pill;
use crate::route::A;
use crate::screens::notes::book::Book;
use crate::view_model::due::Tone;
use crate::view_model::measurement::Fix;
use crate::view_model::{notes, text};
use crate::words as w;
use api::{DropNote, Note};
use leptos::prelude::*;
use model::text::{NOTE_MAX, length};

/// The note with this id, new or known.
#[component]
pub fn NotePage(id: String, book: Book) -> impl IntoView {
    let app = app();
    let known = untrack(|| book.find(&id));
    let fresh = || Note {
        id: id.clone(),
        text: String::new(),
        photos: Vec::new(),
        spot: None,
        saved_at: None,
        ticket: None,
    };
    let first = known.unwrap_or_else(fresh);
    let ticket = first.ticket.clone();
    let saved = RwSignal::new(first.saved_at.map_or(SaveState::Nothing, SaveState::At));
    let (photos, working) = (RwSignal::new(first.photos.clone()), RwSignal::new(0usize));
    let (told, wrong) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let note = RwSignal::new(first);
    let autosave = Autosave::new();
    autosave.start(move || {
        let request = Note {
            photos: photos.get_untracked(),
            ..note.get_untracked()
        };
        let fresh = request.saved_at.is_none() && saved.get_untracked() == SaveState::Nothing;
        if fresh && notes::is_blank(&request) {
            return false;
        }
        leptos::task::spawn_local(async move {
            let answer = app.call(request).await;
            autosave.kept(answer.is_ok());
            saved.try_set(answer.map(|reply| reply.saved_at).into());
            book.refresh();
        });
        true
    });
    Effect::new(move |before: Option<usize>| {
        let now = photos.with(Vec::len);
        if before.is_some_and(|before| before != now) {
            autosave.changed();
        }
        now
    });
    let write = move |text: String| {
        let (kept, words) = note.with_untracked(|n| text::accept(&n.text, text, NOTE_MAX));
        told.set(words.unwrap_or_default());
        note.update(|n| n.text = kept);
        autosave.changed();
    };
    let fixing = Fixing::new(Callback::new(move |(fix, _): (Fix, u32)| {
        note.update(|n| n.spot = Some(notes::spot(&fix)));
        autosave.changed();
    }));
    let drop_place = move || {
        fixing.stop();
        note.update(|n| n.spot = None);
        autosave.changed();
    };
    let to_ticket = move || {
        autosave.save();
        app.go(format!(
            "/capture?note={}",
            note.with_untracked(|n| n.id.clone())
        ));
    };
    let remove = move || {
        let gone = Note {
            photos: photos.get_untracked(),
            ..note.get_untracked()
        };
        autosave.skip();
        leptos::task::spawn_local(async move {
            if let Err(error) = app
                .call(DropNote {
                    id: gone.id.clone(),
                })
                .await
            {
                return app.toasts.complain(&error);
            }
            app.go("/notes".into());
            book.refresh();
            app.toasts.offer(w::NOTE_DROPPED.t(), w::UNDO, move || {
                let back = gone.clone();
                leptos::task::spawn_local(async move {
                    if let Err(error) = app.call(back).await {
                        app.toasts.complain(&error);
                    }
                    app.touch();
                });
            });
        });
    };
    let take = Callback::new(move |files: Vec<File>| {
        wrong.set(String::new());
        take_in(app, files, photos, working, move |words| {
            _ = wrong.try_set(words)
        });
    });
    let none = Callback::new(move |()| wrong.set(w::PHOTO_CANCELLED.t().into()));
    let blank = Signal::derive(move || {
        note.with(|n| n.text.trim().is_empty()) && photos.with(Vec::is_empty)
    });
    let text = Signal::derive(move || note.with(|n| n.text.clone()));
    let became = ticket.clone();
    view! {
        <div class="ticket note" on:focusout=move |_| autosave.save()>
            <header class="ticket-head">
                <div class="ticket-line">
                    <A href="/notes" attr:class="icon-button back" attr:aria-label=w::BACK.t()><Sign icon=Icon::Left /></A>
                    <span data-test="note-saved" aria-live="polite">{move || saved_pill(app, saved.get())}</span>
                    <span class="grow"></span>
                    <Button label=w::NOTE_DROP.t().to_string() look=Look::Quiet icon=Icon::Trash on_press=remove test="note-drop" />
                </div>
            </header>
            <div class="ticket-body">
                {ticket.map(|id| view! {
                    <p class="banner" data-test="note-ticket"><Sign icon=Icon::Check />{w::NOTE_TICKET.t()}" "<A href=format!("/mine/{id}")>{w::NOTE_TICKET_SEE.t()}</A></p>
                })}
                <Field id="note-text" label=w::NOTE_TEXT.t().to_string() count=Signal::derive(move || (text.with(|t| length(t)), NOTE_MAX))>
                    <Area id="note-text" value=text rows=7 placeholder=w::NOTE_HINT.t() test="note-text" on_input=write />
                </Field>
                <Show when=move || told.with(|t| !t.is_empty())><p class="hint warn" role="status">{move || told.get()}</p></Show>
                <section class="photos started" aria-label=w::PHOTOS.t()>
                    <div class="photo-grid note-photos">
                        <For each=move || photos.get() key=|p| p.sha256.clone() let:photo>
                            {
                                let sha = photo.sha256.clone();
                                let remove = move |_| photos.update(|p| p.retain(|x| x.sha256 != sha));
                                view! {
                                    <figure class="tile photo" data-test="photo">
                                        <Image sha=photo.sha256.clone() thumb=true alt=w::PHOTOS.t() />
                                        <button type="button" class="tile-remove" aria-label=w::REMOVE_PHOTO.with(&[&""]) on:click=remove><Sign icon=Icon::Cross /></button>
                                    </figure>
                                }
                            }
                        </For>
                        <PhotoTaker on_files=take on_none=none words=Signal::derive(|| w::TAKE_PHOTO.t()) />
                    </div>
                    <Show when=move || working.get().gt(&0)><p class="hint" role="status">{w::PHOTO_BUSY.t()}</p></Show>
                    <Wrong id="note-photos" error=wrong />
                </section>
                <div class="card-line" data-test="note-place">
                    {move || note.with(|n| n.spot.as_ref().map(|s| said(Tone::Calm, Icon::Pin, w::NOTE_PLACE_AT.with(&[&(s.accuracy_m.round() as i64)]))))}
                    <Show when=move || fixing.running()><span class="pill tone-wait">{move || w::LOCATING.with(&[&fixing.seconds.get()])}</span></Show>
                    <Show when=move || !fixing.running() && note.with(|n| n.spot.is_none())>
                        <Button label=w::NOTE_PLACE.t().to_string() icon=Icon::Pin on_press=move || fixing.start(None) test="note-locate" />
                    </Show>
                    <Show when=move || note.with(|n| n.spot.is_some())>
                        <Button label=w::NOTE_PLACE_DROP.t().to_string() look=Look::Quiet on_press=drop_place />
                    </Show>
                </div>
                <Show when=move || fixing.trouble.with(|t| !t.is_empty())><p class="hint warn" role="status">{move || fixing.trouble.get()}</p></Show>
            </div>
            {became.is_none().then(|| view! {
                <footer class="ticket-foot">
                    <Button label=w::NOTE_TO_TICKET.t().to_string() look=Look::Main icon=Icon::Send rests=blank on_press=to_ticket test="note-to-ticket" />
                </footer>
            })}
        </div>
    }
}
