//! The one global line: what waits, when the pool last answered, and 立即同步; in a browser, that all goes straight in.

use crate::context::{AppContext, app};
use crate::parts::button::Button;
use crate::parts::icons::{Icon, Sign};
use crate::parts::version::NewVersion;
use crate::route::{self, A};
use crate::view_model::outbox;
use crate::words as w;
use api::{PauseSync, SyncNow};
use leptos::prelude::*;

/// The line at the head of officers' pages. Screen readers hear what changed, not each minute of 上次联通.
#[component]
pub fn WaitsLine() -> impl IntoView {
    let app = app();
    let heard = Memo::new(move |_| {
        let line = app
            .connection
            .outbox
            .get()
            .map(|o| outbox::line(&o, app.clock.now.get_untracked(), app.offset()));
        match (app.session.offline(), line) {
            (true, Some(line)) => format!("{} {}", line.state, line.waits),
            (false, _) if app.connection.lost.get() => w::ONLINE_LOST.t().to_string(),
            _ => String::new(),
        }
    });
    view! {
        <aside class="waits" aria-label=w::OUTBOX_TITLE.t() data-test="outbox-line">
            {if app.session.offline() { device_line(app) } else { browser_line(app) }}
        </aside>
        <p class="only-heard" role="status" aria-live="polite" data-test="sync-heard">{move || heard.get()}</p>
    }
}

/// Syncs now, and says what came of it.
pub fn sync_now(app: AppContext, busy: RwSignal<bool>) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        match app.call(SyncNow {}).await {
            Ok(report) => app.toasts.say(w::SYNC_DONE.with(&[
                &report.pushed,
                &report.photos_sent,
                &report.pulled,
            ])),
            Err(error) => app.toasts.complain(&error),
        }
        app.refresh_outbox().await;
        app.touch();
        busy.try_set(false);
    });
}

/// Stops or goes on syncing.
pub fn pause(app: AppContext, paused: bool) {
    leptos::task::spawn_local(async move {
        match app.call(PauseSync { paused }).await {
            Ok(outbox) => {
                app.connection.outbox.set(Some(outbox));
                let words = if paused {
                    w::SYNC_PAUSED
                } else {
                    w::SYNC_RESUMED
                };
                app.toasts.say(words.t());
            }
            Err(error) => app.toasts.complain(&error),
        }
    });
}

fn device_line(app: AppContext) -> AnyView {
    let busy = RwSignal::new(false);
    let line = Memo::new(move |_| {
        app.connection
            .outbox
            .get()
            .map(|o| outbox::line(&o, app.clock.now.get(), app.offset()))
    });
    let running = move || {
        busy.get()
            || app
                .connection
                .outbox
                .with(|o| o.as_ref().is_some_and(|o| o.running))
    };
    let paused = move || {
        app.connection
            .outbox
            .with(|o| o.as_ref().is_some_and(|o| o.paused))
    };
    let address = route::address();
    // 待同步 has larger ones of its own.
    let elsewhere = move || address.path() != "/outbox";
    view! {
        {move || line.get().map(|line| view! {
            <A href="/outbox" attr:class="waits-link">
                <span class=format!("waits-state {}", line.tone.class())><Sign icon=line.icon /><strong>{line.state}</strong></span>
                <span class="waits-what">{line.waits}</span>
                <span class="faint">{line.contact}</span>
            </A>
            {line.trouble.map(|t| view! { <span class="waits-trouble">{t}</span> })}
            <span class="grow"></span>
            {line.room.map(|room| view! { <span class="faint waits-room">{room}</span> })}
        })}
        <NewVersion />
        <Show when=elsewhere>
            <Show when=paused fallback=move || view! {
                <Button label=w::SYNC_NOW.t().to_string() icon=Icon::Refresh on_press=move || sync_now(app, busy) rests=Signal::derive(running) test="sync-now" />
            }>
                <Button label=w::SYNC_RESUME.t().to_string() icon=Icon::Play on_press=move || pause(app, false) test="sync-resume" />
            </Show>
        </Show>
    }
    .into_any()
}

fn browser_line(app: AppContext) -> AnyView {
    let resend = move || {
        leptos::task::spawn_local(async move {
            for ticket in app.link.unsent() {
                app.deliver(ticket).await;
            }
        });
    };
    view! {
        {move || {
            let (icon, tone, state, words) = if app.connection.lost.get() {
                (Icon::WifiOff, "tone-sudden", w::STATE_LOST, w::ONLINE_LOST)
            } else {
                (Icon::Wifi, "tone-calm", w::STATE_ONLINE, w::ONLINE_DIRECT)
            };
            view! {
                <span class=format!("waits-state {tone}")><Sign icon=icon /><strong>{state.t()}</strong></span>
                <span class="waits-what">{words.t()}</span>
            }
        }}
        <span class="grow"></span>
        <Show when=move || app.connection.unsent.get().gt(&0)>
            <span class="waits-trouble">{move || w::PHOTOS_UNSENT.with(&[&app.connection.unsent.get()])}</span>
            <Button label=w::PHOTOS_RESEND.t().to_string() icon=Icon::Refresh on_press=resend test="photos-resend" />
        </Show>
    }
    .into_any()
}
