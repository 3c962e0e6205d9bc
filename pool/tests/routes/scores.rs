//! 考 over HTTP: the worked month, appeals, the course of a month, and what does not fit. Tickets get their past by the
//! pool's own way in, at given times; what is read and decided now comes by the router.

mod course;
mod month;
mod named;
mod past;
mod random;
mod room;

use crate::support::{Pool, now};
use model::score::month::Month;
use model::{Code, Moment};
use pool::scores::{self, Asked, Desk};
use pool::store::{DistrictFile, Tx};
use serde_json::{Value, json};
use std::sync::Arc;

/// The month before the last: its days of 收齐 are over whatever day it is today.
pub fn month(pool: &Pool) -> Month {
    let district = pool.store.district();
    let calendar = &district.district.rules.calendar;
    let this = Month::of(now(), calendar).unwrap();
    this.before(calendar).unwrap().before(calendar).unwrap()
}

/// Who acts at which time.
pub fn at<T: Send + 'static>(
    pool: &Pool,
    user: &str,
    now: Moment,
    work: impl FnOnce(&Desk) -> pool::Result<T> + Send + 'static,
) -> Result<T, Code> {
    let store = pool.store.clone();
    let file: Arc<DistrictFile> = store.district();
    let person = past::person(user, now);
    let done = pool.store.write_now(move |tx: &Tx| {
        work(&Desk {
            tx,
            keys: &store.keys,
            file: &file,
            person: &person,
            now,
        })
    });
    done.map_err(|e| e.denial().code)
}

/// A month moved by somebody at a time.
pub fn moved(pool: &Pool, user: &str, now: Moment, asked: Asked) -> Result<api::PeriodReply, Code> {
    let text = month(pool).text;
    at(pool, user, now, move |desk| {
        scores::step(desk, &text, &asked)
    })
}

pub async fn sheet(pool: &Pool, user: &str, unit: &str) -> Value {
    let ask = json!({"month": month(pool).text, "unit": unit});
    pool.call(user, "read_sheet", ask).await.ok()
}

pub async fn lines(pool: &Pool, user: &str, unit: &str, more: Value) -> Vec<Value> {
    let mut ask = json!({"month": month(pool).text, "unit": unit, "limit": 7});
    for (name, value) in more.as_object().unwrap() {
        ask[name] = value.clone();
    }
    let (mut all, mut total) = (Vec::new(), json!(null));
    loop {
        let page = pool.call(user, "list_instances", ask.clone()).await.ok();
        all.extend(page["lines"].as_array().unwrap().iter().cloned());
        // Said once, with the first page.
        assert_eq!(page["total"].is_null(), ask.get("after").is_some());
        if total.is_null() {
            total = page["total"].clone();
        }
        if page["after"].is_null() {
            assert_eq!(total, json!(all.len()));
            let settled = all.iter().map(|l| l["settled_at"].as_str().unwrap());
            assert!(settled.is_sorted(), "in the order of their settling");
            return all;
        }
        ask["after"] = page["after"].clone();
    }
}

/// The draft is published and the window for appeals is over.
pub fn hearing(pool: &Pool) -> Moment {
    let drafted = drafted(pool);
    drafted.plus_minutes(60 * 24 * 60)
}

/// The draft is published at the first moment at which it may be.
pub fn drafted(pool: &Pool) -> Moment {
    let district = pool.store.district();
    let days = i64::from(district.district.rules.score.settle_days);
    let at = month(pool).until.plus_minutes(days * 24 * 60);
    moved(pool, "demo_assessor", at, Asked::Draft).unwrap();
    at
}
