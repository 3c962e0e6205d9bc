//! Drafts that this browser keeps for one person.

use crate::browser;
use crate::view_model::drafts;
use api::Draft;

/// Where they are kept.
pub struct DraftStore {
    key: String,
}

impl DraftStore {
    /// The drafts under this key.
    pub fn at(key: String) -> Self {
        DraftStore { key }
    }

    /// All of them, newest first. Other windows write here too, so they are read each time.
    pub fn all(&self) -> Vec<Draft> {
        let text = browser::kept(&self.key);
        text.map(|text| drafts::read(&text)).unwrap_or_default()
    }

    /// Keeps a draft in place of its older self; false when the browser would not.
    pub fn put(&self, draft: Draft) -> bool {
        let mut all = self.all();
        drafts::put(&mut all, draft);
        self.write(&all)
    }

    /// Drops a draft; false when the browser would not write.
    pub fn drop(&self, id: &str) -> bool {
        let mut all = self.all();
        all.retain(|draft| draft.id != id);
        self.write(&all)
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        browser::forget(&self.key);
    }

    fn write(&self, all: &[Draft]) -> bool {
        let text = serde_json::to_string(all).unwrap_or_default();
        browser::keep(&self.key, &text)
    }
}
