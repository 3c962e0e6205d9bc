//! The whole page: asks who is there, then shows the right door or the rooms behind it.

use crate::browser;
use crate::context::{AppContext, app};
use crate::link::Link;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::toast::Toasts;
use crate::preferences;
use crate::route::{self, A, How};
use crate::screens::capture::CapturePage;
use crate::screens::closed::Closed;
use crate::screens::desk::DeskPage;
use crate::screens::device::{Enrol, Unlock};
use crate::screens::mine::MinePage;
use crate::screens::nearby::NearbyPage;
use crate::screens::notes::NotesPage;
use crate::screens::outbox::OutboxPage;
use crate::screens::password::Password;
use crate::screens::score::ScorePage;
use crate::screens::settings::SettingsPage;
use crate::screens::shell::OfficerShell;
use crate::screens::sign_in::{SignIn, SignInForm};
use crate::screens::today::TodayPage;
use crate::timing;
use crate::view_model::outbox;
use crate::words as w;
use api::Topic;
use leptos::ev::{self, EventDescriptor};
use leptos::prelude::*;
use model::UserName;

/// What stands between a person and the rooms.
#[derive(Debug, Clone, PartialEq)]
enum Door {
    Opening,
    Enrol,
    Unlock,
    SignIn,
    Password,
    /// With the name, so that another person gets pages made again.
    Inside(UserName),
}

fn door(app: AppContext) -> Door {
    app.session.profile.with(|profile| match profile {
        None => Door::Opening,
        Some(p) if !p.enrolled => Door::Enrol,
        Some(p) if p.locked => Door::Unlock,
        Some(p) if p.user.is_none() => Door::SignIn,
        Some(_) if app.session.must_change.get() => Door::Password,
        Some(_) if app.lists.with(Option::is_none) => Door::Opening,
        Some(p) => p.user.clone().map_or(Door::SignIn, Door::Inside),
    })
}

/// Reads again what the device behind the window says has changed.
async fn hear(app: AppContext) {
    let on_notice = move |topic| match topic {
        Topic::Tickets => app.touch(),
        // There is one window, and the page in it that wrote these knows.
        Topic::Drafts | Topic::Notes | Topic::Views => {}
        Topic::Outbox => leptos::task::spawn_local(app.refresh_outbox()),
        Topic::Session => leptos::task::spawn_local(async move {
            if let Err(error) = app.refresh().await {
                app.toasts.complain(&error);
            }
        }),
    };
    if let Err(error) = app.link.listen(on_notice).await {
        app.toasts.complain(&error);
    }
}

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let app = AppContext::new(route::follow());
    provide_context(app);
    let trouble = RwSignal::new(String::new());
    let open = move || {
        trouble.set(String::new());
        leptos::task::spawn_local(async move {
            if let Err(error) = app.refresh().await {
                trouble.set(w::sentence(&error));
            }
        });
    };
    open();
    app.keep_page();
    say_what_waits(app);
    for used in [ev::keydown.name(), ev::pointerdown.name()] {
        let _ = window_event_listener_untyped(&used, move |_| app.idle.touch());
    }
    leptos::task::spawn_local(keep_time(app));
    leptos::task::spawn_local(hear(app));
    let door = Memo::new(move |_| door(app));
    view! {
        {move || match door.get() {
            Door::Opening => view! { <Opening trouble=trouble on_retry=Callback::new(move |()| open()) /> }.into_any(),
            Door::Enrol => view! { <Enrol /> }.into_any(),
            Door::Unlock => view! { <Unlock /> }.into_any(),
            Door::SignIn => view! { <SignIn /> }.into_any(),
            Door::Password => view! { <Password /> }.into_any(),
            Door::Inside(_) => view! { <Inside /> }.into_any(),
        }}
        <Dialog open=app.session.expired title=w::SIGN_IN.t().to_string() firm=true>
            {move || match app.session.other.get() {
                None => view! { <p class="lead">{w::SESSION_OVER.t()}</p> }.into_any(),
                Some(other) => view! { <OtherPerson other=other /> }.into_any(),
            }}
            <SignInForm />
        </Dialog>
        <Toasts />
    }
}

/// How many tickets wait stands on the app's icon, in the page's title, and where the PIN is asked for next time.
fn say_what_waits(app: AppContext) {
    if !app.link.is_device() {
        return;
    }
    Effect::new(move |before: Option<usize>| {
        let waiting = app
            .connection
            .outbox
            .with(|o| o.as_ref().map(|o| o.tickets.len()));
        let Some(waiting) = waiting else {
            // Locked: what was known stays said.
            return before.unwrap_or(usize::MAX);
        };
        if before != Some(waiting) {
            browser::set_title(&outbox::title(waiting));
            // Windows over several folders share one small storage; a browser's is its device's own.
            if app.link == Link::Worker {
                preferences::note_waiting(waiting);
            }
            app.link.badge(waiting);
        }
        waiting
    });
}

