//! Where we are: the address, links that change it without loading the page again, and the id it ends with. The pages that
//! stand at each address are in [`crate::app`].

use crate::browser;
use leptos::ev::{self, EventDescriptor};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

/// The path we are at; cheap to copy.
#[derive(Clone, Copy)]
pub struct Address(RwSignal<String>);

/// How a page is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As the next one: the way back leads to where we were.
    Onward,
    /// In place of the one we are at.
    Instead,
    /// The same page with another id: nothing moves under the eyes, and the way back skips it.
    Quietly,
}

/// Begins to follow links and the browser's way back; once, above everything that asks where we are.
pub fn follow() -> Address {
    let address = Address(RwSignal::new(browser::path()));
    provide_context(address);
    let back = window_event_listener_untyped(&ev::popstate.name(), move |_| {
        let now = browser::path();
        if address.0.with_untracked(|path| *path != now) {
            address.0.set(now);
        }
    });
    let click = window_event_listener(ev::click, move |event| {
        if let Some(path) = followed(&event) {
            event.prevent_default();
            address.open(&path, How::Onward);
        }
    });
    on_cleanup(move || {
        back.remove();
        click.remove();
    });
    address
}

/// Where a click leads to, when it is ours to follow.
fn followed(event: &MouseEvent) -> Option<String> {
    let held = event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key();
    if event.default_prevented() || event.button() != 0 || held {
        return None;
    }
    let link: Element = event.target()?.dyn_into().ok()?;
    let link = link.closest("a[href]").ok()??;
    let elsewhere = ["target", "download", "rel"];
    let own = |href: &String| leads_to_a_page(href);
    link.get_attribute("href")
        .filter(own)
        .filter(|_| !elsewhere.iter().any(|name| link.has_attribute(name)))
}

/// Whether an address is one of our pages: not a place within this page, not the pool's interface, not another host.
fn leads_to_a_page(href: &str) -> bool {
    href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/api/")
}

/// Where we are; only callable below [`follow`].
pub fn address() -> Address {
    expect_context()
}

impl Address {
    /// The path.
    pub fn path(self) -> String {
        self.0.get()
    }

    /// Opens the page of this address, which may carry a query.
    pub fn open(self, address: &str, how: How) {
        let path = path_of(address);
        if self.0.with_untracked(|now| now != path) {
            browser::show_path(address, how != How::Onward);
            self.0.set(path.to_string());
        }
        if how != How::Quietly {
            browser::scroll_up();
        }
    }
}

/// An address without its query and fragment.
fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The room and the id in a path.
pub fn parts(path: &str) -> (&str, Option<&str>, bool) {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (room, id) = (parts.next().unwrap_or_default(), parts.next());
    (room, id, parts.next().is_some())
}

/// The id in the address of the page that asks. It stays while another page is on its way in.
pub fn id() -> Memo<Option<String>> {
    let path = address().0;
    let own = path.with_untracked(|path| parts(path).0.to_string());
    Memo::new(move |before: Option<&Option<String>>| {
        path.with(|path| match parts(path) {
            (room, id, _) if room == own => id.map(str::to_string),
            _ => before.cloned().flatten(),
        })
    })
}

/// Whether a link leads to where we are, or to something above it.
fn leads_here(href: &str, path: &str) -> bool {
    let rest = path.strip_prefix(href);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A link to one of our pages. The one that leads to where we are is marked as such.
#[component]
pub fn A(#[prop(into)] href: String, children: Children) -> impl IntoView {
    let path = address().0;
    let own = href.clone();
    let current = move || path.with(|path| leads_here(&own, path)).then_some("page");
    view! { <a href=href aria-current=current>{children()}</a> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_room_and_perhaps_an_id() {
        assert_eq!(parts("/"), ("", None, false));
        assert_eq!(parts("/mine"), ("mine", None, false));
        assert_eq!(parts("/mine/"), ("mine", None, false));
        assert_eq!(parts("/mine/7"), ("mine", Some("7"), false));
        assert_eq!(parts("/mine/7/8"), ("mine", Some("7"), true));
    }

    #[test]
    fn a_query_is_no_part_of_a_path() {
        assert_eq!(path_of("/capture?note=7/8#main"), "/capture");
        assert_eq!(path_of("/mine/7"), "/mine/7");
    }

    #[test]
    fn a_link_is_marked_where_it_leads() {
        assert!(leads_here("/mine", "/mine") && leads_here("/mine", "/mine/7"));
        assert!(!leads_here("/mine", "/mines") && !leads_here("/mine/7", "/mine"));
        assert!(leads_here("/", "/") && !leads_here("/", "/mine"));
    }

    #[test]
    fn only_our_own_pages_are_opened_without_loading() {
        assert!(leads_to_a_page("/mine/7"));
        for other in [
            "#main",
            "https://example.org/",
            "//example.org/",
            "/api/v1/exports/a.csv",
            "blob:x",
        ] {
            assert!(!leads_to_a_page(other), "{other}");
        }
    }
}
