//! A browser that is a tablet, or becomes one: what it lacks, whether what it keeps is safe, how it gets onto the home screen.
//! Tests: `become-tablet`, `lacks`, `kept`, `kept-ask`, `home-how`, `home-first`, `store-gone`, `waiting-here`, `pin-forgot`, `start-over`.

use crate::browser;
use crate::context::app;
use crate::link::Link;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::preferences;
use crate::view_model::fitness::{self, Lack};
use crate::words as w;
use leptos::prelude::*;

/// 登记为平板: from the next page on this browser is a tablet, with a store of its own; one that cannot be says why.
#[component]
pub fn BecomeTablet() -> impl IntoView {
    let app = app();
    let stops = RwSignal::new(Vec::<Lack>::new());
    let become_one = move || {
        leptos::task::spawn_local(async move {
            let found = app.link.features().await;
            let mut lacks = found
                .map(|found| fitness::lacks(&found))
                .unwrap_or_default();
            lacks.retain(|lack| lack.stops());
            if lacks.is_empty() {
                Link::become_tablet();
                browser::reload();
            } else {
                stops.try_set(lacks);
            }
        });
    };
    view! {
        <div class="stack">
            <p class="faint or">{w::TABLET_OR.t()}</p>
            <Button label=w::TABLET_BECOME.t().to_string() on_press=become_one test="become-tablet" />
            {move || lack_list(&stops.read())}
            <p class="hint">{w::TABLET_BECOME_LEAD.t()}</p>
        </div>
    }
}

/// What this browser lacks, said before a tablet is enrolled in it.
#[component]
pub fn Lacks() -> impl IntoView {
    let app = app();
    let lacks = RwSignal::new(Vec::<Lack>::new());
    leptos::task::spawn_local(async move {
        if app.link == Link::Worker
            && let Some(found) = app.link.features().await
        {
            lacks.try_set(fitness::lacks(&found));
        }
    });
    view! {
        {move || lack_list(&lacks.read())}
        <Show when=move || lacks.with(|l| l.contains(&Lack::HomeScreen))><HomeHow /></Show>
    }
}

fn lack_list(lacks: &[Lack]) -> AnyView {
    let line = |lack: &Lack| {
        let (what, way) = lack.words();
        let class = if lack.stops() {
            "banner bad"
        } else {
            "banner tone-urgent"
        };
        view! { <li class=class><Sign icon=Icon::Alert /><span><strong>{what.t()}</strong><br />{way.t()}</span></li> }
    };
    let lines: Vec<_> = lacks.iter().map(line).collect();
    (!lines.is_empty())
        .then(
            || view! { <div role="status"><ul class="lacks" data-test="lacks">{lines}</ul></div> },
        )
        .into_any()
}

/// The banner before the first capture in a plain tab that the system clears.
#[component]
pub fn HomeFirst() -> impl IntoView {
    let (what, way) = Lack::HomeScreen.words();
    app().link.is_plain_tab().then(|| view! {
        <section class="home-first" data-test="home-first">
            <p class="banner tone-urgent"><Sign icon=Icon::Alert /><span><strong>{what.t()}</strong><br />{way.t()}</span></p>
            <HomeHow />
        </section>
    })
}

/// 本机存储: whether the browser has promised to keep it, and what to do where it has not.
#[component]
pub fn KeptCard() -> impl IntoView {
    let app = app();
    let kept = RwSignal::new(None::<bool>);
    leptos::task::spawn_local(async move { _ = kept.try_set(app.link.is_persisted().await) });
    let ask = move || {
        leptos::task::spawn_local(async move {
            let promised = app.link.persist().await;
            if promised != Some(true) {
                app.toasts.say(w::KEPT_NOT_YET.t());
            }
            kept.try_set(promised);
        });
    };
    let shown = move |safe: bool| {
        let (tone, icon, word, lead) = match safe {
            true => (
                "pill tone-calm",
                Icon::Shield,
                w::KEPT_SAFE,
                w::KEPT_SAFE_LEAD,
            ),
            false => (
                "pill tone-urgent",
                Icon::Alert,
                w::KEPT_LOOSE,
                w::KEPT_LOOSE_LEAD,
            ),
        };
        view! {
            <section class="card-box" data-test="kept">
                <div class="card-line"><h2 class="card-name">{w::KEPT.t()}</h2><span class=tone><Sign icon=icon />{word.t()}</span></div>
                <p class="faint">{lead.t()}</p>
                {(!safe).then(|| view! { <div class="row"><Button label=w::KEPT_ASK.t().to_string() on_press=ask test="kept-ask" /></div> })}
                <HomeHow />
            </section>
        }
    };
    move || kept.get().map(shown)
}

