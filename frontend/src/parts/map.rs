//! A map of outlines, a pin and tickets: MapLibre where there is WebGL, a sketch before that and where there is none.
//! Both take taps; every position can also be typed, and every ticket stands in a list. Tests: `map`, `map-live`, `map-spot`.

use crate::browser::Sizes;
use crate::context::app;
use crate::parts::live_map::LiveMap;
use crate::view_model::due::Tone;
use crate::view_model::outline::{Frame, Sketch, Spot};
use crate::view_model::shape;
use crate::view_model::view::View;
use crate::words as w;
use leptos::prelude::*;
use web_sys::Element;

/// Draws a view.
#[component]
pub fn Map(
    #[prop(into)] view: Signal<View>,
    /// The shape of its frame; a style sheet may give it another one.
    shape: Frame,
    #[prop(optional, into)] on_move: Option<Callback<(f64, f64)>>,
    /// Takes the id of a tapped ticket.
    #[prop(optional, into)]
    on_pick: Option<Callback<String>>,
) -> impl IntoView {
    let app = app();
    let live = RwSignal::new(false);
    let (host, frame) = (NodeRef::<leptos::html::Div>::new(), RwSignal::new(shape));
    let sizes = StoredValue::new_local(None::<Sizes>);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let watched = host.clone();
        let told = move || {
            let now = watched.get_bounding_client_rect();
            let (now, was) = ((now.width(), now.height()), frame.try_get_untracked());
            if now.0 > 0.0 && now.1 > 0.0 && was.is_some_and(|was| was != now) {
                frame.set(now);
            }
        };
        sizes.set_value(Some(Sizes::of(&[&host], told)));
    });
    let sketch = Memo::new(move |_| {
        if live.get() {
            return None;
        }
        view.with(|v| Sketch::of(&app.district(), v, frame.get()))
    });
    view! {
        <div class="map-frame" class:live=move || live.get() style:aspect-ratio=[at(shape.0), at(shape.1)].join(" / ") node_ref=host>
            <Show when=move || !live.get()><Drawn sketch=sketch frame=frame on_move=on_move on_pick=on_pick /></Show>
            <LiveMap view=view live=live on_move=on_move on_pick=on_pick />
        </div>
    }
}

/// The sketch.
#[component]
fn Drawn(
    sketch: Memo<Option<Sketch>>,
    frame: RwSignal<Frame>,
    on_move: Option<Callback<(f64, f64)>>,
    on_pick: Option<Callback<String>>,
) -> impl IntoView {
    let tap = move |event: leptos::ev::MouseEvent| {
        let (Some(on_move), Some(sketch)) = (on_move, sketch.get_untracked()) else {
            return;
        };
        let Some(frame) = frame_of(&event) else {
            return;
        };
        let share = |at: i32, start: f64, room: f64| (f64::from(at) - start) / room.max(1.0);
        let x = share(event.client_x(), frame.left(), frame.width());
        let y = share(event.client_y(), frame.top(), frame.height());
        on_move.run(sketch.position(x, y));
    };
    let label = if on_move.is_some() {
        w::MAP_LABEL
    } else {
        w::MAP_LABEL_LOOK
    };
    view! {
        <svg class="map" class:taps=on_move.is_some() viewBox=move || { let (width, height) = frame.get(); ["0 0".into(), at(width), at(height)].join(" ") } role="img" aria-label=label.t()
            data-test="map" on:click=tap>
            {move || sketch.get().map(|sketch| {
                let villages = sketch.villages.iter().map(|d| view! { <path class="map-village" fill-rule="evenodd" d=d.clone() /> }).collect_view();
                let grids = sketch.grids.iter().map(|(d, own)| view! { <path class="map-grid" fill-rule="evenodd" class:own=*own d=d.clone() /> }).collect_view();
                // Names last: a neighbour's outline must not cover them.
                let names = sketch.names.iter().map(|(name, (x, y))| view! {
                    <text class="map-name" x=at(*x) y=at(*y)>{name.clone()}</text>
                }).collect_view();
                let around = sketch.around.map(|((x, y), radius)| view! {
                    <circle class="map-around" cx=at(x) cy=at(y) r=at(radius) />
                });
                let pin = sketch.pin.map(|(x, y)| view! { <circle class="map-pin" cx=at(x) cy=at(y) r="7" /> });
                let mark = sketch.mark.map(|(x, y)| view! { <circle class="map-mark" cx=at(x) cy=at(y) r="5" /> });
                let spots = sketch.spots.iter().map(|s| spot(s, on_pick)).collect_view();
                view! { {villages}{grids}{names}{around}{mark}{pin}{spots} }
            })}
        </svg>
    }
}

/// A place or a length in the drawing.
fn at(length: f64) -> String {
    format!("{length:.2}")
}

fn spot(spot: &Spot, on_pick: Option<Callback<String>>) -> AnyView {
    let tone = match spot.tone {
        Tone::Sudden => "sudden",
        Tone::Urgent => "urgent",
        Tone::Calm => "calm",
        Tone::Wait | Tone::Clash => "wait",
    };
    let (x, y) = spot.at;
    let first = spot.ids.first().cloned().unwrap_or_default();
    let several = spot.ids.len() > 1;
    let words = if several {
        w::MAP_CLUSTER.with(&[&spot.ids.len(), &spot.name])
    } else {
        spot.name.clone()
    };
    let size = if several || spot.chosen { 1.3 } else { 1.0 };
    let place = format!("translate({x:.2} {y:.2}) scale({size})");
    let text = spot.text.clone();
    view! {
        <g class=format!("map-spot {tone}") class:chosen=spot.chosen data-test="map-spot" on:click=move |event| {
            if let Some(on_pick) = on_pick {
                event.stop_propagation();
                on_pick.run(first.clone());
            }
        }>
            <title>{words}</title>
            <path d=shape::of(spot.tone) transform=place />
            <text x=at(x) y=at(y + 4.0)>{text}</text>
        </g>
    }
    .into_any()
}

fn frame_of(event: &leptos::ev::MouseEvent) -> Option<web_sys::DomRect> {
    use wasm_bindgen::JsCast;
    let element: Element = event.current_target()?.dyn_into().ok()?;
    Some(element.get_bounding_client_rect())
}
