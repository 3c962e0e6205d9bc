//! Times from outside, on every way in; and what is dated back to when a post was held.

use crate::support::device::{Device, Written};
use crate::support::{Pool, issue, now};
use model::act::{Act, Action, Empty, Progress};
use model::edit::Photo;
use model::facts::{FactGroup, When};
use model::person::Person;
use model::{Code, Moment, PhotoKind, Sha256};
use serde_json::{Value, json};
use sync::Answer;

const DAY: i64 = 24 * 60;
/// Times that cannot be, from the hostile client: 10^14 ms before the epoch, the ends of what a number holds, 1970, year 9999.
const IMPOSSIBLE: [i64; 6] = [
    -100_000_000_000_000,
    i64::MIN,
    i64::MAX,
    0,
    946_684_799_999,
    253_370_764_800_000,
];

fn dated(mut written: Written, at: i64) -> Written {
    written
        .1
        .iter_mut()
        .for_each(|(edit, _)| edit.at = Moment(at));
    written
}

fn codes(answers: &[Answer]) -> Vec<Option<Code>> {
    let code = |a: &Answer| match a {
        Answer::Void(denial) | Answer::Refused(denial) => Some(denial.code),
        _ => None,
    };
    answers.iter().map(code).collect()
}

#[tokio::test]
async fn an_impossible_time_refuses_that_one_edit_and_harms_nobody() {
    for at in IMPOSSIBLE {
        let pool = Pool::new();
        let mut device = Device::enrolled(&pool, "demo_collector").await;
        let bad = dated(device.capture("井盖松动", vec![]), at);
        let good = device.capture("路灯不亮", vec![]);
        let reply = device.push(&pool, &[bad.clone(), good.clone()]).await;
        assert_eq!(
            codes(&reply.tickets[0].answers),
            [Some(Code::TimeImplausible)]
        );
        assert!(reply.tickets[1].answers.is_empty(), "{at}");
        // A later edit, a side record, facts, a photo on the good one.
        device.pull(&pool, std::slice::from_ref(&good.0)).await;
        let facts = dated(
            device.facts(&good.0, vec![FactGroup::Body("改一下主要内容。".into())]),
            at,
        );
        let occurred = When {
            occurred_at: Some(Moment(at)),
        };
        device.pull(&pool, std::slice::from_ref(&good.0)).await;
        let when = device.facts(&good.0, vec![FactGroup::When(occurred)]);
        let photo = Photo {
            sha256: Sha256::new("a".repeat(64)).unwrap(),
            kind: PhotoKind::Scene,
            bytes: 1000,
            w: 640,
            h: 480,
            taken_ms: Some(at),
            original: None,
            caption: None,
        };
        let write = model::edit::Write::Photo(Box::new(photo));
        device.pull(&pool, std::slice::from_ref(&good.0)).await;
        let taken = (good.0.clone(), vec![device.write(&good.0, write)]);
        let reporter =
            serde_json::from_value(json!({"kind": "person", "name": "演示王某"})).unwrap();
        let mut side = device.side(&good.0, reporter);
        side.at = Moment(at);
        for written in [facts, when, taken] {
            let frame = device.frame(&[written], vec![]);
            let answer = device.send(&pool, frame).await;
            let reply = sync::decode_reply(&answer.bytes).unwrap();
            let refused = codes(&reply.tickets[0].answers);
            assert_eq!(refused, [Some(Code::TimeImplausible)], "{at}");
        }
        let frame = device.frame(&[], vec![side]);
        let reply = sync::decode_reply(&device.send(&pool, frame).await.bytes).unwrap();
        assert_eq!(codes(&reply.sides), [Some(Code::TimeImplausible)], "{at}");
        // A frame whose own clock cannot be is taken; it is the clock that is off.
        let late = device.capture("垃圾未清运", vec![]);
        let mut push = device.push_of(std::slice::from_ref(&late), vec![]);
        push.at = Moment(at);
        let frame = sync::encode_push(&push, &device.id, &device.key).unwrap();
        let reply = sync::decode_reply(&device.send(&pool, frame).await.bytes).unwrap();
        assert!(reply.tickets[0].answers.is_empty(), "{at}");
        let shown = pool.shown("demo_desk_town", late.0.as_str()).await;
        assert_eq!(shown["flags"], json!(["clock_off"]), "{at}");
        // Nobody else notices anything.
        let mut other = Device::enrolled(&pool, "demo_collector").await;
        other.pull_all(&pool).await;
        assert_eq!(other.documents.len(), 2, "{at}");
        let list = pool
            .call("demo_desk_town", "list_tickets", json!({}))
            .await
            .ok();
        assert_eq!(list["total"], 2, "{at}");
        assert!(pool::verify::verify(&pool.store, &[]).ok, "{at}");
    }
}

