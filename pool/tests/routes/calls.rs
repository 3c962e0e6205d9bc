//! Every row of the table of calls against the router: by nobody, by every role, with a one-time password, by a device and by a
//! cookie from elsewhere. The body does not read, so whoever is let in is refused for that and nothing happens.

use crate::support::device::Device;
use crate::support::{Answer, Pool};
use api::call::{AnsweredAt, Posts};
use api::{CallInfo, CallKind, TABLE};
use axum::body::Body;
use axum::http::{Request, header};
use model::Role;

const BODY: &str = "{";
/// What is answered to whoever is let in.
const LET_IN: (u16, &str) = (400, "json_invalid");
const UNKNOWN: (u16, &str) = (404, "command_unknown");

/// The rows, but for `enrol`, which at the pool is a route of its own.
fn rows() -> impl Iterator<Item = &'static CallInfo> {
    TABLE.iter().copied().filter(|info| info.name != "enrol")
}

/// What the row says: not here, let in, or refused like this.
fn by_row(info: &CallInfo, may: bool, refused: (u16, &'static str)) -> (u16, &'static str) {
    match info.at {
        AnsweredAt::Device => UNKNOWN,
        AnsweredAt::Both | AnsweredAt::Pool if may => LET_IN,
        AnsweredAt::Both | AnsweredAt::Pool => refused,
    }
}

#[track_caller]
fn check(answer: &Answer, want: (u16, &str), who: &str, info: &CallInfo) {
    let reply = answer.json();
    let code = reply["code"].as_str().unwrap_or_default();
    assert_eq!(
        (answer.status.as_u16(), code),
        want,
        "{who} {}: {reply}",
        info.name
    );
}

/// What counts of a key that is written twice would depend on the reader: no call takes one, however deep it stands.
#[tokio::test]
async fn a_key_written_twice_is_refused_with_its_place_by_every_call() {
    let pool = Pool::new();
    for (body, field) in [
        (r#"{"id":"x","id":"x"}"#, "id"),
        (
            r#"{"id":"x","payload":{"note":"a","n\u006fte":"b"}}"#,
            "payload.note",
        ),
        (
            r#"{"issue":{"where":{"lon":1,"lon":2}}}"#,
            "issue.where.lon",
        ),
        (r#"{"posts":[{},{"role":1,"role":1}]}"#, "posts[1].role"),
    ] {
        let mut told = 0;
        for user in ["demo_collector", "demo_desk_district", "demo_admin"] {
            let token = pool.token(user).await;
            for info in rows() {
                let answer = pool.post(info.name, Some(&token), body).await;
                if answer.status == 400 {
                    let said = answer.json();
                    let place = (&said["code"], &said["params"]["field"]);
                    assert_eq!(
                        place,
                        (&"field_twice".into(), &field.into()),
                        "{}: {said}",
                        info.name
                    );
                    told += 1;
                }
            }
        }
        assert!(told > 40, "{told} calls");
    }
}

#[tokio::test]
async fn nobody_makes_open_calls_only() {
    let pool = Pool::new();
    for info in rows() {
        let want = by_row(info, info.access.open, (401, "signed_out"));
        // Without a token, with none of ours, and with one that does not stand.
        let stale = format!("s{}", "A".repeat(43));
        for token in [None, Some("x"), Some(stale.as_str())] {
            check(
                &pool.post(info.name, token, BODY).await,
                want,
                "nobody",
                info,
            );
        }
    }
}

#[tokio::test]
async fn every_role_makes_the_calls_of_its_posts() {
    let pool = Pool::new();
    for role in Role::ALL {
        let user = format!("demo_{role}");
        let token = pool.token(&user).await;
        for info in rows() {
            let want = by_row(info, info.posts.include(*role), (403, "no_post"));
            let answer = pool.post(info.name, Some(&token), BODY).await;
            check(&answer, want, &user, info);
            if want.1 == "no_post" {
                pool.audited("refused", &format!("no_post {}", info.name));
            }
        }
    }
}

#[tokio::test]
async fn a_one_time_password_opens_what_the_row_says() {
    let pool = Pool::new();
    for role in Role::ALL {
        let name = format!("demo_{role}");
        let token = pool.token(&name).await;
        let mut user = pool.store.read_now(|db| db.user(&name)).unwrap().unwrap();
        user.must_change = true;
        pool.store.write_now(move |tx| tx.put_user(&user)).unwrap();
        for info in rows() {
            let may = info.access.before_password;
            let want = by_row(info, may, (403, "must_change_password"));
            let answer = pool.post(info.name, Some(&token), BODY).await;
            check(&answer, want, &name, info);
        }
    }
}

#[tokio::test]
async fn a_device_makes_the_calls_that_its_token_suffices_for() {
    let pool = Pool::new();
    for user in ["demo_collector", "demo_handler"] {
        let device = Device::enrolled(&pool, user).await;
        for info in rows() {
            // What needs a post needs it of a device's officer too.
            let posts = matches!(info.posts, Posts::Any);
            assert!(posts || !info.access.by_device, "{}", info.name);
            let want = by_row(info, info.access.by_device, UNKNOWN);
            let answer = pool.post(info.name, Some(&device.token), BODY).await;
            check(&answer, want, user, info);
        }
    }
}

#[tokio::test]
async fn a_cookie_without_our_header_changes_nothing() {
    let pool = Pool::new();
    for role in Role::ALL {
        let user = format!("demo_{role}");
        let token = pool.token(&user).await;
        for info in rows() {
            for ours in [false, true] {
                let mut request = Request::post(format!("/api/v1/{}", info.name))
                    .header(header::COOKIE, format!("a=b; zs_session={token}"));
                if ours {
                    request = request
                        .header("x-zs12345", "1")
                        .header("x-zs12345-user", &user);
                }
                let answer = pool.send(request.body(Body::from(BODY)).unwrap()).await;
                let free = ours || info.kind == CallKind::Reads || info.access.open;
                let want = if free {
                    by_row(info, info.posts.include(*role), (403, "no_post"))
                } else {
                    by_row(info, false, (403, "cross_site"))
                };
                check(&answer, want, &user, info);
            }
        }
    }
}
