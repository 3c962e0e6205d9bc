//! Rescue bundles at the pool: whose they are, what of them counts, and that nothing counts twice, whoever brings them.

mod papers;
mod refused;

use crate::support::device::{Device, Written};
use crate::support::{Answer, Pool, now, picture};
use image::ImageFormat;
use model::act::{Act, Progress};
use model::edit::Photo;
use model::{Code, Moment, PhotoKind, Sha256, TicketId, UserName};
use pool::rescue::{self, Taken};
use serde_json::{Value, json};
use sync::rescue::{Header, Part, write};
use tokio::sync::Semaphore;

const DAY: i64 = 24 * 60;

/// A bundle as a device seals it; `change` may lie in its header.
fn sealed(
    pool: &Pool,
    device: &Device,
    parts: &[Part],
    change: impl FnOnce(&mut Header),
) -> Vec<u8> {
    let mut header = Header {
        pool: pool.store.keys.pool.clone(),
        device: device.id.clone(),
        user: device.user.clone(),
        at: now(),
        ahead: 0,
        key: device.key.verifying_key().to_bytes(),
        once: [0; 32],
        parts: Vec::new(),
    };
    change(&mut header);
    let key = pool.store.keys.signing.verifying_key();
    let drawn = pool::store::random().unwrap();
    write(header, parts, &drawn, &key, &device.key).unwrap()
}

fn bundle(pool: &Pool, device: &Device, parts: &[Part]) -> Vec<u8> {
    sealed(pool, device, parts, |_| ())
}

fn frame(device: &Device, written: &[Written]) -> Part {
    Part::Frame(device.frame(written, Vec::new()))
}

async fn import(pool: &Pool, bytes: Vec<u8>) -> Result<Taken, model::Denial> {
    let turns = Semaphore::new(1);
    let taken = rescue::take(&pool.store, now(), bytes, "", &turns).await;
    taken.map_err(|e| e.denial())
}

/// Taken, known, void, refused.
async fn counts(pool: &Pool, bytes: Vec<u8>) -> [u64; 4] {
    let taken = import(pool, bytes).await.unwrap().counts;
    [taken.taken, taken.known, taken.void, taken.refused]
}

async fn refusal(pool: &Pool, bytes: Vec<u8>) -> Code {
    let denial = import(pool, bytes).await.unwrap_err();
    assert!(!denial.sentence().contains('{'), "{}", denial.sentence());
    denial.code
}

async fn carried(pool: &Pool, courier: &Device, bytes: Vec<u8>) -> Answer {
    pool.post("rescue", Some(&courier.token), bytes).await
}

async fn tickets(pool: &Pool) -> u64 {
    let all = pool.call("demo_desk_town", "list_tickets", json!({})).await;
    all.ok()["total"].as_u64().unwrap()
}

/// A capture with one photo, and its bytes as a part.
fn pictured(device: &mut Device, tint: u8) -> (Written, Part) {
    let (bytes, sha) = picture::draw(640, 480, ImageFormat::Jpeg, tint);
    let sha256 = Sha256::new(sha).unwrap();
    let photo = Photo {
        sha256: sha256.clone(),
        kind: PhotoKind::Scene,
        bytes: bytes.len() as u64,
        w: 640,
        h: 480,
        taken_ms: None,
        original: None,
        caption: None,
    };
    let written = device.capture(&format!("井盖松动 {tint}"), vec![photo]);
    let ticket = written.0.clone();
    let part = Part::Photo {
        sha256,
        ticket,
        bytes,
    };
    (written, part)
}

#[tokio::test]
async fn a_bundle_counts_like_a_push_once_whoever_brings_it_and_when() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let courier = Device::enrolled(&pool, "demo_handler").await;
    let (written, photo) = pictured(&mut device, 1);
    let parts = [frame(&device, std::slice::from_ref(&written)), photo];
    let bytes = bundle(&pool, &device, &parts);
    // By a colleague, who gets no more than numbers; then at the desk; then by the device itself.
    let first = carried(&pool, &courier, bytes.clone()).await.ok();
    assert_eq!(
        first,
        json!({"taken": 3, "known": 0, "void": 0, "refused": 0})
    );
    assert_eq!(counts(&pool, bytes.clone()).await, [0, 3, 0, 0]);
    assert_eq!(
        counts(&pool, bundle(&pool, &device, &parts)).await,
        [0, 3, 0, 0]
    );
    device.push(&pool, std::slice::from_ref(&written)).await;
    assert_eq!(device.status(&written.0), "pooled");
    assert_eq!(counts(&pool, bytes).await, [0, 3, 0, 0]);
    assert_eq!(tickets(&pool).await, 1);
    let shown = pool.shown("demo_desk_town", written.0.as_str()).await;
    assert_eq!(shown["photos"][0]["delivered"], true);
    pool.audited("rescue_taken", &format!("{} 3 0 0 0", device.id));
    let by = pool.audit().into_iter().rfind(|l| l.1 == "rescue_taken");
    assert_eq!(
        by.unwrap().0,
        courier.id.to_string(),
        "who carried it is written down"
    );
}

