//! The button that leaves; it says first what is not sent. Tests: `leave`, `leave-asks`, `leave-what`, `leave-stay`,
//! `leave-anyway`, `leave-send`.

use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use api::{Lock, SignOut};
use leptos::prelude::*;

/// What a page holds that is decided and not sent: in words, and how it leaves at once.
#[derive(Clone, Copy)]
pub struct Held {
    pub words: Signal<Vec<String>>,
    pub send: Callback<()>,
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
    /// What the page around it has not sent.
    #[prop(optional)]
    held: Option<Held>,
) -> impl IntoView {
    let app = app();
    let look = match (nav, whole) {
        (true, _) => ("nav-item second", true),
        (_, true) => ("button", true),
        _ => ("icon-button", false),
    };
    let asks = RwSignal::new(false);
    let (what, steps) = (RwSignal::new(Vec::<String>::new()), RwSignal::new(false));
    let device = app.session.offline();
    let (icon, words) = if device {
        (Icon::Lock, w::LOCK)
    } else {
        (Icon::Leave, w::SIGN_OUT)
    };
    let press = move |_| {
        // A device keeps everything on its disk.
        if device {
            return leave(app);
        }
        let mut unsent = held
            .map(|held| held.words.get_untracked())
            .unwrap_or_default();
        steps.set(!unsent.is_empty());
        unsent.extend(app.unsent());
        if unsent.is_empty() {
            return leave(app);
        }
        what.set(unsent);
        asks.set(true);
    };
    let send = move || {
        asks.set(false);
        if let Some(held) = held {
            held.send.run(());
        }
    };
    view! {
        <button type="button" class=look.0 data-test="leave" title=words.t() aria-label=words.t() on:click=press>
            <span class="nav-sign"><Sign icon=icon /></span>
            {look.1.then(|| view! { <span>{words.t()}</span> })}
        </button>
        <Dialog open=asks title=w::SIGN_OUT.t().to_string() test="leave-asks">
            <p class="lead">{move || if steps.get() { w::SIGN_OUT_STEPS } else { w::SIGN_OUT_DRAFT }.t()}</p>
            <ul class="unsent" data-test="leave-what">{move || what.get().into_iter().map(|words| view! { <li><bdi>{words}</bdi></li> }).collect_view()}</ul>
            <div class="row end">
                <Button label=w::CANCEL.t().to_string() on_press=move || asks.set(false) test="leave-stay" />
                <Show when=move || steps.get() fallback=move || view! {
                    <Button label=w::SIGN_OUT_ANYWAY.t().to_string() look=Look::Danger test="leave-anyway"
                        on_press=move || { asks.set(false); app.forget_drafts(); leave(app); } />
                }>
                    <Button label=w::STEP_SEND_NOW.t().to_string() look=Look::Main on_press=send test="leave-send" />
                </Show>
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
