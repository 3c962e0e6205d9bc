//! The limits of a write. They stand here alone, so that neither a call of the desk nor a pushed frame, a device or the
//! system can miss one. Lengths of texts and counts inside an act are the model's own checks, which the editor makes.

use model::edit::Edit;
use model::facts::FactGroup;
use model::{Code, Denial, Group, text};

/// A ticket's document ends with so many changes (S4).
pub const CHANGES_MAX: u64 = 2_000;
/// And with so many bytes of changes.
pub const BYTES_MAX: u64 = 1_000_000;
/// Heads an edit may name as seen: far more than writers who are apart leave behind.
pub const SEEN_MAX: usize = 256;
/// Characters of a 临时编号.
const TEMP_NO_MAX: usize = 40;
/// An edit and the ruling on it.
const PAIR: u64 = 2;
/// What the system keeps for itself beyond the end, so that a full ticket can still be archived.
const SYSTEM: History = History {
    changes: 100,
    bytes: 100_000,
};

/// How much of a history there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// Changes, or edits.
    pub changes: u64,
    pub bytes: u64,
}

impl History {
    pub(super) fn add(&mut self, bytes: u64) {
        self.changes += 1;
        self.bytes += bytes;
    }

    /// Whether a person's edit still has room.
    pub(super) fn check(self) -> Result<(), Denial> {
        self.check_within(History::default())
    }

    /// Whether an act of the system still has room.
    pub(super) fn check_for_system(self) -> Result<(), Denial> {
        self.check_within(SYSTEM)
    }

    fn check_within(self, beyond: History) -> Result<(), Denial> {
        let full = self.changes + PAIR > CHANGES_MAX + beyond.changes
            || self.bytes > BYTES_MAX + beyond.bytes;
        if full {
            return Err(Code::TicketFull.into());
        }
        Ok(())
    }

    /// Whether one more edit of this size may stand aside, beside a document of that size.
    pub(super) fn check_aside(self, document: History, size: u64) -> Result<(), Denial> {
        History {
            changes: self.changes + document.changes,
            bytes: self.bytes + document.bytes + size,
        }
        .check()
    }
}

/// Whether an edit may name so many heads; asked before any of them is looked up.
pub fn check_seen(count: usize) -> Result<(), Denial> {
    if count > SEEN_MAX {
        return Err(Denial::new(Code::TooMany)
            .with("field", "seen")
            .with("max", SEEN_MAX)
            .with("count", count));
    }
    Ok(())
}

pub(super) fn check_groups(parts: &[FactGroup]) -> Result<(), Denial> {
    let max = Group::ALL.len();
    let mut groups: Vec<Group> = parts.iter().take(max + 1).map(FactGroup::group).collect();
    groups.sort_unstable();
    groups.dedup();
    if parts.is_empty() || groups.len() != parts.len() {
        return Err(Code::FrameBroken.into());
    }
    Ok(())
}

pub(super) fn check_temp_no(temp_no: &str) -> Result<(), Denial> {
    text::check("临时编号", temp_no, 1, TEMP_NO_MAX)
}

/// Bytes of an edit as it stands aside: what was written, as text.
pub(super) fn size_of(edit: &Edit) -> u64 {
    serde_json::to_vec(&edit.write).map_or(BYTES_MAX, |text| text.len() as u64)
}
