//! The desk: 工单池 with counters by link, views, a dense list however long, and the ticket beside it; all by keyboard.
//! Tests: `desk`, `desk-search`, `link-take` … `link-push`, `view-all`, `view-late`, `view-<status>`, `desk-area`,
//! `unit-<code>`, `own-view`, `view-save`, `filter`, `filter-<what>`, `filter-drop`, `columns`, `column-<id>`, `head-<id>`,
//! `desk-sort`, `ticket-row`, `row-pick`, `keys`, `several`, `batch`, `batch-undo`, `batch-now`, `batch-result`, `alike`,
//! `suggested`, `print`, `export`, `export-fetch`, `stream`, and everything of a ticket (`accept`, `dispatch`, `unit`, …).

mod acts;
mod alike;
mod batch;
mod choosing;
mod column_heads;
mod compare;
mod export;
mod filters;
mod head;
mod keys;
mod list;
mod live;
mod print;
mod row;
mod saved;
mod several;
mod table;
mod tools;
mod views;

use crate::browser;
use crate::context::{AppContext, app};
use crate::route::{self, How};
use crate::screens::listing::chosen;
use crate::screens::ticket::{Pane, TicketPane};
use crate::timing::Debounce;
use crate::view_model::batch::Batch;
use crate::view_model::columns::{self, Column, Kind};
use crate::view_model::filter;
use crate::view_model::keys::Key;
use crate::view_model::selection::Selection;
use crate::view_model::stream::Stream;
use crate::words as w;
use api::{CountTickets, ListTickets, Sort, TicketCounts, TicketReply};
use leptos::prelude::*;
use list::List;
use model::{Link, Role, Status, TicketId};
use saved::Saved;

/// Milliseconds the choice rests before the ticket beside it is read, so that running down the list reads nothing.
const REST_MS: u32 = 90;

/// What the parts of the desk share; cheap to copy.
#[derive(Clone, Copy)]
pub struct Desk {
    app: AppContext,
    list: List,
    counts: RwSignal<Option<TicketCounts>>,
    /// The ticket in the address.
    id: Memo<Option<TicketId>>,
    pane: Pane,
    words: RwSignal<String>,
    picked: RwSignal<Selection>,
    /// Columns as somebody chose them, and as they fit.
    columns: RwSignal<Vec<Column>>,
    fitting: Memo<Vec<Column>>,
    /// What is shown in them, whatever their widths.
    shown: Memo<Vec<&'static Kind>>,
    views: Saved,
    batch: RwSignal<Option<Batch>>,
    /// Whole seconds until it leaves.
    left: RwSignal<i64>,
    /// What was picked for it, to be picked again when it is taken back.
    held: StoredValue<Selection>,
    stream: RwSignal<Stream>,
    /// An act's key that was struck before the ticket had come.
    intent: StoredValue<Option<Key>>,
    /// The choice in the list rests.
    rest: Debounce,
    /// After 接单 the same ticket is dispatched.
    onward: RwSignal<bool>,
    /// Where the ticket stood that is dispatched right after 接单.
    chain: StoredValue<Option<Status>>,
    sheets: Sheets,
    go: StoredValue<Go, LocalStorage>,
}

/// Opens a ticket, or the list alone.
type Go = Box<dyn Fn(Option<TicketId>)>;

/// What stands open above the page or beside the list.
#[derive(Clone, Copy)]
struct Sheets {
    help: RwSignal<bool>,
    filter: RwSignal<bool>,
    columns: RwSignal<bool>,
    several: RwSignal<bool>,
    export: RwSignal<bool>,
    save: RwSignal<bool>,
    why: RwSignal<bool>,
    compare: RwSignal<bool>,
    /// The ticket that is compared.
    other: RwSignal<Option<TicketReply>>,
    /// Pages for the printer, and photos they still wait for.
    prints: RwSignal<Vec<TicketReply>>,
    waiting: RwSignal<usize>,
}

