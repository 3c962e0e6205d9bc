//! The controls of an act's form, by how each thing is asked for.

use crate::context::AppContext;
use crate::parts::button::Button;
use crate::parts::category::CategoryPicker;
use crate::parts::field::{Area, ChipsField, Field, Line, Wrong};
use crate::parts::finder::Finder;
use crate::parts::hints::{duty_call, hints};
use crate::parts::icons::{Icon, Sign};
use crate::parts::names;
use crate::screens::ticket::merging;
use crate::screens::ticket::others::others;
use crate::screens::ticket::pane::Pane;
use crate::screens::ticket::sheet::ActSheet;
use crate::view_model::acts::{Ask, Field as Asked, with_offer};
use crate::view_model::find::Named;
use crate::view_model::time;
use crate::words as w;
use leptos::prelude::*;
use model::{CategoryCode, Grade, UnitCode};
use std::sync::Arc;

/// One field, for as long as it is asked for; ids and test names are `act-<field>`.
pub fn control(
    pane: Pane,
    sheet: ActSheet,
    field: &'static Asked,
    suggested: Option<(UnitCode, String)>,
) -> AnyView {
    if field.once.is_none() {
        return asked(pane, sheet, field, suggested);
    }
    let now = move || sheet.answers.with(|answers| field.is_asked(answers));
    view! { <Show when=now>{asked(pane, sheet, field, suggested.clone())}</Show> }.into_any()
}

/// One field by how it is asked for.
fn asked(
    pane: Pane,
    sheet: ActSheet,
    field: &'static Asked,
    suggested: Option<(UnitCode, String)>,
) -> AnyView {
    let (name, id, label) = (field.name, &*field.id, field.label.t().to_string());
    let (value, fault) = (sheet.get(name), sheet.fault(name));
    let hint = field.hint.map(|h| h.t().to_string()).unwrap_or_default();
    match field.ask {
        Ask::Text => view! {
            <Field id=id label=label hint=hint error=fault optional=!field.required>
                <Area id=id rows=3 value=value on_input=move |t| sheet.typed(name, t) test=id />
                {offers(sheet, field)}
            </Field>
        }
        .into_any(),
        Ask::Choice(_) | Ask::YesNo => chips(sheet, field),
        Ask::Grade => {
            let grade = Signal::derive(move || value.with(|id| id.parse().ok()));
            // As in 采集: whoever calls something 突发 has the number to call beside it, online too.
            let sudden = move || grade.get() == Some(Grade::Sudden);
            view! {
                <div class="stack-close">{chips(sheet, field)}{hints(grade)}
                    <Show when=sudden>{duty_call(sheet.app)}</Show>
                </div>
            }
            .into_any()
        }
        Ask::Line => view! {
            <Field id=id label=label hint=hint error=fault optional=!field.required>
                <Line id=id value=value on_input=move |t| sheet.typed(name, t) test=id list=field.people.then_some("act-people") />
                {offers(sheet, field)}
                {field.people.then(|| people(sheet.app))}
            </Field>
        }
        .into_any(),
        Ask::Time => {
            let offset = sheet.app.offset();
            // What cannot be read yet stays in the browser's own control.
            let shown = Signal::derive(move || value.get().parse().map_or_else(|_| String::new(), |at| time::to_local(at, offset)));
            let put = move |text: String| sheet.put(name, time::from_local(&text, offset).map(|at| at.to_string()).unwrap_or_default());
            view! {
                <Field id=id label=label hint=hint error=fault optional=!field.required>
                    <Line id=id kind="datetime-local" value=shown on_input=put test=id />
                </Field>
            }
            .into_any()
        }
        Ask::Person => {
            let people = names::people(sheet.app);
            view! {
                <Field id=id label=label hint=hint error=fault optional=!field.required>
                    <Finder id=id test=id all=Signal::derive(move || people.clone()) value=value empty=w::PICK_PERSON.t() on_pick=move |user| sheet.put(name, user) />
                </Field>
            }
            .into_any()
        }
        Ask::Others => others(pane, sheet, field),
        Ask::Ticket => merging::other(pane, sheet, field),
        Ask::Category => view! {
            <div class="field">
                <span class="field-head">{label}</span>
                <CategoryPicker third_only=true value=Signal::derive(move || CategoryCode::new(value.get()).ok())
                    on_pick=move |code: CategoryCode| sheet.put(name, code.to_string()) />
                <Wrong id=id error=fault />
            </div>
        }
        .into_any(),
        Ask::Unit => unit(sheet, field, suggested),
        Ask::Units => units(sheet, field),
    }
}

