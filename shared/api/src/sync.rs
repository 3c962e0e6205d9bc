//! What a device and its pool say to each other besides the calls: enrolment, pull requests, photo receipts. Frames and
//! pages of edits are `sync`'s; their bytes travel under `push` and `pull`.

use model::person::Person;
use model::{DeviceId, Moment, Sha256, TicketId};
use serde::{Deserialize, Serialize};

/// `POST /api/v1/enrol`: a device makes itself known with a one-time code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// One-time code.
    pub code: String,
    /// Ed25519 public key made on the device, 64 hexadecimal digits.
    pub public_key: String,
    /// Signature over `zs12345-enrol` and the code by that key, in hexadecimal: proof that the device holds it.
    pub proof: String,
}

/// What a device gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnrolReply {
    /// The 8 bytes its edits begin with.
    pub device: DeviceId,
    /// Opaque; sent as `Authorization: Bearer …`.
    pub token: String,
    /// Whose device it is.
    pub person: Person,
    /// Identity of the pool, the same at any address.
    pub pool: DeviceId,
    /// The pool's Ed25519 key, 64 hexadecimal digits.
    pub pool_key: String,
    /// Version of the district's lists.
    pub district_version: String,
    /// Pool time, to measure the device's skew.
    pub now: Moment,
    /// Proof that this device was told it, to be sent with what it writes.
    #[serde(default)]
    pub told: String,
}

/// `POST /api/v1/pull`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// Highest epoch seen.
    #[serde(default)]
    pub epoch: u64,
    /// Position in the feed up to which everything was applied.
    #[serde(default)]
    pub cursor: u64,
    /// Tag of the scope the cursor belongs to; another tag starts over.
    #[serde(default)]
    pub scope: String,
    /// Tickets this device wants whole, because its copy differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub want: Vec<TicketId>,
}

/// `PUT /api/v1/photos/<sha256>`: the pool's receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhotoReceipt {
    /// Of the bytes received.
    pub sha256: Sha256,
    /// How safely it is kept.
    pub receipt: Receipt,
}

/// What became of a rescue bundle: edits, side records, photos and papers together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RescueReply {
    /// New here, and kept.
    pub taken: u64,
    /// Here since before.
    pub known: u64,
    /// Kept without effect (未生效), or waiting for the desk.
    pub void: u64,
    /// Not taken.
    pub refused: u64,
}

/// Name of the header in which a pull's answer says that papers wait for this device.
pub const PAPERS: &str = "x-zs12345-papers";

/// `POST /api/v1/papers`: a device asks for drafts and notes that its person's earlier device had and a rescue bundle brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PapersRequest {
    /// Kind and id of those that are on this device's disk now: the pool lets go of them.
    #[serde(default)]
    pub have: Vec<(String, String)>,
}

/// Some of the papers; none when that was all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PapersReply {
    pub papers: Vec<Paper>,
}

/// A draft, a note, or a picture of either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// `draft`, `note` or `image`.
    pub kind: String,
    /// Its own id; the hash of a picture.
    pub id: String,
    /// JSON or picture, in base64 without padding.
    pub content: String,
}

/// How safely the pool keeps something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// Durably stored.
    Held,
    /// Inside a verified backup too.
    Safe,
}
