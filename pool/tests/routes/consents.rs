//! Two persons for what lets somebody see tickets: one administrator and a puppet read nothing.

use crate::support::{Answer, Pool, now};
use serde_json::{Value, json};

const WHOLE: &str = "990100000000";

fn person(user: &str, role: &str) -> Value {
    json!({"user": user, "name": "演示·某人", "posts": [{"role": role, "unit": "B31", "area": WHOLE}]})
}

async fn save(pool: &Pool, call: Value) -> Value {
    pool.call("demo_admin", "save_person", call).await.ok()
}

async fn decide(pool: &Pool, user: &str, id: &Value, grant: bool) -> Answer {
    let call = json!({"id": id, "grant": grant});
    pool.call(user, "decide_consent", call).await
}

fn known(pool: &Pool, user: &str) -> bool {
    pool.store.read_now(|db| db.user(user)).unwrap().is_some()
}

#[tokio::test]
async fn a_puppet_needs_a_second_person() {
    let pool = Pool::new();
    for role in [
        "handler",
        "desk_district",
        "task_force",
        "admin",
        "assessor",
    ] {
        let saved = save(&pool, person("demo_puppet", role)).await;
        assert!(
            saved["password"].is_null() && saved["person"]["pending"].is_i64(),
            "{role} {saved}"
        );
        assert!(!known(&pool, "demo_puppet"), "{role}");
    }
    let waiting = pool
        .call("demo_task_force", "list_consents", json!({}))
        .await
        .ok();
    let waiting = waiting["consents"].as_array().unwrap().clone();
    assert_eq!(
        waiting.len(),
        1,
        "the last one about a person replaces the others"
    );
    let id = &waiting[0]["id"];
    assert_eq!(waiting[0]["save"]["posts"][0]["role"], "assessor");
    // Not the one who asked, nor whoever is not asked.
    assert_eq!(
        decide(&pool, "demo_admin", id, true).await.refused(409),
        "same_person"
    );
    assert_eq!(
        decide(&pool, "demo_handler", id, true).await.refused(403),
        "no_post"
    );
    let granted = decide(&pool, "demo_task_force", id, true).await.ok();
    assert!(granted["password"].is_string(), "to hand over");
    assert!(known(&pool, "demo_puppet"));
    assert_eq!(
        decide(&pool, "demo_task_force", id, true)
            .await
            .refused(404),
        "consent_none"
    );
    for what in ["consent_asked", "consent_granted", "person_saved"] {
        assert!(pool.audit().iter().any(|l| l.1 == what), "{what}");
    }
}

#[tokio::test]
async fn so_do_a_new_password_a_substitute_and_who_was_disabled() {
    let pool = Pool::new();
    let handler = pool
        .store
        .read_now(|db| db.user("demo_handler"))
        .unwrap()
        .unwrap();
    let posts = serde_json::to_value(&handler.person.posts).unwrap();
    let call = |more: Value| {
        let mut call = json!({"user": "demo_handler", "name": "演示·某人", "posts": posts});
        call.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        call
    };
    let reset = save(&pool, call(json!({"reset_password": true}))).await;
    assert!(reset["password"].is_null() && reset["person"]["pending"].is_i64());
    // The old password still holds: nothing happened yet.
    pool.call("demo_handler", "list_tickets", json!({}))
        .await
        .ok();
    let refused = decide(&pool, "demo_task_force", &reset["person"]["pending"], false)
        .await
        .ok();
    assert_eq!(refused["password"], json!(null));
    let leave = json!({"user": "demo_handler", "substitute": "demo_handler2", "from": now(), "until": now().plus_minutes(600)});
    let leave = pool.call("demo_admin", "put_leave", leave).await.ok();
    assert!(leave["pending"].is_i64());
    // To take away needs nobody; to give back does.
    let gone = save(&pool, call(json!({"disabled": true}))).await;
    assert!(gone["person"].get("pending").is_none());
    let back = save(&pool, call(json!({}))).await;
    assert!(back["person"]["pending"].is_i64());
    let out = pool.call("demo_handler", "list_tickets", json!({})).await;
    assert_eq!(out.refused(401), "signed_out");
}

