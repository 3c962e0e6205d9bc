//! A hundred honest people: collectors whose captures a desk takes on, and desks that look around.

use super::super::client::Session;
use super::super::ground::PASSWORD;
use super::super::tablet::Tablet;
use super::{PAIRS, READERS, Round, tablet};
use crate::Pool;
use anyhow::Result;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const NEW: &str = "Shuimo-4417-qing";
/// Between two things one person does.
const THINK: Duration = Duration::from_millis(1_500);
/// A desk signs in anew this often.
const SIGN_IN: Duration = Duration::from_secs(60);

/// A pull that brings more tickets than this is timed apart: hostile captures come to honest tablets of the same village.
const MANY: usize = 50;

fn by_size(whole: &usize) -> &'static str {
    match *whole > MANY {
        true => "pull_many",
        false => "pull",
    }
}

/// All of them, ready to work.
pub(super) struct People {
    tablets: Vec<Arc<Mutex<Tablet>>>,
    desks: Vec<(String, Session)>,
    category: Value,
    unit: Value,
}

/// Enrols tablets, and lets every desk change its one-time password.
pub(super) fn gather(pool: &Pool) -> Result<People> {
    let at = |n: usize, net: u8| Ipv4Addr::new(127, 3, net, u8::try_from(n % 250 + 1).unwrap_or(1));
    let mut tablets = Vec::new();
    for n in 0..PAIRS {
        let tablet = tablet(pool, "h", n, at(n, 1))?;
        tablets.push(Arc::new(Mutex::new(tablet)));
    }
    let mut desks = Vec::new();
    for n in 0..PAIRS + READERS {
        let user = format!("h_desk_{n}");
        let mut session = Session::nobody_at(&pool.url(), at(n, 2))?;
        session.enter(&user, PASSWORD)?;
        session
            .call("change_password", json!({"old": PASSWORD, "new": NEW}))?
            .ok()?;
        desks.push((user, session));
    }
    Ok(People {
        tablets,
        desks,
        category: pool.sample("category"),
        unit: pool.sample("unit"),
    })
}

impl People {
    /// Everybody begins.
    pub(super) fn work(&self, round: &Round) -> Vec<JoinHandle<()>> {
        let mut threads = Vec::new();
        let mut desks = self.desks.iter().cloned();
        for (n, tablet) in self.tablets.iter().enumerate() {
            let (send, receive) = channel();
            let (tablet, round_of_tablet) = (tablet.clone(), round.clone());
            threads.push(thread::spawn(move || {
                let Ok(mut tablet) = tablet.lock() else {
                    return;
                };
                round_of_tablet.pause(THINK * u32::try_from(n % 20).unwrap_or(0) / 20);
                while round_of_tablet.goes_on() {
                    if let Some((ticket, _)) =
                        round_of_tablet.time("push", || tablet.capture("诚实的采集"))
                    {
                        let _ = send.send(ticket);
                    }
                    round_of_tablet.pause(THINK);
                    round_of_tablet.time_by("pull", by_size, || tablet.pull_all());
                    round_of_tablet.pause(THINK * 4);
                }
            }));
            let Some(desk) = desks.next() else {
                continue;
            };
            let desk = Desk {
                user: desk.0,
                session: desk.1,
                category: self.category.clone(),
                unit: self.unit.clone(),
            };
            let round = round.clone();
            threads.push(thread::spawn(move || desk.work(&round, Some(receive))));
        }
        for (user, session) in desks {
            let desk = Desk {
                user,
                session,
                category: self.category.clone(),
                unit: self.unit.clone(),
            };
            let round = round.clone();
            threads.push(thread::spawn(move || desk.work(&round, None)));
        }
        threads
    }
}

struct Desk {
    user: String,
    session: Session,
    category: Value,
    unit: Value,
}

impl Desk {
    fn work(mut self, round: &Round, captured: Option<Receiver<String>>) {
        let mut signed_in: Option<Instant> = None;
        while round.goes_on() {
            if signed_in.is_none_or(|at| at.elapsed() > SIGN_IN) {
                round.time("sign_in", || self.session.enter(&self.user, NEW));
                signed_in = Some(Instant::now());
            }
            let page = round.time("list", || {
                self.session
                    .call("list_tickets", json!({"limit": 50}))?
                    .ok()
            });
            round.pause(THINK);
            let mine = captured.as_ref().and_then(|c| c.try_recv().ok());
            let first = page.and_then(|p| p["tickets"][0]["id"].as_str().map(String::from));
            let Some(id) = mine.clone().or(first) else {
                continue;
            };
            round.time("open", || self.session.ticket(&id));
            round.pause(THINK);
            if mine.is_some() {
                let accept = json!({"category": self.category, "grade": "normal"});
                round.time("act", || self.session.act(&id, "accept", accept)?.ok());
                round.pause(THINK);
                round.time("act", || {
                    self.session
                        .act(&id, "dispatch", json!({"lead_unit": self.unit}))?
                        .ok()
                });
            }
            round.pause(THINK);
        }
    }
}
