//! Exports: made by the call `export_tickets`, fetched for a few minutes by whoever asked for them.

use super::authority::BySession;
use super::error::Refusal;
use super::files;
use super::filter::filter;
use super::state::App;
use crate::export::{Export, KEPT_MINUTES, ROWS_MAX, Written};
use crate::store::Entry;
use crate::{Error, Result, clock};
use api::{ExportTickets, Exported};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use model::person::Person;
use model::{Code, Moment};
use std::sync::Arc;
use std::time::Duration;

/// `export_tickets`: writes the file, with a line in the audit log, or says why not.
pub async fn export(app: &Arc<App>, person: Person, call: ExportTickets) -> Result<Exported> {
    let who = person.user.to_string();
    let (format, now) = (call.format, clock::now());
    let done = write(app, person, call, now).await;
    let kind = match format {
        api::ExportFormat::Csv => "csv",
        api::ExportFormat::Xlsx => "xlsx",
    };
    let file = done?;
    let entry = Entry {
        at: now,
        who,
        what: "export",
        ticket: String::new(),
        detail: format!("{kind} {}", file.rows),
    };
    // A file nobody can account for is not handed out.
    let noted = app.store.write(move |tx| tx.audit(&entry)).await;
    if let Err(trouble) = noted {
        app.exports.drop_file(&file.name);
        return Err(trouble);
    }
    Ok(file)
}

async fn write(
    app: &Arc<App>,
    person: Person,
    call: ExportTickets,
    now: Moment,
) -> Result<Exported> {
    let clauses = model::export::clauses(&person);
    if clauses.is_empty() {
        return Err(Code::ExportNoRight.into());
    }
    let mut ask = call.filter.clone();
    (ask.limit, ask.after, ask.offset) = (None, None, None);
    let mut filter = filter(&person, ask)?;
    filter.clauses = clauses;
    let turn = app
        .exports
        .turns
        .try_acquire()
        .map_err(|_| Code::TryLater)?;
    let (store, district) = (app.store.clone(), app.store.district());
    let offset = district.district.rules.calendar.utc_offset_minutes;
    let day = now.civil(offset).strftime("%Y%m%d-%H%M%S").to_string();
    let (name, path) = app.exports.place(call.format, &day)?;
    let user = person.user.clone();
    let written = app
        .store
        .read(move |db| {
            let export = Export {
                district: &district,
                keys: &store.keys,
                person: &person,
                filter: &filter,
                columns: call.columns,
                now,
                max: ROWS_MAX,
            };
            db.with_columns(|snapshot| export.write(snapshot, call.format, &path))
        })
        .await;
    drop(turn);
    let Written { rows, checksum } = match written {
        Ok(written) => written,
        Err(trouble) => {
            // Too many rows are found before the file is begun.
            if !matches!(trouble, Error::Denied(_)) {
                app.exports.drop_file(&name);
            }
            return Err(trouble);
        }
    };
    app.exports.keep(&name, &user, now);
    let app = app.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(KEPT_MINUTES.unsigned_abs() * 60 + 1)).await;
        app.exports.sweep(clock::now());
    });
    Ok(Exported {
        name,
        rows,
        checksum,
    })
}

/// `GET /api/v1/exports/<name>`.
pub async fn get(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    BySession { person, .. }: BySession,
    request: Request,
) -> Result<Response, Refusal> {
    let path = app.exports.find(&name, &person.user, clock::now())?;
    let mut response = files::send(&path, request).await?;
    let headers = response.headers_mut();
    // The name is ours: digits, letters, hyphens and one dot.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
