//! Views down the side: by status with counts, late ones, and by area.

use crate::parts::choice::{Choice, Pick};
use crate::screens::desk::Desk;
use crate::words as w;
use leptos::prelude::*;
use model::{AreaCode, Status};

/// Always there, even with nothing in them.
const LINE: &[Status] = &[
    Status::Pooled,
    Status::Accepted,
    Status::Dispatched,
    Status::Signed,
    Status::Handling,
    Status::DoneReq,
    Status::Visiting,
    Status::Closed,
];

/// The column.
#[component]
pub fn Views(desk: Desk) -> impl IntoView {
    let here = desk.here;
    let all = move || {
        desk.counts
            .with(|c| c.as_ref().map_or(0, |c| c.by_status.values().sum::<u64>()))
    };
    let late = move || {
        desk.counts
            .with(|c| c.as_ref().map_or(0, |c| c.overdue.values().sum::<u64>()))
    };
    let shown = move || {
        let there = |s: &&Status| LINE.contains(s) || desk.count(**s) > 0;
        Status::ALL
            .iter()
            .filter(there)
            .copied()
            .collect::<Vec<_>>()
    };
    let statuses = Memo::new(move |_| shown());
    let areas = Signal::derive(move || {
        let lists = here.district();
        let mut choices: Vec<Choice> = vec![(String::new(), w::VIEW_MINE.t().into())];
        for town in lists.towns() {
            choices.push((town.code.to_string(), town.name.clone()));
            choices.extend(
                lists
                    .villages(&town.code)
                    .map(|v| (v.code.to_string(), format!("　{}", v.name))),
            );
        }
        choices
    });
    let area_now = Signal::derive(move || {
        desk.listing
            .query
            .with(|q| q.area.as_ref().map(ToString::to_string).unwrap_or_default())
    });
    view! {
        <nav class="views" aria-label=w::VIEWS.t()>
            <h2>{w::VIEWS.t()}</h2>
            {view_button(desk, "view-all".into(), w::VIEW_ALL.t(), None, None, Signal::derive(all))}
            {view_button(desk, "view-late".into(), w::VIEW_LATE.t(), None, Some(true), Signal::derive(late))}
            <h2>{w::STATUS.t()}</h2>
            <For each=move || statuses.get() key=|s| *s let:status>
                {view_button(desk, format!("view-{status}"), status.label(), Some(status), None, Signal::derive(move || desk.count(status)))}
            </For>
            <h2>{w::VIEW_AREA.t()}</h2>
            <Pick id="desk-area" label=w::VIEW_AREA.t() choices=areas value=area_now test="desk-area"
                on_pick=move |code| desk.listing.query.update(|q| q.area = AreaCode::new(code).ok()) />
        </nav>
    }
}

fn view_button(
    desk: Desk,
    test: String,
    label: &'static str,
    status: Option<Status>,
    overdue: Option<bool>,
    count: Signal<u64>,
) -> AnyView {
    let chosen = move || {
        desk.listing
            .query
            .with(|q| q.status == status && q.overdue == overdue)
    };
    view! {
        <button type="button" class="view" class:chosen=chosen data-test=test aria-pressed=move || chosen().to_string()
            on:click=move |_| desk.view(status, overdue)>
            <span>{label}</span><span class="view-count">{move || count.get()}</span>
        </button>
    }
    .into_any()
}
