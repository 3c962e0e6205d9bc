use crate::support::Pool;
use demo::story::{Album, Cast, Teller, Told};
use model::person::Person;
use model::scope;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where a listed row stands before any other order.
pub fn danger_of(row: &Value) -> u8 {
    let of = |name: &str| row[name].clone();
    let status = serde_json::from_value(of("status")).unwrap();
    model::danger::rank(status, serde_json::from_value(of("grade")).unwrap())
}

/// A pool with demo tickets in many states and places.
pub fn filled(tickets: usize) -> Pool {
    let pool = Pool::new();
    let district = demo::district();
    let staff = demo::staff(&district);
    let nobody = |person: Person| pool::store::User {
        person,
        password: pool::auth::NO_PASSWORD.into(),
        must_change: false,
        disabled: false,
    };
    let users: Vec<_> = staff.into_iter().map(nobody).collect();
    pool.store
        .write_now(move |tx| users.iter().try_for_each(|u| tx.put_user(u)))
        .unwrap();
    let cast = Cast::new(pool.store.read_now(|db| db.users()).unwrap());
    let mut issues: Vec<_> = demo::issues(5, tickets, &district).collect();
    // No photos: these tests are about lists.
    issues.iter_mut().for_each(|i| i.photos.clear());
    issues
        .iter_mut()
        .filter(|i| i.issue.no_photo_reason.is_none())
        .for_each(|i| i.issue.no_photo_reason = Some("夜间".into()));
    let album = Arc::new(Album::make(&pool.store, &[]).unwrap());
    let (store, now) = (pool.store.clone(), crate::support::now());
    pool.store
        .write_now(move |tx| {
            let mut teller = Teller {
                store: &store,
                cast: &cast,
                album: &album,
                told: &mut Told::default(),
                parents: &mut Vec::new(),
                now,
            };
            issues.iter().try_for_each(|i| teller.tell(tx, i))
        })
        .unwrap();
    pool
}

pub async fn all(pool: &Pool, user: &str, mut body: Value) -> (Vec<String>, u64) {
    let (mut ids, mut total) = (Vec::new(), None);
    body["limit"] = json!(7);
    loop {
        let page = pool.call(user, "list_tickets", body.clone()).await.ok();
        let here = page["tickets"].as_array().unwrap();
        ids.extend(here.iter().map(|t| t["id"].as_str().unwrap().to_string()));
        assert_eq!(
            *total.get_or_insert(page["total"].as_u64().unwrap()),
            page["total"].as_u64().unwrap()
        );
        match page["after"].as_str() {
            Some(after) => body["after"] = json!(after),
            None => return (ids, total.unwrap()),
        }
    }
}

#[tokio::test]
async fn list_count_search_and_read_agree_with_the_model_for_every_role() {
    let pool = filled(60);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    assert_eq!(rows.len(), 60);
    for person in demo::users() {
        let user = person.user.as_str();
        let expect: BTreeSet<String> = rows
            .iter()
            .filter(|r| scope::sees(&person, &r.scope()))
            .map(|r| r.row.id.to_string())
            .collect();
        for sort in ["due", "newest", "oldest", "grade"] {
            let (ids, total) = all(&pool, user, json!({"sort": sort})).await;
            assert_eq!(ids.len(), expect.len(), "{user} {sort}: no row twice");
            assert_eq!(
                ids.iter().cloned().collect::<BTreeSet<_>>(),
                expect,
                "{user} {sort}"
            );
            assert_eq!(total, expect.len() as u64, "{user} {sort}");
        }
        let counts = pool.call(user, "count_tickets", json!({})).await.ok();
        let sum: u64 = counts["by_status"]
            .as_object()
            .unwrap()
            .values()
            .map(|n| n.as_u64().unwrap())
            .sum();
        assert_eq!(sum, expect.len() as u64, "{user}");
        for row in rows.iter().take(25) {
            let id = row.row.id.to_string();
            let status = pool
                .call(user, "read_ticket", json!({"id": id}))
                .await
                .status
                .as_u16();
            assert_eq!(status == 200, expect.contains(&id), "{user}");
            let found = pool
                .call(user, "list_tickets", json!({"text": row.row.temp_no}))
                .await
                .ok();
            assert_eq!(
                found["total"].as_u64(),
                Some(u64::from(expect.contains(&id))),
                "{user} searches"
            );
        }
    }
}

