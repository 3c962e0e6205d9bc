//! A pool in a temporary folder with the demo district and its people, and everything tests ask of it.
#![allow(dead_code)] // each test binary uses its own part

pub mod device;
pub mod picture;

use api::ApiError;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{Request, StatusCode, header};
use ed25519_dalek::SigningKey;
use model::{Code, DeviceId};
use pool::auth::hash_password;
use pool::clock;
use pool::http::threshold::Threshold;
use pool::http::{App, Frontend, router};
use pool::store::{self, Store, User};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use sync::SignedRequest;
use tempfile::TempDir;
use tower::ServiceExt;

/// The password of every demo person.
pub const PASSWORD: &str = demo::PASSWORD;

/// A pool under test.
pub struct Pool {
    pub dir: TempDir,
    pub store: Arc<Store>,
    pub app: Arc<App>,
    pub router: Router,
    tokens: Mutex<BTreeMap<String, String>>,
}

/// Keys of the devices under test, by token: they sign whatever they ask, and whichever pool they ask, as one that was
/// restarted or copied.
static KEYS: Mutex<BTreeMap<String, (DeviceId, SigningKey)>> = Mutex::new(BTreeMap::new());

/// One answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }
    /// The JSON of a call that must go well.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.json());
        self.json()
    }
    /// The code of a call that must be refused with this status.
    #[track_caller]
    pub fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.json());
        let error = self.json();
        assert!(
            error["detail"]
                .as_str()
                .is_some_and(|d| !d.is_empty() && !d.contains('{')),
            "a whole sentence: {error}"
        );
        error["code"].as_str().unwrap_or_default().to_string()
    }
}

/// A hash is slow on purpose: one for all tests of a binary.
fn hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(PASSWORD).unwrap())
        .clone()
}

