//! The form of any act, made from the table of its fields. Ctrl+Enter sends; what was typed stays on a refusal.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::icons::{Icon, Sign};
use crate::screens::ticket::controls::control;
use crate::screens::ticket::ground;
use crate::screens::ticket::keeper::FormKeeper;
use crate::screens::ticket::merging;
use crate::screens::ticket::pane::{Open, Pane};
use crate::screens::ticket::reporter::to_call;
use crate::screens::ticket::sheet::ActSheet;
use crate::screens::ticket::{photos, visit};
use crate::timing;
use crate::view_model::acts::{Answers, Ask, Field, fields, is_way_out, name};
use crate::view_model::answers::{payload, preselected, suggestion};
use crate::view_model::steps::{Decision, Deed};
use crate::view_model::{others, suggest};
use crate::words as w;
use api::call::ActCall;
use leptos::prelude::*;
use model::{Action, Code};

/// The form.
#[component]
pub fn ActForm(pane: Pane, action: Action) -> impl IntoView {
    let app = pane.app;
    let Some(reply) = pane.ticket.get_untracked() else {
        return ().into_any();
    };
    let lists = app.district();
    // A device that does not hold the record knows only that there is one.
    let someone = match &reply.reporter {
        Some(reporter) => reporter.is_someone(),
        None => reply.reporter_open,
    };
    let children = &reply.ticket.over.children;
    let merged = children.iter().any(|c| c.call);
    let calls_back = action == Action::VisitPass;
    let asked = match calls_back {
        true => crate::view_model::visit::fields(someone, merged),
        false => fields(action, someone, merged),
    };
    let suggested = pane
        .units
        .with_untracked(|units| suggest::best(units, &reply.ticket, &lists))
        .or_else(|| suggestion(&reply.ticket, &lists));
    let mut first = preselected(action, &asked, &reply.ticket, &lists);
    if action == Action::Dispatch {
        first.extend(
            suggested
                .iter()
                .map(|(unit, _)| ("lead_unit", unit.to_string())),
        );
    }
    let keeper = FormKeeper::start(app, &reply.ticket.id, action.as_str());
    let written = keeper.answers().map(|mut answers| {
        if let Some(text) = answers.get_mut("others") {
            *text = others::start(children, text);
        }
        answers
    });
    if action == Action::Merge {
        first.extend(merging::preset(pane, &reply));
    }
    let faults = pane.came_back().map(|why| vec![("", why)]);
    let sheet = ActSheet {
        app,
        answers: RwSignal::new(written.unwrap_or(first)),
        faults: RwSignal::new(faults.unwrap_or_default()),
    };
    let start = entry(&asked, &sheet.answers.get_untracked(), pane.desk);
    timing::later(0, move || browser::focus_on(&start));
    Effect::new(move |before: Option<()>| {
        let answers = sheet.answers.get();
        if before.is_some() {
            keeper.put(answers);
        }
    });
    let busy = RwSignal::new(false);
    // The same command until it was refused: a repeat after a lost answer does nothing twice.
    let command = RwSignal::new(browser::fresh_id());
    let (form, note_max) = (
        StoredValue::new(asked.clone()),
        lists.district.rules.texts.note_max,
    );
    let title = reply.ticket.facts.title.clone();
    let (id, round, seen) = (
        reply.ticket.id.clone(),
        reply.ticket.round,
        reply.ticket.seen.clone(),
    );
    let send = move || {
        if busy.get_untracked() || (pane.desk && app.connection.lost.get_untracked()) {
            return;
        }
        let given = sheet.answers.with_untracked(|answers| {
            if !calls_back {
                let payload = form.with_value(|form| payload(form, answers, note_max));
                return payload.map(|payload| (action, payload));
            }
            let (action, fields) = visit::act(answers, someone, merged)?;
            Ok((action, payload(&fields, answers, note_max)?))
        });
        let (action, payload) = match given {
            Ok(given) => given,
            Err(faults) => {
                let first = faults.first().map(|(name, _)| *name);
                let at =
                    form.with_value(|form| form.iter().find(|f| Some(f.name) == first).copied());
                if let Some(field) = at {
                    browser::focus_on(&place_of(field));
                }
                return sheet.faults.set(faults);
            }
        };
        if let Some(hold) = pane.hold.get_untracked() {
            let decision = Decision {
                id: id.clone(),
                title: title.clone(),
                deed: Deed::Act(action, payload),
                main: None,
            };
            let decision = match action {
                Action::Merge => merging::decide(pane, sheet, decision),
                _ => decision,
            };
            pane.open.set(Open::Nothing);
            return hold.take.run(decision);
        }
        busy.set(true);
        sheet.faults.set(Vec::new());
        let request = ActCall {
            id: id.clone(),
            action,
            payload,
            round: Some(round),
            command_id: Some(command.get_untracked()),
            seen: Some(seen.clone()),
        };
        leptos::task::spawn_local(async move {
            match app.call(request).await {
                Ok(reply) => {
                    keeper.forget();
                    let waits = reply.ticket.status_pending.is_some();
                    pane.took(reply);
                    let words = if waits { w::ACT_WAITS } else { w::ACT_DONE };
                    app.toasts.say(words.with(&[&w::label(action)]));
                }
                // The dialog that asks to sign in says it, and afterwards it is no longer so.
                Err(error) if error.code == Code::SignedOut => {}
                Err(error) => {
                    if !matches!(error.code, Code::PoolUnreachable | Code::TryLater) {
                        command.try_set(browser::fresh_id());
                    }
                    let name = error.params.get("field").map(String::as_str);
                    let at = form.try_with_value(|form| {
                        form.iter()
                            .find(|f| Some(f.name) == name || Some(f.word) == name)
                            .map(|f| f.name)
                    });
                    sheet
                        .faults
                        .try_set(vec![(at.flatten().unwrap_or_default(), error.detail)]);
                }
            }
            busy.try_set(false);
        });
    };
    let by_key = send.clone();
    // Whoever calls back sees whom.
    let calls = crate::view_model::visit::is_one(action);
    let banner = sheet.fault("");
    // What is typed stays on the screen; without a connection it cannot go anywhere.
    let cut_off = move || pane.desk && app.connection.lost.get();
    view! {
        <form class="act stack" novalidate=true data-test=format!("act-{action}")
            on:submit=move |event| { event.prevent_default(); send(); }
            on:keydown=move |event| if event.key() == "Enter" && event.ctrl_key() && !event.is_composing() { event.prevent_default(); by_key(); }>
            <h3 id="act-name" tabindex="-1">{name(action)}</h3>
            <Show when=move || banner.with(|b| !b.is_empty())>
                <p class="banner bad" role="alert" data-test="act-error"><Sign icon=Icon::Alert />{move || banner.get()}</p>
            </Show>
            {ground::in_form(pane, action, &reply)}
            {calls.then(|| to_call(pane, &reply))}
            {match calls_back {
                true => visit::controls(pane, sheet, someone, merged),
                false => asked.into_iter().map(|field| control(pane, sheet, field, suggested.clone())).collect_view().into_any(),
            }}
            {(action == Action::Resubmit).then(|| photos::adder(pane, &reply))}
            <Show when=cut_off><p class="banner" role="status" data-test="act-offline"><Sign icon=Icon::WifiOff />{w::ACT_OFFLINE.t()}</p></Show>
            <div class="row end sticky">
                <Button label=w::CANCEL.t().to_string() key="Esc" on_press=move || { keeper.forget(); pane.open.set(Open::Nothing) } test="act-cancel" />
                <Button label=Signal::derive(move || if busy.get() { w::SENDING.t() } else { name(action) }.to_string())
                    look=if is_way_out(action) { Look::Danger } else { Look::Main } key="Ctrl+Enter" sends=true rests=Signal::derive(move || busy.get() || cut_off()) on_press=|| () test="act-send" />
            </div>
        </form>
    }
    .into_any()
}