#[tokio::test]
async fn bundles_in_any_order_make_the_same_tickets() {
    let mut shown = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let pool = Pool::new();
        let mut device = Device::enrolled(&pool, "demo_collector").await;
        let first = device.capture("路灯不亮", vec![]);
        let ticket = first.0.clone();
        let early = bundle(
            &pool,
            &device,
            &[frame(&device, std::slice::from_ref(&first))],
        );
        // What is unsent later holds what was unsent before.
        let text = device.facts(
            &ticket,
            vec![model::facts::FactGroup::Body(
                "两盏路灯都不亮，夜间行人看不清。".into(),
            )],
        );
        let mut both = first.clone();
        both.1.extend(text.1);
        let later = bundle(&pool, &device, &[frame(&device, &[both.clone()])]);
        let (other, photo) = pictured(&mut device, 7);
        let last = bundle(&pool, &device, &[frame(&device, &[both, other]), photo]);
        let bundles = [early, later, last];
        for at in order {
            let [_, _, void, refused] = counts(&pool, bundles[at].clone()).await;
            assert_eq!((void, refused), (0, 0), "{order:?} {at}");
        }
        assert_eq!(tickets(&pool).await, 2);
        let seen = pool.shown("demo_desk_town", ticket.as_str()).await;
        shown.push((
            seen["facts"]["body"].clone(),
            seen["log"].as_array().map(Vec::len),
        ));
    }
    assert!(shown.windows(2).all(|w| w[0] == w[1]), "{shown:?}");
}

#[tokio::test]
async fn days_on_the_way_are_no_clock_that_is_off() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let three_days = -3 * DAY;
    let then = now().plus_minutes(three_days);
    device.told_at(&pool, then.plus_minutes(-5));
    let mut written = device.capture("路灯不亮", vec![]);
    written.1.iter_mut().for_each(|(edit, _)| edit.at = then);
    let mut push = device.push_of(&[written.clone()], Vec::new());
    push.at = then;
    let packed = sync::encode_push(&push, &device.id, &device.key).unwrap();
    let bytes = sealed(&pool, &device, &[Part::Frame(packed)], |h| h.at = then);
    assert_eq!(counts(&pool, bytes).await, [1, 0, 0, 0]);
    let shown = pool.shown("demo_desk_town", written.0.as_str()).await;
    assert!(!shown.to_string().contains("clock_off"), "{shown}");
    // A device whose clock was off when it last spoke is as off in a bundle.
    let next = device.capture("井盖松动", vec![]);
    let parts = [frame(&device, std::slice::from_ref(&next))];
    let bytes = sealed(&pool, &device, &parts, |h| h.ahead = 60 * 60_000);
    assert_eq!(counts(&pool, bytes).await, [1, 0, 0, 0]);
    let shown = pool.shown("demo_desk_town", next.0.as_str()).await;
    assert!(shown.to_string().contains("clock_off"), "{shown}");
}

#[tokio::test]
async fn a_bundle_has_the_budget_of_its_device() {
    let pool = Pool::new();
    let mut district = pool.store.district().district.clone();
    district.rules.budgets.device.edits.hour = 3;
    district.rules.budgets.device.edits.day = 3;
    let file = pool::store::DistrictFile::new(district).unwrap();
    pool.store
        .write_now(move |tx| tx.put_district(&file))
        .unwrap();
    pool.store.refresh_district().unwrap();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let three: Vec<Written> = (0..3)
        .map(|n| device.capture(&format!("路灯 {n}"), vec![]))
        .collect();
    let more = device.capture("井盖松动", vec![]);
    let parts = [frame(&device, &three), frame(&device, &[more])];
    let bytes = bundle(&pool, &device, &parts);
    let denial = import(&pool, bytes.clone()).await.unwrap_err();
    assert_eq!(denial.code, Code::BudgetSpent);
    assert_eq!(tickets(&pool).await, 3, "what came before stays");
    pool.audited("rescue_taken", &format!("{} 3 0 0 0", device.id));
}
