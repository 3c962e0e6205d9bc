//! One's own views: conditions, order and columns under a name. Saving under a known name replaces that view.

use crate::context::AppContext;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Field, Line};
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::Desk;
use crate::view_model::columns::{read, write};
use crate::view_model::filter;
use crate::words as w;
use api::{ApiError, DropView, ListTickets, ListViews, View, Views};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Views whose tickets are counted; more would ask the pool too much at each change.
const COUNTED: usize = 12;

/// One's own views, and the sheet in which one is named; cheap to copy.
#[derive(Clone, Copy)]
pub struct Saved {
    all: RwSignal<Vec<View>>,
    counts: RwSignal<BTreeMap<String, u64>>,
    name: RwSignal<String>,
    /// The view that is renamed; a new one is saved without.
    renames: RwSignal<Option<View>>,
    error: RwSignal<String>,
    busy: RwSignal<bool>,
    turn: StoredValue<u32>,
    app: AppContext,
}

impl Saved {
    /// Reads them, and counts their tickets whenever anything changes.
    pub fn start(app: AppContext) -> Self {
        let saved = Saved {
            all: RwSignal::default(),
            counts: RwSignal::default(),
            name: RwSignal::default(),
            renames: RwSignal::new(None),
            error: RwSignal::default(),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
            app,
        };
        saved.read();
        Effect::new(move |_| {
            app.changed.track();
            let views = saved.all.get();
            saved.turn.update_value(|n| *n += 1);
            leptos::task::spawn_local(saved.count(views, saved.turn.get_value()));
        });
        saved
    }

    /// Their names.
    pub fn names(self) -> Vec<String> {
        self.all
            .with_untracked(|all| all.iter().map(|v| v.name.clone()).collect())
    }
    /// The one of this name.
    pub fn named(self, name: &str) -> Option<View> {
        self.all
            .with_untracked(|all| all.iter().find(|v| v.name == name).cloned())
    }
    /// Reads them again.
    pub fn read(self) {
        leptos::task::spawn_local(async move {
            if let Ok(views) = self.app.call(ListViews {}).await {
                self.took(views);
            }
        });
    }

    fn took(self, views: Views) {
        if self.all.try_with_untracked(|all| *all != views.views) == Some(true) {
            self.all.set(views.views);
        }
    }

    async fn count(self, views: Vec<View>, turn: u32) {
        for view in views.into_iter().take(COUNTED) {
            let one = ListTickets {
                limit: Some(1),
                ..filter::bare(&view.filter)
            };
            let answer = self.app.call(one).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            if let Ok(page) = answer {
                self.counts.update(|c| _ = c.insert(view.name, page.total));
            }
        }
    }

    /// Opens the sheet: for a new view, or for another name of this one.
    pub fn ask(self, desk: Desk, renames: Option<View>) {
        let name = renames.as_ref().map(|v| v.name.clone());
        self.name.set(name.unwrap_or_default());
        self.renames.set(renames);
        self.error.set(String::new());
        desk.sheets.save.set(true);
    }

    /// Saves what the list shows under the name given, or the renamed view under its new one.
    fn save(self, desk: Desk) {
        let (name, old) = (
            self.name.get_untracked().trim().to_string(),
            self.renames.get_untracked(),
        );
        if name.is_empty() {
            return self.error.set(w::NEEDS.with(&[&w::VIEW_NAME.t()]));
        }
        let view = match &old {
            Some(old) => View {
                name: name.clone(),
                ..old.clone()
            },
            None => shown(desk, name.clone()),
        };
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let mut answer = self.app.call(view).await;
            if let (Ok(_), Some(old)) = (&answer, old.filter(|old| old.name != name)) {
                answer = self.app.call(DropView { name: old.name }).await;
            }
            match answer {
                Ok(views) => {
                    self.took(views);
                    desk.sheets.save.set(false);
                    self.app.toasts.say(w::VIEW_SAVED.with(&[&name]));
                }
                Err(error) => self.error.set(error.detail),
            }
            self.busy.set(false);
        });
    }

    fn put(self, view: View, words: w::Text) {
        leptos::task::spawn_local(async move {
            let name = view.name.clone();
            let answer = self.app.call(view).await;
            self.answered(answer, words.with(&[&name]));
        });
    }

    fn answered(self, answer: Result<Views, ApiError>, words: String) {
        match answer {
            Ok(views) => {
                self.took(views);
                self.app.toasts.say(words);
            }
            Err(error) => self.app.toasts.complain(&error),
        }
    }

    /// Removes one; it can be had back.
    fn drop(self, view: View) {
        leptos::task::spawn_local(async move {
            let name = view.name.clone();
            match self.app.call(DropView { name: name.clone() }).await {
                Ok(views) => {
                    self.took(views);
                    self.app
                        .toasts
                        .offer(w::VIEW_DROPPED.with(&[&name]), w::UNDO, move || {
                            self.put(view.clone(), w::VIEW_SAVED);
                        });
                }
                Err(error) => self.app.toasts.complain(&error),
            }
        });
    }
}

