//! What devices and pool send each other: frames, replies, pages, edits, documents.

use super::{Target, target};
use ed25519_dalek::{Signer, SigningKey};
use model::edit::Edit;
use model::{DeviceId, Moment, Sha256};
use serde_json::{Value, json};
use sha2::Digest;
use sync::rescue::{self, Header, Part, Sealed};
use sync::{Bundle, Document, Limits, Resolver};

const DEVICE: &str = "00112233445566ff";
const TICKET: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";
/// 2026-01-01.
const NOW: i64 = 1_767_225_600_000;

pub(super) fn targets() -> Vec<Target> {
    vec![
        target(
            "frame",
            "数据帧，连同签名和压缩",
            false,
            400,
            frames,
            read_frame,
        ),
        target(
            "push",
            "数据帧里的 JSON（签名和压缩是真的）",
            true,
            400,
            pushes,
            |text| {
                if let Ok(body) = zstd::encode_all(text, 1) {
                    read_frame(&seal(&body));
                }
            },
        ),
        target(
            "reply",
            "推送的答复里的 JSON",
            true,
            300,
            || vec![reply().to_string().into_bytes()],
            |text| {
                if let Ok(body) = zstd::encode_all(text, 1) {
                    let _ = sync::decode_reply(&body);
                }
            },
        ),
        target(
            "page",
            "同步页里的 JSON",
            true,
            300,
            || vec![page().to_string().into_bytes()],
            |text| {
                if let Ok(body) = zstd::encode_all(text, 1)
                    && let Ok(page) = sync::decode_page(&body)
                    && let Some(bundle) = &page.bundle
                {
                    follow(bundle);
                }
            },
        ),
        target(
            "packed",
            "压缩过的答复和同步页",
            false,
            300,
            packed,
            |bytes| {
                let _ = sync::decode_reply(bytes);
                let _ = sync::decode_page(bytes);
            },
        ),
        target(
            "edits",
            "一件工单的改动，写进文档再读回来",
            true,
            120,
            || vec![bundle().to_string().into_bytes()],
            write_edits,
        ),
        target(
            "document",
            "整份 Automerge 文档",
            false,
            150,
            documents,
            |bytes| {
                if let Ok(mut document) = Document::load(bytes, []) {
                    let _ = document.read();
                    document.heads();
                }
            },
        ),
        target(
            "rescue",
            "救援包：文件头、签名、封存的各部分",
            false,
            200,
            rescues,
            open_rescue,
        ),
        target(
            "rescued",
            "救援包（签名是真的）",
            false,
            200,
            rescues,
            open_signed_rescue,
        ),
        target(
            "part",
            "救援包里拆开的一部分",
            false,
            300,
            || rescue_parts().iter().map(Part::write).collect(),
            |bytes| {
                if let Ok(part) = Part::read(bytes) {
                    assert_eq!(
                        Part::read(&part.write()),
                        Ok(part),
                        "what reads is written to be read"
                    );
                }
            },
        ),
        target(
            "checksummed",
            "带校验和的存储块",
            false,
            300,
            || vec![sync::checksummed(b"abc")],
            |bytes| {
                let _ = sync::verified(bytes);
            },
        ),
    ]
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn seal(body: &[u8]) -> Vec<u8> {
    let device = hex::decode(DEVICE).unwrap_or_default();
    let text = [b"zs12345-push-1", device.as_slice(), body].concat();
    let signature = key().sign(&text).to_bytes();
    [b"ZSP1", device.as_slice(), &signature, body].concat()
}

fn read_frame(bytes: &[u8]) {
    let Ok(device) = DeviceId::new(DEVICE.to_string()) else {
        return;
    };
    if let Ok(push) = sync::decode_push(bytes, &device, &key().verifying_key(), &Limits::PUSH) {
        follow(&push.bundle);
    }
}

/// What the pool does with a bundle before it asks its store.
fn follow(bundle: &Bundle) {
    let Ok(lists) = bundle.unpack(|_| None) else {
        return;
    };
    for (_, edits) in lists {
        let mut resolver = Resolver::default();
        for loose in edits {
            let seen = resolver.resolve(&loose.refs, |_| None).unwrap_or_default();
            resolver.became(seen);
        }
    }
}

/// Writes what reads, and reads it back: a document that was written must read.
fn write_edits(text: &[u8]) {
    let Ok(bundle) = serde_json::from_slice::<Bundle>(text) else {
        return;
    };
    let Ok(lists) = bundle.unpack(|_| None) else {
        return;
    };
    for (_, edits) in lists.into_iter().take(4) {
        let mut document = Document::new();
        for loose in edits.into_iter().take(40) {
            let Some(edit) = loose.edit else {
                continue;
            };
            let seen = document.heads();
            let written = document.write(&Edit { seen, ..edit });
            let read = document.read();
            if written.is_err() && document.changes() == 0 {
                assert!(read.is_err(), "an empty document reads");
            }
        }
        let saved = document.save();
        if document.changes() > 0 {
            assert!(
                Document::load(&saved, []).is_ok(),
                "what was saved does not load"
            );
        }
    }
}

fn facts() -> Value {
    json!({"what": {"title": "路灯不亮", "kind": "help", "source": "visit", "category": "010103"}, "body": "东门外四盏路灯三天不亮。",
        "grade": "normal", "where": {"lon": 117.1, "lat": 40.15, "crs": "wgs84", "area_code": "990100001001"},
        "when": {"occurred_at": NOW}})
}

fn bundle() -> Value {
    let photo = json!({"sha256": "ab".repeat(32), "kind": "scene", "bytes": 1000, "w": 10, "h": 10, "taken_ms": NOW, "caption": "说明"});
    let rule = json!({"first": 1, "rulings": [[format!("{DEVICE}0000000100000001"), {"applied": [{"effect": "status", "value": "pooled"}]}]]});
    json!({"v": 1, "u": ["demo_collector", "pool"], "o": [format!("{DEVICE}00000001")], "t": NOW, "k": [{"i": TICKET, "e": [
        {"n": [0, 1], "w": {"open": {"temp_no": "离-1", "facts": facts()}}},
        {"t": 5, "w": {"facts": [{"group": "body", "value": "改过的主要内容。"}, {"group": "grade", "value": "urgent"}]}},
        {"t": 5, "s": [0, "0123456789ab"], "w": {"photo": photo}},
        {"t": 5, "w": {"act": {"round": 1, "act": {"action": "sign", "payload": {}}}}},
        {"t": 5, "w": {"act": {"round": 1, "act": {"action": "whistle", "payload": {"units": ["B01"], "matter": "一起办", "meet_at": "2026-01-02T00:00:00Z"}}}}},
        {"t": 5, "u": 1, "w": {"rule": rule}},
    ], "h": "01234567"}]})
}

fn side() -> Value {
    json!({"n": format!("{DEVICE}0000000100000009"), "i": TICKET, "t": NOW,
        "r": {"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true}})
}

fn push() -> Value {
    json!({"u": "demo_collector", "p": [0, 0], "t": NOW, "b": bundle(), "s": [side()]})
}

fn reply() -> Value {
    json!({"e": 0, "t": NOW, "k": [{"a": ["r", "k", "n", "l", {"v": {"code": "too_late"}}, {"x": {"code": "no_right", "params": {"a": "b"}}}], "d": true}],
        "s": ["r"], "b": bundle()})
}

fn page() -> Value {
    json!({"e": 0, "c": 10, "m": true, "g": "0011", "d": "示例", "t": NOW, "b": bundle(),
        "k": [{"i": TICKET, "d": "AAAA", "h": ["ab".repeat(32)]}], "r": [TICKET]})
}

fn pushes() -> Vec<Vec<u8>> {
    vec![push().to_string().into_bytes()]
}

fn frames() -> Vec<Vec<u8>> {
    let body = zstd::encode_all(push().to_string().as_bytes(), 3).unwrap_or_default();
    vec![seal(&body), b"ZSP1".to_vec()]
}

fn packed() -> Vec<Vec<u8>> {
    let pack = |value: Value| zstd::encode_all(value.to_string().as_bytes(), 3).unwrap_or_default();
    vec![pack(reply()), pack(page())]
}

fn documents() -> Vec<Vec<u8>> {
    let Ok(bundle) = serde_json::from_value::<Bundle>(bundle()) else {
        return vec![Vec::new()];
    };
    let mut document = Document::new();
    for (_, edits) in bundle.unpack(|_| None).unwrap_or_default() {
        for edit in edits.into_iter().filter_map(|l| l.edit) {
            let seen = document.heads();
            let _ = document.write(&Edit { seen, ..edit });
        }
    }
    vec![document.save()]
}

/// A pool that rescue bundles are sealed for; the device's own key signs them.
fn pool() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn rescue_parts() -> Vec<Part> {
    let Ok(sha256) = Sha256::new("ab".repeat(32)) else {
        return Vec::new();
    };
    let Ok(ticket) = TICKET.parse() else {
        return Vec::new();
    };
    vec![
        Part::Frame(frames().remove(0)),
        Part::Photo {
            sha256: sha256.clone(),
            ticket,
            bytes: vec![0xff, 0xd8, 0xff],
        },
        Part::Draft(br#"{"id":"form","fields":{}}"#.to_vec()),
        Part::Note(br#"{"id":"n","text":""}"#.to_vec()),
        Part::Image {
            sha256,
            bytes: Vec::new(),
        },
    ]
}

fn rescues() -> Vec<Vec<u8>> {
    let (Ok(pool_id), Ok(device), Ok(user)) = (
        DeviceId::new("00112233445566ee"),
        DeviceId::new(DEVICE),
        "demo_collector".parse(),
    ) else {
        return Vec::new();
    };
    let header = Header {
        pool: pool_id,
        device,
        user,
        at: Moment(NOW),
        ahead: 0,
        key: key().verifying_key().to_bytes(),
        once: [0; 32],
        parts: Vec::new(),
    };
    let seal = |parts: &[Part]| {
        let pool = pool().verifying_key();
        rescue::write(header.clone(), parts, &[9; 32], &pool, &key()).unwrap_or_default()
    };
    vec![seal(&rescue_parts()), seal(&[]), b"ZSR1".to_vec()]
}

/// As a courier and as the pool read it.
fn open_rescue(bytes: &[u8]) {
    if let Ok(sealed) = Sealed::read(bytes.to_vec())
        && let Ok(opened) = sealed.open(&pool())
    {
        opened.parts().for_each(drop);
    }
}

/// The same under a signature that is good: what a device itself could write.
fn open_signed_rescue(bytes: &[u8]) {
    let signed = bytes.get(..bytes.len().saturating_sub(64));
    let signed = signed.unwrap_or_default();
    let text = [
        b"zs12345-rescue-1".as_slice(),
        &sha2::Sha512::digest(signed),
    ]
    .concat();
    let signature = key().sign(&text).to_bytes();
    open_rescue(&[signed, &signature].concat());
}
