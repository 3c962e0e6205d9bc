//! 救援包: what has not been sent as files that only the pool can read, of this device or carried for a colleague.
//! Tests: `rescue`, `rescue-save`, `rescue-carry`, `salvage`, `salvage-pin`, `salvage-save`.

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::button::{Button, Look};
use crate::parts::field::{Field, Line};
use crate::parts::files::{File, FileInput};
use crate::parts::icons::{Icon, Sign};
use crate::view_model::time;
use crate::words as w;
use api::{ApiError, RescueState};
use leptos::prelude::*;

/// Saves every file of a rescue; what to say of it.
async fn save(app: AppContext, state: &RescueState) -> Result<String, ApiError> {
    let stamp = time::stamp(browser::now(), app.offset());
    let stamp: String = stamp.chars().filter(char::is_ascii_digit).collect();
    let mut place = None;
    for file in 0..state.files {
        let name = match state.files {
            1 => w::RESCUE_FILE.with(&[&stamp]),
            _ => w::RESCUE_FILE.with(&[&format!("{stamp}-{}", file + 1)]),
        };
        place = app.link.save_rescue(file, &name).await?;
    }
    let (text, photos) = (state.edits + state.sides, state.photos);
    let mut said = w::RESCUE_SAVED.with(&[&state.files, &text, &photos, &state.papers]);
    if let Some(place) = place {
        said.push_str(&w::RESCUE_PLACE.with(&[&place]));
    }
    if state.lost > 0 {
        said.push_str(&w::RESCUE_LOST.with(&[&state.lost]));
    }
    Ok(said)
}

/// What somebody reads of it, and where they stand.
#[derive(Clone, Copy)]
struct Outcome {
    busy: RwSignal<bool>,
    said: RwSignal<String>,
    wrong: RwSignal<String>,
}

impl Outcome {
    fn new() -> Self {
        Outcome {
            busy: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            wrong: RwSignal::new(String::new()),
        }
    }

    fn take(self, outcome: Result<String, ApiError>) {
        match outcome {
            Ok(said) => _ = self.said.try_set(said),
            Err(refused) => _ = self.wrong.try_set(w::sentence(&refused)),
        }
        self.busy.try_set(false);
    }

    fn begin(self) {
        self.busy.set(true);
        self.said.set(String::new());
        self.wrong.set(String::new());
    }

    fn view(self) -> AnyView {
        view! {
            <Show when=move || self.said.with(|s| !s.is_empty())>
                <p class="banner" role="status" data-test="rescue-said"><Sign icon=Icon::Check />{move || self.said.get()}</p>
            </Show>
            <Show when=move || self.wrong.with(|s| !s.is_empty())>
                <p class="banner bad" role="alert" data-test="rescue-wrong"><Sign icon=Icon::Alert />{move || self.wrong.get()}</p>
            </Show>
        }
        .into_any()
    }
}

/// 「把未送达的存成文件」, and a colleague's file that is carried along.
#[component]
pub fn RescueBox() -> impl IntoView {
    let app = app();
    let outcome = Outcome::new();
    let keep = move || {
        outcome.begin();
        leptos::task::spawn_local(async move {
            let saved = match app.link.rescue().await {
                Ok(state) => save(app, &state).await,
                Err(refused) => Err(refused),
            };
            outcome.take(saved);
        });
    };
    let carry = Callback::new(move |files: Vec<File>| {
        let Some(file) = files.into_iter().next() else {
            return;
        };
        outcome.begin();
        leptos::task::spawn_local(async move {
            let carried = app.link.carry_rescue(file).await;
            outcome.take(carried.map(|n| w::RESCUE_CARRIED.with(&[&n])));
        });
    });
    let carried = move |get: fn(&api::Outbox) -> u64| {
        app.connection.outbox.with(|o| o.as_ref().map_or(0, get))
    };
    let any = move || carried(|o| o.carried) > 0;
    let refused = move || {
        let code = app
            .connection
            .outbox
            .with(|o| o.as_ref().and_then(|o| o.carried_refused));
        code.map(|code| {
            view! { <p class="wrong-words"><Sign icon=Icon::Alert />{w::OUTBOX_REFUSED.with(&[&w::sentence_of(code)])}</p> }
        })
    };
    view! {
        <section class="card-box" data-test="rescue">
            <h2 class="card-name">{w::RESCUE.t()}</h2>
            <p class="faint">{w::RESCUE_LEAD.t()}</p>
            <Show when=any>
                <p data-test="rescue-carried">{move || w::OUTBOX_CARRIED.with(&[&carried(|o| o.carried)])}</p>
                {refused}
            </Show>
            {outcome.view()}
            <div class="row">
                <Button label=Signal::derive(move || if outcome.busy.get() { w::RESCUE_BUSY } else { w::RESCUE_SAVE }.t().to_string())
                    rests=outcome.busy on_press=keep test="rescue-save" />
                <label class="button quiet">
                    <FileInput accept=".zsr" rests=outcome.busy test="rescue-carry" on_files=carry /><span>{w::RESCUE_CARRY.t()}</span>
                </label>
            </div>
        </section>
    }
}

/// What still reads of a store that did not open: saved with the PIN it had, before this device is enrolled anew.
#[component]
pub fn SalvageBox() -> impl IntoView {
    let app = app();
    let (outcome, pin) = (Outcome::new(), RwSignal::new(String::new()));
    let keep = move || {
        outcome.begin();
        leptos::task::spawn_local(async move {
            // Without a PIN it is the copy that was sealed while the store could be opened.
            let saved = match app.link.salvage(&pin.get_untracked()).await {
                Ok(state) => save(app, &state).await,
                Err(refused) => Err(refused),
            };
            outcome.take(saved);
        });
    };
    view! {
        <section class="card-box" data-test="salvage">
            <h2 class="card-name">{w::SALVAGE.t()}</h2>
            <p class="faint">{w::SALVAGE_LEAD.t()}</p>
            {outcome.view()}
            <Field id="salvage-pin" label=w::SALVAGE_PIN.t().to_string()>
                <Line id="salvage-pin" kind="password" keyboard="numeric" complete="off" value=pin on_input=move |t| pin.set(t) test="salvage-pin" />
            </Field>
            <Button label=Signal::derive(move || if outcome.busy.get() { w::RESCUE_BUSY } else { w::RESCUE_SAVE }.t().to_string())
                look=Look::Quiet rests=outcome.busy on_press=keep test="salvage-save" />
        </section>
    }
}
