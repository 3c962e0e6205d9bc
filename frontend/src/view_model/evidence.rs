//! What a photo that is added to a ticket shows, unless somebody says otherwise.

use model::{PhotoKind, Status};

/// Before the first dispatch the scene; then 处置前 until the unit has responded, 处置后 from there on: a preset must not make
/// evidence of what was not done yet.
pub fn kind_of_next(status: Status, round: u32) -> PhotoKind {
    match status {
        _ if round == 0 => PhotoKind::Scene,
        Status::Accepted | Status::Dispatched | Status::Returning | Status::Signed => {
            PhotoKind::Before
        }
        _ => PhotoKind::After,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_as_done_before_the_unit_has_responded() {
        for (status, round, kind) in [
            (Status::Pooled, 0, PhotoKind::Scene),
            (Status::Fixing, 0, PhotoKind::Scene),
            (Status::Dispatched, 1, PhotoKind::Before),
            (Status::Signed, 1, PhotoKind::Before),
            (Status::Signed, 2, PhotoKind::Before),
            (Status::Handling, 1, PhotoKind::After),
            (Status::DoneReq, 1, PhotoKind::After),
        ] {
            assert_eq!(kind_of_next(status, round), kind, "{status}");
        }
    }
}
