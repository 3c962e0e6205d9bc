//! 我的工单 (待办工单 for those who handle): cards with a filter, and beside them, or instead of them on a phone, the ticket.
//! Tests: `mine-search`, `mine-status`, `mine-grade`, `mine-waiting`, `mine-own`, `mine-late`, `ticket-card`, `load-more`, `mine-back`.

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::button::Button;
use crate::parts::choice::{Pick, choices};
use crate::parts::field::Line;
use crate::parts::icons::{Icon, Sign};
use crate::parts::photo::Image;
use crate::parts::pill::{grade, pill, said};
use crate::parts::rail::rail;
use crate::parts::rooms::mine_words;
use crate::route::A;
use crate::screens::listing::{Listing, chosen, empty_query, looks, more_button, search_as_typed};
use crate::screens::ticket::TicketPane;
use crate::timing;
use crate::view_model::due::{self, Tone};
use crate::words as w;
use api::{ListTickets, Sort};
use leptos::prelude::*;
use model::row::Row;
use model::{Grade, Status, TicketId};

/// The page.
#[component]
pub fn MinePage() -> impl IntoView {
    let app = app();
    // What waits for one by deadline; one's own captures with the newest first.
    let tasks = app.session.rooms().tasks;
    let usual = move || ListTickets {
        sort: Some(if tasks { Sort::Due } else { Sort::Newest }),
        waiting: tasks.then_some(true),
        ..empty_query()
    };
    let listing = Listing::start(app, usual());
    let id = chosen();
    let words = RwSignal::new(String::new());
    search_as_typed(words, listing);
    // A ticket that was opened by its address is brought into sight in the list, once it is drawn there.
    let opened = id.get_untracked();
    Effect::new(move |shown: Option<bool>| {
        let id = opened.as_ref().filter(|_| shown != Some(true));
        let there = id.filter(|id| listing.rows.with(|rows| rows.iter().any(|r| r.id == **id)));
        if let Some(id) = there.cloned() {
            timing::later(0, move || browser::show(&format!("#card-{id}")));
        }
        shown == Some(true) || there.is_some()
    });
    let title = mine_words(app);
    let filtered = move || listing.query.with(|q| *q != usual());
    let clear = move || {
        words.set(String::new());
        listing.query.set(usual());
    };
    let none = move || {
        let waiting = listing.query.with(|q| q.waiting.is_some());
        match (filtered(), waiting) {
            (true, true) => (w::NONE_FOUND, w::NONE_WAITING_LEAD),
            (true, false) => (w::NONE_FOUND, w::NONE_FOUND_LEAD),
            (false, true) => (w::NONE_WAITING, w::NONE_WAITING_LEAD),
            (false, false) => (w::NONE_YET, w::NONE_YET_LEAD),
        }
    };
    view! {
        <div class="mine" class:reading=move || id.with(Option::is_some)>
            <section class="mine-list" aria-label=title.t()>
                <div class="mine-head">
                    <h1>{title.t()}<span class="faint count-words">{move || listing.total.get()}</span></h1>
                    <div class="searches"><Sign icon=Icon::Search />
                        <Line id="mine-search" label=w::SEARCH_MINE.t() value=words on_input=move |t| words.set(t) placeholder=w::SEARCH_MINE.t() test="mine-search" />
                    </div>
                    {filters(app, listing)}
                </div>
                <Show when=move || listing.error.with(|e| !e.is_empty())>
                    <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || listing.error.get()}</p>
                </Show>
                <ul class="cards">
                    <For each=move || listing.rows.get() key=looks let:row>
                        <li>{card(app, row, id)}</li>
                    </For>
                </ul>
                <Show when=move || listing.rows.with(Vec::is_empty) && !listing.busy.get()>
                    <div class="empty">
                        <Sign icon=Icon::Inbox />
                        <strong>{move || none().0.t()}</strong>
                        <p>{move || none().1.t()}</p>
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

/// 状态, 等级, 轮到我的, 我采集的, 超时.
fn filters(app: AppContext, listing: Listing) -> AnyView {
    let first = |words: w::Text| (String::new(), words.t().to_string());
    let mut statuses = choices(Status::ALL);
    statuses.retain(|(id, _)| *id != Status::Draft.as_str());
    statuses.insert(0, first(w::ANY_STATUS));
    let mut grades = choices(Grade::ALL);
    grades.insert(0, first(w::ANY_GRADE));
    let query = listing.query;
    let status =
        Signal::derive(move || query.with(|q| q.status.map(|s| s.to_string()).unwrap_or_default()));
    let grade =
        Signal::derive(move || query.with(|q| q.grade.map(|s| s.to_string()).unwrap_or_default()));
    let waiting = move || query.with(|q| q.waiting == Some(true));
    let own = move || query.with(|q| q.mine == Some(true));
    let late = move || query.with(|q| q.overdue == Some(true));
    let toggle = |words: w::Text,
                  test: &'static str,
                  on: Signal<bool>,
                  turn: fn(&mut ListTickets)| {
        view! {
            <button type="button" class="toggle" data-test=test aria-pressed=move || on.get().to_string() on:click=move |_| query.update(turn)>
                {move || on.get().then(|| view! { <Sign icon=Icon::Check /> })}<span>{words.t()}</span>
            </button>
        }
    };
    view! {
        <div class="mine-filters" role="group" aria-label=w::FILTERS.t()>
            <Pick id="mine-status" label=w::STATUS.t() choices=statuses value=status test="mine-status"
                on_pick=move |id| query.update(|q| q.status = id.parse().ok()) />
            <Pick id="mine-grade" label=w::FILTER_GRADE.t() choices=grades value=grade test="mine-grade"
                on_pick=move |id| query.update(|q| q.grade = id.parse().ok()) />
            {app.session.rooms().tasks.then(|| toggle(w::FILTER_WAITING, "mine-waiting", Signal::derive(waiting), |q| q.waiting = q.waiting.is_none().then_some(true)))}
            {app.session.rooms().capture.then(|| toggle(w::FILTER_OWN, "mine-own", Signal::derive(own), |q| q.mine = q.mine.is_none().then_some(true)))}
            {toggle(w::FILTER_LATE, "mine-late", Signal::derive(late), |q| q.overdue = q.overdue.is_none().then_some(true))}
        </div>
    }
    .into_any()
}

fn card(app: AppContext, row: Row, id: Memo<Option<TicketId>>) -> AnyView {
    let lists = app.district();
    let mine = row.id.clone();
    let place = row
        .address
        .clone()
        .unwrap_or_else(|| lists.place(&row.area_code, row.grid.as_deref()));
    let own = row.clone();
    let state = move || {
        due::of_row(&own, app.clock.now.get())
            .map(|(clock, shown)| view! { <span title=w::label(clock)>{pill(shown)}</span> })
    };
    let conflict = row
        .conflict
        .then(|| said(Tone::Clash, Icon::Split, w::TWO_VALUES.t()));
    let cover = row
        .cover
        .clone()
        .map(|sha| view! { <span class="card-cover"><Image sha=sha thumb=true alt="" /></span> });
    view! {
        <A href=format!("/mine/{}", row.id) attr:class="card" attr:id=format!("card-{}", row.id) attr:data-test="ticket-card" attr:data-id=row.id.to_string()
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
