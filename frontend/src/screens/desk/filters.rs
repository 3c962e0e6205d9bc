//! The panel of conditions, and the search box.

use crate::parts::choice::{Choice, Pick, choices};
use crate::parts::field::Line;
use crate::parts::finder::Finder;
use crate::parts::names;
use crate::screens::desk::Desk;
use crate::timing::{Debounce, SEARCH_MS};
use crate::view_model::filter;
use crate::view_model::find::Named;
use crate::view_model::time;
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;
use model::{CategoryCode, Grade, Kind, Moment, Source, Status, UnitCode, UserName};
use std::sync::Arc;

const DAY_MS: i64 = 86_400_000;
/// Characters of a whole day: `2026-11-22`.
const DAY_LENGTH: usize = 10;

/// Looks through everything in one's scope for what is typed, once typing pauses; without words the view is there again.
pub fn search_as_typed(desk: Desk) {
    let pause = Debounce::new(SEARCH_MS);
    Effect::new(move |before: Option<()>| {
        let typed = desk.words.get();
        if before.is_none() {
            return;
        }
        pause.run(move || {
            let text = Some(typed.trim().to_string()).filter(|t| !t.is_empty());
            if desk.list.query.with_untracked(|q| q.text == text) {
                return;
            }
            let now = desk.list.query.get_untracked();
            let (next, left) = filter::search(&now, text, desk.left_view.get_untracked());
            desk.left_view.set(left);
            desk.list.query.set(next);
        });
    });
}

/// The panel.
pub fn panel(desk: Desk) -> AnyView {
    let any = |mut rest: Vec<Choice>| {
        rest.insert(0, (String::new(), w::FILTER_ANY.t().into()));
        rest
    };
    let late = vec![
        ("true".into(), w::VIEW_LATE.t().into()),
        ("false".into(), w::NOT_LATE.t().into()),
    ];
    let one = move |id: &'static str,
                    label: w::Text,
                    all: Vec<Choice>,
                    now: fn(&ListTickets) -> Option<String>,
                    put: fn(&mut ListTickets, String)| {
        let value = Signal::derive(move || desk.list.query.with(now).unwrap_or_default());
        view! {
            <div class="field">
                <label class="field-head" for=id>{label.t()}</label>
                <Pick id=id choices=all value=value test=id on_pick=move |v| desk.list.query.update(|q| put(q, v)) />
            </div>
        }
        .into_any()
    };
    view! {
        <div class="filters" role="group" aria-label=w::FILTER.t() data-test="filters">
            {one("filter-status", w::STATUS, any(choices(Status::ALL)), |q| q.status.map(|x| x.to_string()), |q, v| q.status = v.parse().ok())}
            {one("filter-grade", w::COL_GRADE, any(choices(Grade::ALL)), |q| q.grade.map(|x| x.to_string()), |q, v| q.grade = v.parse().ok())}
            {one("filter-late", w::LATE_OR_NOT, any(late), |q| q.overdue.map(|x| x.to_string()), |q, v| q.overdue = v.parse().ok())}
            {long(desk, "filter-unit", w::LEAD, names::units(desk.app), |q| q.unit.as_ref().map(|x| x.to_string()), |q, v| q.unit = UnitCode::new(v).ok())}
            {long(desk, "filter-area", w::VIEW_AREA, names::areas(desk.app), |q| q.area.as_ref().map(|x| x.to_string()), |q, v| q.area = model::AreaCode::new(v).ok())}
            {long(desk, "filter-category", w::CATEGORY, names::categories(desk.app), |q| q.category.as_ref().map(|x| x.to_string()), |q, v| q.category = CategoryCode::new(v).ok())}
            {one("filter-kind", w::COL_KIND, any(choices(Kind::ALL)), |q| q.kind.map(|x| x.to_string()), |q, v| q.kind = v.parse().ok())}
            {one("filter-source", w::COL_SOURCE, any(choices(Source::ALL)), |q| q.source.map(|x| x.to_string()), |q, v| q.source = v.parse().ok())}
            {long(desk, "filter-person", w::FILTER_WHO, names::people(desk.app), |q| q.person.as_ref().map(|x| x.to_string()), |q, v| q.person = UserName::new(v).ok())}
            {day(desk, "filter-since", w::FILTER_FROM, false)}
            {day(desk, "filter-until", w::FILTER_TO, true)}
        </div>
    }
    .into_any()
}

/// One of many, found by typing.
fn long(
    desk: Desk,
    id: &'static str,
    label: w::Text,
    all: Arc<Vec<Named>>,
    now: fn(&ListTickets) -> Option<String>,
    put: fn(&mut ListTickets, String),
) -> AnyView {
    let value = Signal::derive(move || desk.list.query.with(now).unwrap_or_default());
    let all = names::or_any(all, w::FILTER_ANY.t());
    view! {
        <div class="field">
            <label class="field-head" for=id>{label.t()}</label>
            <Finder id=id all=Signal::derive(move || all.clone()) value=value test=id empty=w::FILTER_ANY.t()
                on_pick=move |v| desk.list.query.update(|q| put(q, v)) />
        </div>
    }
    .into_any()
}

/// A day: from its beginning, or to its end.
fn day(desk: Desk, id: &'static str, label: w::Text, end: bool) -> AnyView {
    let offset = desk.app.offset();
    let value = Signal::derive(move || {
        let at = desk
            .list
            .query
            .with(|q| if end { q.until } else { q.since });
        let at = at.map(|at| if end { Moment(at.0 - 1) } else { at });
        at.map(|at| at.day(offset)).unwrap_or_default()
    });
    let put = move |text: String| {
        let whole = text.trim().chars().count() >= DAY_LENGTH;
        let begin = time::from_local(&format!("{text}T00:00"), offset).filter(|_| whole);
        let at = begin.map(|at| if end { Moment(at.0 + DAY_MS) } else { at });
        // A day half typed is no day yet, and an empty one is none.
        if at.is_none() && !text.is_empty() {
            return;
        }
        desk.list
            .query
            .update(|q| if end { q.until = at } else { q.since = at });
    };
    view! {
        <div class="field">
            <label class="field-head" for=id>{w::FILTER_DAYS.t()}" "{label.t()}</label>
            <Line id=id kind="date" value=value on_input=put test=id />
        </div>
    }
    .into_any()
}
