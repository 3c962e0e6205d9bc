//! Drawing on a photo before it is sent: a line that points at something, a black area over what nobody is to see. The photo
//! that was drawn on is not kept. Tests: `markup`, `markup-line`, `markup-cover`, `markup-undo`, `markup-done`, `markup-stage`.

use crate::context::app;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::Icon;
use crate::parts::photo::Image;
use crate::view_model::markup::{Stroke, Tool, width_of};
use crate::words as w;
use api::NewPhoto;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The sheet over the photo that is drawn on; `on_done` gets that one and what took its place.
#[component]
pub fn Markup(
    photo: RwSignal<Option<NewPhoto>>,
    on_done: Callback<(NewPhoto, NewPhoto)>,
) -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    let (strokes, tool) = (
        RwSignal::new(Vec::<Stroke>::new()),
        RwSignal::new(Tool::Line),
    );
    let (drawing, busy) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        strokes.set(Vec::new());
        open.set(photo.with(Option::is_some));
    });
    Effect::new(move |_| {
        if !open.get() && photo.with_untracked(Option::is_some) {
            photo.set(None);
        }
    });
    let done = move || {
        let Some(old) = photo.get_untracked().filter(|_| !busy.get_untracked()) else {
            return;
        };
        let meant = strokes.get_untracked();
        if meant.is_empty() {
            return open.set(false);
        }
        busy.set(true);
        let rules = app.district().district.rules.clone();
        leptos::task::spawn_local(async move {
            match app.link.redraw(&old, &meant, &rules).await {
                Ok(new) => {
                    on_done.run((old, new));
                    app.toasts.say(w::MARKUP_DONE.t());
                    open.try_set(false);
                }
                Err(error) => app.toasts.complain(&error),
            }
            busy.try_set(false);
        });
    };
    let chosen = move |which: Tool, words: w::Text, test: &'static str| {
        view! {
            <button type="button" class="toggle" data-test=test aria-pressed=move || (tool.get() == which).to_string() on:click=move |_| tool.set(which)>{words.t()}</button>
        }
    };
    let none = Signal::derive(move || strokes.with(Vec::is_empty));
    let stage = move || {
        photo.get().map(|photo| {
            let size = (f64::from(photo.w), f64::from(photo.h));
            let begin = move |event: PointerEvent| {
                event.prevent_default();
                if let Some(at) = place(&event) {
                    drawing.set(true);
                    strokes.update(|all| all.push(Stroke::begin(tool.get_untracked(), at)));
                }
            };
            let go = move |event: PointerEvent| {
                let at = place(&event).filter(|_| drawing.get_untracked());
                if let Some(at) = at {
                    strokes.update(|all| all.last_mut().into_iter().for_each(|s| s.go(at)));
                }
            };
            let end = move |_: PointerEvent| {
                drawing.set(false);
                strokes.update(|all| {
                    all.pop_if(|stroke| !stroke.is_meant());
                });
            };
            view! {
                <div class="markup-stage" style=format!("aspect-ratio: {} / {}; --wide: {}", photo.w, photo.h, size.0 / size.1)>
                    <Image sha=photo.sha256.clone() alt=w::MARKUP.t() />
                    <svg viewBox=format!("0 0 {} {}", size.0, size.1) data-test="markup-stage" role="img" aria-label=w::MARKUP_STAGE.t()
                        on:pointerdown=begin on:pointermove=go on:pointerup=end on:pointerleave=end>
                        {move || strokes.get().iter().map(|stroke| drawn(stroke, size)).collect_view()}
                    </svg>
                </div>
            }
        })
    };
    view! {
        <Dialog open=open title=w::MARKUP.t().to_string() wide=true test="markup">
            <div class="row">
                {chosen(Tool::Line, w::MARKUP_LINE, "markup-line")}
                {chosen(Tool::Cover, w::MARKUP_COVER, "markup-cover")}
                <Button label=w::UNDO.t().to_string() icon=Icon::Back rests=none on_press=move || _ = strokes.try_update(Vec::pop) test="markup-undo" />
                <span class="grow"></span>
                <Button label=w::MARKUP_SAVE.t().to_string() look=Look::Main rests=Signal::derive(move || busy.get() || none.get()) on_press=done test="markup-done" />
            </div>
            {stage}
            <p class="hint">{w::MARKUP_HINT.t()}</p>
        </Dialog>
    }
}

fn drawn(stroke: &Stroke, (w, h): (f64, f64)) -> AnyView {
    match stroke.tool {
        Tool::Line => view! { <path class="markup-path" d=stroke.path((w, h)) stroke-width=width_of(w, h).to_string() /> }.into_any(),
        Tool::Cover => {
            let (left, top, width, height) = stroke.bounds();
            view! { <rect x=(left * w).to_string() y=(top * h).to_string() width=(width * w).to_string() height=(height * h).to_string() /> }.into_any()
        }
    }
}

/// Where on the photo, as shares of its width and height.
fn place(event: &PointerEvent) -> Option<(f64, f64)> {
    let stage: Element = event.current_target()?.dyn_into().ok()?;
    let around = stage.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    (around.width() > 0.0 && around.height() > 0.0).then(|| {
        (
            (x - around.x()) / around.width(),
            (y - around.y()) / around.height(),
        )
    })
}
