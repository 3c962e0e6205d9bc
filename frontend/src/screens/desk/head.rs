//! The desk's head: district, search, connection, and the eight links as counters.

use crate::parts::field::Line;
use crate::parts::icons::{Icon, Sign};
use crate::parts::theme::ThemeButton;
use crate::route::A;
use crate::screens::desk::keys::counted;
use crate::screens::desk::{Desk, seeking, steps};
use crate::view_model::stream::Stream;
use crate::words as w;
use leptos::prelude::*;
use model::Link;

/// The head.
pub fn head(desk: Desk) -> AnyView {
    let app = desk.app;
    let (name, district, demo) = app.session.profile.with_untracked(|p| {
        let p = p.as_ref();
        (
            p.and_then(|p| p.name.clone()),
            p.and_then(|p| p.district.clone()),
            p.is_some_and(|p| p.demo),
        )
    });
    let rooms = app.session.rooms();
    view! {
        <header class="desk-head">
            <div class="desk-title">
                <strong>{w::POOL_NAME.t()}</strong>
                <span class="faint">{district}</span>
                {demo.then(|| view! { <span class="pill tone-wait">{w::DEMO.t()}</span> })}
            </div>
            <div class="searches">
                <Sign icon=Icon::Search />
                <Line id="desk-search" label=w::DESK_SEARCH.t() kind="search" value=desk.words on_input=move |t| desk.words.set(t) placeholder=w::DESK_SEARCH.t() test="desk-search" />
                {seeking::beside_search(desk)}
            </div>
            <span class="grow"></span>
            <nav class="desk-nav" aria-label=w::NAV.t()>
                {rooms.capture.then(|| view! { <A href="/capture" attr:class="text-button" attr:data-test="nav-capture"><Sign icon=Icon::Camera />{w::NAV_CAPTURE.t()}</A> })}
                {rooms.mine.then(|| view! { <A href="/mine" attr:class="text-button" attr:data-test="nav-mine"><Sign icon=Icon::List />{w::NAV_MINE.t()}</A> })}
            </nav>
            <A href="/settings" attr:class="icon-button" attr:data-test="nav-settings" attr:aria-label=w::NAV_SETTINGS.t() attr:title=w::NAV_SETTINGS.t()><Sign icon=Icon::Settings /></A>
            {move || live(desk)}
            <span class="desk-name">{name}</span>
            <button type="button" class="icon-button" data-test="keys" aria-label=w::KEYS.t() title=w::KEYS.t() on:click=move |_| desk.sheets.help.set(true)>
                <Sign icon=Icon::Keyboard />
            </button>
            <ThemeButton />
            {steps::leave(desk)}
        </header>
        <ul class="counters" aria-label=w::COUNTERS.t()>
            {Link::ALL.iter().map(|link| view! { <li>{counter(desk, *link)}</li> }).collect_view()}
        </ul>
    }
    .into_any()
}

/// Whether what is shown is up to date.
fn live(desk: Desk) -> AnyView {
    let (class, icon, words) = match (desk.app.connection.lost.get(), desk.stream.get()) {
        (true, _) => ("pill tone-sudden", Icon::WifiOff, w::LIVE_LOST),
        (_, Stream::Broken) => ("pill tone-urgent", Icon::Alert, w::STREAM_BROKEN),
        (_, Stream::Opening) => ("pill tone-wait", Icon::Clock, w::STREAM_OPENING),
        (_, Stream::Live) => ("pill tone-calm", Icon::Check, w::LIVE),
    };
    view! { <span class=class role="status" data-test="stream"><Sign icon=icon /><span>{words.t()}</span></span> }
        .into_any()
}

/// One link: how many, how many late; a press shows them.
fn counter(desk: Desk, link: Link) -> AnyView {
    let counted = counted(link);
    if link == Link::Assess && desk.app.session.rooms().score {
        return view! {
            <A href="/score" attr:class="counter" attr:data-test="link-assess">
                <span class="counter-link">{w::label(link)}</span>
                <span class="counter-body"><strong>{w::SCORE.t()}</strong><span class="faint">{w::SCORE_OPEN.t()}</span></span>
            </A>
        }
        .into_any();
    }
    let over = link == Link::Press;
    let count = move || match over {
        true => desk.pressed(),
        false => Desk::of(link).map(|s| desk.count(s)).sum::<u64>(),
    };
    let open = move || {
        Desk::of(link)
            .filter(|s| s.is_open())
            .map(|s| desk.count(s))
            .sum::<u64>()
    };
    let late = move || Desk::of(link).map(|s| desk.late(s)).sum::<u64>();
    let chosen = move || {
        desk.list.query.with(|q| match over {
            true => q.pressed == Some(true),
            false => q.link == Some(link),
        })
    };
    // One status of it is shown, so that the list is shorter than the number says.
    let within = move || {
        desk.list
            .query
            .with(|q| q.status.and_then(|s| s.link()) == Some(link))
    };
    let press = move |_| desk.view_link(link);
    let words = move || match (counted, late()) {
        _ if over => view! { <span class="faint">{w::PRESSED.t()}</span> }.into_any(),
        (false, _) if link == Link::Assess => {
            view! { <span class="faint">{w::SCORE_CLOSED.t()}</span> }.into_any()
        }
        (false, _) => view! { <span class="faint">{w::COMES_LATER.t()}</span> }.into_any(),
        (true, 0) => view! { <span class="faint">{w::LATE_NONE.t()}</span> }.into_any(),
        (true, n) => view! { <span class="late">{w::LATE_COUNT.with(&[&n])}</span> }.into_any(),
    };
    let number = move || {
        if counted {
            (if link == Link::Visit { open() } else { count() }).to_string()
        } else {
            "—".into()
        }
    };
    view! {
        <button type="button" class="counter" class:chosen=chosen class:within=within data-test=format!("link-{link}") disabled=!counted
            aria-pressed=move || if within() { "mixed".into() } else { chosen().to_string() } on:click=press>
            <span class="counter-link">{w::label(link)}</span>
            <span class="counter-body"><strong>{number}</strong>{words}</span>
        </button>
    }
    .into_any()
}