impl Desk {
    /// Shows tickets by status, by link, or late ones; all of them without any.
    fn view(self, status: Option<Status>, link: Option<Link>, overdue: Option<bool>) {
        self.list.query.update(|q| {
            let keep = (q.sort, q.text.take(), q.area.take());
            *q = filter::only(status, link, overdue);
            (q.sort, q.text, q.area) = keep;
        });
    }
    /// Shows the tickets of a link. 督 lies over tickets in any link: its own are those whose unit owes a reply.
    fn view_link(self, link: Link) {
        let over = link == Link::Press;
        self.view(None, (!over).then_some(link), None);
        if over {
            self.list.query.update(|q| q.pressed = Some(true));
        }
    }
    /// How many these are.
    fn pressed(self) -> u64 {
        self.counts.with(|c| c.as_ref().map_or(0, |c| c.pressed))
    }
    /// How many stand in a status.
    fn count(self, status: Status) -> u64 {
        self.counts
            .with(|c| c.as_ref().and_then(|c| c.by_status.get(&status).copied()))
            .unwrap_or(0)
    }
    /// How many of them are late.
    fn late(self, status: Status) -> u64 {
        self.counts
            .with(|c| c.as_ref().and_then(|c| c.overdue.get(&status).copied()))
            .unwrap_or(0)
    }
    /// Statuses of one link.
    fn of(link: Link) -> impl Iterator<Item = Status> {
        Status::ALL
            .iter()
            .copied()
            .filter(move |s| s.link() == Some(link))
    }
    /// Shows the ticket of the chosen row, or the list alone.
    fn open(self, id: Option<TicketId>) {
        self.list.cursor.set(id.clone());
        if self.id.get_untracked() != id {
            self.go.with_value(|go| go(id));
        }
    }
    /// Shows the chosen row's ticket once the choice rests.
    fn follow(self) {
        let chosen = self.list.cursor.get_untracked();
        if chosen.is_none() || chosen == self.id.get_untracked() {
            return;
        }
        self.rest.run(move || {
            if self.list.cursor.get_untracked() == chosen {
                self.open(chosen);
            }
        });
    }
}

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    let app = app();
    if !app.session.rooms().pool {
        app.go("/".into());
    }
    // Those who take issues in begin with what waits for them; those who look on begin with everything.
    let takes = app.session.profile.with_untracked(|p| {
        p.as_ref().is_some_and(|p| {
            p.posts
                .iter()
                .any(|post| matches!(post.role, Role::DeskTown | Role::DeskDistrict))
        })
    });
    let start = ListTickets {
        sort: Some(Sort::Due),
        status: takes.then_some(Status::Pooled),
        ..ListTickets::default()
    };
    let address = route::address();
    let go = move |id: Option<TicketId>| {
        let path = id.map_or_else(|| "/pool".to_string(), |id| format!("/pool/{id}"));
        address.open(&path, How::Quietly);
    };
    let id = chosen();
    let columns = RwSignal::new(columns::read(&column_heads::kept()));
    let list = List::start(app, start, id.get_untracked());
    let fitting = Memo::new(move |_| columns::fitting(columns.get(), list.wide.get()));
    let shown = Memo::new(move |_| fitting.with(|all| all.iter().map(|c| c.kind).collect()));
    let desk = Desk {
        app,
        list,
        counts: RwSignal::new(None),
        id,
        pane: Pane::new(app, true),
        words: RwSignal::new(String::new()),
        picked: RwSignal::default(),
        columns,
        fitting,
        shown,
        views: Saved::start(app),
        batch: RwSignal::new(None),
        left: RwSignal::new(0),
        held: StoredValue::default(),
        stream: RwSignal::default(),
        intent: StoredValue::new(None),
        rest: Debounce::new(REST_MS),
        onward: RwSignal::new(browser::kept(tools::ONWARD).as_deref() != Some("0")),
        chain: StoredValue::new(None),
        sheets: Sheets {
            help: RwSignal::new(false),
            filter: RwSignal::new(false),
            columns: RwSignal::new(false),
            several: RwSignal::new(false),
            export: RwSignal::new(false),
            save: RwSignal::new(false),
            why: RwSignal::new(false),
            compare: RwSignal::new(false),
            other: RwSignal::new(None),
            prints: RwSignal::default(),
            waiting: RwSignal::new(0),
        },
        go: StoredValue::new_local(Box::new(go)),
    };
    filters::search_as_typed(desk);
    Effect::new(move |_| {
        app.changed.track();
        leptos::task::spawn_local(async move {
            if let Ok(counts) = app.call(CountTickets {}).await {
                desk.counts.try_set(Some(counts));
            }
        });
    });
    // A ticket that was opened from elsewhere is the chosen one.
    Effect::new(move |before: Option<()>| {
        let id = desk.id.get();
        if before.is_some() && id.is_some() && list.cursor.get_untracked() != id {
            list.cursor.set(id);
        }
    });
    choosing::learn(desk);
    acts::follow(desk);
    live::listen(desk);
    keys::listen(desk);
    batch::guard(desk);
    view! {
        <div class="desk" class:reading=move || desk.id.with(Option::is_some) data-test="desk">
            {head::head(desk)}
            <div class="desk-main">
                {views::views(desk)}
                <main id="main" class="desk-list">{tools::tools(desk)}{table::table(desk)}</main>
                <aside class="desk-ticket" aria-label=w::DETAIL.t()>
                    <TicketPane id=desk.id desk=true back=Some("/pool") pane=desk.pane beside=ViewFn::from(move || alike::beside(desk)) />
                </aside>
            </div>
            {batch::bar(desk)}
            {keys::help(desk)}
            {column_heads::sheet(desk)}
            {several::sheet(desk)}
            {export::sheet(desk)}
            {saved::sheet(desk)}
            {compare::sheet(desk)}
            {print::sheet(desk)}
        </div>
    }
}
