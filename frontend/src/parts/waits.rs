//! The one global line: what waits, when the pool last answered, and 立即同步; in a browser, that all goes straight in.

use crate::here::{Here, here};
use crate::parts::button::Button;
use crate::parts::flow::Show;
use crate::parts::icons::{Icon, Sign};
use crate::route::{self, A};
use crate::view_model::outbox;
use crate::words as w;
use api::{PauseSync, SyncNow};
use leptos::prelude::*;

/// The line at the head of officers' pages. Screen readers hear what changed, not each minute of 上次联通.
#[component]
pub fn WaitsLine() -> impl IntoView {
    let here = here();
    let heard = Memo::new(move |_| {
        let line = here
            .outbox
            .get()
            .map(|o| outbox::line(&o, here.now.get_untracked(), here.offset));
        match (here.offline(), line) {
            (true, Some(line)) => format!("{} {}", line.state, line.waits),
            (false, _) if here.lost.get() => w::ONLINE_LOST.t().to_string(),
            _ => String::new(),
        }
    });
    view! {
        <aside class="waits" aria-label=w::OUTBOX_TITLE.t() data-test="outbox-line">
            {if here.offline() { device_line(here) } else { browser_line(here) }}
        </aside>
        <p class="only-heard" role="status" aria-live="polite" data-test="sync-heard">{move || heard.get()}</p>
    }
}

/// Syncs now, and says what came of it.
pub fn sync_now(here: Here, busy: RwSignal<bool>) {
    busy.set(true);
    leptos::task::spawn_local(async move {
        match here.call(SyncNow {}).await {
            Ok(report) => {
                here.say(w::SYNC_DONE.with(&[&report.pushed, &report.photos_sent, &report.pulled]))
            }
            Err(error) => here.complain(&error),
        }
        here.refresh_outbox().await;
        here.touch();
        busy.try_set(false);
    });
}

/// Stops or goes on syncing.
pub fn pause(here: Here, paused: bool) {
    leptos::task::spawn_local(async move {
        match here.call(PauseSync { paused }).await {
            Ok(outbox) => {
                here.outbox.set(Some(outbox));
                let words = if paused {
                    w::SYNC_PAUSED
                } else {
                    w::SYNC_RESUMED
                };
                here.say(words.t());
            }
            Err(error) => here.complain(&error),
        }
    });
}

fn device_line(here: Here) -> AnyView {
    let busy = RwSignal::new(false);
    let line = Memo::new(move |_| {
        here.outbox
            .get()
            .map(|o| outbox::line(&o, here.now.get(), here.offset))
    });
    let running = move || busy.get() || here.outbox.with(|o| o.as_ref().is_some_and(|o| o.running));
    let paused = move || here.outbox.with(|o| o.as_ref().is_some_and(|o| o.paused));
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
        <Show when=elsewhere>
            <Show when=paused fallback=move || view! {
                <Button label=w::SYNC_NOW.t().to_string() icon=Icon::Refresh on_press=move || sync_now(here, busy) rests=Signal::derive(running) test="sync-now" />
            }>
                <Button label=w::SYNC_RESUME.t().to_string() icon=Icon::Play on_press=move || pause(here, false) test="sync-resume" />
            </Show>
        </Show>
    }
    .into_any()
}

fn browser_line(here: Here) -> AnyView {
    let resend = move || {
        leptos::task::spawn_local(async move {
            for ticket in here.link.unsent() {
                here.deliver(ticket).await;
            }
        });
    };
    view! {
        {move || {
            let (icon, tone, state, words) = if here.lost.get() {
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
        <Show when=move || here.unsent.get().gt(&0)>
            <span class="waits-trouble">{move || w::PHOTOS_UNSENT.with(&[&here.unsent.get()])}</span>
            <Button label=w::PHOTOS_RESEND.t().to_string() icon=Icon::Refresh on_press=resend test="photos-resend" />
        </Show>
    }
    .into_any()
}
