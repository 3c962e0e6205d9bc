//! Signed ends of the chain: made once a day, carried away by devices, compared when they are handed back.

use crate::Result;
use crate::store::{Db, Keys, Tx};
use model::Moment;
use rusqlite::OptionalExtension;
use sync::{AuditHead, HeldHead};

/// A new end is signed this long after the last.
const EVERY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// What a head that was handed back comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadFit {
    /// The chain still says so.
    Fits,
    /// It speaks of lines that a restore, written down since, took away.
    BeforeRestore,
    /// The chain was cut or rewritten after it was signed.
    Broken,
}

impl Db {
    /// The newest signed end.
    pub fn audit_head(&self) -> Result<Option<AuditHead>> {
        let sql = "select head from audit_head order by n desc limit 1";
        let found: Option<String> = self
            .conn
            .prepare_cached(sql)?
            .query_row([], |r| r.get(0))
            .optional()?;
        Ok(found.and_then(|text| text.parse().ok()))
    }
    /// Compares what a device holds with the chain.
    pub fn head_fit(&self, held: &HeldHead) -> Result<HeadFit> {
        let sql = "select hash from audit where n = ?1";
        let found: Option<[u8; 32]> = self
            .conn
            .prepare_cached(sql)?
            .query_row([held.n], |r| r.get(0))
            .optional()?;
        if found.is_some_and(|hash| hash.starts_with(&held.hash)) {
            return Ok(HeadFit::Fits);
        }
        // A restore says so in the chain, and in which epoch it began.
        let sql = "select 1 from audit where what = 'restored' and keyed = 1 and n <= ?1 and cast(detail as integer) > ?2";
        let epoch = i64::try_from(held.epoch).unwrap_or(i64::MAX);
        let restored = self.conn.prepare_cached(sql)?.exists((held.n, epoch))?;
        Ok(if restored {
            HeadFit::BeforeRestore
        } else {
            HeadFit::Broken
        })
    }
    /// Signed ends of our own, and what devices brought last, that the chain does not agree with: each by its name.
    pub fn heads_unfit(&self, keys: &Keys) -> Result<Vec<String>> {
        let mut unfit = Vec::new();
        let mut ask = self
            .conn
            .prepare_cached("select head from audit_head order by n")?;
        let own = ask.query_map([], |r| r.get::<_, String>(0))?;
        for text in own {
            let text = text?;
            let head = text.parse::<AuditHead>().ok();
            if !head.is_some_and(|h| self.signed_fit(keys, &h).is_ok_and(|f| f)) {
                let n = text.split('.').nth(1).unwrap_or_default();
                unfit.push(format!("head {n}"));
            }
        }
        let sql = "select lower(hex(id)), head from device where head is not null";
        let mut ask = self.conn.prepare_cached(sql)?;
        let brought = ask.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        for row in brought {
            let (device, text): (String, String) = row?;
            let held = text.parse::<HeldHead>().ok();
            let fit = held.map(|h| self.head_fit(&h)).transpose()?;
            if fit.is_none_or(|f| f == HeadFit::Broken) {
                unfit.push(format!("head of {device}"));
            }
        }
        Ok(unfit)
    }
    /// Whether a signed end is this pool's and the chain still agrees.
    pub fn signed_fit(&self, keys: &Keys, head: &AuditHead) -> Result<bool> {
        let ours = head.is_by(&keys.signing.verifying_key());
        Ok(ours && self.head_fit(&head.held())? != HeadFit::Broken)
    }
}

impl Tx<'_> {
    /// Signs the end of the chain when the last signature is a day old. Whether it did.
    pub fn sign_audit_head(&self, keys: &Keys, now: Moment) -> Result<bool> {
        let Some(last) = self.audit_lines(1)?.pop() else {
            return Ok(false);
        };
        let epoch = self.epoch()?;
        let before = self.audit_head()?;
        // A restore may have left heads of lines that are gone.
        let stands = before.filter(|h| h.epoch == epoch && h.n <= last.n);
        if stands.is_some_and(|h| h.n == last.n || now.since(h.at) < EVERY_MILLIS && h.at <= now) {
            return Ok(false);
        }
        let head = AuditHead::sign(epoch, last.n, now, last.hash, &keys.signing);
        let sql = "insert or replace into audit_head (n, epoch, at, hash, head) values (?1, ?2, ?3, ?4, ?5)";
        self.conn.prepare_cached(sql)?.execute((
            head.n,
            head.epoch,
            now.0,
            head.hash,
            head.to_string(),
        ))?;
        Ok(true)
    }
}
