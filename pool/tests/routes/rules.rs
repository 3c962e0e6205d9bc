//! Rule packs: three persons bring one into force, and no ticket's clocks move for it.

use crate::support::Pool;
use pool::upkeep;
use serde_json::{Value, json};

fn pack(pool: &Pool) -> Value {
    serde_json::to_value(&pool.store.district().district.rules).unwrap()
}

fn with(mut pack: Value, place: &str, value: Value) -> Value {
    *pack.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
    pack
}

/// The present pack with five days for 办结 of 一般.
fn five_days(pool: &Pool) -> Value {
    let minutes = json!({"minutes": 5 * 24 * 60});
    with(pack(pool), "/clocks/done/normal", minutes)
}

async fn propose(pool: &Pool, rules: Value) -> Value {
    let call = json!({"rules": rules, "note": "缩短办结时限"});
    pool.call("demo_assessor", "propose_rules", call).await.ok()["proposals"][0]["id"].clone()
}

/// Length of the 办结 clock in minutes.
async fn done_minutes(pool: &Pool, id: &str) -> i64 {
    let shown = pool
        .call("demo_task_force", "read_ticket", json!({"id": id}))
        .await
        .ok();
    let at = |name: &str| -> model::Moment {
        serde_json::from_value(shown["deadlines"]["done"][name].clone()).unwrap()
    };
    at("due").since(at("started")) / 60_000
}

#[tokio::test]
async fn a_pack_that_makes_no_sense_is_refused_with_its_place() {
    let pool = Pool::new();
    let mut missing = pack(&pool);
    missing["clocks"]["done"]
        .as_object_mut()
        .unwrap()
        .remove("urgent");
    let mut unknown = pack(&pool);
    unknown["clocks"]["done"]["huge"] = json!({"minutes": 1});
    let day = json!(["2026-02-30"]);
    let longer = json!({"minutes": 600_000});
    for (rules, place) in [
        (missing, "rules.clocks.done.urgent"),
        (unknown, "rules.clocks.done.huge"),
        (
            with(pack(&pool), "/clocks/done/normal/minutes", json!(-5)),
            "rules.clocks.done.normal.minutes",
        ),
        (
            with(pack(&pool), "/calendar/holidays", day),
            "rules.calendar.holidays",
        ),
        (
            with(pack(&pool), "/clocks/done/sudden", longer),
            "rules.clocks.done.sudden",
        ),
        (json!("短一点"), "rules"),
    ] {
        let call = json!({"rules": rules, "note": "试"});
        let answer = pool.call("demo_assessor", "propose_rules", call).await;
        assert_eq!(answer.refused(400), "rules_invalid");
        let found = answer.json()["params"]["place"]
            .as_str()
            .unwrap()
            .to_string();
        assert!(found.starts_with(place), "{found} for {place}");
    }
    let list = pool.call("demo_admin", "list_rules", json!({})).await.ok();
    assert_eq!(list["proposals"], json!([]));
}

#[tokio::test]
async fn three_persons_bring_a_pack_into_force() {
    let pool = Pool::new();
    let before = pool.store.district().version.clone();
    let id = propose(&pool, five_days(&pool)).await;
    let call = json!({"id": id});
    let early = pool.call("demo_admin", "apply_rules", call.clone()).await;
    assert_eq!(early.refused(409), "rules_not_approved");
    for (user, name) in [
        ("demo_assessor", "approve_rules"),
        ("demo_admin", "approve_rules"),
        ("demo_task_force", "apply_rules"),
        ("demo_desk_district", "propose_rules"),
        ("demo_collector", "list_rules"),
    ] {
        let body = if name == "propose_rules" {
            json!({"rules": five_days(&pool), "note": "试"})
        } else if name == "list_rules" {
            json!({})
        } else {
            call.clone()
        };
        assert_eq!(
            pool.call(user, name, body).await.refused(403),
            "no_post",
            "{user} {name}"
        );
    }
    pool.call("demo_task_force", "approve_rules", call.clone())
        .await
        .ok();
    let again = pool
        .call("demo_task_force", "approve_rules", call.clone())
        .await;
    assert_eq!(again.refused(409), "rules_settled");
    let list = pool
        .call("demo_admin", "apply_rules", call.clone())
        .await
        .ok();
    assert_eq!(list["in_force"], list["proposals"][0]["tag"]);
    assert_ne!(pool.store.district().version, before);
    let again = pool.call("demo_admin", "apply_rules", call).await;
    assert_eq!(again.refused(409), "rules_settled");
    let none = pool
        .call("demo_admin", "apply_rules", json!({"id": 77}))
        .await;
    assert_eq!(none.refused(404), "rules_none");
    for what in ["rules_proposed", "rules_approved", "rules_applied"] {
        assert!(pool.audit().iter().any(|l| l.1 == what), "{what}");
    }
}

