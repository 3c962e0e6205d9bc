//! The line that says what waits.

use crate::view_model::due::Tone;
use crate::view_model::icon::Icon;
use crate::view_model::time;
use crate::words as w;
use api::Outbox;
use model::{Class, Code, Moment};

/// A photo on the tablet, roughly.
const PHOTO_BYTES: u64 = 900_000;
/// Unsent for longer than this is worth a red line.
const RED_AFTER_MS: i64 = 3 * 24 * 3_600_000;

/// What the line shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Colour of the state.
    pub tone: Tone,
    pub icon: Icon,
    /// 离线, 已暂停, 上传中, 待上传, 已送达.
    pub state: &'static str,
    pub waits: String,
    /// When the pool last answered.
    pub contact: String,
    /// Why it does not go, when that is known.
    pub trouble: Option<String>,
    /// Room for photos, when it gets short.
    pub room: Option<String>,
}

/// The page's title while so many tickets wait.
pub fn title(waiting: usize) -> String {
    match waiting {
        0 => w::APP_NAME.t().to_string(),
        n => format!("({n}) {}", w::APP_NAME.t()),
    }
}

/// The line for a device.
pub fn line(outbox: &Outbox, now: Moment, offset: i32) -> Line {
    let count = outbox.tickets.len();
    let waits = match (count, outbox.photos) {
        (0, 0) => w::OUTBOX_EMPTY.t().to_string(),
        (n, 0) => w::OUTBOX_WAITS_TEXT.with(&[&n]),
        (n, photos) => w::OUTBOX_WAITS.with(&[&n, &photos, &time::size(outbox.photo_bytes)]),
    };
    let empty = count == 0 && outbox.photos == 0;
    let offline = outbox
        .trouble
        .as_ref()
        .is_some_and(|e| e.code.class() == Class::Network);
    let stale = !empty
        && outbox
            .last_contact
            .is_some_and(|at| now.since(at) > RED_AFTER_MS);
    let portal = outbox
        .trouble
        .as_ref()
        .is_some_and(|e| e.code == Code::PoolNotAPool);
    // Before the first contact nothing is delivered, and before the first fetch nothing is known.
    let never = outbox.last_contact.is_none();
    let waits = match outbox.fetching {
        Some(here) if empty && outbox.running => w::FETCHING.with(&[&here]),
        Some(_) if empty => w::FETCH_WAITS.t().to_string(),
        _ => waits,
    };
    let (mut tone, icon, state) = if outbox.paused {
        (Tone::Urgent, Icon::Pause, w::STATE_PAUSED)
    } else if outbox.running && outbox.fetching.is_some() {
        (Tone::Wait, Icon::Refresh, w::STATE_FETCHING)
    } else if outbox.running {
        (Tone::Wait, Icon::Refresh, w::STAGE_SENDING)
    } else if portal {
        (Tone::Urgent, Icon::Wifi, w::STATE_PORTAL)
    } else if offline {
        (Tone::Wait, Icon::WifiOff, w::STATE_OFFLINE)
    } else if outbox.trouble.is_some() {
        (Tone::Urgent, Icon::Alert, w::STAGE_WAITING)
    } else if empty && (never || outbox.fetching.is_some()) {
        (Tone::Wait, Icon::Refresh, w::STATE_NEVER)
    } else if empty {
        (Tone::Calm, Icon::Check, w::STAGE_DELIVERED)
    } else {
        (Tone::Wait, Icon::Upload, w::STAGE_WAITING)
    };
    if stale {
        tone = Tone::Sudden;
    }
    let contact = match outbox.last_contact {
        Some(at) => w::LAST_CONTACT.with(&[&time::full(at, now, offset)]),
        None => w::OUTBOX_NEVER.t().to_string(),
    };
    let trouble = outbox
        .trouble
        .as_ref()
        .filter(|_| !offline)
        .map(w::sentence)
        .or_else(|| stale.then(|| w::STALE.t().to_string()));
    let room = outbox
        .free_bytes
        .map(|free| free / PHOTO_BYTES)
        .filter(|n| *n < 2000)
        .map(|n| w::ROOM_LEFT.with(&[&n]));
    Line {
        tone,
        icon,
        state: state.t(),
        waits,
        contact,
        trouble,
        room,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_line_says_what_waits_and_why() {
        let now: Moment = "2026-11-22T10:00:00+08:00".parse().unwrap();
        let ticket = json!({"id": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f", "title": "井盖", "edits": 1, "photos": 2, "refused": null});
        let mut outbox: Outbox = serde_json::from_value(json!({"tickets": [ticket.clone(), ticket.clone(), ticket], "photos": 7,
            "photo_bytes": 12_000_000, "last_contact": "2026-11-22T09:12:00+08:00", "running": false,
            "trouble": {"code": "pool_unreachable", "detail": "连不上"}, "free_bytes": 600_000_000})).unwrap();
        let said = line(&outbox, now, 480);
        assert_eq!(
            (said.state, said.waits.as_str()),
            ("离线", "3 件、7 张照片（12 MB）待上传")
        );
        assert_eq!(
            (said.contact.as_str(), said.room.as_deref()),
            ("上次联通 09:12", Some("可再拍约 666 张"))
        );
        assert_eq!((said.tone, said.trouble), (Tone::Wait, None));
        let stale = line(&outbox, now.plus_minutes(4 * 1440), 480);
        assert_eq!(stale.tone, Tone::Sudden);
        assert!(stale.trouble.unwrap().contains("3 天"));
        outbox.trouble.as_mut().unwrap().code = Code::PoolNotAPool;
        assert_eq!(line(&outbox, now, 480).state, "网络要登录认证");
        outbox.paused = true;
        assert_eq!(line(&outbox, now, 480).state, "已暂停");
        outbox.paused = false;
        outbox.trouble = None;
        outbox.tickets.clear();
        outbox.photos = 0;
        let said = line(&outbox, now, 480);
        assert_eq!((said.state, said.tone), ("已送达", Tone::Calm));
        assert_eq!(said.waits, "没有待上传的内容");
    }

    #[test]
    fn nothing_is_said_to_be_delivered_before_there_was_a_contact() {
        let now: Moment = "2026-11-22T10:00:00+08:00".parse().unwrap();
        let mut outbox: Outbox = serde_json::from_value(json!({"tickets": [], "photos": 0, "photo_bytes": 0,
            "last_contact": null, "fetching": 0, "running": false, "trouble": null, "free_bytes": null})).unwrap();
        let said = line(&outbox, now, 480);
        assert_eq!((said.state, said.tone), ("还没有同步", Tone::Wait));
        assert_eq!(said.waits, "联通工单池后先取回你的工单");
        (outbox.running, outbox.fetching) = (true, Some(40));
        let said = line(&outbox, now, 480);
        assert_eq!((said.state, said.tone), ("正在取回", Tone::Wait));
        assert_eq!(said.waits, "正在取回你的工单，已到 40 件");
        // A first page came, and then the line was cut.
        (outbox.running, outbox.last_contact) = (false, Some(now));
        assert_eq!(line(&outbox, now, 480).tone, Tone::Wait);
        outbox.fetching = None;
        assert_eq!(line(&outbox, now, 480).tone, Tone::Calm);
    }
}
