//! Printing on A4: one ticket a page with its facts, limits, time line, photos, a place to sign, and a line that says who
//! printed it and when. Tests: `print-page`, `print-limits`.

use crate::browser;
use crate::screens::desk::Desk;
use crate::timing;
use crate::view_model::{paper, time, trail};
use crate::words as w;
use api::{ReadTicket, TicketReply};
use leptos::prelude::*;
use model::{Moment, Sha256, TicketId};

/// Tickets printed at once.
const MOST: usize = 50;
/// Photos on a page.
const PHOTOS: usize = 4;
/// Milliseconds photos may take; what has not come by then is printed as a gap.
const PATIENCE: u32 = 10_000;

/// Prints what is picked, or the ticket beside the list.
pub fn start(desk: Desk) {
    let picked: Vec<TicketId> = desk
        .picked
        .with_untracked(|p| p.rows().map(|r| r.id.clone()).collect());
    let shown = desk
        .pane
        .ticket
        .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone()));
    let ids = if picked.is_empty() {
        shown.into_iter().collect()
    } else {
        picked
    };
    if ids.len() > MOST {
        return desk.app.toasts.say(w::PRINT_MANY.with(&[&MOST]));
    }
    leptos::task::spawn_local(print(desk, ids));
}

async fn print(desk: Desk, ids: Vec<TicketId>) {
    let (app, all) = (desk.app, ids.len());
    let mut pages = Vec::new();
    for (n, id) in ids.into_iter().enumerate() {
        if n > 0 && n % 10 == 0 {
            app.toasts.say(w::PRINT_READING.with(&[&n, &all]));
        }
        match app.call(ReadTicket { id }).await {
            Ok(reply) => pages.push(reply),
            Err(error) => return app.toasts.complain(&error),
        }
    }
    let photos: usize = pages
        .iter()
        .map(|p| p.ticket.photos.len().min(PHOTOS))
        .sum();
    if desk.sheets.waiting.try_set(photos).is_some() {
        return;
    }
    desk.sheets.prints.set(pages);
    let mut waited = 0;
    while waited < PATIENCE
        && desk
            .sheets
            .waiting
            .try_get_untracked()
            .is_some_and(|n| n > 0)
    {
        timing::wait(50).await;
        waited += 50;
    }
    timing::wait(50).await;
    browser::print();
}

/// The pages, which only a printer sees.
pub fn sheet(desk: Desk) -> AnyView {
    view! {
        <div class="prints" aria-hidden="true">
            {move || desk.sheets.prints.with(|all| all.iter().map(|reply| page(desk, reply)).collect_view())}
        </div>
    }
    .into_any()
}

