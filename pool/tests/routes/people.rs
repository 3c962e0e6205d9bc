//! People and their posts: what the administrator changes holds from the next request on.

use crate::support::device::Device;
use crate::support::{Pool, now};
use model::act::{Act, Progress};
use serde_json::{Value, json};

const DAY: i64 = 24 * 60;

fn post(role: &str, unit: &str, area: &str) -> Value {
    json!({"role": role, "unit": unit, "area": area})
}

async fn save(pool: &Pool, user: &str, posts: Value) -> crate::support::Answer {
    let call = json!({"user": user, "name": "演示·某人", "posts": posts});
    pool.by_two("save_person", call).await
}

async fn leave(
    pool: &Pool,
    user: &str,
    substitute: &str,
    from: i64,
    until: i64,
) -> crate::support::Answer {
    let at = |minutes: i64| now().plus_minutes(minutes);
    let call =
        json!({"user": user, "substitute": substitute, "from": at(from), "until": at(until)});
    pool.by_two("put_leave", call).await
}

async fn sees(pool: &Pool, user: &str, id: &str) -> bool {
    pool.call(user, "read_ticket", json!({"id": id}))
        .await
        .status
        == 200
}

#[tokio::test]
async fn a_transfer_moves_the_scope_with_the_next_request() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "dispatched").await;
    assert!(sees(&pool, "demo_handler", &id).await && !sees(&pool, "demo_handler2", &id).await);
    let whole = "990100000000";
    let saved = save(
        &pool,
        "demo_handler",
        json!([post("handler", "B02", whole)]),
    )
    .await
    .ok();
    assert_eq!(saved["person"]["posts"].as_array().unwrap().len(), 1);
    assert_eq!(saved["password"], json!(null));
    save(
        &pool,
        "demo_handler2",
        json!([post("handler", "B01", whole)]),
    )
    .await
    .ok();
    assert!(!sees(&pool, "demo_handler", &id).await && sees(&pool, "demo_handler2", &id).await);
    let late = pool.act("demo_handler", &id, "sign", json!({})).await;
    assert_eq!(late.refused(404), "not_found");
    pool.act("demo_handler2", &id, "sign", json!({})).await.ok();
    // A disabled account is out with the next request.
    let call = json!({"user": "demo_handler2", "name": "演示", "posts": [], "disabled": true});
    pool.call("demo_admin", "save_person", call).await.ok();
    let out = pool.call("demo_handler2", "list_tickets", json!({})).await;
    assert_eq!(out.refused(401), "signed_out");
}

#[tokio::test]
async fn what_was_done_before_a_transfer_waits_for_the_desk_and_nothing_after_it() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    let ticket: model::TicketId = id.parse().unwrap();
    let mut device = Device::enrolled(&pool, "demo_handler").await;
    device.pull_all(&pool).await;
    let said = |text: &str| Act::Progress(Progress { text: text.into() });
    let before = device.act(&ticket, 1, said("换岗前"));
    save(
        &pool,
        "demo_handler",
        json!([post("handler", "B02", "990100000000")]),
    )
    .await
    .ok();
    let after = device.act(&ticket, 1, said("换岗后"));
    let reply = device.push(&pool, &[before]).await;
    let waits = &reply.tickets[0].answers[..];
    assert!(
        matches!(waits, [sync::Answer::Void(d)] if d.code == model::Code::AwaitsConfirmation),
        "{waits:?}"
    );
    let reply = device.push(&pool, &[after]).await;
    let refused = &reply.tickets[0].answers[..];
    assert!(
        matches!(refused, [sync::Answer::Refused(d)] if d.code == model::Code::NotFound),
        "{refused:?}"
    );
    // Another scope: the device starts over, and the ticket is not among what comes.
    let scope = device.scope.clone();
    device.documents.clear();
    device.pull_all(&pool).await;
    assert!(device.scope != scope && !device.documents.contains_key(&ticket));
}