#[tokio::test]
async fn calls_of_the_desk_refuse_times_that_cannot_be() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    let far = "2100-01-01T00:00:00Z";
    for past in [
        "1999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        far,
        "9999-12-30T22:00:00Z",
    ] {
        let mut told = issue("又一件");
        told["occurred_at"] = json!(past);
        let photo = json!({"sha256": "b".repeat(64), "kind": "scene", "bytes": 1000, "w": 640, "h": 480, "taken_at": past});
        let order = json!({"id": id, "action": "urge", "payload": {"text": "请尽快办理", "reply_by": past}});
        let later = json!({"id": id, "action": "request_extension", "payload": {"until": past, "basis": "等待材料"}});
        let post = json!({"role": "handler", "unit": "B02", "area": "990100000000", "from": past});
        let calls: [(&str, &str, Value); 8] = [
            ("demo_collector", "capture", json!({"issue": told})),
            (
                "demo_handler",
                "add_photo",
                json!({"id": id, "photo": photo}),
            ),
            ("demo_supervisor", "act", order),
            ("demo_unit_leader", "act", later),
            ("demo_desk_town", "list_tickets", json!({"since": past})),
            ("demo_desk_town", "list_tickets", json!({"until": past})),
            (
                "demo_admin",
                "save_person",
                json!({"user": "demo_neu", "name": "演示", "posts": [post]}),
            ),
            (
                "demo_admin",
                "put_leave",
                json!({"user": "demo_handler", "substitute": "demo_handler3", "from": past, "until": far}),
            ),
        ];
        for (user, name, body) in calls {
            let answer = pool.call(user, name, body).await;
            assert_eq!(answer.refused(400), "time_implausible", "{name} {past}");
        }
    }
}

#[tokio::test]
async fn a_slow_clock_shows_like_a_fast_one() {
    for (minutes, off) in [
        (0, false),
        (-4, false),
        (-400 * DAY, true),
        (-29_000_000, true),
        (400 * DAY, true),
    ] {
        let pool = Pool::new();
        let mut device = Device::enrolled(&pool, "demo_collector").await;
        let written = device.capture("路灯不亮", vec![]);
        let mut push = device.push_of(std::slice::from_ref(&written), vec![]);
        push.at = now().plus_minutes(minutes);
        let frame = sync::encode_push(&push, &device.id, &device.key).unwrap();
        device.send(&pool, frame).await;
        let shown = pool.shown("demo_desk_town", written.0.as_str()).await;
        let flags = if off { json!(["clock_off"]) } else { json!([]) };
        assert_eq!(shown["flags"], flags, "{minutes}");
    }
}

fn end_post(pool: &Pool, days: i64) {
    pool.store
        .write_now(move |tx| {
            let mut user = tx.user("demo_handler")?.unwrap();
            for post in &mut user.person.posts {
                post.until = Some(now().plus_minutes(-days * DAY));
            }
            user.password = String::new();
            tx.put_user(&user)
        })
        .unwrap();
}

fn progress(device: &mut Device, id: &str, at: Moment) -> Written {
    let act = Act::Progress(Progress {
        text: "已到场，正在更换灯具".into(),
    });
    let id = id.parse().unwrap();
    dated(device.act(&id, 1, act), at.0)
}

