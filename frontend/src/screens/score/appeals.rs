//! The appeals of a month, each on one card: what is asked, by whom, why, until when, and what was answered.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::icons::Icon;
use crate::parts::pill::said;
use crate::route::A;
use crate::screens::score::Score;
use crate::screens::score::form::Deed;
use crate::screens::score::lines::ticket_path;
use crate::view_model::due::Tone;
use crate::view_model::score::{View, Wanted};
use crate::view_model::time;
use crate::words as w;
use api::AppealLine;
use leptos::prelude::*;
use model::score::appeal::{AppealAction, AppealState};

/// The cards.
pub fn appeals(score: Score) -> AnyView {
    score.appeals.with(|all| {
        if all.is_empty() {
            return view! { <p class="empty"><strong>{w::APPEAL_NONE.t()}</strong></p> }.into_any();
        }
        // What waits stands first.
        let mut all: Vec<&AppealLine> = all.iter().collect();
        all.sort_by_key(|appeal| !appeal.state.is_open());
        let cards = all.into_iter().map(|appeal| card(score, appeal));
        view! { <ol class="cards">{cards.collect_view()}</ol> }.into_any()
    })
}

fn card(score: Score, appeal: &AppealLine) -> AnyView {
    let (app, lists) = (score.app, score.app.district());
    let stamp = |at| time::dated(at, browser::now(), app.offset());
    let (tone, icon) = match appeal.state {
        AppealState::Filed | AppealState::Opined => (Tone::Urgent, Icon::Clock),
        AppealState::Upheld | AppealState::Partly => (Tone::Calm, Icon::Check),
        AppealState::Denied => (Tone::Sudden, Icon::Cross),
        AppealState::Withdrawn => (Tone::Wait, Icon::Back),
    };
    let due = appeal.due.map(|due| w::APPEAL_DUE.with(&[&stamp(due)]));
    let text = match appeal.text.is_empty() {
        true => w::APPEAL_ERASED.t().to_string(),
        false => appeal.text.clone(),
    };
    let said_by = |words: w::Text, by: &Option<model::UserName>, text: &Option<String>| {
        let (by, text) = (by.as_ref()?, text.clone()?);
        let by = words.with(&[&lists.name(by)]);
        Some(view! { <div><dt>{by}</dt><dd dir="auto">{text}</dd></div> })
    };
    let button = |action: AppealAction| {
        let (words, look) = match action {
            AppealAction::Withdraw => (w::WITHDRAW, Look::Plain),
            AppealAction::Opine => (w::OPINE, Look::Main),
            AppealAction::Decide => (w::DECIDE, Look::Main),
        };
        let deed = Deed::Hear {
            action,
            id: appeal.id,
            version: appeal.version,
        };
        let press = move || score.ask(deed.clone());
        view! { <Button label=words.t().to_string() look=look on_press=press test=action.as_str() /> }
    };
    let line = score.path(View::Unit(appeal.unit.clone(), Wanted::Of(appeal.ind)));
    let filed = w::APPEAL_FILED.with(&[&lists.name(&appeal.filed_by), &stamp(appeal.filed_at)]);
    let (about, number) = (w::label(appeal.ind), appeal.number.clone());
    let ticket = ticket_path(app, &appeal.ticket);
    view! {
        <li class="card-box" data-test="appeal">
            <div class="card-line">
                <strong>{lists.unit(&appeal.unit)}</strong>
                <A href=line>{about}</A>
                <A href=ticket attr:class="number">{number}</A>
                {said(tone, icon, w::label(appeal.state))}
                <span class="faint">{due}</span>
            </div>
            <dl class="facts">
                <div><dt>{w::APPEAL_REASON.t()}</dt><dd>{w::label(appeal.reason)}</dd></div>
                <div><dt>{w::APPEAL_TEXT.t()}</dt><dd dir="auto">{text}</dd></div>
                {said_by(w::APPEAL_OPINION, &appeal.opined_by, &appeal.opinion)}
                {said_by(w::APPEAL_DECISION, &appeal.decided_by, &appeal.decision)}
            </dl>
            <div class="card-foot"><span class="faint">{filed}</span><span class="grow"></span>{appeal.may.iter().map(|a| button(*a)).collect_view()}</div>
        </li>
    }
    .into_any()
}
