//! What every answer says to browsers, whatever the route and however it went.

use crate::support::device::Device;
use crate::support::{Pool, picture};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use pool::http::{App, Frontend, router};
use serde_json::{Value, json};
use tower::ServiceExt;

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |v| v.to_str().unwrap())
}

#[track_caller]
fn check(headers: &HeaderMap, what: &str, tls: bool) {
    assert_eq!(text(headers, "x-content-type-options"), "nosniff", "{what}");
    assert_eq!(text(headers, "referrer-policy"), "no-referrer", "{what}");
    // What a document may use, and who may open it, is asked of documents alone.
    let page = text(headers, "content-type").starts_with("text/html");
    let rights = text(headers, "permissions-policy");
    let own = rights.contains("camera=(self), geolocation=(self), microphone=()");
    assert_eq!(own, page, "{what}: {rights}");
    let policy = text(headers, "content-security-policy");
    assert!(
        policy.starts_with("default-src '") && policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    let hsts = text(headers, "strict-transport-security");
    assert_eq!(hsts.starts_with("max-age="), tls, "{what}");
}

#[tokio::test]
async fn every_route_answers_with_the_same_headers() {
    let pool = Pool::new();
    let document = pool::http::openapi();
    let described = document["paths"].as_object().unwrap();
    // Each route of the router is walked: those that are described, and no other is there.
    let source = include_str!("../../src/http/router.rs");
    let routes: Vec<&str> = source
        .split(".route(")
        .skip(1)
        .filter_map(|part| part.split('"').nth(1))
        .collect();
    assert!(routes.len() > 9, "{routes:?}");
    for route in &routes {
        let known = described.contains_key(*route)
            || ["/api/v1/{call}", "/api/v1/openapi.json"].contains(route);
        assert!(known, "{route} is not described");
    }
    let token = pool.token("demo_desk_town").await;
    let extra = json!({
        "/": {"get": {}}, "/nowhere.js": {"get": {}, "post": {}}, "/api/v1/openapi.json": {"get": {}},
        "/api/v1/nonsense": {"post": {}, "get": {}}, "/api/v1/a/b/c": {"get": {}}, "/desk": {"delete": {}}
    });
    let all = described.iter().chain(extra.as_object().unwrap());
    for tls in [false, true] {
        let app = App::new(pool.store.clone(), Frontend::Missing, tls).unwrap();
        let router = router(app);
        for (path, methods) in all.clone() {
            let path = path.replace("{sha256}", &"0".repeat(64));
            let path = path.replace("{name}", "none.csv");
            for method in methods.as_object().unwrap().keys() {
                for token in [None, Some(&token)] {
                    let method: Method = method.to_uppercase().parse().unwrap();
                    let mut request = Request::builder().method(method.clone()).uri(&path);
                    if let Some(token) = token {
                        let bearer = format!("Bearer {token}");
                        request = request.header(header::AUTHORIZATION, bearer);
                    }
                    let request = request.body(Body::from("{}")).unwrap();
                    let answer = router.clone().oneshot(request).await.unwrap();
                    let what = format!("{method} {path} {}", answer.status());
                    let headers = answer.headers();
                    check(headers, &what, tls);
                    assert_eq!(text(headers, "cache-control"), "no-store", "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_a_device_signed_for_is_answered_with_few_headers() {
    let pool = Pool::new();
    let tablet = Device::enrolled(&pool, "demo_collector").await;
    let answer = tablet.pull_holding(&pool, None).await;
    assert_eq!(answer.status, 200);
    let names: Vec<&str> = answer.headers.keys().map(|name| name.as_str()).collect();
    let known = [
        "cache-control",
        "content-length",
        "content-type",
        "x-content-type-options",
        sync::audit_head::HEADER,
    ];
    assert!(names.iter().all(|n| known.contains(n)), "{names:?}");
    assert_eq!(text(&answer.headers, "x-content-type-options"), "nosniff");
    assert_eq!(text(&answer.headers, "cache-control"), "no-store");
    // Asked for without a signature, the same path answers like any other.
    let token = pool.token("demo_collector").await;
    let refused = pool.post("pull", Some(&token), "{}").await;
    assert!(refused.status.is_client_error());
    check(&refused.headers, "pull without a signature", false);
}

#[tokio::test]
async fn photos_are_kept_for_a_moment_and_for_one_person() {
    let pool = Pool::new();
    let (jpeg, sha) = picture::draw(64, 64, image::ImageFormat::Jpeg, 1);
    let mut issue = crate::support::issue("井盖碎裂");
    issue["category"] = json!("010101");
    let photos = json!([picture::entry(&jpeg, 64, 64, "scene")]);
    let body = json!({"issue": issue, "photos": photos});
    let id = pool.call("demo_collector", "capture", body).await.ok()["id"].clone();
    let token = pool.token("demo_collector").await;
    let bearer = format!("Bearer {token}");
    let path = format!("/api/v1/photos/{sha}");
    let put = Request::put(format!("{path}?ticket={}", id.as_str().unwrap()))
        .header(header::AUTHORIZATION, &bearer)
        .body(Body::from(jpeg))
        .unwrap();
    pool.send(put).await.ok();
    let get = Request::get(&path).header(header::AUTHORIZATION, &bearer);
    let answer = pool.send(get.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200);
    check(&answer.headers, &path, false);
    let kept = text(&answer.headers, "cache-control");
    assert_eq!(kept, "private, max-age=300");
    assert!(text(&answer.headers, "vary").contains("cookie"));
}

#[tokio::test]
async fn cookies_over_tls_are_the_host_s_own() {
    let pool = Pool::new();
    let app = App::new(pool.store.clone(), Frontend::Missing, true).unwrap();
    let router = router(app);
    let ask = async |path: &str, cookie: &str, body: Value| {
        let request = Request::post(format!("/api/v1/{path}"))
            .header(header::COOKIE, cookie)
            .body(Body::from(body.to_string()))
            .unwrap();
        router.clone().oneshot(request).await.unwrap()
    };
    let who = json!({"user": "demo_handler", "password": crate::support::PASSWORD});
    let signed = ask("sign_in", "", who).await;
    let cookies: Vec<&str> = signed
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|c| c.to_str().unwrap())
        .collect();
    assert_eq!(cookies.len(), 2);
    for cookie in &cookies {
        assert!(cookie.starts_with("__Host-zs_"), "{cookie}");
        for part in ["; Secure", "; HttpOnly", "; Path=/", "; SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"));
    }
    let session = cookies.iter().find(|c| c.contains("session")).unwrap();
    let session = session.split(';').next().unwrap();
    let none = json!({});
    assert_eq!(
        ask("count_tickets", session, none.clone()).await.status(),
        200
    );
    // One without the prefix could have been planted by a neighbour of the host.
    let planted = session.replace("__Host-", "");
    assert_eq!(ask("count_tickets", &planted, none).await.status(), 401);
}
