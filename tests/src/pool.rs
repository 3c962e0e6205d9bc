//! A real pool process over the demo district, and its HTTP calls.

use crate::binary;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use tempfile::TempDir;

/// A pool on a folder of its own, at an address that stays the same over restarts.
pub struct Pool {
    dir: TempDir,
    /// Zero until its first start: the system chooses, so that no two pools of one moment are taken for each other.
    port: u16,
    process: Option<Child>,
    /// The folder of the pages it serves.
    pages: PathBuf,
    /// What `demo` printed.
    pub demo: Value,
    http: reqwest::blocking::Client,
}

impl Pool {
    /// The demo district with a few tickets, serving.
    pub fn demo() -> Pool {
        let mut pool = Pool::stopped(20);
        pool.start();
        pool
    }

    /// The demo district, serving, with enough tickets for every screen.
    pub fn rich() -> Pool {
        let mut pool = Pool::stopped(300);
        pool.start();
        pool
    }

    /// The demo district with `tickets` tickets, not serving yet.
    pub fn stopped(tickets: u32) -> Pool {
        let dir = TempDir::new().expect("a temporary folder");
        let out = Command::new(binary("zs12345-pool"))
            .args(["demo", "--tickets", &tickets.to_string(), "--data"])
            .arg(dir.path())
            .output()
            .expect("the pool starts");
        assert!(
            out.status.success(),
            "demo: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        let demo = serde_json::from_slice(&out.stdout).expect("demo prints one JSON object");
        Pool::over(dir, demo)
    }

    /// A pool over a folder that is there already (a restored one).
    pub fn over(dir: TempDir, demo: Value) -> Pool {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::blocking::Client::builder()
            .timeout(Duration::from_secs(30))
            .build()
            .expect("an HTTP client");
        Pool {
            dir,
            port: 0,
            process: None,
            pages: concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/dist").into(),
            demo,
            http,
        }
    }

    /// The pool's folder.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }
    /// Serves pages from another folder from its next start on.
    pub fn serve_pages(&mut self, folder: &Path) {
        self.pages = folder.to_path_buf();
    }
    /// Its address.
    pub fn url(&self) -> String {
        assert_ne!(self.port, 0, "a pool has an address once it served");
        format!("http://127.0.0.1:{}", self.port)
    }
    /// Sign-in name of the demo person with a role.
    pub fn user(&self, role: &str) -> String {
        self.demo["users"][role]
            .as_str()
            .unwrap_or_else(|| panic!("demo names a {role}"))
            .to_string()
    }
    /// A value of the sample.
    pub fn sample(&self, field: &str) -> Value {
        self.demo["sample"][field].clone()
    }

    /// Starts serving and waits until it is ready.
    pub fn start(&mut self) {
        let mut command = Command::new(binary("zs12345-pool"));
        command
            .args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--data")
            .arg(self.dir.path())
            .arg("--frontend")
            .arg(&self.pages);
        let (process, url) = serve(command).expect("the pool gets ready");
        let port = url.rsplit(':').next().and_then(|p| p.parse().ok());
        self.port = port.expect("a port");
        self.process = Some(process);
    }
    /// Its process, while it serves.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }
    /// kill -9.
    pub fn kill(&mut self) {
        if let Some(mut p) = self.process.take() {
            let _ = p.kill();
            let _ = p.wait();
        }
    }

    /// Runs a pool command on this folder; its JSON, or exit status and sentence.
    pub fn command(&self, args: &[&str]) -> Result<Value, (i32, String)> {
        let out = Command::new(binary("zs12345-pool"))
            .args(args)
            .arg("--data")
            .arg(self.dir.path())
            .env("ZS12345_PASSPHRASE", "一段足够长的口令-2024")
            .output()
            .expect("the pool's binary runs");
        let text = String::from_utf8_lossy(&out.stdout).to_string();
        match out.status.code() {
            Some(0) => Ok(serde_json::from_str(&text).unwrap_or(Value::String(text))),
            code => Err((
                code.unwrap_or(-1),
                format!("{text}{}", String::from_utf8_lossy(&out.stderr)),
            )),
        }
    }
    /// A fresh one-time code for the demo person with a role.
    pub fn enrol_code(&self, role: &str) -> String {
        let answer = self
            .command(&["enrol-code", "--user", &self.user(role)])
            .expect("a code");
        answer["code"].as_str().expect("a code").to_string()
    }

    /// Signs a demo person in.
    pub fn sign_in(&self, role: &str) -> Desk<'_> {
        let reply = self
            .post(
                None,
                "sign_in",
                &json!({"user": self.user(role), "password": self.demo["password"]}),
            )
            .expect("signs in");
        Desk {
            pool: self,
            token: reply["token"].as_str().expect("a token").to_string(),
        }
    }

