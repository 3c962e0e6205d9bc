//! Taking photos in: the two ways to one, and what becomes of the files. Tests: `photo-input`, `photo-pick`.

use crate::context::AppContext;
use crate::parts::files::{File, FileInput};
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use api::NewPhoto;
use leptos::prelude::*;
use model::{Code, Denial, PhotoKind};

/// What the camera or the file picker may give.
pub const ACCEPT: &str = "image/jpeg,image/png,image/webp";

/// Processes files one after the other; each becomes a photo or a sentence.
pub fn take_in(
    app: AppContext,
    files: Vec<File>,
    photos: RwSignal<Vec<NewPhoto>>,
    working: RwSignal<usize>,
    refuse: impl Fn(String) + 'static,
) {
    let rules = app.district().district.rules.clone();
    working.update(|n| *n += files.len());
    leptos::task::spawn_local(async move {
        for file in files {
            let full = photos.try_with_untracked(|p| p.len() >= rules.photos.count_max);
            let taken = match full {
                None => return,
                Some(true) => Err(Denial::new(Code::PhotoTooMany)
                    .with("max", rules.photos.count_max)
                    .into()),
                Some(false) => app.link.take_photo(file, PhotoKind::Scene, &rules).await,
            };
            match taken {
                Ok(photo) => {
                    if app.link.is_loose(&photo.sha256) {
                        refuse(w::PHOTO_LOOSE.t().into());
                    }
                    _ = photos.try_update(|p| {
                        if p.iter().all(|old| old.sha256 != photo.sha256) {
                            p.push(photo);
                        }
                    })
                }
                Err(error) => refuse(error.detail),
            }
            working.try_update(|n| *n -= 1);
        }
    });
}

/// Two ways to a photo: the camera, and what is there already.
#[component]
pub fn PhotoTaker(
    /// Takes the files.
    on_files: Callback<Vec<File>>,
    /// Nothing came: dismissed, or the camera did not open.
    on_none: Callback<()>,
    /// Words of the camera tile.
    #[prop(into)]
    words: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <label class="photo-take">
            <FileInput accept=ACCEPT camera=true several=true test="photo-input" on_files=on_files on_none=on_none />
            <Sign icon=Icon::Camera />
            <span class="photo-take-words">{move || words.get()}</span>
        </label>
        <label class="photo-take photo-pick">
            <FileInput accept=ACCEPT several=true test="photo-pick" on_files=on_files />
            <Sign icon=Icon::Album />
            <span>{w::PICK_PHOTO.t()}</span>
        </label>
    }
}
