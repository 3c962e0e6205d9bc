//! A list of tickets that is read page by page, by what is asked for: under 我的工单. The desk has a list of its own.

use crate::context::AppContext;
use crate::parts::button::Button;
use crate::route;
use crate::timing::{Debounce, SEARCH_MS};
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;
use model::TicketId;
use model::row::Row;
use std::hash::{DefaultHasher, Hash, Hasher};

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
    app: AppContext,
}

impl Listing {
    /// Reads now and whenever the query or anything in the pool changes.
    pub fn start(app: AppContext, query: ListTickets) -> Self {
        let listing = Listing {
            query: RwSignal::new(query),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(0),
            after: RwSignal::new(None),
            busy: RwSignal::new(true),
            error: RwSignal::new(String::new()),
            turn: StoredValue::new(0),
            app,
        };
        Effect::new(move |_| {
            app.changed.track();
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
            let answer = self.app.call(query).await;
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
    let id = route::id();
    Memo::new(move |_| id.get().and_then(|id| TicketId::new(id).ok()))
}

/// What a row looks like, as a number: it is drawn again only when this changes.
pub fn looks(row: &Row) -> u64 {
    let mut hasher = DefaultHasher::new();
    let words = (
        &row.id,
        &row.title,
        &row.category,
        &row.area_code,
        &row.address,
        &row.cover,
    );
    let state = (row.status, row.grade, row.due_at, row.photos, row.conflict);
    (words, state).hash(&mut hasher);
    hasher.finish()
}

/// Puts what is typed into the query once typing pauses.
pub fn search_as_typed(words: RwSignal<String>, listing: Listing) {
    let pause = Debounce::new(SEARCH_MS);
    Effect::new(move |before: Option<()>| {
        let typed = words.get();
        if before.is_none() {
            return;
        }
        pause.run(move || {
            let text = Some(typed.trim().to_string()).filter(|t| !t.is_empty());
            listing.query.update(|q| q.text = text);
        });
    });
}

/// A query without conditions.
pub fn empty_query() -> ListTickets {
    ListTickets::default()
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
