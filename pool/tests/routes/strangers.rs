//! Before it is known who asks: nothing of a body is read, and strangers make room for officers.

use crate::support::{PASSWORD, Pool};
use api::call::AnsweredAt;
use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use futures_util::{StreamExt, stream};
use pool::http::threshold::{Gateways, Limits, Threshold};
use serde_json::json;
use std::convert::Infallible;
use tokio::sync::oneshot;
use tower::ServiceExt;

/// A body that never comes, and a word when somebody begins to read it.
fn silent() -> (Body, oneshot::Receiver<()>) {
    let (send, asked) = oneshot::channel();
    let told = stream::once(async move {
        let _ = send.send(());
        std::future::pending::<Result<Bytes, Infallible>>().await
    });
    (Body::from_stream(told), asked)
}

#[tokio::test]
async fn whoever_may_not_is_refused_before_any_of_the_body_is_read() {
    let pool = Pool::new();
    let sha = "0".repeat(64);
    let calls = api::TABLE
        .iter()
        .filter(|info| info.at != AnsweredAt::Device && !info.access.open)
        .map(|info| ("POST", format!("/api/v1/{}", info.name)));
    let own = [
        ("POST", "/api/v1/push".to_string()),
        ("POST", "/api/v1/pull".to_string()),
        ("PUT", format!("/api/v1/photos/{sha}?ticket={sha}")),
        ("POST", "/api/v1/nonsense".to_string()),
    ];
    let long_gone = format!("s{}", "A".repeat(43));
    for (method, path) in calls.chain(own) {
        for token in [None, Some("rubbish"), Some(long_gone.as_str())] {
            let (body, mut asked) = silent();
            let mut request = Request::builder()
                .method(method)
                .uri(&path)
                .header(header::CONTENT_LENGTH, 12 << 20);
            if let Some(token) = token {
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
            let answer = pool.send(request.body(body).unwrap()).await;
            assert!(
                (400..500).contains(&answer.status.as_u16()),
                "{path}: {}",
                answer.status
            );
            // What is taken off afterwards is thrown away, unread by anybody.
            let _ = asked.try_recv();
        }
    }
    // A person whose posts do not suffice, and a photo on a ticket out of sight.
    let token = pool.token("demo_handler").await;
    let ticket = pool.captured("看不见的一件").await;
    for (method, path, code) in [
        ("POST", "/api/v1/list_people".to_string(), "no_post"),
        (
            "PUT",
            format!("/api/v1/photos/{sha}?ticket={ticket}"),
            "not_found",
        ),
    ] {
        let (body, _asked) = silent();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = pool.send(request.body(body).unwrap()).await;
        assert_eq!(answer.json()["code"], code);
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_has_a_small_body() {
    let pool = Pool::new();
    let large = "x".repeat(16_001);
    for path in ["sign_in", "me", "enrol"] {
        assert_eq!(
            pool.post(path, None, large.clone()).await.refused(413),
            "body_too_large",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_full_door_sends_strangers_away_at_once_and_lets_officers_in() {
    let limits = Limits {
        strangers: 3,
        ..Limits::default()
    };
    let pool = Pool::new().behind(Threshold::new(limits, Gateways::default(), false));
    let token = pool.token("demo_desk_town").await;
    let other = pool.token("demo_handler").await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let (body, asked) = silent();
        let request = Request::post("/api/v1/sign_in").body(body).unwrap();
        held.push(tokio::spawn(pool.router.clone().oneshot(request)));
        asked.await.unwrap();
    }
    let wants = json!({"user": "demo_handler", "password": PASSWORD}).to_string();
    for (path, body) in [("sign_in", wants.as_str()), ("me", ""), ("enrol", "{}")] {
        let answer = pool.post(path, None, body.to_string()).await;
        assert_eq!(answer.refused(503), "try_later", "{path}");
        assert!(answer.headers.contains_key(header::RETRY_AFTER));
    }
    // Officers are answered, and so is whoever watches over the pool.
    for token in [&token, &other] {
        pool.post("count_tickets", Some(token), "").await.ok();
    }
    let health = Request::get("/healthz").body(Body::empty()).unwrap();
    assert_eq!(pool.send(health).await.status, 200);
    // A token that does not stand is a stranger's.
    let planted = format!("s{}", "A".repeat(43));
    let answer = pool.post("count_tickets", Some(&planted), "").await;
    assert_eq!(answer.refused(503), "try_later");
    for one in &held {
        one.abort();
    }
}

#[tokio::test]
async fn a_body_that_drips_is_given_up() {
    let mut limits = Limits::default();
    limits.pace.grace = std::time::Duration::from_millis(20);
    let pool = Pool::new().behind(Threshold::new(limits, Gateways::default(), false));
    let drips = stream::repeat(()).then(|()| async {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        Ok::<_, Infallible>(Bytes::from_static(b" "))
    });
    let request = Request::post("/api/v1/sign_in")
        .body(Body::from_stream(drips))
        .unwrap();
    assert_eq!(pool.send(request).await.refused(429), "body_slow");
}
