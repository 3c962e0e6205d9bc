use crate::support::{Answer, PASSWORD, Pool};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

async fn try_in(pool: &Pool, user: &str, password: &str) -> Answer {
    pool.post(
        "sign_in",
        None,
        json!({"user": user, "password": password}).to_string(),
    )
    .await
}

#[tokio::test]
async fn opens_a_session_and_closes_it() {
    let pool = Pool::new();
    let signed = try_in(&pool, "demo_handler", PASSWORD).await;
    let body = signed.ok();
    assert_eq!(
        (body["user"].as_str(), body["roles"][0].as_str()),
        (Some("demo_handler"), Some("handler"))
    );
    let mut cookies = signed.headers.get_all(header::SET_COOKIE).iter();
    let cookie = cookies.find_map(|c| c.to_str().ok().filter(|c| c.starts_with("zs_session=s")));
    let cookie = cookie.unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    let token = body["token"].as_str().unwrap();
    let me = pool.post("me", Some(token), "").await.ok();
    assert_eq!(me["user"], "demo_handler");
    assert_eq!(
        pool.post("me", None, "").await.ok()["user"],
        serde_json::Value::Null
    );
    pool.post("sign_out", Some(token), "{}").await.ok();
    assert_eq!(
        pool.post("count_tickets", Some(token), "")
            .await
            .refused(401),
        "signed_out"
    );
    assert_eq!(
        pool.post("count_tickets", None, "").await.refused(401),
        "signed_out"
    );
    assert_eq!(
        pool.post("count_tickets", Some("s"), "").await.refused(401),
        "signed_out"
    );
}

#[tokio::test]
async fn a_name_is_read_as_it_looks_whatever_the_keyboard_was_set_to() {
    let pool = Pool::new();
    for name in [
        "ｄｅｍｏ＿ｈａｎｄｌｅｒ",
        " demo_handler\u{200b} ",
        "demo_handler",
    ] {
        let signed = try_in(&pool, name, PASSWORD).await.ok();
        assert_eq!(signed["user"], "demo_handler", "{name:?}");
    }
    // Nor can somebody be made who looks like somebody else.
    let post = json!({"role": "collector", "unit": "T01", "area": "990100001001"});
    for (name, is) in [("demo_admin2\u{200b}", "demo_admin2"), ("ｎ２", "n2")] {
        let call = json!({"user": name, "name": "演示新人", "posts": [post], "disabled": false, "reset_password": false});
        let saved = pool.call("demo_admin", "save_person", call).await.ok();
        assert_eq!(saved["person"]["user"], is, "{saved}");
    }
}

#[tokio::test]
async fn locks_an_account_after_five_failures_and_no_other() {
    let pool = Pool::new();
    for user in ["demo_handler", "nobody_here"] {
        for _ in 0..5 {
            assert_eq!(
                try_in(&pool, user, "wrong password").await.refused(401),
                "sign_in_failed"
            );
        }
        // Locked for the right password too, and alike for a name nobody has.
        let locked = try_in(&pool, user, PASSWORD).await;
        assert_eq!(locked.refused(429), "locked_out");
        assert_eq!(locked.json()["params"]["minutes"], "1");
    }
    try_in(&pool, "demo_unit_leader", PASSWORD).await.ok();
    // What people type into the name field by mistake is not kept.
    assert!(pool.audit().iter().all(|l| l.0 != "nobody_here"));
    assert!(pool.audit().iter().any(|l| l.1 == "sign_in_failed"));
}

/// A try that shows a browser's cookie.
async fn try_in_browser(pool: &Pool, user: &str, password: &str, cookie: &str) -> Answer {
    let request = Request::post("/api/v1/sign_in").header(header::COOKIE, cookie);
    let body = json!({"user": user, "password": password}).to_string();
    pool.send(request.body(Body::from(body)).unwrap()).await
}

/// The cookie by which a browser is known after a sign-in.
fn browser_of(signed: &Answer) -> String {
    let cookies = signed.headers.get_all(header::SET_COOKIE).iter();
    let mut cookies = cookies.filter_map(|c| c.to_str().ok());
    let whole = cookies.find(|c| c.starts_with("zs_browser=")).unwrap();
    assert!(whole.contains("HttpOnly") && whole.contains("SameSite=Strict"));
    whole.split(';').next().unwrap().to_string()
}

