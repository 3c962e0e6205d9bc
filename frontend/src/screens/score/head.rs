//! The head of the page: the month, its course, the steps that are offered, and the tabs.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Choice, Pick};
use crate::parts::icons::{Icon, Sign};
use crate::screens::score::form::Deed;
use crate::screens::score::{Part, Score};
use crate::view_model::rail::Step;
use crate::view_model::score::{self, View};
use crate::view_model::time;
use crate::words as w;
use api::PeriodReply;
use leptos::prelude::*;
use model::Role;
use model::score::period::PeriodAction;

/// The head.
pub fn head(score: Score, months: Vec<String>, choose: Callback<String>) -> AnyView {
    let choices = Signal::derive(move || {
        let now = score.month.get();
        let mut all = months.clone();
        if !all.contains(&now) {
            all.push(now);
        }
        let one = |month: String| (month.clone(), month);
        all.into_iter().map(one).collect::<Vec<Choice>>()
    });
    view! {
        <header class="page-head score-head">
            <h1>{w::SCORE.t()}</h1>
            <Pick id="score-month" label=w::SCORE_MONTH.t() choices=choices value=score.month test="score-month" on_pick=move |month| choose.run(month) />
            <span class="grow"></span>
            <Button label=w::PRINT.t().to_string() on_press=browser::print test="score-print" />
        </header>
        {move || score.period.with(|period| period.as_ref().map(|period| course(score, period)))}
        {move || tabs(score)}
    }
    .into_any()
}

fn course(score: Score, period: &PeriodReply) -> AnyView {
    let (app, now) = (score.app, browser::now());
    let stops = score::course(period, now, app.offset());
    let stops = stops.into_iter().map(|stop| {
        let class = match stop.step {
            Step::Done => "stop done",
            Step::Now => "stop now",
            Step::Ahead => "stop",
        };
        let current = (stop.step == Step::Now).then_some("step");
        let done = (stop.step == Step::Done).then(|| view! { <Sign icon=Icon::Check /> });
        view! { <li class=class aria-current=current>{done}<strong>{w::label(stop.state)}</strong><span class="faint">{stop.note}</span></li> }
    });
    view! {
        <ol class="course" aria-label=w::SCORE_COURSE.t() data-test="score-course">{stops.collect_view()}</ol>
        {notes(score, period)}
        {steps(score, period)}
    }
    .into_any()
}

/// What has to be known of the month besides its course.
fn notes(score: Score, period: &PeriodReply) -> AnyView {
    let (lists, offset) = (score.app.district(), score.app.offset());
    let stamp = |at| time::stamp(at, offset);
    let mut notes = Vec::new();
    if period.late {
        notes.push(w::SCORE_LATE.t().to_string());
    }
    if let Some(by) = &period.proposed_by {
        notes.push(w::SCORE_PROPOSED.with(&[&lists.name(by)]));
    }
    if let Some(proposal) = &period.proposal {
        notes.push(w::SCORE_PROPOSAL.with(&[&proposal.lines.len(), &proposal.reason]));
    }
    for window in &period.windows {
        let (from, until) = (stamp(window.from), stamp(window.until));
        notes.push(w::SCORE_WINDOW.with(&[&from, &until, &window.reason]));
    }
    for frozen in &period.frozen {
        let short: String = frozen.sha256.chars().take(12).collect();
        let by = lists.name(&frozen.by);
        notes.push(w::SCORE_VERSION.with(&[&frozen.version, &stamp(frozen.at), &by, &short]));
        let why = frozen.reason.as_ref();
        notes.extend(why.map(|why| w::SCORE_VERSION_WHY.with(&[why])));
    }
    let one = |note| view! { <li dir="auto">{note}</li> };
    view! { <ul class="score-notes faint">{notes.into_iter().map(one).collect_view()}</ul> }
        .into_any()
}

/// The steps that this person may take now; the pool says which.
fn steps(score: Score, period: &PeriodReply) -> AnyView {
    let waits = period.proposal.is_some() && score.app.session.holds(Role::TaskForce);
    let button = |action: PeriodAction| {
        let (words, deed, look) = match action {
            PeriodAction::FileAppeal => return None,
            // Proposed beside its lines; here it is carried out.
            PeriodAction::Amend if !waits => return None,
            PeriodAction::Amend => (w::AMEND_DO.t(), Deed::Step(action), Look::Main),
            PeriodAction::DeclareWindow => (w::WINDOW.t(), Deed::Window, Look::Plain),
            _ => (w::label(action), Deed::Step(action), Look::Main),
        };
        let press = move || score.ask(deed.clone());
        Some(
            view! { <Button label=words.to_string() look=look on_press=press test=action.as_str() /> },
        )
    };
    let buttons: Vec<_> = period.may.iter().filter_map(|a| button(*a)).collect();
    if buttons.is_empty() {
        return ().into_any();
    }
    view! { <div class="row score-steps">{buttons}</div> }.into_any()
}

/// Groups, 派单质量 and 申诉.
fn tabs(score: Score) -> AnyView {
    let groups = score.sheets.with(|sheets| {
        let groups = sheets.iter().flat_map(|s| &s.groups);
        groups.map(|g| (g.group, g.units.len())).collect::<Vec<_>>()
    });
    let tab = |words: &'static str, count: Option<usize>, to: View, part: Part, test: String| {
        let current = move || (score.part.get() == part).then_some("true");
        view! { <li><a href=score.path(to) class="tab" aria-current=current data-test=test>{words}<span class="faint">{count}</span></a></li> }
    };
    let groups = groups.into_iter().map(|(group, n)| {
        let (to, part) = (View::Group(group), Part::Units(Some(group)));
        tab(w::label(group), Some(n), to, part, format!("group-{group}"))
    });
    let waiting = score.appeals.with(Vec::len);
    view! {
        <nav class="score-tabs" aria-label=w::SCORE_GROUPS.t()><ul class="tabs">
            {groups.collect_view()}
            {tab(w::SCORE_QUALITY.t(), None, View::Quality, Part::Quality, "score-quality".into())}
            {tab(w::SCORE_APPEALS.t(), Some(waiting), View::Appeals, Part::Appeals, "score-appeals".into())}
        </ul></nav>
    }
    .into_any()
}
