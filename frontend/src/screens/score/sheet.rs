//! One unit's sheet: rates, base, what is taken off and added, what is not counted. Each number leads to its lines.

use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::pill;
use crate::route::A;
use crate::screens::score::{Part, Score, table};
use crate::view_model::score::{self, View, Wanted};
use crate::words as w;
use api::SheetReply;
use leptos::prelude::*;
use model::score::Indicator;
use model::score::sheet::Marked;

/// The sheet; nothing for a unit that this person may not look at.
pub fn sheet(score: Score) -> AnyView {
    let back = match score.part.get() {
        Part::Units(Some(group)) => View::Group(group),
        _ => View::First,
    };
    let back = score.path(back);
    let shown = score.sheet().map(|unit| numbers(score, &unit));
    view! {
        <A href=back attr:class="text-button score-back"><Sign icon=Icon::Left />{w::SCORE_BACK.t()}</A>
        {shown}
    }
    .into_any()
}

fn numbers(score: Score, unit: &SheetReply) -> AnyView {
    let to = |wanted| score.path(View::Unit(unit.unit.clone(), wanted));
    let rates = Indicator::RATES.map(|ind| {
        view! { <div><dt>{w::label(ind)}</dt><dd>{table::rate(unit, ind, to(Wanted::Of(ind)))}</dd></div> }
    });
    let marked = |sign: &'static str, all: &[Marked]| {
        let one = |m: &Marked| {
            let words = w::SCORE_TIMES.with(&[&w::label(m.kind), &m.count]);
            let points = format!("{sign}{}", score::hundredths(Some(m.sum)));
            view! { <div><dt><A href=to(Wanted::of(m.kind))>{words}</A></dt><dd>{points}</dd></div> }
        };
        all.iter().map(one).collect_view()
    };
    let not = score::not_counted(&unit.uncounted).filter(|(_, n)| *n > 0);
    let not = not.map(|(why, n)| {
        let words = Wanted::Not(why).words();
        view! { <div><dt><A href=to(Wanted::Not(why))>{words}</A></dt><dd>{n}</dd></div> }
    });
    let plain =
        |words: w::Text, value: String| view! { <div><dt>{words.t()}</dt><dd>{value}</dd></div> };
    let looks = table::look(unit);
    let look = |words| view! { <p class="banner tone-clash"><Sign icon=Icon::Eye /><span dir="auto">{words}</span></p> };
    view! {
        <section class="score-sheet" data-test="score-sheet">
            <h2>{unit.name.clone()}" · "{score::hundredths(unit.r#final)}" "{pill(score::band(unit.band))}</h2>
            <p class="faint">{unit.month.clone()}" · "{w::label(unit.state)}" · "{unit.rules.clone()}</p>
            {looks.into_iter().map(look).collect_view()}
            <dl class="score-numbers">
                {rates.collect_view()}
                {plain(w::SCORE_BASE, score::hundredths(unit.base))}
                {marked("−", &unit.deductions)}
                {marked("+", &unit.additions)}
                <div class="score-sum"><dt>{w::SCORE_FINAL.t()}</dt><dd>{score::hundredths(unit.r#final)}</dd></div>
                {not.collect_view()}
                {plain(w::SCORE_TICKETS, unit.tickets.to_string())}
                {plain(w::SCORE_EXCLUDED, score::share(unit.exclusion_bp))}
                {plain(w::SCORE_HUNG, score::share(unit.hung_bp))}
                {plain(w::SCORE_REDO, score::share(unit.redo_bp))}
                {plain(w::SCORE_ON_SPOT, score::share(unit.on_spot_bp))}
                {plain(w::SCORE_PROGRESS, w::label(unit.progress).to_string())}
            </dl>
        </section>
    }
    .into_any()
}
