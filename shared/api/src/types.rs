//! Requests and replies.

use crate::shown::Shown;
use model::district::District;
use model::edit::Photo;
use model::issue::{FactsPatch, Issue, Reporter};
use model::person::Post;
use model::row::Row;
use model::{
    Action, Head, Kind, Moment, PhotoKind, Sha256, Status, TicketId, UnitCode, UserName, text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Declares requests and replies with what each of them derives.
macro_rules! shapes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? })+) => {
        $($(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* })+
    };
}
pub(crate) use shapes;

shapes! {
    /// Nothing more to say.
    Done {}
    /// 登录.
    SignIn {
        /// Sign-in name.
        user: String,
        password: String,
    }
    /// A session begins; browsers also get it as a cookie.
    SignedIn {
        /// Opaque; send it as `Authorization: Bearer …`.
        token: String,
        /// Sign-in name.
        user: UserName,
        roles: Vec<model::Role>,
        /// End of the session.
        expires_at: Moment,
        /// The password must be changed before anything else.
        #[serde(default)]
        must_change: bool,
    }
    /// 退出.
    SignOut {}
    /// 修改密码.
    ChangePassword {
        old: String,
        new: String,
    }
    /// Who am I, and what can be done here.
    Me {}
    /// What screens ask before they show anything.
    Profile {
        /// Nobody, when not signed in or locked.
        user: Option<UserName>,
        /// Name shown to colleagues.
        name: Option<String>,
        posts: Vec<Post>,
        /// District, when known.
        district: Option<String>,
        demo: bool,
        /// What this shell offers.
        capabilities: Capabilities,
        /// A device: waits for the PIN.
        locked: bool,
        /// A device: enrolled. The pool: always true.
        enrolled: bool,
        /// A device: a store that did not open any more lies here set aside.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        set_aside: bool,
        /// A device that is open: a keyring of the system or the browser guards its store beside the PIN.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        keyring: bool,
        /// A device that waits for the PIN: how many tickets waited here when it was noted last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waiting: Option<u64>,
    }
    /// What a shell offers; screens show what is there.
    Capabilities {
        /// Captures without a network and keeps an outbox.
        offline: bool,
        /// Takes dispatching acts (接单, 派单).
        desk: bool,
        /// Signs in with a password.
        password: bool,
    }
    /// The district's lists.
    ReadDistrict {
        /// The version already held, answered without the lists when still current.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        have: Option<String>,
    }
    /// The district's lists and their version.
    DistrictReply {
        /// Changes whenever anything in it does.
        version: String,
        /// None when `have` is current.
        district: Option<District>,
        /// Names of colleagues by sign-in name, for the time line.
        names: BTreeMap<UserName, String>,
    }
    /// Which tickets, in which order.
    #[derive(Default)]
    ListTickets {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
        /// Inside this area.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        area: Option<model::AreaCode>,
        /// Led by this unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitCode>,
        /// Words in title, body, address or numbers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Inside this link of the chain.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<model::Link>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<model::Grade>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<model::Source>,
        /// This category or one below it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<model::CategoryCode>,
        /// Inside this governance grid.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grid: Option<String>,
        /// Captured (true) by the person who asks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mine: Option<bool>,
        /// Captured, handled or visited by this person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<UserName>,
        /// Waits (true) for a step of the person who asks (`model::hands`), or does not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        waiting: Option<bool>,
        /// Inside west, south, east, north, in degrees.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bbox: Option<[f64; 4]>,
        /// Taken in at this moment or later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Moment>,
        /// Taken in before this moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Moment>,
        /// Only those past (true) or not past (false) their next deadline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overdue: Option<bool>,
        /// Only those still worked on (true), or ended (false).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open: Option<bool>,
        /// 突发 and 紧急 that no unit has signed yet: they stand first in every order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        danger: Option<bool>,
        /// 突发 and 紧急 that are dispatched and not signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alarm: Option<bool>,
        /// Something waits for a decision: 延期, 续挂 or 剔除.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<bool>,
        /// The unit owes a reply to an order of 督.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pressed: Option<bool>,
        /// Sent back by a unit at least once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bounced: Option<bool>,
        /// Sent back by a visit at least once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        redone: Option<bool>,
        /// Hung, and past its next check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hang_late: Option<bool>,
        /// Order; by deadline when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sort: Option<Sort>,
        /// Rows, 1 to 500; 50 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
        /// Cursor of the page before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// Rows left out before the first, counted from the cursor: for a jump far down a list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offset: Option<u32>,
    }
    /// A page of tickets.
    TicketPage {
        tickets: Vec<Row>,
        /// Cursor of the next page, or null.
        after: Option<String>,
        /// All that match.
        total: u64,
    }
    /// 计数.
    CountTickets {}
    /// Tickets in this person's scope.
    TicketCounts {
        /// Per status; absent means none.
        by_status: BTreeMap<Status, u64>,
        /// Per status, those past their deadline.
        overdue: BTreeMap<Status, u64>,
        /// Open tickets per leading unit.
        #[serde(default)]
        by_unit: BTreeMap<UnitCode, UnitCount>,
        /// 突发 and 紧急 that are dispatched and not signed.
        #[serde(default)]
        alarm: u64,
        /// Tickets with an order of 督 that waits for its reply.
        #[serde(default)]
        pressed: u64,
    }
    /// Open tickets of one unit.
    #[derive(Default)]
    UnitCount {
        /// All open ones.
        open: u64,
        /// Those past their deadline.
        overdue: u64,
    }
    /// Which ticket.
    ReadTicket {
        id: TicketId,
    }
    /// 查看原文.
    ReadReporter {
        id: TicketId,
        /// Why; kept in the audit log.
        reason: String,
    }
    /// The reporter in clear.
    ReporterReply {
        /// 诉求人.
        reporter: Reporter,
    }
    /// 查找反映人.
    FindReporters {
        /// A whole name or a whole number.
        text: String,
        /// Why; kept in the audit log.
        reason: String,
    }
    /// Tickets of that reporter whose reporter this person may read, newest first, at most 20.
    ReportersFound {
        hits: Vec<ReporterHit>,
        /// There are more than these.
        more: bool,
    }
    /// One of them.
    ReporterHit {
        row: Row,
        /// Masked.
        reporter: Reporter,
    }
    /// 采集: an issue and the photos that go with it.
    Capture {
        issue: Issue,
        /// Photos already processed by this shell, in order.
        #[serde(default)]
        photos: Vec<NewPhoto>,
        /// The draft this comes from, removed with the capture.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        draft: Option<String>,
        /// The note this comes from; it then names the ticket.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// The same id again answers alike and does nothing twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command_id: Option<String>,
    }
    /// A photo that is stored already (device) or follows by upload (browser).
    NewPhoto {
        /// Of the image as stored.
        sha256: Sha256,
        /// What it shows.
        kind: PhotoKind,
        /// Bytes of the stored image.
        bytes: u64,
        /// Width in pixels.
        w: u32,
        /// Height in pixels.
        h: u32,
        /// When the camera took it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken_at: Option<Moment>,
        /// SHA-256 of the camera's file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        original: Option<Sha256>,
        /// 说明.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    }
    /// 修改事实.
    EditFacts {
        id: TicketId,
        /// The fields that change.
        facts: FactsPatch,
        /// The same id again answers alike and does nothing twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command_id: Option<String>,
        /// Heads that were on the screen; the present ones when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<Vec<Head>>,
    }
    /// 添加照片.
    AddPhoto {
        id: TicketId,
        photo: NewPhoto,
        /// The same id again answers alike and does nothing twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        command_id: Option<String>,
    }
}

/// Order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Nearest deadline first; tickets without one last.
    Due,
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
    /// 突发 before 紧急 before 一般, then by deadline.
    Grade,
}

/// One ticket as `show` writes it, with what this person may do and, masked, who reported it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TicketReply {
    #[serde(flatten)]
    pub ticket: Shown,
    /// 诉求人, masked.
    pub reporter: Option<Reporter>,
    /// The person may ask for the reporter in clear.
    pub reporter_open: bool,
    /// Acts open to this person now.
    pub may: Vec<Action>,
    /// The person may write facts now.
    pub may_edit: bool,
    /// Whose move it is, and since when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<model::turn::Turn>,
}

impl From<&NewPhoto> for Photo {
    /// The photo's entry in a ticket.
    fn from(new: &NewPhoto) -> Self {
        let caption = new.caption.as_deref().map(text::clean);
        Photo {
            sha256: new.sha256.clone(),
            kind: new.kind,
            bytes: new.bytes,
            w: new.w,
            h: new.h,
            taken_ms: new.taken_at.map(|t| t.0),
            original: new.original.clone(),
            caption: caption.filter(|c| !c.is_empty()),
        }
    }
}

/// Kinds shown first in pickers.
pub const COMMON_KINDS: &[Kind] = &[Kind::Hazard, Kind::Help, Kind::Complaint, Kind::Consult];
