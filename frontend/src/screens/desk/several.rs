//! One act on all picked tickets, by role: 派单 of each to its suggested unit or of all to one; 催办 of all with one text.
//! Nothing leaves before the time for taking it back is over.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Choice};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Area, Field};
use crate::parts::finder::Finder;
use crate::parts::icons::{Icon, Sign};
use crate::parts::names;
use crate::screens::desk::{Desk, steps};
use crate::timing;
use crate::view_model::bulk;
use crate::view_model::decided::{self, Matter};
use crate::view_model::find::Named;
use crate::view_model::steps::{Deed, Fate, Item};
use crate::words as w;
use api::SuggestUnits;
use leptos::prelude::*;
use model::row::Row;
use model::{Action, TicketId, UnitCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The form as far as it is filled in.
#[derive(Clone, Copy)]
struct Form {
    /// What is done to each.
    action: Action,
    /// Tickets to which it can be done now.
    rows: StoredValue<Vec<Row>>,
    /// Each to its own unit.
    each: RwSignal<bool>,
    /// Unit by ticket.
    units: RwSignal<BTreeMap<TicketId, UnitCode>>,
    /// How many suggestions have come.
    read: RwSignal<usize>,
    /// The one unit for all.
    unit: RwSignal<String>,
    co_units: RwSignal<Vec<UnitCode>>,
    note: RwSignal<String>,
    error: RwSignal<String>,
}

/// The sheet.
pub fn sheet(desk: Desk) -> AnyView {
    view! {
        <Dialog open=desk.sheets.several title=Signal::derive(move || title(desk)) wide=true test="several-sheet">{form(desk)}</Dialog>
    }
    .into_any()
}

fn title(desk: Desk) -> String {
    let act = desk.bulk.get().map(|action| w::label(action));
    w::BULK_TITLE.with(&[&act.unwrap_or_default()])
}

fn form(desk: Desk) -> AnyView {
    let Some(action) = desk.bulk.get_untracked() else {
        return ().into_any();
    };
    let (ready, rest): (Vec<Row>, Vec<Row>) = desk
        .picked
        .with_untracked(|p| p.rows().cloned().partition(|row| bulk::fits(action, row)));
    let sends = action == Action::Dispatch;
    let form = Form {
        action,
        rows: StoredValue::new(ready.clone()),
        each: RwSignal::new(sends),
        units: RwSignal::default(),
        read: RwSignal::new(0),
        unit: RwSignal::default(),
        co_units: RwSignal::default(),
        note: RwSignal::default(),
        error: RwSignal::default(),
    };
    let left_out = (!rest.is_empty()).then(|| {
        view! { <p class="banner"><Sign icon=Icon::Alert />{w::BULK_NOT_NOW.with(&[&rest.len(), &w::label(action)])}</p> }
    });
    if ready.is_empty() {
        return view! { <p class="lead" data-test="several-none">{w::BULK_NOTHING.with(&[&w::label(action)])}</p>{left_out} }.into_any();
    }
    let count = ready.len();
    if sends {
        leptos::task::spawn_local(suggest(desk, form, ready));
    }
    timing::later(40, move || {
        browser::focus(if sends {
            "several-form"
        } else {
            "several-note"
        });
    });
    let ways: Vec<Choice> = vec![
        ("each".into(), w::BATCH_EACH.t().into()),
        ("one".into(), w::BATCH_ONE.t().into()),
    ];
    let way = Signal::derive(move || if form.each.get() { "each" } else { "one" }.to_string());
    let label = if sends {
        w::NOTE.t()
    } else {
        w::field("督办要求").t()
    }
    .to_string();
    let waits = move || form.each.get() && form.read.get() < count;
    let cut_off = move || desk.app.connection.lost.get();
    view! {
        <form class="stack" id="several-form" tabindex="-1" novalidate=true
            on:submit=move |event| { event.prevent_default(); send(desk, form); }
            on:keydown=move |event| if event.key() == "Enter" && event.ctrl_key() && !event.is_composing() { event.prevent_default(); send(desk, form); }>
            {left_out}
            {sends.then(|| view! { <Chips name="several-way" label=w::BATCH_HOW.t().to_string() choices=ways value=way joined=true on_pick=move |way| form.each.set(way == "each") />
            <Show when=move || form.each.get() fallback=move || one_unit(desk, form)>{each_unit(desk, form)}</Show>
            <Show when=move || !form.each.get()>{co_units(desk, form)}</Show> })}
            {(!sends).then(|| titles(form))}
            <Field id="several-note" label=label optional=sends>
                <Area id="several-note" rows=2 value=form.note on_input=move |t| form.note.set(t) test="several-note" />
            </Field>
            <Show when=move || form.error.with(|e| !e.is_empty())><p class="wrong-words" role="alert"><Sign icon=Icon::Alert />{move || form.error.get()}</p></Show>
            <Show when=cut_off><p class="banner" role="status"><Sign icon=Icon::WifiOff />{w::ACT_OFFLINE.t()}</p></Show>
            <div class="row end">
                <Show when=waits><span class="faint" role="status">{move || w::BATCH_READING.with(&[&form.read.get(), &count])}</span></Show>
                <Button label=w::CANCEL.t().to_string() key="Esc" on_press=move || desk.sheets.several.set(false) />
                <Button label=Signal::derive(move || w::STEP_MANY.with(&[&w::label(action), &ready_count(form)])) look=Look::Main key="Ctrl+Enter" sends=true
                    rests=Signal::derive(move || waits() || cut_off()) on_press=|| () test="several-send" />
            </div>
        </form>
    }
    .into_any()
}

/// Asks for each ticket's unit, one after another.
async fn suggest(desk: Desk, form: Form, rows: Vec<Row>) {
    for row in rows {
        let answer = desk.app.call(SuggestUnits { id: row.id.clone() }).await;
        // Ends with the sheet.
        if form.read.is_disposed() {
            return;
        }
        if let Some(best) = answer.ok().and_then(|a| a.units.into_iter().next()) {
            form.units
                .update(|u| _ = u.entry(row.id).or_insert(best.unit));
        }
        form.read.update(|n| *n += 1);
    }
}

fn ready_count(form: Form) -> usize {
    if form.each.get() {
        form.units.with(BTreeMap::len)
    } else {
        form.rows.with_value(Vec::len)
    }
}

/// The tickets, by their titles.
fn titles(form: Form) -> AnyView {
    let line = |row: &Row| view! { <li class="several-line"><bdi class="several-title">{row.title.clone()}</bdi></li> };
    view! { <ul class="several-lines">{form.rows.with_value(|rows| rows.iter().map(line).collect_view())}</ul> }
        .into_any()
}

/// Units to choose from.
fn units(desk: Desk) -> Signal<Arc<Vec<Named>>> {
    let all = names::units(desk.app);
    Signal::derive(move || all.clone())
}

fn one_unit(desk: Desk, form: Form) -> AnyView {
    view! {
        <Field id="several-unit" label=w::UNIT_LEAD.t().to_string()>
            <Finder id="several-unit" test="several-unit" all=units(desk) value=form.unit empty=w::UNIT_SEARCH.t() on_pick=move |code| { form.error.set(String::new()); form.unit.set(code) } />
        </Field>
    }
    .into_any()
}

/// Each ticket with its unit, which can be changed.
fn each_unit(desk: Desk, form: Form) -> AnyView {
    let choices = names::or_any(names::units(desk.app), w::BATCH_NO_UNIT.t());
    let choices = Signal::derive(move || choices.clone());
    let line = move |(n, row): (usize, Row)| {
        let (id, own) = (row.id.clone(), row.id.clone());
        let now = Signal::derive(move || {
            form.units
                .with(|u| u.get(&own).map(ToString::to_string).unwrap_or_default())
        });
        let pick = move |code: String| {
            form.units.update(|u| match UnitCode::new(code) {
                Ok(code) => _ = u.insert(id.clone(), code),
                Err(_) => _ = u.remove(&id),
            });
        };
        let label = format!("{} {}", w::UNIT_LEAD.t(), row.title);
        view! {
            <li class="several-line">
                <bdi class="several-title">{row.title}</bdi>
                <Finder id=format!("several-unit-{n}") all=choices value=now empty=w::BATCH_NO_UNIT.t() label=label on_pick=pick />
            </li>
        }
    };
    view! { <ul class="several-lines" data-test="several-lines">{form.rows.get_value().into_iter().enumerate().map(line).collect_view()}</ul> }
        .into_any()
}

fn co_units(desk: Desk, form: Form) -> AnyView {
    let add = move |code: String| {
        if let Ok(code) = UnitCode::new(code) {
            form.co_units.update(|all| {
                if !all.contains(&code) {
                    all.push(code);
                }
            });
        }
    };
    let token = move |code: UnitCode| {
        let name = desk.app.district().unit(&code);
        let label = w::UNIT_REMOVE.with(&[&name]);
        let drop = move |_| form.co_units.update(|all| all.retain(|c| *c != code));
        view! { <span class="token">{name}<button type="button" class="icon-button" aria-label=label on:click=drop><Sign icon=Icon::Cross /></button></span> }
    };
    view! {
        <Field id="several-co" label=w::UNIT_CO.t().to_string() optional=true>
            <div class="tokens"><For each=move || form.co_units.get() key=|c| c.clone() let:code>{token(code)}</For></div>
            <Finder id="several-co" test="several-co" all=units(desk) value=Signal::derive(String::new) empty=w::UNIT_ADD.t() on_pick=add />
        </Field>
    }
    .into_any()
}

fn send(desk: Desk, form: Form) {
    let waits =
        form.each.get_untracked() && form.read.get_untracked() < form.rows.with_value(Vec::len);
    if waits || desk.app.connection.lost.get_untracked() {
        return;
    }
    let dispatch = form.action == Action::Dispatch;
    let each = form.each.get_untracked();
    let one = UnitCode::new(form.unit.get_untracked()).ok();
    let note = form.note.get_untracked().trim().to_string();
    if dispatch && !each && one.is_none() {
        return form.error.set(w::NEEDS_CHOICE.with(&[&w::UNIT_LEAD.t()]));
    }
    if !dispatch && note.is_empty() {
        form.error.set(w::NEEDS.with(&[&w::field("督办要求").t()]));
        return browser::focus("several-note");
    }
    let co_units = if each {
        Vec::new()
    } else {
        form.co_units.get_untracked()
    };
    let payload_of = |row: &Row| -> Option<Value> {
        if !dispatch {
            return Some(json!({ "text": note }));
        }
        let unit = match each {
            true => form.units.with_untracked(|u| u.get(&row.id).cloned()),
            false => one.clone(),
        };
        Some(bulk::dispatch(&unit?, &co_units, &note))
    };
    let (lists, now, offset) = (desk.app.district(), browser::now(), desk.app.offset());
    let items: Vec<Item> = form.rows.with_value(|rows| {
        let item = |row: &Row| {
            let deed = Deed::Act(form.action, payload_of(row)?);
            let matter = Matter {
                grade: row.grade,
                kind: row.kind,
                now,
                offset,
            };
            Some(Item {
                words: decided::words(&deed, &lists, matter, None),
                id: row.id.clone(),
                title: row.title.clone(),
                deed,
                command: browser::fresh_id(),
                fate: Fate::Waits,
            })
        };
        rows.iter().filter_map(item).collect()
    });
    if items.is_empty() {
        return form
            .error
            .set(w::BULK_NOTHING.with(&[&w::label(form.action)]));
    }
    desk.sheets.several.set(false);
    steps::hold(desk, items);
    browser::focus("desk-table");
}
