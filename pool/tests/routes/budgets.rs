//! What a frame may cost, and what a device and a person may bring.

use crate::support::Pool;
use crate::support::device::Device;
use model::district::District;
use model::edit::Write;
use model::facts::FactGroup;
use model::rulepack::budgets::Allowance;
use model::{Code, Head};
use pool::store::DistrictFile;
use serde_json::json;
use sync::{Answer, Bundle, Outgoing, SeenRef, encode_push};

/// A frame made too long in one way.
type Flood<'a> = &'a dyn Fn(&mut sync::Push);

/// Changes the rules in force.
fn rule(pool: &Pool, change: impl FnOnce(&mut District)) {
    let mut district = pool.store.district().district.clone();
    change(&mut district);
    let file = DistrictFile::new(district).unwrap();
    pool.store
        .write_now(move |tx| tx.put_district(&file))
        .unwrap();
    pool.store.refresh_district().unwrap();
}

#[tokio::test]
async fn a_frame_of_too_many_things_is_refused_before_any_is_looked_up() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let with = |device: &Device, change: &dyn Fn(&mut sync::Push)| {
        let mut push = device.push_of(std::slice::from_ref(&written), vec![]);
        change(&mut push);
        encode_push(&push, &device.id, &device.key).unwrap()
    };
    let reporter = serde_json::from_value(json!({"kind": "person"})).unwrap();
    let mut side = device.side(&written.0, reporter);
    side.at = model::Moment(0);
    let floods: [(&str, Flood); 5] = [
        ("tickets", &|p| {
            let one = p.bundle.tickets[0].clone();
            p.bundle.tickets = vec![one; 2_100];
        }),
        ("edits", &|p| {
            let one = p.bundle.tickets[0].edits[0].clone();
            p.bundle.tickets[0].edits = vec![one; 8_100];
        }),
        ("references", &|p| {
            let mut one = p.bundle.tickets[0].edits[0].clone();
            one.seen = Some(vec![SeenRef::Index(0); 250]);
            p.bundle.tickets[0].edits = vec![one; 200];
        }),
        ("names", &|p| {
            p.bundle.users = vec![p.user.clone(); 5_000];
        }),
        ("side records", &|p| p.sides = vec![side.clone(); 8_100]),
    ];
    for (what, flood) in floods {
        let answer = device.send(&pool, with(&device, flood)).await;
        assert_eq!(answer.refused(413), "frame_too_large", "{what}");
    }
    // The same bytes a thousand times are no text that somebody wrote.
    let bomb = with(&device, &|p| {
        let text = "字".repeat(2_000_000);
        p.bundle.tickets[0].edits[0].write =
            sync::WireWrite::Known(Write::Facts(vec![FactGroup::Body(text)]));
    });
    assert!(bomb.len() < 10_000);
    assert_eq!(
        device.send(&pool, bomb).await.refused(413),
        "frame_too_large"
    );
    device.push(&pool, &[written]).await;
}

#[tokio::test]
async fn references_that_multiply_are_held_to_what_a_ticket_may_have_apart() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    let root = written.1[0].1;
    device.push(&pool, &[written]).await;
    // 300 edits side by side on the first, then edits that name all of them, and each other, again and again.
    let body = || Write::Facts(vec![FactGroup::Body("改一下主要内容。".into())]);
    let edits: Vec<_> = (0..400)
        .map(|_| {
            let (_, mut list) = device.capture("占位", vec![]);
            let (mut edit, _) = list.remove(0);
            (edit.write, edit.ticket) = (body(), ticket.clone());
            (edit, Head([1; 32]))
        })
        .collect();
    let mut push = device.push_of(&[], vec![]);
    push.bundle = Bundle::pack(&[Outgoing {
        id: Some(ticket.clone()),
        before: &[],
        edits: &edits,
    }]);
    for (k, edit) in push.bundle.tickets[0].edits.iter_mut().enumerate() {
        let first = u32::try_from(k).unwrap();
        edit.seen = Some(match k {
            0..300 => vec![SeenRef::Prefix(root.to_string()[..12].into())],
            300 => (44..300).map(SeenRef::Index).collect(),
            _ => (0..44).chain(300..first).map(SeenRef::Index).collect(),
        });
        // What is not taken becomes what it had seen.
        if k >= 300 {
            let long = FactGroup::Body("x".repeat(2_000));
            edit.write = sync::WireWrite::Known(Write::Facts(vec![long]));
        }
    }
    push.bundle.tickets[0].edits.truncate(340);
    let frame = encode_push(&push, &device.id, &device.key).unwrap();
    let answer = device.send(&pool, frame).await;
    let reply = sync::decode_reply(&answer.bytes).unwrap();
    // Half of what an edit may name: there never are enough of them to name too many.
    let full = |a: &&Answer| matches!(a, Answer::Refused(d) if d.code == Code::TicketFull);
    let side_by_side = reply.tickets[0].answers.iter().take(300);
    // What the pool has ruled is one more of them.
    let kept = sync::editor::SEEN_MAX / 2 - 1;
    assert_eq!(side_by_side.filter(full).count(), 300 - kept);
}

