//! Commands about tickets.

use super::{input, missing, print};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, EditFacts, ListTickets, TicketPage};
use device::{App, Error};
use model::act::ChooseFact;
use model::fault::{FAULTS_MAX, Fault};
use model::issue::{FactsPatch, Issue};
use model::{Action, Code, Denial, PhotoKind, TicketId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Rows read at a time.
const PAGE: u32 = 500;

fn ticket(id: &str) -> Result<TicketId, Error> {
    Ok(TicketId::new(id.to_lowercase())?)
}

/// Captures one issue with its photos, or many without. All are looked at before the first is kept.
pub fn capture(app: &App, file: &Path, photos: &[PathBuf]) -> Result<(), Error> {
    let objects = input::objects(file)?;
    if objects.len() > 1 && !photos.is_empty() {
        return Err(Denial::new(Code::TooMany)
            .with("field", "--photo")
            .with("max", 0)
            .with("count", photos.len())
            .into());
    }
    let several = objects.len() > 1;
    let (mut issues, mut faults) = (Vec::new(), Vec::new());
    for (line, object) in objects {
        let read = match object {
            Ok(object) => checked(app, object, photos.len())?,
            Err(denial) => Err(vec![denial.with("line", line)]),
        };
        match read {
            Ok(issue) => issues.push(issue),
            Err(found) if several => faults.extend(found.into_iter().map(|denial| (line, denial))),
            Err(found) => return Err(found.into_iter().next().unwrap_or(Code::Bug.into()).into()),
        }
    }
    tell(&faults)?;
    let mut taken = Vec::with_capacity(photos.len());
    for path in photos {
        // One at a time: what is kept of a camera's file is small.
        let (name, bytes) = input::photo(path, app.photo_limits()?.bytes_max)?;
        taken.push(app.develop(&name, &bytes)?);
    }
    for issue in &issues {
        let kept = app.capture_taken(issue, &taken)?.ticket;
        print(&json!({ "id": kept.id, "temp_no": kept.temp_no, "status": kept.status }))?;
    }
    Ok(())
}

/// One issue of a file, or everything that is wrong with it.
fn checked(app: &App, object: Value, photos: usize) -> Result<Result<Issue, Vec<Denial>>, Error> {
    let issue = match model::json::from_value::<Issue>(object) {
        Ok(issue) => issue,
        Err(denial) => return Ok(Err(vec![denial])),
    };
    let faults = app.capture_faults(&issue, photos)?;
    Ok(if faults.is_empty() {
        Ok(issue)
    } else {
        Err(faults)
    })
}

/// Says what is wrong in a file of issues, each with its line; nothing of the file is kept then.
fn tell(denials: &[(u64, Denial)]) -> Result<(), Error> {
    let faults = denials
        .iter()
        .map(|(line, denial)| Fault::of(*line, denial));
    let faults: Vec<Fault> = faults.take(FAULTS_MAX).collect();
    faults.iter().try_for_each(print)?;
    for fault in faults.iter().skip(1) {
        eprintln!("{}", fault.sentence());
    }
    match denials.first() {
        Some((line, denial)) => Err(denial.clone().with("line", line).into()),
        None => Ok(()),
    }
}

/// Writes the groups of the given fields.
pub fn edit(app: &App, id: &str, file: &Path) -> Result<(), Error> {
    let facts: FactsPatch = model::json::from_value(input::object(file)?)?;
    print(&app.edit_facts(&EditFacts {
        id: ticket(id)?,
        facts,
        command_id: None,
        seen: None,
    })?)
}

/// What `add_photo` may say besides the picture.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhotoNote {
    kind: Option<PhotoKind>,
    caption: Option<String>,
}

/// One step of the life cycle, a photo, or a choice between two values.
pub fn act(
    app: &App,
    id: &str,
    action: &str,
    file: Option<&Path>,
    photo: Option<&Path>,
    kind: Option<&str>,
) -> Result<(), Error> {
    let id = ticket(id)?;
    let payload = file.map(input::object).transpose()?;
    if action == "add_photo" {
        let note: PhotoNote = payload
            .map(model::json::from_value)
            .transpose()?
            .unwrap_or_default();
        let given = kind.map(str::parse::<PhotoKind>).transpose()?;
        let max = app.photo_limits()?.bytes_max;
        let (name, bytes) = input::photo(photo.ok_or_else(|| missing("--photo"))?, max)?;
        // Known before the picture is worked on, so that a wrong id leaves no photo behind.
        app.show(&id)?;
        let kind = given.or(note.kind).unwrap_or(PhotoKind::Scene);
        let mut photo = app.take_photo(&name, kind, &bytes)?;
        photo.caption = note.caption;
        return print(&app.add_photo(&AddPhoto {
            id,
            photo,
            command_id: None,
        })?);
    }
    if photo.is_some() || kind.is_some() {
        return Err(Denial::new(Code::FieldUnknown)
            .with("field", "--photo")
            .into());
    }
    if action == "choose_fact" {
        let choice: ChooseFact =
            model::json::from_value(payload.ok_or_else(|| missing("--file"))?)?;
        let call = ChooseFactCall {
            id,
            group: choice.group,
            edit: choice.edit,
            command_id: None,
        };
        return print(&app.choose_fact(&call)?);
    }
    let unknown = |_| {
        Denial::new(Code::CommandUnknown).with("value", action.chars().take(40).collect::<String>())
    };
    let action: Action = action.parse().map_err(unknown)?;
    let payload = payload.unwrap_or_default();
    print(&app.wait(app.act(&ActCall {
        id,
        action,
        payload,
        round: None,
        command_id: None,
        seen: None,
    }))?)
}

/// Every ticket that matches, in one object.
pub fn list(app: &App, status: Option<&str>, text: Option<String>) -> Result<(), Error> {
    let status = status.map(str::parse).transpose()?;
    let mut ask = ListTickets {
        status,
        text,
        limit: Some(PAGE),
        ..ListTickets::default()
    };
    let mut all = TicketPage {
        tickets: Vec::new(),
        after: None,
        total: 0,
    };
    loop {
        let page = app.list(&ask)?;
        all.total = page.total;
        all.tickets.extend(page.tickets);
        ask.after = page.after;
        if ask.after.is_none() {
            return print(&all);
        }
    }
}

/// One ticket, whole.
pub fn show(app: &App, id: &str) -> Result<(), Error> {
    print(&app.show(&ticket(id)?)?)
}
