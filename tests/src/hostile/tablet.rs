//! A tablet that is nobody's program: keys, frames and requests written by hand from docs/protocol.md.

use super::answer::{Answer, Reply};
use super::client::Session;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Bytes nobody has had before; nothing here needs them to be secret.
pub fn fresh<const N: usize>() -> [u8; N] {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let drawn = DRAWN.fetch_add(1, Ordering::Relaxed);
    let seed = format!("{} {} {drawn}", std::process::id(), nanos());
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().zip(Sha256::digest(seed)) {
        *at = byte;
    }
    bytes
}

fn nanos() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |d| d.as_nanos())
}

/// Now, in milliseconds since 1970.
pub fn now() -> i64 {
    i64::try_from(nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// A new ticket's id: a UUID of version 7.
pub fn ticket_id() -> String {
    let mut bytes: [u8; 16] = fresh();
    bytes[..6].copy_from_slice(&now().to_be_bytes()[2..]);
    bytes[6] = 0x70 | bytes[6] & 0x0f;
    bytes[8] = 0x80 | bytes[8] & 0x3f;
    let text = hex::encode(bytes);
    [
        &text[..8],
        &text[8..12],
        &text[12..16],
        &text[16..20],
        &text[20..],
    ]
    .join("-")
}

/// An enrolled tablet.
pub struct Tablet {
    pub user: String,
    /// 16 hexadecimal digits.
    pub device: String,
    pub key: SigningKey,
    /// Sends what it is told with the device's token.
    pub session: Session,
    opening: String,
    counter: u32,
    /// `{epoch, cursor, scope}` of the last page.
    pub position: Value,
    /// The pool's proof of the newest pool time it was told.
    pub told: String,
    sample: Value,
}

impl Tablet {
    /// Enrols with a code; `sample` is the place of its captures.
    pub fn enrol(url: &str, user: &str, code: &str, sample: Value) -> Result<Self> {
        Tablet::enrol_by(Session::nobody(url)?, user, code, sample)
    }
    /// Enrols from where this session sends.
    pub fn enrol_by(mut session: Session, user: &str, code: &str, sample: Value) -> Result<Self> {
        let key = SigningKey::from_bytes(&fresh());
        let reply = session.call("enrol", enrol_body(code, &key))?.ok()?;
        let text = |name: &str| reply[name].as_str().map(String::from);
        let device = text("device").context("没有设备号")?;
        session.token = text("token");
        let told = text("told").unwrap_or_default();
        Ok(Tablet {
            user: user.to_string(),
            opening: format!("{device}{}", hex::encode(fresh::<4>())),
            device,
            key,
            session,
            counter: 0,
            position: json!({}),
            told,
            sample,
        })
    }

    /// A request of the device's: a way of docs/protocol.md and its body.
    pub fn send(&self, way: &str, body: Vec<u8>) -> Result<Answer> {
        self.ask("POST", way, body)
    }
    /// Brings a photo for a ticket.
    pub fn put_photo(&self, sha256: &str, ticket: &str, bytes: Vec<u8>) -> Result<Answer> {
        self.ask("PUT", &format!("photos/{sha256}?ticket={ticket}"), bytes)
    }
    /// Reads what stands below `/api/v1/`.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.ask("GET", path.trim_start_matches("/api/v1/"), Vec::new())
    }
    fn ask(&self, method: &str, path: &str, body: Vec<u8>) -> Result<Answer> {
        let ask = |signed: String| {
            let request = self.session.request(method, &format!("/api/v1/{path}"))?;
            let request = request.header("x-zs12345-signed", signed);
            Answer::read(request.body(body.clone()).send()?)
        };
        let answer = ask(self.signed(method, path, &body))?;
        // A pool that has just begun says by what time to sign.
        let said = answer.json();
        let now = said["params"]["now"]
            .as_str()
            .filter(|_| said["code"] == "request_stale");
        match now.and_then(|now| now.parse::<u64>().ok()) {
            Some(now) => {
                let stamp = now * 1_000 + u64::try_from(nanos() % 1_000)?;
                ask(self.signed_at(stamp, method, path, &body))
            }
            None => Ok(answer),
        }
    }
    /// The device's signature over a request: `device.stamp.digest.signature`.
    pub fn signed(&self, method: &str, path: &str, body: &[u8]) -> String {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let micros = u64::try_from(nanos() / 1_000).unwrap_or_default();
        let before = LAST.fetch_max(micros, Ordering::Relaxed);
        let stamp = match before < micros {
            true => micros,
            false => LAST.fetch_add(1, Ordering::Relaxed) + 1,
        };
        self.signed_at(stamp, method, path, body)
    }
    fn signed_at(&self, stamp: u64, method: &str, path: &str, body: &[u8]) -> String {
        let digest: [u8; 32] = Sha256::digest(body).into();
        let length = (method.len() as u64).to_be_bytes();
        let text = [
            b"zs12345-request-1",
            self.device.as_bytes(),
            &stamp.to_be_bytes(),
            &digest,
            &length,
            method.as_bytes(),
            path.as_bytes(),
        ];
        let signature = self.key.sign(&text.concat()).to_bytes();
        let (digest, signature) = (BASE64.encode(digest), BASE64.encode(signature));
        format!("{}.{stamp}.{digest}.{signature}", self.device)
    }
    /// A call with the device's token.
    pub fn call(&self, call: &str, body: Value) -> Result<Answer> {
        self.send(call, body.to_string().into_bytes())
    }

    /// A frame around these bytes, honestly signed.
    pub fn seal(&self, body: &[u8]) -> Result<Vec<u8>> {
        let device = hex::decode(&self.device)?;
        let text = [b"zs12345-push-1", device.as_slice(), body].concat();
        let signature = self.key.sign(&text).to_bytes();
        Ok([b"ZSP1", device.as_slice(), &signature, body].concat())
    }
    /// A frame around this JSON.
    pub fn frame(&self, push: &Value) -> Result<Vec<u8>> {
        self.frame_of(push.to_string().as_bytes())
    }
    /// A frame around text that need not be JSON.
    pub fn frame_of(&self, text: &[u8]) -> Result<Vec<u8>> {
        self.seal(&zstd::encode_all(text, 19)?)
    }
    /// A push as it should be: these tickets, no side records.
    pub fn push_of(&self, tickets: Vec<Value>) -> Value {
        let mut push = json!({
            "u": self.user, "p": self.seen(), "t": now(),
            "b": {"v": 1, "u": [self.user], "o": [self.opening], "t": now(), "k": tickets},
        });
        if !self.told.is_empty() {
            push["y"] = json!(self.told);
        }
        push
    }
    /// What a push says of the last page.
    fn seen(&self) -> Value {
        let part = |name: &str| match &self.position[name] {
            Value::Null => json!(0),
            known => known.clone(),
        };
        json!([part("epoch"), part("cursor")])
    }
    /// Sends a push that must be answered as a whole.
    pub fn push(&self, push: &Value) -> Result<Reply> {
        let answer = self.send("push", self.frame(push)?)?;
        ensure!(answer.status == 200, "push：{}", answer.said());
        Reply::read(&answer.bytes)
    }
    /// One page, or why not.
    pub fn pull_answer(&self, request: &Value) -> Result<Answer> {
        self.send("pull", request.to_string().into_bytes())
    }
    /// The next page; it must come and must be readable.
    pub fn pull(&mut self) -> Result<Value> {
        let page = self.page(&self.position)?;
        self.position = json!({"epoch": page["e"], "cursor": page["c"], "scope": page["g"]});
        self.told = page["y"].as_str().unwrap_or_default().to_string();
        Ok(page)
    }
    /// A page for any request, read.
    pub fn page(&self, request: &Value) -> Result<Value> {
        let answer = self.pull_answer(request)?;
        ensure!(answer.status == 200, "pull：{}", answer.said());
        Ok(serde_json::from_slice(&zstd::decode_all(
            answer.bytes.as_slice(),
        )?)?)
    }
    /// All pages; how many tickets came whole.
    pub fn pull_all(&mut self) -> Result<usize> {
        let mut whole = 0;
        loop {
            let page = self.pull()?;
            whole += page["k"].as_array().map_or(0, Vec::len);
            if page["m"] != json!(true) {
                return Ok(whole);
            }
        }
    }

    /// Captures in another village from now on, where only the address is known.
    pub fn move_to(&mut self, area: &str) {
        self.sample["area_code"] = json!(area);
        for place in ["grid", "lon", "lat"] {
            self.sample[place] = Value::Null;
        }
    }

    /// The number of the next edit, as it stands in a frame.
    pub fn number(&mut self) -> Value {
        self.counter += 1;
        json!([0, self.counter])
    }
    /// The next edit's whole id.
    pub fn edit_id(&mut self) -> String {
        self.counter += 1;
        format!("{}{:08x}", self.opening, self.counter)
    }
    /// Facts of an issue at the demo's sample place.
    pub fn facts(&self, title: &str) -> Value {
        let s = |name: &str| self.sample[name].clone();
        json!({
            "what": {"title": title, "kind": "help", "source": "visit", "category": s("category")},
            "body": "居民反映东门外情况已持续约两周，希望尽快处理。",
            "grade": "normal",
            "where": {"lon": s("lon"), "lat": s("lat"), "address": "东门外三十米",
                "area_code": s("area_code"), "grid": s("grid")},
            "when": {},
        })
    }
    /// The write that opens a ticket.
    pub fn opens(&self, title: &str) -> Value {
        json!({"open": {"temp_no": format!("离-{}", self.counter), "facts": self.facts(title)}})
    }
    /// One edit in a frame.
    pub fn edit(&mut self, write: Value) -> Value {
        json!({"n": self.number(), "w": write})
    }
    /// One edit that names what it has seen.
    pub fn edit_on(&mut self, seen: &str, write: Value) -> Value {
        json!({"n": self.number(), "s": [seen], "w": write})
    }
    /// A new ticket as it stands in a frame, and its id.
    pub fn captured(&mut self, title: &str) -> (String, Value) {
        let id = ticket_id();
        let write = self.opens(title);
        let edit = self.edit(write);
        (id.clone(), json!({"i": id, "e": [edit]}))
    }
    /// Captures an honest issue; the ticket's id and the pool's head on it.
    pub fn capture(&mut self, title: &str) -> Result<(String, String)> {
        let (id, ticket) = self.captured(title);
        let reply = self.push(&self.push_of(vec![ticket]))?;
        reply.held(0, 0).context("诚实的采集")?;
        Ok((id, reply.head(0)?))
    }
    /// Pushes one edit on a ticket; the reply.
    pub fn write(&mut self, ticket: &str, seen: &str, write: Value) -> Result<Reply> {
        let edit = self.edit_on(seen, write);
        self.push(&self.push_of(vec![json!({"i": ticket, "e": [edit]})]))
    }
}

/// The body of `enrol`.
pub fn enrol_body(code: &str, key: &SigningKey) -> Value {
    let proof = key.sign(format!("zs12345-enrol{code}").as_bytes());
    json!({
        "code": code,
        "public_key": hex::encode(key.verifying_key().to_bytes()),
        "proof": hex::encode(proof.to_bytes()),
    })
}
