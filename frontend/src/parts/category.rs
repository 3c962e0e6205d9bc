//! Choosing a category: search by what people call it, chips of what was used lately, or three steps down the catalogue.

use crate::browser;
use crate::context::app;
use crate::parts::choice::{Chips, Pick};
use crate::parts::field::Line;
use crate::parts::icons::{Icon, Sign};
use crate::timing;
use crate::view_model::category::{find, offered};
use crate::words::{self as w, Text};
use leptos::prelude::*;
use model::CategoryCode;

const RECENT: &str = "zs12345.categories";

/// Remembers a category for next time.
pub fn remember(code: &CategoryCode) {
    let mut codes = recent();
    codes.retain(|c| c != code.as_str());
    codes.insert(0, code.to_string());
    codes.truncate(6);
    browser::keep(RECENT, &codes.join(" "));
}

fn recent() -> Vec<String> {
    browser::kept(RECENT)
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// The picker.
#[component]
pub fn CategoryPicker(
    #[prop(into)] value: Signal<Option<CategoryCode>>,
    on_pick: impl Fn(CategoryCode) + Clone + Send + Sync + 'static,
    /// Only the third level counts.
    #[prop(optional)]
    third_only: bool,
) -> impl IntoView {
    picker(value, Callback::new(on_pick), third_only)
}

/// What does not depend on the caller's closure, so that it is compiled once.
fn picker(
    value: Signal<Option<CategoryCode>>,
    on_pick: Callback<CategoryCode>,
    third_only: bool,
) -> AnyView {
    let app = app();
    let words = RwSignal::new(String::new());
    let all = RwSignal::new(false);
    let used = recent();
    let found = Memo::new(move |_| {
        let lists = app.district();
        let words = words.get();
        let codes = if words.trim().is_empty() {
            offered(&lists, &used, value.get().as_ref(), third_only)
        } else {
            find(&lists, &words, third_only)
        };
        let name = |code: &CategoryCode| lists.category(code);
        codes
            .iter()
            .map(|code| (code.to_string(), name(code)))
            .collect::<Vec<_>>()
    });
    let pick = move |code: String| {
        if let Ok(code) = CategoryCode::new(code) {
            words.set(String::new());
            on_pick.run(code);
        }
    };
    let turn = move |_| {
        all.update(|a| *a = !*a);
        // They open below the button, which on a phone stands at the foot of what is in sight.
        if all.get_untracked() {
            timing::later(0, || browser::show(".category .levels"));
        }
    };
    let chosen = move || {
        value
            .get()
            .map(|code| app.district().district.category_path(&code))
    };
    view! {
        <div class="category">
            <div class="category-search">
                <Sign icon=Icon::Search />
                <Line id="category-search" label=w::CATEGORY_SEARCH.t() value=words on_input=move |t| words.set(t) placeholder=w::CATEGORY_SEARCH.t() test="category-search" />
            </div>
            <Chips name="category" label=w::CATEGORY.t().to_string() choices=found
                value=Signal::derive(move || value.get().map(|c| c.to_string()).unwrap_or_default()) on_pick=pick />
            <Show when=move || found.with(Vec::is_empty)>
                <p class="hint">{move || w::CATEGORY_NONE.with(&[&words.get()])}</p>
            </Show>
            <div class="category-foot">
                <span class="category-path" data-test="category-path">{chosen}</span>
                <button type="button" class="text-button" data-test="category-all" aria-expanded=move || all.get().to_string()
                    on:click=turn>
                    {move || if all.get() { w::CATEGORY_LESS.t() } else { w::CATEGORY_ALL.t() }}
                </button>
            </div>
            <Show when=move || all.get()>
                <div class="levels">
                    {[(1, "category-1", w::LEVEL_ONE), (2, "category-2", w::LEVEL_TWO), (3, "category-3", w::LEVEL_THREE)]
                        .map(|(level, id, label)| level_pick(level, id, label, value, pick))
                        .collect_view()}
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// One step down the catalogue; choosing a level chooses it until the next is chosen.
fn level_pick(
    level: usize,
    id: &'static str,
    label: Text,
    value: Signal<Option<CategoryCode>>,
    pick: impl Fn(String) + 'static,
) -> AnyView {
    let app = app();
    let parent = move || {
        value
            .get()
            .filter(|c| c.level() + 1 >= level)
            .map(|c| c.at_level(level - 1))
    };
    let choices = Signal::derive(move || {
        let lists = app.district();
        let mut choices = vec![(String::new(), label.t().to_string())];
        if level == 1 {
            choices.extend(
                lists
                    .below(None)
                    .map(|c| (c.code.to_string(), c.name.clone())),
            );
        } else if let Some(parent) = parent() {
            choices.extend(
                lists
                    .below(Some(&parent))
                    .map(|c| (c.code.to_string(), c.name.clone())),
            );
        }
        choices
    });
    let now = Signal::derive(move || {
        value
            .get()
            .filter(|c| c.level() >= level)
            .map(|c| c.at_level(level).to_string())
            .unwrap_or_default()
    });
    view! { <Pick id=id choices=choices value=now on_pick=pick test=id label=label.t() /> }
        .into_any()
}
