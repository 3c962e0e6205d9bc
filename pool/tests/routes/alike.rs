use crate::support::{Pool, issue};
use serde_json::{Value, json};

/// Captures at the demo place, this many metres to the north.
async fn captured(pool: &Pool, title: &str, metres: f64, change: Value) -> String {
    let mut issue = issue(title);
    issue["where"]["lat"] = json!(40.170042 + metres / 111_195.0);
    for (name, value) in change.as_object().unwrap() {
        issue[name] = value.clone();
    }
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": issue}))
        .await;
    reply.ok()["id"].as_str().unwrap().to_string()
}

async fn alike(pool: &Pool, user: &str, id: &str) -> Vec<Value> {
    let found = pool.call(user, "find_alike", json!({"id": id})).await.ok();
    found["alike"].as_array().unwrap().clone()
}

#[tokio::test]
async fn look_alikes_come_most_alike_first() {
    let pool = Pool::new();
    let body = json!({"body": "幸福路12号门口的路灯连续三天不亮，夜间出行不便。"});
    let other = json!({"body": "公交站牌倒了，挡住盲道，请尽快扶正。"});
    let here = captured(&pool, "路灯不亮", 0.0, body.clone()).await;
    let same = captured(&pool, "路灯不亮", 40.0, body.clone()).await;
    let near = captured(&pool, "站牌倒了", 10.0, other).await;
    captured(&pool, "路灯不亮", 150.0, body.clone()).await;
    captured(
        &pool,
        "路灯不亮",
        5.0,
        json!({"category": "020101", "no_photo_reason": "夜间"}),
    )
    .await;
    let found = alike(&pool, "demo_desk_town", &here).await;
    let ids: Vec<&str> = found
        .iter()
        .map(|a| a["row"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [same.as_str(), &near]);
    assert_eq!(
        (&found[0]["percent"], &found[0]["metres"], &found[0]["days"]),
        (&json!(100), &json!(40), &json!(0))
    );
    assert!(found[1]["percent"].as_u64().unwrap() < 30);
    // One that was voided is no look-alike any more.
    pool.act(
        "demo_desk_town",
        &same,
        "void",
        json!({"reason": "重复录入"}),
    )
    .await
    .ok();
    assert_eq!(alike(&pool, "demo_desk_town", &here).await.len(), 1);
}

#[tokio::test]
async fn nobody_finds_what_they_do_not_see() {
    let pool = Pool::new();
    let here = captured(&pool, "路灯不亮", 0.0, json!({})).await;
    let near = captured(&pool, "路灯不亮", 20.0, json!({})).await;
    for call in ["find_alike", "suggest_units"] {
        for user in ["demo_handler", "demo_admin", "demo_auditor"] {
            let answer = pool.call(user, call, json!({"id": here})).await;
            assert_eq!(answer.refused(404), "not_found", "{user}");
        }
        let nothing = json!({"id": "0199a3c4-5b1e-7cc0-8d1f-000000000001"});
        assert_eq!(
            pool.call("demo_desk_district", call, nothing)
                .await
                .refused(404),
            "not_found"
        );
    }
    // The handler sees the one sent to their unit, and not the other beside it.
    for (user, action, payload, _) in crate::support::straight_line().into_iter().take(2) {
        pool.act(user, &here, action, payload).await.ok();
    }
    assert_eq!(
        alike(&pool, "demo_handler", &here).await,
        Vec::<Value>::new()
    );
    // An assessor sees both, but no place: neither a position nor how far it is.
    let found = alike(&pool, "demo_assessor", &here).await;
    assert_eq!(found[0]["row"]["id"], json!(near));
    assert_eq!(
        (&found[0]["metres"], &found[0]["row"]["lon"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn units_come_with_their_reason() {
    let pool = Pool::new();
    let district = demo::district();
    let suggest = async |user: &str, id: &str| -> Vec<(String, String, u64)> {
        let found = pool
            .call(user, "suggest_units", json!({"id": id}))
            .await
            .ok();
        let units = found["units"].as_array().unwrap().iter();
        let text = |u: &Value, k: &str| u[k].as_str().unwrap().to_string();
        units
            .map(|u| {
                (
                    text(u, "unit"),
                    text(u, "reason"),
                    u["recent"].as_u64().unwrap(),
                )
            })
            .collect()
    };
    let id = captured(&pool, "路灯不亮", 0.0, json!({})).await;
    let category = model::CategoryCode::new("010103").unwrap();
    let area = model::AreaCode::new("990100001001").unwrap();
    let town = district.town_unit(&area).unwrap().code.to_string();
    let listed = district
        .suggested_unit(&category, &area)
        .unwrap()
        .code
        .to_string();
    assert_ne!(listed, town, "the demo's dispatch list names a unit");
    assert_eq!(
        suggest("demo_desk_town", &id).await,
        [
            (listed.clone(), "catalogue".into(), 0),
            (town.clone(), "town".into(), 0)
        ]
    );
    // A third unit led one like it.
    let before = captured(&pool, "路灯不亮", 500.0, json!({})).await;
    let third = district
        .units
        .iter()
        .find(|u| u.code.as_str().starts_with('B') && u.code.as_str() != listed);
    let third = third.unwrap().code.to_string();
    pool.act(
        "demo_desk_town",
        &before,
        "accept",
        json!({"category": "010103", "grade": "normal"}),
    )
    .await
    .ok();
    pool.act(
        "demo_desk_town",
        &before,
        "dispatch",
        json!({"lead_unit": third}),
    )
    .await
    .ok();
    assert_eq!(
        suggest("demo_desk_town", &id).await,
        [
            (listed, "catalogue".into(), 0),
            (town, "town".into(), 0),
            (third, "history".into(), 1)
        ]
    );
}
