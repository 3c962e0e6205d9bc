//! 要定的事: a card above the ticket and inside the act's form. Tests: `ground`, `ground-form`.

use crate::parts::icons::{Icon, Sign};
use crate::screens::ticket::pane::Pane;
use crate::view_model::ground::{self, Ground, Told};
use crate::words as w;
use api::TicketReply;
use leptos::prelude::*;
use model::Action;

/// Everything that waits for a decision or an act.
pub fn card(pane: Pane, reply: &TicketReply) -> AnyView {
    let lists = pane.app.district();
    let told = Told {
        lists: &lists,
        now: pane.app.clock.now.get_untracked(),
        offset: pane.app.offset(),
    };
    let all = ground::of(&reply.ticket, told);
    if all.is_empty() {
        return ().into_any();
    }
    let cards = all.into_iter().map(one).collect_view();
    view! {
        <section class="block ground" data-test="ground" aria-label=w::GROUND.t()>
            <h3><Sign icon=Icon::Alert />{w::GROUND.t()}</h3>{cards}
        </section>
    }
    .into_any()
}

/// What is known before a form is filled in: the matter it answers, or the limits it has to keep to.
pub fn in_form(pane: Pane, action: Action, reply: &TicketReply) -> AnyView {
    let lists = pane.app.district();
    let told = Told {
        lists: &lists,
        now: pane.app.clock.now.get_untracked(),
        offset: pane.app.offset(),
    };
    let own = ground::of_form(action, &reply.ticket, told);
    let limits = own.is_some();
    let all: Vec<Ground> = match own {
        Some(own) => vec![own],
        None => ground::of(&reply.ticket, told),
    };
    if all.is_empty() {
        return ().into_any();
    }
    let cards = all.into_iter().map(one).collect_view();
    view! { <div class="ground" class:own=limits data-test="ground-form">{cards}</div> }.into_any()
}

fn one(ground: Ground) -> AnyView {
    let Ground {
        title,
        asked,
        lines,
        decides,
    } = ground;
    let head = (!title.is_empty()).then(|| {
        view! { <p class="ground-head"><strong>{title}</strong>" "<span class="faint">{asked}</span></p> }
    });
    let lines = lines.into_iter().map(|(label, words)| {
        view! { <div><dt>{label}</dt><dd dir="auto">{words}</dd></div> }
    });
    let decides = (!decides.is_empty())
        .then(|| view! { <div><dt>{w::GROUND_DECIDES.t()}</dt><dd>{decides}</dd></div> });
    view! { <div class="ground-one">{head}<dl class="facts">{lines.collect_view()}{decides}</dl></div> }.into_any()
}
