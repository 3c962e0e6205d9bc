//! Whose move it is and since when, and what somebody else may do here. Tests: `turn`, `may-above`.

use crate::parts::icons::{Icon, Sign};
use crate::screens::ticket::Pane;
use crate::view_model::turns;
use api::TicketReply;
use leptos::prelude::*;
use model::person::Person;

/// The lines below the head.
pub fn turn(pane: Pane, reply: &TicketReply) -> Option<AnyView> {
    let app = pane.app;
    let now = app.clock.now.get();
    let all = turns::lines(reply, &app.district(), now, app.offset());
    let lines = all.into_iter().map(|line| {
        let icon = if line.mine { Icon::User } else { Icon::Clock };
        let since = line.since.map(|since| view! { <span class="faint">{since}</span> });
        view! { <p class="turn" class:mine=line.mine data-test="turn"><Sign icon=icon /><strong>{line.words}</strong>{since}</p> }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| lines.into_any())
}

/// What a person may not do here and the one above may.
pub fn above(pane: Pane, reply: &TicketReply) -> Option<AnyView> {
    let person = pane.app.session.profile.with_untracked(|p| {
        let p = p.as_ref()?;
        Some(Person {
            user: p.user.clone()?,
            name: String::new(),
            posts: p.posts.clone(),
        })
    });
    let words = turns::above(reply, &person?)?;
    Some(view! { <p class="hint" data-test="may-above">{words}</p> }.into_any())
}
