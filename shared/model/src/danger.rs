//! Danger (突发, 紧急; docs/domain.md 8.2): what stands first in every list until it was taken on, and what never looks
//! calm. How near a deadline is says nothing of that: ten minutes for a gas leak are not ten minutes for a form.

use crate::deadline::Heat;
use crate::{Grade, Status};

/// The rank of everything that does not stand first.
pub const CALM: u8 = 2;

/// Where a ticket stands before any other order: 0 突发, 1 紧急, both until a unit has signed; [`CALM`] for the rest.
pub fn rank(status: Status, grade: Grade) -> u8 {
    // 补正 is left out: there the officer has it in hand.
    let waits = matches!(
        status,
        Status::Queued | Status::Pooled | Status::Accepted | Status::Dispatched
    );
    match grade {
        Grade::Sudden if waits => 0,
        Grade::Urgent if waits => 1,
        _ => CALM,
    }
}

/// How a running deadline looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// In time.
    Calm,
    /// 临期, or 紧急 with time left.
    Warn,
    /// 超时, or 突发 however much time is left.
    Alarm,
}

/// The band of a deadline that is this near on a ticket of this grade.
pub fn band(heat: Heat, grade: Grade) -> Band {
    let near = match heat {
        Heat::Normal => Band::Calm,
        Heat::Near => Band::Warn,
        Heat::Late => Band::Alarm,
    };
    let graded = match grade {
        Grade::Sudden => Band::Alarm,
        Grade::Urgent => Band::Warn,
        Grade::Normal => Band::Calm,
    };
    near.max(graded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danger_stands_first_until_a_unit_has_signed() {
        for status in Status::ALL {
            let [sudden, urgent, normal] =
                [Grade::Sudden, Grade::Urgent, Grade::Normal].map(|g| rank(*status, g));
            assert_eq!(normal, CALM, "{status}");
            let first = ["queued", "pooled", "accepted", "dispatched"].contains(&status.as_str());
            let expect = if first { (0, 1) } else { (CALM, CALM) };
            assert_eq!((sudden, urgent), expect, "{status}");
        }
    }

    #[test]
    fn danger_never_looks_calm() {
        for heat in Heat::ALL {
            assert_eq!(band(*heat, Grade::Sudden), Band::Alarm, "{heat}");
            assert_ne!(band(*heat, Grade::Urgent), Band::Calm, "{heat}");
        }
        assert_eq!(band(Heat::Late, Grade::Urgent), Band::Alarm);
        assert_eq!(band(Heat::Normal, Grade::Normal), Band::Calm);
    }
}