/// Somebody else has signed in in another tab. Tests: `other-person`, `other-reload`.
#[component]
fn OtherPerson(other: String) -> impl IntoView {
    let app = app();
    let own = app
        .session
        .profile
        .with_untracked(|p| p.as_ref().and_then(|p| p.name.clone()))
        .unwrap_or_default();
    view! {
        <p class="lead" data-test="other-person">{w::OTHER_PERSON.with(&[&other, &own])}</p>
        <div class="row end">
            <Button label=w::OTHER_RELOAD.with(&[&other]) on_press=browser::reload test="other-reload" />
        </div>
        <p class="lead">{w::OTHER_AGAIN.with(&[&own])}</p>
    }
}

/// Moves the clock on the wall, looks at what waits while somebody looks at the page, and locks when nobody does.
async fn keep_time(app: AppContext) {
    let mut beat = 0u32;
    loop {
        timing::wait(4_000).await;
        beat += 1;
        if beat.is_multiple_of(4) {
            app.clock.tick();
        }
        if !(app.session.is_open() && app.session.offline()) {
            continue;
        }
        // A page that nobody looks at still locks.
        app.lock_when_idle().await;
        if browser::visible()
            && app
                .session
                .profile
                .with_untracked(|p| p.as_ref().is_some_and(|p| !p.locked))
        {
            app.refresh_outbox().await;
        }
    }
}

#[component]
fn Opening(trouble: RwSignal<String>, on_retry: Callback<()>) -> impl IntoView {
    view! {
        <main class="gate">
            <div class="gate-card">
                <h1>{w::APP_NAME.t()}</h1>
                <Show when=move || trouble.with(|t| !t.is_empty()) fallback=|| view! { <p class="faint">{w::LOADING.t()}</p> }>
                    <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || trouble.get()}</p>
                    <Button label=w::RETRY.t().to_string() look=Look::Main on_press=move || on_retry.run(()) test="retry" />
                </Show>
            </div>
        </main>
    }
}

/// The rooms behind the door, by address.
#[component]
fn Inside() -> impl IntoView {
    let app = app();
    if app.session.rooms().start().is_none() {
        return view! { <Closed /> }.into_any();
    }
    let address = route::address();
    let page = Memo::new(move |_| Page::at(&address.path()));
    let frame = Memo::new(move |_| page.get().frame());
    Effect::new(move |_| {
        if frame.get() == Frame::Start {
            address.open(app.session.rooms().start().unwrap_or("/mine"), How::Instead);
        }
    });
    // As lists of one: a page is made again when it is another, and only then.
    view! {
        <a class="skip" href="#main">{w::SKIP_TO_MAIN.t()}</a>
        <For each=move || [frame.get()] key=|frame| *frame let:frame>
            {match frame {
                Frame::Start => ().into_any(),
                Frame::Desk => view! { <DeskPage /> }.into_any(),
                Frame::Nowhere => view! { <Nowhere /> }.into_any(),
                Frame::Officer => view! {
                    <OfficerShell>
                        <For each=move || [page.get()] key=|page| *page children=|page: Page| page.view() />
                    </OfficerShell>
                }
                .into_any(),
            }}
        </For>
    }
    .into_any()
}

/// What stands at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Page {
    Start,
    Today,
    Capture,
    Mine,
    Notes,
    Nearby,
    Outbox,
    Settings,
    Score,
    Pool,
    Nowhere,
}

/// What stands around a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Frame {
    /// Nothing yet: it is left for a person's first page.
    Start,
    /// Navigation and the line of what waits.
    Officer,
    /// The desk has its own.
    Desk,
    Nowhere,
}

impl Page {
    fn at(path: &str) -> Self {
        match route::parts(path) {
            ("" | "index.html", None, false) => Page::Start,
            ("today", None, false) => Page::Today,
            ("capture", None, false) => Page::Capture,
            ("mine", _, false) => Page::Mine,
            ("notes", _, false) => Page::Notes,
            ("nearby", None, false) => Page::Nearby,
            ("outbox", None, false) => Page::Outbox,
            ("settings", None, false) => Page::Settings,
            ("score", _, false) => Page::Score,
            ("pool", _, false) => Page::Pool,
            _ => Page::Nowhere,
        }
    }
    fn frame(self) -> Frame {
        match self {
            Page::Start => Frame::Start,
            Page::Pool => Frame::Desk,
            Page::Nowhere => Frame::Nowhere,
            _ => Frame::Officer,
        }
    }
    /// The page within the officers' frame.
    fn view(self) -> AnyView {
        match self {
            Page::Today => view! { <TodayPage /> }.into_any(),
            Page::Capture => view! { <CapturePage /> }.into_any(),
            Page::Mine => view! { <MinePage /> }.into_any(),
            Page::Notes => view! { <NotesPage /> }.into_any(),
            Page::Nearby => view! { <NearbyPage /> }.into_any(),
            Page::Outbox => view! { <OutboxPage /> }.into_any(),
            Page::Settings => view! { <SettingsPage /> }.into_any(),
            Page::Score => view! { <ScorePage /> }.into_any(),
            Page::Start | Page::Pool | Page::Nowhere => ().into_any(),
        }
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <main class="gate" id="main" data-test="nowhere">
            <div class="gate-card"><h1>{w::NOWHERE.t()}</h1><A href="/">{w::GO_HOME.t()}</A></div>
        </main>
    }
}
