//! The district's desk over a folder that a command made.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use pool::http::{App, Frontend, router};
use pool::store::Store;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;

/// A pool that answers the demo's desk.
pub struct Desk {
    pub store: Arc<Store>,
    router: Router,
}

impl Desk {
    /// Opens what a folder holds.
    pub fn open(folder: &Path) -> Self {
        let store = Store::open(folder).unwrap();
        let app = App::new(store.clone(), Frontend::Missing, false).unwrap();
        Desk {
            store,
            router: router(app),
        }
    }
    /// A call of 区12345中心's desk, which must go well.
    pub async fn call(&self, name: &str, body: Value) -> Value {
        let who = json!({"user": "demo_desk_district", "password": demo::PASSWORD});
        let session = self.post("sign_in", "", who).await;
        let token = session["token"].as_str().unwrap();
        self.post(name, &format!("Bearer {token}"), body).await
    }
    async fn post(&self, name: &str, session: &str, body: Value) -> Value {
        let request = Request::post(format!("/api/v1/{name}"))
            .header(header::AUTHORIZATION, session)
            .body(Body::from(body.to_string()))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let said: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(status, 200, "{said}");
        said
    }
}