#[tokio::test]
async fn many_tries_at_once_are_no_more_than_one_after_another() {
    let pool = Pool::new();
    let before = pool.app.hasher.verified();
    let tries = (0..29).map(|_| try_in(&pool, "demo_handler", "wrong password"));
    let answers = futures_util::future::join_all(tries).await;
    let with = |status: u16| answers.iter().filter(|a| a.status == status).count();
    assert_eq!((with(401), with(429)), (5, 24));
    assert_eq!(pool.app.hasher.verified() - before, 5);
    // The right one during a lock-out: the same answer for the same work, which is none.
    let wrong = try_in(&pool, "demo_handler", "wrong password").await;
    let right = try_in(&pool, "demo_handler", PASSWORD).await;
    assert_eq!(right.refused(429), "locked_out");
    assert_eq!(right.bytes, wrong.bytes);
    assert_eq!(right.headers[header::RETRY_AFTER], "60");
    assert_eq!(pool.app.hasher.verified() - before, 5);
    // Among many at once the right one counts too, and nobody learns more from it.
    let mixed = (0..29).map(|n| {
        let password = if n < 5 { "wrong password" } else { PASSWORD };
        try_in(&pool, "demo_visitor", password)
    });
    let answers = futures_util::future::join_all(mixed).await;
    let codes: std::collections::BTreeSet<_> = answers
        .iter()
        .filter_map(|a| a.json()["code"].as_str().map(str::to_string))
        .collect();
    assert!(
        codes
            .iter()
            .all(|c| c == "sign_in_failed" || c == "locked_out")
    );
}

#[tokio::test]
async fn strangers_lock_out_no_browser_in_which_the_person_was_before() {
    let pool = Pool::new();
    let first = try_in(&pool, "demo_handler", PASSWORD).await;
    let browser = browser_of(&first);
    for _ in 0..5 {
        try_in(&pool, "demo_handler", "wrong password").await;
    }
    assert_eq!(
        try_in(&pool, "demo_handler", PASSWORD).await.refused(429),
        "locked_out"
    );
    let again = try_in_browser(&pool, "demo_handler", PASSWORD, &browser).await;
    again.ok();
    // One that is not ours, or another account's, is a stranger's.
    let middle = browser.len() / 2;
    let other = match &browser[middle..=middle] {
        "A" => "B",
        _ => "A",
    };
    let planted = format!("{}{other}{}", &browser[..middle], &browser[middle + 1..]);
    for (user, cookie, status) in [
        ("demo_handler", planted.as_str(), 429),
        ("demo_handler", "zs_browser=", 429),
        ("demo_handler", browser.as_str(), 200),
    ] {
        let answer = try_in_browser(&pool, user, PASSWORD, cookie).await;
        assert_eq!(answer.status, status, "{cookie}");
    }
    // Its own wrong passwords lock this browser, for the accounts that came in here; for others it counts with strangers.
    let before = pool.app.hasher.verified();
    for _ in 0..9 {
        try_in_browser(&pool, "demo_handler", "wrong password", &browser).await;
        try_in_browser(&pool, "demo_visitor", "wrong password", &browser).await;
    }
    assert_eq!(pool.app.hasher.verified() - before, 10);
    assert_eq!(
        try_in(&pool, "demo_visitor", PASSWORD).await.refused(429),
        "locked_out"
    );
    pool.audited("locked_out", "");
}

#[tokio::test]
async fn a_password_that_is_guessed_first_is_not_taken() {
    let pool = Pool::new();
    let token = pool.token("demo_handler").await;
    let change = |new: &str| json!({"old": PASSWORD, "new": new}).to_string();
    for common in [
        "12345678",
        "13000000123",
        "Admin@12345",
        "demo_handler1",
        "jiedao2026",
        "zhengfu!!",
    ] {
        let answer = pool
            .post("change_password", Some(&token), change(common))
            .await;
        assert_eq!(answer.refused(400), "password_common", "{common}");
    }
}

