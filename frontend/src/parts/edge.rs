//! The line at the right of something whose width can be changed: dragged, or moved by arrows.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// Pixels by which an arrow moves it.
const STEP: i64 = 16;

/// How wide the element is whose edge this is.
fn width_beside(edge: Option<EventTarget>) -> Option<i64> {
    let edge: HtmlElement = edge?.dyn_into().ok()?;
    let element: HtmlElement = edge.parent_element()?.dyn_into().ok()?;
    Some(i64::from(element.offset_width()))
}

/// The edge; widths are in pixels.
#[component]
pub fn Edge(
    /// Names it.
    label: String,
    /// The width now.
    value: Signal<u32>,
    /// Shows another width while the edge is dragged.
    on_drag: impl Fn(i64) + 'static,
    /// The drag ended.
    on_drop: impl Fn() + 'static,
    /// Takes another width, or none for the usual one.
    on_set: impl Fn(Option<i64>) + Clone + 'static,
) -> impl IntoView {
    let from = StoredValue::new(None::<(f64, i64)>);
    let down = move |event: PointerEvent| {
        event.prevent_default();
        let target = event.current_target();
        if let Some(now) = width_beside(target.clone()) {
            from.set_value(Some((f64::from(event.client_x()), now)));
        }
        if let Some(element) = target.and_then(|t| t.dyn_into::<Element>().ok()) {
            // Without capture the drag merely ends at the edge.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: PointerEvent| {
        if let Some((x, was)) = from.get_value() {
            on_drag(was + (f64::from(event.client_x()) - x) as i64);
        }
    };
    let up = move |_| {
        if from.get_value().is_some() {
            from.set_value(None);
            on_drop();
        }
    };
    let reset = on_set.clone();
    let key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        event.prevent_default();
        if let Some(now) = width_beside(event.current_target()) {
            on_set(Some(now + by));
        }
    };
    view! {
        <span class="head-edge" role="separator" aria-valuenow=move || value.get() aria-orientation="vertical" tabindex="0" aria-label=label
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:keydown=key on:dblclick=move |_| reset(None)></span>
    }
}
