//! One ticket on a device: its document, and what waits.

use model::Head;
use model::edit::Edit;
use sync::{Document, LooseEdit, Resolver};

/// One ticket here.
#[derive(Default)]
pub struct Copy {
    pub document: Document,
    /// What has not been answered yet, in its order.
    pub waits: Vec<(Edit, Head)>,
    /// Heads that edits may name.
    pub known: Vec<Head>,
    /// Its copy is to be replaced by the pool's.
    pub wanted: bool,
    /// It left the scope, and goes once nothing waits any more.
    pub leaves: bool,
}

impl Copy {
    /// Edits of others; when one does not fit, the whole copy is wanted.
    pub fn take(&mut self, mut resolver: Resolver, edits: Vec<LooseEdit>) {
        for loose in edits {
            let known = &self.known;
            let find = |p: &str| known.iter().find(|h| h.to_string().starts_with(p)).copied();
            let Some(seen) = resolver.resolve(&loose.refs, find) else {
                self.wanted = true;
                return;
            };
            let mut edit = loose.edit.expect("it reads");
            edit.seen = seen;
            let Ok(written) = self.document.write(&edit) else {
                self.wanted = true;
                return;
            };
            self.known.push(written.head);
            resolver.became(vec![written.head]);
        }
    }

    /// The pool's copy, with what waits here written again on top of it.
    pub fn replace(&mut self, document: Document) {
        (self.document, self.wanted, self.leaves) = (document, false, false);
        self.known.extend(self.document.heads());
        for (edit, head) in &mut self.waits {
            if !self.document.holds(head) {
                if !edit.seen.iter().all(|h| self.document.holds(h)) {
                    edit.seen = self.document.heads();
                }
                *head = self.document.write(edit).expect("its own edit fits").head;
                self.known.push(*head);
            }
        }
    }
}
