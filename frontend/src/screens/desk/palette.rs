//! Ctrl+K: everything that can be done here, found by typing. Tests: `palette`, `palette-words`, `palette-entry`.

use crate::browser;
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::initials::initials;
use crate::screens::desk::{Desk, acts, choosing, keys, print, seeking, steps};
use crate::screens::ticket::Open;
use crate::timing::{self, Debounce, SEARCH_MS};
use crate::view_model::columns;
use crate::view_model::filter;
use crate::view_model::find::Named;
use crate::view_model::palette::{Command, Entry, Ground, SHOWN, entries, far, fitting};
use crate::words as w;
use api::ListTickets;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The sheet.
pub fn sheet(desk: Desk) -> AnyView {
    view! { <Dialog open=desk.sheets.palette title=w::PALETTE.t().to_string() wide=true test="palette">{content(desk)}</Dialog> }
        .into_any()
}

/// What there is to do things with now.
fn ground(desk: Desk) -> Ground {
    let chosen = desk.list.cursor.with_untracked(Option::is_some);
    let (offered, may_edit) = untrack(move || {
        let may_edit = desk
            .pane
            .ticket
            .with(|t| t.as_ref().is_some_and(|t| t.may_edit));
        (desk.pane.offered(), may_edit)
    });
    let n = desk.picked.with_untracked(|p| p.len());
    let bulk = desk.bulk.get_untracked().filter(|_| n > 0);
    Ground {
        offered,
        may_edit,
        chosen,
        alike: desk.pane.alike.with_untracked(|a| !a.is_empty()),
        bulk: bulk.map(|action| w::STEP_MANY.with(&[&w::label(action), &n])),
        waits: desk.steps.with_untracked(|all| all.newest().is_some()),
        own: desk.views.names(),
        captures: desk.app.session.rooms().capture,
    }
}

