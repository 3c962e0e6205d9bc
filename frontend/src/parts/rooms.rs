//! The list of rooms: in the navigation, and those that find no place in it on a phone.
//! Tests: `nav-today`, `nav-capture`, `nav-mine`, `nav-notes`, `nav-nearby`, `nav-outbox`, `nav-pool`, `nav-score`.

use crate::context::AppContext;
use crate::parts::icons::{Icon, Sign};
use crate::route::A;
use crate::words as w;
use leptos::prelude::*;

/// The rooms in the navigation.
pub fn nav_rooms(app: AppContext) -> AnyView {
    let rooms = app.session.rooms();
    view! {
        {rooms.pool.then(|| nav_item("/pool", Icon::Inbox, w::NAV_POOL, "nav-pool", "second"))}
        {rooms.score.then(|| nav_item("/score", Icon::Chart, w::NAV_SCORE, "nav-score", "second"))}
        {rooms.today.then(|| nav_item("/today", Icon::Calendar, w::NAV_TODAY, "nav-today", ""))}
        {rooms.capture.then(|| nav_item("/capture", Icon::Camera, w::NAV_CAPTURE, "nav-capture", ""))}
        {rooms.notes.then(|| nav_item("/notes", Icon::Note, w::NAV_NOTES, "nav-notes", "second"))}
        {rooms.mine.then(|| nav_item("/mine", Icon::List, mine_words(app), "nav-mine", ""))}
        {rooms.nearby.then(|| nav_item("/nearby", Icon::Pin, w::NAV_NEARBY, "nav-nearby", "second"))}
        {rooms.outbox.then(|| outbox_item(app))}
    }
    .into_any()
}

/// 我的工单, or 待办工单 for those who handle.
pub fn mine_words(app: AppContext) -> w::Text {
    if app.session.rooms().tasks {
        w::NAV_TASKS
    } else {
        w::NAV_MINE
    }
}

fn nav_item(
    href: &'static str,
    icon: Icon,
    words: w::Text,
    test: &'static str,
    rank: &'static str,
) -> AnyView {
    view! {
        <A href=href attr:class=format!("nav-item {rank}") attr:data-test=test>
            <span class="nav-sign"><Sign icon=icon /></span><span>{words.t()}</span>
        </A>
    }
    .into_any()
}

fn outbox_item(app: AppContext) -> AnyView {
    let waiting = move || {
        app.connection
            .outbox
            .with(|o| o.as_ref().map_or(0, |o| o.tickets.len()))
    };
    let badge =
        move || (waiting() > 0).then(|| view! { <span class="nav-badge">{waiting()}</span> });
    view! {
        <A href="/outbox" attr:class="nav-item" attr:data-test="nav-outbox">
            <span class="nav-sign"><Sign icon=Icon::Upload />{badge}</span><span>{w::NAV_OUTBOX.t()}</span>
        </A>
    }
    .into_any()
}

/// The rooms that find no place in the navigation of a phone.
pub fn more_rooms(app: AppContext) -> AnyView {
    let rooms = app.session.rooms();
    let item = |href: &'static str, icon: Icon, words: w::Text| {
        view! { <li><A href=href attr:class="card more-room"><Sign icon=icon /><strong>{words.t()}</strong></A></li> }.into_any()
    };
    let items: Vec<AnyView> = [
        rooms
            .notes
            .then(|| item("/notes", Icon::Note, w::NAV_NOTES)),
        rooms
            .nearby
            .then(|| item("/nearby", Icon::Pin, w::NAV_NEARBY)),
        rooms.pool.then(|| item("/pool", Icon::Inbox, w::NAV_POOL)),
        rooms
            .score
            .then(|| item("/score", Icon::Chart, w::NAV_SCORE)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! { <nav class="more-rooms" aria-label=w::NAV_MORE.t()><ul class="cards">{items}</ul></nav> }.into_any()
}
