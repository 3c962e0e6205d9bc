//! The edge between two columns: dragged by mouse or finger. By keyboard widths are set in the sheet of columns, so that
//! nothing stands in the way from the list to the ticket, and nobody hears widths among the heads.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// The width of the element that an edge stands in.
fn width_beside(edge: Option<EventTarget>) -> Option<i64> {
    let element = edge?.dyn_into::<Element>().ok()?;
    let beside = element.parent_element()?;
    Some(beside.get_bounding_client_rect().width() as i64)
}

/// An edge; a double press gives the usual width back.
#[component]
pub fn Edge(
    /// Shows another width while the edge is dragged.
    on_drag: impl Fn(i64) + 'static,
    /// The drag ended.
    on_drop: impl Fn() + 'static,
    /// Takes the usual width.
    on_reset: impl Fn() + 'static,
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
    view! {
        <span class="head-edge" aria-hidden="true"
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:dblclick=move |_| on_reset()></span>
    }
}
