//! What a notice names: data to read again, never the data.

use serde::{Deserialize, Serialize};

/// What a screen may have to read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Lists and counts of tickets.
    Tickets,
    /// What waits to be sent.
    Outbox,
    /// Drafts.
    Drafts,
    /// Who is signed in.
    Session,
    /// The notebook.
    Notes,
    /// Saved views.
    Views,
}
