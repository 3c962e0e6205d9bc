//! 接派应挂访督考推 as a rail on every ticket.

use crate::view_model::rail::{Step, steps};
use crate::words as w;
use leptos::prelude::*;
use model::{Link, Status};

/// The eight links for a status; `large` at the head of a ticket.
pub fn rail(status: Status, large: bool) -> AnyView {
    let links = steps(status).into_iter().map(|(link, step)| {
        let (class, words) = match step {
            Step::Done => ("link done", w::LINK_DONE),
            Step::Now => ("link now", w::LINK_NOW),
            Step::Ahead => ("link", w::LINK_AHEAD),
        };
        let current = (step == Step::Now).then_some("step");
        view! { <li class=class title=meaning(link).t() aria-label=words.with(&[&w::label(link)]) aria-current=current>{w::label(link)}</li> }
    });
    let class = if large { "rail large" } else { "rail" };
    let now = status.link().filter(|_| large);
    view! {
        <ol class=class aria-label=w::LINKS.t()>{links.collect_view()}</ol>
        {now.map(|link| view! { <p class="hint" data-test="link-meaning">{meaning(link).t()}</p> })}
    }
    .into_any()
}

/// What happens in a link: one character says little to whoever sees it for the first time.
fn meaning(link: Link) -> w::Text {
    match link {
        Link::Take => w::LINK_TAKE,
        Link::Send => w::LINK_SEND,
        Link::Answer => w::LINK_ANSWER,
        Link::Hang => w::LINK_HANG,
        Link::Visit => w::LINK_VISIT,
        Link::Press => w::LINK_PRESS,
        Link::Assess => w::LINK_ASSESS,
        Link::Push => w::LINK_PUSH,
    }
}

/// One link alone, for a table's column.
pub fn badge(status: Status) -> AnyView {
    match status.link() {
        Some(link) => {
            view! { <span class="link now" title=w::label(status)>{w::label(link)}</span> }
                .into_any()
        }
        None => view! { <span class="faint">{w::label(status)}</span> }.into_any(),
    }
}
