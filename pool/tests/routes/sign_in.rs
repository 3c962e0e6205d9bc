use crate::support::{PASSWORD, Pool};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

async fn try_in(pool: &Pool, user: &str, password: &str) -> crate::support::Answer {
    pool.post(
        "sign_in",
        None,
        json!({"user": user, "password": password}).to_string(),
    )
    .await
}

#[tokio::test]
async fn opens_a_session_and_closes_it() {
    let pool = Pool::new();
    let signed = try_in(&pool, "demo_handler", PASSWORD).await;
    let body = signed.ok();
    assert_eq!(
        (body["user"].as_str(), body["roles"][0].as_str()),
        (Some("demo_handler"), Some("handler"))
    );
    let cookie = signed.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("zs_session=s")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Strict")
    );
    let token = body["token"].as_str().unwrap();
    let me = pool.post("me", Some(token), "").await.ok();
    assert_eq!(me["user"], "demo_handler");
    assert_eq!(
        pool.post("me", None, "").await.ok()["user"],
        serde_json::Value::Null
    );
    pool.post("sign_out", Some(token), "{}").await.ok();
    assert_eq!(
        pool.post("count_tickets", Some(token), "")
            .await
            .refused(401),
        "signed_out"
    );
    assert_eq!(
        pool.post("count_tickets", None, "").await.refused(401),
        "signed_out"
    );
    assert_eq!(
        pool.post("count_tickets", Some("s"), "").await.refused(401),
        "signed_out"
    );
}

#[tokio::test]
async fn locks_an_account_after_five_failures_and_no_other() {
    let pool = Pool::new();
    for user in ["demo_handler", "nobody_here"] {
        for _ in 0..5 {
            assert_eq!(
                try_in(&pool, user, "wrong password").await.refused(401),
                "sign_in_failed"
            );
        }
        // Locked for the right password too, and alike for a name nobody has.
        let locked = try_in(&pool, user, PASSWORD).await;
        assert_eq!(locked.refused(429), "locked_out");
        assert_eq!(locked.json()["params"]["minutes"], "1");
    }
    try_in(&pool, "demo_unit_leader", PASSWORD).await.ok();
    // What people type into the name field by mistake is not kept.
    assert!(pool.audit().iter().all(|l| l.0 != "nobody_here"));
    assert!(pool.audit().iter().any(|l| l.1 == "sign_in_failed"));
}

#[tokio::test]
async fn a_first_password_opens_nothing_but_its_change() {
    let pool = Pool::new();
    let mut user = pool
        .store
        .read_now(|db| db.user("demo_handler"))
        .unwrap()
        .unwrap();
    user.must_change = true;
    pool.store.write_now(move |tx| tx.put_user(&user)).unwrap();
    let token = pool.token("demo_handler").await;
    assert_eq!(
        pool.post("list_tickets", Some(&token), "")
            .await
            .refused(403),
        "must_change_password"
    );
    assert_eq!(
        pool.post("capture", Some(&token), "{}").await.refused(403),
        "must_change_password"
    );
    let other = try_in(&pool, "demo_handler", PASSWORD).await.ok()["token"]
        .as_str()
        .unwrap()
        .to_string();
    let change = |old: &str, new: &str| json!({"old": old, "new": new}).to_string();
    assert_eq!(
        pool.post("change_password", Some(&token), change("x", "long enough"))
            .await
            .refused(401),
        "sign_in_failed"
    );
    for weak in ["short", "demo_handler", PASSWORD] {
        assert_eq!(
            pool.post("change_password", Some(&token), change(PASSWORD, weak))
                .await
                .refused(400),
            "password_weak"
        );
    }
    pool.post(
        "change_password",
        Some(&token),
        change(PASSWORD, "long enough"),
    )
    .await
    .ok();
    pool.post("list_tickets", Some(&token), "").await.ok();
    assert_eq!(
        pool.post("me", Some(&other), "").await.ok()["user"],
        serde_json::Value::Null
    );
    try_in(&pool, "demo_handler", "long enough").await.ok();
}

#[tokio::test]
async fn a_cookie_changes_nothing_for_another_site() {
    let pool = Pool::new();
    let token = pool.token("demo_collector").await;
    let capture = |headers: &[(&str, &str)]| {
        let mut request = Request::post("/api/v1/capture")
            .header(header::COOKIE, format!("a=b; zs_session={token}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
            .body(Body::from(
                json!({"issue": crate::support::issue("路灯")}).to_string(),
            ))
            .unwrap()
    };
    assert_eq!(pool.send(capture(&[])).await.refused(403), "no_right");
    let foreign = [
        ("x-zs12345", "1"),
        ("origin", "https://evil.example"),
        ("host", "pool.example"),
    ];
    assert_eq!(pool.send(capture(&foreign)).await.refused(403), "no_right");
    let own = [
        ("x-zs12345", "1"),
        ("origin", "https://pool.example"),
        ("host", "pool.example"),
    ];
    pool.send(capture(&own)).await.ok();
    // Reading needs no guard.
    let read = Request::post("/api/v1/count_tickets")
        .header(header::COOKIE, format!("zs_session={token}"));
    pool.send(read.body(Body::empty()).unwrap()).await.ok();
    // One planted beside it does not take its place.
    for (cookies, signed_in) in [
        (format!("zs_session={token}; zs_session=planted"), true),
        (format!("zs_session=planted; zs_session={token}"), false),
    ] {
        let read = Request::post("/api/v1/count_tickets").header(header::COOKIE, cookies);
        let reply = pool.send(read.body(Body::empty()).unwrap()).await;
        match signed_in {
            true => reply.ok(),
            false => json!(reply.refused(401)),
        };
    }
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let pool = Pool::new();
    let token = pool.token("demo_collector").await;
    let token = Some(token.as_str());
    assert_eq!(
        pool.post("nonsense", token, "").await.refused(404),
        "command_unknown"
    );
    assert_eq!(
        pool.post("unlock", token, r#"{"pin":"1"}"#)
            .await
            .refused(404),
        "command_unknown"
    );
    assert_eq!(
        pool.post("list_tickets", token, "{").await.refused(400),
        "json_invalid"
    );
    let unknown = pool
        .post("list_tickets", token, r#"{"colour":"red"}"#)
        .await;
    assert_eq!(
        (
            unknown.refused(400).as_str(),
            unknown.json()["params"]["field"].as_str()
        ),
        ("field_unknown", Some("colour"))
    );
    let large = "x".repeat(1_000_001);
    assert_eq!(
        pool.post("list_tickets", token, large).await.refused(413),
        "body_too_large"
    );
}