#[tokio::test]
async fn a_one_time_password_ends() {
    let pool = Pool::new();
    let saved = |reset: bool| {
        json!({"user": "newcomer", "name": "演示新人", "reset_password": reset, "posts":
            [{"role": "handler", "unit": "B01", "area": "990100000000"}]})
    };
    let given = pool.by_two("save_person", saved(false)).await;
    let password = given.ok()["password"].as_str().unwrap().to_string();
    let user: model::UserName = "newcomer".parse().unwrap();
    let who = user.clone();
    let until = pool
        .store
        .read_now(move |db| db.one_time_until(&who))
        .unwrap();
    let hours = until.unwrap().since(crate::support::now()) / 3_600_000;
    assert!((71..=72).contains(&hours), "{hours}");
    try_in(&pool, "newcomer", &password).await.ok();
    // Its time is over: whoever has it hears why, whoever guesses does not.
    let mut late = pool.store.read_now(|db| db.user("newcomer")).unwrap();
    let late = late.take().unwrap();
    let past = crate::support::now().plus_minutes(-1);
    pool.store
        .write_now(move |tx| {
            tx.put_user(&late)?;
            tx.end_one_time(past)
        })
        .unwrap();
    assert_eq!(
        try_in(&pool, "newcomer", "wrong password")
            .await
            .refused(401),
        "sign_in_failed"
    );
    let expired = try_in(&pool, "newcomer", &password).await;
    assert_eq!(expired.refused(403), "password_expired");
    let again = pool.by_two("save_person", saved(true)).await;
    let fresh = again.ok()["password"].as_str().unwrap().to_string();
    let token = try_in(&pool, "newcomer", &fresh).await.ok()["token"]
        .as_str()
        .unwrap()
        .to_string();
    let body = json!({"old": fresh, "new": "long enough"}).to_string();
    pool.post("change_password", Some(&token), body).await.ok();
    let who = user.clone();
    assert_eq!(
        pool.store
            .read_now(move |db| db.one_time_until(&who))
            .unwrap(),
        None,
        "one that was chosen has no end"
    );
}

#[tokio::test]
async fn a_first_password_opens_nothing_but_its_change() {
    let pool = Pool::new();
    let mut user = pool
        .store
        .read_now(|db| db.user("demo_handler"))
        .unwrap()
        .unwrap();
    user.must_change = true;
    pool.store.write_now(move |tx| tx.put_user(&user)).unwrap();
    let token = pool.token("demo_handler").await;
    assert_eq!(
        pool.post("list_tickets", Some(&token), "")
            .await
            .refused(403),
        "must_change_password"
    );
    assert_eq!(
        pool.post("capture", Some(&token), "{}").await.refused(403),
        "must_change_password"
    );
    let other = try_in(&pool, "demo_handler", PASSWORD).await.ok()["token"]
        .as_str()
        .unwrap()
        .to_string();
    let change = |old: &str, new: &str| json!({"old": old, "new": new}).to_string();
    assert_eq!(
        pool.post("change_password", Some(&token), change("x", "long enough"))
            .await
            .refused(401),
        "sign_in_failed"
    );
    for weak in ["short", "demo_handler", PASSWORD] {
        assert_eq!(
            pool.post("change_password", Some(&token), change(PASSWORD, weak))
                .await
                .refused(400),
            "password_weak"
        );
    }
    pool.post(
        "change_password",
        Some(&token),
        change(PASSWORD, "long enough"),
    )
    .await
    .ok();
    pool.post("list_tickets", Some(&token), "").await.ok();
    assert_eq!(
        pool.post("me", Some(&other), "").await.ok()["user"],
        serde_json::Value::Null
    );
    try_in(&pool, "demo_handler", "long enough").await.ok();
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let pool = Pool::new();
    let token = pool.token("demo_collector").await;
    let token = Some(token.as_str());
    assert_eq!(
        pool.post("nonsense", token, "").await.refused(404),
        "command_unknown"
    );
    assert_eq!(
        pool.post("unlock", token, r#"{"pin":"1"}"#)
            .await
            .refused(404),
        "command_unknown"
    );
    assert_eq!(
        pool.post("list_tickets", token, "{").await.refused(400),
        "json_invalid"
    );
    let unknown = pool
        .post("list_tickets", token, r#"{"colour":"red"}"#)
        .await;
    assert_eq!(
        (
            unknown.refused(400).as_str(),
            unknown.json()["params"]["field"].as_str()
        ),
        ("field_unknown", Some("colour"))
    );
    let large = "x".repeat(1_000_001);
    assert_eq!(
        pool.post("list_tickets", token, large).await.refused(413),
        "body_too_large"
    );
}
