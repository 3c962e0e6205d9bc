//! The desk: 工单池 with counters by link, views, a dense list by deadline, and the ticket beside it; all by keyboard.
//! Tests: `desk`, `desk-search`, `link-take` … `link-push`, `view-all`, `view-late`, `view-<status>`, `desk-area`,
//! `desk-sort`, `ticket-row`, `load-more`, `keys`, and everything of a ticket (`accept`, `dispatch`, `unit`, …).

mod head;
mod keys;
mod table;
mod views;

use crate::browser;
use crate::here::{Here, here};
use crate::screens::listing::{Listing, chosen, empty_query};
use crate::screens::shell::LeaveButton;
use crate::screens::ticket::{Pane, TicketPane};
use crate::words as w;
use api::{CountTickets, ListTickets, Sort, TicketCounts};
use head::Head;
use keys::KeysHelp;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::{Link, Role, Status, TicketId};
use table::Table;
use views::Views;

const POLL_MS: u32 = 30_000;

/// What the parts of the desk share; cheap to copy.
#[derive(Clone, Copy)]
pub struct Desk {
    here: Here,
    listing: Listing,
    counts: RwSignal<Option<TicketCounts>>,
    id: Memo<Option<TicketId>>,
    pane: Pane,
    words: RwSignal<String>,
    help: RwSignal<bool>,
}

impl Desk {
    /// Shows tickets in one status; all of them without one.
    fn view(self, status: Option<Status>, overdue: Option<bool>) {
        self.listing
            .query
            .update(|q| (q.status, q.overdue) = (status, overdue));
    }
    /// How many stand in a status.
    fn count(self, status: Status) -> u64 {
        self.counts.with(|c| {
            c.as_ref()
                .and_then(|c| c.by_status.get(&status).copied())
                .unwrap_or(0)
        })
    }
    /// How many of them are late.
    fn late(self, status: Status) -> u64 {
        self.counts.with(|c| {
            c.as_ref()
                .and_then(|c| c.overdue.get(&status).copied())
                .unwrap_or(0)
        })
    }
    /// Statuses of one link.
    fn of(link: Link) -> impl Iterator<Item = Status> {
        Status::ALL
            .iter()
            .copied()
            .filter(move |s| s.link() == Some(link))
    }
    /// The ticket `step` rows away from the chosen one.
    fn neighbour(self, step: i32) -> Option<TicketId> {
        let now = self.id.get_untracked();
        self.listing.rows.with_untracked(|rows| {
            let at = rows.iter().position(|r| Some(&r.id) == now.as_ref());
            let to = match at {
                Some(at) => i32::try_from(at).unwrap_or(0) + step,
                None => 0,
            };
            let to = usize::try_from(to.max(0))
                .unwrap_or(0)
                .min(rows.len().saturating_sub(1));
            rows.get(to).map(|r| r.id.clone())
        })
    }
}

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    let here = here();
    if !here.rooms().pool {
        here.go("/".into());
    }
    // Those who take issues in begin with what waits for them; those who look on begin with everything.
    let takes = here.profile.with_untracked(|p| {
        p.as_ref().is_some_and(|p| {
            p.posts
                .iter()
                .any(|post| matches!(post.role, Role::DeskTown | Role::DeskDistrict))
        })
    });
    let start = ListTickets {
        sort: Some(Sort::Due),
        status: takes.then_some(Status::Pooled),
        ..empty_query()
    };
    let desk = Desk {
        here,
        listing: Listing::start(here, start),
        counts: RwSignal::new(None),
        id: chosen(),
        pane: Pane::new(here, true),
        words: RwSignal::new(String::new()),
        help: RwSignal::new(false),
    };
    crate::screens::listing::search_as_typed(desk.words, desk.listing);
    Effect::new(move |_| {
        here.changed.track();
        leptos::task::spawn_local(count(desk));
    });
    leptos::task::spawn_local(async move {
        // Ends with the page: its signals are gone then.
        while desk.counts.try_with_untracked(|_| ()).is_some() {
            gloo_timers::future::TimeoutFuture::new(POLL_MS).await;
            if browser::visible() {
                count(desk).await;
            }
        }
    });
    let navigate = StoredValue::new_local(use_navigate());
    let open = move |id: Option<TicketId>| {
        let path = id.map_or_else(|| "/pool".to_string(), |id| format!("/pool/{id}"));
        navigate.with_value(|go| {
            go(
                &path,
                NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..Default::default()
                },
            )
        });
    };
    let open = StoredValue::new_local(open);
    keys::listen(desk, move |id| open.with_value(|go| go(id)));
    view! {
        <div class="desk" class:reading=move || desk.id.with(Option::is_some) data-test="desk">
            <Head desk=desk />
            <div class="desk-main">
                <Views desk=desk />
                <main id="main" class="desk-list"><Table desk=desk on_open=move |id| open.with_value(|go| go(Some(id))) /></main>
                <aside class="desk-ticket" aria-label=w::DETAIL.t()>
                    <TicketPane id=desk.id desk=true back=Some("/pool") pane=desk.pane />
                </aside>
            </div>
            <KeysHelp open=desk.help />
        </div>
    }
}

/// Counts anew; when others moved something, the list follows.
async fn count(desk: Desk) {
    if let Ok(counts) = desk.here.call(CountTickets {}).await {
        let moved = desk
            .counts
            .try_with_untracked(|old| old.as_ref().is_some_and(|old| *old != counts));
        desk.counts.try_set(Some(counts));
        if moved == Some(true) {
            desk.here.now.set(browser::now());
            desk.listing.query.update(|_| ());
        }
    }
}

/// 退出 at the right end of the head.
fn leave() -> AnyView {
    view! { <LeaveButton /> }.into_any()
}
