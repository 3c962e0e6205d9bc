//! What came back, and whether it is what it must be.

use anyhow::{Context, Result, bail, ensure};
use model::Code;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads a response to its end.
    pub fn read(response: reqwest::blocking::Response) -> Result<Self> {
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response.bytes()?.to_vec(),
        })
    }
    /// The body as JSON, or null.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }
    /// The closed code, or nothing.
    pub fn code(&self) -> String {
        let code = self.json()["code"].as_str().map(String::from);
        code.unwrap_or_default()
    }
    /// A header as text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default()
    }
    /// The cookies that it sets, `name=value` each.
    pub fn cookies(&self) -> Vec<String> {
        let set = self.headers.get_all("set-cookie").iter();
        let pair =
            |v: &reqwest::header::HeaderValue| v.to_str().ok()?.split(';').next().map(String::from);
        set.filter_map(pair).collect()
    }
    /// The JSON of an answer that must be good.
    pub fn ok(&self) -> Result<Value> {
        ensure!(self.status == 200, "{}", self.said());
        Ok(self.json())
    }
    /// A refusal as all must be: 4xx, a closed code, a sentence. With `codes` it must be one of these.
    pub fn refused(&self, codes: &[&str]) -> Result<()> {
        ensure!((400..500).contains(&self.status), "{}", self.said());
        let (json, code) = (self.json(), self.code());
        let closed = Code::ALL.iter().any(|known| known.as_str() == code);
        ensure!(closed, "没有错误码：{}", self.said());
        let sentence = json["detail"].as_str().unwrap_or_default();
        ensure!(!sentence.is_empty(), "没有句子：{}", self.said());
        ensure!(
            codes.is_empty() || codes.contains(&code.as_str()),
            "应当是 {}：{}",
            codes.join(" 或 "),
            self.said()
        );
        Ok(())
    }
    /// Status and the beginning of the body.
    pub fn said(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let text: String = text.chars().take(240).collect();
        format!("{} {text}", self.status)
    }
}

/// What `push` answered, read by hand.
#[derive(Debug)]
pub struct Reply(pub Value);

impl Reply {
    /// Reads `zstd(JSON)`.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let json = zstd::decode_all(bytes).context("答复解不开")?;
        Ok(Reply(serde_json::from_slice(&json)?))
    }
    /// The answer to one edit: its letter, and the code of a refusal.
    pub fn edit(&self, ticket: usize, edit: usize) -> (String, String) {
        letter(&self.0["k"][ticket]["a"], edit)
    }
    /// The answer to one side record.
    pub fn side(&self, at: usize) -> (String, String) {
        letter(&self.0["s"], at)
    }
    /// The short hash of the pool's last edit on a ticket.
    pub fn head(&self, ticket: usize) -> Result<String> {
        let hash = self.0["b"]["k"][ticket]["h"].as_str();
        Ok(hash.context("工单池没有写下裁定")?.to_string())
    }
    /// An edit that must be refused (`x`), or stand aside (`v`) where `codes` allow it.
    pub fn refused(&self, ticket: usize, edit: usize, codes: &[&str]) -> Result<()> {
        is_refused(self.edit(ticket, edit), codes)
    }
    /// A side record that must be refused.
    pub fn side_refused(&self, at: usize, codes: &[&str]) -> Result<()> {
        is_refused(self.side(at), codes)
    }
    /// An edit that must be held.
    pub fn held(&self, ticket: usize, edit: usize) -> Result<()> {
        let (letter, code) = self.edit(ticket, edit);
        ensure!(
            matches!(letter.as_str(), "r" | "k"),
            "没有收下：{letter} {code}"
        );
        Ok(())
    }
}

fn is_refused((letter, code): (String, String), codes: &[&str]) -> Result<()> {
    if !matches!(letter.as_str(), "x" | "v") {
        bail!("没有被拒绝：{letter} {code}");
    }
    ensure!(
        codes.is_empty() || codes.contains(&code.as_str()),
        "应当是 {}，答的是 {code}",
        codes.join(" 或 ")
    );
    Ok(())
}

fn letter(answers: &Value, at: usize) -> (String, String) {
    match answers.get(at) {
        None => ("r".into(), String::new()),
        Some(Value::String(letter)) => (letter.clone(), String::new()),
        Some(object) => {
            let first = object.as_object().and_then(|o| o.iter().next());
            let (letter, denial) =
                first.map_or((String::new(), &Value::Null), |(l, d)| (l.clone(), d));
            (
                letter,
                denial["code"].as_str().unwrap_or_default().to_string(),
            )
        }
    }
}
