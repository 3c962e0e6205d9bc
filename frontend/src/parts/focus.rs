//! Where the focus is while a key is struck.

use crate::view_model::keys::Focus;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Where a key was struck.
pub fn focus_of(event: &KeyboardEvent) -> Focus {
    let Some(element) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else {
        return Focus::Page;
    };
    if element.closest("dialog[open]").ok().flatten().is_some() {
        return Focus::Dialog;
    }
    let typed = |e: &Element| {
        let kind = e.get_attribute("type").unwrap_or_default();
        !matches!(kind.as_str(), "checkbox" | "radio" | "button" | "submit")
    };
    match element.tag_name().to_ascii_lowercase().as_str() {
        "input" if typed(&element) => Focus::Field,
        "input" | "button" | "a" | "summary" => Focus::Button,
        "textarea" | "select" => Focus::Field,
        _ if element
            .dyn_ref::<HtmlElement>()
            .is_some_and(HtmlElement::is_content_editable) =>
        {
            Focus::Field
        }
        _ => Focus::Page,
    }
}
