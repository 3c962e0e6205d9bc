//! A device is its key: a copied token opens nothing, a copied request counts once, a copied device is found.

use crate::support::device::Device;
use crate::support::{Answer, Pool, issue, now, stamp};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};
use sync::SignedRequest;

/// A request as somebody makes it who has this token, and this signature or none.
async fn raw(pool: &Pool, path: &str, token: &str, signed: Option<&str>, body: &str) -> Answer {
    let mut request = Request::post(format!("/api/v1/{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    if let Some(signed) = signed {
        request = request.header(sync::request::HEADER, signed);
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    pool.send_as_it_is(request).await
}

fn signed(device: &Device, path: &str, body: &str, stamp: u64) -> String {
    let asked = ("POST", path);
    SignedRequest::sign(&device.id, stamp, body.as_bytes(), asked, &device.key).to_string()
}

/// Changes the device's row as time or an older version would have.
fn row(pool: &Pool, change: &str) {
    let db = rusqlite::Connection::open(pool.store.folder().join("pool.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    assert_eq!(
        db.execute(&format!("update device set {change}"), [])
            .unwrap(),
        1
    );
}

async fn with_reporter(pool: &Pool) -> Value {
    let mut with = issue("路灯不亮");
    with["reporter"] = json!({"kind": "person", "name": "演示王某", "phone": "13000000123"});
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": with}))
        .await
        .ok();
    json!({"id": reply["id"], "reason": "核实地点"})
}

async fn listed(pool: &Pool) -> Value {
    let devices = pool
        .call("demo_admin", "list_devices", json!({}))
        .await
        .ok();
    devices["devices"][0].clone()
}

#[tokio::test]
async fn a_copied_token_is_nothing() {
    let pool = Pool::new();
    let read = with_reporter(&pool).await.to_string();
    let device = Device::enrolled(&pool, "demo_collector").await;
    for path in ["pull", "read_reporter", "me", "read_ticket", "act", "push"] {
        let answer = raw(&pool, path, &device.token, None, &read).await;
        assert_eq!(answer.refused(403), "signature_wrong", "{path}");
        // Nor with another key.
        let mut thief = device.copy();
        thief.key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
        let forged = signed(&thief, path, &read, stamp());
        let answer = raw(&pool, path, &device.token, Some(&forged), &read).await;
        assert_eq!(answer.refused(403), "signature_wrong", "{path}");
    }
    assert!(
        pool.audit()
            .iter()
            .any(|l| l.0 == device.id.as_str() && l.1 == "reporter_refused")
    );
    assert!(!pool.audit().iter().any(|l| l.1 == "reporter_read"));
    // With its key it is the device.
    let good = signed(&device, "read_reporter", &read, stamp());
    raw(&pool, "read_reporter", &device.token, Some(&good), &read)
        .await
        .ok();
}

#[tokio::test]
async fn a_signature_is_good_for_one_request_once() {
    let pool = Pool::new();
    let device = Device::enrolled(&pool, "demo_collector").await;
    let ask = async |path: &str, signed: &str, body: &str| {
        raw(&pool, path, &device.token, Some(signed), body).await
    };
    let once = signed(&device, "me", "{}", stamp());
    ask("me", &once, "{}").await.ok();
    assert_eq!(
        ask("me", &once, "{}").await.refused(429),
        "request_stale",
        "again"
    );
    let other = signed(&device, "me", "{}", stamp());
    assert_eq!(
        ask("pull", &other, "{}").await.refused(403),
        "signature_wrong",
        "elsewhere"
    );
    let body = signed(&device, "me", "{}", stamp());
    assert_eq!(
        ask("me", &body, "{ }").await.refused(400),
        "frame_broken",
        "another body"
    );
    for bad in ["", "x", "a.b.c.d"] {
        assert_eq!(
            ask("me", bad, "{}").await.refused(403),
            "signature_wrong",
            "{bad}"
        );
    }
    // A clock that is off is told what time it is, and nothing else happens.
    let micros = now().0.unsigned_abs() * 1000;
    for off in [
        0,
        micros - 11 * 60_000_000,
        micros + 11 * 60_000_000,
        u64::MAX,
    ] {
        let answer = ask("me", &signed(&device, "me", "{}", off), "{}").await;
        assert_eq!(answer.refused(429), "request_stale", "{off}");
        let told: i64 = answer.json()["params"]["now"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(now().since(model::Moment(told)).abs() < 60_000);
    }
    ask("me", &signed(&device, "me", "{}", stamp()), "{}")
        .await
        .ok();
}

fn offered(answer: &Answer) -> Option<String> {
    let token = answer.headers.get(sync::request::TOKEN)?;
    Some(token.to_str().unwrap().to_string())
}

#[tokio::test]
async fn tokens_change_and_the_second_use_of_an_old_one_ends_both_copies() {
    let pool = Pool::new();
    let device = Device::enrolled(&pool, "demo_collector").await;
    let pull = async |token: &str| {
        let signed = signed(&device, "pull", "{}", stamp());
        raw(&pool, "pull", token, Some(&signed), "{}").await
    };
    assert_eq!(offered(&pull(&device.token).await), None, "it is new");
    row(&pool, "token_at = token_at - 13 * 3600000");
    let second = offered(&pull(&device.token).await).expect("another one");
    // The answer may have been lost: the old one stands until the new one is used.
    assert!(
        offered(&pull(&device.token).await).is_none(),
        "and is not replaced at once"
    );
    assert_eq!(pull(&second).await.status, 200);
    assert_eq!(pull(&device.token).await.status, 200, "what was on its way");
    row(&pool, "before_until = 0");
    // A copy of the device that still has the old one.
    assert_eq!(pull(&device.token).await.refused(403), "device_copied");
    assert_eq!(
        pull(&second).await.refused(403),
        "device_copied",
        "both end"
    );
    pool.audited("device_copied", device.id.as_str());
    let line = listed(&pool).await;
    assert_eq!(
        (&line["state"], &line["user"]),
        (&json!("copied"), &json!("demo_collector"))
    );
    let said = pool.audit().into_iter().filter(|l| l.1 == "device_copied");
    assert_eq!(said.count(), 1);
    // The administrator has looked: the copy in hand goes on, the other one stops it again.
    let one = json!({"id": device.id});
    pool.call("demo_admin", "confirm_device", one).await.ok();
    let third = offered(&pull(&second).await).expect("another one");
    assert_eq!(pull(&third).await.status, 200);
    row(&pool, "before_until = 0");
    assert_eq!(pull(&device.token).await.refused(403), "device_copied");
}

#[tokio::test]
async fn a_device_of_an_older_version_signs_from_its_next_sync_on() {
    let pool = Pool::new();
    let read = with_reporter(&pool).await.to_string();
    let device = Device::enrolled(&pool, "demo_collector").await;
    row(&pool, "signs = 0");
    // Its app was not renewed yet: it syncs, but no reporter is shown to a token alone.
    assert_eq!(
        raw(&pool, "pull", &device.token, None, "{}").await.status,
        200
    );
    let answer = raw(&pool, "read_reporter", &device.token, None, &read).await;
    assert_eq!(answer.refused(403), "signature_wrong");
    // The new app signs with the key it was enrolled with; from then on nothing else counts.
    let first = signed(&device, "pull", "{}", stamp());
    assert_eq!(
        raw(&pool, "pull", &device.token, Some(&first), "{}")
            .await
            .status,
        200
    );
    let answer = raw(&pool, "pull", &device.token, None, "{}").await;
    assert_eq!(answer.refused(403), "signature_wrong");
}

#[tokio::test]
async fn a_reset_password_closes_reporters_until_the_person_chose_a_new_one() {
    let pool = Pool::new();
    let read = with_reporter(&pool).await.to_string();
    let device = Device::enrolled(&pool, "demo_collector").await;
    let ask = async || {
        pool.post("read_reporter", Some(&device.token), read.clone())
            .await
    };
    ask().await.ok();
    let user = "demo_collector".parse::<model::UserName>().unwrap();
    pool.store
        .write_now(move |tx| tx.shut_devices(&user, true))
        .unwrap();
    assert_eq!(ask().await.refused(403), "device_shut");
    assert_eq!(
        pool.post("pull", Some(&device.token), "{}").await.status,
        200,
        "work goes on"
    );
    let change = json!({"old": crate::support::PASSWORD, "new": "另一段口令 2026"});
    pool.call("demo_collector", "change_password", change)
        .await
        .ok();
    ask().await.ok();
}

#[tokio::test]
async fn the_administrator_lists_and_switches_off() {
    let pool = Pool::new();
    let device = Device::enrolled(&pool, "demo_collector").await;
    let line = listed(&pool).await;
    assert_eq!(
        (&line["state"], &line["last_seen"]),
        (&json!("active"), &json!(null))
    );
    pool.post("pull", Some(&device.token), "{}").await;
    pool.audit();
    assert!(listed(&pool).await["last_seen"].is_string());
    // Not heard of for too long.
    row(&pool, "token_at = 0, seen_at = 0");
    assert_eq!(listed(&pool).await["state"], "expired");
    let answer = pool.post("pull", Some(&device.token), "{}").await;
    assert_eq!(answer.refused(403), "device_expired");
    row(&pool, "token_at = 9000000000000, seen_at = null");
    // Since a restore it waits.
    row(&pool, "held_at = 1, renew = 1");
    let answer = pool.post("pull", Some(&device.token), "{}").await;
    assert_eq!(answer.refused(403), "device_held");
    let one = json!({"id": device.id});
    pool.call("demo_admin", "confirm_device", one.clone())
        .await
        .ok();
    let again = pool.call("demo_admin", "confirm_device", one.clone()).await;
    assert_eq!(again.refused(400), "value_unknown");
    assert!(offered(&pool.post("pull", Some(&device.token), "{}").await).is_some());
    pool.call("demo_admin", "revoke_device", one.clone())
        .await
        .ok();
    pool.audited("device_revoked", device.id.as_str());
    let answer = pool.post("pull", Some(&device.token), "{}").await;
    assert_eq!(answer.refused(403), "device_revoked");
    assert_eq!(listed(&pool).await["state"], "revoked");
    assert_eq!(
        pool.call("demo_handler", "revoke_device", one)
            .await
            .refused(403),
        "no_post"
    );
}
