//! For posts without ticket content (系统管理员, 审计员): says so, and lets them go.

use crate::parts::icons::{Icon, Sign};
use crate::parts::leave::LeaveButton;
use crate::words as w;
use leptos::prelude::*;

/// The page.
#[component]
pub fn Closed() -> impl IntoView {
    view! {
        <main class="gate" id="main">
            <div class="gate-card stack">
                <span class="gate-sign"><Sign icon=Icon::Shield /></span>
                <h1>{w::CLOSED_TITLE.t()}</h1>
                <p class="lead">{w::CLOSED_LEAD.t()}</p>
                <div class="row"><LeaveButton whole=true /></div>
            </div>
        </main>
    }
}
