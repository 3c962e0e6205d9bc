//! The controls of an act's form, by how each thing is asked for.

use crate::here::Here;
use crate::parts::button::Button;
use crate::parts::category::CategoryPicker;
use crate::parts::choice::{Chips, Pick};
use crate::parts::field::{Area, Field, Wrong};
use crate::parts::icons::{Icon, Sign};
use crate::plain::acts::{Ask, Field as Asked};
use crate::plain::answers::Answers;
use crate::words as w;
use leptos::prelude::*;
use model::{CategoryCode, UnitCode};

/// A form on the screen; cheap to copy.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// For names.
    pub here: Here,
    /// What was given.
    pub answers: RwSignal<Answers>,
    /// What is wrong, by field; the empty name is the form itself.
    pub faults: RwSignal<Vec<(&'static str, String)>>,
}

impl Sheet {
    fn get(self, name: &'static str) -> Signal<String> {
        Signal::derive(move || {
            self.answers
                .with(|a| a.get(name).cloned().unwrap_or_default())
        })
    }
    fn put(self, name: &'static str, value: String) {
        self.answers.update(|a| _ = a.insert(name, value));
        self.faults
            .update(|f| f.retain(|(at, _)| *at != name && !at.is_empty()));
    }
    /// What is wrong at a field.
    pub fn fault(self, name: &'static str) -> Signal<String> {
        Signal::derive(move || {
            self.faults.with(|f| {
                f.iter()
                    .find(|(at, _)| *at == name)
                    .map(|f| f.1.clone())
                    .unwrap_or_default()
            })
        })
    }
}

/// One field by how it is asked for; ids and test names are `act-<field>`.
pub fn control(sheet: Sheet, field: Asked, suggested: Option<(UnitCode, String)>) -> AnyView {
    let (name, label) = (field.name, field.label.t().to_string());
    let id = id_of(name);
    let (value, fault) = (sheet.get(name), sheet.fault(name));
    let hint = field.hint.map(|h| h.t().to_string()).unwrap_or_default();
    match field.ask {
        Ask::Text => view! {
            <Field id=id label=label hint=hint error=fault optional=!field.required>
                <Area id=id rows=3 value=value on_input=move |t| sheet.put(name, t) test=id />
            </Field>
        }
        .into_any(),
        Ask::Choice(choices) => {
            let choices: Vec<(String, String)> = choices.into_iter().map(|(id, label)| (id.to_string(), label.to_string())).collect();
            view! {
                <div class="field">
                    <span class="field-head">{label.clone()}</span>
                    <Chips name=id label=label choices=choices value=value on_pick=move |picked| sheet.put(name, picked) />
                    <Wrong id=id error=fault />
                </div>
            }
            .into_any()
        }
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

/// Ids are needed for as long as the page lives; the names come from one closed table.
fn id_of(name: &'static str) -> &'static str {
    match name {
        "category" => "act-category",
        "grade" => "act-grade",
        "note" => "act-note",
        "lead_unit" => "unit",
        "co_units" => "co-unit",
        "means" => "act-means",
        "text" => "act-text",
        "result" => "act-result",
        "reply" => "act-reply",
        "measure" => "act-measure",
        "contacted" => "act-contacted",
        "solved" => "act-solved",
        "satisfied" => "act-satisfied",
        "reason" => "act-reason",
        other => other,
    }
}

fn unit_choices(here: Here, first: String) -> Vec<(String, String)> {
    let lists = here.district();
    let units = lists.district.units.iter().map(|u| {
        (
            u.code.to_string(),
            format!("{} · {}", u.name, u.group.label()),
        )
    });
    std::iter::once((String::new(), first))
        .chain(units)
        .collect()
}

/// The leading unit, with the dispatch list's suggestion and the reason for it.
fn unit(sheet: Sheet, field: Asked, suggested: Option<(UnitCode, String)>) -> AnyView {
    let (name, here) = (field.name, sheet.here);
    let value = sheet.get(name);
    let box_ = suggested.map(|(code, reason)| {
        let (unit, words, own) = (code.to_string(), here.district().unit(&code), code.to_string());
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
        <Field id="unit" label=field.label.t().to_string() error=sheet.fault(name)>
            <Pick id="unit" test="unit" choices=unit_choices(here, w::CHOOSE.t().into()) value=value on_pick=move |code| sheet.put(name, code) />
        </Field>
    }
    .into_any()
}

/// Joining units, one after another.
fn units(sheet: Sheet, field: Asked) -> AnyView {
    let (name, here) = (field.name, sheet.here);
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
            let words = UnitCode::new(code.as_str()).map(|c| here.district().unit(&c)).unwrap_or_default();
            let label = w::UNIT_REMOVE.with(&[&words]);
            let remove = move |_| {
                let left: Vec<String> = untrack(chosen).into_iter().filter(|c| *c != code).collect();
                sheet.put(name, left.join(" "));
            };
            view! { <span class="token">{words}<button type="button" class="icon-button" aria-label=label on:click=remove><Sign icon=Icon::Cross /></button></span> }
        }).collect_view()
    };
    view! {
        <Field id="co-unit" label=field.label.t().to_string() optional=true error=sheet.fault(name)>
            <div class="tokens">{chips}</div>
            <Pick id="co-unit" test="co-unit" choices=unit_choices(here, w::UNIT_ADD.t().into()) value=Signal::derive(String::new) on_pick=add />
        </Field>
    }
    .into_any()
}
