//! Staying up to date: by the pool's notices while the stream stands, by asking now and then while it does not.

use crate::browser;
use crate::context::AppContext;
use crate::link::notices::Notice;
use crate::screens::desk::Desk;
use crate::timing;
use crate::view_model::stream::{Gather, POLL_MS, Stream};
use api::{CountTickets, Topic};
use leptos::ev;
use leptos::prelude::*;

/// Listens for as long as the desk is shown.
pub fn listen(desk: Desk) {
    let (app, gather) = (desk.app, StoredValue::new(Gather::default()));
    let heard = move |notice: Notice| {
        if desk.stream.is_disposed() {
            return;
        }
        match notice {
            Notice::Open => {
                desk.stream.set(Stream::Live);
                // A stream tells nothing of what came before it stood: also not of what came since this page's first reading.
                soon(app, gather);
                desk.views.read();
            }
            Notice::Topics(topics) => {
                if topics.contains(&Topic::Tickets) {
                    soon(app, gather);
                }
                if topics.contains(&Topic::Views) {
                    desk.views.read();
                }
            }
            Notice::Lost => {
                let fresh = desk.stream.get_untracked() != Stream::Broken;
                desk.stream.set(Stream::Broken);
                // Asking tells a broken stream from a pool out of reach, and a session that ended.
                if fresh {
                    leptos::task::spawn_local(async move { _ = app.call(CountTickets {}).await });
                    leptos::task::spawn_local(poll(desk));
                }
            }
        }
    };
    let listening = StoredValue::new_local(app.link.notices(heard));
    // A machine that knows it has no network says so before the stream does.
    let gone = window_event_listener(ev::offline, move |_| app.connection.lost.set(true));
    let back = window_event_listener(ev::online, move |_| app.touch());
    on_cleanup(move || {
        listening.dispose();
        gone.remove();
        back.remove();
    });
}

/// Has everything read again, at most once a second.
fn soon(app: AppContext, gather: StoredValue<Gather>) {
    let wait = gather
        .try_update_value(|g| g.hear(browser::now()))
        .flatten();
    let Some(wait) = wait else { return };
    leptos::task::spawn_local(async move {
        timing::wait(wait).await;
        // Ends with the page.
        if gather
            .try_update_value(|g| g.take(browser::now()))
            .is_some()
        {
            app.clock.now.set(browser::now());
            app.touch();
        }
    });
}

/// Asks now and then until the stream stands again or the page is gone.
async fn poll(desk: Desk) {
    loop {
        timing::wait(POLL_MS).await;
        if desk.stream.try_get_untracked() != Some(Stream::Broken) {
            return;
        }
        if browser::visible() {
            desk.app.touch();
        }
    }
}
