use crate::support::{Pool, issue};
use serde_json::json;

#[tokio::test]
async fn enters_the_pool_at_once_and_only_once() {
    let pool = Pool::new();
    let body = json!({"issue": issue("路灯不亮"), "command_id": "c1"});
    let first = pool
        .call("demo_collector", "capture", body.clone())
        .await
        .ok();
    assert_eq!(
        (first["status"].as_str(), first["facts"]["title"].as_str()),
        (Some("pooled"), Some("路灯不亮"))
    );
    assert!(
        first["temp_no"].as_str().unwrap().starts_with("离-") && first["received_at"].is_string()
    );
    assert_eq!(
        first["deadlines"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["accept"]
    );
    assert_eq!(
        pool.call("demo_collector", "capture", body).await.ok()["id"],
        first["id"]
    );
    assert_eq!(
        pool.call("demo_collector", "list_tickets", json!({}))
            .await
            .ok()["total"],
        1
    );
}

#[tokio::test]
async fn refuses_what_is_not_whole() {
    let pool = Pool::new();
    let with = |change: fn(&mut serde_json::Value)| {
        let mut issue = issue("路灯不亮");
        change(&mut issue);
        json!({"issue": issue})
    };
    let cases: [(serde_json::Value, &str); 6] = [
        (
            with(|i| i["category"] = json!("999999")),
            "category_unknown",
        ),
        (with(|i| i["category"] = json!("010101")), "photo_missing"),
        (
            with(|i| i["where"] = json!({"area_code": "990100001001"})),
            "place_missing",
        ),
        (with(|i| i["where"]["lon"] = json!(0.0)), "place_zero"),
        (
            with(|i| i["title"] = json!("长".repeat(41))),
            "text_too_long",
        ),
        (
            with(|i| i["reporter"] = json!({"kind": "person", "phone": "电话"})),
            "field_type",
        ),
    ];
    for (mut body, code) in cases {
        if code == "place_zero" {
            body["issue"]["where"]["lat"] = json!(0.0);
        }
        assert_eq!(
            pool.call("demo_collector", "capture", body)
                .await
                .refused(400),
            code
        );
    }
    assert_eq!(
        pool.call("demo_visitor", "capture", json!({"issue": issue("x路灯")}))
            .await
            .refused(403),
        "no_right"
    );
    assert_eq!(
        pool.call("demo_desk_district", "list_tickets", json!({}))
            .await
            .ok()["total"],
        0
    );
}

#[tokio::test]
async fn the_reporter_is_kept_apart_sealed_and_masked() {
    let pool = Pool::new();
    let mut with = issue("路灯不亮");
    with["reporter"] =
        json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true});
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": with}))
        .await
        .ok();
    let id = reply["id"].as_str().unwrap();
    assert_eq!(
        (&reply["reporter"]["name"], &reply["reporter"]["phone"]),
        (&json!("演**"), &json!("130****0123"))
    );
    assert!(reply["facts"].get("reporter").is_none());
    let read = |reason: &str| json!({"id": id, "reason": reason});
    assert_eq!(
        pool.call("demo_desk_town", "read_reporter", read(" "))
            .await
            .refused(400),
        "reason_missing"
    );
    let clear = pool
        .call("demo_desk_town", "read_reporter", read("电话核实地点"))
        .await
        .ok();
    assert_eq!(clear["reporter"]["phone"], "13000000123");
    let line = json!({"what": "reporter_read"});
    let line = pool.call("demo_auditor", "read_audit", line).await.ok();
    assert_eq!(line["lines"][0]["reason"], "电话核实地点");
    assert_eq!(
        pool.call("demo_assessor", "read_reporter", read("看看"))
            .await
            .refused(403),
        "no_right"
    );
    pool.audited("reporter_refused", "no_right");
    assert_eq!(
        pool.call("demo_handler2", "read_reporter", read("看看"))
            .await
            .refused(404),
        "not_found"
    );
    // Nothing of it stands in any file in clear.
    pool.store.close();
    for entry in std::fs::read_dir(pool.store.folder()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        for secret in ["演示王某", "13000000123"] {
            assert!(
                !bytes.windows(secret.len()).any(|w| w == secret.as_bytes()),
                "{secret}"
            );
        }
    }
}
