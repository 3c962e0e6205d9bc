//! Each refusal of somebody the pool knows is a line, without anything personal in it.

use crate::support::device::Device;
use crate::support::{PASSWORD, Pool, issue, now, sign_with};
use serde_json::{Value, json};

/// Whether there is a line by this person or device with this code.
fn line(pool: &Pool, who: &str, code: &str) -> bool {
    let said = |l: &(String, String, String)| l.0 == who && (l.1 == code || l.2.starts_with(code));
    pool.audit().iter().any(said)
}

#[tokio::test]
async fn refusals_at_the_desk_are_lines() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let cases: [(&str, &str, Value); 7] = [
        ("demo_handler2", "read_ticket", json!({"id": id})),
        (
            "demo_handler",
            "read_reporter",
            json!({"id": id, "reason": " "}),
        ),
        ("demo_handler", "list_people", json!({})),
        ("demo_desk_town", "list_tickets", json!({"colour": 1})),
        ("demo_desk_town", "list_tickets", json!({"after": "x"})),
        (
            "demo_assessor",
            "read_reporter",
            json!({"id": id, "reason": "看看"}),
        ),
        (
            "demo_collector",
            "change_password",
            json!({"old": "x", "new": "另一段口令 2026"}),
        ),
    ];
    for (user, call, body) in &cases {
        let answer = pool.call(user, call, body.clone()).await;
        assert!(answer.status.is_client_error(), "{user} {call}");
        let code = answer.json()["code"].as_str().unwrap().to_string();
        assert!(line(&pool, user, &code), "{user} {call} {code}");
    }
    // A wrong password of an account that is there, and an account that is locked.
    for _ in 0..6 {
        let body = json!({"user": "demo_visitor", "password": "wrong"}).to_string();
        pool.post("sign_in", None, body).await;
    }
    assert!(line(&pool, "demo_visitor", "sign_in_failed"));
    assert!(line(&pool, "demo_visitor", "locked_out"));
    // What is not there for them is not told apart, and neither line nor answer holds what was asked for.
    assert!(
        pool.audit()
            .iter()
            .all(|l| !l.2.contains("路灯") && !l.2.contains(PASSWORD))
    );
}

#[tokio::test]
async fn refusals_of_devices_are_lines() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let id = device.id.to_string();
    let token = device.token.clone();
    for (path, body, code) in [
        ("pull", "{", "json_invalid"),
        ("pull", r#"{"colour": 1}"#, "field_unknown"),
        ("push", "ZSP1", "frame_broken"),
        (
            "read_reporter",
            r#"{"id": "0190b5a0-0000-7000-8000-000000000001", "reason": "看"}"#,
            "not_found",
        ),
    ] {
        let answer = pool.post(path, Some(&token), body.to_string()).await;
        let said = answer.json()["code"]
            .as_str()
            .unwrap_or_default()
            .to_string();
        assert!(answer.status.is_client_error(), "{path} {code}");
        assert!(line(&pool, &id, &said), "{path} {code} {said}");
    }
    // A frame whose reporter does not read, and one edit refused in a good frame, stand under the person's name.
    let written = device.capture_with(issue("路灯不亮"), vec![]);
    let frame = device.frame(&[written], vec![]);
    // Work on a ticket that was never seen is asked for its past like work on one that is not there; the books tell them apart.
    let far = pool.captured("路灯不亮").await;
    let mut other = Device::enrolled(&pool, "demo_handler2").await;
    let nobody = serde_json::from_value(json!({"kind": "anonymous"})).unwrap();
    let side = other.side(&far.parse().unwrap(), nobody);
    other.push_with(&pool, &[], vec![side]).await;
    let said = (
        "demo_handler2".into(),
        "push_refused".into(),
        "not_found".into(),
    );
    assert!(pool.audit().contains(&said), "{:?}", pool.audit());
    let revoked = device.id.clone();
    pool.store
        .write_now(move |tx| tx.revoke_device(&revoked, now()))
        .unwrap();
    assert_eq!(
        device.send(&pool, frame).await.refused(403),
        "device_revoked"
    );
    assert!(line(&pool, &id, "device_revoked"));
}

#[tokio::test]
async fn who_only_knows_a_devices_id_writes_nothing_in_its_name() {
    let pool = Pool::new();
    let device = Device::enrolled(&pool, "demo_collector").await;
    let mut thief = device.copy();
    thief.key = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    // A token of the right form that nobody was given.
    thief.token = pool::auth::Token::draw(pool::auth::Kind::Device)
        .unwrap()
        .text;
    sign_with(&thief.token, &thief.id, &thief.key);
    let before = pool.audit().len();
    for call in ["me", "pull", "read_reporter"] {
        let answer = pool.post(call, Some(&thief.token), "{}").await;
        assert_eq!(answer.refused(403), "signature_wrong", "{call}");
    }
    assert_eq!(pool.audit().len(), before, "{:?}", pool.audit());
}

#[tokio::test]
async fn a_flood_is_a_few_lines() {
    let pool = Pool::new();
    for _ in 0..200 {
        pool.call("demo_handler", "list_people", json!({})).await;
    }
    let said = pool
        .audit()
        .into_iter()
        .filter(|l| l.2 == "no_post list_people");
    assert_eq!(said.count(), 20);
}
