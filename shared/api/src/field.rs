//! What only a device offers: its enrolment and lock, its sync and what waits, drafts, the notebook, the basemap.

use crate::types::{NewPhoto, shapes};
use model::{Action, Code, EditId, Moment, Status, TicketId, UserName};
use serde::{Deserialize, Serialize};

/// Bytes that must be free on a device before a photo is taken; below them the camera does not open.
pub const SPACE_FOR_PHOTO: u64 = 64_000_000;

shapes! {
    /// 登记.
    Enrol {
        /// Address of the pool.
        pool: String,
        /// One-time code.
        code: String,
        /// PIN for this device.
        pin: String,
    }
    /// 解锁.
    Unlock {
        pin: String,
    }
    /// 锁定.
    Lock {}
    /// 忘了 PIN: what is here is set aside, and the device can be enrolled again.
    StartOver {}
    /// 立即同步.
    SyncNow {}
    /// What a sync did (docs/automation.md).
    SyncReport {
        /// Edits and side records the pool took.
        pushed: u64,
        /// Tickets that came or changed.
        pulled: u64,
        /// Photos whose full image arrived.
        photos_sent: u64,
        /// Writes the pool will not take; kept here as drafts.
        refused: Vec<Refused>,
        /// Events that did not count; kept with their text.
        void: Vec<Voided>,
        /// HTTP requests made.
        requests: u64,
        /// Bytes sent, headers included.
        bytes_up: u64,
        /// Bytes received, headers included.
        bytes_down: u64,
    }
    /// A refused write.
    Refused {
        id: TicketId,
        code: Code,
    }
    /// An event that did not count.
    Voided {
        id: TicketId,
        event: EditId,
        code: Code,
    }
    /// 待同步.
    ReadOutbox {}
    /// What waits, and how the last sync went.
    Outbox {
        /// Tickets with something waiting.
        tickets: Vec<OutboxTicket>,
        /// Photos waiting.
        photos: u64,
        photo_bytes: u64,
        /// Last time the pool answered.
        last_contact: Option<Moment>,
        /// Tickets here so far, while the first fetch after 登记 has not come to its end; none afterwards.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fetching: Option<u64>,
        /// What went wrong last, if it did.
        trouble: Option<crate::error::ApiError>,
        /// A sync runs now.
        running: bool,
        /// The officer paused it.
        #[serde(default)]
        paused: bool,
        /// Bytes free on the disk, when known.
        free_bytes: Option<u64>,
        /// Drafts and notes that another version wrote and this one cannot read; they are kept as they were.
        #[serde(default)]
        aside: u64,
        /// Rescue bundles that this device carries for colleagues (代送).
        #[serde(default)]
        carried: u64,
        /// Why the pool did not take one of them, if it did not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carried_refused: Option<Code>,
    }
    /// A ticket with something waiting.
    OutboxTicket {
        id: TicketId,
        /// 标题.
        title: String,
        /// Edits waiting.
        edits: u64,
        /// Photos waiting.
        photos: u64,
        /// Why the pool refused something, if it did.
        refused: Option<Code>,
    }
    /// What a rescue (救援包) would hold: everything the pool does not have.
    RescueState {
        /// Files it would be, one after another.
        files: u64,
        edits: u64,
        /// Side records: reporters.
        sides: u64,
        photos: u64,
        /// Drafts and notes.
        papers: u64,
        /// What could not be read any more.
        lost: u64,
    }
    /// 草稿列表.
    ListDrafts {}
    /// 草稿.
    Drafts {
        /// Newest first.
        drafts: Vec<Draft>,
    }
    /// A form as far as it was filled in; saved at every pause in typing. Never synced.
    Draft {
        /// Made by the form.
        id: String,
        /// The form's fields, as far as filled in.
        #[cfg_attr(feature = "schema", schema(value_type = Object))]
        fields: serde_json::Value,
        /// Photos taken so far.
        #[serde(default)]
        photos: Vec<NewPhoto>,
        /// Last save, set by the device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saved_at: Option<Moment>,
    }
    /// 已存本机.
    DraftSaved {
        /// When it was on disk.
        saved_at: Moment,
    }
    /// 删除草稿.
    DropDraft {
        id: String,
    }
    /// 记事本.
    ListNotes {}
    /// Notes, newest first.
    Notes {
        notes: Vec<Note>,
    }
    /// A free note with photos; stays on this device until it becomes a ticket.
    Note {
        /// Made by the page.
        id: String,
        /// At most 2,000 characters.
        text: String,
        /// Photos taken with it.
        #[serde(default)]
        photos: Vec<NewPhoto>,
        /// Where it was written, when a fix was there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spot: Option<Spot>,
        /// Last save, set by the device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saved_at: Option<Moment>,
        /// The ticket it became.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<TicketId>,
    }
    /// A measured place.
    Spot {
        /// Degrees east, WGS-84.
        lon: f64,
        /// Degrees north.
        lat: f64,
        /// Radius in metres.
        accuracy_m: f64,
    }
    /// 删除记事.
    DropNote {
        id: String,
    }
    /// 暂停同步, or go on.
    PauseSync {
        /// Stop (true) or go on (false).
        paused: bool,
    }
    /// 同步结果.
    ReadNews {}
    /// What the last syncs brought, newest first, at most 20.
    SyncNews {
        /// The syncs that changed something.
        news: Vec<News>,
    }
    /// One sync that changed something.
    News {
        /// When it ended.
        at: Moment,
        report: SyncReport,
        /// What changed, at most 200.
        changes: Vec<Change>,
    }
    /// One ticket that changed.
    Change {
        id: TicketId,
        /// 标题.
        title: String,
        /// Where it stands now.
        status: Status,
        /// What was done last, when it was an act.
        action: Option<Action>,
        /// By whom; null for the system.
        by: Option<UserName>,
        /// Why own work did not count, if so.
        code: Option<Code>,
    }
    /// Reads an enrolment code from a picture of its QR code.
    ReadQr {
        /// JPEG, PNG or WebP in base64, at most 8 MB.
        picture: String,
    }
    /// What the QR code says.
    QrReply {
        /// Address of the pool.
        pool: String,
        /// One-time code.
        code: String,
    }
    /// 底图.
    ReadBasemap {}
    /// Fetches the pool's basemap pack, going on where an earlier try stopped.
    FetchBasemap {}
    /// The basemap on this device and at the pool.
    BasemapState {
        /// The pack the pool publishes, when known.
        offered: Option<Basemap>,
        /// Bytes of it that are here.
        here: u64,
        /// All of it is here and its hash was checked.
        ready: bool,
    }
    /// A published PMTiles pack.
    Basemap {
        /// Name people see, with its date.
        name: String,
        /// SHA-256 of the file.
        sha256: model::Sha256,
        bytes: u64,
        /// Datum its tiles were drawn in.
        datum: MapDatum,
        /// West, south, east, north, in degrees.
        bounds: [f64; 4],
        /// 审图号, shown on the map.
        approval: String,
    }
}

/// Datum of map tiles. Positions are stored in WGS-84 or CGCS2000 and converted for display only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MapDatum {
    /// World Geodetic System 1984.
    Wgs84,
    /// China Geodetic Coordinate System 2000.
    Cgcs2000,
    /// The shifted datum of commercial maps.
    Gcj02,
}
