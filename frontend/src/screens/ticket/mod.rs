//! One ticket: facts, photos, deadlines, two values, time line, and the acts open to this person.
//! Tests: `ticket`, `ticket-title`, `ticket-status`, `accept`, `dispatch`, `sign`, `respond`, `progress`, `request_done`,
//! `pass_done`, `visit_pass`, `void` … (buttons that open the act's form, some behind `more-acts`), `act-send`, `act-cancel`, `act-error`, `unit`,
//! `co-unit`, `act-<field>`, `edit`, `edit-save`, `add-photo`, `read-original`, `read-reason`, `use-this`, `why-<clock>`, `timeline`.

mod act;
mod body;
mod conflicts;
mod controls;
mod edit;
mod ground;
mod keeper;
mod merging;
mod others;
mod pane;
mod photos;
mod reporter;
mod sheet;
mod turn;
mod visit;
mod why;

use crate::context::app;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill;
use crate::parts::rail::rail;
use crate::parts::timeline::timeline;
use crate::route::A;
use crate::view_model::due::{Pill, of_status};
use crate::view_model::{acts, trail};
use crate::words as w;
use act::ActForm;
use edit::EditForm;
use leptos::prelude::*;
use model::{Action, TicketId};
pub use pane::{Hold, Open, Pane};
pub use reporter::words as reporter_words;

/// The ticket with this id, read again when it or the pool changes.
#[component]
pub fn TicketPane(
    id: Memo<Option<TicketId>>,
    /// 接单 and 派单 are offered.
    desk: bool,
    /// Where the list is, for small screens.
    back: Option<&'static str>,
    /// A pane made by the page around it, when its keys need one.
    #[prop(optional)]
    pane: Option<Pane>,
    /// What the page around it has to say about the ticket, below an open form.
    #[prop(optional)]
    beside: Option<ViewFn>,
) -> impl IntoView {
    let app = app();
    let pane = pane.unwrap_or_else(|| Pane::new(app, desk));
    Effect::new(move |before: Option<Option<TicketId>>| {
        let now = id.get();
        app.changed.track();
        if before.as_ref() != Some(&now) {
            pane.open.set(Open::Nothing);
            pane.reading.forget();
            if pane
                .ticket
                .with_untracked(|t| t.as_ref().map(|t| &t.ticket.id) != now.as_ref())
            {
                pane.ticket.set(None);
            }
        }
        // An open form keeps the ticket it was opened on; what others write meanwhile shows up as a conflict.
        if let Some(id) = now.clone()
            && pane.open.get_untracked() == Open::Nothing
        {
            leptos::task::spawn_local(pane.read(id));
        }
        now
    });
    let shown = move || {
        pane.ticket
            .with(|t| t.as_ref().map(|t| t.ticket.id.clone()))
    };
    let shown = Memo::new(move |_| shown());
    view! {
        <Show when=move || pane.error.with(|e| !e.is_empty())>
            <p class="banner bad" role="alert" data-test="ticket-error"><Sign icon=Icon::Alert />{move || pane.error.get()}</p>
        </Show>
        <Show when=move || shown.with(Option::is_some) fallback=move || {
            let words = move || if id.with(Option::is_some) { w::LOADING.t() } else { w::PICK_ONE.t() };
            view! { <div class="empty pane-empty"><Sign icon=Icon::List /><p>{words}</p></div> }
        }>
            <article class="ticket" data-test="ticket">
                {move || head(pane, back)}
                // The form stands beside what it is about, or below it, never over it: nobody decides blind.
                <div class="ticket-body" class:acting=move || matches!(pane.open.get(), Open::Act(_))>
                    <div class="ticket-report" class:hidden=move || pane.open.get() == Open::Edit>
                        {move || pane.ticket.with(|t| t.as_ref().map(|t| ground::card(pane, t)))}
                        {beside.as_ref().map(ViewFn::run)}
                        {move || (pane.open.get() != Open::Edit).then(|| content(pane))}
                    </div>
                    {move || match pane.open.get() {
                        Open::Act(action) => Some(view! { <div class="ticket-form"><ActForm pane=pane action=action /></div> }.into_any()),
                        Open::Edit => Some(view! { <EditForm pane=pane /> }.into_any()),
                        Open::Nothing => None,
                    }}
                </div>
                {move || foot(pane)}
                {why::why(pane)}
                {reporter::sheet(pane)}
            </article>
        </Show>
    }
}

