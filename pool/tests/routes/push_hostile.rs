//! Frames as an attacker would make them: all refused, nothing changed, each in the audit log.

use crate::support::Pool;
use crate::support::device::Device;
use model::act::{Accept, Act, Empty};
use model::edit::{Edit, Rulings, SCHEMA, Verdict, Write};
use model::effect::Effect;
use model::{Code, Opening, Status};
use serde_json::json;
use sync::{Answer, Bundle, Outgoing, encode_push};

#[tokio::test]
async fn damaged_frames_are_refused_whole() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let mut other = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let frame = device.frame(std::slice::from_ref(&written), vec![]);
    let mut flipped = frame.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let forged = encode_push(
        &device.push_of(std::slice::from_ref(&written), vec![]),
        &device.id,
        &other.key,
    )
    .unwrap();
    let theirs = other.capture("路灯", vec![]);
    let renamed = other.frame(&[theirs], vec![]);
    let bomb = {
        // 64 MB of blanks inside a small body, honestly signed.
        let body = zstd::bulk::compress(&vec![b' '; 64 << 20], 19).unwrap();
        let id = hex::decode(device.id.as_str()).unwrap();
        let text = [b"zs12345-push-1".as_slice(), &id, &body].concat();
        let signature = ed25519_dalek::Signer::sign(&device.key, &text).to_bytes();
        [b"ZSP1".as_slice(), &id, &signature, &body].concat()
    };
    let cases: [(Vec<u8>, u16, &str); 8] = [
        (vec![], 400, "frame_broken"),
        (b"ZSP1".to_vec(), 400, "frame_broken"),
        (b"<html>login</html>".to_vec(), 400, "frame_broken"),
        (frame[..frame.len() / 2].to_vec(), 403, "signature_wrong"),
        (flipped, 403, "signature_wrong"),
        (forged, 403, "signature_wrong"),
        (renamed, 403, "signature_wrong"),
        (bomb, 413, "frame_too_large"),
    ];
    for (bytes, status, code) in cases {
        assert_eq!(device.send(&pool, bytes).await.refused(status), code);
        pool.audited("frame_refused", code);
    }
    assert_eq!(
        device.send(&pool, vec![0; 1_000_001]).await.refused(413),
        "frame_too_large"
    );
    let mut push = device.push_of(std::slice::from_ref(&written), vec![]);
    push.bundle.schema = 2;
    let later = encode_push(&push, &device.id, &device.key).unwrap();
    assert_eq!(
        device.send(&pool, later).await.refused(400),
        "schema_unknown"
    );
    let mut push = device.push_of(std::slice::from_ref(&written), vec![]);
    push.user = "demo_desk_town".parse().unwrap();
    let posing = encode_push(&push, &device.id, &device.key).unwrap();
    assert_eq!(device.send(&pool, posing).await.refused(403), "edit_forged");
    assert_eq!(pool.store.read_now(|db| db.ticket_count()).unwrap(), 0);
    // The good one still goes through.
    device.push(&pool, &[written]).await;
    assert_eq!(pool.store.read_now(|db| db.ticket_count()).unwrap(), 1);
}

#[tokio::test]
async fn forged_edits_are_refused_one_by_one() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let other = Device::enrolled(&pool, "demo_collector").await;
    let good = device.capture("路灯不亮", vec![]);
    let ticket = good.0.clone();
    device.push(&pool, &[good]).await;
    device.pull_all(&pool).await;
    let seen = device.documents.get_mut(&ticket).unwrap().heads();
    let edit = |device: &mut Device, write: Write| Edit {
        id: device.next(),
        ticket: ticket.clone(),
        schema: SCHEMA,
        by: device.user.clone(),
        at: crate::support::now(),
        seen: seen.clone(),
        write,
    };
    let rule = Write::Rule(Box::new(Rulings {
        first: 2,
        act: None,
        rulings: vec![(
            Opening([0; 12]).edit(1),
            Verdict::Applied(vec![Effect::Status(Status::Closed)]),
        )],
    }));
    let note = || {
        Write::Facts(vec![model::facts::FactGroup::Body(
            "改一下主要内容。".into(),
        )])
    };
    let mut foreign_id = edit(&mut device, note());
    foreign_id.id = Opening::new(&other.id, [9; 4]).edit(1);
    let mut pool_id = edit(&mut device, note());
    pool_id.id = Opening::new(&pool.store.keys.pool, [9; 4]).edit(1);
    let mut foreign_author = edit(&mut device, note());
    foreign_author.by = "demo_desk_town".parse().unwrap();
    let accept = Act::Accept(Accept {
        category: "010103".parse().unwrap(),
        grade: model::Grade::Normal,
        note: None,
    });
    let cases = [
        (edit(&mut device, rule), Code::PoolOnly),
        (foreign_id, Code::EditForged),
        (pool_id, Code::EditForged),
        (foreign_author, Code::EditForged),
        (
            edit(
                &mut device,
                Write::Act {
                    round: 0,
                    act: Act::Submit(Empty {}),
                },
            ),
            Code::PoolOnly,
        ),
        (
            edit(
                &mut device,
                Write::Act {
                    round: 0,
                    act: Act::EnterPool(Empty {}),
                },
            ),
            Code::PoolOnly,
        ),
        (
            edit(
                &mut device,
                Write::Act {
                    round: 0,
                    act: Act::Archive(Empty {}),
                },
            ),
            Code::PoolOnly,
        ),
        // What needs the pool's answer is asked of it, never carried in a frame.
        (
            edit(
                &mut device,
                Write::Act {
                    round: 0,
                    act: accept,
                },
            ),
            Code::NeedsPool,
        ),
        (edit(&mut device, Write::Facts(vec![])), Code::FrameBroken),
        (
            edit(
                &mut device,
                Write::Facts(vec![model::facts::FactGroup::Body("x".repeat(2000))]),
            ),
            Code::TextTooLong,
        ),
    ];
    for (edit, code) in cases {
        let list = [(edit, model::Head([7; 32]))];
        let outgoing = [Outgoing {
            id: Some(ticket.clone()),
            before: &[],
            edits: &list,
        }];
        let mut push = device.push_of(&[], vec![]);
        push.bundle = Bundle::pack(&outgoing);
        let answer = device
            .send(&pool, encode_push(&push, &device.id, &device.key).unwrap())
            .await;
        let reply = sync::decode_reply(&answer.bytes).unwrap();
        assert!(
            matches!(&reply.tickets[0].answers[..], [Answer::Refused(d)] if d.code == code),
            "{code}: {:?}",
            reply.tickets
        );
        pool.audited("push_refused", code.as_str());
    }
    let shown = pool.shown("demo_desk_town", ticket.as_str()).await;
    assert_eq!(
        (
            shown["status"].as_str(),
            shown["log"].as_array().unwrap().len()
        ),
        (Some("pooled"), 2)
    );
    // Never a right for the role: it stays with its author, and the ticket knows nothing of it.
    let written = device.sign(&ticket, 0);
    let reply = device.push(&pool, &[written]).await;
    assert!(
        matches!(&reply.tickets[0].answers[..], [Answer::Refused(d)] if d.code == Code::NoRight)
    );
    let shown = pool.shown("demo_desk_town", ticket.as_str()).await;
    assert_eq!(
        (
            shown["status"].as_str(),
            shown["log"].as_array().unwrap().len()
        ),
        (Some("pooled"), 2)
    );
}

