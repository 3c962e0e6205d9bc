//! Frames: what is packed comes out equal, and nothing else is accepted.

use ed25519_dalek::SigningKey;
use model::edit::{Edit, Opened, SCHEMA, Write};
use model::facts::FactGroup;
use model::*;
use sync::*;

const USER: &str = "demo_collector";

fn issue() -> model::issue::Issue {
    serde_json::from_value(serde_json::json!({
        "title": "路灯不亮", "body": "东门外四盏路灯三天不亮。", "kind": "hazard", "source": "visit", "category": "0101", "grade": "normal",
        "where": {"lon": 117.1, "lat": 40.1, "crs": "wgs84", "area_code": "990100001001"}
    }))
    .unwrap()
}

fn edits(n: u8) -> (TicketId, Vec<(Edit, Head)>) {
    let id = TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e{n:02x}")).unwrap();
    let opening = Opening::new(&DeviceId::new("0011223344556677").unwrap(), [1, 2, 3, 4]);
    let mut doc = Document::new();
    let mut out = Vec::new();
    for k in 0..4u32 {
        let write = match k {
            0 => Write::Open(Box::new(Opened {
                temp_no: format!("离-7K2A-261122-{n:03}"),
                facts: issue().facts(),
            })),
            _ => Write::Facts(vec![FactGroup::Body(format!("第 {k} 次修改的内容"))]),
        };
        let edit = Edit {
            id: opening.edit(u32::from(n) * 4 + k),
            ticket: id.clone(),
            schema: SCHEMA,
            by: UserName::new(USER).unwrap(),
            at: Moment(1_800_000_000_000 + i64::from(n) * 1000 + i64::from(k)),
            seen: doc.heads(),
            write,
        };
        let head = doc.write(&edit).unwrap().head;
        out.push((edit, head));
    }
    (id, out)
}

fn push(n: u8) -> Push {
    let tickets: Vec<_> = (0..n).map(edits).collect();
    let outgoing: Vec<Outgoing> = tickets
        .iter()
        .map(|(id, e)| Outgoing {
            id: Some(id.clone()),
            before: &[],
            edits: e,
        })
        .collect();
    Push {
        user: UserName::new(USER).unwrap(),
        seen: (1, 0),
        at: Moment(1_793_000_000_000),
        told: "演示".into(),
        bundle: Bundle::pack(&outgoing),
        sides: vec![],
    }
}

fn keys() -> (DeviceId, SigningKey) {
    (
        DeviceId::new("0011223344556677").unwrap(),
        SigningKey::from_bytes(&[7; 32]),
    )
}

#[test]
fn what_is_packed_comes_out_equal_and_rebuilds_equal_hashes() {
    let (device, key) = keys();
    let bytes = encode_push(&push(20), &device, &key).unwrap();
    let back = decode_push(&bytes, &device, &key.verifying_key(), &Limits::PUSH).unwrap();
    for (n, (id, loose)) in back
        .bundle
        .unpack(|_| None)
        .unwrap()
        .into_iter()
        .enumerate()
    {
        let (want_id, want) = edits(u8::try_from(n).unwrap());
        assert_eq!(id, want_id);
        let (mut doc, mut resolver) = (Document::new(), Resolver::default());
        for (l, (edit, head)) in loose.into_iter().zip(want) {
            let seen = resolver.resolve(&l.refs, |_| None).unwrap();
            let rebuilt = Edit {
                seen,
                ..l.edit.unwrap()
            };
            assert_eq!(rebuilt, edit);
            let written = doc.write(&rebuilt).unwrap();
            assert_eq!(written.head, head);
            resolver.became(vec![written.head]);
        }
        assert_eq!(
            back.bundle.tickets[n].hash.as_deref(),
            Some(short(&resolver.heads()[3][0]).as_str())
        );
    }
}

