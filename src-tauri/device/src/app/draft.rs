//! Drafts: forms as far as they were filled in.

use super::App;
use crate::error::Result;
use crate::store::draft;
use api::{Draft, DraftSaved, Drafts, Topic};

impl App {
    /// All drafts, newest first.
    pub fn drafts(&self) -> Result<Drafts> {
        self.session()?.store.read(|db| {
            Ok(Drafts {
                drafts: draft::all(db)?,
            })
        })
    }

    /// 自动保存: on disk when this returns.
    pub fn save_draft(&self, draft: &Draft) -> Result<DraftSaved> {
        let now = self.now();
        self.session()?
            .store
            .write(|tx| draft::save(tx, draft, now))?;
        self.keep_sealed();
        self.notify(Topic::Drafts);
        Ok(DraftSaved { saved_at: now })
    }

    /// Removes a draft.
    pub fn drop_draft(&self, id: &str) -> Result<()> {
        self.session()?.store.write(|tx| draft::drop(tx, id))?;
        self.keep_sealed();
        self.notify(Topic::Drafts);
        Ok(())
    }
}
