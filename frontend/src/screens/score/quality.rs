//! 派单质量: what sheets and appeals say about dispatching and follow-up, with a bar for each unit that appealed.

use crate::screens::score::Score;
use crate::view_model::score;
use crate::words as w;
use leptos::prelude::*;

/// The numbers, and the appeals of each unit.
pub fn quality(score: Score) -> AnyView {
    let lists = score.app.district();
    let found = score.sheets.with(|sheets| {
        let units = sheets.iter().flat_map(|s| &s.groups);
        let units = units.flat_map(|g| &g.units);
        score.appeals.with(|appeals| score::quality(units, appeals))
    });
    let upheld = |(upheld, filed): (u64, u64)| w::QUALITY_UPHELD.with(&[&upheld, &filed]);
    let line =
        |words: w::Text, value: String| view! { <div><dt>{words.t()}</dt><dd>{value}</dd></div> };
    let rates = score
        .period
        .with(|p| p.as_ref().map(|p| p.appeals.clone()).unwrap_or_default());
    let most = rates.iter().map(|r| r.filed).max().unwrap_or(1).max(1);
    let row = |rate: &api::AppealRate| {
        let width = |n: u64| n * 100 / most;
        view! {
            <tr>
                <th scope="row">{lists.unit(&rate.unit)}</th>
                <td><svg class="rate-bar wide" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="rate-all" width=width(rate.filed) height="6" /><rect class="rate-good" width=width(rate.upheld) height="6" /></svg></td>
                <td>{rate.filed}</td><td>{rate.upheld}</td>
            </tr>
        }
    };
    let table = (!rates.is_empty()).then(|| {
        view! {
            <table class="score-table plain">
                <caption>{w::QUALITY_UNITS.t()}</caption>
                <thead><tr><th scope="col">{w::SCORE_UNIT.t()}</th><td></td><th scope="col">{w::QUALITY_FILED.t()}</th><th scope="col">{w::QUALITY_RIGHT.t()}</th></tr></thead>
                <tbody>{rates.iter().map(row).collect_view()}</tbody>
            </table>
        }
    });
    view! {
        <section class="card-box">
            <dl class="score-numbers">
                {line(w::QUALITY_FLOW, found.flow.to_string())}
                {line(w::QUALITY_DUTY, upheld(found.duty))}
                {line(w::QUALITY_VISIT, upheld(found.visits))}
            </dl>
            <p class="faint">{w::QUALITY_LEAD.t()}</p>
        </section>
        {table}
    }
    .into_any()
}
