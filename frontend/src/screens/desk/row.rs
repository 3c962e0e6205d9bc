//! One row of the list.

use crate::parts::icons::Icon;
use crate::parts::pill::{grade, pill, said};
use crate::parts::rail::badge;
use crate::plain::due::{self, Tone};
use crate::plain::time;
use crate::screens::desk::{Desk, choosing};
use crate::words as w;
use leptos::prelude::*;
use model::row::Row;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Ids are needed for the grid's active row.
pub fn id_of(index: usize) -> String {
    format!("row-{index}")
}

/// What a row looks like at a place, as a number: it is drawn anew only when this changes.
pub fn looks(index: usize, columns: u64, row: Option<&Row>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (index, columns).hash(&mut hasher);
    if let Some(r) = row {
        (r.id.as_str(), &r.title, r.status.as_str(), r.grade.as_str()).hash(&mut hasher);
        (
            r.category.as_str(),
            r.area_code.as_str(),
            &r.address,
            &r.ticket_no,
        )
            .hash(&mut hasher);
        (r.due_at.map(|d| d.0), r.photos, r.conflict).hash(&mut hasher);
        r.lead_unit.as_ref().map(|u| u.as_str()).hash(&mut hasher);
    }
    hasher.finish()
}

/// The row at a place; a place holder until it has come.
pub fn row(desk: Desk, index: usize, row: Option<Row>) -> AnyView {
    let Some(row) = row else {
        return view! { <div class="line-row coming" role="row" aria-rowindex=index + 2 data-test="row-coming"><span class="cell faint" role="gridcell">{w::ROW_LOADING.t()}</span></div> }.into_any();
    };
    let id = StoredValue::new(row.id.clone());
    let chosen = move || {
        desk.list
            .cursor
            .with(|c| c.as_ref() == Some(&id.get_value()))
    };
    let picked = move || desk.picked.with(|p| id.with_value(|id| p.has(id)));
    let (name, ticket) = (w::PICK_ROW.with(&[&row.title]), row.id.to_string());
    let cells = desk
        .fitting
        .with_untracked(|c| c.iter().map(|c| cell(desk, c.kind.id, &row)).collect_view());
    let kept = StoredValue::new(row);
    let pick = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        if event.shift_key() {
            choosing::stretch(desk, index);
        } else {
            kept.with_value(|row| choosing::turn(desk, row));
        }
    };
    let press = move |_| {
        desk.list.choose_at(index);
        desk.open(Some(id.get_value()));
    };
    view! {
        <div class="line-row" class:picked=picked role="row" id=id_of(index) aria-rowindex=index + 2 aria-selected=move || (chosen() || picked()).to_string()
            class:chosen=chosen data-test="ticket-row" data-id=ticket on:click=press>
            <span class="cell cell-pick" role="gridcell">
                <input type="checkbox" tabindex="-1" aria-label=name data-test="row-pick" prop:checked=picked on:click=pick />
            </span>
            {cells}
        </div>
    }
    .into_any()
}

fn cell(desk: Desk, column: &'static str, row: &Row) -> AnyView {
    let here = desk.here;
    let lists = here.district();
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
            let row = StoredValue::new(row.clone());
            wrapped(
                (move || match row.with_value(|row| due::of_row(row, here.now.get())) {
                    Some((clock, shown)) => {
                        view! { <span title=w::label(clock)>{pill(shown)}</span> }.into_any()
                    }
                    None => pill(due::of_status(row.with_value(|r| r.status))),
                })
                .into_any(),
            )
        }
        "time" => {
            let at = row.received_at.unwrap_or(row.captured_at);
            view! { <span class="cell cell-time" role="gridcell">{move || time::short(at, here.now.get(), here.offset)}</span> }.into_any()
        }
        _ => wrapped(().into_any()),
    }
}
