//! Saved views, each person's own.

use super::{Db, Tx};
use crate::Result;
use api::View;
use model::UserName;

impl Db {
    /// A person's views, in the order in which they were first saved.
    pub fn views(&self, user: &UserName) -> Result<Vec<View>> {
        let sql = "select view from view where user = ?1 order by i";
        let mut ask = self.conn.prepare_cached(sql)?;
        let views = ask
            .query_map([user.as_str()], |r| r.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        views
            .iter()
            .map(|view| Ok(serde_json::from_str(view)?))
            .collect()
    }
}

impl Tx<'_> {
    /// Keeps a view, in place of one with the same name.
    pub fn put_view(&self, user: &UserName, view: &View) -> Result<()> {
        let sql = "insert into view (user, name, view) values (?1, ?2, ?3)
                   on conflict (user, name) do update set view = ?3";
        let text = serde_json::to_string(view)?;
        self.conn
            .prepare_cached(sql)?
            .execute([user.as_str(), &view.name, &text])?;
        Ok(())
    }
    /// Takes a view away; whether there was one.
    pub fn drop_view(&self, user: &UserName, name: &str) -> Result<bool> {
        let sql = "delete from view where user = ?1 and name = ?2";
        let gone = self
            .conn
            .prepare_cached(sql)?
            .execute([user.as_str(), name])?;
        Ok(gone > 0)
    }
}
