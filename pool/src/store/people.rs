//! People who sign in.

use super::{Db, Tx};
use crate::Result;
use model::person::Person;
use model::{Moment, UserName};
use rusqlite::{OptionalExtension, Row};
use std::collections::BTreeMap;

/// A person with what signing in needs.
#[derive(Debug, Clone)]
pub struct User {
    /// Name and posts.
    pub person: Person,
    /// Argon2id hash in PHC form.
    pub password: String,
    /// The password must be changed before anything else.
    pub must_change: bool,
    /// May not come in any more.
    pub disabled: bool,
}

/// Those who stand in: by an index that holds nobody else.
pub(super) const STAND_INS: &str = "select person, password, must_change, disabled from user where instr(person, '\"stands_for\"') > 0 order by name";
/// One-time passwords that have no end yet: by an index that holds nobody else.
pub(super) const END_ONE_TIME: &str =
    "update user set one_time_until = ?1 where must_change and one_time_until is null";

type Columns = (String, String, bool, bool);

fn columns(row: &Row) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn user((person, password, must_change, disabled): Columns) -> Result<User> {
    Ok(User {
        person: serde_json::from_str(&person)?,
        password,
        must_change,
        disabled,
    })
}

impl Db {
    /// The person with this sign-in name.
    pub fn user(&self, name: &str) -> Result<Option<User>> {
        let sql = "select person, password, must_change, disabled from user where name = ?1";
        let found = self
            .conn
            .prepare_cached(sql)?
            .query_row([name], columns)
            .optional()?;
        found.map(user).transpose()
    }
    /// Everybody, by sign-in name.
    pub fn users(&self) -> Result<Vec<User>> {
        let sql = "select person, password, must_change, disabled from user order by name";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([], columns)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(user).collect()
    }
    /// Those who stand in for somebody, or did.
    pub fn stand_ins(&self) -> Result<Vec<User>> {
        let mut ask = self.conn.prepare_cached(STAND_INS)?;
        let rows = ask.query_map([], columns)?.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(user).collect()
    }
    /// A page of people, by sign-in name.
    pub fn users_after(&self, after: Option<&UserName>, limit: u32) -> Result<Vec<User>> {
        let sql = "select person, password, must_change, disabled from user where name > ?1 order by name limit ?2";
        let mut ask = self.conn.prepare_cached(sql)?;
        let after = after.map_or("", |a| a.as_str());
        let rows = ask
            .query_map((after, limit), columns)?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(user).collect()
    }
    /// Names shown to colleagues, by sign-in name.
    pub fn names(&self) -> Result<BTreeMap<UserName, String>> {
        let sql = "select name, json_extract(person, '$.name') from user";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<Vec<(String, String)>, _>>()?;
        rows.into_iter()
            .map(|(user, name)| Ok((UserName::new(user)?, name)))
            .collect()
    }
}

impl Db {
    /// Until when a person's one-time password is good; none once it was changed.
    pub fn one_time_until(&self, user: &UserName) -> Result<Option<Moment>> {
        let sql = "select one_time_until from user where name = ?1 and must_change";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found: Option<Option<i64>> = ask.query_row([user.as_str()], |r| r.get(0)).optional()?;
        Ok(found.flatten().map(Moment))
    }
}

impl Tx<'_> {
    /// Gives an end to all one-time passwords that have none yet: those just given, and those of older stores.
    pub fn end_one_time(&self, until: Moment) -> Result<()> {
        self.conn.prepare_cached(END_ONE_TIME)?.execute([until.0])?;
        Ok(())
    }
    /// Adds a person, or replaces posts and name of one who is there; an empty password keeps the old one.
    pub fn put_user(&self, user: &User) -> Result<()> {
        let sql = "insert into user (name, person, password, must_change, disabled) values (?1, ?2, ?3, ?4, ?5)
                   on conflict (name) do update set person = ?2, disabled = ?5,
                   password = case when ?3 = '' then password else ?3 end,
                   one_time_until = case when ?3 = '' then one_time_until end,
                   must_change = case when ?3 = '' then must_change else ?4 end";
        let person = serde_json::to_string(&user.person)?;
        let name = user.person.user.as_str();
        self.conn.prepare_cached(sql)?.execute((
            name,
            person,
            &user.password,
            user.must_change,
            user.disabled,
        ))?;
        Ok(())
    }
    /// Keeps a new password hash; the person chose it.
    pub fn set_password(&self, user: &UserName, hash: &str) -> Result<()> {
        let sql =
            "update user set password = ?2, must_change = 0, one_time_until = null where name = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute([user.as_str(), hash])?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