/// Where the hands of somebody at a keyboard begin: at the first thing that is still missing, else at the form's name, from
/// where one key sends it. On a tablet always at the name: a field would call up its keyboard.
fn entry(asked: &[&Field], answers: &Answers, desk: bool) -> String {
    let open = |field: &&&Field| {
        let given = answers
            .get(field.name)
            .is_some_and(|a| !a.trim().is_empty());
        field.required && !given && field.is_asked(answers)
    };
    let missing = asked.iter().find(open).filter(|_| desk);
    missing.map_or_else(|| "#act-name".into(), |field| place_of(field))
}

/// The selector of a field's control.
fn place_of(field: &Field) -> String {
    match field.ask {
        Ask::Category => "#category-search".into(),
        _ => format!("#{0}, [name='{0}']", field.id),
    }
}

/// Sends an act that asks nothing.
pub fn send_at_once(pane: Pane, action: Action, busy: RwSignal<bool>) {
    let Some(reply) = pane
        .ticket
        .get_untracked()
        .filter(|_| !busy.get_untracked())
    else {
        return;
    };
    if let Some(hold) = pane.hold.get_untracked() {
        return hold.take.run(Decision {
            id: reply.ticket.id,
            title: reply.ticket.facts.title,
            deed: Deed::Act(action, serde_json::json!({})),
            main: None,
        });
    }
    busy.set(true);
    let app = pane.app;
    leptos::task::spawn_local(async move {
        let request = ActCall {
            id: reply.ticket.id,
            action,
            payload: serde_json::json!({}),
            round: Some(reply.ticket.round),
            command_id: Some(browser::fresh_id()),
            seen: Some(reply.ticket.seen),
        };
        match app.call(request).await {
            Ok(reply) => {
                let waits = reply.ticket.status_pending.is_some();
                pane.took(reply);
                let words = if waits { w::ACT_WAITS } else { w::ACT_DONE };
                app.toasts.say(words.with(&[&w::label(action)]));
            }
            Err(error) => app.toasts.complain(&error),
        }
        busy.try_set(false);
    });
}
