//! The frame of officers' pages: navigation at the side (at the foot on a phone), and the line that says what waits.
//! Tests: `nav-today`, `nav-capture`, `nav-mine`, `nav-notes`, `nav-nearby`, `nav-outbox`, `nav-pool`, `nav-settings`, `leave`, `theme`, `outbox-line`,
//! `sync-now`, `sync-resume`, `sync-heard`.

use crate::browser;
use crate::here::{Here, here};
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::waits::WaitsLine;
use crate::route::A;
use crate::screens::capture::keeping;
use crate::screens::settings::{THEME, THEMES};
use crate::screens::ticket::kept;
use crate::view_model::form::Form;
use crate::words as w;
use api::{Lock, SignOut};
use leptos::prelude::*;

/// The frame.
#[component]
pub fn OfficerShell(
    /// The page in it.
    children: Children,
) -> impl IntoView {
    let here = here();
    if here.offline() {
        leptos::task::spawn_local(here.refresh_outbox());
    }
    let rooms = here.rooms();
    view! {
        <div class="shell">
            <nav class="nav" aria-label=w::NAV.t()>
                {rooms.pool.then(|| nav_item("/pool", Icon::Inbox, w::NAV_POOL, "nav-pool", "second"))}
                {rooms.today.then(|| nav_item("/today", Icon::Calendar, w::NAV_TODAY, "nav-today", ""))}
                {rooms.capture.then(|| nav_item("/capture", Icon::Camera, w::NAV_CAPTURE, "nav-capture", ""))}
                {rooms.notes.then(|| nav_item("/notes", Icon::Note, w::NAV_NOTES, "nav-notes", "second"))}
                {rooms.mine.then(|| nav_item("/mine", Icon::List, mine_words(here), "nav-mine", ""))}
                {rooms.nearby.then(|| nav_item("/nearby", Icon::Pin, w::NAV_NEARBY, "nav-nearby", "second"))}
                {rooms.outbox.then(|| outbox_item(here))}
                <span class="grow"></span>
                <A href="/settings" attr:class="nav-item" attr:data-test="nav-settings">
                    <span class="nav-sign"><Sign icon=Icon::Settings /></span>
                    // On a phone this is also the way to the rooms that find no place at the foot.
                    <span class="nav-wide">{w::NAV_SETTINGS.t()}</span><span class="nav-narrow">{w::NAV_MORE.t()}</span>
                </A>
                <LeaveButton nav=true />
            </nav>
            <div class="shell-page">
                <WaitsLine />
                <main id="main" class="shell-main" tabindex="-1">{children()}</main>
            </div>
        </div>
    }
}

/// 我的工单, or 待办工单 for those who handle.
pub fn mine_words(here: Here) -> w::Text {
    if here.rooms().tasks {
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

fn outbox_item(here: Here) -> AnyView {
    let waiting = move || {
        here.outbox
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
pub fn more_rooms(here: Here) -> AnyView {
    let rooms = here.rooms();
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
    ]
    .into_iter()
    .flatten()
    .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! { <nav class="more-rooms" aria-label=w::NAV_MORE.t()><ul class="cards">{items}</ul></nav> }.into_any()
}

/// Goes through the themes: the system's, light, dark, sunlight.
#[component]
pub fn ThemeButton(
    /// Shown in the navigation.
    #[prop(optional)]
    nav: bool,
) -> impl IntoView {
    let kept = browser::kept(THEME).unwrap_or_default();
    let now = RwSignal::new(THEMES.iter().position(|(id, _)| *id == kept).unwrap_or(0));
    let turn = move |_| {
        now.update(|n| *n = (*n + 1) % THEMES.len());
        let (id, _) = THEMES[now.get_untracked()];
        browser::keep(THEME, id);
        browser::set_theme(id);
    };
    let words = move || THEMES[now.get()].1.t();
    let icon = move || {
        let icon = match THEMES[now.get()].0 {
            "dark" => Icon::Moon,
            _ => Icon::Sun,
        };
        view! { <Sign icon=icon /> }
    };
    view! {
        <button type="button" class=if nav { "nav-item nav-theme" } else { "icon-button" } data-test="theme"
            aria-label=move || w::THEME.with(&[&words()]) title=move || w::THEME.with(&[&words()]) on:click=turn>
            <span class="nav-sign">{icon}</span>
            {nav.then(|| view! { <span>{words}</span> })}
        </button>
    }
}

/// 锁定 on a device, 退出 in a browser; asks first when a browser still holds something unsent.
#[component]
pub fn LeaveButton(
    /// Shown in the navigation.
    #[prop(optional)]
    nav: bool,
    /// A button with its words.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let here = here();
    let look = match (nav, whole) {
        (true, _) => ("nav-item second", true),
        (_, true) => ("button", true),
        _ => ("icon-button", false),
    };
    let asks = RwSignal::new(false);
    let device = here.offline();
    let (icon, words) = if device {
        (Icon::Lock, w::LOCK)
    } else {
        (Icon::Leave, w::SIGN_OUT)
    };
    let press = move |_| {
        let written = !device
            && (kept::some(here)
                || keeping::kept_here(here)
                    .is_some_and(|d| Form::kept(&d.fields).is_some_and(|f| !f.is_blank())));
        if written { asks.set(true) } else { leave(here) }
    };
    view! {
        <button type="button" class=look.0 data-test="leave" title=words.t() aria-label=words.t() on:click=press>
            <span class="nav-sign"><Sign icon=icon /></span>
            {look.1.then(|| view! { <span>{words.t()}</span> })}
        </button>
        <Dialog open=asks title=w::SIGN_OUT.t().to_string()>
            <p class="lead">{w::SIGN_OUT_DRAFT.t()}</p>
            <div class="row end">
                <Button label=w::CANCEL.t().to_string() on_press=move || asks.set(false) />
                <Button label=w::SIGN_OUT_ANYWAY.t().to_string() look=Look::Danger test="leave-anyway"
                    on_press=move || { asks.set(false); keeping::forget_here(here); kept::forget_all(here); leave(here); } />
            </div>
        </Dialog>
    }
}

fn leave(here: Here) {
    leptos::task::spawn_local(async move {
        let outcome = if here.offline() {
            here.call(Lock {}).await
        } else {
            here.call(SignOut {}).await
        };
        let outcome = match outcome {
            Ok(_) => here.refresh().await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => {
                here.outbox.set(None);
            }
            Err(error) => here.complain(&error),
        }
    });
}
