//! The units of a group: their rates with bars, final and band, and what is worth a look.

use crate::parts::icons::Icon;
use crate::parts::pill::{pill, said};
use crate::route::A;
use crate::screens::score::Score;
use crate::view_model::due::Tone;
use crate::view_model::score::{self, View, Wanted};
use crate::words as w;
use api::SheetReply;
use leptos::prelude::*;
use model::UnitGroup;
use model::score::Indicator;
use model::score::mix::Mix;
use model::score::sheet::Signal;

/// The rates of the table; the others stand on each unit's sheet.
const RATES: [Indicator; 4] = [
    Indicator::Respond,
    Indicator::Done,
    Indicator::Solved,
    Indicator::Satisfied,
];

/// The table with what explains it.
pub fn table(score: Score, group: Option<UnitGroup>) -> AnyView {
    let units: Vec<SheetReply> = score.sheets.with(|sheets| {
        let groups = sheets.iter().flat_map(|s| &s.groups);
        let own = groups.filter(|g| Some(g.group) == group);
        own.flat_map(|g| g.units.clone()).collect()
    });
    let Some(first) = units.first() else {
        let read = score.sheets.with(Option::is_some);
        return read
            .then(|| view! { <p class="empty"><strong>{w::SCORE_NONE.t()}</strong></p> })
            .into_any();
    };
    let rules = w::SCORE_RULES.with(&[&first.rules]);
    let looks: Vec<String> = units.iter().flat_map(look).collect();
    let look = |words| view! { <li dir="auto">{words}</li> };
    let head = |words: w::Text| view! { <th scope="col">{words.t()}</th> };
    view! {
        <table class="score-table">
            <thead><tr>
                {head(w::SCORE_UNIT)}
                {RATES.map(|ind| view! { <th scope="col">{w::label(ind)}</th> }).collect_view()}
                {head(w::SCORE_FINAL)}{head(w::SCORE_BAND)}{head(w::SCORE_PROGRESS)}{head(w::SCORE_NOT)}{head(w::SCORE_EXCLUDED)}{head(w::SCORE_HUNG)}
            </tr></thead>
            <tbody>{units.iter().map(|unit| row(score, unit)).collect_view()}</tbody>
        </table>
        {(!looks.is_empty()).then(|| view! {
            <section class="card-box"><h2 class="card-name">{w::SCORE_LOOK.t()}</h2><ul class="score-looks">{looks.into_iter().map(look).collect_view()}</ul></section>
        })}
        <p class="faint">{w::SCORE_BANDS.t()}</p>
        <p class="faint">{rules}</p>
    }
    .into_any()
}

fn row(score: Score, unit: &SheetReply) -> AnyView {
    let to = |wanted| score.path(View::Unit(unit.unit.clone(), wanted));
    let own = unit.unit.clone();
    let open = move || score.unit.with(|unit| unit.as_ref() == Some(&own));
    let cell =
        |name: w::Text, inner: AnyView| view! { <td data-label=name.t()>{inner}</td> }.into_any();
    let not: u64 = score::not_counted(&unit.uncounted).map(|(_, n)| n).sum();
    let number = |n: String| view! { <span>{n}</span> }.into_any();
    let place = unit
        .rank
        .map(|n| view! { <span class="faint">{w::SCORE_PLACE.with(&[&n])}</span> });
    let flag = (!unit.mix.is_empty() || !unit.signals.is_empty())
        .then(|| said(Tone::Clash, Icon::Eye, w::SCORE_LOOK.t()));
    let name = unit.name.clone();
    view! {
        <tr class:chosen=open data-test="score-row" data-id=unit.unit.to_string()>
            <th scope="row"><A href=to(Wanted::All) attr:class="score-name">{name}</A>{flag}</th>
            {RATES.map(|ind| view! { <td data-label=w::label(ind)>{rate(unit, ind, to(Wanted::Of(ind)))}</td> }).collect_view()}
            {cell(w::SCORE_FINAL, view! { <strong class="score-final">{score::hundredths(unit.r#final)}</strong>{place} }.into_any())}
            {cell(w::SCORE_BAND, pill(score::band(unit.band)))}
            {cell(w::SCORE_PROGRESS, number(w::label(unit.progress).into()))}
            {cell(w::SCORE_NOT, number(not.to_string()))}
            {cell(w::SCORE_EXCLUDED, number(score::share(unit.exclusion_bp)))}
            {cell(w::SCORE_HUNG, number(score::share(unit.hung_bp)))}
        </tr>
    }
    .into_any()
}

/// A rate as a bar with its numbers; leads to its lines.
pub fn rate(unit: &SheetReply, ind: Indicator, to: String) -> AnyView {
    let rate = unit.rates.of(ind);
    if rate.n == 0 {
        return view! { <span class="faint">"—"</span> }.into_any();
    }
    let (bp, all) = (score::hundredths(rate.bp), score::of_all(rate));
    let label = w::SCORE_RATE_OF.with(&[&unit.name, &w::label(ind), &bp, &all]);
    let width = rate.bp.unwrap_or(0) / 100;
    view! {
        <A href=to attr:class="rate" attr:aria-label=label attr:data-test=format!("rate-{ind}")>
            <svg class="rate-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rate-all" width="100" height="6" /><rect class="rate-good" width=width height="6" /></svg>
            <span class="rate-words"><strong>{bp}</strong>" "<span class="faint">{all}</span></span>
        </A>
    }
    .into_any()
}

/// What the pool found worth a look on a sheet.
pub fn look(unit: &SheetReply) -> Vec<String> {
    let mix = |mix: &Mix| {
        let (bp, covered) = (
            score::hundredths(Some(mix.adjusted_bp)),
            score::share(Some(mix.covered_bp)),
        );
        let (ind, by) = (w::label(mix.ind), w::label(mix.by));
        w::SCORE_MIX.with(&[&unit.name, &ind, &by, &bp, &covered])
    };
    let signal = |signal: &Signal| {
        let bp = match signal {
            Signal::Excluded => unit.exclusion_bp,
            Signal::OnSpot => unit.on_spot_bp,
        };
        w::SCORE_SIGNAL.with(&[&unit.name, &w::label(*signal), &score::share(bp)])
    };
    let signals = unit.signals.iter().map(signal);
    signals.chain(unit.mix.iter().map(mix)).collect()
}
