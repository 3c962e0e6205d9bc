//! 并案: which tickets may join, which of two stays, and what is said of each.

use crate::view_model::acts::Answers;
use crate::view_model::lists::Lists;
use crate::view_model::steps::Deed;
use crate::words as w;
use api::Alike;
use api::shown::Shown;
use model::alike::{Half, Keep, keep};
use model::row::Row;
use model::{Status, TicketId, geo};
use serde_json::{Value, json};

/// Which stays, beside the fields that the act carries.
pub const STAY: &str = "stay";
/// The other ticket's 标题.
pub const TITLE: &str = "stay-title";
/// What is said of the other ticket.
pub const TOLD: &str = "stay-told";
/// Why there is nothing to choose; empty where there is.
pub const FIXED: &str = "stay-fixed";
/// Why the one is preset.
pub const WHY: &str = "stay-why";

/// The ticket that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// The one beside the list.
    This,
    /// The other one.
    That,
}

impl Stays {
    /// As an answer.
    pub fn as_str(self) -> &'static str {
        match self {
            Stays::This => "this",
            Stays::That => "that",
        }
    }
    /// From an answer.
    pub fn read(text: &str) -> Self {
        if text == "this" {
            Stays::This
        } else {
            Stays::That
        }
    }
}

fn half_of(ticket: &Shown) -> Half {
    Half {
        status: ticket.status,
        photos: u32::try_from(ticket.photos.len()).unwrap_or(u32::MAX),
        children: !ticket.over.children.is_empty(),
        captured_at: ticket.captured_at,
    }
}

fn half(row: &Row) -> Half {
    Half {
        status: row.status,
        photos: row.photos,
        // A row does not know its merged tickets; the pool refuses what may not be.
        children: false,
        captured_at: row.captured_at,
    }
}

/// Whether another ticket can be the other half of a 并案 at all.
pub fn may_join(own: &Shown, other: &Row) -> bool {
    let entered = !matches!(other.status, Status::Draft | Status::Queued);
    other.id != own.id && other.status.is_open() && entered && other.parent.is_none()
}

/// Answers for 并案 with this ticket, the one preset that the rule keeps.
pub fn answers(own: &Shown, other: &Row) -> Answers {
    let kept = keep(&half_of(own), &half(other));
    let (stay, fixed, why) = match kept {
        Keep::OnlyFirst => (Stays::This, w::STAY_ONLY_THIS.t(), ""),
        Keep::OnlySecond => (Stays::That, w::STAY_ONLY_THAT.t(), ""),
        Keep::First => (Stays::This, "", w::STAY_WHY.t()),
        Keep::Second => (Stays::That, "", w::STAY_WHY.t()),
    };
    Answers::from([
        ("parent", other.id.to_string()),
        (STAY, stay.as_str().into()),
        (TITLE, other.title.clone()),
        (TOLD, said(own, other)),
        (FIXED, fixed.into()),
        (WHY, why.into()),
    ])
}

/// The payload of the other ticket's 并案 into this one.
pub fn payload(deed: &Deed, own: &TicketId) -> Value {
    let mut payload = match deed {
        Deed::Act(_, payload) => payload.clone(),
        _ => json!({}),
    };
    payload["parent"] = json!(own);
    payload
}

/// Number, status and distance.
fn said(own: &Shown, other: &Row) -> String {
    let number = other
        .ticket_no
        .clone()
        .unwrap_or_else(|| other.temp_no.clone());
    let mut parts = vec![number, w::label(other.status).to_string()];
    let place = &own.facts.r#where;
    if let Some((own, other)) = place.lon.zip(place.lat).zip(other.lon.zip(other.lat)) {
        let metres = geo::distance_m(own, other).round() as i64;
        parts.push(w::ALIKE_METRES.with(&[&metres]));
    }
    parts.join(" · ")
}

/// What is said of a ticket that is offered: how far, how alike, where, and where it stands.
pub fn told(own: &Shown, other: &Row, alike: Option<&Alike>, lists: &Lists) -> String {
    let mut parts = vec![said(own, other)];
    if let Some(alike) = alike {
        parts.push(w::ALIKE_PERCENT.with(&[&alike.percent]));
    }
    let place = || lists.place(&other.area_code, other.grid.as_deref());
    parts.push(other.address.clone().unwrap_or_else(place));
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::{tests_lists, tests_row};

    #[test]
    fn a_ticket_never_joins_itself_or_what_has_ended() {
        let own = crate::link::fake::sample_shown();
        let mut row = tests_row(1);
        assert!(may_join(&own, &row));
        row.status = Status::Closed;
        assert!(!may_join(&own, &row));
        row.status = Status::Pooled;
        row.id = own.id.clone();
        assert!(!may_join(&own, &row));
    }

    #[test]
    fn the_one_that_stays_is_preset_and_said() {
        let (own, lists) = (crate::link::fake::sample_shown(), tests_lists());
        let mut row = tests_row(1);
        row.status = Status::Handling;
        let fixed = answers(&own, &row);
        assert_eq!(Stays::read(&fixed[STAY]), Stays::That);
        assert!(
            !fixed[FIXED].is_empty(),
            "one at work cannot be merged away"
        );
        (row.lon, row.lat) = (own.facts.r#where.lon, own.facts.r#where.lat);
        let words = told(&own, &row, None, &lists);
        assert!(
            words.contains("处置中") && words.contains("0 米"),
            "{words}"
        );
        let deed = Deed::Act(
            model::Action::Merge,
            json!({"parent": "x", "note": "同一处"}),
        );
        let turned = payload(&deed, &own.id);
        assert_eq!(turned["parent"], json!(own.id));
        assert_eq!(turned["note"], "同一处");
    }
}