fn page(desk: Desk, reply: &TicketReply) -> AnyView {
    let app = desk.app;
    let (lists, ticket, facts) = (app.district(), &reply.ticket, &reply.ticket.facts);
    // Paper outlives today: every time carries its date.
    let (place, now) = (&facts.r#where, Moment(0));
    let area = ticket.area_code.as_ref().unwrap_or(&place.area_code);
    let category = ticket.category.as_ref().unwrap_or(&facts.category);
    let (who, district) = app.session.profile.with_untracked(|p| {
        let p = p.as_ref();
        let name = p.and_then(|p| p.name.clone()).unwrap_or_default();
        (name, p.and_then(|p| p.district.clone()).unwrap_or_default())
    });
    let number = ticket
        .ticket_no
        .clone()
        .unwrap_or_else(|| ticket.temp_no.clone());
    let at = time::to_local(browser::now(), app.offset()).replace('T', " ");
    let line = |label: w::Text, value: String| {
        (!value.trim().is_empty())
            .then(|| view! { <div><dt>{label.t()}</dt><dd dir="auto">{value}</dd></div> })
    };
    let full = |at| time::full(at, now, app.offset());
    let reporter = reply.reporter.as_ref().map(|r| {
        let parts = [&r.name, &r.phone].into_iter().flatten().cloned();
        parts.collect::<Vec<_>>().join(" · ")
    });
    let co: Vec<String> = ticket.co_units.iter().map(|u| lists.unit(u)).collect();
    let events = trail::lines(ticket, &lists, now, app.offset());
    let event = |line: trail::Line| {
        let notes = line.notes.join(w::AND_MORE.t());
        let words = match notes.is_empty() {
            true => line.title,
            false => w::WITH_NOTES.with(&[&line.title, &notes]),
        };
        view! { <li><span class="print-time">{line.time}</span><span dir="auto">{words}</span></li> }
    };
    let photos = ticket.photos.iter().take(PHOTOS).map(|photo| {
        let words = format!("{} {}", w::label(photo.kind), full(photo.taken_at.unwrap_or(photo.at)));
        view! { <figure>{picture(desk, photo.sha256.clone())}<figcaption>{words}</figcaption></figure> }
    });
    let printed = browser::now();
    let limits = paper::deadlines(reply, printed, app.offset());
    let turns = paper::turn(reply, &lists, printed, app.offset());
    let mark = w::PRINT_MARK.with(&[&who, &at]);
    view! {
        <article class="print-page" data-test="print-page">
            <header><strong>{w::PRINT_PAGE.with(&[&district])}</strong><span>{number}</span></header>
            <h1 dir="auto">{facts.title.clone()}</h1>
            <dl>
                {line(w::STATUS, w::label(ticket.status).into())}
                {line(w::COL_GRADE, w::label(ticket.grade.unwrap_or(facts.grade)).into())}
                {line(w::CATEGORY, lists.district.category_path(category))}
                {line(w::COL_SOURCE, format!("{} · {}", w::label(facts.source), w::label(facts.kind)))}
                {line(w::POSITION, format!("{} {}", place.address.clone().unwrap_or_default(), lists.place(area, place.grid.as_deref())))}
                {line(w::CAPTURED, format!("{} {}", lists.name(&ticket.created_by), full(ticket.captured_at)))}
                {line(w::RECEIVED, ticket.received_at.map(full).unwrap_or_default())}
                {line(w::REPORTER, reporter.unwrap_or_default())}
                {line(w::LEAD, ticket.lead_unit.as_ref().map(|u| lists.unit(u)).unwrap_or_default())}
                {line(w::CO, co.join("、"))}
            </dl>
            {(!limits.is_empty() || !turns.is_empty()).then(|| view! {
                <h2>{w::DEADLINES.t()}</h2>
                <dl class="print-limits" data-test="print-limits">
                    {limits.into_iter().map(|(name, words)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> }).collect_view()}
                    {line(w::PAPER_TURNS, turns.join("；"))}
                </dl>
            })}
            <p class="print-body" dir="auto">{facts.body.clone()}</p>
            <div class="print-photos">{photos.collect_view()}</div>
            <h2>{w::TRAIL.t()}</h2>
            <ol>{events.into_iter().map(event).collect_view()}</ol>
            <p class="print-sign"><span>{w::PAPER_SIGNED.t()}</span><span>{w::PAPER_SIGNED_AT.t()}</span></p>
            <footer>{mark}</footer>
        </article>
    }
    .into_any()
}

fn picture(desk: Desk, sha: Sha256) -> AnyView {
    let url = RwSignal::new(String::new());
    let came = move || desk.sheets.waiting.try_update(|n| *n = n.saturating_sub(1));
    leptos::task::spawn_local(async move {
        match desk.app.link.photo_url(&sha, false).await {
            Ok(found) => _ = url.try_set(found),
            Err(_) => _ = came(),
        }
    });
    (move || {
        let url = url.get();
        (!url.is_empty()).then(|| view! { <img src=url alt="" on:load=move |_| _ = came() on:error=move |_| _ = came() /> })
    })
    .into_any()
}
