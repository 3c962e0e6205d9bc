//! The dense list: one row a ticket, the nearest deadline first.

use crate::here::Here;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Choice, Pick};
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::{grade, pill, said};
use crate::parts::rail::badge;
use crate::plain::due::{self, Tone};
use crate::plain::{acts, time};
use crate::screens::desk::Desk;
use crate::screens::listing::{looks, more_button};
use crate::screens::ticket::Open;
use crate::words as w;
use api::Sort;
use leptos::prelude::*;
use model::row::Row;
use model::{Action, TicketId};

const COLUMNS: &[(&str, w::Text)] = &[
    ("col-grade", w::COL_GRADE),
    ("col-title", w::COL_TITLE),
    ("col-category", w::COL_CATEGORY),
    ("col-village", w::COL_VILLAGE),
    ("col-by", w::COL_BY),
    ("col-link", w::COL_LINK),
    ("col-due", w::COL_DUE),
    ("col-time", w::COL_TIME),
];
const SORTS: &[(Sort, &str, w::Text)] = &[
    (Sort::Due, "due", w::SORT_DUE),
    (Sort::Grade, "grade", w::SORT_GRADE),
    (Sort::Newest, "newest", w::SORT_NEW),
    (Sort::Oldest, "oldest", w::SORT_OLD),
];

/// The list with its small toolbar.
#[component]
pub fn Table(
    desk: Desk,
    on_open: impl Fn(TicketId) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (here, listing) = (desk.here, desk.listing);
    let sorts: Vec<Choice> = SORTS
        .iter()
        .map(|(_, id, words)| (id.to_string(), words.t().to_string()))
        .collect();
    let sort_now = Signal::derive(move || {
        let now = listing.query.with(|q| q.sort).unwrap_or(Sort::Due);
        SORTS
            .iter()
            .find(|s| s.0 == now)
            .map_or("due", |s| s.1)
            .to_string()
    });
    let pick_sort = move |id: String| {
        listing
            .query
            .update(|q| q.sort = SORTS.iter().find(|s| s.1 == id).map(|s| s.0))
    };
    let filtered = move || {
        listing.query.with(|q| {
            q.status.is_some() || q.text.is_some() || q.area.is_some() || q.overdue.is_some()
        })
    };
    let clear = move || {
        desk.words.set(String::new());
        listing
            .query
            .update(|q| (q.status, q.text, q.area, q.overdue) = (None, None, None, None));
    };
    Effect::new(move |_| {
        if desk.id.get().is_some() {
            leptos::task::spawn_local(show_chosen());
        }
    });
    view! {
        <div class="desk-tools">
            {move || primary(desk)}
            <span class="grow"></span>
            <span class="faint" aria-live="polite">{move || w::SHOWN_OF.with(&[&listing.total.get(), &listing.rows.with(Vec::len)])}</span>
            <Pick id="desk-sort" label=w::SORT.t() choices=sorts value=sort_now on_pick=pick_sort test="desk-sort" />
        </div>
        <Show when=move || listing.error.with(|e| !e.is_empty())>
            <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || listing.error.get()}</p>
        </Show>
        <div class="table-frame" id="desk-table" tabindex="-1">
            <table class="table" role="grid" aria-label=w::TABLE.t()>
                <thead><tr>{COLUMNS.iter().map(|(class, words)| view! { <th class=*class scope="col">{words.t()}</th> }).collect_view()}</tr></thead>
                <tbody>
                    <For each=move || listing.rows.get() key=looks let:row>
                        {line(desk, here, row, on_open)}
                    </For>
                </tbody>
            </table>
            <Show when=move || listing.rows.with(Vec::is_empty) && !listing.busy.get()>
                <div class="empty">
                    <Sign icon=Icon::Inbox /><strong>{w::DESK_NONE.t()}</strong><p>{w::DESK_NONE_LEAD.t()}</p>
                    <Show when=filtered><Button label=w::CLEAR_FILTERS.t().to_string() on_press=clear /></Show>
                </div>
            </Show>
            {more_button(listing)}
        </div>
    }
}

/// 接单 and 派单 above the list, for the chosen ticket.
fn primary(desk: Desk) -> AnyView {
    let offered = desk.pane.offered();
    let main = acts::primary(&offered);
    let button = |action: Action| {
        let rests = !offered.contains(&action);
        let (look, press) = (if rests { Look::Plain } else { Look::Main }, move || {
            desk.pane.open.set(Open::Act(action))
        });
        let label = action.label().to_string();
        if main == Some(action) {
            view! { <Button label=label look=look key="A" on_press=press test="tool-primary" /> }
                .into_any()
        } else {
            view! { <Button label=label look=look rests=rests on_press=press /> }.into_any()
        }
    };
    [Action::Accept, Action::Dispatch]
        .map(button)
        .into_iter()
        .collect_view()
        .into_any()
}

fn line(
    desk: Desk,
    here: Here,
    row: Row,
    on_open: impl Fn(TicketId) + Copy + Send + Sync + 'static,
) -> AnyView {
    let lists = here.district();
    let (id, own) = (row.id.clone(), row.id.clone());
    let chosen = move || desk.id.with(|id| id.as_ref() == Some(&own));
    let mark = chosen.clone();
    let (status, row_id) = (row.status, row.id.to_string());
    let at = row.received_at.unwrap_or(row.captured_at);
    let clash = row
        .conflict
        .then(|| said(Tone::Clash, Icon::Split, w::TWO_VALUES.t()));
    let (by, category, area) = (
        lists.name(&row.created_by),
        lists.category(&row.category),
        lists.area(&row.area_code),
    );
    let (title, level) = (row.title.clone(), row.grade);
    let due = move || match due::of_row(&row, here.now.get()) {
        Some((clock, shown)) => view! { <span title=clock.label()>{pill(shown)}</span> }.into_any(),
        None => pill(due::of_status(row.status)),
    };
    view! {
        <tr data-test="ticket-row" data-id=row_id tabindex=move || if mark() { "0" } else { "-1" } aria-selected=move || chosen().to_string() on:click=move |_| on_open(id.clone())>
            <td class="col-grade">{grade(level)}</td>
            <td class="col-title"><span class="cell-title">{title}</span>{clash}</td>
            <td class="col-category">{category}</td>
            <td class="col-village">{area}</td>
            <td class="col-by">{by}</td>
            <td class="col-link">{badge(status)}</td>
            <td class="col-due">{due}</td>
            <td class="col-time">{move || time::short(at, here.now.get(), here.offset)}</td>
        </tr>
    }
    .into_any()
}

/// Keeps the chosen row in sight.
async fn show_chosen() {
    gloo_timers::future::TimeoutFuture::new(0).await;
    let row = crate::browser::document()
        .and_then(|d| d.query_selector("tr[aria-selected=true]").ok().flatten());
    if let Some(row) = row {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
