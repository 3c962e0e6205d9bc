//! A pool process over a folder that stays, and calls to it that are timed.

use crate::binary;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A serving pool.
pub struct Served {
    url: String,
    process: Child,
    http: reqwest::blocking::Client,
    tokens: RefCell<BTreeMap<String, String>>,
}

impl Served {
    /// Starts and waits until it is ready.
    pub fn start(folder: &Path) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::blocking::Client::builder()
            .timeout(Duration::from_secs(120))
            .build()?;
        let process = Command::new(binary("zs12345-pool"))
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(folder)
            .args([
                "--frontend",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/dist"),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut served = Served {
            url: format!("http://{address}"),
            process,
            http,
            tokens: RefCell::default(),
        };
        let until = Instant::now() + Duration::from_secs(120);
        let health = format!("{}/healthz", served.url);
        while !served
            .http
            .get(&health)
            .send()
            .is_ok_and(|r| r.status() == 200)
        {
            if served.process.try_wait()?.is_some() || Instant::now() > until {
                bail!("the pool did not get ready");
            }
            std::thread::yield_now();
        }
        Ok(served)
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// One call by a demo person; the reply and how long it took.
    pub fn call(&self, user: &str, call: &str, body: &Value) -> Result<(Value, Duration)> {
        let token = self.token(user)?;
        let request = self
            .http
            .post(format!("{}/api/v1/{call}", self.url))
            .bearer_auth(token)
            .json(body);
        let start = Instant::now();
        let answer = request.send()?;
        let (status, bytes) = (answer.status(), answer.bytes()?);
        let took = start.elapsed();
        let value: Value = serde_json::from_slice(&bytes)?;
        if !status.is_success() {
            bail!("{call} {body}: {value}");
        }
        Ok((value, took))
    }

    fn token(&self, user: &str) -> Result<String> {
        if let Some(known) = self.tokens.borrow().get(user) {
            return Ok(known.clone());
        }
        let ask = json!({"user": user, "password": demo::PASSWORD});
        let url = format!("{}/api/v1/sign_in", self.url);
        let reply: Value = self.http.post(url).json(&ask).send()?.json()?;
        let token = reply["token"].as_str().context("a token")?.to_string();
        let mut tokens = self.tokens.borrow_mut();
        tokens.insert(user.to_string(), token.clone());
        Ok(token)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
