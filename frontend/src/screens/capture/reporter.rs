//! 反映人, folded away unless there is one: kept apart from the ticket, with consent.

use crate::parts::choice::{Chips, Tick, choices};
use crate::parts::field::{Field, Line};
use crate::screens::capture::sheet::{FactsSheet, InputNote};
use crate::view_model::fault::Spot;
use crate::view_model::reporter::ReporterInput;
use crate::words as w;
use leptos::prelude::*;
use model::ReporterKind;

/// The card.
#[component]
pub fn ReporterCard(sheet: FactsSheet) -> impl IntoView {
    let kind = sheet.get(|f| f.reporter.kind);
    let is_one = move || kind.get() != ReporterKind::None;
    let named = move || matches!(kind.get(), ReporterKind::Person | ReporterKind::Enterprise);
    let kinds = choices(&[
        ReporterKind::Person,
        ReporterKind::Enterprise,
        ReporterKind::Anonymous,
    ]);
    let toggle = move |_| {
        sheet.put(Spot::Banner, |f| match f.reporter.kind {
            ReporterKind::None => f.reporter.kind = ReporterKind::Person,
            _ => f.reporter = ReporterInput::default(),
        });
    };
    view! {
        <section class="card-box card-reporter" aria-label=w::REPORTER.t()>
            <div class="card-line">
                <h2 class="card-name">{w::REPORTER.t()}</h2>
                <Show when=move || !is_one()><span class="faint">{w::REPORTER_NONE.t()}</span></Show>
                <span class="grow"></span>
                <button type="button" class="button" data-test="reporter-toggle" aria-expanded=move || is_one().to_string() on:click=toggle>
                    {move || if is_one() { w::REPORTER_DROP.t() } else { w::REPORTER_ADD.t() }}
                </button>
            </div>
            <Show when=is_one>
                <Chips name="reporter-kind" label=w::REPORTER.t().to_string() choices=kinds.clone()
                    value=Signal::derive(move || kind.get().to_string())
                    on_pick=move |id| if let Ok(kind) = id.parse() { sheet.put(Spot::Banner, |f| f.reporter.kind = kind) } />
            </Show>
            <Show when=named>
                <div class="pair">
                    <Field id="reporter-name" label=w::REPORTER_NAME.t().to_string() error=sheet.fault(Spot::Name)>
                        <Line id="reporter-name" value=sheet.get(|f| f.reporter.name.clone()) test="reporter-name"
                            on_input=move |t| sheet.typed("reporter-name", Spot::Name, 40, t, |f| &mut f.reporter.name) />
                    </Field>
                    <Field id="reporter-phone" label=w::REPORTER_PHONE.t().to_string() error=sheet.fault(Spot::Phone)>
                        <Line id="reporter-phone" kind="tel" value=sheet.get(|f| f.reporter.phone.clone()) test="reporter-phone"
                            on_input=move |t| sheet.typed("reporter-phone", Spot::Phone, 20, t, |f| &mut f.reporter.phone) />
                    </Field>
                </div>
                <InputNote sheet=sheet spot=Spot::Name />
                <InputNote sheet=sheet spot=Spot::Phone />
                <Show when=move || kind.get() == ReporterKind::Enterprise>
                    <Field id="reporter-org" label=w::REPORTER_ORG.t().to_string() error=sheet.fault(Spot::Org) optional=true>
                        <Line id="reporter-org" value=sheet.get(|f| f.reporter.org.clone()) test="reporter-org"
                            on_input=move |t| sheet.typed("reporter-org", Spot::Org, 18, t, |f| &mut f.reporter.org) />
                    </Field>
                    <InputNote sheet=sheet spot=Spot::Org />
                </Show>
            </Show>
            <Show when=is_one>
                <div class="ticks">
                    <Show when=named>
                        <Tick label=w::WANTS_VISIT.t() value=sheet.get(|f| f.reporter.wants_visit) test="wants-visit"
                            on_pick=move |yes| sheet.put(Spot::Banner, |f| f.reporter.wants_visit = yes) />
                        <Tick label=w::CONSENT.t() value=sheet.get(|f| f.reporter.consent) test="consent"
                            on_pick=move |yes| sheet.put(Spot::Banner, |f| f.reporter.consent = yes) />
                    </Show>
                    <Tick label=w::CONFIDENTIAL.t() value=sheet.get(|f| f.reporter.confidential) test="confidential"
                        on_pick=move |yes| sheet.put(Spot::Banner, |f| f.reporter.confidential = yes) />
                </div>
            </Show>
        </section>
    }
}
