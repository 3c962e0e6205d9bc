//! The desk: 工单池 with counters by link, views, a dense list however long, and the ticket beside it; all by keyboard.
//! Tests: `desk`, `desk-search`, `link-take` … `link-push`, `view-all`, `view-late`, `view-<status>`, `desk-area`,
//! `unit-<code>`, `own-view`, `view-save`, `filter`, `filter-<what>`, `filter-drop`, `columns`, `column-<id>`, `head-<id>`,
//! `desk-sort`, `ticket-row`, `row-pick`, `keys`, `palette`, `several`, `step`, `step-undo`, `step-now`, `step-words`, `alike`,
//! `suggested`, `print`, `export`, `export-fetch`, `seek`, `stream`, and everything of a ticket (`accept`, `dispatch`, `unit`, …).

mod acts;
mod alarm;
mod alike;
mod choosing;
mod column_heads;
mod compare;
mod export;
mod filters;
mod head;
mod keys;
mod list;
mod live;
mod palette;
mod print;
mod row;
mod saved;
mod seeking;
mod several;
mod step_bar;
mod steps;
mod table;
mod tools;
mod views;

use crate::browser;
use crate::context::{AppContext, app};
use crate::route::{self, How};
use crate::screens::listing::chosen;
use crate::screens::ticket::{Hold, Open, Pane, TicketPane};
use crate::timing::Debounce;
use crate::view_model::bulk;
use crate::view_model::columns::{self, Column, Kind, Usual};
use crate::view_model::filter;
use crate::view_model::selection::Selection;
use crate::view_model::steps::Steps;
use crate::view_model::stream::Stream;
use crate::words as w;
use acts::Want;
use api::{CountTickets, ListTickets, Sort, TicketCounts, TicketReply};
use leptos::prelude::*;
use list::List;
use model::row::Row;
use model::{Action, Link, Role, Status, TicketId};
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
    /// What the list showed before everything was searched.
    left_view: RwSignal<Option<ListTickets>>,
    picked: RwSignal<Selection>,
    /// Columns as somebody chose them, and as they fit.
    columns: RwSignal<Vec<Column>>,
    /// Those of this person's posts when nobody chose.
    usual: Usual,
    fitting: Memo<Vec<Column>>,
    /// What is shown in them, whatever their widths.
    shown: Memo<Vec<&'static Kind>>,
    views: Saved,
    /// What was decided and is not over.
    steps: RwSignal<Steps>,
    /// Whole seconds until the latest leaves.
    left: RwSignal<i64>,
    /// What was picked for the latest of many, to be picked again when it is taken back.
    held: StoredValue<Selection>,
    /// What this person does to many at once.
    bulk: Signal<Option<Action>>,
    stream: RwSignal<Stream>,
    /// 突发 and 紧急 that wait for this person, and the last that came in words.
    alarm: RwSignal<Vec<Row>>,
    alarm_heard: RwSignal<String>,
    /// What was wanted before the ticket had come.
    intent: StoredValue<Option<Want>>,
    /// The choice in the list rests.
    rest: Debounce,
    /// After 接单 the same ticket is dispatched.
    onward: RwSignal<bool>,
    sheets: Sheets,
    go: StoredValue<Go, LocalStorage>,
}

/// Opens a ticket, or the list alone.
type Go = Box<dyn Fn(Option<TicketId>)>;