fn head(pane: Pane, back: Option<&'static str>) -> Option<AnyView> {
    let reply = pane.ticket.get()?;
    let ticket = &reply.ticket;
    let number = ticket
        .ticket_no
        .clone()
        .unwrap_or_else(|| ticket.temp_no.clone());
    let status = match ticket.status_pending {
        Some(next) => w::PENDING_STATUS.with(&[&w::label(next)]),
        None => w::label(ticket.status).to_string(),
    };
    let state = Pill {
        text: status,
        ..of_status(ticket.status)
    };
    let back = back.map(|href| view! {
        <A href=href attr:class="icon-button back" attr:data-test="mine-back" attr:aria-label=w::BACK.t()><Sign icon=Icon::Left /></A>
    });
    Some(view! {
        <header class="ticket-head">
            <div class="ticket-line">
                {back}
                <span class="number">{number}</span>
                <span class="grow"></span>
                <span data-test="ticket-status">{pill::pill(state)}</span>
                {pill::grade(ticket.grade.unwrap_or(ticket.facts.grade))}
            </div>
            <h2 data-test="ticket-title" id="ticket-title" tabindex="-1" dir="auto">{ticket.facts.title.clone()}</h2>
            {rail(ticket.status_pending.unwrap_or(ticket.status), true)}
            {turn::turn(pane, &reply)}
        </header>
    }.into_any())
}

/// Everything about the ticket.
fn content(pane: Pane) -> AnyView {
    let app = pane.app;
    let Some(reply) = pane.ticket.get() else {
        return ().into_any();
    };
    let lists = app.district();
    let lines = trail::lines(
        &reply.ticket,
        &lists,
        app.clock.now.get_untracked(),
        app.offset(),
    );
    view! {
        {conflicts::conflicts(pane, &reply)}
        {photos::photos(pane, &reply)}
        {body::facts(app, &reply)}
        {photos::adder(pane, &reply)}
        {reporter::reporter(pane, &reply)}
        {body::deadlines(pane, &reply)}
        <section class="block"><h3>{w::TRAIL.t()}</h3>{timeline(lines)}</section>
        {turn::above(pane, &reply)}
    }
    .into_any()
}

/// Acts beside the main one that stand at the foot themselves.
const NEAR: usize = 2;

/// The other acts, in a dialog.
fn more_acts(pane: Pane, actions: Vec<Action>) -> AnyView {
    let open = RwSignal::new(false);
    let buttons = move || {
        let one = |action: &Action| {
            let action = *action;
            let press = move || {
                open.set(false);
                pane.open.set(Open::Act(action));
            };
            let look = if acts::is_way_out(action) {
                Look::Danger
            } else {
                Look::Plain
            };
            view! { <Button label=acts::name(action).to_string() look=look on_press=press test=action.as_str() /> }
        };
        actions.iter().map(one).collect::<Vec<_>>()
    };
    view! {
        <Button label=w::MORE_ACTS.t().to_string() icon=Icon::More on_press=move || open.set(true) test="more-acts" />
        <Dialog open=open title=w::MORE_ACTS.t().to_string()><div class="stack acts-list">{buttons()}</div></Dialog>
    }
    .into_any()
}

/// The acts, in reach of the thumb: the one the state waits for, and the others.
fn foot(pane: Pane) -> Option<AnyView> {
    if pane.open.get() != Open::Nothing {
        return None;
    }
    if let Some(words) = pane.waits.get() {
        let undo = move || {
            if let Some(hold) = pane.hold.get_untracked() {
                hold.undo.run(());
            }
        };
        return Some(view! {
            <footer class="ticket-foot" data-test="ticket-waits">
                <p class="waits-words"><Sign icon=Icon::Clock />{w::WAITS_TO_BE_SENT.with(&[&words])}</p>
                <Button label=w::UNDO.t().to_string() key="Z" on_press=undo test="waits-undo" />
            </footer>
        }.into_any());
    }
    let offered = pane.offered();
    let main = acts::primary(&offered);
    let edit = pane.ticket.with(|t| t.as_ref().is_some_and(|t| t.may_edit));
    if offered.is_empty() && !edit {
        return None;
    }
    let busy = RwSignal::new(false);
    let button = |action: Action, look: Look| {
        let key = (pane.desk && look == Look::Main).then_some("A");
        let asks = acts::asks(action);
        let press = move || match asks || pane.desk {
            true => pane.open.set(Open::Act(action)),
            // A form without a question is one touch too many.
            false => act::send_at_once(pane, action, busy),
        };
        match key {
            Some(key) => view! { <Button label=acts::name(action).to_string() look=look key=key on_press=press test=action.as_str() /> }.into_any(),
            None => view! { <Button label=acts::name(action).to_string() look=look on_press=press test=action.as_str() /> }.into_any(),
        }
    };
    let others: Vec<Action> = offered
        .iter()
        .filter(|a| Some(**a) != main)
        .copied()
        .collect();
    // A few in reach; the rest one tap away, so that a phone is not all buttons.
    let room = NEAR - usize::from(edit);
    let (near, far) = others.split_at(if others.len() > room + 1 {
        room
    } else {
        others.len()
    });
    let near: Vec<AnyView> = near.iter().map(|a| button(*a, Look::Plain)).collect();
    let far = (!far.is_empty()).then(|| more_acts(pane, far.to_vec()));
    Some(view! {
        <footer class="ticket-foot" aria-label=w::ACTS.t()>
            {edit.then(|| view! { <Button label=w::EDIT_FACTS.t().to_string() icon=Icon::Edit on_press=move || pane.open.set(Open::Edit) test="edit" /> })}
            {far}
            {near}
            {main.map(|a| button(a, Look::Main))}
        </footer>
    }.into_any())
}
