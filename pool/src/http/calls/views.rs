//! 常用视图: a filter under a name, each person's own.

use super::super::state::App;
use crate::{Result, show};
use api::{Topic, View, Views};
use lists::check;
use model::person::Person;
use model::{Code, Denial, text};

const NAME_MAX: usize = 20;
const VIEWS_MAX: usize = 30;
const COLUMNS_MAX: usize = 30;
const COLUMN_MAX: usize = 40;

/// A person's views.
pub async fn list_views(app: &App, person: Person) -> Result<Views> {
    let views = app.store.read(move |db| db.views(&person.user)).await?;
    Ok(Views { views })
}

/// Keeps a view; the same name again replaces it.
pub async fn save_view(app: &App, person: Person, view: View) -> Result<Views> {
    let view = tidy(view, show::masked(&person))?;
    let user = person.user.clone();
    let views = app
        .store
        .write(move |tx| {
            let known = tx.views(&user)?;
            let new = !known.iter().any(|v| v.name == view.name);
            if new && known.len() >= VIEWS_MAX {
                return Err(too_many("常用视图", VIEWS_MAX, known.len() + 1).into());
            }
            tx.put_view(&user, &view)?;
            tx.views(&user)
        })
        .await?;
    app.notices.tell(&person.user, Topic::Views);
    Ok(Views { views })
}

/// Takes a view away; one that is gone already is no trouble.
pub async fn drop_view(app: &App, person: Person, name: String) -> Result<Views> {
    let user = person.user.clone();
    let (gone, views) = app
        .store
        .write(move |tx| {
            Ok((
                tx.drop_view(&user, text::clean(&name).as_str())?,
                tx.views(&user)?,
            ))
        })
        .await?;
    if gone {
        app.notices.tell(&person.user, Topic::Views);
    }
    Ok(Views { views })
}

fn too_many(field: &str, max: usize, count: usize) -> Denial {
    Denial::new(Code::TooMany)
        .with("field", field)
        .with("max", max)
        .with("count", count)
}

/// The view as it is kept: a place in a list is no part of it.
fn tidy(mut view: View, masked: bool) -> Result<View, Denial> {
    view.name = text::clean(&view.name);
    text::check_line("名称", &view.name, 1, NAME_MAX)?;
    if view.columns.len() > COLUMNS_MAX {
        return Err(too_many("列", COLUMNS_MAX, view.columns.len()));
    }
    for column in &view.columns {
        text::check("列", column, 1, COLUMN_MAX)?;
    }
    check(&view.filter, masked)?;
    (view.filter.after, view.filter.limit, view.filter.offset) = (None, None, None);
    Ok(view)
}
