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
/// Heads that edits of people who need not act may leave in a ticket: whoever must act can still see it whole, and say so.
const APART_MAX: usize = SEEN_MAX / 2;
/// Characters of a 临时编号.
const TEMP_NO_MAX: usize = 40;
/// An edit and the ruling on it.
const PAIR: u64 = 2;
/// Of it, room that is kept for whoever must still act, so that nobody hears of a full ticket through another's filling.
pub const RESERVE: History = History {
    changes: 700,
    bytes: 350_000,
};
/// One person's part of a ticket, rulings included: less than what is kept for the others who must act.
pub const SHARE: History = History {
    changes: 600,
    bytes: 300_000,
};
/// Acts without effect that one person leaves in a ticket; what goes beyond is answered and not kept.
pub const VOIDS_MAX: usize = 50;
/// What may stand aside, beside one document.
pub const ASIDE: History = History {
    changes: 400,
    bytes: 200_000,
};
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

    /// Counts a ruling for each edit.
    pub(super) fn with_rulings(&mut self) {
        self.changes *= PAIR;
    }

    /// Whether an edit of a person still has room: all of it for whoever must act, less for others.
    pub(super) fn check(self, must_act: bool) -> Result<(), Denial> {
        let kept = if must_act {
            History::default()
        } else {
            RESERVE
        };
        self.check_within(History {
            changes: CHANGES_MAX - kept.changes,
            bytes: BYTES_MAX - kept.bytes,
        })
    }

    /// Whether an act of the system still has room.
    pub(super) fn check_for_system(self) -> Result<(), Denial> {
        self.check_within(History {
            changes: CHANGES_MAX + SYSTEM.changes,
            bytes: BYTES_MAX + SYSTEM.bytes,
        })
    }

    /// Whether one person's part leaves room for another edit of theirs.
    pub(super) fn check_share(self) -> Result<(), Denial> {
        self.check_within(SHARE)
    }

    fn check_within(self, room: History) -> Result<(), Denial> {
        if self.changes + PAIR > room.changes || self.bytes > room.bytes {
            return Err(Code::TicketFull.into());
        }
        Ok(())
    }

    /// Whether one more edit of this size may stand aside.
    pub(super) fn has_room_aside(self, size: u64) -> bool {
        self.changes < ASIDE.changes && self.bytes + size <= ASIDE.bytes
    }

    /// Whether a person's part may have come to its end at all: it cannot be larger than the whole.
    pub(super) fn exceeds_share(self) -> bool {
        self.check_share().is_err()
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

/// Whether a ticket may have so many heads once an edit is in it.
pub(super) fn check_heads(after: usize, must_act: bool) -> Result<(), Denial> {
    let max = if must_act { SEEN_MAX } else { APART_MAX };
    if after > max {
        return Err(Code::TicketFull.into());
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
