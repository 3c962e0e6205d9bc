//! Frames and pages: what `push` and `pull` carry. JSON inside zstd; a push is signed by the device's key. Every reader
//! has its limits before it decodes.

mod census;
mod packing;

use crate::side::SideRecord;
use crate::wire::Bundle;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use model::{Code, Denial, DeviceId, Moment, Sha256, TicketId, UserName, moment};
use packing::{compress, decompress, decompressed};
use serde::{Deserialize, Serialize};

const PUSH_MAGIC: &[u8; 4] = b"ZSP1";
const SIGN_CONTEXT: &[u8] = b"zs12345-push-1";

/// What a reader accepts.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes as received.
    pub bytes: usize,
    /// Bytes once decompressed.
    pub decompressed: usize,
    /// Bytes once decompressed for each byte received; text that people wrote shrinks to a tenth, hardly to a thirtieth.
    pub ratio: usize,
    pub counts: Counts,
}

/// How many of everything a frame may hold; counted before any of it is kept. A device of this version sends at most 500
/// tickets with 4,000 edits.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub tickets: usize,
    /// Edits and side records in all.
    pub items: usize,
    /// Heads named as seen, in all edits.
    pub refs: usize,
    /// Authors and openings in the index.
    pub names: usize,
    /// Values of its JSON, however they are nested.
    pub values: usize,
}

impl Limits {
    /// For a push at the pool: at most 1 MB that decompresses to at most 8 MB.
    pub const PUSH: Limits = Limits {
        bytes: 1_000_000,
        decompressed: 8_000_000,
        ratio: 100,
        counts: Counts {
            tickets: 2_000,
            items: 8_000,
            refs: 40_000,
            names: 4_000,
            values: 300_000,
        },
    };
    /// For a reply or page at a device, which trusts its pool a little more.
    pub const PAGE: Limits = Limits {
        bytes: 16_000_000,
        decompressed: 128_000_000,
        ratio: 10_000,
        counts: Counts {
            tickets: 200_000,
            items: 200_000,
            refs: 2_000_000,
            names: 200_000,
            values: 20_000_000,
        },
    };
    /// What so few bytes may become, whatever their ratio.
    const SMALL: usize = 256_000;

    /// Refuses what is too large as it comes.
    fn check(&self, bytes: usize) -> Result<(), Denial> {
        if bytes <= self.bytes {
            return Ok(());
        }
        let (sent, max) = (bytes as u64, self.bytes as u64);
        Err(Denial::too_many_bytes(Code::FrameTooLarge, sent, max))
    }

    /// Bytes that so many may become.
    fn decompressed_from(&self, bytes: usize) -> usize {
        let much = bytes.saturating_mul(self.ratio).max(Self::SMALL);
        much.min(self.decompressed)
    }
}

/// What a device offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// Whose device.
    #[serde(rename = "u")]
    pub user: UserName,
    /// Highest epoch and position this device has seen.
    #[serde(rename = "p")]
    pub seen: (u64, u64),
    /// The device's clock when it sent this, from which the pool measures its skew.
    #[serde(rename = "t", with = "moment::ms")]
    pub at: Moment,
    /// The pool's proof of the newest pool time this device was told when these edits were made; empty when it has none.
    #[serde(rename = "y", default, skip_serializing_if = "String::is_empty")]
    pub told: String,
    #[serde(rename = "b")]
    pub bundle: Bundle,
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<SideRecord>,
}

/// The pool's answer to one edit or side record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Durably held.
    #[serde(rename = "r")]
    Receipt,
    /// Durably held since an earlier push.
    #[serde(rename = "k")]
    Known,
    /// Well formed, but its guard or right fails by now (未生效).
    #[serde(rename = "v")]
    Void(Denial),
    /// Never had the right, or malformed; the device keeps it as a visible draft.
    #[serde(rename = "x")]
    Refused(Denial),
    /// Heads not known here: send what comes before it again.
    #[serde(rename = "n")]
    Need,
    /// Try again later.
    #[serde(rename = "l")]
    Retry,
}

