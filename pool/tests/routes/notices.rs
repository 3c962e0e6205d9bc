use crate::support::Pool;
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt;
use serde_json::json;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// One window's line; reads whole events.
struct Line {
    body: BodyDataStream,
    text: String,
}

/// A field of an event, as the browser reads it.
fn field<'a>(event: &'a str, name: &str) -> Option<&'a str> {
    event
        .lines()
        .find_map(|l| l.strip_prefix(name)?.strip_prefix(':'))
        .map(str::trim)
}

impl Line {
    /// The next event or comment; none when the pool hung up.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let event = self.text[..end].to_string();
                self.text.drain(..end + 2);
                return Some(event);
            }
            let more = tokio::time::timeout(Duration::from_secs(15), self.body.next())
                .await
                .expect("an event comes");
            self.text += std::str::from_utf8(&more?.unwrap()).unwrap();
        }
    }
}

async fn ask(pool: &Pool, token: &str, last: Option<&str>) -> axum::response::Response {
    let mut request =
        Request::get("/api/v1/notices").header(header::COOKIE, format!("zs_session={token}"));
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let request = request.body(Body::empty()).unwrap();
    pool.router.clone().oneshot(request).await.unwrap()
}

async fn listen(pool: &Pool, user: &str, last: Option<&str>) -> Line {
    let response = ask(pool, &pool.token(user).await, last).await;
    assert_eq!(response.status(), 200);
    let kind = &response.headers()[header::CONTENT_TYPE];
    assert!(kind.to_str().unwrap().starts_with("text/event-stream"));
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    Line {
        body: response.into_body().into_data_stream(),
        text: String::new(),
    }
}

#[tokio::test]
async fn a_change_is_told_by_topic_and_nothing_else() {
    let pool = Pool::new();
    // Whoever sees nothing hears the same as whoever sees all: what to read again, not what changed.
    for user in ["demo_desk_district", "demo_admin"] {
        let mut line = listen(&pool, user, None).await;
        let first = line.next().await.unwrap();
        let before: u64 = field(&first, "id").unwrap().parse().unwrap();
        assert_eq!(field(&first, "data"), None, "only where it stands: {first}");
        let id = pool.captured("路灯不亮").await;
        let event = line.next().await.unwrap();
        assert_eq!(field(&event, "event"), Some("topics"));
        assert_eq!(field(&event, "data"), Some(r#"["tickets"]"#));
        assert!(field(&event, "id").unwrap().parse::<u64>().unwrap() > before);
        assert!(
            !event.contains(&id) && event.lines().count() == 3,
            "{event}"
        );
    }
}

#[tokio::test]
async fn a_gap_is_told_at_once() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    let mut line = listen(&pool, "demo_desk_town", None).await;
    let here = field(&line.next().await.unwrap(), "id")
        .unwrap()
        .to_string();
    pool.captured("井盖松动").await;
    // Behind, ahead of a restored pool, and nonsense: all three read again.
    for last in [here.as_str(), "999999", "喵"] {
        let mut line = listen(&pool, "demo_desk_town", Some(last)).await;
        let event = line.next().await.unwrap();
        assert_eq!(
            field(&event, "data"),
            Some(r#"["tickets","views"]"#),
            "{last}"
        );
        let now = field(&event, "id").unwrap().to_string();
        let mut again = listen(&pool, "demo_desk_town", Some(&now)).await;
        let event = again.next().await.unwrap();
        assert_eq!(
            field(&event, "data"),
            Some(r#"["views"]"#),
            "nothing was missed"
        );
    }
}

#[tokio::test]
async fn a_burst_is_few_notices_and_the_last_one_is_whole() {
    let pool = Pool::new();
    let mut line = listen(&pool, "demo_desk_town", None).await;
    line.next().await.unwrap();
    let begun = Instant::now();
    for i in 0..25 {
        pool.captured(&format!("路灯不亮 {i}")).await;
    }
    let head = *pool.store.head().borrow();
    let mut notices = 0;
    loop {
        let event = line.next().await.unwrap();
        notices += 1;
        if field(&event, "id").unwrap().parse::<u64>().unwrap() == head {
            break;
        }
    }
    let spans = begun.elapsed().as_millis() / 400;
    assert!(notices <= spans + 2, "{notices} notices in {spans} spans");
}

#[tokio::test]
async fn views_are_told_to_their_owner_alone() {
    let pool = Pool::new();
    let mut own = listen(&pool, "demo_desk_town", None).await;
    let mut other = listen(&pool, "demo_desk_district", None).await;
    own.next().await.unwrap();
    other.next().await.unwrap();
    let view = json!({"name": "超时", "filter": {"overdue": true}});
    pool.call("demo_desk_town", "save_view", view).await.ok();
    let event = own.next().await.unwrap();
    assert_eq!(field(&event, "data"), Some(r#"["views"]"#));
    pool.captured("路灯不亮").await;
    let event = other.next().await.unwrap();
    assert_eq!(
        field(&event, "data"),
        Some(r#"["tickets"]"#),
        "not the other's views"
    );
}

#[tokio::test]
async fn only_sessions_listen_and_only_while_they_stand() {
    let pool = Pool::new();
    let none = Request::get("/api/v1/notices").body(Body::empty()).unwrap();
    assert_eq!(pool.send(none).await.refused(401), "signed_out");
    assert_eq!(
        ask(&pool, "zs1.s.wrong", None).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let device = crate::support::device::Device::enrolled(&pool, "demo_collector").await;
    let bearer = format!("Bearer {}", device.token);
    let asked = Request::get("/api/v1/notices").header(header::AUTHORIZATION, bearer);
    let refused = pool.send(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.refused(404), "command_unknown");

    let mut line = listen(&pool, "demo_desk_town", None).await;
    line.next().await.unwrap();
    pool.call("demo_desk_town", "sign_out", json!({}))
        .await
        .ok();
    pool.captured("路灯不亮").await;
    assert_eq!(line.next().await, None, "the line ends with the session");
}

#[tokio::test]
async fn seats_are_bounded_and_given_back() {
    let pool = Pool::new();
    let mut lines = Vec::new();
    for _ in 0..8 {
        lines.push(listen(&pool, "demo_visitor", None).await);
    }
    let token = pool.token("demo_visitor").await;
    assert_eq!(ask(&pool, &token, None).await.status(), 429);
    listen(&pool, "demo_handler", None).await;
    lines.pop();
    listen(&pool, "demo_visitor", None).await;
}
