//! Finding reporters by a whole name or number: by whom, how often, and what it leaves in the books.

use crate::support::{Pool, issue};
use pool::http::{App, Frontend};
use serde_json::{Value, json};

async fn captured(pool: &Pool, name: &str, phone: &str) -> String {
    let mut told = issue("路灯不亮");
    told["reporter"] = json!({"kind": "person", "name": name, "phone": phone});
    let reply = pool.call("demo_collector", "capture", json!({"issue": told}));
    reply.await.ok()["id"].as_str().unwrap().to_string()
}

async fn found(pool: &Pool, user: &str, text: &str) -> Vec<String> {
    let ask = json!({"text": text, "reason": "本人来电查询进度"});
    let reply = pool.call(user, "find_reporters", ask).await.ok();
    let hits = reply["hits"].as_array().unwrap().iter();
    let id = |hit: &Value| hit["row"]["id"].as_str().unwrap().to_string();
    hits.map(id).collect()
}

#[tokio::test]
async fn a_whole_name_or_number_finds_its_tickets_masked() {
    let pool = Pool::new();
    let first = captured(&pool, "演示王某", "13000000123").await;
    let second = captured(&pool, "演示 王某", "+86 130 0000 0123").await;
    captured(&pool, "演示李某", "13000000124").await;
    for text in ["演示王某", "130-0000-0123", "＋86 13000000123"] {
        let hits = found(&pool, "demo_desk_town", text).await;
        assert_eq!(hits, [second.clone(), first.clone()], "{text}");
    }
    let ask = json!({"text": "13000000123", "reason": "核对"});
    let reply = pool
        .call("demo_desk_town", "find_reporters", ask)
        .await
        .ok();
    assert_eq!(reply["more"], json!(false));
    assert_eq!(reply["hits"][0]["reporter"]["phone"], "130****0123");
    assert_eq!(reply["hits"][0]["reporter"]["name"], "演**");
    // A changed record is found by what it says now.
    let told = json!({"kind": "person", "name": "演示赵某", "phone": "13000000125"});
    let change = json!({"id": first, "facts": {"reporter": told}});
    pool.call("demo_collector", "edit_facts", change).await.ok();
    assert_eq!(found(&pool, "demo_desk_town", "演示赵某").await, [first]);
    assert_eq!(found(&pool, "demo_desk_town", "演示王某").await, [second]);
    let report = pool::verify::verify(&pool.store, &[]);
    assert!(report.ok, "{:?}", report.findings);
}

#[tokio::test]
async fn parts_and_missing_reasons_are_refused_before_anything_is_counted() {
    let pool = Pool::new();
    captured(&pool, "演示王某", "13000000123").await;
    for (text, reason, code) in [
        ("130****0123", "核对", "sought_part"),
        ("王", "核对", "sought_part"),
        ("演示%", "核对", "sought_part"),
        ("1300", "核对", "sought_part"),
        (" ", "核对", "field_missing"),
        ("13000000123", " \u{200b}", "reason_missing"),
    ] {
        let ask = json!({"text": text, "reason": reason});
        let answer = pool.call("demo_desk_town", "find_reporters", ask).await;
        assert_eq!(answer.refused(400), code, "{text}");
    }
    let sought = pool
        .audit()
        .into_iter()
        .filter(|l| l.1 == "reporter_sought");
    assert_eq!(sought.count(), 0);
}

#[tokio::test]
async fn each_try_is_written_down_with_its_reason_whether_it_finds_somebody_or_not() {
    let pool = Pool::new();
    let id = captured(&pool, "演示王某", "13000000123").await;
    let page = async |what: &str| {
        let ask = json!({"what": what});
        pool.call("demo_auditor", "read_audit", ask).await.ok()["lines"].clone()
    };
    assert_eq!(found(&pool, "demo_desk_town", "13000000123").await.len(), 1);
    let lines = page("reporter_found").await;
    assert_eq!(lines[0]["ticket"], json!(id));
    assert_eq!(lines[0]["reason"], "本人来电查询进度");
    // The reason lies beside the ticket it found, with which it is erased, and nowhere else.
    assert_eq!(page("reporter_sought").await[0].get("reason"), None);
    assert!(
        found(&pool, "demo_desk_town", "13000000999")
            .await
            .is_empty()
    );
    let lines = page("reporter_sought").await;
    assert_eq!(lines.as_array().unwrap().len(), 2);
    assert_eq!(lines[0]["reason"], "本人来电查询进度");
    assert_eq!(lines[0]["who"], "demo_desk_town");
    for (who, what, detail) in pool.audit() {
        for secret in ["13000000123", "13000000999", "本人来电"] {
            assert!(!detail.contains(secret), "{who} {what}");
        }
    }
    let report = pool::verify::verify(&pool.store, &[]);
    assert!(report.ok, "{:?}", report.findings);
}

#[tokio::test]
async fn numbers_cannot_be_tried_one_after_the_other() {
    let pool = Pool::new();
    captured(&pool, "演示王某", "13000000123").await;
    let budget = pool.store.district().district.rules.budgets.person.seeks;
    for n in 0..budget.hour {
        let text = format!("1300000{n:04}");
        found(&pool, "demo_desk_town", &text).await;
    }
    let ask = json!({"text": "13000000123", "reason": "核对"});
    let answer = pool.call("demo_desk_town", "find_reporters", ask.clone());
    assert_eq!(answer.await.refused(429), "seeks_spent");
    pool.audited("budget_spent", "");
    // A colleague is not held up, nor is other work of one's own.
    pool.call("demo_desk_district", "find_reporters", ask)
        .await
        .ok();
    captured(&pool, "演示李某", "13000000124").await;
}

#[tokio::test]
async fn reporters_of_an_older_pool_are_found_once_it_serves() {
    let pool = Pool::new();
    let id = captured(&pool, "演示王某", "13000000123").await;
    let forget = "delete from reporter_key; update reporter set keyed = 0";
    let database = pool.store.folder().join("pool.sqlite");
    let other = rusqlite::Connection::open(&database).unwrap();
    other.execute_batch(forget).unwrap();
    assert!(found(&pool, "demo_desk_town", "演示王某").await.is_empty());
    let report = pool::verify::verify(&pool.store, &[]);
    assert!(
        report.ok,
        "not given any is no finding: {:?}",
        report.findings
    );
    let store = pool.store.clone();
    let again = tokio::task::spawn_blocking(move || App::new(store, Frontend::Missing, false));
    again.await.unwrap().unwrap();
    assert_eq!(found(&pool, "demo_desk_town", "演示王某").await, [id]);
    // Keys that are gone are.
    other.execute_batch("delete from reporter_key").unwrap();
    let report = pool::verify::verify(&pool.store, &[]);
    assert_eq!(report.findings[0].what, "reporter");
}
