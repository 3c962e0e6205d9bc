use crate::support::{Pool, straight_line};
use serde_json::json;

#[tokio::test]
async fn the_straight_line_runs_and_nobody_else_may() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let everybody = [
        "demo_collector",
        "demo_village_head",
        "demo_desk_town",
        "demo_handler",
        "demo_unit_leader",
        "demo_visitor",
        "demo_supervisor",
        "demo_assessor",
        "demo_task_force",
        "demo_admin",
        "demo_auditor",
    ];
    for (user, action, payload, reached) in straight_line() {
        for other in everybody.iter().filter(|o| **o != user) {
            // A leader may do what a handler may; who may is asked of nobody twice.
            let may = pool.call(other, "read_ticket", json!({"id": id})).await;
            let acts = may.json()["may"].as_array().cloned().unwrap_or_default();
            if acts.contains(&json!(action)) {
                continue;
            }
            let answer = pool.act(other, &id, action, payload.clone()).await;
            let status = answer.status.as_u16();
            assert!(
                matches!(status, 403 | 404 | 409),
                "{other} {action}: {}",
                answer.json()
            );
        }
        let reply = pool.act(user, &id, action, payload).await.ok();
        assert_eq!(reply["status"], reached, "{action}");
    }
    let shown = pool
        .call("demo_task_force", "read_ticket", json!({"id": id}))
        .await
        .ok();
    let log = shown["log"].as_array().unwrap();
    assert_eq!(log.len(), 10, "only what counted stands in the log");
    assert!(log.iter().all(|e| e["ruling"]["verdict"] == "applied"));
    assert!(model::number::check_ticket_no(
        shown["ticket_no"].as_str().unwrap()
    ));
    assert!(shown["closed_at"].is_string() && shown["deadlines"]["done"]["met"].is_string());
    pool.audited("refused", "no_right");
    pool.audited("refused", "not_found");
}

#[tokio::test]
async fn states_rounds_and_persons_are_kept_apart() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let sign = pool.act("demo_handler", &id, "sign", json!({})).await;
    assert_eq!(sign.refused(404), "not_found");
    let coarse = pool
        .act(
            "demo_desk_town",
            &id,
            "accept",
            json!({"category": "0101", "grade": "normal"}),
        )
        .await;
    assert_eq!(coarse.refused(400), "category_too_coarse");
    pool.brought_to(&id, "handling").await;
    let again = pool.act("demo_handler", &id, "sign", json!({})).await;
    assert_eq!(again.refused(409), "wrong_status");
    let wrong_round = json!({"id": id, "action": "progress", "payload": {"text": "x"}, "round": 7});
    assert_eq!(
        pool.call("demo_handler", "act", wrong_round)
            .await
            .refused(409),
        "wrong_round"
    );
    let done = json!({"result": "已修复", "reply": "已告知", "measure": "更换"});
    // The leader asked, so the leader may not pass.
    let leader = pool
        .call("demo_unit_leader", "read_ticket", json!({"id": id}))
        .await
        .ok();
    assert!(
        leader["may"]
            .as_array()
            .unwrap()
            .contains(&json!("request_done"))
    );
    pool.act("demo_unit_leader", &id, "request_done", done)
        .await
        .ok();
    assert_eq!(
        pool.act("demo_unit_leader", &id, "pass_done", json!({}))
            .await
            .refused(409),
        "same_person"
    );
    for forged in ["submit", "enter_pool"] {
        assert_eq!(
            pool.act("demo_collector", &id, forged, json!({}))
                .await
                .refused(403),
            "pool_only",
            "{forged}"
        );
    }
}

#[tokio::test]
async fn numbers_follow_each_other_without_gaps() {
    let pool = Pool::new();
    let (first, second) = (pool.captured("路灯一").await, pool.captured("路灯二").await);
    let accept = json!({"category": "010103", "grade": "normal"});
    let number =
        |reply: serde_json::Value| reply["ticket_no"].as_str().unwrap()[18..24].to_string();
    let one = pool
        .act("demo_desk_town", &first, "accept", accept.clone())
        .await
        .ok();
    assert_eq!(
        pool.act("demo_desk_town", &first, "accept", accept.clone())
            .await
            .refused(409),
        "wrong_status"
    );
    let two = pool
        .act("demo_desk_district", &second, "accept", accept)
        .await
        .ok();
    assert_eq!(
        (number(one).as_str(), number(two).as_str()),
        ("000001", "000002")
    );
}

#[tokio::test]
async fn a_command_id_answers_alike_and_does_nothing_twice() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let accept = |grade: &str| json!({"id": id, "action": "accept", "payload": {"category": "010103", "grade": grade}, "command_id": "k1"});
    let first = pool
        .call("demo_desk_town", "act", accept("normal"))
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
    let again = pool
        .call("demo_desk_town", "act", accept("normal"))
        .await
        .ok();
    assert_eq!(first, again);
    assert_eq!(
        pool.call("demo_desk_town", "act", accept("urgent"))
            .await
            .refused(400),
        "field_type"
    );
    // Another person's id is another id.
    assert_eq!(
        pool.call("demo_desk_district", "act", accept("normal"))
            .await
            .refused(409),
        "wrong_status"
    );
}

#[tokio::test]
async fn two_at_once_leave_one_winner() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let accept = json!({"category": "010103", "grade": "normal"});
    let (a, b) = tokio::join!(
        pool.act("demo_desk_town", &id, "accept", accept.clone()),
        pool.act("demo_desk_district", &id, "accept", accept)
    );
    let mut statuses = [a.status.as_u16(), b.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}
