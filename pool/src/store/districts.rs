//! The district the pool serves.

use super::{Db, Tx};
use crate::Result;
use crate::initials::initials;
use model::district::District;
use model::locator::Locator;
use model::rulepack::RulePack;
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

/// The district with what is derived from it once.
pub struct DistrictFile {
    /// Lists and rules; `packs` holds what open tickets keep of earlier rules.
    pub district: District,
    /// Changes whenever anything in it does.
    pub version: String,
    /// Name and short hash of the rule pack.
    pub rule_tag: String,
    /// Finds the area of a position.
    pub locator: Locator,
    /// Version as the store wrote it down: tells whether somebody changed it since.
    pub(super) stored: String,
}

/// Name and short hash of a pack: what a ticket keeps.
pub fn tag_of(rules: &RulePack) -> Result<String> {
    let json = serde_json::to_vec(rules)?;
    let hash = hex::encode(&Sha256::digest(&json)[..4]);
    Ok(format!("{}#{hash}", rules.name))
}

impl DistrictFile {
    /// Derives what categories are found by, version and rule tag.
    pub fn new(mut district: District) -> Result<Self> {
        for category in &mut district.categories {
            let name = &category.name;
            category.initials.get_or_insert_with(|| initials(name));
        }
        let json = serde_json::to_string(&district)?;
        let version = hex::encode(&Sha256::digest(json.as_bytes())[..8]);
        let rule_tag = tag_of(&district.rules)?;
        let locator = Locator::new(&district);
        Ok(DistrictFile {
            district,
            stored: version.clone(),
            version,
            rule_tag,
            locator,
        })
    }
    /// The same district under other rules; the present ones stay for the tickets that keep them.
    pub fn under(&self, rules: RulePack) -> Result<Self> {
        let mut district = self.district.clone();
        let before = std::mem::replace(&mut district.rules, rules);
        district.packs.insert(self.rule_tag.clone(), before);
        let tag = tag_of(&district.rules)?;
        district.packs.remove(&tag);
        DistrictFile::new(district)
    }
}

impl Db {
    /// The district, when there is one, with the earlier rules that tickets keep.
    pub fn district(&self) -> Result<Option<DistrictFile>> {
        let sql = "select json, version from district";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found: Option<(String, String)> = ask
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((json, stored)) = found else {
            return Ok(None);
        };
        let mut district: District = serde_json::from_str(&json)?;
        district.packs = self.kept_packs(&tag_of(&district.rules)?)?;
        let file = DistrictFile::new(district)?;
        Ok(Some(DistrictFile { stored, ..file }))
    }
    /// The version that was written down last.
    pub(super) fn district_version(&self) -> Result<Option<String>> {
        let mut ask = self.conn.prepare_cached("select version from district")?;
        Ok(ask.query_row([], |r| r.get(0)).optional()?)
    }
}

impl Tx<'_> {
    /// Puts a district in, in place of any other, and keeps its rules under their tag.
    pub fn put_district(&self, file: &DistrictFile) -> Result<()> {
        let sql = "insert into district (one, version, json) values (1, ?1, ?2)
                   on conflict (one) do update set version = ?1, json = ?2";
        // Earlier rules have a table of their own.
        let mut district = file.district.clone();
        district.packs.clear();
        let json = serde_json::to_string(&district)?;
        self.conn
            .prepare_cached(sql)?
            .execute([&file.version, &json])?;
        self.put_pack(file)
    }
}
