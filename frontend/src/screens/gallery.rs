//! Each part of our own in each of its states, on one page for contributors: `/gallery` or `#/gallery`, in debug builds and
//! builds with canned answers. Tests: `gallery`.

use crate::browser;
use crate::context::{AppContext, Deed, Toast};
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Pick, Tick, choices};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Area, Field, Line};
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::{grade, pill};
use crate::parts::rail::rail;
use crate::parts::timeline::timeline;
use crate::parts::toast::message;
use crate::preferences::THEMES;
use crate::route;
use crate::view_model::due::{Tone, of_status};
use crate::view_model::stage::Stage;
use crate::view_model::trail::{Line as Event, Standing};
use crate::words as w;
use leptos::prelude::*;
use model::{Grade, Status};
use std::sync::Arc;

/// Whether the address asks for this page.
pub fn asked_for() -> bool {
    let (path, fragment) = browser::address();
    path == "/gallery" || fragment == "#/gallery"
}

/// The page.
#[component]
pub fn GalleryPage() -> impl IntoView {
    let app = AppContext::new(route::follow());
    provide_context(app);
    view! {
        <main class="page gallery" id="main" data-test="gallery">
            <h1>{w::GALLERY.t()}</h1>
            <p class="lead">{w::GALLERY_LEAD.t()}</p>
            {themes()}
            {part("Button", buttons())}
            {part("Field · Line · Area", fields())}
            {part("Chips · Pick · Tick", chosen())}
            {part("pill", pills())}
            {part("rail", rails())}
            {part("timeline", view! { {timeline(events())} }.into_any())}
            {part("banner · empty", banners())}
            {part("toast", toasts(app))}
            {part("Dialog", dialog())}
            {part("icons", icons())}
        </main>
    }
}

fn part(name: &'static str, shown: AnyView) -> AnyView {
    view! { <section class="card-box"><h2 class="card-name">{name}</h2>{shown}</section> }
        .into_any()
}

fn themes() -> AnyView {
    let now = RwSignal::new(String::new());
    let all: Vec<_> = THEMES
        .map(|(id, name)| (id.to_string(), name.t().to_string()))
        .to_vec();
    view! {
        <Chips name="theme" label=w::LOOK.t().to_string() joined=true choices=all value=now
            on_pick=move |id| { browser::set_theme(&id); now.set(id); } />
    }
    .into_any()
}

fn buttons() -> AnyView {
    let looks = [Look::Plain, Look::Main, Look::Quiet, Look::Danger];
    let row = |rests: bool| {
        let all: Vec<_> = looks
            .into_iter()
            .map(|look| {
                view! { <Button label=w::CONFIRM.t().to_string() look=look rests=Signal::stored(rests) on_press=|| () /> }
            })
            .collect();
        view! { <div class="row">{all}</div> }
    };
    view! {
        {row(false)}{row(true)}
        <div class="row">
            <Button label=w::SYNC_NOW.t().to_string() icon=Icon::Refresh key="R" on_press=|| () />
            <button type="button" class="icon-button" aria-label=w::CLOSE.t()><Sign icon=Icon::Cross /></button>
            <button type="button" class="text-button">{w::CATEGORY_ALL.t()}</button>
            <button type="button" class="toggle" aria-pressed="true"><Sign icon=Icon::Check /><span>{w::FILTER_LATE.t()}</span></button>
            <button type="button" class="toggle" aria-pressed="false"><span>{w::FILTER_OWN.t()}</span></button>
        </div>
    }
    .into_any()
}

fn fields() -> AnyView {
    let text = RwSignal::new(String::new());
    let put = move |t| text.set(t);
    view! {
        <div class="pair">
            <Field id="g-plain" label=w::ADDRESS.t().to_string() hint=w::ADDRESS_HINT.t().to_string() optional=true>
                <Line id="g-plain" value=text on_input=put />
            </Field>
            <Field id="g-wrong" label=w::TITLE.t().to_string() error=w::NEEDS.with(&[&w::TITLE.t()]) count=Signal::stored((52, 40))>
                <Line id="g-wrong" value=text on_input=put />
            </Field>
            <Field id="g-area" label=w::BODY.t().to_string() count=Signal::stored((42, 1000))>
                <Area id="g-area" rows=3 value=text on_input=put />
            </Field>
        </div>
    }
    .into_any()
}