#[tokio::test]
async fn another_streets_ticket_cannot_be_touched_or_told_apart_from_none() {
    let pool = Pool::new();
    let theirs: model::TicketId = pool.captured("别的街道").await.parse().unwrap();
    let mut device = Device::enrolled(&pool, "demo_handler2").await;
    device.pull_all(&pool).await;
    assert!(device.documents.is_empty());
    // Even when it got hold of the document.
    let place = pool
        .store
        .read_now(|db| db.ticket(&theirs))
        .unwrap()
        .unwrap();
    let bytes = pool
        .store
        .read_now(|db| db.document(place.n))
        .unwrap()
        .whole();
    device
        .documents
        .insert(theirs.clone(), sync::Document::load(&bytes, []).unwrap());
    let sign = device.sign(&theirs, 0);
    let facts = device.facts(
        &theirs,
        vec![model::facts::FactGroup::Body("改一下主要内容。".into())],
    );
    let reply = device
        .push(&pool, &[(theirs.clone(), [sign.1, facts.1].concat())])
        .await;
    assert!(reply.tickets[0].answers.iter().all(|a| *a == Answer::Need));
    assert!(reply.bundle.tickets[0].edits.is_empty());
    // Nor opened again under its id, nor wanted.
    let (_, opened) = device.capture("冒名", vec![]);
    let mut edit = opened[0].0.clone();
    edit.ticket = theirs.clone();
    let list = [(edit, opened[0].1)];
    let mut push = device.push_of(&[], vec![]);
    push.bundle = Bundle::pack(&[Outgoing {
        id: Some(theirs.clone()),
        before: &[],
        edits: &list,
    }]);
    let answer = device
        .send(&pool, encode_push(&push, &device.id, &device.key).unwrap())
        .await;
    let reply = sync::decode_reply(&answer.bytes).unwrap();
    assert!(matches!(
        &reply.tickets[0].answers[..],
        [Answer::Refused(_)]
    ));
    let (page, _) = device.pull(&pool, std::slice::from_ref(&theirs)).await;
    assert!(page.tickets.is_empty());
    let shown = pool.shown("demo_desk_town", theirs.as_str()).await;
    assert_eq!(shown["log"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn one_bad_ticket_blocks_no_other() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let mut bad = crate::support::issue("坏的");
    bad["category"] = json!("999999");
    let written = [
        device.capture("好的一", vec![]),
        device.capture_with(bad, vec![]),
        device.capture("好的二", vec![]),
    ];
    let reply = device.push(&pool, &written).await;
    assert!(reply.tickets[0].answers.is_empty() && reply.tickets[2].answers.is_empty());
    assert!(
        matches!(&reply.tickets[1].answers[..], [Answer::Refused(d)] if d.code == Code::CategoryUnknown)
    );
}

#[tokio::test]
async fn a_clock_far_off_is_held_to_what_happened() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let ticket: model::TicketId = id.parse().unwrap();
    for (user, years) in [("demo_handler", -10), ("demo_unit_leader", 10)] {
        let mut device = Device::enrolled(&pool, user).await;
        device.pull_all(&pool).await;
        let (_, mut edits) = device.sign(&ticket, 1);
        edits[0].0.at = crate::support::now().plus_minutes(years * 525_600);
        let head = {
            let place = pool
                .store
                .read_now(|db| db.ticket(&ticket))
                .unwrap()
                .unwrap();
            let mut copy = pool
                .store
                .read_now(|db| db.document(place.n)?.document())
                .unwrap();
            copy.write(&edits[0].0).unwrap().head
        };
        edits[0].1 = head;
        let frame = device.frame(&[(ticket.clone(), edits)], vec![]);
        assert_eq!(device.send(&pool, frame).await.status, 200);
    }
    let shown = pool.shown("demo_handler", &id).await;
    let met: model::Moment = shown["deadlines"]["sign"]["met"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(met <= crate::support::now() && met >= crate::support::now().plus_minutes(-5));
}
