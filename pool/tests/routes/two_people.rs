//! One browser, two people: the page is A's, the session in the cookie is B's by now.

use crate::support::{Answer, Pool};
use api::call::AnsweredAt;
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

/// A request of a page that is this person's, with another's or the own session in the cookie.
async fn send(
    pool: &Pool,
    method: &str,
    path: &str,
    page_of: Option<&str>,
    session_of: &str,
    body: &str,
) -> Answer {
    let token = pool.token(session_of).await;
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/api/v1/{path}"))
        .header(header::COOKIE, format!("zs_session={token}"))
        .header("x-zs12345", "1");
    if let Some(user) = page_of {
        request = request.header("x-zs12345-user", user);
    }
    pool.send(request.body(Body::from(body.to_string())).unwrap())
        .await
}

#[tokio::test]
async fn nothing_is_done_for_a_page_of_somebody_else() {
    let pool = Pool::new();
    let id = pool.captured("两个人的浏览器").await;
    let (a, b) = ("demo_desk_town", "demo_desk_district");
    for info in api::TABLE
        .iter()
        .filter(|i| i.at != AnsweredAt::Device && i.name != "enrol")
    {
        let answer = send(&pool, "POST", info.name, Some(a), b, "{}").await;
        assert_eq!(answer.refused(409), "other_person", "{}", info.name);
    }
    let accept =
        json!({"id": id, "action": "accept", "payload": {"category": "010103", "grade": "normal"}});
    let accept = accept.to_string();
    let refused = send(&pool, "POST", "act", Some(a), b, &accept).await;
    assert_eq!(refused.refused(409), "other_person");
    assert_eq!(pool.shown(a, &id).await["status"], "pooled");
    // Leaving on A's page signs B out as little.
    let sha = "0".repeat(64);
    for (method, path) in [
        ("GET", format!("photos/{sha}")),
        ("PUT", format!("photos/{sha}?ticket={id}")),
        ("GET", "exports/x.csv".into()),
        ("GET", "notices".into()),
        ("GET", "basemap".into()),
    ] {
        let answer = send(&pool, method, &path, Some(a), b, "").await;
        assert_eq!(answer.refused(409), "other_person", "{path}");
        // Where a page can set no header it says so in the address.
        let mark = if path.contains('?') { '&' } else { '?' };
        let marked = format!("{path}{mark}user={a}");
        let answer = send(&pool, method, &marked, None, b, "").await;
        assert_eq!(answer.refused(409), "other_person", "{marked}");
    }
    // Who is there now is told to whoever asks for nobody's page.
    let there = send(&pool, "POST", "me", None, b, "").await;
    assert_eq!(there.ok()["user"], b);
    // B's own page; one that says nothing reads, and changes nothing.
    for page in [Some(b), None] {
        send(&pool, "POST", "count_tickets", page, b, "").await.ok();
    }
    let silent = send(&pool, "POST", "act", None, b, &accept).await;
    assert_eq!(silent.refused(403), "cross_site");
    send(&pool, "POST", "act", Some(a), a, &accept).await.ok();
    assert_eq!(pool.shown(a, &id).await["status"], "accepted");
}

#[tokio::test]
async fn a_page_s_name_is_read_as_an_address_writes_it() {
    let pool = Pool::new();
    let mut user = pool
        .store
        .read_now(|db| db.user("demo_handler"))
        .unwrap()
        .unwrap();
    user.person.user = "李+伟&1".parse().unwrap();
    pool.store.write_now(move |tx| tx.put_user(&user)).unwrap();
    let name = "%E6%9D%8E%2B%E4%BC%9F%261";
    send(&pool, "POST", "count_tickets", Some(name), "李+伟&1", "")
        .await
        .ok();
    let marked = format!("basemap?user={name}");
    let answer = send(&pool, "GET", &marked, None, "李+伟&1", "").await;
    assert_eq!(answer.refused(404), "basemap_none");
    for other in ["", "%E6%9D%8E", "demo_handler", "%FF"] {
        let answer = send(&pool, "POST", "count_tickets", Some(other), "李+伟&1", "").await;
        assert_eq!(answer.refused(409), "other_person", "{other}");
    }
}
