//! Choosing town, village and grid from the unit tree.

use crate::context::app;
use crate::parts::choice::{Choice, Pick};
use crate::parts::finder::Finder;
use crate::parts::initials::initials;
use crate::view_model::find::Named;
use crate::words as w;
use leptos::prelude::*;
use model::AreaCode;
use std::sync::Arc;

/// Lines of a list that are seen at once on a small screen.
const SCREEN: usize = 20;

/// Three lists, each after the one before.
#[component]
pub fn AreaPicker(
    /// Town or village.
    #[prop(into)]
    area: Signal<Option<AreaCode>>,
    /// Grid of the village.
    #[prop(into)]
    grid: Signal<Option<String>>,
    on_pick: impl Fn(Option<AreaCode>, Option<String>) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let on_pick = move |(area, grid)| on_pick(area, grid);
    picker(area, grid, Callback::new(on_pick))
}

/// What does not depend on the caller's closure, so that it is compiled once.
fn picker(
    area: Signal<Option<AreaCode>>,
    grid: Signal<Option<String>>,
    on_pick: Callback<(Option<AreaCode>, Option<String>)>,
) -> AnyView {
    let app = app();
    let first = |label: w::Text| (String::new(), label.t().to_string());
    let towns = Signal::derive(move || {
        let lists = app.district();
        std::iter::once(first(w::TOWN))
            .chain(lists.towns().map(|a| (a.code.to_string(), a.name.clone())))
            .collect::<Vec<Choice>>()
    });
    let villages = Signal::derive(move || {
        let mut choices = vec![first(w::VILLAGE)];
        if let Some(area) = area.get() {
            choices.extend(
                app.district()
                    .villages(&area)
                    .map(|a| (a.code.to_string(), a.name.clone())),
            );
        }
        choices
    });
    let grids = Signal::derive(move || {
        let mut choices = vec![first(w::GRID)];
        if let Some(area) = area.get() {
            choices.extend(
                app.district()
                    .grids(&area)
                    .iter()
                    .map(|g| (g.code.clone(), g.name.clone())),
            );
        }
        choices
    });
    let town_now =
        Signal::derive(move || area.get().map(|a| a.town().to_string()).unwrap_or_default());
    let village_now = Signal::derive(move || {
        area.get()
            .filter(|a| a.level() == 3)
            .map(|a| a.to_string())
            .unwrap_or_default()
    });
    let grid_now = Signal::derive(move || grid.get().unwrap_or_default());
    view! {
        <div class="levels" data-test="area">
            {level("town", w::TOWN, towns, town_now, Callback::new(move |code: String| on_pick.run((AreaCode::new(code).ok(), None))))}
            {level("village", w::VILLAGE, villages, village_now, Callback::new(move |code: String| {
                let town = area.get_untracked().map(|a| a.town());
                on_pick.run((AreaCode::new(code).ok().or(town), None));
            }))}
            {level("grid", w::GRID, grids, grid_now, Callback::new(move |code: String| {
                on_pick.run((area.get_untracked(), Some(code).filter(|c| !c.is_empty())));
            }))}
        </div>
    }
    .into_any()
}

/// One list: a plain one, or with a search box when it is longer than a screen.
fn level(
    id: &'static str,
    label: w::Text,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    on_pick: Callback<String>,
) -> AnyView {
    let long = Memo::new(move |_| choices.with(|all| all.len() > SCREEN));
    let named = Signal::derive(move || {
        choices.with(|all| {
            let one = |(id, name): &Choice| {
                Named::new(id.clone(), name.clone()).initials(Some(&initials(name)))
            };
            Arc::new(all.iter().map(one).collect::<Vec<_>>())
        })
    });
    (move || match long.get() {
        true => view! { <Finder id=id label=label.t() all=named value=value test=id empty=label.t() on_pick=move |code| on_pick.run(code) /> }.into_any(),
        false => view! { <Pick id=id label=label.t() choices=choices value=value test=id on_pick=move |code| on_pick.run(code) /> }.into_any(),
    })
    .into_any()
}
