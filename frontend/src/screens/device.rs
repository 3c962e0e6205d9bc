//! A device's own doors: 登记 once, 解锁 each time. Tests: `pool-address`, `enrol-code`, `pin`, `pin-again`, `enrol`,
//! `qr`, `unlock`, `pin-0` … `pin-9`.

use crate::browser;
use crate::context::{AppContext, app};
use crate::link::Link;
use crate::parts::button::{Button, Look};
use crate::parts::field::{Field, Line};
use crate::parts::files::{File, FileInput};
use crate::parts::icons::{Icon, Sign};
use crate::parts::rescue::SalvageBox;
use crate::parts::version::NewVersion;
use crate::screens::tablet::{ForgotPin, Gone, Lacks, WaitingHere};
use crate::words as w;
use api::{ApiError, Profile};
use leptos::prelude::*;
use model::Code;

/// The wrong PIN and the wrong code belong at the head of their small forms.
fn banner(error: RwSignal<String>) -> impl IntoView {
    view! {
        <Show when=move || error.with(|e| !e.is_empty())>
            <p class="banner bad" role="alert" data-test="device-error"><Sign icon=Icon::Alert />{move || error.get()}</p>
        </Show>
    }
}

async fn enter(app: AppContext, answer: Result<Profile, ApiError>, error: RwSignal<String>) {
    let outcome = match answer {
        Ok(profile) => {
            app.idle.touch();
            app.idle.set_locked(false);
            app.take_profile(profile).await
        }
        Err(refused) => Err(refused),
    };
    if let Err(refused) = outcome {
        // What does not open was set aside, or is gone by the rules: the way on is a new enrolment, and the sentence goes along.
        if matches!(refused.code, Code::StoreBroken | Code::DeviceWiped) {
            crate::preferences::note_waiting(0);
            app.toasts.complain(&refused);
            _ = app.refresh().await;
        }
        error.try_set(w::sentence(&refused));
    }
}

/// Why an address could not be enrolled at, said for whoever has typed it.
fn at_enrolment(refused: ApiError) -> ApiError {
    let words = match refused.code {
        Code::PoolUnreachable | Code::TryLater => w::ENROL_UNREACHABLE,
        Code::PoolNotAPool => w::ENROL_NOT_A_POOL,
        _ => return refused,
    };
    ApiError {
        detail: words.t().into(),
        ..refused
    }
}