#[tokio::test]
async fn who_proposed_never_approves_whatever_posts_they_hold() {
    let pool = Pool::new();
    let mut person = pool
        .store
        .read_now(|db| db.user("demo_assessor"))
        .unwrap()
        .unwrap();
    let post = person.person.posts[0].clone();
    person.person.posts.push(model::person::Post {
        role: model::Role::TaskForce,
        ..post
    });
    pool.store
        .write_now(move |tx| tx.put_user(&person))
        .unwrap();
    let id = propose(&pool, five_days(&pool)).await;
    let own = pool
        .call("demo_assessor", "approve_rules", json!({"id": id}))
        .await;
    assert_eq!(own.refused(409), "same_person");
}

#[tokio::test]
async fn a_pack_replaced_in_the_middle_of_a_life_leaves_its_clocks_alone() {
    let pool = Pool::new();
    let week = 7 * 24 * 60;
    let (running, waiting) = (pool.captured("在办").await, pool.captured("还没派").await);
    pool.brought_to(&running, "handling").await;
    pool.brought_to(&waiting, "accepted").await;
    assert_eq!(done_minutes(&pool, &running).await, week);
    let old = pool.store.district().rule_tag.clone();
    let id = propose(&pool, five_days(&pool)).await;
    pool.call("demo_task_force", "approve_rules", json!({"id": id}))
        .await
        .ok();
    let list = pool
        .call("demo_admin", "apply_rules", json!({"id": id}))
        .await
        .ok();
    assert_eq!(list["kept"], json!([old]));
    // Clocks that ran, and clocks that start later, are those of the pack the ticket entered under.
    let unit = json!({"lead_unit": "B01"});
    pool.act("demo_desk_town", &waiting, "dispatch", unit)
        .await
        .ok();
    let fresh = pool.captured("新来的").await;
    pool.brought_to(&fresh, "dispatched").await;
    assert_eq!(done_minutes(&pool, &running).await, week);
    assert_eq!(done_minutes(&pool, &waiting).await, week);
    assert_eq!(done_minutes(&pool, &fresh).await, 5 * 24 * 60);
    let district = pool
        .call("demo_handler", "read_district", json!({}))
        .await
        .ok();
    assert!(
        district["district"]["packs"].get(&old).is_some(),
        "devices get it too"
    );
    // The same after the pool was closed and opened.
    let Pool { dir, store, .. } = pool;
    let folder = store.folder().to_path_buf();
    store.close();
    let pool = Pool::open(dir, &folder);
    assert_eq!(
        pool.store
            .district()
            .district
            .packs
            .keys()
            .collect::<Vec<_>>(),
        [&old]
    );
    let third = pool.captured("第三件").await;
    pool.brought_to(&third, "dispatched").await;
    assert_eq!(done_minutes(&pool, &third).await, 5 * 24 * 60);
    // Once no ticket can need it any more, it is not carried along.
    for id in [&running, &waiting] {
        let reached = if *id == running {
            "handling"
        } else {
            "dispatched"
        };
        let steps = crate::support::straight_line();
        let done = steps
            .iter()
            .position(|s| s.3 == reached && s.1 != "respond")
            .unwrap();
        for (user, action, payload, _) in steps.into_iter().skip(done + 1) {
            pool.act(user, id, action, payload).await.ok();
        }
    }
    let later = crate::support::now().plus_minutes(60 * 24 * 60);
    assert_eq!(upkeep::run(&pool.store, later).unwrap().archived, 2);
    let Pool { dir, store, .. } = pool;
    store.close();
    let pool = Pool::open(dir, &folder);
    assert!(pool.store.district().district.packs.is_empty());
    let found = pool::verify::verify_as_of(&pool.store, &[], later);
    assert!(found.ok, "{:?}", found.findings);
}

#[tokio::test]
async fn a_pack_applied_by_the_operator_reaches_a_serving_pool() {
    let pool = Pool::new();
    let before = pool.store.district().rule_tag.clone();
    let rules = serde_json::from_value(five_days(&pool)).unwrap();
    // As another process does it: the tables change under the serving one.
    let tag = pool
        .store
        .write_now(move |tx| pool::rules::apply_file(tx, rules, crate::support::now()))
        .unwrap();
    assert_eq!(pool.store.district().rule_tag, before);
    upkeep::run(&pool.store, crate::support::now()).unwrap();
    assert_eq!(pool.store.district().rule_tag, tag);
}
