//! The district the pool serves.

use super::{Db, Tx};
use crate::Outcome;
use crate::initials::initials;
use model::district::District;
use model::geo::Locator;
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

/// The district with what is derived from it once.
pub struct DistrictFile {
    /// Lists and rules.
    pub district: District,
    /// Changes whenever anything in it does.
    pub version: String,
    /// Name and short hash of the rule pack.
    pub rule_tag: String,
    /// Finds the area of a position.
    pub locator: Locator,
    json: String,
}

impl DistrictFile {
    /// Derives what categories are found by, version and rule tag.
    pub fn new(mut district: District) -> Outcome<Self> {
        for category in &mut district.categories {
            let name = &category.name;
            category.initials.get_or_insert_with(|| initials(name));
        }
        let json = serde_json::to_string(&district)?;
        let version = hex::encode(&Sha256::digest(json.as_bytes())[..8]);
        let rules = serde_json::to_vec(&district.rules)?;
        let rule_tag = format!(
            "{}#{}",
            district.rules.name,
            hex::encode(&Sha256::digest(&rules)[..4])
        );
        let locator = Locator::new(&district);
        Ok(DistrictFile {
            district,
            version,
            rule_tag,
            locator,
            json,
        })
    }
}

impl Db {
    /// The district, when there is one.
    pub fn district(&self) -> Outcome<Option<DistrictFile>> {
        let mut ask = self.conn.prepare_cached("select json from district")?;
        let json: Option<String> = ask.query_row([], |r| r.get(0)).optional()?;
        json.map(|j| DistrictFile::new(serde_json::from_str(&j)?))
            .transpose()
    }
}

impl Tx<'_> {
    /// Puts a district in, in place of any other.
    pub fn put_district(&self, file: &DistrictFile) -> Outcome<()> {
        let sql = "insert into district (one, version, json) values (1, ?1, ?2)
                   on conflict (one) do update set version = ?1, json = ?2";
        self.conn
            .prepare_cached(sql)?
            .execute([&file.version, &file.json])?;
        Ok(())
    }
}