#[tokio::test]
async fn a_budget_that_is_used_up_names_the_time_and_loses_nothing() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    rule(&pool, |d| {
        d.rules.budgets.device.edits = Allowance { hour: 10, day: 10 };
    });
    let written: Vec<_> = (0..11)
        .map(|n| device.capture(&format!("第{n}件"), vec![]))
        .collect();
    device.push(&pool, &written[..6]).await;
    let frame = device.frame(&written[6..], vec![]);
    for _ in 0..3 {
        let answer = device.send(&pool, frame.clone()).await;
        assert_eq!(answer.refused(429), "budget_spent");
        let minutes = answer.json()["params"]["minutes"]
            .as_str()
            .unwrap()
            .to_string();
        assert!((1..=24 * 60).contains(&minutes.parse::<i64>().unwrap()));
    }
    assert_eq!(pool.store.read_now(|db| db.ticket_count()).unwrap(), 6);
    // Said once in the audit log, with the device; a colleague is not touched.
    let lines = pool.audit();
    let lines: Vec<_> = lines.iter().filter(|l| l.1 == "budget_spent").collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0].0.as_str(), lines[0].2.as_str()),
        ("demo_collector", device.id.as_str())
    );
    let mut other = Device::enrolled(&pool, "demo_collector3").await;
    let theirs = other.capture("别人的", vec![]);
    other.push(&pool, &[theirs]).await;
    // Once the district gives more, the very same frame goes through.
    rule(&pool, |d| d.rules.budgets = Default::default());
    assert_eq!(device.send(&pool, frame).await.status, 200);
    assert_eq!(pool.store.read_now(|db| db.ticket_count()).unwrap(), 12);
}

#[tokio::test]
async fn a_persons_budget_counts_at_the_desk_too() {
    let pool = Pool::new();
    rule(&pool, |d| {
        d.rules.budgets.person.captures = Allowance { hour: 10, day: 10 };
    });
    for _ in 0..10 {
        pool.captured("路灯不亮").await;
    }
    let issue = crate::support::issue("再来一件");
    let call = pool.call("demo_collector", "capture", json!({"issue": issue}));
    assert_eq!(call.await.refused(429), "budget_spent");
}

#[tokio::test]
async fn below_its_reserve_the_disk_takes_no_uploads_and_acts_go_on() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let (bytes, sha) = crate::support::picture::draw(64, 64, image::ImageFormat::Jpeg, 6);
    let mut issue = crate::support::issue("井盖碎裂");
    issue["category"] = json!("010101");
    let photos = json!([crate::support::picture::entry(&bytes, 64, 64, "scene")]);
    let call = json!({"issue": issue, "photos": photos});
    let id = pool.call("demo_collector", "capture", call).await.ok()["id"].clone();
    let id = id.as_str().unwrap();
    rule(&pool, |d| d.rules.budgets.disk_reserve_mb = 100_000_000);
    let written = device.capture("路灯不亮", vec![]);
    let frame = device.frame(std::slice::from_ref(&written), vec![]);
    assert_eq!(
        device.send(&pool, frame).await.refused(429),
        "pool_no_space"
    );
    let put = || {
        axum::http::Request::put(format!("/api/v1/photos/{sha}?ticket={id}"))
            .header("authorization", format!("Bearer {}", device.token))
            .body(axum::body::Body::from(bytes.clone()))
            .unwrap()
    };
    assert_eq!(pool.send(put()).await.refused(429), "pool_no_space");
    let accept = json!({"category": "010101", "grade": "normal"});
    pool.act("demo_desk_town", id, "accept", accept).await.ok();
    rule(&pool, |d| d.rules.budgets.disk_reserve_mb = 0);
    pool.send(put()).await.ok();
    device.push(&pool, &[written]).await;
}
