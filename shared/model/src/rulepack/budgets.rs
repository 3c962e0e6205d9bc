//! How much work one device and one person may bring to the pool, so that nobody takes the time and room of others.

use serde::{Deserialize, Serialize};

/// What may be brought, and what the pool's disk keeps free. What goes beyond is answered with the time to wait; nothing of it
/// is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Budgets {
    /// One device.
    pub device: Budget,
    /// One person, with all devices and at the desk.
    pub person: Budget,
    /// Below this many megabytes free the pool takes no new uploads; acts at the desk go on.
    pub disk_reserve_mb: u64,
}

/// One device's or person's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Frames and pulls.
    pub frames: Allowance,
    /// Edits and side records.
    pub edits: Allowance,
    /// Of them, new tickets.
    pub captures: Allowance,
    /// Acts that turned out without effect (未生效) or without a right.
    pub voids: Allowance,
    /// Photos.
    pub photos: Allowance,
    /// Megabytes of frames and photos.
    pub megabytes: Allowance,
    /// Looking for reporters by name or number: enough for the phone of a desk, far too few to try numbers. At the desk only.
    #[serde(
        default = "Budget::usual_seeks",
        skip_serializing_if = "Budget::are_usual_seeks"
    )]
    pub seeks: Allowance,
}

/// So much in an hour and in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    pub hour: u64,
    pub day: u64,
}

const fn allow(hour: u64, day: u64) -> Allowance {
    Allowance { hour, day }
}

/// Far above the largest honest shift: 500 tickets with 1,500 edits and as many photos after days without a network are a
/// quarter of an hour's part.
const DEVICE: Budget = Budget {
    frames: allow(3_000, 30_000),
    edits: allow(8_000, 40_000),
    captures: allow(2_000, 8_000),
    voids: allow(600, 3_000),
    photos: allow(6_000, 20_000),
    megabytes: allow(8_000, 24_000),
    seeks: SEEKS,
};

/// Those of a person and of a device alike.
const SEEKS: Allowance = allow(60, 200);

impl Default for Budgets {
    fn default() -> Self {
        let double = |a: Allowance| allow(2 * a.hour, 2 * a.day);
        Budgets {
            device: DEVICE,
            person: Budget {
                frames: double(DEVICE.frames),
                edits: double(DEVICE.edits),
                captures: double(DEVICE.captures),
                voids: double(DEVICE.voids),
                photos: double(DEVICE.photos),
                megabytes: double(DEVICE.megabytes),
                seeks: SEEKS,
            },
            disk_reserve_mb: 500,
        }
    }
}

impl Budgets {
    /// Whether these are the usual ones, which a pack need not name.
    pub fn are_usual(&self) -> bool {
        *self == Budgets::default()
    }

    /// Every allowance with its place in the pack.
    pub fn all(&self) -> impl Iterator<Item = (String, Allowance)> {
        [("device", &self.device), ("person", &self.person)]
            .into_iter()
            .flat_map(|(whose, budget)| {
                budget
                    .named()
                    .map(move |(what, allowance)| (format!("{whose}.{what}"), allowance))
            })
    }
}

impl Budget {
    fn usual_seeks() -> Allowance {
        SEEKS
    }
    fn are_usual_seeks(seeks: &Allowance) -> bool {
        *seeks == SEEKS
    }
    fn named(&self) -> [(&'static str, Allowance); 7] {
        [
            ("frames", self.frames),
            ("edits", self.edits),
            ("captures", self.captures),
            ("voids", self.voids),
            ("photos", self.photos),
            ("megabytes", self.megabytes),
            ("seeks", self.seeks),
        ]
    }
}
