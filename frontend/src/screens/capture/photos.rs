//! Photos of the scene, first thing in the form; or the reason why there is none.

use crate::context::app;
use crate::parts::field::{Field, Line, Wrong};
use crate::parts::files::File;
use crate::parts::icons::{Icon, Sign};
use crate::parts::markup::Markup;
use crate::parts::photo::Image;
use crate::parts::photo_taker::{PhotoTaker, take_in};
use crate::screens::capture::sheet::{FactsSheet, InputNote};
use crate::view_model::fault::Spot;
use crate::view_model::time;
use crate::words as w;
use api::NewPhoto;
use leptos::prelude::*;

/// The card.
#[component]
pub fn PhotosCard(sheet: FactsSheet) -> impl IntoView {
    let app = app();
    let none_came = RwSignal::new(false);
    let take = Callback::new(move |files: Vec<File>| {
        none_came.set(false);
        sheet
            .faults
            .update(|f| f.retain(|(spot, _)| *spot != Spot::Photos));
        take_in(app, files, sheet.photos, sheet.working, move |words| {
            sheet.faults.try_update(|f| f.push((Spot::Photos, words)));
        });
    });
    let nothing =
        Callback::new(move |()| none_came.set(sheet.photos.with_untracked(Vec::is_empty)));
    let rules = app.district().district.rules.clone();
    let (most, reason_max) = (rules.photos.count_max, rules.texts.address_max);
    let taken = move || sheet.photos.with(|p| !p.is_empty());
    let no_photo = sheet.get(|f| f.no_photo);
    let drawn_on = RwSignal::new(None::<NewPhoto>);
    let replace = Callback::new(move |(old, new): (NewPhoto, NewPhoto)| {
        sheet.photos.update(|all| {
            let same = all.iter_mut().filter(|p| p.sha256 == old.sha256);
            same.for_each(|p| *p = new.clone());
        });
    });
    view! {
        <section class="photos" class:started=taken aria-label=w::PHOTOS.t()>
            <div class="photo-grid">
                <For each=move || sheet.photos.get().into_iter().enumerate() key=|(i, p)| (*i, p.sha256.clone()) let:entry>
                    {
                        let (i, photo) = entry;
                        let (sha, draw_on) = (photo.sha256.clone(), photo.clone());
                        let when = photo.taken_at.map(|at| time::full(at, app.clock.now.get_untracked(), app.offset())).unwrap_or_default();
                        let remove = move |_| {
                            let before = sheet.photos.get_untracked();
                            sheet.photos.update(|p| p.retain(|x| x.sha256 != sha));
                            app.toasts.offer(w::PHOTO_REMOVED.t(), w::UNDO, move || sheet.photos.set(before.clone()));
                        };
                        view! {
                            <figure class="tile photo" data-test="photo">
                                <Image sha=photo.sha256.clone() alt=w::PHOTO_SHOWN.with(&[&(i + 1)]) />
                                <button type="button" class="tile-draw" data-test="photo-draw" aria-label=w::MARKUP_OF.with(&[&(i + 1)]) on:click=move |_| drawn_on.set(Some(draw_on.clone()))>
                                    <Sign icon=Icon::Edit /><span>{w::MARKUP_SHORT.t()}</span>
                                </button>
                                <figcaption><span class="tile-label">{w::label(photo.kind)}" · "{when}</span></figcaption>
                                <button type="button" class="tile-remove" data-test="photo-remove" aria-label=w::REMOVE_PHOTO.with(&[&(i + 1)]) on:click=remove>
                                    <Sign icon=Icon::Cross />
                                </button>
                            </figure>
                        }
                    }
                </For>
                <PhotoTaker on_files=take on_none=nothing words=Signal::derive(move || if taken() { w::TAKE_MORE.t() } else { w::TAKE_PHOTO.t() }) />
                <Show when=move || !taken()>
                    <label class="photo-none">
                        <input type="checkbox" class="only-heard" data-test="no-photo" prop:checked=move || no_photo.get()
                            on:change=move |event| {
                                let none = event_target_checked(&event);
                                sheet.put(Spot::Photos, |f| f.no_photo = none);
                            } />
                        <Sign icon=Icon::NoImage /><span>{w::NO_PHOTO.t()}</span>
                    </label>
                </Show>
            </div>
            <Show when=taken><p class="hint" data-test="photo-count">{move || w::PHOTOS_TAKEN.with(&[&sheet.photos.with(Vec::len), &most])}</p></Show>
            <Show when=move || none_came.get() && !taken()><p class="hint warn" role="status" data-test="photo-none-came">{w::PHOTO_CANCELLED.t()}</p></Show>
            <Show when=move || sheet.working.get().gt(&0)><p class="hint" role="status">{w::PHOTO_BUSY.t()}</p></Show>
            <Markup photo=drawn_on on_done=replace />
            <Wrong id="photos" error=sheet.fault(Spot::Photos) />
            <Show when=move || no_photo.get() && !taken()>
                <Field id="no-photo-reason" label=w::NO_PHOTO_REASON.t().to_string() hint=w::NO_PHOTO_HINT.t().to_string() error=sheet.fault(Spot::NoPhoto)>
                    <Line id="no-photo-reason" value=sheet.get(|f| f.no_photo_reason.clone()) test="no-photo-reason"
                        on_input=move |t| sheet.typed("no-photo-reason", Spot::NoPhoto, reason_max, t, |f| &mut f.no_photo_reason) />
                </Field>
                <InputNote sheet=sheet spot=Spot::NoPhoto />
            </Show>
        </section>
    }
}
