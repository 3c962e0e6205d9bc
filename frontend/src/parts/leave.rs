//! The button that leaves. Tests: `leave`, `leave-anyway`.

use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use api::{Lock, SignOut};
use leptos::prelude::*;

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
    let app = app();
    let look = match (nav, whole) {
        (true, _) => ("nav-item second", true),
        (_, true) => ("button", true),
        _ => ("icon-button", false),
    };
    let asks = RwSignal::new(false);
    let device = app.session.offline();
    let (icon, words) = if device {
        (Icon::Lock, w::LOCK)
    } else {
        (Icon::Leave, w::SIGN_OUT)
    };
    let press = move |_| {
        let unsent = !device && app.has_unsent_drafts();
        if unsent { asks.set(true) } else { leave(app) }
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
                    on_press=move || { asks.set(false); app.forget_drafts(); leave(app); } />
            </div>
        </Dialog>
    }
}

fn leave(app: AppContext) {
    leptos::task::spawn_local(async move {
        let outcome = if app.session.offline() {
            app.call(Lock {}).await
        } else {
            app.call(SignOut {}).await
        };
        let outcome = match outcome {
            Ok(_) => app.refresh().await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => {
                app.connection.outbox.set(None);
            }
            Err(error) => app.toasts.complain(&error),
        }
    });
}
