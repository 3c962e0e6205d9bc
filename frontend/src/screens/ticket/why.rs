//! 「为什么」: a dialog that shows how a deadline came about. Tests: `why-<clock>` opens it, `why`, `why-steps`, `why-error`.

use crate::parts::button::Button;
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::timeline::timeline;
use crate::screens::ticket::pane::Pane;
use crate::view_model::why::lines;
use crate::words as w;
use api::WhyDue;
use leptos::prelude::*;
use model::Clock;
use model::why::Why;

/// The button beside a deadline.
pub fn opener(pane: Pane, clock: Clock) -> AnyView {
    let name = w::COLON.with(&[&w::WHY.t(), &w::label(clock)]);
    let press = move |_| {
        pane.why_clock.set(clock);
        pane.why.set(true);
    };
    view! {
        <button type="button" class="text-button" aria-haspopup="dialog" aria-label=name data-test=format!("why-{clock}") on:click=press>{w::WHY.t()}</button>
    }
    .into_any()
}

/// The dialog; it stands outside what is drawn again when the ticket changes.
pub fn why(pane: Pane) -> AnyView {
    let app = pane.app;
    let told = RwSignal::new(None::<Result<Why, String>>);
    let ask = move || {
        let clock = pane.why_clock.get_untracked();
        let Some(id) = pane
            .ticket
            .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone()))
        else {
            return;
        };
        told.set(None);
        leptos::task::spawn_local(async move {
            let ask = WhyDue {
                id,
                clock: Some(clock),
            };
            let answer = app.call(ask).await.map_err(|e| e.detail);
            // Another deadline may have been asked for meanwhile.
            if pane.why_clock.try_get_untracked() == Some(clock) {
                told.try_set(Some(answer));
            }
        });
    };
    Effect::new(move |_| {
        if pane.why.get() {
            ask();
        }
    });
    let body = move || {
        match told.get() {
        None => view! { <p class="faint" role="status">{w::ROW_LOADING.t()}</p> }.into_any(),
        Some(Ok(why)) => {
            let lines = lines(
                &why, &app.district(), app.clock.now.get_untracked(), app.offset());
            view! { <div data-test="why-steps">{timeline(lines)}</div> }.into_any()
        }
        Some(Err(error)) => view! {
            <p class="banner bad" role="alert" data-test="why-error"><Sign icon=Icon::Alert />{error}</p>
            <div class="row end"><Button label=w::RETRY.t().to_string() on_press=ask /></div>
        }
        .into_any(),
    }
    };
    let title = move || w::WHY_TITLE.with(&[&w::label(pane.why_clock.get())]);
    view! { <Dialog open=pane.why title=Signal::derive(title) test="why">{body}</Dialog> }
        .into_any()
}
