//! Two tickets side by side, what differs marked, and the decision whether they are the same matter.
//! Tests: `compare`, `compare-merge`, `compare-not`, `compare-open`.

use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::photo::Tile;
use crate::parts::pill::{grade, pill};
use crate::screens::desk::{Desk, acts};
use crate::timing;
use crate::view_model::{due, time};
use crate::words as w;
use api::{ReadTicket, TicketReply};
use leptos::prelude::*;
use model::{Action, TicketId};

/// Photos shown of each.
const PHOTOS: usize = 4;

/// Reads the other ticket and shows both.
pub fn start(desk: Desk, other: TicketId) {
    leptos::task::spawn_local(async move {
        match desk.app.call(ReadTicket { id: other }).await {
            Ok(reply) => {
                desk.sheets.other.set(Some(reply));
                desk.sheets.compare.set(true);
            }
            Err(error) => desk.app.toasts.complain(&error),
        }
    });
}

/// The sheet.
pub fn sheet(desk: Desk) -> AnyView {
    let sheets = desk.sheets;
    let other = move || {
        sheets
            .other
            .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone()))
    };
    let may = move || {
        let open = sheets
            .other
            .with(|t| t.as_ref().is_some_and(|t| t.ticket.status.is_open()));
        open && desk.pane.offered().contains(&Action::Merge)
    };
    let merge = move || {
        sheets.compare.set(false);
        if let Some(twin) = other() {
            timing::later(0, move || acts::merge(desk, twin));
        }
    };
    let not = move || {
        sheets.compare.set(false);
        if let Some(id) = other() {
            acts::not_alike(desk, &id);
        }
    };
    let open_other = move || {
        sheets.compare.set(false);
        desk.open(other());
    };
    view! {
        <Dialog open=sheets.compare title=w::COMPARE.t().to_string() wide=true test="compare">
            <div class="compare">
                {move || both(desk)}
            </div>
            <div class="row end">
                <Show when=may><Button label=w::ALIKE_MERGE.t().to_string() look=Look::Main on_press=merge test="compare-merge" /></Show>
                <Button label=w::COMPARE_NOT.t().to_string() on_press=not test="compare-not" />
                <Button label=w::COMPARE_OPEN.t().to_string() on_press=open_other test="compare-open" />
                <Button label=w::CLOSE.t().to_string() on_press=move || sheets.compare.set(false) />
            </div>
        </Dialog>
    }
    .into_any()
}

/// Both sides, each fact marked that differs.
fn both(desk: Desk) -> Option<AnyView> {
    let this = desk.pane.ticket.get()?;
    let other = desk.sheets.other.get()?;
    let [mine, theirs] = [&this, &other].map(|reply| facts_of(desk, reply));
    Some(
        view! {
            {side(desk, &this, w::COMPARE_THIS, &mine, &theirs)}
            {side(desk, &other, w::COMPARE_OTHER, &theirs, &mine)}
        }
        .into_any(),
    )
}

/// What is compared, each with its word.
fn facts_of(desk: Desk, reply: &TicketReply) -> Vec<(w::Text, String)> {
    let app = desk.app;
    let (lists, ticket, facts) = (app.district(), &reply.ticket, &reply.ticket.facts);
    let place = &facts.r#where;
    let now = app.clock.now.get_untracked();
    let area = ticket.area_code.as_ref().unwrap_or(&place.area_code);
    let category = ticket.category.as_ref().unwrap_or(&facts.category);
    let address = place.address.clone().unwrap_or_default();
    let captured = time::full(ticket.captured_at, now, app.offset());
    vec![
        (
            w::POSITION,
            format!("{address} {}", lists.place(area, place.grid.as_deref())),
        ),
        (w::CATEGORY, lists.district.category_path(category)),
        (
            w::COL_GRADE,
            w::label(ticket.grade.unwrap_or(facts.grade)).to_string(),
        ),
        (w::STATUS, w::label(ticket.status).to_string()),
        (w::COL_BY, lists.name(&ticket.created_by)),
        (w::COL_TIME, captured),
        (
            w::LEAD,
            ticket
                .lead_unit
                .as_ref()
                .map(|u| lists.unit(u))
                .unwrap_or_default(),
        ),
    ]
}

fn side(
    desk: Desk,
    reply: &TicketReply,
    head: w::Text,
    own: &[(w::Text, String)],
    other: &[(w::Text, String)],
) -> AnyView {
    let app = desk.app;
    let (ticket, facts) = (&reply.ticket, &reply.ticket.facts);
    let now = app.clock.now.get_untracked();
    let photos = ticket.photos.iter().take(PHOTOS).map(|photo| {
        let at = time::full(photo.taken_at.unwrap_or(photo.at), now, app.offset());
        view! { <Tile sha=photo.sha256.clone() label=format!("{} {at}", w::label(photo.kind)) /> }
    });
    let line = |((label, value), (_, theirs)): (&(w::Text, String), &(w::Text, String))| {
        let differs = value != theirs;
        let words = if differs {
            w::COMPARE_DIFFERS
        } else {
            w::COMPARE_SAME
        };
        let value = if value.is_empty() {
            "—".to_string()
        } else {
            value.clone()
        };
        view! {
            <div class:differs=differs><dt>{label.t()}</dt><dd dir="auto">{value}" "<span class="mark">{words.t()}</span></dd></div>
        }
    };
    view! {
        <section class="compare-side">
            <p class="faint">{head.t()}" · "<span class="number">{ticket.ticket_no.clone().unwrap_or_else(|| ticket.temp_no.clone())}</span></p>
            <h3 dir="auto">{facts.title.clone()}</h3>
            <p class="row">{pill(due::of_status(ticket.status))}{grade(ticket.grade.unwrap_or(facts.grade))}</p>
            <div class="tiles">{photos.collect_view()}</div>
            <p class="ticket-text" dir="auto">{facts.body.clone()}</p>
            <dl class="facts">
                {own.iter().zip(other).map(line).collect_view()}
            </dl>
        </section>
    }
    .into_any()
}
