//! Whether somebody has reported it already: open tickets of the same kind nearby, said before 提交. On a tablet among those it
//! holds, also without a network. Tests: `known`, `known-ticket`.

use crate::context::app;
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::pill;
use crate::route::A;
use crate::screens::capture::sheet::FactsSheet;
use crate::view_model::due::of_status;
use crate::view_model::nearby::{Near, distance};
use crate::view_model::{known, time};
use crate::words as w;
use leptos::prelude::*;

/// Shown of them; a look is meant to take a second.
const SHOWN: usize = 3;

/// The card; nothing while nothing is known.
#[component]
pub fn KnownCard(sheet: FactsSheet) -> impl IntoView {
    let app = app();
    let found = RwSignal::new(Vec::<Near>::new());
    let ask = sheet.get(|form| known::ask(form, &crate::context::app().district()));
    Effect::new(move |_| {
        app.changed.track();
        let Some((at, request)) = ask.get() else {
            return found.set(Vec::new());
        };
        leptos::task::spawn_local(async move {
            // Without an answer nothing is claimed: it is help, no gate.
            let rows = app
                .call(request)
                .await
                .map_or(Vec::new(), |page| page.tickets);
            let rules = app.district().district.rules.alike.clone();
            let near = known::near(rows, at, &rules, app.clock.now.get_untracked());
            if ask.with_untracked(|now| now.as_ref().map(|(at, _)| *at)) == Some(at) {
                found.try_set(near);
            }
        });
    });
    let card = move |near: Near| {
        let row = near.row;
        let when = time::span(app.clock.now.get_untracked().since(row.captured_at));
        let away = w::KNOWN_AWAY.with(&[&distance(near.metres), &when]);
        view! {
            <li><A href=format!("/mine/{}", row.id) attr:class="known-one" attr:data-test="known-ticket">
                <strong class="isolate">{row.title.clone()}</strong><span class="faint">{away}</span>{pill(of_status(row.status))}
            </A></li>
        }
    };
    move || {
        let near = found.get();
        (!near.is_empty()).then(|| {
            let count = near.len();
            let cards: Vec<_> = near.into_iter().take(SHOWN).map(card).collect();
            view! {
                <section class="card-box known" role="status" data-test="known">
                    <p class="known-head"><Sign icon=Icon::Alert /><strong>{w::KNOWN.with(&[&count])}</strong></p>
                    <ul>{cards}</ul>
                    <p class="hint">{w::KNOWN_LEAD.t()}</p>
                </section>
            }
        })
    }
}