#[tokio::test]
async fn what_waits_lapses_and_what_is_wrong_is_refused_at_once() {
    let pool = Pool::new();
    let wrong = json!({"user": "demo_puppet", "name": "演示", "posts": [{"role": "handler", "unit": "ZZZ", "area": WHOLE}]});
    let answer = pool.call("demo_admin", "save_person", wrong).await;
    assert_eq!(answer.refused(400), "unit_unknown");
    let saved = save(&pool, person("demo_puppet", "handler")).await;
    let db = rusqlite::Connection::open(pool.store.folder().join("pool.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    db.execute("update consent set expires_at = 1", []).unwrap();
    let late = decide(&pool, "demo_task_force", &saved["person"]["pending"], true).await;
    assert_eq!(late.refused(404), "consent_none");
    let none = pool
        .call("demo_task_force", "list_consents", json!({}))
        .await
        .ok();
    assert_eq!(none["consents"], json!([]));
}

#[tokio::test]
async fn until_there_is_a_second_person_the_first_sets_the_district_up() {
    let district = Pool::new();
    district
        .store
        .write_now(|tx| {
            for mut user in tx.users()? {
                let posts = user.person.posts.clone();
                if posts.iter().any(|p| p.role == model::Role::TaskForce) {
                    // Known, and never signed in.
                    user.password = pool::auth::NO_PASSWORD.into();
                    tx.put_user(&user)?;
                }
            }
            Ok(())
        })
        .unwrap();
    let saved = save(&district, person("demo_second", "admin")).await;
    assert!(saved["password"].is_string(), "{saved}");
    assert!(district.audit().iter().any(|l| l.1 == "consent_waived"));
    // From now on there is one.
    let saved = save(&district, person("demo_puppet", "handler")).await;
    assert!(saved["person"]["pending"].is_i64());
}

#[tokio::test]
async fn a_password_that_was_drawn_before_opens_nothing_that_is_given_later() {
    let pool = Pool::new();
    // Nothing to see yet: the administrator alone, who reads the password.
    let mut call = person("demo_puppet", "handler");
    let posts = call["posts"].take();
    call["posts"] = json!([]);
    let first = save(&pool, call.clone()).await["password"].clone();
    assert!(first.is_string());
    call["posts"] = posts;
    let asked = save(&pool, call).await;
    let id = &asked["person"]["pending"];
    let granted = decide(&pool, "demo_task_force", id, true).await.ok();
    assert!(granted["password"].is_string() && granted["password"] != first);
}

#[tokio::test]
async fn who_stands_in_and_the_only_other_one_need_a_second_person_too() {
    let pool = Pool::new();
    let leave = json!({"user": "demo_handler", "substitute": "demo_handler2", "from": now(), "until": now().plus_minutes(600)});
    let leave = pool.call("demo_admin", "put_leave", leave).await.ok();
    decide(&pool, "demo_task_force", &leave["pending"], true)
        .await
        .ok();
    // Without a post of their own the substitute would still see what the other sees.
    let taken =
        json!({"user": "demo_handler2", "name": "演示·某人", "posts": [], "reset_password": true});
    let taken = save(&pool, taken).await;
    assert!(taken["password"].is_null() && taken["person"]["pending"].is_i64());
    // The one who would have to consent: neither their password nor their absence is the administrator's.
    let other = pool.store.read_now(|db| db.user("demo_task_force"));
    let posts = serde_json::to_value(&other.unwrap().unwrap().person.posts).unwrap();
    let call = |more: &str| json!({"user": "demo_task_force", "name": "演示·某人", "posts": posts, more: true});
    let reset = save(&pool, call("reset_password")).await;
    assert!(reset["password"].is_null() && reset["person"]["pending"].is_i64());
    save(&pool, call("disabled")).await;
    let puppet = save(&pool, person("demo_puppet", "handler")).await;
    assert!(puppet["person"]["pending"].is_i64() && !known(&pool, "demo_puppet"));
}

#[tokio::test]
async fn what_waits_brings_nothing_back_that_was_taken_away_since() {
    let pool = Pool::new();
    let found = pool.store.read_now(|db| db.user("demo_handler"));
    let posts = serde_json::to_value(&found.unwrap().unwrap().person.posts).unwrap();
    let call = |more: &str| json!({"user": "demo_handler", "name": "演示·某人", "posts": posts, more: true});
    let asked = save(&pool, call("reset_password")).await;
    save(&pool, call("disabled")).await;
    let late = decide(&pool, "demo_task_force", &asked["person"]["pending"], true);
    assert_eq!(late.await.refused(404), "consent_none");
    assert!(pool.audit().iter().any(|l| l.1 == "consent_replaced"));
}
