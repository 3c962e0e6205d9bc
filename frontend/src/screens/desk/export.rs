//! Exporting the list as it is filtered: a file with its row count and checksum, fetched once.

use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Choice};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::Desk;
use crate::view_model::filter;
use crate::words as w;
use api::{ExportColumns, ExportFormat, ExportTickets, Exported, ListTickets};
use leptos::prelude::*;

/// The sheet.
pub fn sheet(desk: Desk) -> AnyView {
    view! {
        <Dialog open=desk.sheets.export title=w::EXPORT.t().to_string() test="export-sheet">{form(desk)}</Dialog>
    }
    .into_any()
}

fn form(desk: Desk) -> AnyView {
    let app = desk.app;
    let (sheet, busy) = (RwSignal::new(true), RwSignal::new(false));
    let (error, made) = (
        RwSignal::new(String::new()),
        RwSignal::new(None::<Exported>),
    );
    let total = desk.list.blocks.with_untracked(|b| b.total());
    let said = desk
        .list
        .query
        .with_untracked(|q| filter::parts(q, &app.district(), app.offset()));
    let said: Vec<String> = said.into_iter().map(|p| p.1).collect();
    let formats: Vec<Choice> = vec![("xlsx".into(), "XLSX".into()), ("csv".into(), "CSV".into())];
    let seen = RwSignal::new(true);
    let kinds: Vec<Choice> = vec![
        ("seen".into(), w::EXPORT_SEEN.t().into()),
        ("hotline".into(), w::EXPORT_HOTLINE.t().into()),
    ];
    let kind = Signal::derive(move || if seen.get() { "seen" } else { "hotline" }.to_string());
    let format = Signal::derive(move || if sheet.get() { "xlsx" } else { "csv" }.to_string());
    let make = move || {
        busy.set(true);
        error.set(String::new());
        let request = ExportTickets {
            filter: ListTickets {
                sort: desk.list.query.with_untracked(|q| q.sort),
                ..filter::bare(&desk.list.query.get_untracked())
            },
            format: match sheet.get_untracked() {
                true => ExportFormat::Xlsx,
                false => ExportFormat::Csv,
            },
            columns: match seen.get_untracked() {
                true => ExportColumns::Seen,
                false => ExportColumns::Hotline,
            },
        };
        leptos::task::spawn_local(async move {
            match app.call(request).await {
                Ok(file) => _ = made.try_set(Some(file)),
                Err(refused) => _ = error.try_set(refused.detail),
            }
            busy.try_set(false);
        });
    };
    let ready = move |file: Exported| {
        let fetched = RwSignal::new(false);
        view! {
            <div class="stack" data-test="export-ready">
                <p class="banner"><Sign icon=Icon::Check />{w::EXPORT_READY.with(&[&file.rows])}</p>
                <dl class="facts"><div><dt>{w::EXPORT_SUM.t()}</dt><dd class="checksum">{file.checksum.clone()}</dd></div></dl>
                <div class="row end">
                    <Show when=move || fetched.get()><span class="faint">{w::EXPORT_ONCE.t()}</span></Show>
                    <a class="button main" data-test="export-fetch" download=file.name.clone() href=app.link.export_address(&file.name) on:click=move |_| fetched.set(true)>{w::EXPORT_FETCH.t()}</a>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <p class="lead">{w::EXPORT_LEAD.t()}</p>
            <p><strong>{w::EXPORT_ROWS.with(&[&total])}</strong>" "<bdi class="faint">{said.join(" · ")}</bdi></p>
            <Show when=move || error.with(|e| !e.is_empty())><p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || error.get()}</p></Show>
            {move || match made.get() {
                Some(file) => ready(file),
                None => view! {
                    <Chips name="export-columns" label=w::COLUMNS.t().to_string() choices=kinds.clone() value=kind joined=true on_pick=move |k| seen.set(k == "seen") />
                    <p class="hint">{move || if seen.get() { w::EXPORT_SEEN_HINT } else { w::EXPORT_HOTLINE_HINT }.t()}</p>
                    <Chips name="export-format" label=w::EXPORT_FORMAT.t().to_string() choices=formats.clone() value=format joined=true on_pick=move |f| sheet.set(f == "xlsx") />
                    <div class="row end">
                        <Button label=Signal::derive(move || if busy.get() { w::EXPORT_MAKING } else { w::EXPORT_MAKE }.t().to_string()) look=Look::Main
                            rests=Signal::derive(move || busy.get() || app.connection.lost.get()) on_press=make test="export-make" />
                    </div>
                }.into_any(),
            }}
        </div>
    }
    .into_any()
}
