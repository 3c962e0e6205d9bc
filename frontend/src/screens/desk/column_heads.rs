//! The heads of the list: order by a press, width by dragging, and the sheet in which columns are chosen.

use crate::browser;
use crate::parts::button::Button;
use crate::parts::dialog::Dialog;
use crate::parts::edge::Edge;
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::Desk;
use crate::view_model::columns::{self, Column, KINDS, Kind};
use crate::words as w;
use api::Sort;
use leptos::prelude::*;

/// Where this browser keeps the columns.
const KEPT: &str = "zs12345.desk.columns";

/// A press in the sheet makes a column wider by so many pixels.
const STEP: i64 = 16;

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
        &desk
            .columns
            .with_untracked(|c| columns::write(c, desk.usual))
            .join(" "),
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
            // Between the list and the ticket there is nothing to stop at: by keyboard the order is the palette's.
            <button type="button" class="head-name head-sort" tabindex="-1" data-test=format!("head-{}", kind.id) on:click=press>
                {words}<span class="head-arrow" aria-hidden="true">{arrow}</span>
            </button>
        }
        .into_any()
    };
    let aria = (!kind.sorts.is_empty()).then_some(sorted);
    view! { <span class="head" role="columnheader" aria-sort=move || aria.map(|sorted| sorted())>{name}{edge(desk, kind)}</span> }
        .into_any()
}

/// The line at a head's right: it changes the width; a double press gives the usual one back.
fn edge(desk: Desk, kind: &'static Kind) -> AnyView {
    let widen = move |all: &mut Vec<Column>, to| columns::widen(all, kind.id, to);
    view! {
        <Edge on_drag=move |to| desk.columns.update(|all| widen(all, Some(to)))
            on_drop=move || change(desk, |_| ())
            on_reset=move || change(desk, |all| widen(all, None)) />
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
        let widen = move |by: i64| {
            let chosen = desk
                .columns
                .with_untracked(|all| all.iter().find(|c| c.kind.id == kind.id)?.wide);
            let now = i64::from(chosen.unwrap_or(kind.wide));
            change(desk, |all| columns::widen(all, kind.id, Some(now + by)));
        };
        let width = w::COLUMN_WIDTH.with(&[&kind.words.t()]);
        let (narrower, wider) = (format!("{width} −"), format!("{width} +"));
        view! {
            <li class="column-item">
                <label class="tick">
                    <input type="checkbox" data-test=format!("column-{}", kind.id) prop:checked=shown on:change=move |_| change(desk, |all| columns::turn(all, kind.id)) />
                    <span>{kind.words.t()}</span>
                </label>
                <span class="grow"></span>
                <button type="button" class="icon-button" disabled=move || !shown() aria-label=narrower title=w::COLUMN_NARROWER.t() on:click=move |_| widen(-STEP)>"−"</button>
                <button type="button" class="icon-button" disabled=move || !shown() aria-label=wider title=w::COLUMN_WIDER.t() on:click=move |_| widen(STEP)>"+"</button>
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
                <Button label=w::COLUMNS_RESET.t().to_string() on_press=move || change(desk, |all| *all = columns::usual(desk.usual)) />
            </div>
        </Dialog>
    }
    .into_any()
}
