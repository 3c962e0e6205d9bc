//! 我的工单 (待办工单 for those who handle): cards with a filter, and beside them, or instead of them on a phone, the ticket.
//! Tests: `mine-search`, `mine-status`, `ticket-card`, `load-more`, `mine-back`.

use crate::here::{Here, here};
use crate::parts::button::Button;
use crate::parts::choice::{Choice, Pick};
use crate::parts::field::Line;
use crate::parts::icons::{Icon, Sign};
use crate::parts::photo::Image;
use crate::parts::pill::{grade, pill, said};
use crate::parts::rail::rail;
use crate::plain::due::{self, Tone};
use crate::screens::ticket::TicketPane;
use crate::words as w;
use api::{ListTickets, Sort};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use model::row::Row;
use model::{Status, TicketId};

const PAGE: u32 = 50;

/// A list that is read page by page, by what is asked for.
#[derive(Clone, Copy)]
pub struct Listing {
    /// What is asked for.
    pub query: RwSignal<ListTickets>,
    /// What has come so far.
    pub rows: RwSignal<Vec<Row>>,
    /// All that match.
    pub total: RwSignal<u64>,
    /// Where the next page begins.
    pub after: RwSignal<Option<String>>,
    /// A page is on its way.
    pub busy: RwSignal<bool>,
    /// Why the last page did not come.
    pub error: RwSignal<String>,
    turn: StoredValue<u32>,
    here: Here,
}

impl Listing {
    /// Reads now and whenever the query or anything in the pool changes.
    pub fn start(here: Here, query: ListTickets) -> Self {
        let listing = Listing {
            query: RwSignal::new(query),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(0),
            after: RwSignal::new(None),
            busy: RwSignal::new(true),
            error: RwSignal::new(String::new()),
            turn: StoredValue::new(0),
            here,
        };
        Effect::new(move |_| {
            here.changed.track();
            let query = listing.query.get();
            // A list that was scrolled keeps its length when it is read again.
            let have = u32::try_from(listing.rows.with_untracked(Vec::len)).unwrap_or(PAGE);
            listing.read(
                ListTickets {
                    limit: Some(have.clamp(PAGE, 500)),
                    after: None,
                    ..query
                },
                false,
            );
        });
        listing
    }
    /// Reads the next page.
    pub fn more(self) {
        let query = self.query.get_untracked();
        self.read(
            ListTickets {
                limit: Some(PAGE),
                after: self.after.get_untracked(),
                ..query
            },
            true,
        );
    }
    fn read(self, query: ListTickets, append: bool) {
        self.turn.update_value(|n| *n += 1);
        let turn = self.turn.get_value();
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = self.here.call(query).await;
            // An answer to an older question is not shown.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.rows.update(|rows| {
                        if append {
                            rows.extend(page.tickets)
                        } else {
                            *rows = page.tickets
                        }
                    });
                    self.total.set(page.total);
                    self.after.set(page.after);
                    self.error.set(String::new());
                }
                Err(error) => self.error.set(error.detail),
            }
            self.busy.set(false);
        });
    }
}

/// The id in the address, when there is one.
pub fn chosen() -> Memo<Option<TicketId>> {
    let params = use_params_map();
    Memo::new(move |_| {
        params
            .with(|p| p.get("id"))
            .and_then(|id| TicketId::new(id).ok())
    })
}

