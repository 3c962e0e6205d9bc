//! Hostile tablets that send what costs most, and strangers who knock, guess and hold lines open.

use super::super::client::Session;
use super::super::raw::Line;
use super::super::tablet::{Tablet, enrol_body, fresh, ticket_id};
use super::{Round, STRANGERS, TABLETS, tablet};
use crate::Pool;
use anyhow::Result;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Between two frames of one tablet.
const PACE: Duration = Duration::from_millis(400);
/// Between two things a stranger does.
const KNOCK: Duration = Duration::from_secs(3);

/// All of them, with what they will send.
pub(super) struct Attack {
    tablets: Vec<(Tablet, Vec<Vec<u8>>)>,
    strangers: Vec<Session>,
}

/// Enrols the tablets and makes their frames.
pub(super) fn gather(pool: &Pool) -> Result<Attack> {
    let mut tablets = Vec::new();
    for n in 0..TABLETS {
        let from = Ipv4Addr::new(127, 4, 1, u8::try_from(n + 1).unwrap_or(1));
        let mut tablet = tablet(pool, "x", n, from)?;
        let frames = frames(&mut tablet)?;
        tablets.push((tablet, frames));
    }
    let mut strangers = Vec::new();
    for n in 0..STRANGERS {
        let net = u8::try_from(n / 200 + 1).unwrap_or(1);
        let from = Ipv4Addr::new(127, 5, net, u8::try_from(n % 200 + 1).unwrap_or(1));
        strangers.push(Session::nobody_at(&pool.url(), from)?);
    }
    Ok(Attack { tablets, strangers })
}

impl Attack {
    /// Everybody begins.
    pub(super) fn begin(self, round: &Round) -> Vec<JoinHandle<()>> {
        let mut threads = Vec::new();
        for (n, (tablet, frames)) in self.tablets.into_iter().enumerate() {
            let round = round.clone();
            threads.push(thread::spawn(move || {
                elsewhere();
                let mut turn = n;
                while round.goes_on() {
                    turn += 1;
                    let answer = match turn % (frames.len() + 2) {
                        0 => tablet.pull_answer(&json!({})),
                        1 => tablet.pull_answer(&json!({"epoch": u64::MAX, "cursor": u64::MAX})),
                        at => tablet.send("push", frames[at - 2].clone()),
                    };
                    round.note(&said(answer.map(|a| a.status)));
                    round.pause(PACE);
                }
            }));
        }
        for (n, session) in self.strangers.into_iter().enumerate() {
            let round = round.clone();
            threads.push(thread::spawn(move || {
                elsewhere();
                round.pause(KNOCK * u32::try_from(n % 50).unwrap_or(0) / 50);
                let mut lines = Vec::new();
                while round.goes_on() {
                    let answer = knock(&session, n, &mut lines);
                    round.note(&said(answer));
                    round.pause(KNOCK);
                }
            }));
        }
        threads
    }
}

/// This thread's own work comes last: it stands for a machine elsewhere, and costs the pool only what it sends.
fn elsewhere() {
    let _ = rustix::process::nice(19);
}

fn said(answer: Result<u16>) -> String {
    answer.map_or_else(|_| "断开".into(), |status| status.to_string())
}

/// What costs a pool most for little: all of one tablet.
fn frames(tablet: &mut Tablet) -> Result<Vec<Vec<u8>>> {
    let body = || json!({"facts": [{"group": "body", "value": "改过的主要内容，够十个字。"}]});
    let mut with_refs = |refs: Vec<Value>| {
        let mut edit = tablet.edit(body());
        edit["s"] = Value::Array(refs);
        tablet.frame(&tablet.push_of(vec![json!({"i": ticket_id(), "e": [edit]})]))
    };
    let prefixes = with_refs(vec![json!("0123456789ab"); 90_000]);
    let indexes = with_refs(vec![json!(0); 900_000]);
    let captures = (0..400).map(|_| tablet.captured("围攻的采集").1).collect();
    let captures = tablet.frame(&tablet.push_of(captures));
    let sign = json!({"act": {"round": 0, "act": {"action": "sign", "payload": {}}}});
    let acts: Vec<Value> = (0..400)
        .map(|_| tablet.edit_on("0123456789ab", sign.clone()))
        .collect();
    let acts = tablet.frame(&tablet.push_of(vec![json!({"i": ticket_id(), "e": acts})]));
    let bomb = zstd::encode_all(vec![b' '; 32 << 20].as_slice(), 3)
        .map_err(Into::into)
        .and_then(|b| tablet.seal(&b));
    [prefixes, indexes, captures, acts, bomb]
        .into_iter()
        .collect()
}

/// One thing a stranger does.
fn knock(session: &Session, n: usize, lines: &mut Vec<Line>) -> Result<u16> {
    match n % 5 {
        0 => {
            let guess =
                json!({"user": format!("h_desk_{}", n % 60), "password": "wrong-password-1"});
            Ok(session.call("sign_in", guess)?.status)
        }
        1 => {
            let key = SigningKey::from_bytes(&fresh());
            Ok(session
                .call("enrol", enrol_body("AAAA-BBBB-CCCC", &key))?
                .status)
        }
        2 => {
            let path = format!("/api/v1/photos/{}?ticket={}", "ab".repeat(32), ticket_id());
            Ok(session
                .request("PUT", &path)?
                .body(vec![0; 2 << 20])
                .send()?
                .status()
                .as_u16())
        }
        3 => {
            // A line that never says what it wants; an older one is given up.
            let mut line = Line::open(&session.url)?;
            line.send(b"POST /api/v1/me HTTP/1.1\r\nX-Half: ");
            lines.push(line);
            if lines.len() > 5 {
                lines.remove(0);
            }
            Ok(0)
        }
        _ => Ok(session.call("list_tickets", json!({"text": "x"}))?.status),
    }
}