#[test]
fn anything_else_is_refused_before_it_costs_anything() {
    let (device, key) = keys();
    let good = encode_push(&push(3), &device, &key).unwrap();
    let open = |bytes: &[u8]| {
        decode_push(bytes, &device, &key.verifying_key(), &Limits::PUSH)
            .unwrap_err()
            .code
    };
    for cut in [0, 3, 4, 11, 40, 76, good.len() - 1] {
        assert!(
            matches!(open(&good[..cut]), Code::FrameBroken | Code::SignatureWrong),
            "cut at {cut}"
        );
    }
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        assert!(
            matches!(open(&bad), Code::FrameBroken | Code::SignatureWrong),
            "bit at {at}"
        );
    }
    let other = SigningKey::from_bytes(&[8; 32]);
    assert_eq!(
        open(&encode_push(&push(3), &device, &other).unwrap()),
        Code::SignatureWrong
    );
    let elsewhere = DeviceId::new("0011223344556678").unwrap();
    assert_eq!(
        open(&encode_push(&push(3), &elsewhere, &key).unwrap()),
        Code::SignatureWrong
    );
    assert_eq!(open(&vec![0; 1_000_001]), Code::FrameTooLarge);

    // Properly signed, yet hostile: decompresses far beyond the limit, or is of a schema not known here.
    let mut bomb = push(1);
    bomb.user = UserName::new(USER).unwrap();
    bomb.sides = vec![];
    bomb.bundle.users = vec![UserName::new("a".repeat(60)).unwrap(); 200_000];
    assert_eq!(
        open(&encode_push(&bomb, &device, &key).unwrap()),
        Code::FrameTooLarge
    );
    let mut later = push(1);
    later.bundle.schema = 2;
    assert_eq!(
        open(&encode_push(&later, &device, &key).unwrap()),
        Code::SchemaUnknown
    );
}

#[test]
fn an_edit_that_does_not_read_blocks_no_other() {
    let (device, key) = keys();
    let mut push = push(2);
    push.bundle.tickets[0].edits[1].write = WireWrite::Unread;
    let bytes = encode_push(&push, &device, &key).unwrap();
    let back = decode_push(&bytes, &device, &key.verifying_key(), &Limits::PUSH).unwrap();
    let tickets = back.bundle.unpack(|_| None).unwrap();
    assert!(tickets[0].1[1].edit.is_none());
    assert!(tickets[0].1[2].edit.is_some() && tickets[1].1.iter().all(|e| e.edit.is_some()));
    // The edit after it builds on what the unread one had seen.
    let mut resolver = Resolver::default();
    let first = vec![edits(0).1[0].1];
    resolver.became(first.clone());
    resolver.became(resolver.resolve(&tickets[0].1[1].refs, |_| None).unwrap());
    assert_eq!(
        resolver.resolve(&tickets[0].1[2].refs, |_| None).unwrap(),
        first
    );
}

#[test]
fn a_frame_is_small() {
    let (device, key) = keys();
    let bytes = encode_push(&push(100), &device, &key).unwrap();
    assert!(
        bytes.len() / 100 < 120,
        "{} bytes a ticket of four edits with repeating text",
        bytes.len() / 100
    );
}

#[test]
fn replies_and_pages_come_out_equal() {
    let (id, list) = edits(1);
    let became: Vec<Vec<Head>> = list[..2].iter().map(|(_, h)| vec![*h]).collect();
    let bundle = Bundle::pack(&[Outgoing {
        id: None,
        before: &became,
        edits: &list[2..],
    }]);
    assert!(
        bundle.tickets[0].edits[0].seen.is_none(),
        "counts on from the pushed edits"
    );
    let reply = PushReply {
        epoch: 1,
        now: Moment(5),
        told: "演示".into(),
        tickets: vec![
            TicketAnswer::default(),
            TicketAnswer {
                answers: vec![
                    Answer::Known,
                    Answer::Void(Code::WrongStatus.into()),
                    Answer::Need,
                ],
                differs: true,
            },
        ],
        sides: vec![],
        bundle: bundle.clone(),
    };
    assert_eq!(decode_reply(&encode_reply(&reply).unwrap()).unwrap(), reply);
    let sent = encode_reply(&reply).unwrap();
    for at in 0..sent.len() {
        let mut bad = sent.clone();
        bad[at] ^= 0x10;
        assert!(
            decode_reply(&bad).map_or(true, |r| r == reply),
            "bit at {at}"
        );
    }
    let loose = bundle.unpack(|_| Some(id.clone())).unwrap();
    let resolver = Resolver::after(became);
    assert_eq!(
        resolver.resolve(&loose[0].1[0].refs, |_| None).unwrap(),
        list[2].0.seen
    );
    let page = Page {
        epoch: 1,
        cursor: 9,
        more: true,
        scope: "s".into(),
        district: "d".into(),
        now: Moment(7),
        told: "演示".into(),
        bundle: Some(bundle),
        tickets: vec![PageTicket {
            id: id.clone(),
            document: Some(vec![0, 1, 255]),
            held: vec![Sha256::new("a".repeat(64)).unwrap()],
        }],
        removed: vec![id],
    };
    assert_eq!(decode_page(&encode_page(&page).unwrap()).unwrap(), page);
}
