//! For posts without ticket content (系统管理员, 审计员): says so, above what they decide on here. Test: `closed`.

use crate::screens::settings::SettingsPage;
use crate::screens::shell::OfficerShell;
use crate::words as w;
use leptos::prelude::*;

/// The page, whatever the address.
#[component]
pub fn Closed() -> impl IntoView {
    view! {
        <OfficerShell>
            <div class="page settings">
                <section class="card-box" data-test="closed">
                    <h2 class="card-name">{w::CLOSED_TITLE.t()}</h2>
                    <p>{w::CLOSED_LEAD.t()}</p>
                </section>
            </div>
            <SettingsPage />
        </OfficerShell>
    }
}
