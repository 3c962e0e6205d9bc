//! The heads of the list: order by a press, width by dragging, and the sheet in which columns are chosen.

use crate::browser;
use crate::parts::button::Button;
use crate::parts::dialog::Dialog;
use crate::parts::flow::For;
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::Desk;
use crate::view_model::columns::{self, Column, KINDS, Kind};
use crate::words as w;
use api::Sort;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Where this browser keeps the columns.
const KEPT: &str = "zs12345.desk.columns";

/// Columns as kept by this browser.
pub fn kept() -> Vec<String> {
    let kept = browser::kept(KEPT).unwrap_or_default();
    kept.split_whitespace().map(str::to_string).collect()
}

/// Changes the columns, and keeps them.
fn change(desk: Desk, how: impl FnOnce(&mut Vec<Column>)) {
    desk.columns.update(how);
    browser::keep(
        KEPT,
        &desk.columns.with_untracked(|c| columns::write(c)).join(" "),
    );
}

/// The heads.
pub fn heads(desk: Desk) -> AnyView {
    view! {
        <span class="head head-pick" role="columnheader"><span class="only-heard">{w::COL_PICK.t()}</span></span>
        {desk.shown.get().into_iter().map(|kind| head(desk, kind)).collect_view()}
    }
    .into_any()
}

fn head(desk: Desk, kind: &'static Kind) -> AnyView {
    let now = move || desk.list.query.with(|q| q.sort).unwrap_or(Sort::Due);
    let place = move || kind.sorts.iter().position(|s| *s == now());
    let sorted = move || match (place(), kind.id) {
        (None, _) => "none",
        (Some(0), "time") => "descending",
        _ => "ascending",
    };
    let press = move |_| {
        let next = untrack(place).map_or(0, |at| (at + 1) % kind.sorts.len());
        desk.list
            .query
            .update(|q| q.sort = kind.sorts.get(next).copied());
    };
    let arrow = move || match sorted() {
        "none" => "",
        "descending" => "↓",
        _ => "↑",
    };
    let words = kind.words.t();
    let name = if kind.sorts.is_empty() {
        view! { <span class="head-name">{words}</span> }.into_any()
    } else {
        view! {
            <button type="button" class="head-name head-sort" data-test=format!("head-{}", kind.id) on:click=press>
                {words}<span class="head-arrow" aria-hidden="true">{arrow}</span>
            </button>
        }
        .into_any()
    };
    let aria = (!kind.sorts.is_empty()).then_some(sorted);
    view! { <span class="head" role="columnheader" aria-sort=move || aria.map(|sorted| sorted())>{name}{edge(desk, kind)}</span> }
        .into_any()
}

/// The line at a head's right: dragged, or moved by arrows, it changes the width; a double press gives the usual one back.
fn edge(desk: Desk, kind: &'static Kind) -> AnyView {
    let from = StoredValue::new(None::<(f64, i64)>);
    let wide = |target: Option<web_sys::EventTarget>| {
        let head = target
            .and_then(|t| t.dyn_into::<HtmlElement>().ok())?
            .parent_element()?;
        Some(i64::from(
            head.dyn_into::<HtmlElement>().ok()?.offset_width(),
        ))
    };
    let widen = move |to: Option<i64>| change(desk, |all| columns::widen(all, kind.id, to));
    let down = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        let target = event.current_target();
        if let Some(now) = wide(target.clone()) {
            from.set_value(Some((f64::from(event.client_x()), now)));
        }
        if let Some(element) = target.and_then(|t| t.dyn_into::<web_sys::Element>().ok()) {
            // Without capture the drag merely ends at the head's edge.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if let Some((x, was)) = from.get_value() {
            let to = was + (f64::from(event.client_x()) - x) as i64;
            desk.columns
                .update(|all| columns::widen(all, kind.id, Some(to)));
        }
    };
    let up = move |_| {
        if from.get_value().is_some() {
            from.set_value(None);
            change(desk, |_| ());
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -16,
            "ArrowRight" => 16,
            _ => return,
        };
        event.prevent_default();
        if let Some(now) = wide(event.current_target()) {
            widen(Some(now + by));
        }
    };
    let now = move || {
        let chosen = desk
            .columns
            .with(|all| all.iter().find(|c| c.kind.id == kind.id)?.wide);
        chosen.unwrap_or(kind.wide)
    };
    view! {
        <span class="head-edge" role="separator" aria-valuenow=now aria-orientation="vertical" tabindex="0" aria-label=w::COLUMN_WIDTH.with(&[&kind.words.t()])
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:keydown=key on:dblclick=move |_| widen(None)></span>
    }
    .into_any()
}

/// The sheet in which columns are chosen and ordered.
pub fn sheet(desk: Desk) -> AnyView {
    let item = move |kind: &'static Kind| {
        let shown = move || {
            desk.columns
                .with(|all| all.iter().any(|c| c.kind.id == kind.id))
        };
        let shift = move |by: i32| change(desk, |all| columns::shift(all, kind.id, by));
        view! {
            <li class="column-item">
                <label class="tick">
                    <input type="checkbox" data-test=format!("column-{}", kind.id) prop:checked=shown on:change=move |_| change(desk, |all| columns::turn(all, kind.id)) />
                    <span>{kind.words.t()}</span>
                </label>
                <span class="grow"></span>
                <button type="button" class="icon-button" disabled=move || !shown() aria-label=format!("{} {}", kind.words.t(), w::COLUMN_LEFT.t()) title=w::COLUMN_LEFT.t() on:click=move |_| shift(-1)><Sign icon=Icon::Left /></button>
                <button type="button" class="icon-button turned" disabled=move || !shown() aria-label=format!("{} {}", kind.words.t(), w::COLUMN_RIGHT.t()) title=w::COLUMN_RIGHT.t() on:click=move |_| shift(1)><Sign icon=Icon::Left /></button>
            </li>
        }
    };
    // In the order in which they are shown, the others after them.
    let order = move || {
        let shown: Vec<&'static Kind> = desk
            .columns
            .with(|all| all.iter().map(|c| c.kind).collect());
        let rest = KINDS.iter().filter(|k| !shown.contains(k));
        shown.iter().copied().chain(rest).collect::<Vec<_>>()
    };
    view! {
        <Dialog open=desk.sheets.columns title=w::COLUMNS.t().to_string() test="columns-sheet">
            <p class="hint">{w::COLUMNS_LEAD.t()}</p>
            <ul class="column-list">
                <For each=order key=|kind| kind.id let:kind>{item(kind)}</For>
            </ul>
            <div class="row end">
                <Button label=w::COLUMNS_RESET.t().to_string() on_press=move || change(desk, |all| *all = columns::usual()) />
            </div>
        </Dialog>
    }
    .into_any()
}
