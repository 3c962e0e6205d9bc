//! 设置: language, theme, text size, lock, basemap, account, and what this is.
//! Tests: `language`, `theme`, `text-size`, `lock-after`, `alarm-sound`, `notices`, `basemap`, `basemap-fetch`, `about`,
//! `password-open`, `leave`.

use crate::context::{AppContext, app};
use crate::parts::button::Button;
use crate::parts::choice::{Chips, Choice};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::leave::LeaveButton;
use crate::parts::rooms::more_rooms;
use crate::parts::sound;
use crate::preferences::{self, LOCKS, SIZES, THEMES};
use crate::screens::guard::guards;
use crate::screens::password;
use crate::screens::tablet::KeptCard;
use crate::timing;
use crate::view_model::time;
use crate::words as w;
use api::{BasemapState, FetchBasemap, ReadBasemap};
use leptos::prelude::*;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let app = app();
    let theme = RwSignal::new(preferences::theme());
    let size = RwSignal::new(preferences::text_size());
    let lock = RwSignal::new(preferences::lock_after().to_string());
    let language = if w::speaks_english() { "en" } else { "zh" };
    let languages: Vec<Choice> = w::LANGUAGES
        .map(|(id, name)| (id.to_string(), name.to_string()))
        .to_vec();
    let themes: Vec<Choice> = THEMES
        .map(|(id, name)| (id.to_string(), name.t().to_string()))
        .to_vec();
    let sizes: Vec<Choice> = SIZES
        .map(|percent| (percent.to_string(), format!("{percent} %")))
        .to_vec();
    let locks: Vec<Choice> = LOCKS
        .map(|m| (m.to_string(), w::LOCK_MINUTES.with(&[&m])))
        .to_vec();
    let guarded = app
        .session
        .profile
        .with_untracked(|p| p.as_ref().is_some_and(|p| p.keyring));
    let bare = app.session.offline() && !guarded;
    view! {
        <div class="page settings">
            <h1>{w::SETTINGS.t()}</h1>
            {more_rooms(app)}
            {setting(w::LANGUAGE, None, view! {
                <Chips name="language" label=w::LANGUAGE.t().to_string() joined=true choices=languages value=Signal::derive(move || language.to_string())
                    on_pick=|id: String| preferences::choose_language(&id) />
            }.into_any())}
            {setting(w::LOOK, Some(w::LOOK_HINT), view! {
                <Chips name="theme" label=w::LOOK.t().to_string() joined=true choices=themes value=theme
                    on_pick=move |id| { preferences::choose_theme(&id); theme.set(id); } />
            }.into_any())}
            {setting(w::TEXT_SIZE, Some(w::TEXT_SIZE_HINT), view! {
                <Chips name="text-size" label=w::TEXT_SIZE.t().to_string() joined=true choices=sizes value=size
                    on_pick=move |id| { preferences::choose_text_size(&id); size.set(id); } />
            }.into_any())}
            {app.session.rooms().pool.then(sound_setting)}
            {app.session.offline().then(|| view! {
                {setting(w::LOCK_AFTER, Some(w::LOCK_HINT), view! {
                    <Chips name="lock-after" label=w::LOCK_AFTER.t().to_string() joined=true choices=locks value=lock
                        on_pick=move |id| { preferences::choose_lock_after(&id); lock.set(id); } />
                }.into_any())}
                <KeptCard />
                <Notices />
                <Basemap />
            })}
            {guards(app)}
            {account(app)}
            <section class="card-box" data-test="about">
                <h2 class="card-name">{w::ABOUT.t()}</h2>
                <p><strong>{w::APP_NAME.t()}</strong>" "{w::ABOUT_VERSION.with(&[&env!("CARGO_PKG_VERSION")])}</p>
                <p class="faint">{if app.session.offline() { w::ABOUT_DEVICE.t() } else { w::ABOUT_BROWSER.t() }}</p>
                {bare.then(|| view! { <p class="faint" data-test="no-keyring">{w::NO_KEYRING.t()}</p> })}
                <p class="faint">{w::ABOUT_LICENCE.t()}</p>
            </section>
        </div>
    }
}

fn setting(name: w::Text, hint: Option<w::Text>, control: AnyView) -> AnyView {
    view! {
        <section class="card-box setting">
            <div><h2 class="card-name">{name.t()}</h2>{hint.map(|hint| view! { <p class="faint">{hint.t()}</p> })}</div>
            {control}
        </section>
    }
    .into_any()
}

/// 突发提示音, at the desk; the choice is heard at once.
fn sound_setting() -> AnyView {
    let now = |on| if on { "on" } else { "off" }.to_string();
    let chosen = RwSignal::new(now(preferences::alarm_sound()));
    let choices: Vec<Choice> = [("on", w::NOTICES_ON), ("off", w::NOTICES_OFF)]
        .map(|(id, name)| (id.to_string(), name.t().to_string()))
        .to_vec();
    let pick = move |id: String| {
        preferences::choose_alarm_sound(id == "on");
        if id == "on" {
            sound::alarm(true);
        }
        chosen.set(id);
    };
    setting(w::ALARM_SOUND, Some(w::ALARM_SOUND_HINT), view! {
        <Chips name="alarm-sound" label=w::ALARM_SOUND.t().to_string() joined=true choices=choices value=chosen on_pick=pick />
    }.into_any())
}

