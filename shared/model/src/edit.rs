//! Edits: one write by one person. On the wire and in the pool's table an edit is this typed value; `sync` alone turns it
//! into a change of the document.

use crate::act::Act;
use crate::effect::Effect;
use crate::facts::{FactGroup, Facts};
use crate::{Denial, EditId, Head, Moment, PhotoKind, Sha256, TicketId, UserName, moment};
use serde::{Deserialize, Serialize};

/// The document schema this version writes.
pub const SCHEMA: u32 = 1;

/// One write by one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Also the Automerge actor.
    pub id: EditId,
    pub ticket: TicketId,
    /// Shape of the change this edit becomes; frozen once released.
    pub schema: u32,
    /// Author.
    pub by: UserName,
    /// When, by the author's clock.
    pub at: Moment,
    /// The heads its author had on the screen; empty for the first edit of a ticket.
    pub seen: Vec<Head>,
    pub write: Write,
}

/// What an edit writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Write {
    /// 提交: the document begins, with all facts and the event `submit`.
    Open(Box<Opened>),
    /// One or more groups of facts, each replaced as a whole, by one save of one form.
    Facts(Vec<FactGroup>),
    /// One photo joins the ticket; its bytes travel apart.
    Photo(Box<Photo>),
    /// An act of the life cycle.
    Act {
        /// The round it acts on.
        round: u32,
        act: Act,
    },
    /// Only the pool: rulings on edits, and the system's own act if any.
    Rule(Box<Rulings>),
}

/// The beginning of a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// 临时编号.
    pub temp_no: String,
    pub facts: Facts,
}

/// A photo's entry in the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// Of the image as stored.
    pub sha256: Sha256,
    /// What it shows.
    pub kind: PhotoKind,
    /// Size of the stored image in bytes.
    pub bytes: u64,
    /// Width in pixels.
    pub w: u32,
    /// Height in pixels.
    pub h: u32,
    /// When the camera took it (milliseconds), if it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_ms: Option<i64>,
    /// SHA-256 of the camera's own file, which is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Sha256>,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

/// What the pool writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulings {
    /// Number of the first ruling in this ticket; the following count on.
    pub first: u32,
    /// The system's own act, e.g. 同步入池; its ruling is keyed by this edit's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// Verdicts, in ruling order.
    pub rulings: Vec<(EditId, Verdict)>,
}

/// The pool's verdict on one edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It counts, with these effects.
    Applied(Vec<Effect>),
    /// 未生效, with the reason.
    Void(Denial),
}

/// A verdict with its place in the ticket's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    /// Position in the ticket's ruling order.
    pub seq: u32,
    /// Pool time.
    #[serde(with = "moment::ms")]
    pub at: Moment,
    pub verdict: Verdict,
}
