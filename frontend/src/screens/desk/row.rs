//! One row of the list, and what stands in it.

use crate::browser;
use crate::parts::icons::Icon;
use crate::parts::pill::{grade, pill, said};
use crate::parts::rail::badge;
use crate::screens::desk::{Desk, choosing};
use crate::view_model::due::{self, Tone};
use crate::view_model::time;
use crate::view_model::window::Window;
use crate::words as w;
use leptos::prelude::*;
use model::row::Row;

/// Ids are needed for the grid's active row.
pub fn id_of(index: usize) -> String {
    format!("row-{index}")
}

/// A length for a style.
pub fn pixels(length: f64) -> String {
    format!("{length:.2}px")
}

/// A slot of the list: scrolling writes the next row into the elements that are there.
pub fn slot(desk: Desk, window: Memo<Window>, slot: usize) -> AnyView {
    let list = desk.list;
    let index = Memo::new(move |_| window.get().row_in(slot));
    let top = Memo::new(move |_| window.get().top_of(index.get()));
    let row = Memo::new(move |_| list.blocks.with(|b| b.row(index.get()).cloned()));
    let id = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.id.clone())));
    let chosen = Memo::new(move |_| id.with(|id| id.is_some() && list.cursor.with(|c| c == id)));
    let picked = Memo::new(move |_| {
        id.with(|id| {
            id.as_ref()
                .is_some_and(|id| desk.picked.with(|p| p.has(id)))
        })
    });
    let name = move || row.with(|row| row.as_ref().map(|row| w::PICK_ROW.with(&[&row.title])));
    let cells = move || {
        row.with(|row| match row {
            Some(row) => {
                let cells = desk.shown.get().into_iter();
                cells.map(|c| cell(desk, c.id, row)).collect_view().into_any()
            }
            // A place holder until it has come.
            None => view! { <span class="cell cell-coming faint" role="gridcell">{w::ROW_LOADING.t()}</span> }.into_any(),
        })
    };
    let pick = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        if event.shift_key() {
            choosing::stretch(desk, index.get_untracked());
        } else if let Some(row) = row.get_untracked() {
            choosing::turn(desk, &row);
        }
        // The next row in this slot inherits the box: it must show what counts, and must not be struck by a key meant
        // for this one.
        browser::set_checked(&event, picked.get_untracked());
        browser::focus("desk-table");
    };
    let press = move |_| {
        if let Some(id) = id.get_untracked() {
            list.choose_at(index.get_untracked());
            desk.open(Some(id));
        }
    };
    view! {
        <div class="line-row" class:picked=picked class:chosen=chosen role="row" id=move || id_of(index.get()) aria-rowindex=move || index.get() + 2
            aria-selected=move || (chosen.get() || picked.get()).to_string() style:top=move || pixels(top.get())
            data-test=move || if id.with(Option::is_some) { "ticket-row" } else { "row-coming" } data-id=move || id.get().map(|id| id.to_string()) on:click=press>
            <span class="cell cell-pick" role="gridcell">
                <input type="checkbox" tabindex="-1" aria-label=name data-test="row-pick" prop:checked=picked hidden=move || id.with(Option::is_none) on:click=pick />
            </span>
            {cells}
        </div>
    }
    .into_any()
}

fn cell(desk: Desk, column: &'static str, row: &Row) -> AnyView {
    let app = desk.app;
    let lists = app.district();
    let text = |text: String| {
        view! { <span class="cell" role="gridcell" dir="auto">{text}</span> }.into_any()
    };
    let wrapped =
        |inner: AnyView| view! { <span class="cell" role="gridcell">{inner}</span> }.into_any();
    match column {
        "grade" => wrapped(grade(row.grade)),
        "title" => {
            let clash = row
                .conflict
                .then(|| said(Tone::Clash, Icon::Split, w::TWO_VALUES.t()));
            let title = row.title.clone();
            view! { <span class="cell cell-title" role="gridcell"><bdi title=title.clone()>{title.clone()}</bdi>{clash}</span> }.into_any()
        }
        "category" => text(lists.category(&row.category)),
        "area" => text(lists.area(&row.area_code)),
        "by" => text(lists.name(&row.created_by)),
        "link" => wrapped(badge(row.status)),
        "status" => text(w::label(row.status).to_string()),
        "unit" => text(
            row.lead_unit
                .as_ref()
                .map(|u| lists.unit(u))
                .unwrap_or_default(),
        ),
        "number" => {
            let number = row.ticket_no.clone().unwrap_or_else(|| row.temp_no.clone());
            view! { <span class="cell cell-number" role="gridcell">{number}</span> }.into_any()
        }
        "address" => text(row.address.clone().unwrap_or_default()),
        "kind" => text(w::label(row.kind).to_string()),
        "source" => text(w::label(row.source).to_string()),
        "photos" => text(if row.photos > 0 {
            row.photos.to_string()
        } else {
            String::new()
        }),
        "due" => {
            let (clock, shown) = match due::of_row(row, app.clock.now.get()) {
                Some((clock, shown)) => (w::label(clock), shown),
                None => ("", due::of_status(row.status)),
            };
            view! { <span class="cell" role="gridcell" title=clock>{pill(shown)}</span> }.into_any()
        }
        "time" => {
            let at = row.received_at.unwrap_or(row.captured_at);
            view! { <span class="cell cell-time" role="gridcell">{time::short(at, app.clock.now.get(), app.offset())}</span> }.into_any()
        }
        _ => wrapped(().into_any()),
    }
}
