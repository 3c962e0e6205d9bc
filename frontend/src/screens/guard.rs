//! Behind the desk, in 设置: the devices, for whoever may decide on them.
//! Tests: `devices`, `device-revoke`, `device-confirm`.

use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::view_model::time;
use crate::words as w;
use api::{ConfirmDevice, DeviceLine, DeviceState, Devices, ListDevices, RevokeDevice};
use leptos::prelude::*;
use model::Role;

/// The lists, each for whoever may decide.
pub fn guards(app: AppContext) -> AnyView {
    let is = |role: Role| {
        app.session.profile.with_untracked(|p| {
            let posts = p.as_ref().map(|p| p.posts.iter());
            posts.is_some_and(|mut posts| posts.any(|post| post.role == role))
        })
    };
    let admin = is(Role::Admin);
    let desk = !app.session.offline();
    view! { {(desk && admin).then(|| view! { <DeviceList /> })} }.into_any()
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
