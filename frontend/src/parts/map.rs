//! The sketch of the grids with the pin; a tap moves the pin, and every position can also be typed.

use crate::plain::outline::{HEIGHT, Sketch, WIDTH};
use crate::words as w;
use leptos::prelude::*;
use web_sys::Element;

/// Draws a sketch.
#[component]
pub fn GridMap(
    /// What is drawn.
    #[prop(into)]
    sketch: Signal<Option<Sketch>>,
    /// Takes a tapped position.
    #[prop(optional, into)]
    on_move: Option<Callback<(f64, f64)>>,
) -> impl IntoView {
    let tap = move |event: leptos::ev::MouseEvent| {
        let (Some(on_move), Some(sketch)) = (on_move, sketch.get_untracked()) else {
            return;
        };
        let frame = event_target_frame(&event);
        let share = |at: i32, start: f64, length: f64| (f64::from(at) - start) / length.max(1.0);
        let x = share(event.client_x(), frame.left(), frame.width());
        let y = share(event.client_y(), frame.top(), frame.height());
        on_move.run(sketch.position(x, y));
    };
    view! {
        <svg class="map" class:taps=on_move.is_some() viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=w::MAP_LABEL.t()
            data-test="map" on:click=tap>
            {move || sketch.get().map(|sketch| {
                let villages = sketch.villages.iter().map(|d| view! { <path class="map-village" d=d.clone() /> }).collect_view();
                let grids = sketch.grids.iter().map(|(d, _, _, own)| view! { <path class="map-grid" class:own=*own d=d.clone() /> }).collect_view();
                // Names last: a neighbour's outline must not cover them.
                let names = sketch.grids.iter().map(|(_, name, (x, y), _)| view! {
                    <text class="map-name" x=x.to_string() y=y.to_string()>{name.clone()}</text>
                }).collect_view();
                let radius = sketch.radius.to_string();
                let pin = sketch.pin.map(|(x, y)| view! {
                    <circle class="map-around" cx=x.to_string() cy=y.to_string() r=radius />
                    <circle class="map-pin" cx=x.to_string() cy=y.to_string() r="7" />
                });
                view! { {villages}{grids}{names}{pin} }
            })}
        </svg>
    }
}

fn event_target_frame(event: &leptos::ev::MouseEvent) -> web_sys::DomRect {
    use wasm_bindgen::JsCast;
    let element: Option<Element> = event.current_target().and_then(|t| t.dyn_into().ok());
    element.map_or_else(
        || web_sys::DomRect::new().expect("a rectangle can be made"),
        |e| e.get_bounding_client_rect(),
    )
}
