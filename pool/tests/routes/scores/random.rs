//! Random histories: what is listed, what is summed, what an oracle counts from the documents, and what `verify` derives again
//! are the same.

use super::{lines, month, sheet};
use crate::list_tickets::filled;
use crate::support::now;
use model::score::month::Month;
use serde_json::json;
use std::collections::BTreeMap;
use testkit::scored::{Verdict, verdicts};

#[tokio::test]
async fn lists_sheets_and_an_oracle_agree_on_histories() {
    let pool = filled(340);
    pool::upkeep::run(&pool.store, now()).unwrap();
    let district = demo::district();
    let until = now();
    let tickets = pool.store.read_now(|db| {
        let places = db.tickets_from(1, 1000)?;
        let read = |p: &pool::store::Projection| {
            let ticket = db.document(p.n)?.document()?.read()?;
            Ok((
                ticket,
                p.row.excluded || p.row.source == model::Source::Hotline,
            ))
        };
        places.iter().map(read).collect::<pool::Result<Vec<_>>>()
    });
    let mut expect: BTreeMap<(String, String, String), (u64, u64)> = BTreeMap::new();
    for (ticket, excluded) in tickets.unwrap() {
        for Verdict {
            ind,
            unit,
            month,
            good,
        } in verdicts(&ticket, 480, until)
        {
            if !excluded {
                let sum = expect.entry((month, unit, ind)).or_default();
                *sum = (sum.0 + u64::from(good), sum.1 + 1);
            }
        }
    }
    assert!(expect.len() > 40, "{}", expect.len());
    let calendar = &district.rules.calendar;
    let this = Month::of(until, calendar).unwrap();
    let last = this.before(calendar).unwrap();
    for text in [this.text, last.text, month(&pool).text] {
        let all = pool
            .call("demo_assessor", "list_sheets", json!({"month": text}))
            .await
            .ok();
        let groups = all["groups"].as_array().unwrap();
        for unit in groups.iter().flat_map(|g| g["units"].as_array().unwrap()) {
            let code = unit["unit"].as_str().unwrap();
            for ind in ["sign", "respond", "done", "solved", "satisfied"] {
                let key = (text.clone(), code.to_string(), ind.to_string());
                let (good, n) = expect.get(&key).copied().unwrap_or_default();
                let rate = &unit["rates"][ind];
                assert_eq!(
                    (rate["good_halves"].as_u64(), rate["n"].as_u64()),
                    (Some(good), Some(n)),
                    "{key:?}"
                );
            }
        }
    }
    // And what is listed sums up to what is printed.
    let unit = sheet(&pool, "demo_assessor", "B01").await;
    let listed = lines(&pool, "demo_assessor", "B01", json!({})).await;
    for ind in ["sign", "respond", "done", "solved", "satisfied"] {
        let own = listed
            .iter()
            .filter(|l| l["ind"] == ind && !l["good"].is_null());
        let good: u64 = own.clone().filter_map(|l| l["good"].as_u64()).sum();
        let rate = &unit["rates"][ind];
        assert_eq!(
            (json!(good), json!(own.count())),
            (rate["good_halves"].clone(), rate["n"].clone())
        );
    }
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}
