//! The one global line: what waits, when the pool last answered, and 立即同步; in a browser, that all goes straight in.

use crate::here::{Here, here};
use crate::parts::button::Button;
use crate::parts::icons::{Icon, Sign};
use crate::plain::outbox;
use crate::words as w;
use api::SyncNow;
use leptos::prelude::*;

/// The line at the head of officers' pages.
#[component]
pub fn WaitsLine() -> impl IntoView {
    let here = here();
    view! {
        <div class="waits" role="status" aria-live="polite" data-test="outbox-line">
            {move || if here.offline() { device_line(here) } else { browser_line(here) }}
        </div>
    }
}

fn device_line(here: Here) -> AnyView {
    let busy = RwSignal::new(false);
    let sync = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match here.call(SyncNow {}).await {
                Ok(report) => here.say(w::SYNC_DONE.with(&[
                    &report.pushed,
                    &report.photos_sent,
                    &report.pulled,
                ])),
                Err(error) => here.complain(&error),
            }
            here.refresh_outbox().await;
            here.touch();
            busy.try_set(false);
        });
    };
    let line = Memo::new(move |_| {
        here.outbox
            .get()
            .map(|o| outbox::line(&o, here.now.get(), here.offset))
    });
    let running = move || busy.get() || here.outbox.with(|o| o.as_ref().is_some_and(|o| o.running));
    view! {
        {move || line.get().map(|line| view! {
            <span class=format!("waits-state {}", line.tone.class())><Sign icon=line.icon /><strong>{line.state}</strong></span>
            <span class="waits-what">{line.waits}</span>
            <span class="faint">{line.contact}</span>
            {line.trouble.map(|t| view! { <span class="waits-trouble">{t}</span> })}
            <span class="grow"></span>
            {line.room.map(|room| view! { <span class="faint waits-room">{room}</span> })}
        })}
        <Button label=w::SYNC_NOW.t().to_string() icon=Icon::Refresh on_press=sync rests=Signal::derive(running) test="sync-now" />
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
