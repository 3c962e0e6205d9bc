//! A photo as a tile: fetched through the link, opened large on a tap, with a word about what it shows and where it is.

use crate::context::app;
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use leptos::prelude::*;
use model::Sha256;

/// The image alone.
#[component]
pub fn Image(
    sha: Sha256,
    /// Small.
    #[prop(optional)]
    thumb: bool,
    /// What it shows, for those who do not see it.
    #[prop(into)]
    alt: String,
) -> impl IntoView {
    let app = app();
    let (url, failed) = (RwSignal::new(String::new()), RwSignal::new(false));
    leptos::task::spawn_local(async move {
        match app.link.photo_url(&sha, thumb).await {
            Ok(found) => _ = url.try_set(found),
            Err(_) => _ = failed.try_set(true),
        }
    });
    let absent = move || view! { <span class="image absent"><Sign icon=Icon::NoImage /><span>{w::PHOTO_ABSENT.t()}</span></span> };
    view! {
        <Show when=move || !failed.get() fallback=absent>
            {
                let alt = alt.clone();
                move || {
                    let (url, alt) = (url.get(), alt.clone());
                    (!url.is_empty()).then(|| view! { <img class="image" src=url alt=alt loading="lazy" on:error=move |_| failed.set(true) /> })
                }
            }
        </Show>
    }
}

/// A tile that opens the photo large.
#[component]
pub fn Tile(
    sha: Sha256,
    #[prop(into)] label: String,
    /// Something about it that needs attention.
    #[prop(optional)]
    state: Option<AnyView>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (large, title, alt) = (sha.clone(), label.clone(), label.clone());
    view! {
        <figure class="tile">
            <button type="button" class="tile-open" data-test="photo-open" aria-label=format!("{}：{label}", w::PHOTO_VIEW.t()) on:click=move |_| open.set(true)>
                <Image sha=sha thumb=true alt=alt />
            </button>
            <figcaption><span class="tile-label">{label}</span>{state}</figcaption>
            <Dialog open=open title=title.clone() wide=true>
                <div class="photo-large"><Image sha=large.clone() alt=title.clone() /></div>
            </Dialog>
        </figure>
    }
}
