//! Two values for one group: both shown, who and when, one tap to choose.

use crate::parts::button::Button;
use crate::parts::icons::Icon;
use crate::parts::pill::said;
use crate::screens::ticket::pane::Pane;
use crate::view_model::due::Tone;
use crate::view_model::lists::Lists;
use crate::view_model::steps::{Decision, Deed};
use crate::view_model::time;
use crate::words as w;
use api::TicketReply;
use api::call::ChooseFactCall;
use leptos::prelude::*;
use model::{Grade, Group, Kind, Source};
use serde_json::Value;

/// Seconds in which a choice can be taken back.
const UNDO_S: u32 = 5;

/// The conflicts of a ticket; the winner stands last in each.
pub fn conflicts(pane: Pane, reply: &TicketReply) -> Option<AnyView> {
    let (app, ticket) = (pane.app, &reply.ticket);
    if ticket.conflicts.is_empty() {
        return None;
    }
    let (lists, now) = (app.district(), app.clock.now.get_untracked());
    let groups = ticket.conflicts.iter().map(|(group, claims)| {
        let (group, last) = (*group, claims.len().saturating_sub(1));
        let values = claims.iter().enumerate().map(|(i, claim)| {
            let (id, edit) = (ticket.id.clone(), claim.edit);
            let title = ticket.facts.title.clone();
            let choose = move || {
                if let Some(hold) = pane.hold.get_untracked() {
                    let (id, title) = (id.clone(), title.clone());
                    let deed = Deed::Choose(group, edit);
                    return hold.take.run(Decision { id, title, deed, main: None });
                }
                let request = ChooseFactCall { id: id.clone(), group, edit, command_id: Some(crate::browser::fresh_id()) };
                // Elsewhere it waits in the message that says so.
                app.toasts.undoable(w::CHOSEN.t(), UNDO_S, || (), move || {
                    let request = request.clone();
                    leptos::task::spawn_local(async move {
                        match app.call(request).await {
                            Ok(_) => app.touch(),
                            Err(error) => app.toasts.complain(&error),
                        }
                    });
                });
            };
            let used = i == last;
            let now_used = used.then(|| said(Tone::Calm, Icon::Check, w::USES_NOW.t()));
            let words = if used { w::KEEP_THIS } else { w::USE_THIS };
            view! {
                <li class="claim">
                    <p class="claim-value">{said_value(group, &claim.value, &lists)}</p>
                    <p class="faint">{w::CONFLICT_WROTE.with(&[&lists.name(&claim.by), &time::full(claim.at, now, app.offset())])}" "{now_used}</p>
                    <Button label=words.t().to_string() on_press=choose test="use-this" />
                </li>
            }
        });
        view! {
            <div class="clash">
                <div class="card-line"><h3>{w::label(group)}</h3>{said(Tone::Clash, Icon::Split, w::CONFLICTS.t())}</div>
                <ul class="claims">{values.collect_view()}</ul>
            </div>
        }
    });
    Some(
        view! { <section class="block" data-test="conflicts">{groups.collect_view()}</section> }
            .into_any(),
    )
}

/// A group's value in words.
fn said_value(group: Group, value: &Value, lists: &Lists) -> String {
    let text = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_string()
    };
    let word = |name: &str, label: fn(&str) -> Option<&'static str>| {
        label(&text(name)).unwrap_or_default().to_string()
    };
    match group {
        Group::What => {
            let category = model::CategoryCode::new(text("category"))
                .map(|c| lists.district.category_path(&c))
                .unwrap_or_default();
            let kind = word("kind", |s| s.parse::<Kind>().ok().map(w::label));
            let source = word("source", |s| s.parse::<Source>().ok().map(w::label));
            [text("title"), category, kind, source].join(" · ")
        }
        Group::Body => value.as_str().unwrap_or_default().to_string(),
        Group::Grade => value
            .as_str()
            .and_then(|s| s.parse::<Grade>().ok())
            .map_or("", w::label)
            .to_string(),
        Group::Where => {
            let area = model::AreaCode::new(text("area_code"))
                .map(|a| lists.place(&a, None))
                .unwrap_or_default();
            let point = value
                .get("lon")
                .and_then(Value::as_f64)
                .zip(value.get("lat").and_then(Value::as_f64));
            let point = point
                .map(|(lon, lat)| format!(" · {lon:.5}, {lat:.5}"))
                .unwrap_or_default();
            format!("{} · {area}{point}", text("address"))
        }
        Group::When => value
            .get("occurred_at")
            .map_or_else(|| "—".into(), Value::to_string),
    }
}
