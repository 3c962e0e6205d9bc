//! Dispatching all picked tickets: each to its suggested unit, or all to one. Nothing leaves before the time for taking it
//! back is over.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Choice, Pick};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Area, Field};
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::{Desk, batch};
use crate::timing;
use crate::view_model::batch::{Batch, Fate, Item};
use crate::words as w;
use api::SuggestUnits;
use leptos::prelude::*;
use model::row::Row;
use model::{Status, TicketId, UnitCode};
use std::collections::BTreeMap;

/// The form as far as it is filled in.
#[derive(Clone, Copy)]
struct Form {
    /// Tickets that can be dispatched now.
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
        <Dialog open=desk.sheets.several title=w::BATCH_TITLE.t().to_string() wide=true test="several-sheet">{form(desk)}</Dialog>
    }
    .into_any()
}

fn form(desk: Desk) -> AnyView {
    let (ready, rest): (Vec<Row>, Vec<Row>) = desk.picked.with_untracked(|p| {
        p.rows()
            .cloned()
            .partition(|row| row.status == Status::Accepted)
    });
    let form = Form {
        rows: StoredValue::new(ready.clone()),
        each: RwSignal::new(true),
        units: RwSignal::default(),
        read: RwSignal::new(0),
        unit: RwSignal::default(),
        co_units: RwSignal::default(),
        note: RwSignal::default(),
        error: RwSignal::default(),
    };
    let left_out = (!rest.is_empty()).then(|| {
        view! { <p class="banner"><Sign icon=Icon::Alert />{w::BATCH_NOT_NOW.with(&[&rest.len()])}</p> }
    });
    if ready.is_empty() {
        return view! { <p class="lead" data-test="several-none">{w::BATCH_NOTHING.t()}</p>{left_out} }.into_any();
    }
    let count = ready.len();
    leptos::task::spawn_local(suggest(desk, form, ready));
    timing::later(40, || browser::focus("several-form"));
    let ways: Vec<Choice> = vec![
        ("each".into(), w::BATCH_EACH.t().into()),
        ("one".into(), w::BATCH_ONE.t().into()),
    ];
    let way = Signal::derive(move || if form.each.get() { "each" } else { "one" }.to_string());
    let waits = move || form.each.get() && form.read.get() < count;
    let cut_off = move || desk.app.connection.lost.get();
    let going = move || batch::is_going(desk);
    view! {
        <form class="stack" id="several-form" tabindex="-1" novalidate=true
            on:submit=move |event| { event.prevent_default(); send(desk, form); }
            on:keydown=move |event| if event.key() == "Enter" && event.ctrl_key() && !event.is_composing() { event.prevent_default(); send(desk, form); }>
            {left_out}
            <Chips name="several-way" label=w::BATCH_HOW.t().to_string() choices=ways value=way joined=true on_pick=move |way| form.each.set(way == "each") />
            <Show when=move || form.each.get() fallback=move || one_unit(desk, form)>{each_unit(desk, form)}</Show>
            <Show when=move || !form.each.get()>{co_units(desk, form)}</Show>
            <Field id="several-note" label=w::NOTE.t().to_string() optional=true>
                <Area id="several-note" rows=2 value=form.note on_input=move |t| form.note.set(t) test="several-note" />
            </Field>
            <Show when=move || form.error.with(|e| !e.is_empty())><p class="wrong-words" role="alert"><Sign icon=Icon::Alert />{move || form.error.get()}</p></Show>
            <Show when=cut_off><p class="banner" role="status"><Sign icon=Icon::WifiOff />{w::ACT_OFFLINE.t()}</p></Show>
            <div class="row end">
                <Show when=waits><span class="faint" role="status">{move || w::BATCH_READING.with(&[&form.read.get(), &count])}</span></Show>
                <Button label=w::CANCEL.t().to_string() key="Esc" on_press=move || desk.sheets.several.set(false) />
                <Button label=Signal::derive(move || w::BATCH.with(&[&ready_count(form)])) look=Look::Main key="Ctrl+Enter" sends=true
                    rests=Signal::derive(move || waits() || cut_off() || going()) on_press=|| () test="several-send" />
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

fn units(desk: Desk, first: w::Text) -> Vec<Choice> {
    let lists = desk.app.district();
    let all = lists.district.units.iter();
    std::iter::once((String::new(), first.t().to_string()))
        .chain(all.map(|u| (u.code.to_string(), u.name.clone())))
        .collect()
}

fn one_unit(desk: Desk, form: Form) -> AnyView {
    view! {
        <Field id="several-unit" label=w::UNIT_LEAD.t().to_string()>
            <Pick id="several-unit" test="several-unit" choices=units(desk, w::CHOOSE) value=form.unit on_pick=move |code| { form.error.set(String::new()); form.unit.set(code) } />
        </Field>
    }
    .into_any()
}

/// Each ticket with its unit, which can be changed.
fn each_unit(desk: Desk, form: Form) -> AnyView {
    let choices = StoredValue::new(units(desk, w::BATCH_NO_UNIT));
    let line = move |row: Row| {
        let (id, own) = (row.id.clone(), row.id.clone());
        let now = move || {
            form.units
                .with(|u| u.get(&own).map(ToString::to_string).unwrap_or_default())
        };
        let pick = move |event: leptos::ev::Event| {
            let code = UnitCode::new(event_target_value(&event));
            form.units.update(|u| match code {
                Ok(code) => _ = u.insert(id.clone(), code),
                Err(_) => _ = u.remove(&id),
            });
        };
        let label = format!("{} {}", w::UNIT_LEAD.t(), row.title);
        view! {
            <li class="several-line">
                <bdi class="several-title">{row.title}</bdi>
                <span class="pick"><select aria-label=label on:change=pick>
                    {choices.with_value(|all| all.iter().map(|(code, name)| {
                        let (own, now) = (code.clone(), now.clone());
                        let is = move || now() == own;
                        view! { <option value=code.clone() prop:selected=is>{name.clone()}</option> }
                    }).collect_view())}
                </select></span>
            </li>
        }
    };
    view! { <ul class="several-lines" data-test="several-lines">{form.rows.get_value().into_iter().map(line).collect_view()}</ul> }
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
            <Pick id="several-co" test="several-co" choices=units(desk, w::UNIT_ADD) value=Signal::derive(String::new) on_pick=add />
        </Field>
    }
    .into_any()
}

fn send(desk: Desk, form: Form) {
    let waits =
        form.each.get_untracked() && form.read.get_untracked() < form.rows.with_value(Vec::len);
    if waits || desk.app.connection.lost.get_untracked() || untrack(move || batch::is_going(desk)) {
        return;
    }
    let each = form.each.get_untracked();
    let one = UnitCode::new(form.unit.get_untracked()).ok();
    if !each && one.is_none() {
        return form.error.set(w::NEEDS_CHOICE.with(&[&w::UNIT_LEAD.t()]));
    }
    let unit_of = |row: &Row| match each {
        true => form.units.with_untracked(|u| u.get(&row.id).cloned()),
        false => one.clone(),
    };
    let items: Vec<Item> = form.rows.with_value(|rows| {
        let item = |row: &Row| {
            Some(Item {
                unit: unit_of(row)?,
                id: row.id.clone(),
                title: row.title.clone(),
                command: browser::fresh_id(),
                fate: Fate::Waits,
            })
        };
        rows.iter().filter_map(item).collect()
    });
    if items.is_empty() {
        return form.error.set(w::BATCH_NOTHING.t().into());
    }
    let co_units = if each {
        Vec::new()
    } else {
        form.co_units.get_untracked()
    };
    let held = Batch::hold(items, form.note.get_untracked(), co_units, browser::now());
    desk.sheets.several.set(false);
    batch::hold(desk, held);
    browser::focus("desk-table");
}
