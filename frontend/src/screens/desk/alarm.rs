//! 突发 and 紧急 that no unit has signed: a banner above everything, the page's title, a word to those who listen, and a sound
//! where it was allowed. Tests: `alarm`, `alarm-open`, `alarm-heard`.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::icons::{Icon, Sign};
use crate::parts::sound;
use crate::preferences;
use crate::screens::desk::Desk;
use crate::view_model::alarm::{self, Alarm};
use crate::view_model::due;
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;
use model::Grade;
use model::row::Row;

/// Asked for at once; more than these nobody reads in a banner.
const MOST: u32 = 20;

/// Looks whenever anything changed.
pub fn watch(desk: Desk) {
    let (app, known) = (desk.app, StoredValue::new(Alarm::default()));
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        app.changed.track();
        turn.update_value(|n| *n += 1);
        let own = turn.get_value();
        leptos::task::spawn_local(async move {
            let query = ListTickets {
                danger: Some(true),
                waiting: Some(true),
                limit: Some(MOST),
                ..ListTickets::default()
            };
            let Ok(page) = app.call(query).await else {
                return;
            };
            if turn.try_get_value() == Some(own) {
                take(desk, known, page.tickets);
            }
        });
    });
    on_cleanup(|| browser::set_title(w::APP_NAME.t()));
}

fn take(desk: Desk, known: StoredValue<Alarm>, rows: Vec<Row>) {
    let fresh = known.try_update_value(|known| {
        let fresh = known.hear(&rows);
        fresh.into_iter().cloned().collect::<Vec<Row>>()
    });
    if let Some(first) = fresh.unwrap_or_default().first() {
        let words = w::ALARM_CAME.with(&[&w::label(first.grade), &first.title]);
        desk.alarm_heard.set(words);
        if preferences::alarm_sound() {
            sound::alarm(first.grade == Grade::Sudden);
        }
    }
    browser::set_title(&alarm::title(&rows));
    if desk.alarm.with_untracked(|before| *before != rows) {
        desk.alarm.set(rows);
    }
}

/// The banner.
pub fn banner(desk: Desk) -> AnyView {
    let first = move || desk.alarm.with(|rows| rows.first().cloned());
    let open = move || {
        let Some(row) = desk.alarm.with_untracked(|rows| rows.first().cloned()) else {
            return;
        };
        desk.open(Some(row.id));
        browser::focus("ticket-title");
    };
    let all = move || {
        desk.only(|q| {
            q.danger = Some(true);
            q.waiting = Some(true);
        });
        browser::focus("desk-table");
    };
    let words = move || {
        let row = first()?;
        let left = due::of_row(&row, desk.app.clock.now.get()).map(|(_, pill)| pill.text);
        let counted = desk.alarm.with(|rows| alarm::counted(rows));
        Some(view! {
            <strong>{w::ALARM_WAITS.with(&[&counted])}</strong>
            <bdi class="alarm-title">{row.title}</bdi>
            <span>{left}</span>
        })
    };
    view! {
        <span class="only-heard" role="alert" data-test="alarm-heard">{move || desk.alarm_heard.get()}</span>
        <Show when=move || desk.alarm.with(|rows| !rows.is_empty())>
            <div class="alarm" data-test="alarm">
                <Sign icon=Icon::Alert />
                <p class="alarm-words">{words}</p>
                <span class="grow"></span>
                <Button label=w::ALARM_OPEN.t().to_string() look=Look::Plain on_press=open test="alarm-open" />
                <Show when=move || desk.alarm.with(Vec::len) != 1>
                    <Button label=w::ALARM_ALL.t().to_string() look=Look::Plain on_press=all test="alarm-all" />
                </Show>
            </div>
        </Show>
    }
    .into_any()
}