/// The page.
#[component]
pub fn MinePage() -> impl IntoView {
    let here = here();
    // Work to do by deadline; one's own captures with the newest first.
    let sort = if here.rooms().tasks {
        Sort::Due
    } else {
        Sort::Newest
    };
    let listing = Listing::start(
        here,
        ListTickets {
            sort: Some(sort),
            ..empty_query()
        },
    );
    let id = chosen();
    let words = RwSignal::new(String::new());
    search_as_typed(words, listing);
    let title = if here.rooms().tasks {
        w::NAV_TASKS
    } else {
        w::NAV_MINE
    };
    let statuses: Vec<Choice> = std::iter::once((String::new(), w::ALL.t().to_string()))
        .chain(
            Status::ALL
                .iter()
                .filter(|s| **s != Status::Draft)
                .map(|s| (s.to_string(), s.label().to_string())),
        )
        .collect();
    let filtered = move || {
        listing
            .query
            .with(|q| q.status.is_some() || q.text.is_some())
    };
    let clear = move || {
        words.set(String::new());
        listing.query.update(|q| (q.status, q.text) = (None, None));
    };
    let status_now = Signal::derive(move || {
        listing
            .query
            .with(|q| q.status.map(|s| s.to_string()).unwrap_or_default())
    });
    view! {
        <div class="mine" class:reading=move || id.with(Option::is_some)>
            <section class="mine-list" aria-label=title.t()>
                <div class="mine-head">
                    <h1>{title.t()}<span class="faint count-words">{move || listing.total.get()}</span></h1>
                    <div class="mine-filters">
                        <div class="searches"><Sign icon=Icon::Search />
                            <Line id="mine-search" value=words on_input=move |t| words.set(t) placeholder=w::SEARCH_MINE.t() test="mine-search" />
                        </div>
                        <Pick id="mine-status" label=w::STATUS.t() choices=statuses value=status_now test="mine-status"
                            on_pick=move |id| listing.query.update(|q| q.status = id.parse().ok()) />
                    </div>
                </div>
                <Show when=move || listing.error.with(|e| !e.is_empty())>
                    <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || listing.error.get()}</p>
                </Show>
                <ul class="cards">
                    <For each=move || listing.rows.get() key=looks let:row>
                        <li>{card(here, row, id)}</li>
                    </For>
                </ul>
                <Show when=move || listing.rows.with(Vec::is_empty) && !listing.busy.get()>
                    <div class="empty">
                        <Sign icon=Icon::Inbox />
                        <strong>{move || if filtered() { w::NONE_FOUND.t() } else { w::NONE_YET.t() }}</strong>
                        <p>{move || if filtered() { w::NONE_FOUND_LEAD.t() } else { w::NONE_YET_LEAD.t() }}</p>
                        <Show when=filtered><Button label=w::CLEAR_FILTERS.t().to_string() on_press=clear /></Show>
                    </div>
                </Show>
                {more_button(listing)}
            </section>
            <section class="mine-ticket" aria-label=w::DETAIL.t()>
                <TicketPane id=id desk=false back=Some("/mine") />
            </section>
        </div>
    }
}

/// What a row looks like: it is drawn anew only when this changes.
pub fn looks(row: &Row) -> (TicketId, String) {
    let words = (
        &row.title,
        &row.category,
        &row.area_code,
        &row.address,
        &row.cover,
    );
    let state = (row.status, row.grade, row.due_at, row.photos, row.conflict);
    (row.id.clone(), format!("{words:?}{state:?}"))
}

/// Puts what is typed into the query once typing pauses.
pub fn search_as_typed(words: RwSignal<String>, listing: Listing) {
    Effect::new(move |before: Option<()>| {
        let typed = words.get();
        if before.is_none() {
            return;
        }
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(250).await;
            if words.try_get_untracked().as_ref() == Some(&typed) {
                let text = Some(typed.trim().to_string()).filter(|t| !t.is_empty());
                listing.query.update(|q| q.text = text);
            }
        });
    });
}

/// A query without conditions.
pub fn empty_query() -> ListTickets {
    ListTickets {
        status: None,
        area: None,
        unit: None,
        text: None,
        overdue: None,
        sort: None,
        limit: None,
        after: None,
    }
}

/// 加载更多.
pub fn more_button(listing: Listing) -> impl IntoView {
    let left = move || {
        listing
            .total
            .get()
            .saturating_sub(listing.rows.with(Vec::len) as u64)
    };
    view! {
        <Show when=move || listing.after.with(Option::is_some)>
            <div class="more">
                <Button label=Signal::derive(move || w::LOAD_MORE.with(&[&left()])) rests=listing.busy on_press=move || listing.more() test="load-more" />
            </div>
        </Show>
    }
}

fn card(here: Here, row: Row, id: Memo<Option<TicketId>>) -> AnyView {
    let lists = here.district();
    let mine = row.id.clone();
    let place = row
        .address
        .clone()
        .unwrap_or_else(|| lists.place(&row.area_code, row.grid.as_deref()));
    let own = row.clone();
    let state = move || {
        due::of_row(&own, here.now.get())
            .map(|(clock, shown)| view! { <span title=clock.label()>{pill(shown)}</span> })
    };
    let conflict = row
        .conflict
        .then(|| said(Tone::Clash, Icon::Split, w::TWO_VALUES.t()));
    let cover = row
        .cover
        .clone()
        .map(|sha| view! { <span class="card-cover"><Image sha=sha thumb=true alt="" /></span> });
    view! {
        <A href=format!("/mine/{}", row.id) attr:class="card" attr:data-test="ticket-card" attr:data-id=row.id.to_string()
            attr:aria-current=move || id.with(|id| id.as_ref() == Some(&mine)).then_some("true")>
            <div class="card-row">
                {cover}
                <div class="card-main">
                    <div class="card-head"><strong class="card-title">{row.title.clone()}</strong>{grade(row.grade)}</div>
                    <p class="faint card-place">{place}</p>
                    <div class="card-foot">{pill(due::of_status(row.status))}{conflict}<span class="grow"></span>{state}</div>
                </div>
            </div>
            {rail(row.status, false)}
        </A>
    }
    .into_any()
}
