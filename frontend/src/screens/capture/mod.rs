//! 采集: photo first, then place, category, text and grade; saved all the time, nothing lost on an error.
//! Tests: `photo-input`, `photo`, `photo-remove`, `no-photo`, `no-photo-reason`, `locate`, `map`, `address`, `lon`, `lat`,
//! `town`, `village`, `grid`, `category-search`, `category`, `category-all`, `title`, `body`, `kind`, `source`, `grade`,
//! `occurred`, `reporter-toggle`, `reporter-name`, `reporter-phone`, `saved`, `draft-clear`, `submit`, `capture-error`.

pub mod fields;
pub mod keeping;
pub mod locate;
mod photos;
pub mod place;
mod reporter;
pub mod sheet;
mod submit;

use crate::browser;
use crate::here::here;
use crate::parts::button::{Button, Look};
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::said;
use crate::plain::due::Tone;
use crate::plain::fault::Spot;
use crate::plain::time;
use crate::words as w;
use fields::{CategoryCard, GradeCard, MoreCard, TextCard};
use keeping::{Keeper, Saved};
use leptos::prelude::*;
pub use photos::ACCEPT;
use photos::PhotosCard;
use place::PlaceCard;
use reporter::ReporterCard;
use sheet::Sheet;
use submit::{UrgentNotice, submit};

/// The page.
#[component]
pub fn CapturePage() -> impl IntoView {
    let here = here();
    let sheet = Sheet::new(keeping::clean(here));
    let keeper = Keeper::start(here, sheet);
    let (busy, urgent) = (RwSignal::new(false), RwSignal::new(None));
    let banner = sheet.fault(Spot::Banner);
    let count = move || {
        sheet
            .faults
            .with(|f| f.iter().filter(|(spot, _)| *spot != Spot::Banner).count())
    };
    let send = move || submit(here, sheet, keeper, busy, urgent);
    let clear = move || {
        let (form, photos) = (sheet.form.get_untracked(), sheet.photos.get_untracked());
        keeper.renew();
        here.offer(w::DRAFT_CLEARED.t(), w::UNDO, move || {
            sheet.form.set(form.clone());
            sheet.photos.set(photos.clone());
        });
    };
    view! {
        <form class="capture" novalidate=true on:submit=move |event| { event.prevent_default(); send(); } on:focusout=move |_| keeper.save_now()>
            <h1 class="only-heard">{w::CAPTURE.t()}</h1>
            <div class="capture-sheet">
                <div class="capture-column">
                    <PhotosCard sheet=sheet />
                    <GradeCard sheet=sheet />
                    <MoreCard sheet=sheet />
                </div>
                <div class="capture-column">
                    <PlaceCard sheet=sheet />
                    <CategoryCard sheet=sheet />
                    <TextCard sheet=sheet />
                    <ReporterCard sheet=sheet />
                </div>
            </div>
            <footer class="bar">
                <div class="bar-state">
                    {move || saved_pill(keeper.saved.get(), here.offline(), here.offset)}
                    <Show when=move || !keeper.blank()>
                        <button type="button" class="text-button" data-test="draft-clear" on:click=move |_| clear()>{w::DRAFT_CLEAR.t()}</button>
                    </Show>
                </div>
                <div class="bar-words" aria-live="polite">
                    <Show when=move || banner.with(|b| !b.is_empty())>
                        <p class="wrong-words" data-test="capture-error"><Sign icon=Icon::Alert />{move || banner.get()}</p>
                    </Show>
                    <Show when=move || count().gt(&0)>
                        <p class="wrong-words"><Sign icon=Icon::Alert />{move || w::FIX_FIRST.with(&[&count()])}</p>
                    </Show>
                </div>
                <Button label=Signal::derive(move || if busy.get() { w::SUBMITTING } else { w::SUBMIT }.t().to_string())
                    look=Look::Main sends=true rests=Signal::derive(move || busy.get() || sheet.working.get().gt(&0)) on_press=|| () test="submit" />
            </footer>
        </form>
        <UrgentNotice grade=urgent />
    }
}

/// Whether and when the draft was kept.
fn saved_pill(saved: Saved, device: bool, offset: i32) -> AnyView {
    let pill = match saved {
        Saved::Nothing => said(Tone::Wait, Icon::Edit, w::DRAFT_EMPTY.t()),
        Saved::Now => said(Tone::Wait, Icon::Clock, w::SAVING.t()),
        Saved::At(at) => {
            let words = if device {
                w::SAVED_DEVICE
            } else {
                w::SAVED_BROWSER
            };
            said(
                Tone::Calm,
                Icon::Check,
                words.with(&[&time::full(at, browser::now(), offset)]),
            )
        }
        Saved::Failed(why) => said(
            Tone::Sudden,
            Icon::Alert,
            format!("{}：{why}", w::NOT_SAVED.t()),
        ),
    };
    view! { <span data-test="saved">{pill}</span> }.into_any()
}