/// Answers for one ticket of the push, in its order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketAnswer {
    /// One per edit; empty when all are receipts.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// The pool rebuilt another hash: the device replaces its copy.
    #[serde(rename = "d", default, skip_serializing_if = "std::ops::Not::not")]
    pub differs: bool,
}

/// What `push` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushReply {
    /// The pool's epoch.
    #[serde(rename = "e")]
    pub epoch: u64,
    /// Pool time.
    #[serde(rename = "t", with = "moment::ms")]
    pub now: Moment,
    /// Proof that this device was told it, to be sent with what is written from now on.
    #[serde(rename = "y", default, skip_serializing_if = "String::is_empty")]
    pub told: String,
    /// Per ticket, in the order of the push.
    #[serde(rename = "k")]
    pub tickets: Vec<TicketAnswer>,
    /// Per side record, in the order of the push; empty when all are receipts.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<Answer>,
    /// The pool's own new edits for those tickets, ticket by ticket in the order of the push; their `seen` counts on
    /// from the pushed edits.
    #[serde(rename = "b")]
    pub bundle: Bundle,
}

/// One page of `pull`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The pool's epoch.
    #[serde(rename = "e")]
    pub epoch: u64,
    /// Where the next pull begins.
    #[serde(rename = "c")]
    pub cursor: u64,
    /// There is more behind it.
    #[serde(rename = "m", default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Tag of the scope this page was made for.
    #[serde(rename = "g")]
    pub scope: String,
    /// Version of the district's lists.
    #[serde(rename = "d")]
    pub district: String,
    /// Pool time.
    #[serde(rename = "t", with = "moment::ms")]
    pub now: Moment,
    /// Proof that this device was told it, to be sent with what is written from now on.
    #[serde(rename = "y", default, skip_serializing_if = "String::is_empty")]
    pub told: String,
    /// Edits of tickets the device holds already.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Bundle>,
    /// Tickets that come whole, and news of photos.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<PageTicket>,
    /// Tickets that left the scope.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<TicketId>,
}

/// A ticket in a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageTicket {
    #[serde(rename = "i")]
    pub id: TicketId,
    /// The whole document, when the device's copy is to be replaced by it.
    #[serde(
        rename = "d",
        default,
        skip_serializing_if = "Option::is_none",
        with = "base64_bytes"
    )]
    pub document: Option<Vec<u8>>,
    /// Photos of the ticket the pool holds.
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Sha256>,
}

mod base64_bytes {
    use super::{BASE64, Engine};
    use serde::{Deserialize, Deserializer, Serializer};
    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, s: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(b) => s.serialize_str(&BASE64.encode(b)),
            None => s.serialize_none(),
        }
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        text.map(|t| BASE64.decode(t).map_err(serde::de::Error::custom))
            .transpose()
    }
}

/// 32 bytes as hexadecimal digits.
pub(crate) mod hex32 {
    use serde::{Deserialize, Deserializer, Serializer};
    pub fn serialize<S: Serializer>(bytes: &[u8; 32], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&hex::encode(bytes))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(d)?;
        let bytes = hex::decode(text).map_err(serde::de::Error::custom)?;
        bytes
            .try_into()
            .map_err(|_| serde::de::Error::custom("32 bytes"))
    }
}

/// Whether bytes begin like a push.
pub(crate) fn is_push(bytes: &[u8]) -> bool {
    bytes.starts_with(PUSH_MAGIC)
}

/// A push as bytes: magic, device, signature by the device's key over what follows, zstd of JSON.
pub fn encode_push(push: &Push, device: &DeviceId, key: &SigningKey) -> Result<Vec<u8>, Denial> {
    let body = compress(push)?;
    let device: [u8; 8] = hex::decode(device.as_str())
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or(Code::FrameBroken)?;
    let signature = key.sign(&signed_text(&device, &body));
    Ok([PUSH_MAGIC.as_slice(), &device, &signature.to_bytes(), &body].concat())
}

