//! 经过: what happened, in order; what waits and what did not count is said in words.

use crate::parts::icons::Icon;
use crate::parts::pill::said;
use crate::view_model::due::Tone;
use crate::view_model::trail::{Line, Standing};
use crate::words as w;
use leptos::prelude::*;

/// The time line.
pub fn timeline(lines: Vec<Line>) -> AnyView {
    let items = lines.into_iter().map(|line| {
        let (class, state) = match line.standing {
            Standing::Counts => ("event", None),
            Standing::Waits => (
                "event pending",
                Some(said(Tone::Wait, Icon::Clock, w::PENDING.t())),
            ),
            Standing::Void(why) => (
                "event void",
                Some(said(Tone::Sudden, Icon::Cross, w::VOIDED_WHY.with(&[&why]))),
            ),
        };
        let notes = line
            .notes
            .into_iter()
            .map(|note| view! { <p>{note}</p> })
            .collect_view();
        view! {
            <li class=class>
                <span class="event-time">{line.time}</span>
                <div class="event-body"><strong>{line.title}</strong>{notes}{state}</div>
            </li>
        }
    });
    view! { <ol class="timeline" data-test="timeline">{items.collect_view()}</ol> }.into_any()
}
