use crate::support::Pool;
use serde_json::json;

#[tokio::test]
async fn are_written_by_the_creator_until_accepted_and_by_the_desk_until_dispatched() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let edit = |body: &str| json!({"id": id, "facts": {"body": body}});
    pool.call(
        "demo_collector",
        "edit_facts",
        edit("路灯和指示牌都不亮了。"),
    )
    .await
    .ok();
    pool.act(
        "demo_desk_town",
        &id,
        "accept",
        json!({"category": "010103", "grade": "normal"}),
    )
    .await
    .ok();
    assert_eq!(
        pool.call("demo_collector", "edit_facts", edit("还有井盖也坏了。"))
            .await
            .refused(409),
        "too_late"
    );
    pool.call("demo_desk_town", "edit_facts", edit("坐席补充了地点。"))
        .await
        .ok();
    pool.act(
        "demo_desk_town",
        &id,
        "dispatch",
        json!({"lead_unit": "B01"}),
    )
    .await
    .ok();
    assert_eq!(
        pool.call("demo_desk_town", "edit_facts", edit("再补充一句话。"))
            .await
            .refused(409),
        "too_late"
    );
    assert_eq!(
        pool.call("demo_handler", "edit_facts", edit("经办人改一下。"))
            .await
            .refused(403),
        "not_yours"
    );
    assert_eq!(
        pool.call("demo_handler2", "edit_facts", edit("别的单位改。"))
            .await
            .refused(404),
        "not_found"
    );
    assert_eq!(
        pool.call(
            "demo_collector",
            "edit_facts",
            json!({"id": id, "facts": {}})
        )
        .await
        .refused(400),
        "field_missing"
    );
    let shown = pool
        .call("demo_desk_town", "read_ticket", json!({"id": id}))
        .await
        .ok();
    assert_eq!(shown["facts"]["body"], "坐席补充了地点。");
}

#[tokio::test]
async fn a_form_saved_late_conflicts_honestly_and_one_value_is_chosen() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let before = pool
        .call("demo_collector", "read_ticket", json!({"id": id}))
        .await
        .ok();
    let edit = |title: &str| json!({"id": id, "facts": {"title": title}, "seen": before["seen"]});
    pool.call("demo_collector", "edit_facts", edit("采集员的标题"))
        .await
        .ok();
    let both = pool
        .call("demo_desk_town", "edit_facts", edit("坐席的标题"))
        .await
        .ok();
    let claims = both["conflicts"]["what"].as_array().unwrap();
    let mut authors: Vec<_> = claims.iter().map(|c| c["by"].as_str().unwrap()).collect();
    authors.sort_unstable();
    assert_eq!(authors, ["demo_collector", "demo_desk_town"]);
    let row = &pool
        .call("demo_desk_town", "list_tickets", json!({}))
        .await
        .ok()["tickets"][0];
    assert_eq!(row["conflict"], true);
    let mine = claims.iter().find(|c| c["by"] == "demo_collector").unwrap();
    let choose = json!({"id": id, "group": "what", "edit": mine["edit"]});
    let chosen = pool
        .call("demo_desk_town", "choose_fact", choose.clone())
        .await
        .ok();
    assert_eq!(
        (&chosen["facts"]["title"], &chosen["conflicts"]),
        (&json!("采集员的标题"), &json!({}))
    );
    assert_eq!(
        pool.call("demo_desk_town", "choose_fact", choose)
            .await
            .refused(409),
        "no_conflict"
    );
    let unknown = json!({"id": id, "facts": {"title": "x"}, "seen": ["00".repeat(32)]});
    assert_eq!(
        pool.call("demo_desk_town", "edit_facts", unknown)
            .await
            .refused(409),
        "conflict"
    );
}

#[tokio::test]
async fn a_new_place_moves_the_ticket_to_another_desk() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let sees =
        async |user: &str| pool.call(user, "list_tickets", json!({})).await.ok()["total"] == 1;
    assert!(sees("demo_desk_town").await && !sees("demo_desk_town2").await);
    let moved =
        json!({"id": id, "facts": {"where": {"area_code": "990100100201", "address": "另一个镇"}}});
    let reply = pool.call("demo_collector", "edit_facts", moved).await.ok();
    assert_eq!(reply["area_code"], "990100100201");
    assert!(!sees("demo_desk_town").await && sees("demo_desk_town2").await);
}

#[tokio::test]
async fn a_reporter_may_come_later() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let later = json!({"id": id, "facts": {"reporter": {"kind": "person", "name": "演示王某", "phone": "13000000001"}}});
    let reply = pool.call("demo_collector", "edit_facts", later).await.ok();
    assert_eq!(reply["reporter"]["name"], "演**");
    pool.brought_to(&id, "visiting").await;
    let phone =
        json!({"means": "phone", "contacted": true, "solved": "yes", "satisfied": "mostly"});
    assert_eq!(
        pool.act("demo_visitor", &id, "visit_pass", phone)
            .await
            .ok()["status"],
        "closed"
    );
}