/// Three frames: where the menu is, the entry in it, the icon on the home screen.
const FRAMES: &str = "M6 4h28a4 4 0 0 1 4 4v44a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4M52 4h28a4 4 0 0 1 4 4v44a4 4 0 0 1-4 4H52a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4M98 4h28a4 4 0 0 1 4 4v44a4 4 0 0 1-4 4H98a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4M40.500 30h5M43.500 28l2 2l-2 2M86.500 30h5M89.500 28l2 2l-2 2M100 12h8v8h-8zM116 12h8v8h-8zM100 28h8v8h-8z";
/// Share; its entry in the sheet at the foot.
const APPLE: &str = "M26 12v6h7v-6M29.500 15V7M27.500 9l2-2l2 2M8 24h24M8 31h24M8 38h16M54 26h24M54 33h24M54 43h12M70 38h9v9h-9zM74.500 40.500v4M72.500 42.500h4";
/// Three dots; their menu at the top.
const ANDROID: &str = "M32 10h.01M32 14h.01M32 18h.01M8 26h24M8 33h24M8 40h16M60 10h20v38H60zM64 18h12M64 26h12M64 38h5M72 34h6v8h-6zM75 36v4M73 38h4";
/// The menu at the foot; its entry.
const HARMONY: &str = "M8 14h24M8 21h24M8 28h16M15 45h10M15 49h10M15 41h10M52 22h28v30M52 22v30M58 32h8M70 28h7v7h-7zM73.500 30v3M72 31.500h3M58 42h18";

/// How a page gets onto the home screen, browser by browser, with pictures.
#[component]
pub fn HomeHow() -> impl IntoView {
    let way = |name: w::Text, steps: w::Text, path: &'static str| {
        view! {
            <li>
                <svg class="home-picture" viewBox="0 0 132 60" aria-hidden="true" focusable="false">
                    <path d=FRAMES /><path d=path /><rect x="116" y="28" width="8" height="8" rx="2" />
                </svg>
                <span><strong>{name.t()}</strong><br />{steps.t()}</span>
            </li>
        }
    };
    view! {
        <details class="fold" data-test="home-how">
            <summary>{w::HOME_HOW.t()}</summary>
            <ul class="home-ways">
                {way(w::HOME_APPLE, w::HOME_APPLE_STEPS, APPLE)}
                {way(w::HOME_ANDROID, w::HOME_ANDROID_STEPS, ANDROID)}
                {way(w::HOME_HARMONY, w::HOME_HARMONY_STEPS, HARMONY)}
            </ul>
            <p class="hint">{w::HOME_THEN.t()}</p>
        </details>
    }
}

/// How many waited here before it was locked.
fn waiting() -> u64 {
    let profile = app().session.profile;
    profile.with_untracked(|p| p.as_ref().and_then(|p| p.waiting).unwrap_or(0))
}

/// Said where a device is enrolled, when the one that was here is gone without anybody having set it aside.
#[component]
pub fn Gone() -> impl IntoView {
    let waiting = match app().link {
        Link::Worker => preferences::waiting(),
        _ => 0,
    };
    (waiting > 0).then(|| view! {
        <p class="banner bad" role="alert" data-test="store-gone"><Sign icon=Icon::Alert />{w::STORE_GONE.with(&[&waiting])}</p>
    })
}

/// What waits on this device, said before the PIN.
#[component]
pub fn WaitingHere() -> impl IntoView {
    let waiting = waiting();
    (waiting > 0).then(|| view! {
        <p class="banner tone-urgent" role="status" data-test="waiting-here"><Sign icon=Icon::Upload />{w::WAITING_HERE.with(&[&waiting])}</p>
    })
}

/// 忘了 PIN: nobody can recover it; what to do, and what becomes of what is here.
#[component]
pub fn ForgotPin() -> impl IntoView {
    let app = app();
    let (open, waiting) = (RwSignal::new(false), waiting());
    let start_over = move || {
        leptos::task::spawn_local(async move {
            match app.call(api::StartOver {}).await {
                Ok(profile) => {
                    preferences::note_waiting(0);
                    app.link.badge(0);
                    if let Err(error) = app.take_profile(profile).await {
                        app.toasts.complain(&error);
                    }
                }
                Err(error) => app.toasts.complain(&error),
            }
            open.try_set(false);
        });
    };
    view! {
        <button type="button" class="text-button" data-test="pin-forgot" on:click=move |_| open.set(true)>{w::PIN_FORGOT.t()}</button>
        <Dialog open=open title=w::PIN_FORGOT.t().to_string()>
            <p class="lead">{w::PIN_FORGOT_LEAD.t()}</p>
            {(waiting > 0).then(|| view! { <p class="wrong-words"><Sign icon=Icon::Alert />{w::PIN_FORGOT_WAITS.with(&[&waiting])}</p> })}
            <p>{w::PIN_FORGOT_KEPT.t()}</p>
            <div class="row end">
                <Button label=w::CANCEL.t().to_string() on_press=move || open.set(false) />
                <Button label=w::PIN_FORGOT_DO.t().to_string() look=Look::Danger on_press=start_over test="start-over" />
            </div>
        </Dialog>
    }
}
