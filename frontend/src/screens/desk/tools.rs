//! The tools above the list: acts on the chosen row or on all that are picked, and what is shown of how many.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Choice, Pick, Tick};
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::{Desk, acts as deeds, filters, print};
use crate::view_model::acts;
use crate::view_model::filter;
use crate::view_model::keys::Key;
use crate::view_model::palette::SORTS;
use crate::words as w;
use api::Sort;
use leptos::prelude::*;
use model::Action;

/// Where this browser keeps that 派单 follows 接单.
pub const ONWARD: &str = "zs12345.desk.onward";

/// The tools, the conditions in force, and below them the panel of conditions.
pub fn tools(desk: Desk) -> AnyView {
    let query = desk.list.query;
    let sorts: Vec<Choice> = SORTS
        .iter()
        .map(|(_, id, words)| (id.to_string(), words.t().to_string()))
        .collect();
    let sort_now = Signal::derive(move || {
        let now = query.with(|q| q.sort).unwrap_or(Sort::Due);
        let known = SORTS.iter().find(|s| s.0 == now);
        known.map_or("due", |s| s.1).to_string()
    });
    let pick_sort = move |id: String| {
        query.update(|q| q.sort = SORTS.iter().find(|s| s.1 == id).map(|s| s.0));
    };
    let several = Memo::new(move |_| desk.picked.with(|p| p.len()));
    let words = move || {
        let total = desk.list.blocks.with(|b| b.total());
        match several.get() {
            0 => w::ALL_OF.with(&[&total]),
            n => w::PICKED_OF.with(&[&n, &total]),
        }
    };
    view! {
        <div class="desk-tools">
            {move || if several.get() > 0 { of_several(desk, several.get()) } else { of_one(desk) }}
            <span class="grow"></span>
            <span class="faint all-of" aria-live="polite">{words}</span>
            <Pick id="desk-sort" label=w::SORT.t() choices=sorts value=sort_now on_pick=pick_sort test="desk-sort" />
            {tool(w::PALETTE_SHORT, Some("Ctrl K"), "palette-open", move || desk.sheets.palette.set(true))}
            {tool(w::FILTER, Some("F"), "filter", move || desk.sheets.filter.update(|open| *open = !*open))}
            {tool(w::COLUMNS, None, "columns", move || desk.sheets.columns.set(true))}
            {tool(w::EXPORT, None, "export", move || desk.sheets.export.set(true))}
        </div>
        {conditions(desk)}
        <Show when=move || desk.sheets.filter.get()>{filters::panel(desk)}</Show>
    }
    .into_any()
}

fn tool(
    words: w::Text,
    key: Option<&'static str>,
    test: &'static str,
    press: impl Fn() + 'static,
) -> AnyView {
    let key = key.map(|key| view! { <kbd>{key}</kbd> });
    view! { <button type="button" class="text-button" data-test=test on:click=move |_| press()>{words.t()}{key}</button> }
        .into_any()
}

/// The step that the chosen ticket waits for, 接单 and 派单 always where these are ever one's own; and printing it.
fn of_one(desk: Desk) -> AnyView {
    let offered = desk.pane.offered();
    let main = Key::Forward.act(&offered);
    let mut shown: Vec<Action> = [Action::Accept, Action::Dispatch]
        .into_iter()
        .filter(|action| desk.may(*action))
        .collect();
    shown.extend(main.filter(|action| !shown.contains(action)));
    let button = |action: Action| {
        let rests = !offered.contains(&action);
        let look = if rests { Look::Plain } else { Look::Main };
        let press = move || deeds::start(desk, Key::Forward);
        let label = acts::name(action).to_string();
        if main == Some(action) {
            view! { <Button label=label look=look key="A" on_press=press test="tool-primary" /> }
                .into_any()
        } else {
            view! { <Button label=label look=look rests=rests on_press=press /> }.into_any()
        }
    };
    let there = desk.pane.ticket.with(Option::is_some);
    let accepts = offered.contains(&Action::Accept);
    view! {
        {shown.into_iter().map(button).collect_view()}
        {there.then(|| view! { <Button label=w::PRINT.t().to_string() on_press=move || print::start(desk) test="print" /> })}
        {accepts.then(|| view! {
            <span class="onward"><Tick label=w::NEXT_AFTER_ACCEPT.t() value=desk.onward test="onward" on_pick=move |yes| {
                desk.onward.set(yes);
                browser::keep(ONWARD, if yes { "1" } else { "0" });
            } /></span>
        })}
    }
    .into_any()
}

/// What can be done with all that are picked.
fn of_several(desk: Desk, n: usize) -> AnyView {
    let many = desk.bulk.get().map(|action| {
        let label = w::STEP_MANY.with(&[&w::label(action), &n]);
        view! { <Button label=label look=Look::Main key="A" on_press=move || desk.sheets.several.set(true) test="several" /> }
    });
    view! {
        {many}
        <Button label=w::PRINT.t().to_string() on_press=move || print::start(desk) test="print" />
        <Button label=w::PICK_NONE.t().to_string() key="Esc" on_press=move || desk.picked.update(|p| p.clear()) test="pick-none" />
    }
    .into_any()
}

/// The conditions in force, each with a cross.
fn conditions(desk: Desk) -> AnyView {
    let app = desk.app;
    let query = desk.list.query;
    let parts = move || query.with(|q| filter::parts(q, &app.district(), app.offset()));
    let left = move || {
        let left = desk.left_view.get()?;
        let parts = filter::parts(&left, &app.district(), app.offset());
        let named: Vec<String> = parts.into_iter().map(|(_, words)| words).collect();
        let back = move |_| desk.words.set(String::new());
        Some(view! {
            <p class="left-view" role="status" data-test="left-view">{w::SEARCH_LEFT.with(&[&named.join(" · ")])}" "
                <button type="button" class="text-button" data-test="left-back" on:click=back>{w::SEARCH_BACK.t()}</button></p>
        })
    };
    view! {
        {left}
        <Show when=move || !parts().is_empty()>
            <ul class="conditions" aria-label=w::FILTER.t()>
                {move || parts().into_iter().map(|(part, words)| {
                    let drop = move |_| {
                        if part == filter::Part::Text {
                            desk.words.set(String::new());
                        }
                        query.update(|q| filter::without(q, part));
                    };
                    let label = w::FILTER_DROP.with(&[&words]);
                    view! { <li class="condition"><bdi>{words}</bdi><button type="button" data-test="filter-drop" aria-label=label on:click=drop><Sign icon=Icon::Cross /></button></li> }
                }).collect_view()}
                <li><button type="button" class="text-button" data-test="view-save" on:click=move |_| desk.views.ask(desk, None)>{w::VIEW_SAVE.t()}</button></li>
            </ul>
        </Show>
    }
    .into_any()
}
