use crate::support::Pool;
use api::call::AnsweredAt;
use axum::body::Body;
use axum::http::{Request, header};
use pool::http::{App, Frontend, router};
use tower::ServiceExt;

#[tokio::test]
async fn the_client_is_served_packed_closed_and_nothing_else() {
    let pool = Pool::new();
    let folder = pool.dir.path().join("dist");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    std::fs::write(folder.join("index.html"), "<p>客户端").unwrap();
    std::fs::write(folder.join("app-0123456789abcdef.js"), "plain").unwrap();
    std::fs::write(folder.join("app-0123456789abcdef.js.br"), "packed").unwrap();
    std::fs::write(pool.dir.path().join("secret.txt"), "secret").unwrap();
    let app = App::new(pool.store.clone(), Frontend::Folder(folder), true).unwrap();
    let router = router(app);
    let get = async |path: &str, accepts: &str| {
        let request = Request::get(path)
            .header(header::ACCEPT_ENCODING, accepts)
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (
            parts,
            axum::body::to_bytes(body, 1 << 20).await.unwrap().to_vec(),
        )
    };
    let (parts, body) = get("/app-0123456789abcdef.js", "gzip, br;q=0.9").await;
    assert_eq!(
        (&parts.headers[header::CONTENT_ENCODING], body.as_slice()),
        (&"br".parse().unwrap(), b"packed".as_slice())
    );
    assert!(
        parts.headers[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    let (_, body) = get("/app-0123456789abcdef.js", "").await;
    assert_eq!(body, b"plain");
    for route in ["/", "/tickets/0199", "/desk"] {
        let (parts, body) = get(route, "br").await;
        assert_eq!(
            (parts.status.as_u16(), body.as_slice()),
            (200, "<p>客户端".as_bytes())
        );
        let policy = parts.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(parts.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
    for path in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/missing.js",
        "//etc/passwd.txt",
    ] {
        let (parts, body) = get(path, "").await;
        assert!(
            parts.status == 404 && !body.starts_with(b"secret"),
            "{path}"
        );
    }
    let (parts, _) = get("/api/v1/nothing/here", "").await;
    assert_eq!(parts.status, 404);
}

#[tokio::test]
async fn the_description_names_every_call_and_leads_nowhere() {
    let document = pool::http::openapi();
    let text = document.to_string();
    for call in api::TABLE {
        // `enrol` is described as the route it is.
        let device_only = call.at == AnsweredAt::Device && call.name != "enrol";
        let path = format!("/api/v1/{}", call.name);
        assert_eq!(
            document["paths"].get(&path).is_some(),
            !device_only,
            "{path}"
        );
    }
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"].get(name).is_some(),
            "{name} is described"
        );
    }
    let pool = Pool::new();
    let health = pool
        .send(Request::get("/healthz").body(Body::empty()).unwrap())
        .await;
    assert_eq!(health.status, 200);
    let served = pool
        .send(
            Request::get("/api/v1/openapi.json")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(served.ok(), document);
}
