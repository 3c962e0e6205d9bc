//! What must never stand in a document, since whoever holds a document can read it for ever: what reporters said when they
//! were called back, the texts of supervision, the texts of exclusions. The pool keeps them as side records.

use super::{Act, Action};
use serde_json::{Map, Value};

/// The texts of one act that are kept beside the document, by field.
pub type Private = Map<String, Value>;

/// Fields of an act that are kept apart. They are free text: coded answers are effects, which scores read.
const fn apart(action: Action) -> &'static [&'static str] {
    match action {
        Action::VisitPass => &["justified", "note"],
        Action::Redo | Action::VisitMissed => &["note"],
        Action::Urge | Action::Supervise | Action::Escalate => &["text"],
        Action::RequestExclude => &["text", "evidence"],
        Action::GrantExclude => &["note"],
        Action::DenyExclude => &["reason"],
        _ => &[],
    }
}

/// Whether texts of this act are kept apart.
pub fn is_private(action: Action) -> bool {
    !apart(action).is_empty()
}

impl Act {
    /// The act as the document keeps it, and the texts that are kept apart; `justified` stays as an empty text, since whether
    /// it was given decides.
    pub fn part(&self) -> (Act, Private) {
        let action = self.action();
        let mut kept = Private::new();
        if !is_private(action) {
            return (self.clone(), kept);
        }
        let mut payload = self.payload();
        if let Value::Object(fields) = &mut payload {
            for name in apart(action) {
                if let Some(value) = fields.get_mut(*name) {
                    kept.insert((*name).to_string(), std::mem::replace(value, "".into()));
                }
            }
        }
        let public = Act::read(action, payload).unwrap_or_else(|_| self.clone());
        (public, kept)
    }
}
