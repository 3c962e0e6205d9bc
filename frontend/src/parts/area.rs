//! Choosing town, village and grid from the unit tree.

use crate::context::app;
use crate::parts::choice::{Choice, Pick};
use crate::words as w;
use leptos::prelude::*;
use model::AreaCode;

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
            <Pick id="town" label=w::TOWN.t() choices=towns value=town_now test="town"
                on_pick=move |code| on_pick.run((AreaCode::new(code).ok(), None)) />
            <Pick id="village" label=w::VILLAGE.t() choices=villages value=village_now test="village"
                on_pick=move |code| {
                    let town = area.get_untracked().map(|a| a.town());
                    on_pick.run((AreaCode::new(code).ok().or(town), None));
                } />
            <Pick id="grid" label=w::GRID.t() choices=grids value=grid_now test="grid"
                on_pick=move |code| on_pick.run((area.get_untracked(), Some(code).filter(|c| !c.is_empty()))) />
        </div>
    }
    .into_any()
}
