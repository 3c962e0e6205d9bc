//! Requests as a browser, a script or nobody in particular would send them.

use super::answer::Answer;
use anyhow::{Context, Result};
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

/// A client at one of this machine's own addresses that waits long enough to see what a slow answer was.
pub fn http(from: IpAddr) -> Result<Client> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .timeout(Duration::from_secs(120))
        .local_address(from);
    Ok(client.pool_max_idle_per_host(4).build()?)
}

/// Whoever has this token at this pool.
#[derive(Clone)]
pub struct Session {
    pub url: String,
    pub token: Option<String>,
    pub http: Client,
    /// What a browser keeps of an earlier sign-in, its session apart.
    pub(super) kept: String,
}

impl Session {
    /// Nobody, from the address that all share who say none.
    pub fn nobody(url: &str) -> Result<Self> {
        Session::nobody_at(url, Ipv4Addr::LOCALHOST)
    }
    /// Nobody, from this address.
    pub fn nobody_at(url: &str, from: Ipv4Addr) -> Result<Self> {
        Ok(Session {
            url: url.to_string(),
            token: None,
            http: http(from.into())?,
            kept: String::new(),
        })
    }
    /// Nobody, from an address that nobody else has.
    pub fn stranger(url: &str) -> Result<Self> {
        static COUNT: AtomicU16 = AtomicU16::new(1);
        let [high, low] = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        Session::nobody_at(url, Ipv4Addr::new(127, 9, high, low))
    }
    /// Signs in with a password.
    pub fn sign_in(url: &str, user: &str, password: &str) -> Result<Self> {
        let mut session = Session::nobody(url)?;
        session.enter(user, password)?;
        Ok(session)
    }
    /// Signs in here, whoever was here before; the browser is known from then on.
    pub fn enter(&mut self, user: &str, password: &str) -> Result<()> {
        self.token = None;
        let request = self.request("POST", "/api/v1/sign_in")?;
        let mut request = request.header("x-zs12345", "1");
        if !self.kept.is_empty() {
            request = request
                .header("cookie", &self.kept)
                .header("x-zs12345-user", user);
        }
        let body = json!({"user": user, "password": password});
        let answer = Answer::read(request.json(&body).send()?)?;
        let token = answer.ok().with_context(|| format!("{user} 登录"))?["token"].clone();
        self.token = token.as_str().map(String::from);
        let pairs = answer.cookies().into_iter();
        let kept: Vec<String> = pairs.filter(|pair| !pair.contains("session")).collect();
        self.kept = kept.join("; ");
        Ok(())
    }
    /// A request, with the token when there is one.
    pub fn request(&self, method: &str, path: &str) -> Result<RequestBuilder> {
        let method = reqwest::Method::from_bytes(method.as_bytes())?;
        let request = self.http.request(method, format!("{}{path}", self.url));
        Ok(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }
    /// One call.
    pub fn call(&self, call: &str, body: Value) -> Result<Answer> {
        let request = self.request("POST", &format!("/api/v1/{call}"))?;
        Answer::read(request.json(&body).send()?)
    }
    /// One call with a body that need not be JSON.
    pub fn raw(&self, call: &str, body: impl Into<Vec<u8>>) -> Result<Answer> {
        let request = self.request("POST", &format!("/api/v1/{call}"))?;
        let request = request.header("content-type", "application/json");
        Answer::read(request.body(body.into()).send()?)
    }
    /// A plain GET.
    pub fn get(&self, path: &str) -> Result<Answer> {
        Answer::read(self.request("GET", path)?.send()?)
    }
    /// One act.
    pub fn act(&self, id: &str, action: &str, payload: Value) -> Result<Answer> {
        self.call(
            "act",
            json!({"id": id, "action": action, "payload": payload}),
        )
    }
    /// One ticket as this person sees it.
    pub fn ticket(&self, id: &str) -> Result<Value> {
        self.call("read_ticket", json!({"id": id}))?.ok()
    }
}