/// What stands open above the page or beside the list.
#[derive(Clone, Copy)]
struct Sheets {
    help: RwSignal<bool>,
    palette: RwSignal<bool>,
    filter: RwSignal<bool>,
    columns: RwSignal<bool>,
    several: RwSignal<bool>,
    export: RwSignal<bool>,
    save: RwSignal<bool>,
    why: RwSignal<bool>,
    /// Looking for a reporter, and for whom.
    seek: RwSignal<bool>,
    sought: RwSignal<String>,
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
        self.left_view.set(None);
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
    let roles: Vec<Role> = app
        .session
        .profile
        .with_untracked(|p| p.iter().flat_map(|p| &p.posts).map(|p| p.role).collect());
    // Those who take issues in begin with these; those who call back or decide with what waits for them; those who look on
    // with everything.
    let is = |some: &[Role]| roles.iter().any(|role| some.contains(role));
    let takes = is(&[Role::DeskTown, Role::DeskDistrict]);
    let settles = is(&[Role::Visitor, Role::TaskForce]);
    let start = ListTickets {
        sort: Some(Sort::Due),
        status: takes.then_some(Status::Pooled),
        waiting: (settles && !takes).then_some(true),
        ..ListTickets::default()
    };
    let address = route::address();
    let go = move |id: Option<TicketId>| {
        let path = id.map_or_else(|| "/pool".to_string(), |id| format!("/pool/{id}"));
        address.open(&path, How::Quietly);
    };
    let id = chosen();
    let usual = columns::of(&roles);
    let columns = RwSignal::new(columns::read(&column_heads::kept(), usual));
    let list = List::start(app, start, id.get_untracked());
    let fitting = Memo::new(move |_| columns::fitting(columns.get(), list.wide.get()));
    let shown = Memo::new(move |_| fitting.with(|all| all.iter().map(|c| c.kind).collect()));
    let picked = RwSignal::<Selection>::default();
    let bulk = Signal::derive(move || app.session.profile.with(|p| bulk::act(p.as_ref()?)));
    let desk = Desk {
        app,
        list,
        counts: RwSignal::new(None),
        id,
        pane: Pane::new(app, true),
        words: RwSignal::new(String::new()),
        left_view: RwSignal::default(),
        picked,
        columns,
        usual,
        fitting,
        shown,
        views: Saved::start(app),
        steps: RwSignal::default(),
        left: RwSignal::new(0),
        held: StoredValue::default(),
        bulk,
        stream: RwSignal::default(),
        alarm: RwSignal::default(),
        alarm_heard: RwSignal::default(),
        intent: StoredValue::new(None),
        rest: Debounce::new(REST_MS),
        onward: RwSignal::new(browser::kept(tools::ONWARD).as_deref() != Some("0")),
        sheets: Sheets {
            help: RwSignal::new(false),
            palette: RwSignal::new(false),
            filter: RwSignal::new(false),
            columns: RwSignal::new(false),
            several: RwSignal::new(false),
            export: RwSignal::new(false),
            save: RwSignal::new(false),
            why: RwSignal::new(false),
            seek: RwSignal::new(false),
            sought: RwSignal::default(),
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
    alarm::watch(desk);
    keys::listen(desk);
    steps::guard(desk);
    let take = Callback::new(move |decision| steps::hold_one(desk, decision));
    let undo = Callback::new(move |()| steps::take_back(desk));
    desk.pane.hold.set(Some(Hold { take, undo }));
    view! {
        <div class="desk" class:reading=move || desk.id.with(Option::is_some) class:acting=move || desk.pane.open.get() != Open::Nothing data-test="desk">
            {alarm::banner(desk)}
            {head::head(desk)}
            <div class="desk-main">
                {views::views(desk)}
                <main id="main" class="desk-list">{tools::tools(desk)}{table::table(desk)}</main>
                <aside class="desk-ticket" aria-label=w::DETAIL.t()>
                    <TicketPane id=desk.id desk=true back=Some("/pool") pane=desk.pane beside=ViewFn::from(move || alike::beside(desk)) />
                </aside>
            </div>
            {step_bar::bar(desk)}
            {palette::sheet(desk)}
            {keys::help(desk)}
            {column_heads::sheet(desk)}
            {several::sheet(desk)}
            {export::sheet(desk)}
            {seeking::sheet(desk)}
            {saved::sheet(desk)}
            {compare::sheet(desk)}
            {print::sheet(desk)}
        </div>
    }
}
