//! 接派应挂访督考推 as a rail on every ticket.

use crate::plain::rail::{Step, steps};
use crate::words as w;
use leptos::prelude::*;
use model::Status;

/// The eight links for a status; `large` at the head of a ticket.
pub fn rail(status: Status, large: bool) -> AnyView {
    let links = steps(status).into_iter().map(|(link, step)| {
        let (class, words) = match step {
            Step::Done => ("link done", w::LINK_DONE),
            Step::Now => ("link now", w::LINK_NOW),
            Step::Ahead => ("link", w::LINK_AHEAD),
        };
        let current = (step == Step::Now).then_some("step");
        view! { <li class=class aria-label=words.with(&[&w::label(link)]) aria-current=current>{w::label(link)}</li> }
    });
    let class = if large { "rail large" } else { "rail" };
    view! { <ol class=class aria-label=w::LINKS.t()>{links.collect_view()}</ol> }.into_any()
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
