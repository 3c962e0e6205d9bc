//! Rule packs: those in force and before, by the tag that tickets keep; and those on their way.

use super::{Db, DistrictFile, Tx};
use crate::Result;
use api::RuleProposal;
use model::duty::Names;
use model::person::Person;
use model::rulepack::RulePack;
use model::{Moment, UserName};
use rusqlite::{OptionalExtension, Row};
use std::collections::BTreeMap;

const COLUMNS: &str = "i, tag, json, note, proposed_by, proposed_at, approved_by, approved_at, applied_by, applied_at";

type Columns = (
    (i64, String, String, String),
    (String, i64),
    (Option<String>, Option<i64>),
    (Option<String>, Option<i64>),
);

fn columns(r: &Row) -> rusqlite::Result<Columns> {
    Ok((
        (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?),
        (r.get(4)?, r.get(5)?),
        (r.get(6)?, r.get(7)?),
        (r.get(8)?, r.get(9)?),
    ))
}

fn proposal(((id, tag, json, note), by, approved, applied): Columns) -> Result<RuleProposal> {
    let user = |name: Option<String>| name.map(UserName::new).transpose();
    Ok(RuleProposal {
        id,
        tag,
        rules: serde_json::from_str(&json)?,
        note,
        proposed_by: UserName::new(by.0)?,
        proposed_at: Moment(by.1),
        approved_by: user(approved.0)?,
        approved_at: approved.1.map(Moment),
        applied_by: user(applied.0)?,
        applied_at: applied.1.map(Moment),
    })
}

impl Db {
    /// A pack that was ever in force.
    pub fn pack(&self, tag: &str) -> Result<Option<RulePack>> {
        let sql = "select json from rule_pack where tag = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let json: Option<String> = ask.query_row([tag], |r| r.get(0)).optional()?;
        Ok(json.map(|j| serde_json::from_str(&j)).transpose()?)
    }
    /// Packs before the one in force that tickets still keep, by tag.
    pub(super) fn kept_packs(&self, in_force: &str) -> Result<BTreeMap<String, RulePack>> {
        let mut ask = self
            .conn
            .prepare_cached("select tag, json from rule_pack where tag <> ?1")?;
        let all = ask
            .query_map([in_force], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        let mut kept = BTreeMap::new();
        for (tag, json) in all {
            if self.keeps(&tag)? {
                kept.insert(tag, serde_json::from_str(&json)?);
            }
        }
        Ok(kept)
    }
    /// Proposals, newest first.
    pub fn proposals(&self, limit: u32) -> Result<Vec<RuleProposal>> {
        let sql = format!("select {COLUMNS} from rule_proposal order by i desc limit ?1");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask
            .query_map([limit], columns)?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(proposal).collect()
    }
    /// Who proposed and who approved, each with those in whose name. Proposals from before that was kept name one alone.
    pub fn names_behind(&self, id: i64) -> Result<(Names, Names)> {
        let sql = "select proposed_by, proposed_names, approved_by, approved_names from rule_proposal where i = ?1";
        type Found = (String, Option<String>, Option<String>, Option<String>);
        let mut ask = self.conn.prepare_cached(sql)?;
        let (proposer, proposed, approver, approved): Found =
            ask.query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        let read = |by: Option<String>, names: Option<String>| -> Result<Names> {
            match (names, by) {
                (Some(names), _) => Ok(serde_json::from_str(&names)?),
                (None, Some(by)) => Ok(Names::known(&UserName::new(by)?, [])),
                (None, None) => Ok(Names::default()),
            }
        };
        Ok((read(Some(proposer), proposed)?, read(approver, approved)?))
    }
    /// One proposal.
    pub fn proposal(&self, id: i64) -> Result<Option<RuleProposal>> {
        let sql = format!("select {COLUMNS} from rule_proposal where i = ?1");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let found = ask.query_row([id], columns).optional()?;
        found.map(proposal).transpose()
    }
}

fn names(person: &Person) -> Result<String> {
    Ok(serde_json::to_string(&Names::of(person))?)
}

impl Tx<'_> {
    /// Keeps a pack under its tag.
    pub(super) fn put_pack(&self, file: &DistrictFile) -> Result<()> {
        let sql = "insert or ignore into rule_pack (tag, json) values (?1, ?2)";
        let json = serde_json::to_string(&file.district.rules)?;
        self.conn
            .prepare_cached(sql)?
            .execute([&file.rule_tag, &json])?;
        Ok(())
    }
    /// Keeps the pack in force, and lets tickets from before packs were kept name it.
    pub(super) fn settle_packs(&self, file: &DistrictFile) -> Result<()> {
        self.put_pack(file)?;
        let sql = "update ticket set rule = ?1 where rule is null and status not in ('archived', 'rejected', 'void')";
        self.conn.prepare_cached(sql)?.execute([&file.rule_tag])?;
        Ok(())
    }
    /// Adds a proposal and gives it its number.
    pub fn propose(
        &self,
        tag: &str,
        rules: &RulePack,
        note: &str,
        by: &Person,
        at: Moment,
    ) -> Result<i64> {
        let sql = "insert into rule_proposal (tag, json, note, proposed_by, proposed_at, proposed_names) values (?1, ?2, ?3, ?4, ?5, ?6)";
        let (json, names) = (serde_json::to_string(rules)?, names(by)?);
        self.conn
            .prepare_cached(sql)?
            .execute((tag, json, note, by.user.as_str(), at.0, names))?;
        Ok(self.conn.last_insert_rowid())
    }
    /// Notes who approved.
    pub fn approve(&self, id: i64, by: &Person, at: Moment) -> Result<()> {
        let sql = "update rule_proposal set approved_by = ?2, approved_at = ?3, approved_names = ?4 where i = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((id, by.user.as_str(), at.0, names(by)?))?;
        Ok(())
    }
    /// Notes who put it into force.
    pub fn applied(&self, id: i64, by: &UserName, at: Moment) -> Result<()> {
        let sql = "update rule_proposal set applied_by = ?2, applied_at = ?3 where i = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((id, by.as_str(), at.0))?;
        Ok(())
    }
}
