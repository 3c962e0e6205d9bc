//! Behind the desk, in 设置: what waits for a second person's consent, and the devices, for whoever may decide on them.
//! Tests: `consents`, `consent-grant`, `consent-refuse`, `devices`, `device-revoke`, `device-confirm`.

use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::view_model::time;
use crate::words as w;
use api::{
    ConfirmDevice, ConsentLine, Consents, DecideConsent, DeviceLine, DeviceState, Devices,
    ListConsents, ListDevices, RevokeDevice,
};
use leptos::prelude::*;
use model::Role;

/// Both lists, each for whoever may decide.
pub fn guards(app: AppContext) -> AnyView {
    let [admin, force] = [Role::Admin, Role::TaskForce].map(|role| app.session.holds(role));
    let desk = !app.session.offline();
    view! {
        {(desk && (admin || force)).then(|| view! { <ConsentList /> })}
        {(desk && admin).then(|| view! { <DeviceList /> })}
    }
    .into_any()
}

/// What waits for a second person. A new one-time password is shown here once, to be handed over.
#[component]
fn ConsentList() -> impl IntoView {
    let app = app();
    let (waiting, drawn) = (RwSignal::new(Vec::new()), RwSignal::new(String::new()));
    let read = move || async move {
        if let Ok(Consents { consents }) = app.call(ListConsents {}).await {
            waiting.try_set(consents);
        }
    };
    leptos::task::spawn_local(read());
    let decide = move |id: i64, grant: bool| {
        leptos::task::spawn_local(async move {
            match app.call(DecideConsent { id, grant }).await {
                Ok(saved) => {
                    let told = saved
                        .password
                        .map(|password| w::CONSENT_PASSWORD.with(&[&saved.person.user, &password]));
                    drawn.try_set(told.unwrap_or_default());
                }
                Err(error) => app.toasts.complain(&error),
            }
            read().await;
        });
    };
    let row = move |line: ConsentLine| {
        let id = line.id;
        let asked =
            w::CONSENT_ASKED.with(&[&line.asked_by, &time::stamp(line.expires_at, app.offset())]);
        view! {
            <li>
                <p><strong>{line.user.to_string()}</strong>" "{wanted(app, &line)}</p>
                <p class="faint">{asked}</p>
                <div class="row">
                    <Button label=w::CONSENT_GRANT.t() on_press=move || decide(id, true) test="consent-grant" />
                    <Button label=w::CONSENT_REFUSE.t() on_press=move || decide(id, false) look=Look::Quiet test="consent-refuse" />
                </div>
            </li>
        }
    };
    view! {
        <section class="card-box" data-test="consents">
            <h2 class="card-name">{w::CONSENTS.t()}</h2>
            {move || waiting.read().is_empty().then(|| view! { <p class="faint">{w::CONSENTS_NONE.t()}</p> })}
            <ul>{move || waiting.get().into_iter().map(row).collect_view()}</ul>
            <p role="status">{move || drawn.get()}</p>
        </section>
    }
}

/// What was asked for, in words.
fn wanted(app: AppContext, line: &ConsentLine) -> String {
    if let Some(leave) = &line.leave {
        return w::CONSENT_LEAVE.with(&[&leave.user]);
    }
    let Some(save) = &line.save else {
        return String::new();
    };
    let lists = app.district();
    let posts = save.posts.iter();
    let posts = posts.map(|p| format!("{} · {}", w::label(p.role), lists.unit(&p.unit)));
    let mut words: Vec<String> = posts.collect();
    if save.reset_password {
        words.push(w::CONSENT_RESET.t().to_string());
    }
    words.join("，")
}

/// Every device with how it stands.
#[component]
fn DeviceList() -> impl IntoView {
    let app = app();
    let all = RwSignal::new(Vec::new());
    let keep = move |reply: Result<Devices, api::ApiError>| match reply {
        Ok(Devices { devices }) => _ = all.try_set(devices),
        Err(error) => app.toasts.complain(&error),
    };
    leptos::task::spawn_local(async move { keep(app.call(ListDevices::default()).await) });
    let row = move |line: DeviceLine| {
        let (revoked, confirmed) = (line.id.clone(), line.id.clone());
        let revoke = move || {
            let id = revoked.clone();
            leptos::task::spawn_local(async move { keep(app.call(RevokeDevice { id }).await) });
        };
        let confirm = move || {
            let id = confirmed.clone();
            leptos::task::spawn_local(async move { keep(app.call(ConfirmDevice { id }).await) });
        };
        let state = match line.state {
            DeviceState::Active => w::DEVICE_ACTIVE,
            DeviceState::Revoked => w::DEVICE_REVOKED,
            DeviceState::Copied => w::DEVICE_COPIED,
            DeviceState::Held => w::DEVICE_HELD,
            DeviceState::Expired => w::DEVICE_EXPIRED,
        };
        let seen = line.last_seen.map_or_else(
            || w::DEVICE_UNSEEN.t().to_string(),
            |at| w::DEVICE_SEEN.with(&[&time::stamp(at, app.offset())]),
        );
        let stands = line.state != DeviceState::Revoked;
        let held = stands && line.state != DeviceState::Active;
        view! {
            <li>
                <p><strong>{line.user.to_string()}</strong>" "{line.id.to_string()}" "<span class="pill">{state.t()}</span></p>
                <p class="faint">{seen}</p>
                <div class="row">
                    {held.then(|| view! { <Button label=w::DEVICE_CONFIRM.t() on_press=confirm test="device-confirm" /> })}
                    {stands.then(|| view! { <Button label=w::DEVICE_REVOKE.t() on_press=revoke look=Look::Danger test="device-revoke" /> })}
                </div>
            </li>
        }
    };
    view! {
        <section class="card-box" data-test="devices">
            <h2 class="card-name">{w::DEVICES.t()}</h2>
            <ul>{move || all.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