#[tokio::test]
async fn filters_narrow_and_sorts_order() {
    let pool = filled(60);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    let now = crate::support::now();
    let desk = "demo_desk_district";
    let expect = |fits: &dyn Fn(&model::row::Row) -> bool| {
        rows.iter().filter(|r| fits(&r.row)).count() as u64
    };
    let total = async |body: Value| all(&pool, desk, body).await.1;
    for status in ["pooled", "handling", "closed"] {
        assert_eq!(
            total(json!({"status": status})).await,
            expect(&|r| r.status.as_str() == status)
        );
    }
    let town = "990100001000";
    assert_eq!(
        total(json!({"area": town})).await,
        expect(&|r| r.area_code.as_str().starts_with("990100001"))
    );
    assert_eq!(
        total(json!({"unit": "B01"})).await,
        expect(&|r| r.lead_unit.as_ref().is_some_and(|u| u.as_str() == "B01"))
    );
    let late = expect(&|r| r.due_at.is_some_and(|d| d < now));
    assert!(late > 0);
    assert_eq!(total(json!({"overdue": true})).await, late);
    assert_eq!(
        total(json!({"overdue": false})).await,
        rows.len() as u64 - late
    );
    let page = pool
        .call(desk, "list_tickets", json!({"sort": "due", "limit": 500}))
        .await
        .ok();
    let tickets = page["tickets"].as_array().unwrap().iter();
    let order: Vec<(u8, bool, Option<&str>)> = tickets
        .map(|t| (danger_of(t), t["due_at"].is_null(), t["due_at"].as_str()))
        .collect();
    assert!(
        order.is_sorted(),
        "danger first, then by deadline, and those without one last"
    );
    for (bad, code) in [
        (json!({"limit": 0}), "field_type"),
        (json!({"limit": 501}), "field_type"),
        (json!({"after": "abc"}), "cursor_invalid"),
        (json!({"status": "open"}), "value_unknown"),
    ] {
        assert_eq!(
            pool.call(desk, "list_tickets", bad).await.refused(400),
            code
        );
    }
}

#[tokio::test]
async fn searches_find_words_of_two_characters_and_exactly_them() {
    let pool = filled(60);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    for text in [
        "路",
        "路灯",
        "漏水",
        "居民",
        "门口 反映",
        "3号",
        "没有这个词",
        "😀",
        "！，",
    ] {
        let query = model::search::query(text);
        let mut expect = 0;
        for row in &rows {
            let body = pool
                .call(
                    "demo_desk_district",
                    "read_ticket",
                    json!({"id": row.row.id}),
                )
                .await
                .ok();
            let address = row.row.address.clone().unwrap_or_default();
            let words = [
                row.row.title.as_str(),
                &row.row.temp_no,
                &address,
                body["facts"]["body"].as_str().unwrap(),
            ]
            .join("\n");
            expect += u64::from(model::search::matches(&words, &query));
        }
        let found = pool
            .call("demo_desk_district", "list_tickets", json!({"text": text}))
            .await
            .ok();
        assert_eq!(found["total"].as_u64(), Some(expect), "{text}");
    }
}

#[tokio::test]
async fn an_assessor_sees_addresses_masked_and_cannot_probe_them() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    let seen = pool
        .call("demo_assessor", "list_tickets", json!({}))
        .await
        .ok();
    assert_eq!(
        (&seen["tickets"][0]["address"], &seen["tickets"][0]["lon"]),
        (&json!("幸福路*号"), &Value::Null)
    );
    let mut secret = crate::support::issue("路灯又不亮");
    secret["body"] = json!("这一处的路灯三天不亮了。");
    secret["where"]["address"] = json!("平安巷77号");
    pool.call("demo_collector", "capture", json!({"issue": secret}))
        .await
        .ok();
    for (text, desk, assessor) in [("77号", 1, 0), ("平安巷", 1, 1)] {
        for (user, expect) in [("demo_desk_town", desk), ("demo_assessor", assessor)] {
            let found = pool
                .call(user, "list_tickets", json!({"text": text}))
                .await
                .ok();
            assert_eq!(found["total"], expect, "{user} {text}");
        }
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_left_out_and_named_by_verify() {
    let pool = Pool::new();
    let good = pool.captured("路灯不亮").await;
    let bad = pool.captured("井盖松动").await;
    let file = pool.store.folder().join(pool::store::DATABASE);
    let other = rusqlite::Connection::open(file).unwrap();
    // As a later build might have written it, and the index of positions still finds it.
    let sql = "update ticket set row = '{}' where n = 2";
    assert_eq!(other.execute(sql, []).unwrap(), 1);
    let user = "demo_desk_district";
    let page = pool.call(user, "list_tickets", json!({})).await.ok();
    assert_eq!(
        (&page["total"], &page["tickets"][0]["id"]),
        (&json!(1), &json!(good))
    );
    let counts = pool.call(user, "count_tickets", json!({})).await.ok();
    assert_eq!(counts["by_status"], json!({"pooled": 1}));
    let today = pool.call("demo_collector", "today", json!({})).await.ok();
    assert_eq!(today["captured"], 1);
    let report = pool::verify::verify(&pool.store, &[]);
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.what, f.which.as_str()))
        .collect();
    assert_eq!(findings, [("projection", bad.as_str())]);
    assert_eq!(report.tickets, 2);
}
