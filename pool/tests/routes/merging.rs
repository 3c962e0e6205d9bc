//! 并案 and 拆案: two tickets in one transaction, every reporter kept.

use crate::support::device::Device;
use crate::support::{Pool, issue, straight_line};
use model::act::{Act, SolveOnSpot};
use serde_json::{Value, json};

fn with_reporter(title: &str, village: &str) -> Value {
    let mut issue = issue(title);
    issue["where"]["area_code"] = json!(village);
    issue["where"]["grid"] = json!(null);
    issue["reporter"] = json!({
        "kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true
    });
    issue
}

async fn captured(pool: &Pool, user: &str, issue: Value) -> String {
    let reply = pool.call(user, "capture", json!({"issue": issue})).await;
    reply.ok()["id"].as_str().unwrap().to_string()
}

async fn shown(pool: &Pool, user: &str, id: &str) -> Value {
    pool.call(user, "read_ticket", json!({"id": id})).await.ok()
}

fn actions(ticket: &Value) -> Vec<&str> {
    let log = ticket["log"].as_array().unwrap();
    log.iter().map(|e| e["action"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_child_joins_keeps_its_reporter_and_leaves_again() {
    let pool = Pool::new();
    let parent = pool.captured("主单").await;
    let issue = with_reporter("同一件事", "990100001002");
    let child = captured(&pool, "demo_collector3", issue).await;
    let merge = json!({"parent": parent, "note": "同一处路灯"});
    let reply = pool
        .act("demo_desk_town", &child, "merge", merge)
        .await
        .ok();
    assert_eq!(reply["status"], "merged");
    // Both documents say so, and the desk sees both.
    let whole = shown(&pool, "demo_desk_town", &parent).await;
    assert_eq!(actions(&whole), ["submit", "enter_pool", "joined"]);
    assert_eq!(whole["children"][0]["title"], "同一件事");
    assert_eq!(whole["log"][2]["payload"]["reporter"], true);
    // Who captured the child sees how the parent goes on, and no more of it.
    let own = shown(&pool, "demo_collector3", &child).await;
    let related = own["parent"].as_object().unwrap();
    assert_eq!(related["status"], "pooled");
    assert!(related["number"].is_string() && !related.contains_key("title"));
    let answer = pool
        .call("demo_collector3", "read_ticket", json!({"id": parent}))
        .await;
    assert_eq!(answer.refused(404), "not_found");
    // A merged ticket refuses further acts.
    let accept = json!({"category": "010103", "grade": "normal"});
    let again = pool.act("demo_desk_town", &child, "accept", accept).await;
    assert_eq!(again.refused(409), "wrong_status");

    for (user, action, payload, reached) in straight_line() {
        if reached == "closed" {
            continue;
        }
        pool.act(user, &parent, action, payload).await.ok();
    }
    let own = shown(&pool, "demo_collector3", &child).await;
    assert_eq!(own["parent"]["status"], "visiting");
    // The child's reporter is called before the parent closes.
    let mut pass = json!({"means": "site_check", "solved": "yes"});
    let answer = pool
        .act("demo_visitor", &parent, "visit_pass", pass.clone())
        .await;
    assert_eq!(answer.refused(409), "reporter_not_called");
    pass["others"] =
        json!([{"ticket": child, "call": "answered", "solved": "yes", "satisfied": "mostly"}]);
    let closed = pool
        .act("demo_visitor", &parent, "visit_pass", pass)
        .await
        .ok();
    assert_eq!(closed["visits"].as_array().unwrap().len(), 2);

    let split = json!({"reason": "经核不是同一处"});
    let reply = pool
        .act("demo_desk_town", &child, "split", split)
        .await
        .ok();
    assert_eq!(
        (&reply["status"], &reply["parent"]),
        (&json!("pooled"), &json!(null))
    );
    let whole = shown(&pool, "demo_desk_town", &parent).await;
    assert_eq!(actions(&whole).last(), Some(&"parted"));
    assert_eq!(whole["children"], json!(null));
    let reporter = pool
        .call(
            "demo_desk_town",
            "read_reporter",
            json!({"id": child, "reason": "核对"}),
        )
        .await
        .ok();
    assert_eq!(reporter["reporter"]["name"], "演示王某");
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}

/// A ticket at 回访 with another merged into it.
async fn at_the_visit(pool: &Pool) -> (String, String) {
    let parent = pool.captured("主单").await;
    let issue = with_reporter("同一件事", "990100001002");
    let child = captured(pool, "demo_collector3", issue).await;
    let merge = json!({ "parent": parent });
    pool.act("demo_desk_town", &child, "merge", merge)
        .await
        .ok();
    for (user, action, payload, reached) in straight_line() {
        if reached == "closed" {
            break;
        }
        pool.act(user, &parent, action, payload).await.ok();
    }
    (parent, child)
}

#[tokio::test]
async fn who_visits_the_parent_calls_the_reporters_carried_over() {
    let pool = Pool::new();
    let (parent, child) = at_the_visit(&pool).await;
    let ask = json!({"id": child, "reason": "回访并案反映人"});
    // The visitor does not see the merged ticket, but knows whom to call and why.
    let whole = shown(&pool, "demo_visitor", &parent).await;
    let related = &whole["children"][0];
    assert_eq!(
        (&related["call"], &related["title"]),
        (&json!(true), &json!("同一件事"))
    );
    assert_eq!(related["reporter"]["name"], "演**");
    assert_eq!(related["reporter"]["phone"], "130****0123");
    let alone = pool
        .call("demo_visitor", "read_ticket", json!({ "id": child }))
        .await;
    assert_eq!(alone.refused(404), "not_found");
    let clear = pool
        .call("demo_visitor", "read_reporter", ask.clone())
        .await;
    assert_eq!(clear.ok()["reporter"]["phone"], "13000000123");
    // Nobody else gets further than before.
    let handler = shown(&pool, "demo_handler", &parent).await;
    assert_eq!(handler["children"][0]["call"], true);
    assert_eq!(handler["children"][0]["reporter"], json!(null));
    let no = pool.call("demo_handler", "read_reporter", ask).await;
    assert_eq!(no.refused(404), "not_found");
}

#[tokio::test]
async fn one_unhappy_reporter_of_a_merged_ticket_sends_it_back() {
    let pool = Pool::new();
    let (parent, child) = at_the_visit(&pool).await;
    let mut redo = json!({"means": "site_check", "solved": "yes", "note": "东侧一盏仍不亮",
        "others": [{"ticket": child, "call": "missed"}]});
    let fine = pool
        .act("demo_visitor", &parent, "redo", redo.clone())
        .await;
    assert_eq!(fine.refused(409), "visit_fine");
    redo["others"] =
        json!([{"ticket": child, "call": "answered", "solved": "partly", "satisfied": "no"}]);
    let reply = pool.act("demo_visitor", &parent, "redo", redo).await.ok();
    assert_eq!(
        (&reply["status"], &reply["redos"]),
        (&json!("handling"), &json!(1))
    );
    assert_eq!(reply["visits"][1]["solved"], "partly");
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}

#[tokio::test]
async fn a_merge_that_cannot_be_leaves_both_alone() {
    let pool = Pool::new();
    let (parent, child) = (pool.captured("一").await, pool.captured("二").await);
    let third = pool.captured("三").await;
    let merge = |parent: &str| json!({"parent": parent});
    let own = pool
        .act("demo_desk_town", &child, "merge", merge(&child))
        .await;
    assert_eq!(own.refused(409), "parent_self");
    let nobody = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";
    let none = pool
        .act("demo_desk_town", &child, "merge", merge(nobody))
        .await;
    assert_eq!(none.refused(409), "parent_unknown");
    pool.act("demo_desk_town", &child, "merge", merge(&parent))
        .await
        .ok();
    // Neither into a merged one, nor with somebody merged into it.
    let into = pool
        .act("demo_desk_town", &third, "merge", merge(&child))
        .await;
    assert_eq!(into.refused(409), "parent_closed");
    let with = pool
        .act("demo_desk_town", &parent, "merge", merge(&third))
        .await;
    assert_eq!(with.refused(409), "has_children");
    // A parent that is refused gives its children back.
    let reason = json!({"reason": "不属本区"});
    pool.act("demo_desk_town", &parent, "refuse", reason.clone())
        .await
        .ok();
    let back = pool
        .act("demo_desk_town", &child, "split", reason.clone())
        .await
        .ok();
    assert_eq!(back["status"], "pooled");
    let late = pool
        .act("demo_desk_town", &third, "merge", merge(&parent))
        .await;
    assert_eq!(late.refused(409), "parent_closed");
    assert_eq!(
        actions(&shown(&pool, "demo_desk_town", &third).await),
        ["submit", "enter_pool"]
    );
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}

#[tokio::test]
async fn fixed_on_the_spot_goes_to_the_visit_with_a_number() {
    let pool = Pool::new();
    let photo = |kind: &str, tint: u8| crate::support::picture::entry(&[tint; 90], 40, 30, kind);
    let call =
        json!({"issue": issue("井盖已扶正"), "photos": [photo("before", 1), photo("after", 2)]});
    let id = pool.call("demo_collector", "capture", call).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_string();
    let solve = json!({"result": "现场扶正井盖并清理"});
    let other = pool
        .act("demo_collector3", &id, "solve_on_spot", solve.clone())
        .await;
    assert_eq!(other.refused(404), "not_found");
    let reply = pool
        .act("demo_collector", &id, "solve_on_spot", solve)
        .await
        .ok();
    assert_eq!(
        (&reply["status"], &reply["on_spot"], &reply["lead_unit"]),
        (&json!("visiting"), &json!(true), &json!("T01"))
    );
    let number = reply["ticket_no"].as_str().unwrap();
    assert!(model::number::check_ticket_no(number) && number[18..24] == *"000001");
    let next = pool.captured("下一件").await;
    pool.brought_to(&next, "accepted").await;
    let next = shown(&pool, "demo_desk_town", &next).await;
    assert_eq!(&next["ticket_no"].as_str().unwrap()[18..24], "000002");
}

#[tokio::test]
async fn fixed_on_the_spot_without_a_network_arrives_in_one_frame() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    let photo = |kind: &str, tint: u8| {
        let entry = crate::support::picture::entry(&[tint; 90], 40, 30, kind);
        serde_json::from_value::<model::edit::Photo>(entry).unwrap()
    };
    let mut written = device.capture("井盖已扶正", vec![photo("before", 3), photo("after", 4)]);
    let solve = Act::SolveOnSpot(SolveOnSpot {
        result: "现场扶正井盖".into(),
        measure: None,
    });
    let ticket = written.0.clone();
    let reporter = json!({"kind": "person", "name": "演示王某", "phone": "13000000001"});
    let told = device.side(&ticket, serde_json::from_value(reporter).unwrap());
    written.1.extend(device.act(&ticket, 0, solve).1);
    let reply = device.push_with(&pool, &[written], vec![told]).await;
    assert!(reply.tickets[0].answers.is_empty() && !reply.tickets[0].differs);
    assert!(
        reply.sides.is_empty(),
        "the reporter came with the capture: {:?}",
        reply.sides
    );
    assert_eq!(device.status(&ticket), "visiting");
    let own = shown(&pool, "demo_collector", ticket.as_str()).await;
    assert!(own["ticket_no"].is_string() && own["on_spot"] == true);
    assert_eq!(own["reporter"]["kind"], "person");
}

#[tokio::test]
async fn who_signs_second_without_a_network_hears_why_it_does_not_count() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let ticket: model::TicketId = id.parse().unwrap();
    let mut late = Device::enrolled(&pool, "demo_handler").await;
    late.pull_all(&pool).await;
    let sign = late.sign(&ticket, 1);
    pool.act("demo_unit_leader", &id, "sign", json!({}))
        .await
        .ok();
    // By now a colleague has it, and the handler sees it no more: the act is void, not unheard of.
    let reply = late.push(&pool, &[sign]).await;
    let answers = &reply.tickets[0].answers[..];
    assert!(matches!(answers, [sync::Answer::Void(_)]), "{answers:?}");
    let log = shown(&pool, "demo_unit_leader", &id).await;
    let void = log["log"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["ruling"]["verdict"] == "void");
    assert_eq!(void.count(), 1);
}

#[tokio::test]
async fn two_people_in_the_same_second_leave_one_effect_and_lose_no_word() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    let (a, b) = tokio::join!(
        pool.act("demo_handler", &id, "sign", json!({})),
        pool.act("demo_unit_leader", &id, "sign", json!({}))
    );
    let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
    won.ok();
    // The leader still sees a ticket that the handler signed; a colleague who signed takes it out of the handler's sight.
    let code = lost.json()["code"].as_str().unwrap().to_string();
    assert!(
        ["wrong_status", "not_found"].contains(&code.as_str()),
        "{code}"
    );
    let log = shown(&pool, "demo_unit_leader", &id).await;
    assert_eq!(actions(&log).iter().filter(|a| **a == "sign").count(), 1);
    // Two visitors at once: what one did names another round for the other.
    let other = pool.captured("路灯又不亮").await;
    pool.brought_to(&other, "visiting").await;
    let act = |action: &str, payload: Value| json!({"id": other, "action": action, "payload": payload, "round": 1});
    let pass = act(
        "visit_pass",
        json!({"means": "site_check", "solved": "yes"}),
    );
    let redo = act(
        "redo",
        json!({"means": "site_check", "solved": "no", "note": "仍不亮"}),
    );
    let (pass, redo) = tokio::join!(
        pool.call("demo_visitor", "act", pass),
        pool.call("demo_visitor2", "act", redo)
    );
    let lost = if pass.status == 200 { redo } else { pass };
    // Whoever comes second may not even see it any more: a closed ticket is nobody's to visit.
    assert!(matches!(lost.status.as_u16(), 404 | 409), "{}", lost.json());
    let code = lost.json()["code"].as_str().unwrap().to_string();
    assert!(
        ["wrong_status", "wrong_round", "not_found"].contains(&code.as_str()),
        "{code}"
    );
}