    /// One call; the reply, or status and error.
    pub fn post(
        &self,
        token: Option<&str>,
        call: &str,
        body: &Value,
    ) -> Result<Value, (u16, Value)> {
        let mut request = self
            .http
            .post(format!("{}/api/v1/{call}", self.url()))
            .json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().expect("the pool answers");
        let status = answer.status().as_u16();
        let value = answer.json().unwrap_or(Value::Null);
        if status < 400 {
            Ok(value)
        } else {
            Err((status, value))
        }
    }
    /// A plain GET; status and body.
    pub fn get(&self, token: Option<&str>, path: &str) -> (u16, Vec<u8>) {
        let mut request = self.http.get(format!("{}{path}", self.url()));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().expect("the pool answers");
        (
            answer.status().as_u16(),
            answer.bytes().map(|b| b.to_vec()).unwrap_or_default(),
        )
    }
    /// Where a photo's bytes lie, for tests that look at or damage the folder.
    pub fn files(&self) -> Vec<PathBuf> {
        crate::folder::files(self.dir.path())
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A signed-in person at the pool.
pub struct Desk<'a> {
    pool: &'a Pool,
    /// The session.
    pub token: String,
}

impl Desk<'_> {
    /// One call; the reply, or status and error.
    pub fn call(&self, call: &str, body: Value) -> Result<Value, (u16, Value)> {
        self.pool.post(Some(&self.token), call, &body)
    }
    /// One act that must count.
    pub fn act(&self, id: &str, action: &str, payload: Value) -> Value {
        self.call(
            "act",
            json!({"id": id, "action": action, "payload": payload}),
        )
        .unwrap_or_else(|e| panic!("{action}: {e:?}"))
    }
    /// One act that must be refused; its code.
    pub fn refused(&self, id: &str, action: &str, payload: Value) -> String {
        let (status, error) = self
            .call(
                "act",
                json!({"id": id, "action": action, "payload": payload}),
            )
            .expect_err(action);
        assert!((400..500).contains(&status), "{action}: {status}");
        assert!(
            error["detail"].as_str().is_some_and(|d| !d.is_empty()),
            "a sentence: {error}"
        );
        error["code"].as_str().expect("a code").to_string()
    }
    /// A photo's bytes, or the status.
    pub fn photo(&self, sha256: &str) -> Result<Vec<u8>, u16> {
        let (status, bytes) = self
            .pool
            .get(Some(&self.token), &format!("/api/v1/photos/{sha256}"));
        if status == 200 {
            Ok(bytes)
        } else {
            Err(status)
        }
    }
}

/// A pool that says nothing for so long never will.
const READY: Duration = Duration::from_secs(120);

/// Starts a pool that was told to serve, and the address it says it listens at.
pub fn serve(mut command: Command) -> std::io::Result<(Child, String)> {
    let mut process = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (told, said) = (mpsc::channel(), process.stdout.take());
    std::thread::spawn(move || {
        let mut line = String::new();
        if let Some(said) = said {
            BufReader::new(said).read_line(&mut line).ok();
        }
        told.0.send(line)
    });
    let line = told.1.recv_timeout(READY).unwrap_or_default();
    let told: Value = serde_json::from_str(&line).unwrap_or_default();
    let Some(url) = told["listening"].as_str() else {
        process.kill().ok();
        let ended = process.wait()?;
        return Err(std::io::Error::other(format!("the pool ended: {ended}")));
    };
    Ok((process, url.to_string()))
}