#[tokio::test]
async fn an_ended_post_does_not_write_on_by_naming_an_earlier_time() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    let mut device = Device::enrolled(&pool, "demo_handler").await;
    device.pull_all(&pool).await;
    end_post(&pool, 3);
    // Seen and ruled on after the post had ended: what claims to be older counts when it was seen.
    let old = progress(&mut device, &id, now().plus_minutes(-4 * DAY));
    device.told_at(&pool, Moment(now().0 - 5 * DAY * 60_000));
    let reply = device.push(&pool, &[old]).await;
    assert_eq!(codes(&reply.tickets[0].answers), [Some(Code::NotFound)]);
    // The pool told the device its time since: the claim cannot go behind it either.
    device.told_at(&pool, now());
    let again = progress(&mut device, &id, now().plus_minutes(-4 * DAY));
    let reply = device.push(&pool, &[again]).await;
    assert_eq!(codes(&reply.tickets[0].answers), [Some(Code::NotFound)]);
    let shown = pool.shown("demo_unit_leader", &id).await;
    assert!(!shown["log"].to_string().contains("正在更换灯具"));
}

#[tokio::test]
async fn a_ticket_dispatched_after_they_left_is_not_signed() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let mut device = Device::enrolled(&pool, "demo_handler").await;
    device.pull_all(&pool).await;
    end_post(&pool, 1);
    let before = now().plus_minutes(-2 * DAY);
    device.told_at(&pool, before);
    let sign = device.act(&id.parse().unwrap(), 1, Act::Sign(Empty {}));
    let reply = device.push(&pool, &[dated(sign, before.0)]).await;
    let answer = codes(&reply.tickets[0].answers);
    assert!(
        matches!(answer[0], Some(Code::NoRight | Code::NotFound)),
        "{answer:?}"
    );
    let shown = pool.shown("demo_desk_town", &id).await;
    assert_eq!(
        (&shown["status"], &shown["handler"]),
        (&json!("dispatched"), &json!(null))
    );
}

#[tokio::test]
async fn a_proof_is_good_for_its_device_and_its_pool_alone() {
    let (pool, other) = (Pool::new(), Pool::new());
    let device = Device::enrolled(&pool, "demo_collector").await;
    let second = Device::enrolled(&pool, "demo_collector").await;
    let (keys, at) = (&pool.store.keys, now());
    let read = |proof: &str| pool::stamp::read_told(keys, &device.id, proof);
    assert!(read(&device.told).is_some());
    assert_eq!(read(&pool::stamp::told(keys, &device.id, at)), Some(at));
    for bad in [
        pool::stamp::told(keys, &second.id, at),
        pool::stamp::told(&other.store.keys, &device.id, at),
        String::new(),
        "2026-11-22T00:00:00Z".into(),
    ] {
        assert_eq!(read(&bad), None);
    }
}

/// Somebody made a step while the post was held that ends right after.
async fn late(pool: &Pool) -> (String, Device, Written) {
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    let mut device = Device::enrolled(pool, "demo_handler").await;
    device.pull_all(pool).await;
    let step = progress(&mut device, &id, now());
    let until = now().plus_minutes(1);
    pool.store
        .write_now(move |tx| {
            let mut user = tx.user("demo_handler")?.unwrap();
            for post in &mut user.person.posts {
                post.until = Some(until);
            }
            user.password = String::new();
            tx.put_user(&user)
        })
        .unwrap();
    (id, device, step)
}

/// Takes a frame in at a time of the pool's choosing.
async fn taken_at(
    pool: &Pool,
    device: &Device,
    written: &[Written],
    at: Moment,
) -> Vec<Option<Code>> {
    let mut push = device.push_of(written, vec![]);
    push.at = at;
    let frame = sync::encode_push(&push, &device.id, &device.key).unwrap();
    let id = device.id.clone();
    let (known, whole): (_, Person) = pool
        .store
        .read_now(|db| {
            let known = db.device(&id)?.unwrap();
            let whole = db.user(known.user.as_str())?.unwrap().person;
            Ok((known, whole))
        })
        .unwrap();
    let reply = pool::ingest::take_frame(&pool.store, at, known, whole, frame).await;
    codes(&sync::decode_reply(&reply.unwrap()).unwrap().tickets[0].answers)
}