fn account(app: AppContext) -> AnyView {
    let (name, posts) = app.session.profile.with_untracked(|p| {
        let profile = p.as_ref();
        let name = profile.and_then(|p| p.name.clone()).unwrap_or_default();
        let lists = app.district();
        let posts: Vec<String> = profile
            .map(|p| {
                let words = p
                    .posts
                    .iter()
                    .map(|post| format!("{} · {}", w::label(post.role), lists.unit(&post.unit)));
                words.collect()
            })
            .unwrap_or_default();
        (name, posts)
    });
    let posts: Vec<_> = posts
        .into_iter()
        .map(|post| view! { <p class="faint">{post}</p> })
        .collect();
    let changes = RwSignal::new(false);
    // A tablet is opened by its PIN.
    let has_password = app.session.profile.with_untracked(|p| {
        let can = p.as_ref().map(|p| p.capabilities.password);
        can == Some(true)
    });
    let changed = Callback::new(move |()| changes.set(false));
    view! {
        <section class="card-box setting">
            <div><h2 class="card-name">{w::ACCOUNT.t()}</h2><p>{name}</p>{posts}</div>
            <div class="row end">
                {has_password.then(|| view! { <Button label=w::CHANGE_PASSWORD.t().to_string() on_press=move || changes.set(true) test="password-open" /> })}
                <LeaveButton whole=true />
            </div>
            <Dialog open=changes title=w::CHANGE_PASSWORD.t().to_string() test="password-sheet">{password::form(changed)}</Dialog>
        </section>
    }
    .into_any()
}

/// 系统通知: whether the operating system may say that something came on.
#[component]
fn Notices() -> impl IntoView {
    let app = app();
    // Empty where there is no window of the app around the page.
    let chosen = RwSignal::new(String::new());
    let ask = move |on: Option<bool>| {
        leptos::task::spawn_local(async move {
            match app.link.system_notices(on).await {
                Ok(Some(on)) => _ = chosen.try_set(if on { "on" } else { "off" }.to_string()),
                Ok(None) => {}
                Err(error) => app.toasts.complain(&error),
            }
        });
    };
    ask(None);
    let choices = || -> Vec<Choice> {
        [("on", w::NOTICES_ON), ("off", w::NOTICES_OFF)]
            .map(|(id, name)| (id.to_string(), name.t().to_string()))
            .to_vec()
    };
    move || {
        (!chosen.read().is_empty()).then(|| {
            setting(w::NOTICES, Some(w::NOTICES_HINT), view! {
                <Chips name="notices" label=w::NOTICES.t().to_string() joined=true choices=choices() value=chosen
                    on_pick=move |id| ask(Some(id == "on")) />
            }.into_any())
        })
    }
}

/// 底图: what the pool publishes, how much of it is here, and fetching it.
#[component]
fn Basemap() -> impl IntoView {
    let app = app();
    let (state, busy) = (RwSignal::new(None::<BasemapState>), RwSignal::new(false));
    let read = move || async move {
        if let Ok(reply) = app.call(ReadBasemap {}).await {
            state.try_set(Some(reply));
        }
    };
    leptos::task::spawn_local(read());
    let fetch = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match app.call(FetchBasemap {}).await {
                Ok(reply) => _ = state.try_set(Some(reply)),
                Err(error) => app.toasts.complain(&error),
            }
            busy.try_set(false);
        });
        // How far it is, while it is fetched.
        leptos::task::spawn_local(async move {
            while busy.try_get_untracked() == Some(true) {
                timing::wait(1_000).await;
                read().await;
            }
        });
    };
    let shown = move |known: BasemapState| {
        let Some(map) = known.offered else {
            return view! { <p class="faint">{w::BASEMAP_NONE.t()}</p> }.into_any();
        };
        let (have, all) = (time::size(known.here), time::size(map.bytes));
        let part = known.here > 0 && !known.ready;
        let words = if part {
            w::BASEMAP_RESUME.t().to_string()
        } else {
            w::BASEMAP_FETCH.with(&[&all])
        };
        let approval = (!map.approval.is_empty())
            .then(|| view! { <p class="faint">{w::APPROVAL.with(&[&map.approval])}</p> });
        let action = if known.ready {
            view! { <span class="pill tone-calm"><Sign icon=Icon::Check />{w::BASEMAP_READY.t()}</span> }.into_any()
        } else {
            view! {
                <Button label=Signal::derive(move || if busy.get() { w::BASEMAP_BUSY.t().to_string() } else { words.clone() })
                    rests=busy on_press=fetch test="basemap-fetch" />
            }
            .into_any()
        };
        view! {
            <p>{map.name}</p>{approval}
            {part.then(|| view! {
                <progress value=known.here.to_string() max=map.bytes.to_string() aria-label=w::BASEMAP.t()></progress>
                <p class="faint">{w::BASEMAP_PART.with(&[&have, &all])}</p>
            })}
            <div class="row">{action}</div>
        }
        .into_any()
    };
    view! {
        <section class="card-box" data-test="basemap">
            <h2 class="card-name">{w::BASEMAP.t()}</h2>
            {move || state.get().map(shown)}
        </section>
    }
}
