//! Views down the side: one's own, by status with counts, late ones, by area and by unit.

use crate::parts::finder::Finder;
use crate::parts::names;
use crate::screens::desk::{Desk, saved};
use crate::view_model::filter;
use crate::view_model::find::Named;
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;
use model::{AreaCode, Status, UnitCode};
use std::cmp::Reverse;
use std::sync::Arc;

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
/// Units shown, those with most to do first.
const UNITS: usize = 12;

/// The column.
pub fn views(desk: Desk) -> AnyView {
    let all = move || {
        desk.counts
            .with(|c| c.as_ref().map_or(0, |c| c.by_status.values().sum::<u64>()))
    };
    let late = move || {
        desk.counts
            .with(|c| c.as_ref().map_or(0, |c| c.overdue.values().sum::<u64>()))
    };
    let there = move |s: &&Status| LINE.contains(s) || desk.count(**s) > 0;
    let statuses = Memo::new(move |_| {
        let shown = Status::ALL.iter().filter(there);
        shown.copied().collect::<Vec<_>>()
    });
    let area_now = Signal::derive(move || {
        desk.list
            .query
            .with(|q| q.area.as_ref().map(ToString::to_string).unwrap_or_default())
    });
    view! {
        <nav class="views" aria-label=w::VIEWS.t()>
            {saved::own(desk)}
            <h2>{w::VIEWS.t()}</h2>
            {view_button(desk, "view-all".into(), w::VIEW_ALL.t(), None, None, Signal::derive(all))}
            {of_query(desk, "view-turn", w::VIEW_TURN, || ListTickets { waiting: Some(true), ..ListTickets::default() })}
            {of_query(desk, "view-danger", w::VIEW_DANGER, || ListTickets { danger: Some(true), ..ListTickets::default() })}
            {view_button(desk, "view-late".into(), w::VIEW_LATE.t(), None, Some(true), Signal::derive(late))}
            <h2>{w::STATUS.t()}</h2>
            <For each=move || statuses.get() key=|s| *s let:status>
                {view_button(desk, format!("view-{status}"), w::label(status), Some(status), None, Signal::derive(move || desk.count(status)))}
            </For>
            <h2>{w::VIEW_AREA.t()}</h2>
            <Finder id="desk-area" label=w::VIEW_AREA.t() all=areas(desk) value=area_now test="desk-area" empty=w::VIEW_MINE.t()
                on_pick=move |code| desk.list.query.update(|q| q.area = AreaCode::new(code).ok()) />
            {units(desk)}
        </nav>
    }
    .into_any()
}

/// Towns with their villages inside the person's scope of places; all of them for those who see the whole district.
pub fn areas(desk: Desk) -> Signal<Arc<Vec<Named>>> {
    let app = desk.app;
    let posts = app.session.profile.with_untracked(|p| {
        let posts = p.iter().flat_map(|p| &p.posts);
        posts.map(|post| post.area.clone()).collect::<Vec<_>>()
    });
    let mut all = Vec::clone(&names::areas(app));
    all.retain(|named| {
        let code = AreaCode::new(named.id.as_str());
        code.is_ok_and(|code| posts.iter().any(|area| area.covers(&code)))
    });
    let all = names::or_any(Arc::new(all), w::VIEW_MINE.t());
    Signal::derive(move || all.clone())
}

/// A view by one condition, which is not counted.
fn of_query(desk: Desk, test: &'static str, label: w::Text, query: fn() -> ListTickets) -> AnyView {
    let chosen = Memo::new(move |_| {
        desk.list.query.with(|q| {
            let mut bare = filter::bare(q);
            bare.text = None;
            bare == query()
        })
    });
    let press = move |_| {
        desk.only(|q| {
            let sort = q.sort;
            *q = query();
            q.sort = sort;
        });
    };
    view! {
        <button type="button" class="view" class:chosen=chosen data-test=test aria-pressed=move || chosen.get().to_string() on:click=press>
            <span>{label.t()}</span>
        </button>
    }
    .into_any()
}

fn view_button(
    desk: Desk,
    test: String,
    label: &'static str,
    status: Option<Status>,
    overdue: Option<bool>,
    count: Signal<u64>,
) -> AnyView {
    let own = filter::only(status, None, overdue);
    let chosen = move || {
        desk.list.query.with(|q| {
            let mut bare = filter::bare(q);
            (bare.text, bare.area) = (None, None);
            bare == own
        })
    };
    let chosen = Memo::new(move |_| chosen());
    view! {
        <button type="button" class="view" class:chosen=chosen data-test=test aria-pressed=move || chosen.get().to_string()
            on:click=move |_| desk.view(status, None, overdue)>
            <span>{label}</span><span class="view-count">{move || count.get()}</span>
        </button>
    }
    .into_any()
}

/// Units with open tickets, those with most first; a press shows theirs, a second one all again.
fn units(desk: Desk) -> AnyView {
    let shown = Memo::new(move |_| {
        let mut units: Vec<(UnitCode, u64, u64)> = desk.counts.with(|c| {
            let by_unit = c.iter().flat_map(|c| c.by_unit.iter());
            by_unit
                .map(|(unit, n)| (unit.clone(), n.open, n.overdue))
                .collect()
        });
        units.sort_by_key(|u| Reverse((u.1, u.2)));
        units.truncate(UNITS);
        units
    });
    let one = move |(unit, open, late): (UnitCode, u64, u64)| {
        let (own, pressed) = (unit.clone(), unit.clone());
        let chosen = Memo::new(move |_| desk.list.query.with(|q| q.unit.as_ref() == Some(&own)));
        let press = move |_| {
            desk.list.query.update(|q| {
                let again = q.unit.as_ref() == Some(&pressed);
                q.unit = (!again).then(|| pressed.clone());
                // Beginners look at one status; of a unit one wants to see all.
                if !again {
                    q.status = None;
                }
            });
        };
        let late = (late > 0)
            .then(|| view! { <span class="view-late" title=w::LATE_COUNT.with(&[&late])>{w::LATE_SHORT.with(&[&late])}</span> });
        view! {
            <button type="button" class="view" class:chosen=chosen aria-pressed=move || chosen.get().to_string() data-test=format!("unit-{unit}") on:click=press>
                <span class="view-name">{desk.app.district().unit(&unit)}</span>{late}<span class="view-count">{open}</span>
            </button>
        }
    };
    view! {
        <Show when=move || shown.with(|u| !u.is_empty())>
            <h2>{w::VIEW_UNITS.t()}</h2>
            <For each=move || shown.get() key=|u| u.clone() let:unit>{one(unit)}</For>
        </Show>
    }
    .into_any()
}