#[tokio::test]
async fn what_arrives_after_a_post_ended_waits_for_the_desk() {
    for (act, payload, verdict) in [
        ("confirm", json!({}), "applied"),
        ("dismiss", json!({"reason": "已由同事重新反馈"}), "void"),
    ] {
        let pool = Pool::new();
        let (id, device, step) = late(&pool).await;
        let arrival = now().plus_minutes(2 * DAY);
        let answer = taken_at(&pool, &device, std::slice::from_ref(&step), arrival).await;
        assert_eq!(answer, [Some(Code::AwaitsConfirmation)]);
        let shown = pool.shown("demo_desk_town", &id).await;
        let text = shown["log"].to_string();
        assert!(
            text.contains("已到场，正在更换灯具"),
            "its text is kept: {text}"
        );
        assert!(shown["may"].to_string().contains("confirm"));
        let asked = pool
            .call("demo_desk_town", "list_tickets", json!({"asked": true}))
            .await
            .ok();
        assert_eq!(asked["total"], 1);
        // Neither its author nor somebody without the desk's post settles it.
        assert_eq!(
            pool.act("demo_unit_leader", &id, act, payload.clone())
                .await
                .refused(403),
            "no_right"
        );
        pool.act("demo_desk_town", &id, act, payload.clone())
            .await
            .ok();
        let settled = pool.act("demo_desk_town", &id, act, payload).await;
        assert_eq!(settled.refused(409), "nothing_asked");
        // A repeat is answered by what came of it.
        let again = taken_at(&pool, &device, std::slice::from_ref(&step), arrival).await;
        let want = (verdict == "void").then_some(Code::NotConfirmed);
        assert_eq!(again.first().copied().flatten(), want, "{act}");
        let after = pool.shown("demo_desk_town", &id).await;
        let asked = pool
            .call("demo_desk_town", "list_tickets", json!({"asked": true}))
            .await
            .ok();
        assert_eq!(asked["total"], 0);
        let log = after["log"].as_array().unwrap();
        let step = log
            .iter()
            .find(|e| e["id"] == json!(step.1[0].0.id))
            .unwrap();
        assert_eq!(step["ruling"]["verdict"], verdict, "{act}: {step}");
        let report = pool::verify::verify(&pool.store, &[]);
        assert!(report.ok, "{:?}", report.findings);
    }
}

#[tokio::test]
async fn what_waits_is_confirmed_whatever_clock_it_was_made_by() {
    for off in [40 * DAY, -300 * DAY] {
        let pool = Pool::new();
        let (id, device, step) = late(&pool).await;
        let step = dated(step, now().plus_minutes(off).0);
        let arrival = now().plus_minutes(2 * DAY);
        let answer = taken_at(&pool, &device, std::slice::from_ref(&step), arrival).await;
        assert_eq!(answer, [Some(Code::AwaitsConfirmation)], "{off}");
        pool.act("demo_desk_town", &id, "confirm", json!({}))
            .await
            .ok();
        let again = taken_at(&pool, &device, &[step], arrival).await;
        assert_eq!(again, [None], "{off}: it counts");
        let report = pool::verify::verify(&pool.store, &[]);
        assert!(report.ok, "{:?}", report.findings);
    }
}

#[tokio::test]
async fn beyond_the_grace_it_is_void_with_its_text_kept() {
    let pool = Pool::new();
    let (id, device, step) = late(&pool).await;
    let arrival = now().plus_minutes(8 * DAY);
    let answer = taken_at(&pool, &device, &[step], arrival).await;
    assert_eq!(answer, [Some(Code::PostEnded)]);
    let shown = pool.shown("demo_desk_town", &id).await;
    assert!(shown["log"].to_string().contains("已到场，正在更换灯具"));
    let confirm = pool
        .act("demo_desk_town", &id, Action::Confirm.as_str(), json!({}))
        .await;
    assert_eq!(confirm.refused(409), "nothing_asked");
}
