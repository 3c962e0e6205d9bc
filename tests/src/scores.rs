//! A month of 考 at a pool of the demo: last month, the unit of the demo's leader, its bad lines, and the days that go by.

use crate::pool::{Desk, Pool};
use anyhow::{Context, Result};
use model::Moment;
use model::score::month::Month;
use pool::store::Store;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, as the pool has it.
fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.map_or(0, |d| d.as_millis());
    Moment(i64::try_from(ms).unwrap_or(0))
}

/// Last month, as 2026-10.
pub fn last_month() -> String {
    let calendar = demo::district().rules.calendar;
    let this = Month::of(now(), &calendar);
    let last = this.and_then(|month| month.before(&calendar));
    last.expect("a month before this one").text
}

/// The unit that the demo's leader leads.
pub fn led_unit(pool: &Pool) -> String {
    let unit = pool.sample("unit");
    unit.as_str().expect("a unit").to_string()
}

/// Lines of that unit that it may object to, as far as one page goes.
pub fn bad_lines(person: &Desk, unit: &str) -> Vec<Value> {
    let ask = json!({"month": last_month(), "unit": unit, "bad": true});
    let page = person.call("list_instances", ask).expect("lines");
    page["lines"].as_array().cloned().unwrap_or_default()
}

/// Last month with its draft, and with appeals in every state.
pub fn heard(pool: &Pool) {
    let [assessor, leader, force] =
        ["assessor", "unit_leader", "task_force"].map(|role| pool.sign_in(role));
    let month = last_month();
    let call = |who: &Desk, name: &str, body: Value| {
        let reply = who.call(name, body);
        reply.unwrap_or_else(|e| panic!("{name}: {e:?}"))
    };
    call(&assessor, "publish_draft", json!({"month": month}));
    let unit = led_unit(pool);
    let lines = bad_lines(&leader, &unit);
    let steps = [
        ("not_ours", "upheld"),
        ("clock_wrong", "denied"),
        ("record_wrong", "opined"),
        ("system", "filed"),
    ];
    for (line, (reason, end)) in lines.iter().zip(steps) {
        let filed = json!({"month": month, "unit": unit, "line": line["line"], "reason": reason,
            "text": "派来时已交由供水公司处理，见当日会议纪要第三条（演示）。"});
        let id = call(&leader, "file_appeal", filed)["id"].clone();
        if end == "filed" {
            continue;
        }
        let opinion = json!({"id": id, "version": 1, "text": "经查会议纪要，情况属实（演示）。"});
        call(&assessor, "opine_appeal", opinion);
        if end != "opined" {
            let decision =
                json!({"id": id, "version": 2, "outcome": end, "text": "按意见办理（演示）。"});
            call(&force, "decide_appeal", decision);
        }
    }
}

/// Lets the time for appeals of last month be over, in the folder of a pool that does not serve.
pub fn let_appeals_end(folder: &Path) -> Result<()> {
    let store = Store::open(folder).context("the folder opens")?;
    let month = last_month();
    let done = store.write_now(move |tx| {
        let mut kept = tx.period(&month)?;
        kept.period.appeal_until = Some(now().plus_minutes(-1));
        tx.keep_period(&month, &kept)
    });
    store.close();
    done.context("the month is kept")
}
