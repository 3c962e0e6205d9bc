//! Ids of other things in a write are looked up with the writer's sight: what is not seen is like what is not there.

use crate::support::device::Device;
use crate::support::{Pool, issue, picture};
use model::edit::Write;
use model::facts::FactGroup;
use model::issue::Reporter;
use model::{Head, TicketId};
use serde_json::json;
use sync::{Bundle, Outgoing, SeenRef, encode_push};

const NOBODY: &str = "0199a3c4-5b1e-7cc0-8d1f-00000000dead";

fn reporter(name: &str) -> Reporter {
    let text = json!({"kind": "person", "name": name, "phone": "13000000123", "consent": true});
    serde_json::from_value(text).unwrap()
}

/// A ticket of another street, whose desk is `demo_desk_town2`.
async fn elsewhere(pool: &Pool) -> String {
    let id = pool.captured("别的街道").await;
    let seen = pool.call("demo_desk_town2", "read_ticket", json!({"id": id}));
    assert_eq!(seen.await.refused(404), "not_found");
    id
}

#[tokio::test]
async fn a_parent_that_is_not_seen_is_like_none() {
    let pool = Pool::new();
    let foreign = elsewhere(&pool).await;
    let mut own = issue("自己街道的");
    own["where"] = json!({"area_code": "990100100201", "address": "演示路1号"});
    let own = pool
        .call("demo_collector", "capture", json!({"issue": own}))
        .await
        .ok();
    let own = own["id"].as_str().unwrap();
    let mut answers = Vec::new();
    for parent in [foreign.as_str(), NOBODY] {
        let merge = json!({"parent": parent});
        let answer = pool.act("demo_desk_town2", own, "merge", merge).await;
        assert_eq!(answer.refused(409), "parent_unknown");
        answers.push(answer.bytes);
    }
    assert_eq!(answers[0], answers[1], "byte for byte");
    let shown = pool.shown("demo_desk_town", &foreign).await;
    assert_eq!(shown["log"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_handler_who_does_not_exist_is_like_one_of_another_unit() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "signed").await;
    let mut answers = Vec::new();
    for handler in ["demo_handler2", "nobody_at_all"] {
        let reassign = json!({"handler": handler});
        let answer = pool
            .act("demo_unit_leader", &id, "reassign", reassign)
            .await;
        assert_eq!(answer.refused(409), "handler_unknown");
        answers.push(answer.bytes);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn a_hash_is_no_claim_to_a_photo() {
    let pool = Pool::new();
    let (bytes, sha) = picture::draw(64, 64, image::ImageFormat::Jpeg, 5);
    let captured = |user: &'static str, area: &'static str| {
        let mut issue = issue("井盖碎裂");
        issue["category"] = json!("010101");
        issue["where"] = json!({"area_code": area, "address": "演示路1号"});
        let photos = json!([picture::entry(&bytes, 64, 64, "scene")]);
        let call = json!({"issue": issue, "photos": photos});
        async { pool.call(user, "capture", call).await.ok() }
    };
    let first = captured("demo_collector", "990100001001").await;
    let first = first["id"].as_str().unwrap();
    pool.put_photo("demo_collector", &sha, first, &bytes)
        .await
        .ok();
    // Somebody else lists the same hash: nothing is delivered, and nothing is given.
    let thief = captured("demo_collector3", "990100100201").await;
    assert_eq!(thief["photos"][0]["delivered"], false);
    let thief = thief["id"].as_str().unwrap();
    for user in ["demo_collector3", "demo_desk_town2"] {
        assert_eq!(
            pool.get_photo(user, &sha).await.refused(404),
            "photo_not_found"
        );
    }
    let wrong = pool
        .put_photo("demo_collector3", &sha, thief, &bytes[1..])
        .await;
    assert_eq!(wrong.refused(400), "photo_hash");
    assert_eq!(
        pool.get_photo("demo_desk_town2", &sha).await.refused(404),
        "photo_not_found"
    );
    // With the bytes in hand it is theirs too.
    pool.put_photo("demo_collector3", &sha, thief, &bytes)
        .await
        .ok();
    assert_eq!(pool.get_photo("demo_desk_town2", &sha).await.bytes, bytes);
    // Who brought them once need not bring them again: an older device sends each image once.
    let again = captured("demo_collector", "990100001001").await;
    assert_eq!(again["photos"][0]["delivered"], true);
}

#[tokio::test]
async fn a_frame_does_not_tell_a_foreign_ticket_from_none() {
    let pool = Pool::new();
    let foreign: TicketId = elsewhere(&pool).await.parse().unwrap();
    let none: TicketId = NOBODY.parse().unwrap();
    let mut device = Device::enrolled(&pool, "demo_handler2").await;
    device.pull_all(&pool).await;
    let heads = pool
        .store
        .read_now(|db| db.heads_of(db.ticket(&foreign)?.unwrap().n))
        .unwrap();
    let mut replies = Vec::new();
    for ticket in [&foreign, &none] {
        let refs = [
            None,
            Some(vec![]),
            Some(vec![SeenRef::Index(0)]),
            Some(vec![SeenRef::Prefix(heads[0].to_string()[..12].into())]),
        ];
        let body = || Write::Facts(vec![FactGroup::Body("改一下主要内容。".into())]);
        let edits: Vec<_> = refs
            .iter()
            .map(|_| {
                let (_, mut list) = device.capture("占位", vec![]);
                let (mut edit, head) = list.remove(0);
                (edit.write, edit.ticket) = (body(), ticket.clone());
                (edit, head)
            })
            .collect();
        let outgoing = Outgoing {
            id: Some(ticket.clone()),
            before: &[],
            edits: &edits,
        };
        let side = device.side(ticket, reporter("演示丙"));
        let mut push = device.push_of(&[], vec![side]);
        push.bundle = Bundle::pack(&[outgoing]);
        for (edit, seen) in push.bundle.tickets[0].edits.iter_mut().zip(refs) {
            edit.seen = seen;
        }
        push.bundle.tickets[0].hash = Some(sync::short(&Head([1; 32])));
        let frame = encode_push(&push, &device.id, &device.key).unwrap();
        let answer = device.send(&pool, frame).await;
        let mut reply = sync::decode_reply(&answer.bytes).unwrap();
        // The pool's time and its proof differ from one answer to the next, whatever was asked.
        (reply.now, reply.told) = (model::Moment(0), String::new());
        replies.push(reply);
        let wanted = device.pull(&pool, std::slice::from_ref(ticket)).await.0;
        assert!(wanted.tickets.is_empty() && wanted.removed.is_empty());
    }
    assert_eq!(replies[0], replies[1]);
}

#[tokio::test]
async fn who_once_saw_a_ticket_still_hears_that_it_left() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let ticket: TicketId = id.parse().unwrap();
    let mut device = Device::enrolled(&pool, "demo_handler").await;
    device.pull_all(&pool).await;
    let back =
        json!({"reason": "duty", "basis": "按职责分工不属于本单位。", "suggested_unit": "B02"});
    pool.act("demo_unit_leader", &id, "request_return", back)
        .await
        .ok();
    pool.act("demo_desk_town", &id, "grant_return", json!({}))
        .await
        .ok();
    let (page, _) = device.pull(&pool, std::slice::from_ref(&ticket)).await;
    assert_eq!(page.removed, [ticket]);
}

#[tokio::test]
async fn a_record_dated_far_ahead_does_not_outlast_a_correction() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    let mut side = device.side(&ticket, reporter("演示甲"));
    side.at = "9999-01-01T00:00:00Z".parse().unwrap();
    device.push_with(&pool, &[written], vec![side]).await;
    let facts = json!({"reporter": reporter("演示乙")});
    let edit = json!({"id": ticket, "facts": facts});
    pool.call("demo_desk_town", "edit_facts", edit).await.ok();
    let read = json!({"id": ticket, "reason": "核对"});
    let read = pool
        .call("demo_desk_town", "read_reporter", read)
        .await
        .ok();
    assert_eq!(read["reporter"]["name"], "演示乙");
}
