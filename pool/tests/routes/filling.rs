//! Nobody fills a ticket for others: what has no right leaves nothing in it, and what comes too late stays small.

use crate::support::Pool;
use crate::support::device::{Device, Written};
use model::facts::FactGroup;
use model::{Code, TicketId};
use sync::Answer;
use sync::editor::ASIDE;

fn changes(pool: &Pool, ticket: &TicketId) -> u64 {
    let read = |db: &pool::store::Db| db.document(db.ticket(ticket)?.unwrap().n);
    pool.store.read_now(read).unwrap().changes
}

/// So many edits of one ticket in one frame.
fn many(device: &mut Device, n: usize, each: impl Fn(&mut Device) -> Written) -> Written {
    let mut all = each(device);
    for _ in 1..n {
        all.1.extend(each(device).1);
    }
    all
}

#[tokio::test]
async fn a_viewer_cannot_fill_a_ticket_with_acts_that_have_no_right() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "accepted").await;
    let ticket: TicketId = id.parse().unwrap();
    let before = changes(&pool, &ticket);
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    device.pull_all(&pool).await;
    let acts = many(&mut device, 300, |d| d.sign(&ticket, 1));
    let reply = device.push(&pool, &[acts]).await;
    for answer in &reply.tickets[0].answers {
        let refused = matches!(answer, Answer::Refused(d) if d.code == Code::NoRight);
        assert!(refused, "{answer:?}");
    }
    assert_eq!(changes(&pool, &ticket), before);
    // The desk never hears of a full ticket.
    let dispatch = serde_json::json!({"lead_unit": "B01"});
    pool.act("demo_desk_town", &id, "dispatch", dispatch)
        .await
        .ok();
}

#[tokio::test]
async fn a_writer_who_fills_their_part_leaves_room_for_the_desk() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    device.push(&pool, &[written]).await;
    let mut full = false;
    for _ in 0..4 {
        let notes = many(&mut device, 200, |d| {
            let text = format!("{}，改一下主要内容。", d.next());
            d.facts(&ticket, vec![FactGroup::Body(text)])
        });
        let reply = device.push(&pool, &[notes]).await;
        let answers = &reply.tickets[0].answers;
        full |= answers
            .iter()
            .any(|a| matches!(a, Answer::Refused(d) if d.code == Code::TicketFull));
        if full {
            break;
        }
    }
    assert!(full, "a person's part has an end");
    let id = ticket.to_string();
    pool.brought_to(&id, "closed").await;
}

#[tokio::test]
async fn what_comes_too_late_is_kept_within_its_limits() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    device.push(&pool, &[written]).await;
    device.pull_all(&pool).await;
    pool.brought_to(ticket.as_str(), "dispatched").await;
    let body = |d: &mut Device, chars: usize| {
        let text = format!("{}{}", d.next(), "字".repeat(chars));
        vec![FactGroup::Body(text)]
    };
    let text = body(&mut device, 20_000);
    let long = device.facts(&ticket, text);
    let reply = device.push(&pool, &[long]).await;
    let answer = &reply.tickets[0].answers[0];
    assert!(matches!(answer, Answer::Refused(d) if d.code == Code::TextTooLong));
    // What was refused stays in the copy here: the pool's own is taken again.
    device.pull(&pool, std::slice::from_ref(&ticket)).await;
    let late = many(&mut device, 450, |d| {
        let text = body(d, 20);
        d.facts(&ticket, text)
    });
    let reply = device.push(&pool, &[late]).await;
    for answer in &reply.tickets[0].answers {
        let (Answer::Void(d) | Answer::Refused(d)) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(d.code, Code::TooLate);
    }
    let aside = pool
        .store
        .read_now(|db| db.aside(db.ticket(&ticket)?.unwrap().n))
        .unwrap();
    assert!(aside.changes <= ASIDE.changes && aside.bytes <= ASIDE.bytes);
    assert!(aside.changes > 0);
}