fn chosen() -> AnyView {
    let grade = RwSignal::new(Grade::Urgent.to_string());
    let pick = move |id| grade.set(id);
    view! {
        <Chips name="g-chips" label=w::GRADE.t().to_string() choices=choices(Grade::ALL) value=grade on_pick=pick />
        <Chips name="g-segments" label=w::GRADE.t().to_string() joined=true choices=choices(Grade::ALL) value=grade on_pick=pick />
        <div class="pair">
            <Pick id="g-pick" label=w::GRADE.t() choices=choices(Grade::ALL) value=grade on_pick=pick />
            <Tick label=w::WANTS_VISIT.t() value=Signal::stored(true) on_pick=|_| () />
        </div>
    }
    .into_any()
}

fn pills() -> AnyView {
    let stages = [
        Stage::Draft,
        Stage::Waiting,
        Stage::Sending,
        Stage::Delivered,
        Stage::News,
        Stage::Refused,
    ];
    let stages: Vec<_> = stages.map(|stage| pill(stage.pill())).into_iter().collect();
    let grades: Vec<_> = Grade::ALL.iter().map(|g| grade(*g)).collect();
    let statuses: Vec<_> = Status::ALL.iter().map(|s| pill(of_status(*s))).collect();
    view! { <div class="row">{grades}</div><div class="row">{stages}</div><div class="row">{statuses}</div> }.into_any()
}

fn rails() -> AnyView {
    let shown = [
        Status::Pooled,
        Status::Handling,
        Status::Hung,
        Status::Closed,
    ];
    let small: Vec<_> = shown.iter().map(|s| rail(*s, false)).collect();
    view! { <div class="row">{small}</div>{rail(Status::Handling, true)} }.into_any()
}

fn events() -> Vec<Event> {
    let event = |time: &str, action, standing| Event {
        time: time.into(),
        title: w::label::<model::Action>(action).into(),
        notes: vec![w::BODY_HINT.t().into()],
        standing,
    };
    vec![
        event("10:31", model::Action::Submit, Standing::Counts),
        event("14:20", model::Action::Progress, Standing::Waits),
        event(
            "13:50",
            model::Action::Sign,
            Standing::Void(w::sentence_of(model::Code::TooLate)),
        ),
    ]
}

fn banners() -> AnyView {
    let tones = [
        Tone::Wait,
        Tone::Calm,
        Tone::Urgent,
        Tone::Sudden,
        Tone::Clash,
    ];
    let all: Vec<_> = tones
        .into_iter()
        .map(|tone| view! { <p class=format!("banner {}", tone.class())><Sign icon=Icon::Alert />{w::STALE.t()}</p> })
        .collect();
    view! {
        {all}
        <p class="banner bad"><Sign icon=Icon::Alert />{w::UNREACHABLE_HERE.t()}</p>
        <progress value="5" max="7" aria-label=w::STAGE_SENDING.t()></progress>
        <div class="empty"><Sign icon=Icon::Inbox /><strong>{w::NONE_YET.t()}</strong><p>{w::NONE_YET_LEAD.t()}</p></div>
    }
    .into_any()
}

fn toasts(app: AppContext) -> AnyView {
    let toast = |id, bad, offer: bool, then: bool| Toast {
        id,
        text: w::PHOTO_REMOVED.t().into(),
        bad,
        offer: offer.then(|| (w::UNDO.t(), Arc::new(|| ()) as Deed)),
        then: then.then(|| Arc::new(|| ()) as Deed),
        left: ArcRwSignal::new(8),
        held: ArcRwSignal::new(false),
    };
    let all = [
        toast(1, false, false, false),
        toast(2, false, true, true),
        toast(3, true, false, false),
    ];
    let all: Vec<_> = all.map(|t| message(app, t)).into_iter().collect();
    view! { <div class="stack">{all}</div> }.into_any()
}

fn dialog() -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <div class="row"><Button label=w::READ_ORIGINAL.t().to_string() on_press=move || open.set(true) /></div>
        <Dialog open=open title=w::READ_ORIGINAL.t().to_string()><p class="lead">{w::READ_REASON_HINT.t()}</p></Dialog>
    }
    .into_any()
}

fn icons() -> AnyView {
    let all: Vec<_> = Icon::ALL
        .iter()
        .map(|icon| view! { <span class="shown-icon"><Sign icon=*icon /><span class="faint">{format!("{icon:?}")}</span></span> })
        .collect();
    view! { <div class="shown-icons">{all}</div> }.into_any()
}
