//! Frames of honest devices: what enters, what counts, what comes too late.

use crate::support::Pool;
use crate::support::device::Device;
use model::act::{Act, Progress, Respond};
use model::facts::FactGroup;
use model::issue::Reporter;
use model::{Code, TicketId};
use serde_json::json;
use sync::Answer;

/// A ticket that is dispatched: its id as text and as an id.
async fn dispatched(pool: &Pool) -> (String, TicketId) {
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let ticket = id.parse().unwrap();
    (id, ticket)
}
/// A device that holds what its person sees.
async fn filled(pool: &Pool, user: &str) -> Device {
    let mut device = Device::enrolled(pool, user).await;
    device.pull_all(pool).await;
    device
}
fn respond() -> Act {
    Act::Respond(Respond {
        means: model::Means::Scene,
        note: "已到场".into(),
    })
}
fn progress() -> Act {
    let text = "已围挡".into();
    Act::Progress(Progress { text })
}

#[tokio::test]
async fn captures_enter_the_pool_and_both_hold_the_same() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let mut written: Vec<_> = (0..20)
        .map(|i| device.capture(&format!("路灯 {i}"), vec![]))
        .collect();
    for (ticket, edits) in &mut written {
        let body = FactGroup::Body("路灯和指示牌都不亮了。".into());
        edits.extend(device.facts(ticket, vec![body]).1);
    }
    let reply = device.push(&pool, &written).await;
    assert!(
        reply
            .tickets
            .iter()
            .all(|t| t.answers.is_empty() && !t.differs)
    );
    for (ticket, _) in &written {
        assert_eq!(device.status(ticket), "pooled");
        let place = pool
            .store
            .read_now(|db| db.ticket(ticket))
            .unwrap()
            .unwrap();
        let heads = pool
            .store
            .read_now(|db| Ok(db.document(place.n)?.document()?.heads()))
            .unwrap();
        assert_eq!(heads, device.documents.get_mut(ticket).unwrap().heads());
    }
    // Again, as after a lost answer: known, and the rulings come along again.
    let again = device.push(&pool, &written).await;
    assert!(
        again
            .tickets
            .iter()
            .all(|t| t.answers == [Answer::Known, Answer::Known] && !t.differs)
    );
    assert_eq!(
        again
            .bundle
            .tickets
            .iter()
            .map(|t| t.edits.len())
            .sum::<usize>(),
        20
    );
    assert_eq!(
        pool.call("demo_collector", "list_tickets", json!({}))
            .await
            .ok()["total"],
        20
    );
}

#[tokio::test]
async fn work_done_offline_counts_when_it_was_done_and_late_work_stays_visible() {
    let pool = Pool::new();
    let (id, ticket) = dispatched(&pool).await;
    let mut one = filled(&pool, "demo_handler").await;
    let mut two = filled(&pool, "demo_unit_leader").await;
    let mut mine = one.sign(&ticket, 1);
    mine.1.extend(one.act(&ticket, 1, respond()).1);
    mine.1.extend(one.act(&ticket, 1, progress()).1);
    let late = two.sign(&ticket, 1);
    let reply = one.push(&pool, &[mine]).await;
    assert!(reply.tickets[0].answers.is_empty());
    assert_eq!(one.status(&ticket), "handling");
    let reply = two.push(&pool, &[late]).await;
    assert!(
        matches!(&reply.tickets[0].answers[..], [Answer::Void(d)] if d.code == Code::WrongStatus)
    );
    two.pull_all(&pool).await;
    assert_eq!(two.status(&ticket), "handling");
    let shown = pool.shown("demo_unit_leader", &id).await;
    let void: Vec<_> = shown["log"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["ruling"]["verdict"] == "void")
        .collect();
    assert_eq!(
        (void.len(), void[0]["ruling"]["code"].as_str()),
        (1, Some("wrong_status"))
    );
    assert_eq!(shown["handler"], "demo_handler");
}

#[tokio::test]
async fn what_did_not_come_about_makes_nobody_late() {
    let pool = Pool::new();
    let (id, ticket) = dispatched(&pool).await;
    let mut one = filled(&pool, "demo_handler").await;
    let mut two = filled(&pool, "demo_unit_leader").await;
    let signed = one.sign(&ticket, 1);
    let at = signed.1[0].0.at;
    while crate::support::now() == at {
        std::hint::spin_loop();
    }
    // Nobody had signed when this came.
    let early = two.act(&ticket, 1, progress());
    let reply = two.push(&pool, &[early]).await;
    assert!(matches!(&reply.tickets[0].answers[..], [Answer::Void(_)]));
    let reply = one.push(&pool, &[signed]).await;
    assert!(reply.tickets[0].answers.is_empty());
    let shown = pool.shown("demo_handler", &id).await;
    assert_eq!(
        shown["deadlines"]["sign"]["met"],
        json!(at),
        "signed when it was"
    );
}

