//! The log followed from its beginning, so that whatever does not fit is found.

use super::AuditLine;
use crate::Result;
use crate::store::{ChainKey, Db};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How lines were bound before there was a key.
pub(super) fn plain(before: &[u8; 32], n: i64, at: i64, texts: [&str; 4]) -> [u8; 32] {
    let mut sum = Sha256::new();
    sum.update(before);
    sum.update(n.to_be_bytes());
    sum.update(at.to_be_bytes());
    for text in texts {
        sum.update((text.len() as u64).to_be_bytes());
        sum.update(text.as_bytes());
    }
    sum.finalize().into()
}

/// The log followed from its beginning.
#[derive(Default)]
struct Walk {
    count: i64,
    before: [u8; 32],
    keyed: bool,
    /// Plain lines whose text was erased, until a later line says so.
    blank: BTreeMap<i64, [u8; 32]>,
}

impl Walk {
    /// Whether this line fits behind the last.
    fn step(&mut self, key: &ChainKey, l: &AuditLine) -> bool {
        self.count += 1;
        if l.n != self.count {
            return false;
        }
        let texts = [l.who.as_str(), &l.what, &l.ticket, &l.detail];
        let fits = if l.keyed {
            l.hash == key.line(&self.before, l.n, l.at, texts)
        } else if self.keyed {
            false // once keyed, always keyed
        } else if l.detail.is_empty() && l.what == super::reasons::READ {
            self.blank.insert(l.n, l.hash);
            true
        } else {
            l.hash == plain(&self.before, l.n, l.at, texts)
        };
        self.keyed |= l.keyed;
        if l.keyed && l.what == super::reasons::BLANKED {
            self.vouch(&l.detail);
        }
        self.before = l.hash;
        fits
    }
    /// A keyed line says of an erased one which hash it had.
    fn vouch(&mut self, detail: &str) {
        let Some((n, hash)) = detail.split_once(' ') else {
            return;
        };
        if let Ok(n) = n.parse::<i64>()
            && self.blank.get(&n).is_some_and(|h| hex::encode(h) == hash)
        {
            self.blank.remove(&n);
        }
    }
    fn ends(&self, key: &ChainKey, head: Option<&str>) -> bool {
        match head {
            Some(head) => self.keyed && head == key.end(self.count, &self.before),
            None => self.count == 0,
        }
    }
}

impl Db {
    /// Follows the chain from its beginning; the number of the first line that does not fit, if any.
    pub fn audit_break(&self) -> Result<Option<i64>> {
        let sql = format!("select {} from audit order by n", super::COLUMNS);
        let mut ask = self.conn.prepare_cached(&sql)?;
        let mut walk = Walk::default();
        for found in ask.query_map([], super::line)? {
            let l = found?;
            if !walk.step(&self.chain, &l) {
                return Ok(Some(l.n));
            }
        }
        if let Some(n) = walk.blank.first_key_value() {
            return Ok(Some(*n.0));
        }
        let head = self.setting(super::HEAD)?;
        Ok((!walk.ends(&self.chain, head.as_deref())).then_some(walk.count + 1))
    }
}