/// What the list shows, as a view.
fn shown(desk: Desk, name: String) -> View {
    View {
        name,
        filter: ListTickets {
            sort: desk.list.query.with_untracked(|q| q.sort),
            ..filter::bare(&desk.list.query.get_untracked())
        },
        columns: desk.columns.with_untracked(|c| write(c, desk.usual)),
    }
}

/// One's own views at the top of the side.
pub fn own(desk: Desk) -> AnyView {
    let saved = desk.views;
    view! {
        <Show when=move || saved.all.with(|v| !v.is_empty())>
            <h2>{w::VIEWS_OWN.t()}</h2>
            <For each=move || saved.all.get() key=|v| serde_json::to_string(v).unwrap_or_default() let:view>{one(desk, view)}</For>
        </Show>
    }
    .into_any()
}

fn one(desk: Desk, view: View) -> AnyView {
    let (saved, name) = (desk.views, view.name.clone());
    let (own, counted) = (filter::bare(&view.filter), name.clone());
    let chosen = Memo::new(move |_| desk.list.query.with(|q| filter::bare(q) == own));
    let count = move || saved.counts.with(|c| c.get(&counted).copied());
    let menu = RwSignal::new(false);
    let view = StoredValue::new(view);
    let show = move |_| {
        let View {
            filter, columns, ..
        } = view.get_value();
        desk.words.set(filter.text.clone().unwrap_or_default());
        desk.columns.set(read(&columns, desk.usual));
        desk.list.query.set(filter);
    };
    let act = move |words: w::Text, test: &'static str, what: fn(Saved, Desk, View)| {
        let press = move |_| {
            menu.set(false);
            what(saved, desk, view.get_value());
        };
        view! { <button type="button" class="text-button" data-test=test on:click=press>{words.t()}</button> }
    };
    let label = w::VIEW_MENU.with(&[&name]);
    view! {
        <div class="own-view">
            <button type="button" class="view" class:chosen=chosen data-test="own-view" aria-pressed=move || chosen.get().to_string() on:click=show>
                <bdi class="view-name">{name}</bdi><span class="view-count">{count}</span>
            </button>
            <button type="button" class="icon-button" data-test="own-view-menu" aria-label=label aria-expanded=move || menu.get().to_string() on:click=move |_| menu.update(|m| *m = !*m)><Sign icon=Icon::Down /></button>
        </div>
        <Show when=move || menu.get()>
            <div class="own-view-menu">
                {act(w::VIEW_UPDATE, "own-view-update", |saved, desk, view| saved.put(shown(desk, view.name), w::VIEW_SAVED))}
                {act(w::VIEW_RENAME, "own-view-rename", |saved, desk, view| saved.ask(desk, Some(view)))}
                {act(w::VIEW_DROP, "own-view-drop", |saved, _, view| saved.drop(view))}
            </div>
        </Show>
    }
    .into_any()
}

/// The sheet in which a view is named.
pub fn sheet(desk: Desk) -> AnyView {
    let saved = desk.views;
    let title = Signal::derive(move || {
        let words = match saved.renames.with(Option::is_some) {
            true => w::VIEW_RENAME,
            false => w::VIEW_SAVE,
        };
        words.t().to_string()
    });
    view! {
        <Dialog open=desk.sheets.save title=title test="view-sheet">
            <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); saved.save(desk); }>
                <Field id="view-name" label=w::VIEW_NAME.t().to_string() hint=w::VIEW_NAME_HINT.t().to_string() error=saved.error>
                    <Line id="view-name" value=saved.name on_input=move |t| { saved.error.set(String::new()); saved.name.set(t); } test="view-name" />
                </Field>
                <p class="hint">{w::VIEW_KEEPS.t()}</p>
                <div class="row end">
                    <Button label=w::CANCEL.t().to_string() on_press=move || desk.sheets.save.set(false) />
                    <Button label=w::SAVE.t().to_string() look=Look::Main sends=true rests=saved.busy on_press=|| () test="view-send" />
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