impl Pool {
    /// The demo district and its people, no tickets.
    pub fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let folder = dir.path().join("pool");
        store::create(&folder, &demo::district()).unwrap();
        let pool = Self::open(dir, &folder);
        let users: Vec<User> = demo::users()
            .into_iter()
            .map(|person| User {
                person,
                password: hash(),
                must_change: false,
                disabled: false,
            })
            .collect();
        pool.store
            .write_now(move |tx| users.iter().try_for_each(|u| tx.put_user(u)))
            .unwrap();
        pool
    }
    /// Opens what a folder holds.
    pub fn open(dir: TempDir, folder: &Path) -> Self {
        let store = Store::open(folder).unwrap();
        let app = App::new(store.clone(), Frontend::Missing, false).unwrap();
        Pool {
            dir,
            store,
            router: router(app.clone()),
            app,
            tokens: Mutex::default(),
        }
    }
    /// The same store behind another threshold.
    pub fn behind(self, threshold: Threshold) -> Self {
        let app = App::behind(threshold, self.store.clone(), Frontend::Missing).unwrap();
        Pool {
            router: router(app.clone()),
            app,
            ..self
        }
    }
    /// One request; a device's is signed.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let bearer = request.headers().get(header::AUTHORIZATION);
        let token = bearer.and_then(|b| b.to_str().ok()?.strip_prefix("Bearer "));
        let known = token.and_then(|t| KEYS.lock().unwrap().get(t).cloned());
        // A body may have no end, and is looked at by its device alone.
        let Some((id, key)) = known else {
            return self.send_as_it_is(request).await;
        };
        let (head, body) = request.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let asked = |stamp| signed((&head, &bytes), &id, &key, stamp);
        let answer = self.send_as_it_is(asked(stamp())).await;
        // A pool that has just begun says by what time to sign, as it does to every device.
        match told(&answer) {
            Some(told) => self.send_as_it_is(asked(told)).await,
            None => answer,
        }
    }
    /// One request with nothing added.
    pub async fn send_as_it_is(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }
    /// One POST with a body of bytes.
    pub async fn post(&self, path: &str, token: Option<&str>, body: impl Into<Body>) -> Answer {
        let mut request = Request::post(format!("/api/v1/{path}"));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(body.into()).unwrap()).await
    }
    /// The session of a demo person, begun once.
    pub async fn token(&self, user: &str) -> String {
        let known = self.tokens.lock().unwrap().get(user).cloned();
        if let Some(token) = known {
            return token;
        }
        let body = json!({"user": user, "password": PASSWORD}).to_string();
        let token = self.post("sign_in", None, body).await.ok()["token"]
            .as_str()
            .unwrap()
            .to_string();
        self.tokens
            .lock()
            .unwrap()
            .insert(user.to_string(), token.clone());
        token
    }
    /// A call of the administrator, and what it comes to when the 区专班 consents to what waits.
    pub async fn by_two(&self, call: &str, body: Value) -> Answer {
        let asked = self.call("demo_admin", call, body).await;
        let said = asked.json();
        let pending = said.get("pending").or(said["person"].get("pending"));
        let Some(id) = pending else { return asked };
        let decide = json!({"id": id, "grant": true});
        self.call("demo_task_force", "decide_consent", decide).await
    }
    /// One call by a demo person.
    pub async fn call(&self, user: &str, name: &str, body: Value) -> Answer {
        let token = self.token(user).await;
        self.post(name, Some(&token), body.to_string()).await
    }
    /// One act by a demo person.
    pub async fn act(&self, user: &str, id: &str, action: &str, payload: Value) -> Answer {
        self.call(
            user,
            "act",
            json!({"id": id, "action": action, "payload": payload}),
        )
        .await
    }
    /// A ticket captured at the desk by the demo collector; its id.
    pub async fn captured(&self, title: &str) -> String {
        let reply = self
            .call("demo_collector", "capture", json!({"issue": issue(title)}))
            .await
            .ok();
        reply["id"].as_str().unwrap().to_string()
    }
    /// A photo's bytes come for a ticket.
    pub async fn put_photo(&self, user: &str, sha: &str, ticket: &str, bytes: &[u8]) -> Answer {
        let token = self.token(user).await;
        let request = Request::put(format!("/api/v1/photos/{sha}?ticket={ticket}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(bytes.to_vec()))
            .unwrap();
        self.send(request).await
    }
    /// A photo, by its hash and what the path says else.
    pub async fn get_photo(&self, user: &str, path: &str) -> Answer {
        let token = self.token(user).await;
        let request = Request::get(format!("/api/v1/photos/{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }
    /// The ticket as a demo person sees it.
    pub async fn shown(&self, user: &str, id: &str) -> Value {
        self.call(user, "read_ticket", json!({"id": id})).await.ok()
    }
    /// Runs the straight line up to a status.
    pub async fn brought_to(&self, id: &str, status: &str) {
        for (user, action, payload, reached) in straight_line() {
            let reply = self.act(user, id, action, payload).await.ok();
            assert_eq!(reply["status"], reached);
            if reached == status && action != "respond" {
                return;
            }
        }
    }
    /// A fresh one-time code.
    pub fn code(&self, user: &str) -> String {
        pool::auth::issue_code(&self.store, user).unwrap().0
    }
    /// Lines of the audit log, newest first: who, what, detail.
    pub fn audit(&self) -> Vec<(String, String, String)> {
        // Lines nobody waits for are queued before this one.
        self.store.write_now(|_| Ok(())).unwrap();
        let lines = self.store.read_now(|db| db.audit_lines(200)).unwrap();
        lines
            .into_iter()
            .map(|l| (l.who, l.what, l.detail))
            .collect()
    }
    /// Whether the audit log says this.
    #[track_caller]
    pub fn audited(&self, what: &str, detail: &str) {
        let lines = self.audit();
        assert!(
            lines.iter().any(|l| l.1 == what && l.2 == detail),
            "{what} {detail}: {lines:?}"
        );
    }
}

/// Who does what in the straight line, and where that leads.
pub fn straight_line() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    vec![
        (
            "demo_desk_town",
            "accept",
            json!({"category": "010103", "grade": "normal"}),
            "accepted",
        ),
        (
            "demo_desk_town",
            "dispatch",
            json!({"lead_unit": "B01", "note": "尽快"}),
            "dispatched",
        ),
        ("demo_handler", "sign", json!({}), "signed"),
        (
            "demo_handler",
            "respond",
            json!({"means": "scene", "note": "已到场"}),
            "handling",
        ),
        (
            "demo_handler",
            "progress",
            json!({"text": "已换灯"}),
            "handling",
        ),
        (
            "demo_handler",
            "request_done",
            json!({"result": "已修复", "reply": "已告知", "measure": "更换"}),
            "done_req",
        ),
        ("demo_unit_leader", "pass_done", json!({}), "visiting"),
        (
            "demo_visitor",
            "visit_pass",
            json!({"means": "site_check", "solved": "yes"}),
            "closed",
        ),
    ]
}

/// A valid issue for the demo collector, in a category that asks for no photo.
pub fn issue(title: &str) -> Value {
    json!({
        "title": title, "body": "幸福路12号门口的路灯连续三天不亮，夜间出行不便。", "kind": "hazard", "source": "visit",
        "category": "010103", "grade": "normal",
        "where": {"area_code": "990100001001", "grid": "99010000100103", "lon": 117.081701, "lat": 40.170042, "address": "幸福路12号"}
    })
}

/// Requests with this token are signed from now on.
pub fn sign_with(token: &str, id: &DeviceId, key: &SigningKey) {
    let mut keys = KEYS.lock().unwrap();
    keys.insert(token.to_string(), (id.clone(), key.clone()));
}

fn signed(
    (head, bytes): (&Parts, &Bytes),
    id: &DeviceId,
    key: &SigningKey,
    stamp: u64,
) -> Request<Body> {
    let path = head.uri.path_and_query().unwrap().as_str();
    let path = path.strip_prefix("/api/v1/").unwrap();
    let asked = (head.method.as_str(), path);
    let signed = SignedRequest::sign(id, stamp, bytes, asked, key).to_string();
    let mut head = head.clone();
    let name = sync::request::HEADER;
    head.headers.insert(name, signed.parse().unwrap());
    Request::from_parts(head, Body::from(bytes.clone()))
}

/// The stamp that a refusal asks for, in microseconds.
fn told(answer: &Answer) -> Option<u64> {
    let said: ApiError = serde_json::from_slice(&answer.bytes).ok()?;
    let now = (said.code == Code::RequestStale).then(|| said.params["now"].parse::<u64>())?;
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Some(now.unwrap() * 1000 + NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A stamp by the pool's time, never given before.
pub fn stamp() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    now().0.unsigned_abs() * 1000 + NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Pool time.
pub fn now() -> model::Moment {
    clock::now()
}
