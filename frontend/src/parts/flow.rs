//! Lists and conditions. They are used like Leptos' own of the same names, which the compiler makes again for each use; here
//! what is special to a use ends at its closures.

use leptos::either::Either;
use leptos::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One item of a list: its key, and how it is drawn.
type Entry = (u64, Box<dyn FnOnce() -> AnyView + Send>);

/// A list whose items keep their elements for as long as their keys stay.
#[component]
pub fn For<Items, Item, Key, Drawn>(
    each: impl Fn() -> Items + Send + 'static,
    /// What an item is known by.
    key: impl Fn(&Item) -> Key + Send + 'static,
    /// Draws one item.
    children: impl Fn(Item) -> Drawn + Clone + Send + 'static,
) -> impl IntoView
where
    Items: IntoIterator<Item = Item> + 'static,
    Item: Send + 'static,
    Key: Hash + 'static,
    Drawn: IntoView + 'static,
{
    list(Box::new(move || {
        let entry = |item: Item| -> Entry {
            let mut hasher = DefaultHasher::new();
            key(&item).hash(&mut hasher);
            let children = children.clone();
            let draw = move || children(item).into_any();
            (hasher.finish(), Box::new(draw))
        };
        each().into_iter().map(entry).collect()
    }))
}

fn list(entries: Box<dyn Fn() -> Vec<Entry> + Send>) -> AnyView {
    view! { <leptos::control_flow::For each=entries key=|entry: &Entry| entry.0 children=|entry: Entry| (entry.1)() /> }
        .into_any()
}

/// Shows its children while a condition holds. They are made again only when it begins to hold.
#[component]
pub fn Show(
    when: impl Fn() -> bool + Send + Sync + 'static,
    /// What is shown instead.
    #[prop(optional, into)]
    fallback: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    condition(Box::new(when), fallback, children)
}

fn condition(
    when: Box<dyn Fn() -> bool + Send + Sync>,
    fallback: ViewFn,
    children: ChildrenFn,
) -> AnyView {
    let holds = Memo::new(move |_| when());
    let shown = move || {
        if holds.get() {
            Either::Left(children())
        } else {
            Either::Right(fallback.run())
        }
    };
    shown.into_any()
}
