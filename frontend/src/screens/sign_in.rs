//! 登录 with user name and password. Tests: `sign-in-user`, `sign-in-password`, `sign-in`, `sign-in-error`.

use crate::browser;
use crate::context::app;
use crate::parts::button::{Button, Look};
use crate::parts::field::{Field, Line};
use crate::parts::icons::{Icon, Sign};
use crate::screens::tablet::BecomeTablet;
use crate::timing;
use crate::words as w;
use leptos::prelude::*;

/// The page before anybody is signed in.
#[component]
pub fn SignIn() -> impl IntoView {
    let app = app();
    let district = move || {
        app.session.profile.with(|p| {
            p.as_ref()
                .and_then(|p| p.district.clone())
                .unwrap_or_default()
        })
    };
    let demo = move || {
        app.session
            .profile
            .with(|p| p.as_ref().is_some_and(|p| p.demo))
    };
    view! {
        <main class="gate" id="main">
            <div class="gate-card">
                <p class="gate-district">{district}</p>
                <h1>{w::APP_NAME.t()}</h1>
                <p class="lead">{w::SIGN_IN_LEAD.t()}</p>
                <SignInForm />
                <Show when=move || app.link.may_be_tablet()><BecomeTablet /></Show>
                <Show when=demo><p class="banner" data-test="demo-hint"><Sign icon=Icon::Shield />{w::DEMO_HINT.t()}</p></Show>
            </div>
        </main>
    }
}

/// The form alone: also shown above a page whose session has ended.
#[component]
pub fn SignInForm() -> impl IntoView {
    let app = app();
    let (user, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (error, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let tried = RwSignal::new(false);
    let missing = move |value: RwSignal<String>, text: w::Text| {
        Signal::derive(move || {
            if tried.get() && value.with(|v| v.trim().is_empty()) {
                text.t().to_string()
            } else {
                String::new()
            }
        })
    };
    let send = move || {
        tried.set(true);
        if busy.get_untracked()
            || user.with_untracked(|u| u.trim().is_empty())
            || password.with_untracked(String::is_empty)
        {
            return;
        }
        busy.set(true);
        error.set(String::new());
        leptos::task::spawn_local(async move {
            let request = api::SignIn {
                user: user.get_untracked().trim().to_string(),
                password: password.get_untracked(),
            };
            let outcome = match app.link.call(request).await {
                Ok(session) => {
                    app.session.must_change.set(session.must_change);
                    app.refresh().await
                }
                Err(error) => Err(error),
            };
            if let Err(refused) = outcome {
                error.try_set(refused.detail);
                password.try_set(String::new());
                tried.try_set(false);
            }
            busy.try_set(false);
        });
    };
    // Whoever signs in by keyboard begins to type at once.
    timing::later(0, || browser::focus("user"));
    view! {
        <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
            <Show when=move || error.with(|e| !e.is_empty())>
                <p class="banner bad" role="alert" data-test="sign-in-error"><Sign icon=Icon::Alert />{move || error.get()}</p>
            </Show>
            <Field id="user" label=w::USER.t().to_string() error=missing(user, w::USER_EMPTY)>
                <Line id="user" value=user on_input=move |t| user.set(t) complete="username" test="sign-in-user" />
            </Field>
            <Field id="password" label=w::PASSWORD.t().to_string() error=missing(password, w::PASSWORD_EMPTY)>
                <Line id="password" kind="password" value=password on_input=move |t| password.set(t) complete="current-password" test="sign-in-password" />
            </Field>
            <Button label=Signal::derive(move || if busy.get() { w::SIGNING_IN } else { w::SIGN_IN }.t().to_string())
                look=Look::Main sends=true rests=busy on_press=|| () test="sign-in" />
        </form>
    }
}
