//! Every refusal of somebody the pool knows is a line in the audit log, written in one place: where the answer leaves. A flood
//! of the same is a few lines and then one with a count.

use crate::clock;
use crate::store::{Entry, Store};
use axum::response::Response;
use model::{Code, Moment};
use parking_lot::Mutex;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

/// The same refusals of one caller that are written one by one, in a minute.
const SINGLE: u32 = 20;
const MINUTE: i64 = 60_000;

/// Who asks and about which ticket, as far as a request has come.
#[derive(Default)]
struct Asked {
    who: Option<String>,
    ticket: String,
}

tokio::task_local! {
    static ASKED: RefCell<Asked>;
}

/// Notes who makes the request that is being answered: a sign-in name, or a device.
pub fn known(who: impl ToString) {
    let _ = ASKED.try_with(|asked| asked.borrow_mut().who = Some(who.to_string()));
}

/// Notes which ticket it is about.
pub fn about(ticket: impl ToString) {
    let _ = ASKED.try_with(|asked| asked.borrow_mut().ticket = ticket.to_string());
}

/// Why an answer is a refusal; carried with it.
#[derive(Clone, Copy)]
pub struct Why(pub Code);

/// The same refusal: who, what it is called, how it is said.
type Kind = (String, &'static str, String);

/// Refusals of the last minute, by kind.
#[derive(Default)]
pub struct Refusals {
    counted: Mutex<BTreeMap<Kind, Count>>,
}

#[derive(Default)]
struct Count {
    since: Moment,
    single: u32,
    more: u32,
}

impl Refusals {
    /// Counts one; its line, unless there were many alike.
    fn line(
        &self,
        call: &str,
        code: Code,
        who: String,
        ticket: String,
        at: Moment,
    ) -> Option<Entry> {
        let what = match call {
            _ if code == Code::NoPost => "refused",
            "/api/v1/push" => "frame_refused",
            "/api/v1/photos/{sha256}" => "photo_refused",
            "sign_in" => "sign_in_failed",
            "export_tickets" => "export_refused",
            "read_reporter" => "reporter_refused",
            _ => "refused",
        };
        let detail = match code {
            Code::NoPost => format!("{code} {call}"),
            _ => code.to_string(),
        };
        let single = self.count((who.clone(), what, detail.clone()), at);
        single.then_some(Entry {
            at,
            who,
            what,
            ticket,
            detail,
        })
    }
    /// Counts one; whether it is a line of its own.
    fn count(&self, kind: Kind, now: Moment) -> bool {
        let mut counted = self.counted.lock();
        let count = counted.entry(kind).or_insert_with(|| Count {
            since: now,
            ..Count::default()
        });
        if count.single < SINGLE {
            count.single += 1;
            return true;
        }
        count.more += 1;
        false
    }
    /// What was counted beyond single lines and is `old` milliseconds old: a line each.
    fn take(&self, now: Moment, old: i64) -> Vec<Entry> {
        let mut counted = self.counted.lock();
        let ripe = |c: &Count| now.since(c.since) >= old;
        let (ripe, rest): (BTreeMap<Kind, Count>, _) = mem::take(&mut *counted)
            .into_iter()
            .partition(|(_, c)| ripe(c));
        *counted = rest;
        let ripe = ripe.into_iter().filter(|(_, c)| c.more > 0);
        let line = |((who, what, detail), c): (Kind, Count)| Entry {
            at: now,
            who,
            what,
            detail: format!("{detail} x{}", c.more),
            ..Entry::default()
        };
        ripe.map(line).collect()
    }
}

/// Answers a request as `work` does, and writes a refusal down when it is known whose it is. `call` is its name.
pub async fn witness(
    (store, refusals): (&Store, &Refusals),
    call: &str,
    work: impl Future<Output = Response>,
) -> Response {
    let (response, asked) = ASKED
        .scope(RefCell::default(), async {
            let response = work.await;
            (response, ASKED.with(RefCell::take))
        })
        .await;
    let why = response.extensions().get::<Why>().copied();
    if let (Some(Why(code)), Some(who)) = (why, asked.who)
        && let Some(entry) = refusals.line(call, code, who, asked.ticket, clock::now())
    {
        store.write_later(move |tx| tx.audit(&entry));
    }
    response
}

/// Writes down what was counted, for as long as the pool serves.
pub async fn keep(store: Arc<Store>, refusals: Arc<Refusals>) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        write(&store, &refusals, MINUTE);
    }
}

/// Writes down what was counted until now, before the store is closed.
pub fn finish(store: &Store, refusals: &Refusals) {
    write(store, refusals, i64::MIN);
}

fn write(store: &Store, refusals: &Refusals, old: i64) {
    for entry in refusals.take(clock::now(), old) {
        store.write_later(move |tx| tx.audit(&entry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_some_lines_and_then_one_with_a_count() {
        let (refusals, at) = (Refusals::default(), Moment(1_000_000));
        let kind = |who: &str| (who.to_string(), "refused", "no_right".to_string());
        let single = (0..5_000)
            .filter(|_| refusals.count(kind("demo"), at))
            .count();
        assert_eq!(single, SINGLE as usize);
        assert!(
            refusals.count(kind("other"), at),
            "everybody has their own count"
        );
        assert_eq!(
            refusals.take(at.plus_minutes(0), MINUTE).len(),
            0,
            "not yet a minute"
        );
        let lines = refusals.take(at.plus_minutes(1), MINUTE);
        assert_eq!(lines.len(), 1, "who was refused once has a line already");
        assert_eq!(
            (lines[0].who.as_str(), lines[0].detail.as_str()),
            ("demo", "no_right x4980")
        );
        assert!(
            refusals.count(kind("demo"), at.plus_minutes(1)),
            "and begins again"
        );
        for _ in 0..SINGLE {
            refusals.count(kind("demo"), at.plus_minutes(1));
        }
        let last = refusals.take(at.plus_minutes(1), i64::MIN);
        assert_eq!(last.len(), 1, "the pool ends within the minute");
        assert_eq!(last[0].detail, "no_right x1");
    }
}
