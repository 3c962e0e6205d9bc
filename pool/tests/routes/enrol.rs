use crate::support::device::{Device, enrol_body};
use crate::support::{Pool, sign_with};
use axum::http::header;
use ed25519_dalek::SigningKey;
use serde_json::json;

fn key() -> SigningKey {
    SigningKey::from_bytes(&pool::store::random().unwrap())
}

#[tokio::test]
async fn a_code_makes_one_device() {
    let pool = Pool::new();
    let (code, mine) = (pool.code("demo_collector"), key());
    let first = pool
        .post("enrol", None, enrol_body(&code, &mine))
        .await
        .ok();
    assert_eq!(first["person"]["user"], "demo_collector");
    assert_eq!(first["device"].as_str().unwrap().len(), 16);
    // The answer was lost: the same key asks again and stays the same device.
    let again = pool
        .post("enrol", None, enrol_body(&code.to_lowercase(), &mine))
        .await
        .ok();
    assert_eq!(again["device"], first["device"]);
    assert_ne!(again["token"], first["token"]);
    assert_eq!(
        pool.post("enrol", None, enrol_body(&code, &key()))
            .await
            .refused(403),
        "code_used"
    );
    assert_eq!(
        pool.post("enrol", None, enrol_body("0000-0000-0000", &key()))
            .await
            .refused(403),
        "code_unknown"
    );
    pool.audited("enrol_refused", "code_used");
    let token = again["token"].as_str().unwrap();
    let id = serde_json::from_value(again["device"].clone()).unwrap();
    sign_with(token, &id, &mine);
    assert_eq!(
        pool.post("me", Some(token), "").await.ok()["user"],
        "demo_collector"
    );
    // A device reads for its person; it writes by signed edits.
    pool.post("read_district", Some(token), "").await.ok();
    for call in ["list_tickets", "capture", "edit_facts", "change_password"] {
        assert_eq!(
            pool.post(call, Some(token), "{}").await.refused(404),
            "command_unknown",
            "{call}"
        );
    }
}

#[tokio::test]
async fn codes_are_not_guessed_in_any_number() {
    let pool = Pool::new();
    let mine = pool.code("demo_collector");
    let mut refusals = std::collections::BTreeMap::new();
    for n in 0..100 {
        let guess = enrol_body(&format!("0000-0000-{n:04}"), &key());
        let answer = pool.post("enrol", None, guess).await;
        let code = answer.json()["code"].as_str().unwrap().to_string();
        assert_eq!(code == "too_fast", answer.status == 429);
        assert_eq!(
            code == "too_fast",
            answer.headers.contains_key(header::RETRY_AFTER)
        );
        *refusals.entry(code).or_insert(0) += 1;
    }
    assert!(refusals["code_unknown"] <= 41, "{refusals:?}");
    assert!(refusals["too_fast"] >= 59, "{refusals:?}");
    // From there the right one is held up as well, and is still good afterwards.
    let answer = pool.post("enrol", None, enrol_body(&mine, &key())).await;
    assert_eq!(answer.refused(429), "too_fast");
}

#[tokio::test]
async fn proof_and_time_count() {
    let pool = Pool::new();
    let code = pool.code("demo_collector");
    let mut forged: serde_json::Value = serde_json::from_str(&enrol_body(&code, &key())).unwrap();
    forged["public_key"] = json!(hex::encode(key().verifying_key().to_bytes()));
    assert_eq!(
        pool.post("enrol", None, forged.to_string())
            .await
            .refused(403),
        "signature_wrong"
    );
    forged["public_key"] = json!("zz");
    assert_eq!(
        pool.post("enrol", None, forged.to_string())
            .await
            .refused(400),
        "field_type"
    );
    let hash = pool::auth::read_code("AAAA-BBBB-CCCC");
    let past = crate::support::now().plus_minutes(-1);
    let user: model::UserName = "demo_collector".parse().unwrap();
    pool.store
        .write_now(move |tx| tx.add_enrol_code(&hash, &user, past))
        .unwrap();
    assert_eq!(
        pool.post("enrol", None, enrol_body("AAAA-BBBB-CCCC", &key()))
            .await
            .refused(403),
        "code_expired"
    );
}

#[tokio::test]
async fn a_switched_off_device_is_out_from_its_next_request() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let written = device.capture("路灯不亮", vec![]);
    let id = device.id.clone();
    assert!(
        pool.store
            .write_now(move |tx| tx.revoke_device(&id, crate::support::now()))
            .unwrap()
    );
    let frame = device.frame(&[written], vec![]);
    assert_eq!(
        device.send(&pool, frame).await.refused(403),
        "device_revoked"
    );
    assert_eq!(
        pool.post("pull", Some(&device.token), "{}")
            .await
            .refused(403),
        "device_revoked"
    );
    assert_eq!(
        pool.post("me", Some(&device.token), "").await.refused(403),
        "device_revoked"
    );
    assert_eq!(
        pool.post("push", None, "").await.refused(403),
        "not_enrolled"
    );
}