/// 登记这台设备.
#[component]
pub fn Enrol() -> impl IntoView {
    let app = app();
    let (pool, code) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (error, busy, tried) = (
        RwSignal::new(String::new()),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let set_aside = move || {
        app.session
            .profile
            .with(|p| p.as_ref().is_some_and(|p| p.set_aside))
    };
    // The pool this page came from is the likely one.
    if app.link == Link::Worker {
        pool.set(browser::origin());
    }
    let missing = move |value: RwSignal<String>, label: w::Text| {
        Signal::derive(move || {
            let empty = tried.get() && value.with(|v| v.trim().is_empty());
            if empty {
                w::FIELD_EMPTY.with(&[&label.t()])
            } else {
                String::new()
            }
        })
    };
    let differ = Signal::derive(move || {
        let again = again.get();
        if again.is_empty() || pin.with(|p| p.starts_with(&again)) {
            String::new()
        } else {
            w::PINS_DIFFER.t().to_string()
        }
    });
    let send = move || {
        tried.set(true);
        let request = api::Enrol {
            pool: pool.get_untracked().trim().into(),
            code: code.get_untracked().trim().into(),
            pin: pin.get_untracked(),
        };
        if busy.get_untracked()
            || request.pool.is_empty()
            || request.code.is_empty()
            || request.pin.is_empty()
        {
            return;
        }
        if request.pin != again.get_untracked() {
            error.set(w::PINS_DIFFER.t().into());
            return;
        }
        busy.set(true);
        error.set(String::new());
        leptos::task::spawn_local(async move {
            let answer = app.link.call(request).await.map_err(at_enrolment);
            if answer.is_ok() {
                // A browser may ask the person first; 设置 shows what came of it.
                leptos::task::spawn_local(async move { _ = app.link.persist().await });
            }
            enter(app, answer, error).await;
            busy.try_set(false);
        });
    };
    view! {
        <main class="gate" id="main">
            <form class="gate-card stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
                <h1>{w::ENROL.t()}</h1>
                <p class="lead">{w::ENROL_LEAD.t()}</p>
                {banner(error)}
                <Gone />
                <Lacks />
                <QrReader pool=pool code=code error=error />
                <p class="faint or">{w::QR_OR.t()}</p>
                <Field id="pool" label=w::POOL_ADDRESS.t().to_string() hint=w::POOL_ADDRESS_HINT.t().to_string() error=missing(pool, w::POOL_ADDRESS)>
                    <Line id="pool" kind="url" keyboard="url" value=pool on_input=move |t| pool.set(t) test="pool-address" />
                </Field>
                <Field id="code" label=w::ENROL_CODE.t().to_string() error=missing(code, w::ENROL_CODE)>
                    <Line id="code" value=code on_input=move |t| code.set(t) test="enrol-code" />
                </Field>
                <div class="pair">
                    <Field id="pin" label=w::PIN.t().to_string() hint=w::PIN_HINT.t().to_string() error=missing(pin, w::PIN)>
                        <Line id="pin" kind="password" keyboard="numeric" complete="new-password" value=pin on_input=move |t| pin.set(t) test="pin" />
                    </Field>
                    <Field id="pin-again" label=w::PIN_AGAIN.t().to_string() error=differ>
                        <Line id="pin-again" kind="password" keyboard="numeric" complete="new-password" value=again on_input=move |t| again.set(t) test="pin-again" />
                    </Field>
                </div>
                <Button label=Signal::derive(move || if busy.get() { w::ENROLLING } else { w::ENROL_DO }.t().to_string())
                    look=Look::Main sends=true rests=busy on_press=|| () test="enrol" />
                <Show when=move || app.link == Link::Worker><NoTablet /></Show>
                <Show when=set_aside><SalvageBox /></Show>
            </form>
        </main>
    }
}

/// The way back to 登录 for a browser that is no tablet yet. Tests: `no-tablet`.
#[component]
fn NoTablet() -> impl IntoView {
    let back = move || {
        leptos::task::spawn_local(async {
            Link::be_no_tablet().await;
            browser::reload();
        });
    };
    view! { <Button label=w::TABLET_NOT.t().to_string() look=Look::Quiet on_press=back test="no-tablet" /> }
}

/// Most bytes of a picture with a QR code; base64 makes a third more of them, and the device takes 8 MB.
const QR_BYTES: f64 = 6e6;

/// Reads address and code from a picture of the QR code.
#[component]
fn QrReader(
    pool: RwSignal<String>,
    code: RwSignal<String>,
    error: RwSignal<String>,
) -> impl IntoView {
    let app = app();
    let busy = RwSignal::new(false);
    let read = Callback::new(move |files: Vec<File>| {
        let Some(file) = files.into_iter().next() else {
            return;
        };
        busy.set(true);
        error.set(String::new());
        leptos::task::spawn_local(async move {
            match browser::base64_of(&file, QR_BYTES).await {
                None => _ = error.try_set(w::QR_TOO_LARGE.t().into()),
                Some(picture) => match app.link.call(api::ReadQr { picture }).await {
                    Ok(found) => {
                        pool.try_set(found.pool);
                        code.try_set(found.code);
                        app.toasts.say(w::QR_READ.t());
                    }
                    Err(refused) => _ = error.try_set(refused.detail),
                },
            }
            busy.try_set(false);
        });
    });
    view! {
        <label class="button qr">
            <FileInput accept="image/*" camera=true rests=busy test="qr" on_files=read />
            <Sign icon=Icon::Scan /><span>{move || if busy.get() { w::QR_BUSY.t() } else { w::QR.t() }}</span>
        </label>
        <p class="hint">{w::QR_LEAD.t()}</p>
    }
}

/// 解锁 by PIN, with keys large enough for gloves.
#[component]
pub fn Unlock() -> impl IntoView {
    let app = app();
    let (pin, error, busy) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(false),
    );
    let name = app.session.profile.with_untracked(|p| {
        p.as_ref()
            .and_then(|p| p.name.clone().or_else(|| p.district.clone()))
            .unwrap_or_default()
    });
    let send = move || {
        if busy.get_untracked() || pin.with_untracked(String::is_empty) {
            return;
        }
        busy.set(true);
        error.set(String::new());
        leptos::task::spawn_local(async move {
            enter(
                app,
                app.link
                    .call(api::Unlock {
                        pin: pin.get_untracked(),
                    })
                    .await,
                error,
            )
            .await;
            pin.try_set(String::new());
            busy.try_set(false);
        });
    };
    let digit = move |digit: char| {
        view! {
            <button type="button" class="pin-key" data-test=format!("pin-{digit}") on:click=move |_| pin.update(|p| p.push(digit))>
                {digit.to_string()}
            </button>
        }
    };
    view! {
        <main class="gate" id="main">
            <form class="gate-card stack unlock" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
                <p class="gate-district">{name}</p>
                <h1>{w::APP_NAME.t()}</h1>
                <NewVersion />
                <WaitingHere />
                {app.idle.has_locked().then(|| view! { <p class="banner" role="status"><Sign icon=Icon::Lock />{w::IDLE_LOCKED.t()}</p> })}
                {banner(error)}
                <Field id="pin" label=w::UNLOCK_LEAD.t().to_string()>
                    <Line id="pin" kind="password" keyboard="numeric" complete="current-password" value=pin on_input=move |t| pin.set(t) test="pin" />
                </Field>
                <div class="pin-pad">
                    {"123456789".chars().map(digit).collect_view()}
                    <span></span>
                    {digit('0')}
                    <button type="button" class="pin-key" aria-label=w::PIN_ERASE.t() on:click=move |_| pin.update(|p| _ = p.pop())>
                        <Sign icon=Icon::Erase />
                    </button>
                </div>
                <Button label=Signal::derive(move || if busy.get() { w::UNLOCKING } else { w::UNLOCK }.t().to_string())
                    look=Look::Main sends=true rests=busy on_press=|| () test="unlock" />
                <Show when=move || app.link.is_device()><ForgotPin /></Show>
            </form>
        </main>
    }
}
