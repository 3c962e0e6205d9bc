//! What helps to decide, beside the ticket: tickets like it near in place and time, and the units suggested for it.

use crate::parts::button::{Button, Look};
use crate::parts::photo::Image;
use crate::screens::desk::{Desk, acts, compare};
use crate::screens::ticket::Open;
use crate::view_model::due;
use crate::view_model::suggest;
use crate::words as w;
use api::{Alike, FindAlike, SuggestUnits, Suggestion};
use leptos::prelude::*;
use model::row::Row;
use model::{Action, Status, TicketId};

/// Suggestions shown; the first is the one to take.
const SHOWN: usize = 3;

/// Both boxes, while the ticket waits for the desk.
pub fn beside(desk: Desk) -> AnyView {
    // Whether it is known what looks like it.
    let asked = RwSignal::new(false);
    let subject = Memo::new(move |_| {
        let ticket = desk.pane.ticket.read();
        let ticket = &ticket.as_ref()?.ticket;
        let waits = matches!(ticket.status, Status::Pooled | Status::Accepted);
        waits.then(|| (ticket.id.clone(), ticket.status))
    });
    Effect::new(move |before: Option<Option<TicketId>>| {
        let id = subject.get().map(|s| s.0);
        if before.as_ref() != Some(&id) {
            asked.set(false);
            desk.pane.alike.set(Vec::new());
            desk.pane.units.set(Vec::new());
        }
        if let Some(id) = id.clone() {
            leptos::task::spawn_local(read(desk, asked, subject, id));
        }
        id
    });
    view! {
        <Show when=move || subject.with(Option::is_some)>
            {move || suggested(desk)}
            {move || asked.get().then(|| near(desk))}
        </Show>
    }
    .into_any()
}

async fn read(
    desk: Desk,
    asked: RwSignal<bool>,
    subject: Memo<Option<(TicketId, Status)>>,
    id: TicketId,
) {
    let still = |id: &TicketId| {
        subject.try_with_untracked(|s| s.as_ref().is_some_and(|s| s.0 == *id)) == Some(true)
    };
    let units = desk.app.call(SuggestUnits { id: id.clone() }).await;
    if let (Ok(answer), true) = (units, still(&id)) {
        desk.pane.units.set(answer.units);
    }
    let answer = desk.app.call(FindAlike { id: id.clone() }).await;
    if let (Ok(answer), true) = (answer, still(&id)) {
        // Never the ticket itself, whatever is answered.
        let others = answer.alike.into_iter().filter(|a| a.row.id != id);
        desk.pane.alike.set(others.collect());
        asked.set(true);
    }
}

/// 建议派给, with the reason; nothing while the form says the same.
fn suggested(desk: Desk) -> Option<AnyView> {
    let units = desk.pane.units.get();
    if units.is_empty() || desk.pane.open.get() != Open::Nothing {
        return None;
    }
    let lists = desk.app.district();
    let may = desk.pane.offered().contains(&Action::Dispatch);
    let ticket = desk.pane.ticket.read();
    let ticket = &ticket.as_ref()?.ticket;
    let basis = w::SUGGEST_BASIS.with(&[&units.len()]);
    let one = |(n, suggestion): (usize, &Suggestion)| {
        let unit = suggestion.unit.clone();
        let (name, reason) = (
            lists.unit(&unit),
            suggest::reason(suggestion, ticket, &lists),
        );
        let press = move || {
            // The form takes the first one.
            desk.pane
                .units
                .update(|all| all.sort_by_key(|s| s.unit != unit));
            acts::start_form(desk, Open::Act(Action::Dispatch));
        };
        let look = if n == 0 { Look::Main } else { Look::Plain };
        let head = if n == 0 {
            view! { <strong>{w::SUGGEST_TO.with(&[&name])}</strong> }.into_any()
        } else {
            view! { <span>{name.clone()}</span> }.into_any()
        };
        view! {
            <li class="suggested-unit">
                <div><p>{head}</p><p class="faint">{reason}</p></div>
                {may.then(|| view! { <Button label=w::label(Action::Dispatch).to_string() look=look on_press=press test="suggested-dispatch" /> })}
            </li>
        }
    };
    Some(
        view! {
            <section class="suggestion beside-box" data-test="suggested" aria-label=basis>
                <ul>{units.iter().take(SHOWN).enumerate().map(one).collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}

/// 同一件, while the ticket may be merged into one that is still open.
pub fn merge_button(desk: Desk, row: &Row) -> Option<AnyView> {
    let may = desk.pane.offered().contains(&Action::Merge) && row.status.is_open();
    let twin = row.id.clone();
    may.then(|| view! {
        <button type="button" class="text-button" data-test="alike-merge" on:click=move |_| acts::merge(desk, twin.clone())>{w::ALIKE_MERGE.t()}</button>
    }.into_any())
}

/// 附近相似.
fn near(desk: Desk) -> AnyView {
    let shown = move || desk.pane.alike.get();
    view! {
        <Show when=move || desk.pane.alike.with(|a| !a.is_empty())
            fallback=|| view! { <p class="faint alike-none" data-test="alike-none">{w::ALIKE_NONE.t()}</p> }>
            <section class="beside-box alikes" data-test="alikes">
                <h3>{move || w::ALIKE.with(&[&shown().len()])}</h3>
                <ul><For each=shown key=|a| a.row.id.clone() let:alike>{one(desk, alike)}</For></ul>
            </section>
        </Show>
    }
    .into_any()
}

fn one(desk: Desk, alike: Alike) -> AnyView {
    let app = desk.app;
    let row = alike.row;
    let mut near = Vec::new();
    near.extend(alike.metres.map(|m| w::ALIKE_METRES.with(&[&m])));
    near.push(w::ALIKE_DAYS.with(&[&alike.days.max(1)]));
    near.push(w::ALIKE_PERCENT.with(&[&alike.percent]));
    let mut state = vec![w::label(row.status).to_string()];
    state.extend(row.lead_unit.as_ref().map(|u| app.district().unit(u)));
    state.extend(due::of_row(&row, app.clock.now.get_untracked()).map(|(_, shown)| shown.text));
    let (other, hidden) = (row.id.clone(), row.id.clone());
    let cover = row.cover.clone().map(|sha| {
        view! { <span class="alike-cover"><Image sha=sha thumb=true alt=row.title.clone() /></span> }
    });
    let same = merge_button(desk, &row);
    view! {
        <li class="alike" data-test="alike">
            {cover}
            <div class="alike-words">
                <p><strong><bdi>{row.title.clone()}</bdi></strong></p>
                <p class="faint">{near.join(" · ")}</p>
                <p class="faint">{state.join(" · ")}</p>
            </div>
            <div class="alike-do">
                <button type="button" class="text-button" data-test="alike-compare" on:click=move |_| compare::start(desk, other.clone())>{w::ALIKE_COMPARE.t()}</button>
                {same}
                <button type="button" class="text-button" data-test="alike-not" on:click=move |_| acts::not_alike(desk, &hidden)>{w::ALIKE_NOT.t()}</button>
            </div>
        </li>
    }
    .into_any()
}
