//! The quiet part of a ticket: what was written, where, by whom, and by when.

use crate::context::AppContext;
use crate::parts::icons::Icon;
use crate::parts::locate::accuracy;
use crate::parts::pill::{pill, said};
use crate::screens::ticket::{Pane, why};
use crate::view_model::due::{Tone, in_order, of_deadline, rests};
use crate::view_model::{others, time};
use crate::words as w;
use api::TicketReply;
use api::shown::Flag;
use leptos::prelude::*;

/// Text, place, capture, units.
pub fn facts(app: AppContext, reply: &TicketReply) -> AnyView {
    let (lists, ticket, facts) = (app.district(), &reply.ticket, &reply.ticket.facts);
    let now = app.clock.now.get_untracked();
    let place = &facts.r#where;
    let area = ticket.area_code.as_ref().unwrap_or(&place.area_code);
    let precise = place.accuracy_m.map(|m| {
        let (tone, words) = accuracy(m);
        said(
            tone,
            Icon::Pin,
            w::ACCURACY.with(&[&(m.round() as i64), &words.t()]),
        )
    });
    let flags = ticket.flags.iter().map(|flag| {
        let words = match flag {
            Flag::OutsideDistrict => w::FLAG_OUTSIDE,
            Flag::OutsideArea => w::FLAG_AREA,
            Flag::ClockOff => w::FLAG_CLOCK,
        };
        said(Tone::Urgent, Icon::Alert, words.t())
    });
    let category = ticket.category.as_ref().unwrap_or(&facts.category);
    let captured = w::CAPTURED_BY.with(&[
        &lists.name(&ticket.created_by),
        &w::label(facts.source),
        &time::full(ticket.captured_at, now, app.offset()),
    ]);
    let received = ticket.received_at.map(|at| {
        let (late, at_words) = (
            at.since(ticket.captured_at),
            time::full(at, now, app.offset()),
        );
        if late > 5 * 60_000 {
            w::RECEIVED_LATER.with(&[&at_words, &time::span(late)])
        } else {
            at_words
        }
    });
    let units: Vec<String> = ticket.co_units.iter().map(|u| lists.unit(u)).collect();
    let line = |label: w::Text, value: Option<String>| {
        value
            .filter(|v| !v.is_empty())
            .map(|value| view! { <div><dt>{label.t()}</dt><dd>{value}</dd></div> })
    };
    view! {
        <section class="block">
            <p class="ticket-text" dir="auto">{facts.body.clone()}</p>
            <dl class="facts">
                <div>
                    <dt>{w::POSITION.t()}</dt>
                    <dd><bdi>{place.address.clone()}</bdi>" "<span class="faint">{lists.place(area, place.grid.as_deref())}</span>" "{precise}{flags.collect_view()}</dd>
                </div>
                {line(w::CATEGORY, Some(format!("{} · {}", lists.district.category_path(category), w::label(facts.kind))))}
                {line(w::TAGS, Some(facts.tags.join("、")))}
                {line(w::OCCURRED, facts.occurred_at.map(|at| time::full(at, now, app.offset())))}
                {line(w::CAPTURED, Some(captured))}
                {line(w::RECEIVED, received)}
                {line(w::LEAD, ticket.lead_unit.as_ref().map(|u| lists.unit(u)))}
                {line(w::CO, Some(units.join("、")))}
                {line(w::PARENT, ticket.over.parent.as_ref().map(others::name))}
                {line(w::CHILDREN, Some(ticket.over.children.iter().map(others::name).collect::<Vec<_>>().join(w::AND_MORE.t())))}
                {line(w::HANDLER, ticket.handler.as_ref().map(|u| lists.name(u)))}
            </dl>
        </section>
    }
    .into_any()
}

/// 时限: running ones first, each with its moment, how near it is, and the way to how it came about.
pub fn deadlines(pane: Pane, reply: &TicketReply) -> Option<AnyView> {
    let app = pane.app;
    let all = &reply.ticket.deadlines;
    if all.is_empty() {
        return None;
    }
    let all = in_order(all.values(), reply.ticket.status.is_open());
    let grade = reply.ticket.grade.unwrap_or(reply.ticket.facts.grade);
    let rows = all.into_iter().map(|deadline| {
        let (clock, due) = (deadline.clock, deadline.due);
        let paused = rests(&deadline);
        let words = move || {
            let at = time::full(due, app.clock.now.get(), app.offset());
            if paused {
                w::DUE_PAUSED.t().to_string()
            } else {
                w::DUE_BEFORE.with(&[&at])
            }
        };
        view! {
            <li>
                <span class="deadline-name">{w::label(clock)}</span>
                <span class="faint">{words}</span>
                <span class="deadline-end">
                    {move || pill(of_deadline(&deadline, grade, app.clock.now.get(), app.offset()))}
                    {why::opener(pane, clock)}
                </span>
            </li>
        }
    });
    Some(view! { <section class="block"><h3>{w::DEADLINES.t()}</h3><ul class="deadlines">{rows.collect_view()}</ul></section> }.into_any())
}
