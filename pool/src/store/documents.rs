//! Documents as stored: a checked base and the checked chunks written since.

use super::{Db, Tx};
use crate::{Error, Result};
use rusqlite::OptionalExtension;
use sync::editor::History;
use sync::{Document, checksummed, verified};

/// More chunks than this are joined into a new base.
const CHUNKS: usize = 16;

/// A document's pieces, checked and without their checksums.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    base: Vec<u8>,
    chunks: Vec<Vec<u8>>,
    /// How many changes it holds.
    pub changes: u64,
    /// Bytes of all its changes.
    pub bytes: u64,
}

impl Stored {
    /// The document in memory.
    pub fn document(&self) -> Result<Document> {
        Ok(Document::load(
            &self.base,
            self.chunks.iter().map(Vec::as_slice),
        )?)
    }
    /// All pieces one after another, as a device stores a whole document.
    pub fn whole(mut self) -> Vec<u8> {
        for chunk in &self.chunks {
            self.base.extend_from_slice(chunk);
        }
        self.base
    }
}

impl Db {
    /// The pieces of a ticket's document; an error when one does not fit its checksum.
    pub fn document(&self, n: i64) -> Result<Stored> {
        let sql = "select base, changes, bytes from document where n = ?1";
        let found: Option<(Vec<u8>, u64, u64)> = self
            .conn
            .prepare_cached(sql)?
            .query_row([n], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        let (base, changes, bytes) =
            found.ok_or_else(|| Error::Damaged("document missing".into()))?;
        let mut ask = self
            .conn
            .prepare_cached("select bytes from chunk where n = ?1 order by i")?;
        let sealed = ask
            .query_map([n], |r| r.get::<_, Vec<u8>>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        let chunks = sealed
            .iter()
            .map(|c| Ok(verified(c)?.to_vec()))
            .collect::<Result<_>>()?;
        Ok(Stored {
            base: verified(&base)?.to_vec(),
            chunks,
            changes,
            bytes,
        })
    }
}

impl Tx<'_> {
    /// Keeps the first changes of a new document.
    pub fn add_document(&self, n: i64, changes: &[u8], history: History) -> Result<()> {
        let sql = "insert into document (n, base, changes, bytes) values (?1, ?2, ?3, ?4)";
        let row = (n, checksummed(changes), history.changes, history.bytes);
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }
    /// Appends new changes; joins everything into one base when the pieces have become many.
    pub fn extend_document(
        &self,
        n: i64,
        old: &Stored,
        changes: &[u8],
        history: History,
        document: &mut Document,
    ) -> Result<()> {
        let sql = "update document set changes = ?2, bytes = ?3 where n = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((n, history.changes, history.bytes))?;
        if old.chunks.len() < CHUNKS {
            let sql = "insert into chunk (n, i, bytes) values (?1, ?2, ?3)";
            self.conn
                .prepare_cached(sql)?
                .execute((n, old.chunks.len(), checksummed(changes)))?;
        } else {
            self.conn
                .prepare_cached("delete from chunk where n = ?1")?
                .execute([n])?;
            let sql = "update document set base = ?2 where n = ?1";
            self.conn
                .prepare_cached(sql)?
                .execute((n, checksummed(&document.save())))?;
        }
        Ok(())
    }
}