#[tokio::test]
async fn duties_stay_apart_and_nobody_arranges_their_own() {
    let pool = Pool::new();
    let whole = "990100000000";
    let (admin, auditor) = (post("admin", "B31", whole), post("auditor", "B31", whole));
    let handler = post("handler", "B01", whole);
    for posts in [
        json!([admin, handler]),
        json!([auditor, handler]),
        json!([admin, auditor]),
    ] {
        let answer = save(&pool, "demo_new", posts).await;
        assert_eq!(answer.refused(400), "posts_exclude");
    }
    let own = save(&pool, "demo_admin", json!([handler])).await;
    assert_eq!(own.refused(403), "own_posts");
    let mut forged = handler.clone();
    forged["stands_for"] = json!("demo_task_force");
    assert_eq!(
        save(&pool, "demo_new", json!([forged])).await.refused(403),
        "pool_only"
    );
    let mut below = handler.clone();
    below["below"] = json!(["B02"]);
    assert_eq!(
        save(&pool, "demo_new", json!([below])).await.refused(403),
        "pool_only"
    );
    for (posts, code) in [
        (post("handler", "ZZZ", whole), "unit_unknown"),
        (post("handler", "B01", "110000000000"), "area_unknown"),
        (post("king", "B01", whole), "value_unknown"),
    ] {
        let answer = save(&pool, "demo_new", json!([posts])).await;
        assert_eq!(answer.refused(400), code);
    }
    let new = save(&pool, "demo_new", json!([handler])).await.ok();
    let password = new["password"].as_str().unwrap();
    let body = json!({"user": "demo_new", "password": password}).to_string();
    let signed = pool.post("sign_in", None, body).await.ok();
    assert_eq!(
        (&signed["must_change"], &signed["roles"]),
        (&json!(true), &json!(["handler"]))
    );
    let page = pool
        .call("demo_admin", "list_people", json!({"limit": 5}))
        .await
        .ok();
    assert_eq!(page["people"].as_array().unwrap().len(), 5);
    let next = json!({"limit": 500, "after": page["after"]});
    let rest = pool.call("demo_admin", "list_people", next).await.ok();
    let rest = rest["people"].as_array().unwrap().clone();
    assert!(rest.iter().any(|p| p["user"] == "demo_visitor"));
    assert!(
        !rest
            .iter()
            .any(|p| page["people"].as_array().unwrap().contains(p))
    );
    assert!(
        pool.audit()
            .iter()
            .any(|l| l.1 == "person_saved" && l.2.contains("demo_new"))
    );
    assert!(!pool.audit().iter().any(|l| l.2.contains(password)));
}

#[tokio::test]
async fn a_substitute_holds_the_posts_for_the_time_and_no_longer() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    assert!(!sees(&pool, "demo_handler3", &id).await);
    // Coming, not begun: nothing yet.
    leave(&pool, "demo_handler", "demo_handler3", 60, 2 * DAY)
        .await
        .ok();
    assert!(!sees(&pool, "demo_handler3", &id).await);
    let line = leave(&pool, "demo_handler", "demo_handler3", -1, 2 * DAY)
        .await
        .ok();
    let posts = line["person"]["posts"].as_array().unwrap();
    assert_eq!(posts.len(), 2, "said again, not twice: {line}");
    assert!(sees(&pool, "demo_handler3", &id).await);
    let said = json!({"text": "代理已到场"});
    pool.act("demo_handler3", &id, "progress", said).await.ok();
    // One substitute at a time; who is away stands in for nobody.
    let second = leave(&pool, "demo_handler", "demo_handler2", 0, DAY).await;
    assert_eq!(second.refused(409), "on_leave");
    let crossed = leave(&pool, "demo_handler2", "demo_handler", 0, DAY).await;
    assert_eq!(crossed.refused(409), "on_leave");
    let back = leave(&pool, "demo_handler3", "demo_handler", 0, DAY).await;
    assert_eq!(back.refused(409), "on_leave");
    // It ends by itself: the post carries its end.
    let user = pool
        .store
        .read_now(|db| db.user("demo_handler3"))
        .unwrap()
        .unwrap();
    let district = pool.store.district();
    let held = |minutes: i64| {
        let at = now().plus_minutes(minutes);
        user.person.at(at, &district.district).posts.len()
    };
    assert_eq!((held(0), held(3 * DAY)), (2, 1));
    // Or earlier, when it is said so.
    leave(&pool, "demo_handler", "demo_handler3", -2, -1)
        .await
        .ok();
    assert!(!sees(&pool, "demo_handler3", &id).await);
    // The applicant's stand-in is the applicant.
    let done = json!({"result": "已修复", "reply": "已告知", "measure": "更换"});
    pool.act("demo_unit_leader", &id, "request_done", done)
        .await
        .ok();
    leave(&pool, "demo_unit_leader", "demo_unit_leader2", -1, DAY)
        .await
        .ok();
    let pass = pool
        .act("demo_unit_leader2", &id, "pass_done", json!({}))
        .await;
    assert_eq!(pass.refused(409), "same_person");
}