/// Answers that recur: a tap writes one behind what stands there.
fn offers(sheet: ActSheet, field: &'static Asked) -> Option<AnyView> {
    let one = |offer: &w::Text| {
        let words = offer.t();
        let press = move |_| {
            let now = sheet.answers.with_untracked(|a| a.get(field.name).cloned());
            sheet.put(field.name, with_offer(&now.unwrap_or_default(), words));
        };
        view! { <button type="button" class="offer" data-test=format!("{}-offer", field.id) on:click=press>{words}</button> }
    };
    let any = !field.offers.is_empty();
    any.then(|| view! { <div class="offers" role="group" aria-label=w::OFFERS.t()>{field.offers.iter().map(one).collect_view()}</div> }.into_any())
}

/// Names that the browser offers while one is typed; any other may be written too.
fn people(app: AppContext) -> AnyView {
    let all = names::people(app);
    let names = all
        .iter()
        .map(|n| view! { <option value=n.name.clone()></option> });
    view! { <datalist id="act-people">{names.collect_view()}</datalist> }.into_any()
}

/// One of a few, as chips.
fn chips(sheet: ActSheet, field: &'static Asked) -> AnyView {
    let (name, label) = (field.name, field.label.t().to_string());
    view! {
        <ChipsField id=&*field.id label=label choices=field.choices() value=sheet.get(name) error=sheet.fault(name)
            on_pick=move |picked| sheet.put(name, picked) />
    }
    .into_any()
}

fn all_units(app: AppContext) -> Signal<Arc<Vec<Named>>> {
    let units = names::units(app);
    Signal::derive(move || units.clone())
}

/// The leading unit, with the dispatch list's suggestion and the reason for it.
fn unit(sheet: ActSheet, field: &'static Asked, suggested: Option<(UnitCode, String)>) -> AnyView {
    let (name, id, app) = (field.name, &*field.id, sheet.app);
    let value = sheet.get(name);
    let box_ = suggested.map(|(code, reason)| {
        let (unit, words, own) = (code.to_string(), app.district().unit(&code), code.to_string());
        view! {
            <div class="suggestion" data-test="suggestion">
                <div class="card-line">
                    <strong>{w::SUGGEST.with(&[&words])}</strong><span class="grow"></span>
                    <Show when=move || value.get() != own>
                        <Button label=w::SUGGEST_USE.t().to_string() on_press={ let unit = unit.clone(); move || sheet.put(name, unit.clone()) } />
                    </Show>
                </div>
                <p class="faint">{reason}</p>
            </div>
        }
    });
    view! {
        {box_}
        <Field id=id label=field.label.t().to_string() error=sheet.fault(name)>
            <Finder id=id test=id all=all_units(app) value=value empty=w::UNIT_SEARCH.t() on_pick=move |code| sheet.put(name, code) />
        </Field>
    }
    .into_any()
}

/// Joining units, one after another.
fn units(sheet: ActSheet, field: &'static Asked) -> AnyView {
    let (name, id, app) = (field.name, &*field.id, sheet.app);
    let value = sheet.get(name);
    let chosen = move || {
        value
            .get()
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let add = move |code: String| {
        let mut codes = untrack(chosen);
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
            sheet.put(name, codes.join(" "));
        }
    };
    let chips = move || {
        chosen().into_iter().map(|code| {
            let words = UnitCode::new(code.as_str()).map(|c| app.district().unit(&c)).unwrap_or_default();
            let label = w::UNIT_REMOVE.with(&[&words]);
            let remove = move |_| {
                let left: Vec<String> = untrack(chosen).into_iter().filter(|c| *c != code).collect();
                sheet.put(name, left.join(" "));
            };
            view! { <span class="token">{words}<button type="button" class="icon-button" aria-label=label on:click=remove><Sign icon=Icon::Cross /></button></span> }
        }).collect_view()
    };
    view! {
        <Field id=id label=field.label.t().to_string() optional=!field.required error=sheet.fault(name)>
            <div class="tokens">{chips}</div>
            <Finder id=id test=id all=all_units(app) value=Signal::derive(String::new) empty=w::UNIT_ADD.t() on_pick=add />
        </Field>
    }
    .into_any()
}
