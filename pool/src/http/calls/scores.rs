//! 考: who may look is asked first, then the month is read or moved.

use super::super::state::App;
use crate::scores::{self, Book, Desk, Sight};
use crate::store::{DistrictFile, Tx};
use crate::{Result, clock};
use api::{
    Amend, AppealLine, Appeals, DeclareWindow, Instances, ListAppeals, ListInstances, ListSheets,
    ListTalks, PeriodReply, ReadPeriod, ReadSheet, SheetReply, Sheets, Talks,
};
use model::person::Person;
use model::score::Indicator;
use model::score::month::Month;
use model::{Code, Denial, Moment};
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
        .read(move |db| scores::period(db, &file, &month, now, |unit| sight.shows(unit)))
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
                let book = Book::read(db, &file, month, None)?;
                scores::instances(db, &book, &ask)
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
            let shown = |unit: &model::UnitCode| sight.shows(unit);
            scores::list_appeals(db, &store.keys, &file, &month, &ask, shown)
        })
        .await
}

/// Moves a month; a refusal leaves nothing.
async fn moved(
    app: &App,
    person: Person,
    work: impl FnOnce(&Tx, &DistrictFile, &Person, Moment) -> Result<PeriodReply> + Send + 'static,
) -> Result<PeriodReply> {
    let (file, now) = (app.store.district(), clock::now());
    app.store
        .write(move |tx| work(tx, &file, &person, now))
        .await
}

/// 公布初稿.
pub async fn publish_draft(app: &App, person: Person, month: String) -> Result<PeriodReply> {
    moved(app, person, move |tx, file, person, now| {
        scores::publish_draft(tx, file, person, now, &month)
    })
    .await
}

/// 提请定稿.
pub async fn propose_freeze(app: &App, person: Person, month: String) -> Result<PeriodReply> {
    moved(app, person, move |tx, file, person, now| {
        scores::propose_freeze(tx, file, person, now, &month)
    })
    .await
}

/// 定稿.
pub async fn freeze(app: &App, person: Person, month: String) -> Result<PeriodReply> {
    moved(app, person, move |tx, file, person, now| {
        scores::freeze(tx, file, person, now, &month)
    })
    .await
}

/// 更正.
pub async fn amend(app: &App, person: Person, ask: Amend) -> Result<PeriodReply> {
    moved(app, person, move |tx, file, person, now| {
        scores::amend(tx, file, person, now, &ask)
    })
    .await
}

/// 免计时段.
pub async fn declare_window(app: &App, person: Person, ask: DeclareWindow) -> Result<PeriodReply> {
    moved(app, person, move |tx, file, person, now| {
        scores::declare_window(tx, file, person, now, &ask)
    })
    .await
}

/// One step of an appeal; a refusal leaves nothing.
pub async fn appeal(
    app: &App,
    person: Person,
    work: impl FnOnce(&Desk) -> Result<AppealLine> + Send + 'static,
) -> Result<AppealLine> {
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
