//! Two tickets side by side, to see whether they are the same matter.

use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::photo::Tile;
use crate::parts::pill::{grade, pill};
use crate::screens::desk::Desk;
use crate::view_model::{due, time};
use crate::words as w;
use api::{ReadTicket, TicketReply};
use leptos::prelude::*;
use model::TicketId;

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
    let open_other = move || {
        sheets.compare.set(false);
        desk.open(
            sheets
                .other
                .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone())),
        );
    };
    view! {
        <Dialog open=sheets.compare title=w::COMPARE.t().to_string() wide=true test="compare">
            <div class="compare">
                {move || desk.pane.ticket.with(|t| t.as_ref().map(|t| side(desk, t, w::COMPARE_THIS)))}
                {move || sheets.other.with(|t| t.as_ref().map(|t| side(desk, t, w::COMPARE_OTHER)))}
            </div>
            <div class="row end">
                <Button label=w::COMPARE_OPEN.t().to_string() on_press=open_other test="compare-open" />
                <Button label=w::CLOSE.t().to_string() look=Look::Main on_press=move || sheets.compare.set(false) />
            </div>
        </Dialog>
    }
    .into_any()
}

fn side(desk: Desk, reply: &TicketReply, head: w::Text) -> AnyView {
    let app = desk.app;
    let (lists, ticket, facts) = (app.district(), &reply.ticket, &reply.ticket.facts);
    let place = &facts.r#where;
    let now = app.clock.now.get_untracked();
    let area = ticket.area_code.as_ref().unwrap_or(&place.area_code);
    let category = ticket.category.as_ref().unwrap_or(&facts.category);
    let photos = ticket.photos.iter().take(PHOTOS).map(|photo| {
        let at = time::full(photo.taken_at.unwrap_or(photo.at), now, app.offset());
        view! { <Tile sha=photo.sha256.clone() label=format!("{} {at}", w::label(photo.kind)) /> }
    });
    let line = |label: w::Text, value: String| {
        (!value.is_empty())
            .then(|| view! { <div><dt>{label.t()}</dt><dd dir="auto">{value}</dd></div> })
    };
    let address = place.address.clone().unwrap_or_default();
    view! {
        <section class="compare-side">
            <p class="faint">{head.t()}" · "<span class="number">{ticket.ticket_no.clone().unwrap_or_else(|| ticket.temp_no.clone())}</span></p>
            <h3 dir="auto">{facts.title.clone()}</h3>
            <p class="row">{pill(due::of_status(ticket.status))}{grade(ticket.grade.unwrap_or(facts.grade))}</p>
            <div class="tiles">{photos.collect_view()}</div>
            <p class="ticket-text" dir="auto">{facts.body.clone()}</p>
            <dl class="facts">
                {line(w::POSITION, format!("{address} {}", lists.place(area, place.grid.as_deref())))}
                {line(w::CATEGORY, lists.district.category_path(category))}
                {line(w::CAPTURED, format!("{} · {}", lists.name(&ticket.created_by), time::full(ticket.captured_at, now, app.offset())))}
                {line(w::LEAD, ticket.lead_unit.as_ref().map(|u| lists.unit(u)).unwrap_or_default())}
            </dl>
        </section>
    }
    .into_any()
}
