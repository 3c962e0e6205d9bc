//! Drafts a browser keeps, several at a time: each window writes its own, so that two windows never overwrite each other.

use api::Draft;
use serde_json::Value;

/// Kept at most; the oldest goes first.
const KEPT: usize = 12;
/// Where a draft's fields name the window that wrote it.
const WINDOW: &str = "window";

/// Reads what was kept; a single draft is how older versions kept it.
pub fn read(text: &str) -> Vec<Draft> {
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(text).map(|one| vec![one]))
        .unwrap_or_default()
}

/// Marks who wrote a draft.
pub fn sign(draft: &mut Draft, window: &str) {
    if let Value::Object(fields) = &mut draft.fields {
        fields.insert(WINDOW.into(), window.into());
    }
}

/// Puts a draft first, in place of its older self.
pub fn put(drafts: &mut Vec<Draft>, draft: Draft) {
    drafts.retain(|old| old.id != draft.id);
    drafts.insert(0, draft);
    drafts.truncate(KEPT);
}

/// Whether another window has written this draft, or sent or cleared it after this one had saved it.
pub fn taken_over(drafts: &[Draft], id: &str, window: &str, saved_before: bool) -> bool {
    match drafts.iter().find(|d| d.id == id) {
        Some(draft) => draft.fields.get(WINDOW).and_then(Value::as_str) != Some(window),
        None => saved_before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(id: &str, window: &str) -> Draft {
        let mut draft = Draft {
            id: id.into(),
            fields: json!({"title": "井盖"}),
            photos: Vec::new(),
            saved_at: None,
        };
        sign(&mut draft, window);
        draft
    }

    #[test]
    fn a_window_notices_that_another_one_writes_or_sent_its_draft() {
        let mut drafts = Vec::new();
        assert!(
            !taken_over(&drafts, "a", "w1", false),
            "nothing was saved yet"
        );
        put(&mut drafts, draft("a", "w1"));
        assert!(!taken_over(&drafts, "a", "w1", true));
        put(&mut drafts, draft("a", "w2"));
        assert!(taken_over(&drafts, "a", "w1", true) && !taken_over(&drafts, "a", "w2", true));
        drafts.clear();
        assert!(taken_over(&drafts, "a", "w1", true), "sent elsewhere");
    }

    #[test]
    fn drafts_are_kept_newest_first_and_old_ones_still_open() {
        let mut drafts = Vec::new();
        for i in 0..20 {
            put(&mut drafts, draft(&format!("{i}"), "w"));
        }
        put(&mut drafts, draft("15", "w"));
        assert_eq!(
            (drafts.len(), drafts[0].id.as_str(), drafts[1].id.as_str()),
            (KEPT, "15", "19")
        );
        let text = serde_json::to_string(&drafts).unwrap();
        assert_eq!(read(&text), drafts);
        let single = serde_json::to_string(&drafts[0]).unwrap();
        assert_eq!(read(&single), drafts[..1]);
        assert!(read("nonsense").is_empty());
    }
}