/// Checks size and signature first, then decompresses within the limits and reads.
pub fn decode_push(
    bytes: &[u8],
    device: &DeviceId,
    key: &VerifyingKey,
    limits: &Limits,
) -> Result<Push, Denial> {
    limits.check(bytes.len())?;
    let body = bytes.strip_prefix(PUSH_MAGIC).ok_or(Code::FrameBroken)?;
    let (claimed, body) = body.split_at_checked(8).ok_or(Code::FrameBroken)?;
    let (signature, body) = body.split_at_checked(64).ok_or(Code::FrameBroken)?;
    if hex::encode(claimed) != device.as_str() {
        return Err(Code::SignatureWrong.into());
    }
    let signature = Signature::from_slice(signature).map_err(|_| Code::SignatureWrong)?;
    key.verify_strict(&signed_text(claimed, body), &signature)
        .map_err(|_| Code::SignatureWrong)?;
    let json = decompressed(body, limits)?;
    check_counts(&json, &limits.counts)?;
    let push: Push = match serde_json::from_slice(&json) {
        Ok(push) => push,
        // A later version may have another shape altogether: say so, rather than call it damaged.
        Err(_) => match serde_json::from_slice::<Peek>(&json) {
            Ok(peek) if peek.bundle.schema != model::edit::SCHEMA => {
                return Err(Denial::new(Code::SchemaUnknown).with("schema", peek.bundle.schema));
            }
            _ => return Err(Code::FrameBroken.into()),
        },
    };
    let edits = |push: &Push| push.bundle.tickets.iter().any(|t| !t.edits.is_empty());
    if push.bundle.schema != model::edit::SCHEMA && edits(&push) {
        return Err(Denial::new(Code::SchemaUnknown).with("schema", push.bundle.schema));
    }
    Ok(push)
}

/// Counts everything in the text before any of it is kept. What has another shape is not counted: it is not kept either.
fn check_counts(json: &[u8], max: &Counts) -> Result<(), Denial> {
    let fits = |what: &str, found: usize, max: usize| match found <= max {
        true => Ok(()),
        false => {
            let items = |n| format!("{n} {what}");
            Err(Denial::too_large(
                Code::FrameTooLarge,
                items(found),
                items(max),
            ))
        }
    };
    fits("个值", census::values(json), max.values)?;
    let Some(found) = census::count(json) else {
        return Ok(());
    };
    fits("件工单", found.tickets, max.tickets)?;
    fits("次写入", found.edits + found.sides, max.items)?;
    fits("处引用", found.refs, max.refs)?;
    fits("个名字", found.names, max.names)
}

/// Only the schema of a push that does not read.
#[derive(Deserialize)]
struct Peek {
    #[serde(rename = "b")]
    bundle: PeekBundle,
}
#[derive(Deserialize)]
struct PeekBundle {
    #[serde(rename = "v")]
    schema: u32,
}

fn signed_text(device: &[u8], body: &[u8]) -> Vec<u8> {
    [SIGN_CONTEXT, device, body].concat()
}

/// A push reply as bytes.
pub fn encode_reply(reply: &PushReply) -> Result<Vec<u8>, Denial> {
    compress(reply)
}
/// Reads a push reply.
pub fn decode_reply(bytes: &[u8]) -> Result<PushReply, Denial> {
    decompress(bytes, &Limits::PAGE)
}
/// A page as bytes.
pub fn encode_page(page: &Page) -> Result<Vec<u8>, Denial> {
    compress(page)
}
/// Reads a page.
pub fn decode_page(bytes: &[u8]) -> Result<Page, Denial> {
    decompress(bytes, &Limits::PAGE)
}
