//! Other sites make the browser send requests: nothing is done for them.

use crate::support::{PASSWORD, Pool};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

#[tokio::test]
async fn nobody_is_signed_in_by_another_site() {
    let pool = Pool::new();
    let body = json!({"user": "demo_handler", "password": PASSWORD}).to_string();
    let send = async |headers: &[(&str, &str)]| {
        let mut request = Request::post("/api/v1/sign_in").header(header::HOST, "pool.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.clone())).unwrap();
        pool.send(request).await
    };
    for foreign in [
        [("origin", "https://evil.example")].as_slice(),
        &[("origin", "null")],
        &[("origin", "https://pool.example.evil.example")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[
            ("origin", "https://pool.example"),
            ("sec-fetch-site", "cross-site"),
        ],
    ] {
        let answer = send(foreign).await;
        assert_eq!(answer.refused(403), "cross_site", "{foreign:?}");
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
    }
    send(&[
        ("origin", "https://pool.example"),
        ("sec-fetch-site", "same-origin"),
    ])
    .await
    .ok();
    // A program says neither.
    send(&[]).await.ok();
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
    assert_eq!(pool.send(capture(&[])).await.refused(403), "cross_site");
    let foreign = [
        ("x-zs12345", "1"),
        ("x-zs12345-user", "demo_collector"),
        ("origin", "https://evil.example"),
        ("host", "pool.example"),
    ];
    assert_eq!(
        pool.send(capture(&foreign)).await.refused(403),
        "cross_site"
    );
    let own = [
        ("x-zs12345", "1"),
        ("x-zs12345-user", "demo_collector"),
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
