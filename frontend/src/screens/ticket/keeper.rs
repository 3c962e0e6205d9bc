//! What was typed into a form on a ticket: kept in the page at once, and a moment later by the device or this browser, so
//! that a lock, an ended session, another page or a closed window lose nothing.

use crate::autosave::Autosave;
use crate::context::{AppContext, DraftKind, FormKey};
use crate::view_model::acts::Answers;
use crate::view_model::form_draft;
use api::ApiError;
use leptos::prelude::*;
use model::TicketId;

/// Keeps one form; cheap to copy.
#[derive(Clone, Copy)]
pub struct FormKeeper {
    app: AppContext,
    key: StoredValue<FormKey>,
    autosave: Autosave,
}

impl FormKeeper {
    /// Keeps the form of this name on this ticket until it is sent or given up.
    pub fn start(app: AppContext, ticket: &TicketId, form: &'static str) -> Self {
        let keeper = FormKeeper {
            app,
            key: StoredValue::new((app.session.user(), ticket.clone(), form)),
            autosave: Autosave::new(),
        };
        keeper.autosave.start(move || keeper.write());
        keeper
    }

    /// What was typed before.
    pub fn answers(self) -> Option<Answers> {
        self.key.with_value(|key| self.app.forms.get(key))
    }

    /// Takes in what stands in the form now.
    pub fn put(self, answers: Answers) {
        self.app.forms.put(self.key.get_value(), answers);
        self.autosave.changed();
    }

    /// It was sent, or given up.
    pub fn forget(self) {
        let Some(key) = self.key.try_get_value() else {
            return;
        };
        self.app.forms.remove(&key);
        self.autosave.changed();
        self.autosave.save();
    }

    fn write(self) -> bool {
        let app = self.app;
        let (_, ticket, form) = self.key.get_value();
        let complain = move |outcome: Result<(), ApiError>| {
            self.autosave.kept(outcome.is_ok());
            if let Err(error) = outcome {
                app.toasts.complain(&error);
            }
        };
        match self.answers() {
            Some(answers) => {
                let draft = form_draft::draft(&ticket, form, &answers);
                app.save_draft(DraftKind::Form, draft, move |saved| {
                    complain(saved.map(|_| ()));
                });
            }
            None => app.drop_draft(DraftKind::Form, form_draft::id(&ticket, form), complain),
        }
        true
    }
}
