//! A pool process over a folder that stays, and calls to it that are timed.

use crate::binary;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command};
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
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::blocking::Client::builder()
            .timeout(Duration::from_secs(120))
            .build()?;
        let mut command = Command::new(binary("zs12345-pool"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args([
                "--frontend",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/dist"),
            ]);
        let (process, url) = crate::pool::serve(command)?;
        Ok(Served {
            url,
            process,
            http,
            tokens: RefCell::default(),
        })
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
