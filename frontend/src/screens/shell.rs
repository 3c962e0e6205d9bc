//! The frame of officers' pages: navigation at the side (at the foot on a phone), and the line that says what waits.
//! Tests: those of the rooms in it, `nav-settings`, `leave`, `outbox-line`, `sync-now`, `sync-resume`, `sync-heard`.

use crate::context::app;
use crate::parts::icons::{Icon, Sign};
use crate::parts::leave::LeaveButton;
use crate::parts::rooms::nav_rooms;
use crate::parts::waits::WaitsLine;
use crate::route::A;
use crate::words as w;
use leptos::prelude::*;

/// The frame.
#[component]
pub fn OfficerShell(
    /// The page in it.
    children: Children,
) -> impl IntoView {
    let app = app();
    if app.session.offline() {
        leptos::task::spawn_local(app.refresh_outbox());
    }
    view! {
        <div class="shell">
            <nav class="nav" aria-label=w::NAV.t()>
                {nav_rooms(app)}
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