#[tokio::test]
async fn facts_that_come_too_late_stay_out_and_block_nothing() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    device.push(&pool, &[written]).await;
    pool.act(
        "demo_desk_town",
        ticket.as_str(),
        "accept",
        json!({"category": "010103", "grade": "normal"}),
    )
    .await
    .ok();
    let late = device.facts(&ticket, vec![FactGroup::Body("采集员补充的话。".into())]);
    let other = device.capture("另一盏路灯", vec![]);
    let reply = device.push(&pool, &[late.clone(), other]).await;
    assert!(matches!(&reply.tickets[0].answers[..], [Answer::Void(d)] if d.code == Code::TooLate));
    assert!(reply.tickets[0].differs || reply.tickets[1].answers.is_empty());
    assert!(reply.tickets[1].answers.is_empty());
    let shown = pool.shown("demo_collector", ticket.as_str()).await;
    assert_ne!(shown["facts"]["body"], "采集员补充的话。");
    // A repeat gets the stored answer.
    let reply = device.push(&pool, &[late]).await;
    assert!(matches!(&reply.tickets[0].answers[..], [Answer::Void(d)] if d.code == Code::TooLate));
    // The device takes the pool's copy.
    device.pull(&pool, std::slice::from_ref(&ticket)).await;
    assert_eq!(device.status(&ticket), "accepted");
}

#[tokio::test]
async fn concurrent_facts_keep_both_values_everywhere() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    device.push(&pool, &[written]).await;
    device.pull_all(&pool).await;
    let mine = device.facts(&ticket, vec![FactGroup::Body("采集员写的内容。".into())]);
    let desk = json!({"id": ticket, "facts": {"body": "坐席写的内容。"}});
    pool.call("demo_desk_town", "edit_facts", desk).await.ok();
    let reply = device.push(&pool, &[mine]).await;
    assert!(reply.tickets[0].answers.is_empty() && !reply.tickets[0].differs);
    device.pull_all(&pool).await;
    let here = device.documents.get_mut(&ticket).unwrap().read().unwrap();
    assert_eq!(here.conflicts[&model::Group::Body].len(), 2);
    let shown = pool.shown("demo_desk_town", ticket.as_str()).await;
    assert_eq!(shown["conflicts"]["body"].as_array().unwrap().len(), 2);
    assert_eq!(shown["facts"]["body"], json!(here.facts.body));
}

#[tokio::test]
async fn a_reporter_travels_beside_the_document() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let reporter: Reporter = serde_json::from_value(
        json!({"kind": "person", "name": "演示王某", "phone": "13000000001"}),
    )
    .unwrap();
    let side = device.side(&written.0, reporter);
    let reply = device
        .push_with(&pool, std::slice::from_ref(&written), vec![side.clone()])
        .await;
    assert!(reply.sides.is_empty());
    let again = device
        .push_with(&pool, std::slice::from_ref(&written), vec![side])
        .await;
    assert_eq!(again.sides, [Answer::Known]);
    let ticket = device
        .documents
        .get_mut(&written.0)
        .unwrap()
        .read()
        .unwrap();
    assert!(ticket.state().has_reporter);
    let token = device.token.clone();
    let read = pool
        .post(
            "read_reporter",
            Some(&token),
            json!({"id": written.0, "reason": "核对"}).to_string(),
        )
        .await
        .ok();
    assert_eq!(read["reporter"]["phone"], "13000000001");
    // Somebody else's ticket takes no record from here, and is like one that does not exist.
    let foreign = pool.captured("别人的").await.parse().unwrap();
    let mut other = Device::enrolled(&pool, "demo_handler2").await;
    let side = other.side(
        &foreign,
        serde_json::from_value(json!({"kind": "anonymous"})).unwrap(),
    );
    let reply = other.push_with(&pool, &[], vec![side]).await;
    assert_eq!(reply.sides, [Answer::Need]);
}

#[tokio::test]
async fn edits_whose_past_is_missing_are_asked_for() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let (ticket, opened) = device.capture("路灯不亮", vec![]);
    let later = device.facts(&ticket, vec![FactGroup::Body("先到的后一半。".into())]);
    let reply = device.push(&pool, std::slice::from_ref(&later)).await;
    assert_eq!(reply.tickets[0].answers, [Answer::Need]);
    let both = (ticket, [opened, later.1].concat());
    let reply = device.push(&pool, &[both]).await;
    assert!(reply.tickets[0].answers.is_empty());
}

#[tokio::test]
async fn edits_whose_past_is_missing_do_not_wait_for_a_ticket_that_is_anothers_by_now() {
    let pool = Pool::new();
    let (id, ticket) = dispatched(&pool).await;
    let mut device = filled(&pool, "demo_handler").await;
    device.sign(&ticket, 1);
    let later = device.act(&ticket, 1, respond());
    let reply = device.push(&pool, std::slice::from_ref(&later)).await;
    assert_eq!(reply.tickets[0].answers, [Answer::Need]);
    pool.act("demo_unit_leader", &id, "sign", json!({}))
        .await
        .ok();
    // No copy will come any more, on which it could be written again.
    let reply = device.push(&pool, &[later]).await;
    assert!(
        matches!(&reply.tickets[0].answers[..], [Answer::Refused(d)] if d.code == Code::NotFound)
    );
}

#[tokio::test]
async fn photos_count_for_the_evidence() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let mut issue = crate::support::issue("井盖碎裂");
    issue["category"] = json!("010101");
    let without = device.capture_with(issue.clone(), vec![]);
    let (bytes, sha) = crate::support::picture::draw(64, 64, image::ImageFormat::Jpeg, 5);
    let entry = json!({"sha256": sha, "kind": "scene", "bytes": bytes.len(), "w": 64, "h": 64});
    let with = device.capture_with(issue, vec![serde_json::from_value(entry).unwrap()]);
    let reply = device.push(&pool, &[without, with]).await;
    assert!(
        matches!(&reply.tickets[0].answers[..], [Answer::Refused(d)] if d.code == Code::PhotoMissing)
    );
    assert!(reply.tickets[1].answers.is_empty());
}
