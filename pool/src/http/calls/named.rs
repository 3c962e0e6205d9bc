//! 通报: what is found is looked for among readers, so that the one writer does not wait for it.

use super::super::state::App;
use super::scores::at_desk;
use crate::scores::{Reader, notice};
use crate::{Result, clock};
use api::{DraftNotice, NoticeReply, ReadNotice};
use model::person::Person;

/// A month's 通报.
pub async fn read(app: &App, person: Person, ask: ReadNotice) -> Result<NoticeReply> {
    let (file, now, store) = (app.store.district(), clock::now(), app.store.clone());
    app.store
        .read(move |db| {
            db.with_snapshot(|db| {
                let reader = Reader {
                    db,
                    keys: &store.keys,
                    file: &file,
                    person: &person,
                    now,
                };
                notice::read(&reader, &ask.month)
            })
        })
        .await
}

/// 起草.
pub async fn draft(app: &App, person: Person, ask: DraftNotice) -> Result<NoticeReply> {
    let (file, now, month) = (app.store.district(), clock::now(), ask.month.clone());
    let found = app
        .store
        .read(move |db| db.with_snapshot(|db| notice::find(db, &file, &month, now)))
        .await?;
    at_desk(app, person, move |desk| notice::draft(desk, &ask, found)).await
}