fn content(desk: Desk) -> AnyView {
    let near = StoredValue::new(entries(&ground(desk), initials));
    let away = StoredValue::new(far(&desk.app.district(), initials));
    let (words, at) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let tickets = RwSignal::new(Vec::<Entry>::new());
    let found = Memo::new(move |_| {
        let typed = words.get();
        let mut all = near.with_value(|near| away.with_value(|away| fitting(near, away, &typed)));
        all.extend(tickets.get());
        let text = typed.trim();
        if !text.is_empty() {
            all.push(Entry {
                named: Named::new("", w::PALETTE_SEARCH.with(&[&text])),
                command: Command::Search(text.to_string()),
                key: Some("/"),
            });
            if seeking::may(desk) {
                all.push(Entry {
                    named: Named::new("", w::SEEK_NAMED.with(&[&text])),
                    command: Command::Seek(text.to_string()),
                    key: None,
                });
            }
        }
        all
    });
    let pause = Debounce::new(SEARCH_MS);
    let type_in = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        words.set(text.clone());
        at.set(0);
        tickets.set(Vec::new());
        if text.trim().chars().count() > 1 {
            pause.run(move || look_up(desk, text, words, tickets));
        }
    };
    let key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let last = found.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|n| *n = (*n + 1).min(last)),
            "ArrowUp" => at.update(|n| *n = n.saturating_sub(1)),
            "Enter" => {
                if let Some(entry) = found.with(|f| f.get(at.get_untracked()).cloned()) {
                    run(desk, entry.command);
                }
            }
            _ => return,
        }
        event.prevent_default();
        timing::later(0, move || {
            browser::reveal(&format!("palette-{}", at.get_untracked()))
        });
    };
    let line = move |(n, entry): (usize, Entry)| {
        let command = StoredValue::new(entry.command);
        let keys = entry.key.map(|key| view! { <kbd>{key}</kbd> });
        view! {
            <li id=format!("palette-{n}") role="option" class="palette-entry" aria-selected=move || (at.get() == n).to_string() data-test="palette-entry"
                on:click=move |_| run(desk, command.get_value())>
                <bdi>{entry.named.name}</bdi><span class="faint">{entry.named.more}</span><span class="grow"></span>{keys}
            </li>
        }
    };
    view! {
        <div class="palette">
            <div class="searches">
                <Sign icon=Icon::Search />
                <input id="palette-words" class="line" type="text" autocomplete="off" role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="palette-list"
                    aria-label=w::PALETTE_HINT.t() placeholder=w::PALETTE_HINT.t() data-test="palette-words" aria-activedescendant=move || format!("palette-{}", at.get())
                    on:input=type_in on:keydown=key />
            </div>
            <ul class="palette-list" role="listbox" id="palette-list" aria-label=w::PALETTE.t()>
                {move || found.get().into_iter().enumerate().map(line).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

/// Tickets by number, or by words.
fn look_up(desk: Desk, text: String, words: RwSignal<String>, tickets: RwSignal<Vec<Entry>>) {
    let query = ListTickets {
        text: Some(text.trim().to_string()),
        limit: u32::try_from(SHOWN / 2).ok(),
        ..ListTickets::default()
    };
    leptos::task::spawn_local(async move {
        let Ok(page) = desk.app.call(query).await else {
            return;
        };
        if words.try_get_untracked().as_deref() != Some(text.as_str()) {
            return;
        }
        let entry = |row: model::row::Row| {
            let number = row.ticket_no.unwrap_or(row.temp_no);
            let more = format!("{number} · {}", w::label(row.status));
            Entry {
                named: Named::new("", row.title).more(more),
                command: Command::Ticket(row.id),
                key: None,
            }
        };
        tickets.set(page.tickets.into_iter().map(entry).collect());
    });
}

/// Does it.
fn run(desk: Desk, command: Command) {
    desk.sheets.palette.set(false);
    // The dialog gives the focus back to where it was; what is opened takes it after that.
    timing::later(0, move || perform(desk, command));
}

fn perform(desk: Desk, command: Command) {
    let query = desk.list.query;
    let shows = matches!(
        command,
        Command::All
            | Command::Late
            | Command::Danger
            | Command::Mine
            | Command::Status(_)
            | Command::Link(_)
            | Command::Own(_)
            | Command::Unit(_)
            | Command::Area(_)
            | Command::Person(_)
    );
    match command {
        Command::Act(action) => acts::start_form(desk, Open::Act(action)),
        Command::Edit => acts::start_form(desk, Open::Edit),
        Command::Print => print::start(desk),
        Command::Compare => keys::compare(desk),
        Command::Bulk => desk.sheets.several.set(true),
        Command::Pick => {
            if let Some(row) = desk.list.chosen() {
                choosing::turn(desk, &row);
            }
        }
        Command::Undo => steps::take_back(desk),
        Command::SendNow => steps::send_now(desk),
        Command::All => desk.view(None, None, None),
        Command::Late => desk.view(None, None, Some(true)),
        Command::Danger => desk.only(|q| q.danger = Some(true)),
        Command::Mine => desk.only(|q| q.waiting = Some(true)),
        Command::Status(status) => desk.view(Some(status), None, None),
        Command::Link(link) => {
            if keys::counted(link) {
                desk.view_link(link);
            }
        }
        Command::Own(name) => {
            if let Some(view) = desk.views.named(&name) {
                desk.words.set(view.filter.text.clone().unwrap_or_default());
                desk.columns.set(columns::read(&view.columns, desk.usual));
                query.set(view.filter);
            }
        }
        Command::Unit(unit) => desk.only(|q| q.unit = Some(unit)),
        Command::Area(area) => desk.only(|q| q.area = Some(area)),
        Command::Person(user) => desk.only(|q| q.person = Some(user)),
        Command::Ticket(id) => {
            desk.open(Some(id));
            return timing::later(0, || browser::focus("ticket-title"));
        }
        Command::Search(text) => {
            desk.words.set(text);
            return browser::focus("desk-table");
        }
        Command::Seek(text) => seeking::start(desk, &text),
        Command::Sort(sort) => query.update(|q| q.sort = Some(sort)),
        Command::Filter => return keys::open_filter(desk),
        Command::Columns => desk.sheets.columns.set(true),
        Command::Export => desk.sheets.export.set(true),
        Command::Save => desk.views.ask(desk, None),
        Command::Help => desk.sheets.help.set(true),
        Command::Settings => desk.app.go("/settings".into()),
        Command::Capture => desk.app.go("/capture".into()),
    }
    if shows {
        browser::focus("desk-table");
    }
}

impl Desk {
    /// Shows tickets by this condition alone, in the order of before.
    pub fn only(self, condition: impl FnOnce(&mut ListTickets)) {
        self.words.set(String::new());
        self.list.query.update(|q| {
            let sort = q.sort;
            *q = filter::only(None, None, None);
            q.sort = sort;
            condition(q);
        });
    }
}
