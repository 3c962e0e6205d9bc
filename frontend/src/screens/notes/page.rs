//! One note: text, photos, place; written to disk while one writes.

use super::Book;
use crate::browser;
use crate::here::here;
use crate::parts::button::{Button, Look};
use crate::parts::field::{Area, Field, Wrong};
use crate::parts::flow::{For, Show};
use crate::parts::icons::{Icon, Sign};
use crate::parts::photo::Image;
use crate::parts::pill::said;
use crate::route::A;
use crate::screens::capture::locate::Fixing;
use crate::screens::capture::photos::{PhotoTaker, take_in};
use crate::view_model::due::Tone;
use crate::view_model::fixes::Fix;
use crate::view_model::{notes, time, typed};
use crate::words as w;
use api::{DropNote, Note};
use leptos::prelude::*;
use model::Moment;

const PAUSE_MS: u32 = 600;

/// The note with this id, new or known.
#[component]
pub fn NotePage(id: String, book: Book) -> impl IntoView {
    let here = here();
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
    let saved = RwSignal::new(first.saved_at.map(Ok::<Moment, String>));
    let (photos, working) = (RwSignal::new(first.photos.clone()), RwSignal::new(0usize));
    let (told, wrong) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let note = RwSignal::new(first);
    let (writes, kept) = (StoredValue::new(0u32), StoredValue::new(0u32));

    let save = move || {
        let Some(mine) = writes
            .try_get_value()
            .filter(|n| Some(*n) != kept.try_get_value())
        else {
            return;
        };
        let request = Note {
            photos: photos.get_untracked(),
            ..note.get_untracked()
        };
        if notes::is_blank(&request)
            && request.saved_at.is_none()
            && saved.get_untracked().is_none()
        {
            return;
        }
        kept.set_value(mine);
        leptos::task::spawn_local(async move {
            let answer = here.call(request).await;
            saved.try_set(Some(answer.map(|s| s.saved_at).map_err(|e| e.detail)));
            book.refresh();
        });
    };
    let changed = move || {
        writes.update_value(|n| *n += 1);
        let mine = writes.get_value();
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(PAUSE_MS).await;
            if writes.try_get_value() == Some(mine) {
                save();
            }
        });
    };
    Effect::new(move |before: Option<usize>| {
        let now = photos.with(Vec::len);
        if before.is_some_and(|before| before != now) {
            changed();
        }
        now
    });
    on_cleanup(save);
    let write = move |text: String| {
        let (kept, words) = note.with_untracked(|n| typed::accept(&n.text, text, notes::TEXT_MAX));
        told.set(words.unwrap_or_default());
        note.update(|n| n.text = kept);
        changed();
    };
    let fixing = Fixing::new(Callback::new(move |(fix, _): (Fix, u32)| {
        note.update(|n| n.spot = Some(notes::spot(&fix)));
        changed();
    }));
    let drop_place = move || {
        fixing.stop();
        note.update(|n| n.spot = None);
        changed();
    };
    let to_ticket = move || {
        save();
        here.go(format!(
            "/capture?note={}",
            note.with_untracked(|n| n.id.clone())
        ));
    };
    let remove = move || {
        let gone = Note {
            photos: photos.get_untracked(),
            ..note.get_untracked()
        };
        kept.set_value(writes.get_value());
        leptos::task::spawn_local(async move {
            if let Err(error) = here
                .call(DropNote {
                    id: gone.id.clone(),
                })
                .await
            {
                return here.complain(&error);
            }
            here.go("/notes".into());
            book.refresh();
            here.offer(w::NOTE_DROPPED.t(), w::UNDO, move || {
                let back = gone.clone();
                leptos::task::spawn_local(async move {
                    if let Err(error) = here.call(back).await {
                        here.complain(&error);
                    }
                    here.touch();
                });
            });
        });
    };
    let pill = move || match saved.get() {
        None => said(Tone::Wait, Icon::Edit, w::DRAFT_EMPTY.t()),
        Some(Ok(at)) => said(
            Tone::Calm,
            Icon::Check,
            w::SAVED_DEVICE.with(&[&time::full(at, browser::now(), here.offset)]),
        ),
        Some(Err(why)) => said(
            Tone::Sudden,
            Icon::Alert,
            format!("{}：{why}", w::NOT_SAVED.t()),
        ),
    };
    let take = Callback::new(move |files: Vec<web_sys::File>| {
        wrong.set(String::new());
        take_in(here, files, photos, working, move |words| {
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
        <div class="ticket note" on:focusout=move |_| save()>
            <header class="ticket-head">
                <div class="ticket-line">
                    <A href="/notes" attr:class="icon-button back" attr:aria-label=w::BACK.t()><Sign icon=Icon::Left /></A>
                    <span data-test="note-saved" aria-live="polite">{pill}</span>
                    <span class="grow"></span>
                    <Button label=w::NOTE_DROP.t().to_string() look=Look::Quiet icon=Icon::Trash on_press=remove test="note-drop" />
                </div>
            </header>
            <div class="ticket-body">
                {ticket.map(|id| view! {
                    <p class="banner" data-test="note-ticket"><Sign icon=Icon::Check />{w::NOTE_TICKET.t()}" "<A href=format!("/mine/{id}")>{w::NOTE_TICKET_SEE.t()}</A></p>
                })}
                <Field id="note-text" label=w::NOTE_TEXT.t().to_string() count=Signal::derive(move || (text.with(|t| t.chars().count()), notes::TEXT_MAX))>
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
