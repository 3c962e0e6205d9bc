//! 考: who may look is asked first, then the month is read or moved.

use super::super::state::App;
use crate::scores::{self, Asked, Book, Desk, Reader, Sight};
use crate::store::DistrictFile;
use crate::{Result, clock};
use api::{
    Appeals, Instances, ListAppeals, ListInstances, ListSheets, ListTalks, PeriodReply, ReadPeriod,
    ReadSheet, SheetReply, Sheets, Talks,
};
use model::person::Person;
use model::score::Indicator;
use model::score::month::Month;
use model::{Code, Denial, Moment, UnitCode};
use std::sync::Arc;

fn sight(file: &DistrictFile, person: &Person, action: &str) -> Result<Sight, Denial> {
    let none = || Denial::new(Code::NoRight).with("action", action);
    Sight::of(person, &file.district).ok_or_else(none)
}

fn month(file: &DistrictFile, text: &str, now: Moment) -> Result<Month, Denial> {
    Month::begun(text, &file.district.rules.calendar, now)
}

/// A month's satisfaction of the units this person may look at: the 满意率 of their sheets.
pub async fn talks(app: &App, person: Person, ask: ListTalks) -> Result<Talks> {
    let file = app.store.district();
    let sight = sight(&file, &person, "查看满意率")?;
    let month = Month::parse(&ask.month, &file.district.rules.calendar)?;
    let read = file.clone();
    let ratings = app
        .store
        .read(move |db| {
            let book = Book::read(db, &read, month, Some(Indicator::Satisfied))?;
            Ok(scores::ratings(&book))
        })
        .await?;
    Ok(Talks::of(&file.district, ask.month, &ratings, |unit| {
        sight.shows(unit)
    }))
}

/// Where a month stands.
pub async fn read_period(app: &App, person: Person, ask: ReadPeriod) -> Result<PeriodReply> {
    let (file, now) = (app.store.district(), clock::now());
    let sight = sight(&file, &person, "查看考核")?;
    let month = month(&file, &ask.month, now)?;
    app.store
        .read(move |db| {
            let shown = |unit: &UnitCode| sight.shows(unit);
            scores::period(db, &file, &person, &month, now, shown)
        })
        .await
}

/// Sheets of the units this person may look at.
pub async fn list_sheets(app: &App, person: Person, ask: ListSheets) -> Result<Sheets> {
    let (file, now) = (app.store.district(), clock::now());
    let sight = sight(&file, &person, "查看考核表")?;
    let month = month(&file, &ask.month, now)?;
    app.store
        .read(move |db| {
            db.with_snapshot(|db| {
                let kept = db.period(&month.text)?;
                sight.check(&kept.period, &month, now, &file.district)?;
                let book = Book::read(db, &file, month, None)?;
                let sheets = scores::sheets(db, &file, &book, now)?;
                Ok(Sheets {
                    month: ask.month,
                    state: book.state(now),
                    groups: scores::group(&file, sheets, |unit| sight.shows(unit)),
                })
            })
        })
        .await
}

/// One unit's sheet.
pub async fn read_sheet(app: &App, person: Person, ask: ReadSheet) -> Result<SheetReply> {
    let (file, now) = (app.store.district(), clock::now());
    let sight = sight(&file, &person, "查看考核表")?;
    let month = month(&file, &ask.month, now)?;
    sight.check_unit(&ask.unit)?;
    app.store
        .read(move |db| {
            db.with_snapshot(|db| {
                let kept = db.period(&month.text)?;
                sight.check(&kept.period, &month, now, &file.district)?;
                let book = match ask.version {
                    Some(version) => Book::version(db, &file, month, version, None)?,
                    None => Book::read(db, &file, month, None)?,
                };
                let sheets = scores::sheets(db, &file, &book, now)?;
                Ok(scores::of_unit(sheets, &ask.unit).ok_or(Code::NotFound)?)
            })
        })
        .await
}

/// The lines of a unit's sheet.
pub async fn list_instances(app: &App, person: Person, ask: ListInstances) -> Result<Instances> {
    let (file, now) = (app.store.district(), clock::now());
    let sight = sight(&file, &person, "查看考核条目")?;
    let month = month(&file, &ask.month, now)?;
    sight.check_unit(&ask.unit)?;
    app.store
        .read(move |db| {
            db.with_snapshot(|db| {
                let kept = db.period(&month.text)?;
                sight.check(&kept.period, &month, now, &file.district)?;
                scores::instances(db, &file, month, &ask)
            })
        })
        .await
}

/// The appeals of a month.
pub async fn list_appeals(app: &App, person: Person, ask: ListAppeals) -> Result<Appeals> {
    let (file, now) = (app.store.district(), clock::now());
    let sight = sight(&file, &person, "查看申诉")?;
    let month = month(&file, &ask.month, now)?;
    let store = app.store.clone();
    app.store
        .read(move |db| {
            let reader = Reader {
                db,
                keys: &store.keys,
                file: &file,
                person: &person,
                now,
            };
            scores::list_appeals(reader, &month, &ask, |unit| sight.shows(unit))
        })
        .await
}

/// Does something with a month or an appeal; a refusal leaves nothing.
pub async fn at_desk<T: Send + 'static>(
    app: &App,
    person: Person,
    work: impl FnOnce(&Desk) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (file, now): (Arc<DistrictFile>, Moment) = (app.store.district(), clock::now());
    let store = app.store.clone();
    app.store
        .write(move |tx| {
            work(&Desk {
                tx,
                keys: &store.keys,
                file: &file,
                person: &person,
                now,
            })
        })
        .await
}

/// Moves a month.
pub async fn step(app: &App, person: Person, month: String, asked: Asked) -> Result<PeriodReply> {
    at_desk(app, person, move |desk| scores::step(desk, &month, &asked)).await
}