#[tokio::test]
async fn leave_is_refused_where_it_makes_no_sense() {
    let pool = Pool::new();
    for (user, substitute, from, until, status, code) in [
        ("demo_handler", "demo_handler", 0, DAY, 400, "field_type"),
        ("demo_handler", "demo_handler2", DAY, 0, 400, "field_type"),
        (
            "demo_handler",
            "demo_handler2",
            0,
            400 * DAY,
            400,
            "field_type",
        ),
        ("demo_handler", "demo_nobody", 0, DAY, 400, "value_unknown"),
        ("demo_handler", "demo_admin", 0, DAY, 403, "own_posts"),
        ("demo_handler", "demo_auditor", 0, DAY, 400, "posts_exclude"),
        ("demo_auditor", "demo_handler", 0, DAY, 400, "posts_exclude"),
    ] {
        let answer = leave(&pool, user, substitute, from, until).await;
        assert_eq!(answer.refused(status), code, "{user} {substitute}");
    }
}

#[tokio::test]
async fn who_loses_a_post_takes_it_from_the_substitute_too() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    leave(&pool, "demo_handler", "demo_handler3", -1, DAY)
        .await
        .ok();
    assert!(sees(&pool, "demo_handler3", &id).await);
    save(
        &pool,
        "demo_handler",
        json!([post("handler", "B02", "990100000000")]),
    )
    .await
    .ok();
    assert!(!sees(&pool, "demo_handler3", &id).await);
}

#[tokio::test]
async fn who_stands_in_does_not_go_on_leave() {
    let pool = Pool::new();
    leave(&pool, "demo_handler", "demo_handler3", 0, 2 * DAY)
        .await
        .ok();
    // A chain, a circle, and somebody away who would stand in; once the time is over it is no matter.
    for (user, substitute) in [
        ("demo_handler3", "demo_handler2"),
        ("demo_handler3", "demo_handler"),
        ("demo_handler2", "demo_handler"),
    ] {
        let chained = leave(&pool, user, substitute, DAY, 3 * DAY).await;
        assert_eq!(chained.refused(409), "on_leave", "{user} {substitute}");
    }
    leave(
        &pool,
        "demo_handler3",
        "demo_handler2",
        2 * DAY + 5,
        3 * DAY,
    )
    .await
    .ok();
}

#[tokio::test]
async fn a_ticket_is_handed_to_who_can_work_on_it() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "handling").await;
    let gone = json!({"user": "demo_handler3", "name": "演示·某人", "posts": [post("handler", "B01", "990100000000")], "disabled": true});
    pool.call("demo_admin", "save_person", gone).await.ok();
    // Nobody of this name, of another unit, disabled, without a post that handles.
    for handler in [
        "demo_nobody",
        "demo_handler2",
        "demo_handler3",
        "demo_visitor",
        "demo_admin",
    ] {
        let answer = pool
            .act(
                "demo_unit_leader",
                &id,
                "reassign",
                json!({"handler": handler}),
            )
            .await;
        assert_eq!(answer.refused(409), "handler_unknown", "{handler}");
    }
    let kept = pool.shown("demo_unit_leader", &id).await;
    assert_eq!(kept["handler"], "demo_handler");
}
