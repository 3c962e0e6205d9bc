//! The one vocabulary for what is on its way: 草稿 → 待上传 → 上传中 → 已送达 → 区里有更新, each with its icon and tone.

use crate::view_model::due::{Pill, Tone};
use crate::view_model::icon::Icon;
use crate::words as w;
use api::{Outbox, OutboxTicket};

/// Where a ticket or photo is between this device and the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 草稿.
    Draft,
    /// 待上传.
    Waiting,
    /// 上传中.
    Sending,
    /// 已送达, by the pool's receipt.
    Delivered,
    /// 区里有更新.
    News,
    /// 没有被接收.
    Refused,
}

impl Stage {
    /// Word, icon and tone.
    pub fn pill(self) -> Pill {
        let (tone, icon, text) = match self {
            Stage::Draft => (Tone::Wait, Icon::Edit, w::STAGE_DRAFT),
            Stage::Waiting => (Tone::Wait, Icon::Upload, w::STAGE_WAITING),
            Stage::Sending => (Tone::Wait, Icon::Refresh, w::STAGE_SENDING),
            Stage::Delivered => (Tone::Calm, Icon::Check, w::STAGE_DELIVERED),
            Stage::News => (Tone::Calm, Icon::Inbox, w::STAGE_NEWS),
            Stage::Refused => (Tone::Sudden, Icon::Alert, w::STAGE_REFUSED),
        };
        Pill {
            tone,
            icon,
            text: text.t().to_string(),
        }
    }
}

/// Where a waiting ticket is.
pub fn of_ticket(ticket: &OutboxTicket, outbox: &Outbox) -> Stage {
    match ticket.refused {
        Some(_) => Stage::Refused,
        None if outbox.running => Stage::Sending,
        None => Stage::Waiting,
    }
}

/// Where a photo is.
pub fn of_photo(delivered: bool, running: bool) -> Stage {
    match (delivered, running) {
        (true, _) => Stage::Delivered,
        (false, true) => Stage::Sending,
        (false, false) => Stage::Waiting,
    }
}

/// A waiting ticket's pill, with how many of its photos are there while they go up.
pub fn pill_of(ticket: &OutboxTicket, outbox: &Outbox, photos: Option<(usize, usize)>) -> Pill {
    let stage = of_ticket(ticket, outbox);
    let mut pill = stage.pill();
    if let (Stage::Sending, Some((sent, all))) = (stage, photos)
        && all > 0
    {
        pill.text = w::SENDING_OF.with(&[&sent, &all]);
    }
    pill
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_pools_receipt_makes_it_delivered() {
        let ticket = json!({"id": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f", "title": "井盖", "edits": 1, "photos": 2, "refused": null});
        let mut ticket: OutboxTicket = serde_json::from_value(ticket).unwrap();
        let mut outbox: Outbox = serde_json::from_value(
            json!({"tickets": [], "photos": 2, "photo_bytes": 9, "last_contact": null,
            "running": false, "trouble": null, "free_bytes": null}),
        )
        .unwrap();
        assert_eq!(pill_of(&ticket, &outbox, Some((5, 7))).text, "待上传");
        outbox.running = true;
        assert_eq!(pill_of(&ticket, &outbox, Some((5, 7))).text, "上传中 5/7");
        assert_eq!(pill_of(&ticket, &outbox, None).text, "上传中");
        ticket.refused = Some(model::Code::TicketFull);
        assert_eq!(of_ticket(&ticket, &outbox), Stage::Refused);
        assert_eq!(of_photo(true, true), Stage::Delivered);
        assert_eq!(of_photo(false, false), Stage::Waiting);
    }
}
