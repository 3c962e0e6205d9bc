//! 修改密码, at the first use or by choice in 设置. Tests: `old-password`, `new-password`, `new-password-again`, `change-password`.

use crate::context::app;
use crate::parts::button::{Button, Look};
use crate::parts::field::{Field, Line};
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use leptos::prelude::*;

/// The page of the first use.
#[component]
pub fn Password() -> impl IntoView {
    view! {
        <main class="gate" id="main">
            <div class="gate-card stack">
                <h1>{w::CHANGE_PASSWORD.t()}</h1>
                <p class="lead">{w::MUST_CHANGE_LEAD.t()}</p>
                {form(Callback::new(|()| ()))}
            </div>
        </main>
    }
}

/// The form; `done` hears that the password was changed.
pub fn form(done: Callback<()>) -> AnyView {
    let app = app();
    let (old, new, again) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let (error, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let differ = Signal::derive(move || {
        let again = again.get();
        if again.is_empty() || new.with(|n| n.starts_with(&again)) {
            String::new()
        } else {
            w::PASSWORDS_DIFFER.t().to_string()
        }
    });
    let send = move || {
        if new.get_untracked() != again.get_untracked() {
            error.set(w::PASSWORDS_DIFFER.t().into());
            return;
        }
        busy.set(true);
        error.set(String::new());
        let first = app.session.must_change.get_untracked();
        leptos::task::spawn_local(async move {
            let request = api::ChangePassword {
                old: old.get_untracked(),
                new: new.get_untracked(),
            };
            let outcome = match app.link.call(request).await {
                Ok(_) => {
                    app.session.must_change.set(false);
                    app.toasts.say(w::PASSWORD_CHANGED.t());
                    done.run(());
                    // Before the first change nothing else could be read.
                    if first { app.refresh().await } else { Ok(()) }
                }
                Err(error) => Err(error),
            };
            if let Err(refused) = outcome {
                error.try_set(refused.detail);
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
                <Show when=move || error.with(|e| !e.is_empty())>
                    <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || error.get()}</p>
                </Show>
                <Field id="old" label=w::OLD_PASSWORD.t().to_string()>
                    <Line id="old" kind="password" value=old on_input=move |t| old.set(t) complete="current-password" test="old-password" />
                </Field>
                <Field id="new" label=w::NEW_PASSWORD.t().to_string()>
                    <Line id="new" kind="password" value=new on_input=move |t| new.set(t) complete="new-password" test="new-password" />
                </Field>
                <Field id="again" label=w::NEW_PASSWORD_AGAIN.t().to_string() error=differ>
                    <Line id="again" kind="password" value=again on_input=move |t| again.set(t) complete="new-password" test="new-password-again" />
                </Field>
                <Button label=w::CHANGE_PASSWORD.t().to_string() look=Look::Main sends=true rests=busy on_press=|| () test="change-password" />
        </form>
    }
    .into_any()
}
