//! Papers (drafts, notes and their pictures) out of rescue bundles, sealed, until their person's next device has them.

use super::{Db, Tx, key};
use crate::Result;
use model::{DeviceId, Moment, UserName};
use rusqlite::OptionalExtension;

/// A paper as it is kept.
pub struct SealedPaper {
    /// What it is: `draft`, `note` or `image`.
    pub kind: String,
    /// Its id among its person's papers of this kind.
    pub id: String,
    pub sealed: Vec<u8>,
}

impl Db {
    /// When the copy that is here was written, by its device's clock.
    pub fn paper_written(&self, user: &UserName, kind: &str, id: &str) -> Result<Option<Moment>> {
        let sql = "select written_at from paper where user = ?1 and kind = ?2 and id = ?3";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found = ask.query_row((user.as_str(), kind, id), |r| r.get(0));
        Ok(found.optional()?.map(Moment))
    }
    /// How many papers of a person are here.
    pub fn count_papers(&self, user: &UserName) -> Result<u64> {
        let sql = "select count(*) from paper where user = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row([user.as_str()], |r| r.get(0))?)
    }
    /// Whether a person has papers here that another device wrote than this one, and any that this one wrote.
    pub fn papers_wait(&self, user: &UserName, device: &DeviceId) -> Result<(bool, bool)> {
        let sql = "select coalesce(max(device <> ?2), 0), coalesce(max(device = ?2), 0) from paper where user = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let told = ask.query_row((user.as_str(), key::device(device)?), |r| {
            Ok((r.get(0)?, r.get(1)?))
        });
        Ok(told?)
    }
    /// The first papers of a person that another device wrote, as many as have so many bytes together; one at least;
    /// pictures after what they belong to.
    pub fn papers(
        &self,
        user: &UserName,
        not_by: &DeviceId,
        most: usize,
    ) -> Result<Vec<SealedPaper>> {
        let sql = "select kind, id, sealed from paper where user = ?1 and device <> ?2 order by kind = 'image', kind, id";
        let mut ask = self.conn.prepare_cached(sql)?;
        let mut rows = ask.query((user.as_str(), key::device(not_by)?))?;
        let (mut papers, mut bytes) = (Vec::new(), 0);
        while let Some(r) = rows.next()? {
            let paper = SealedPaper {
                kind: r.get(0)?,
                id: r.get(1)?,
                sealed: r.get(2)?,
            };
            bytes += paper.sealed.len();
            if bytes > most && !papers.is_empty() {
                break;
            }
            papers.push(paper);
        }
        Ok(papers)
    }
}

impl Tx<'_> {
    /// Keeps a paper, over the copy that was here.
    pub fn keep_paper(
        &self,
        user: &UserName,
        device: &DeviceId,
        paper: &SealedPaper,
        (written, now): (Moment, Moment),
    ) -> Result<()> {
        let sql = "insert or replace into paper (user, kind, id, device, written_at, kept_at, sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.conn.prepare_cached(sql)?.execute((
            user.as_str(),
            &paper.kind,
            &paper.id,
            key::device(device)?,
            written.0,
            now.0,
            &paper.sealed,
        ))?;
        Ok(())
    }
    /// A device of theirs has it.
    pub fn drop_paper(&self, user: &UserName, kind: &str, id: &str) -> Result<()> {
        let sql = "delete from paper where user = ?1 and kind = ?2 and id = ?3";
        self.conn
            .prepare_cached(sql)?
            .execute((user.as_str(), kind, id))?;
        Ok(())
    }
    /// The device that wrote them speaks for itself again: it has them.
    pub fn drop_papers_by(&self, device: &DeviceId) -> Result<()> {
        self.conn
            .prepare_cached("delete from paper where device = ?1")?
            .execute([key::device(device)?])?;
        Ok(())
    }
    /// Nobody came for those.
    pub fn drop_papers_before(&self, kept: Moment) -> Result<()> {
        self.conn
            .prepare_cached("delete from paper where kept_at < ?1")?
            .execute([kept.0])?;
        Ok(())
    }
}
