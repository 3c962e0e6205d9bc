//! Kind 6: sign-in. Tries are counted before they are checked; strangers are slowed, who was here before is not locked out.

use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::client::Session;
use crate::hostile::crowd::{gather, together};
use crate::hostile::ground::{Ground, PASSWORD};
use crate::hostile::tablet::{enrol_body, fresh};
use anyhow::{Result, ensure};
use ed25519_dalek::SigningKey;
use serde_json::json;

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "signin/parallel-guesses",
            "对一个账号同时试 29 个错口令",
            "至多核对 5 个，其余不核对就 `locked_out` 或 `try_later`",
            |g| {
                let user = g.person("desk_town", "T01")?;
                let answers = guesses(g, &user, 29)?;
                let checked = answers
                    .iter()
                    .filter(|a| a.code() == "sign_in_failed")
                    .count();
                ensure!(checked <= 5, "核对了 {checked} 个");
                Ok(())
            },
        ),
        attack(
            "signin/told-apart",
            "锁定期间，陌生人送对的口令和错的口令",
            "答复相同，分不出来",
            |g| {
                let user = g.person("desk_town", "T01")?;
                // Locked for the place that guessed; another place has guesses of its own, and all together ten times as many.
                let stranger = g.stranger()?;
                guesses_of(&stranger, &user, 29)?;
                let right = sign_in(&stranger, &user, PASSWORD)?;
                let wrong = sign_in(&stranger, &user, "wrong-password-1")?;
                ensure!(right.status != 200, "锁定期间让陌生人进来了");
                ensure!(
                    right.code() == wrong.code(),
                    "对的答 {}，错的答 {}",
                    right.code(),
                    wrong.code()
                );
                Ok(())
            },
        ),
        attack(
            "signin/lock-out-an-officer",
            "陌生人把某人的账号试到锁定",
            "用过这个系统的浏览器照样能登录",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let browser = browser(g)?;
                let first = sign_in(&browser, &user, &password)?;
                first.ok()?;
                let known = cookies(&first);
                guesses(g, &user, 40)?;
                let request = browser
                    .request("POST", "/api/v1/sign_in")?
                    .header("cookie", known)
                    .header("x-zs12345-user", user.as_str())
                    .header("x-zs12345", "1");
                Answer::read(
                    request
                        .json(&json!({"user": user, "password": password}))
                        .send()?,
                )?
                .ok()
                .map(drop)
            },
        ),
        attack(
            "signin/unknown-name",
            "没有的用户名，同样试 29 次",
            "答复与有的用户名一样",
            |g| {
                let user = g.person("desk_town", "T01")?;
                let (there, none) = (guesses(g, &user, 29)?, guesses(g, "x_nobody_here", 29)?);
                let codes = |answers: &[Answer]| {
                    let mut codes: Vec<String> = answers.iter().map(Answer::code).collect();
                    codes.sort();
                    codes.dedup();
                    codes
                };
                ensure!(
                    codes(&there) == codes(&none),
                    "{:?} 与 {:?}",
                    codes(&there),
                    codes(&none)
                );
                Ok(())
            },
        ),
        attack(
            "signin/slow-honest-ones",
            "陌生人对 30 个名字各试 10 次",
            "别人照常登录",
            |g| {
                let nobody = g.stranger()?;
                let strangers = (0..30)
                    .map(|n| (nobody.clone(), format!("x_nobody_{n}")))
                    .collect();
                together(strangers, |(session, name): &mut (Session, String)| {
                    for n in 0..10 {
                        sign_in(session, name, &format!("guess-{n}-wrong"))?.refused(&[])?;
                    }
                    Ok(())
                })?;
                let password = g.pool.demo["password"]
                    .as_str()
                    .unwrap_or_default()
                    .to_string();
                sign_in(&browser(g)?, "demo_visitor2", &password)?
                    .ok()
                    .map(drop)
            },
        )
        .long(),
        attack(
            "signin/enrolment-codes",
            "猜 60 个登记码",
            "越来越慢：`try_later` 或 `locked_out`",
            |g| {
                let nobody = g.stranger()?;
                for n in 0..60 {
                    let key = SigningKey::from_bytes(&fresh());
                    let answer =
                        nobody.call("enrol", enrol_body(&format!("AAAA-BBBB-{n:04}"), &key))?;
                    answer.refused(&[])?;
                    if answer.status == 429 {
                        return Ok(());
                    }
                }
                anyhow::bail!("60 个都核对了")
            },
        ),
        attack(
            "signin/honest-enrolment-beside",
            "别人正在猜登记码",
            "有码的人照样登记得上",
            |g| {
                let nobody = g.stranger()?;
                for n in 0..30 {
                    let key = SigningKey::from_bytes(&fresh());
                    nobody
                        .call("enrol", enrol_body(&format!("AAAA-CCCC-{n:04}"), &key))?
                        .refused(&[])?;
                }
                g.tablet().map(drop)
            },
        ),
        attack(
            "signin/cross-site",
            "别的网站替浏览器登录（Origin 不是我们的）",
            "拒绝，不给 cookie",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let browser = browser(g)?;
                for (name, value) in [
                    ("origin", "https://evil.example"),
                    ("origin", "null"),
                    ("sec-fetch-site", "cross-site"),
                ] {
                    let request = browser
                        .request("POST", "/api/v1/sign_in")?
                        .header(name, value)
                        .header("cookie", "x=1");
                    let answer = Answer::read(
                        request
                            .json(&json!({"user": user, "password": password}))
                            .send()?,
                    )?;
                    answer.refused(&[])?;
                    ensure!(answer.header("set-cookie").is_empty(), "给了 cookie");
                }
                Ok(())
            },
        ),
        attack(
            "signin/form",
            "以网页表单的内容类型登录（text/plain）",
            "拒绝，不给 cookie",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let body = json!({"user": user, "password": password}).to_string();
                let request = browser(g)?.request("POST", "/api/v1/sign_in")?;
                let answer = Answer::read(
                    request
                        .header("content-type", "text/plain")
                        .header("origin", "http://evil.example")
                        .body(body)
                        .send()?,
                )?;
                answer.refused(&[])
            },
        ),
        attack(
            "signin/common-passwords",
            "把口令改成常见的：password、12345678、qwertyuiop、Aa123456",
            "`password_weak`",
            |g| {
                let user = g.person("desk_town", "T01")?;
                let session = Session::sign_in(&g.url, &user, PASSWORD)?;
                for weak in [
                    "password",
                    "12345678",
                    "1234567890",
                    "qwertyuiop",
                    "Aa123456",
                    "P@ssw0rd",
                    "iloveyou",
                    "11111111",
                ] {
                    let change = json!({"old": PASSWORD, "new": weak});
                    session
                        .call("change_password", change)?
                        .refused(&["password_weak", "password_common"])?;
                }
                Ok(())
            },
        ),
        attack(
            "signin/own-name",
            "把口令改成自己的用户名、与旧口令一样、七位",
            "`password_weak`",
            |g| {
                let user = g.person("desk_town", "T01")?;
                let session = Session::sign_in(&g.url, &user, PASSWORD)?;
                for weak in [user.as_str(), PASSWORD, "Kx7-pqz", ""] {
                    session
                        .call("change_password", json!({"old": PASSWORD, "new": weak}))?
                        .refused(&["password_weak", "password_common"])?;
                }
                Ok(())
            },
        ),
        attack(
            "signin/one-time",
            "一次性口令没有改就办事",
            "每个调用都是 `must_change_password`",
            |g| {
                let user = g.person("unit_leader", "B01")?;
                let session = Session::sign_in(&g.url, &user, PASSWORD)?;
                for call in [
                    "list_tickets",
                    "today",
                    "count_tickets",
                    "read_boards",
                    "list_views",
                ] {
                    session
                        .call(call, json!({}))?
                        .refused(&["must_change_password"])?;
                }
                session
                    .get("/api/v1/notices")?
                    .refused(&["must_change_password"])
            },
        ),
        attack(
            "signin/guess-by-change",
            "用偷来的会话连猜 29 次旧口令",
            "至多核对 5 次",
            |g| {
                let (_, session, _) = g.officer("desk_town", "T01")?;
                let answers = gather(vec![session; 29], |session| {
                    session.call(
                        "change_password",
                        json!({"old": "wrong-password-1", "new": "Zhuying-5512"}),
                    )
                })?;
                let checked = answers
                    .iter()
                    .filter(|a| a.code() == "sign_in_failed")
                    .count();
                ensure!(checked <= 5, "核对了 {checked} 次");
                Ok(())
            },
        ),
        attack(
            "signin/after-the-end",
            "退出以后、改口令以后用旧会话",
            "`signed_out`",
            |g| {
                let (user, first, password) = g.officer("desk_town", "T01")?;
                let second = Session::sign_in(&g.url, &user, &password)?;
                first
                    .call(
                        "change_password",
                        json!({"old": password, "new": "Zhuying-5512"}),
                    )?
                    .ok()?;
                second.call("today", json!({}))?.refused(&["signed_out"])?;
                first.call("sign_out", json!({}))?.ok()?;
                first.call("today", json!({}))?.refused(&["signed_out"])
            },
        ),
        attack(
            "signin/cookie-alone",
            "只凭 cookie 写入，不带我们的请求头",
            "`no_right`，什么也没有写",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let browser = browser(g)?;
                let cookie = cookies(&sign_in(&browser, &user, &password)?);
                let request = browser
                    .request("POST", "/api/v1/save_view")?
                    .header("cookie", cookie);
                Answer::read(request.json(&json!({"name": "x", "filter": {}})).send()?)?
                    .refused(&[])
            },
        ),
        attack(
            "signin/huge-password",
            "900 KB 的口令",
            "4xx，不花时间去算",
            |g| sign_in(&g.nobody()?, "demo_desk_town2", &"x".repeat(900_000))?.refused(&[]),
        ),
        attack(
            "signin/forged-tokens",
            "编造的会话和设备令牌",
            "`signed_out` 或 `not_enrolled`",
            |g| {
                let mut session = g.nobody()?;
                for token in [
                    "s",
                    "d",
                    &format!("s{}", "A".repeat(43)),
                    &format!("d{}", "A".repeat(43)),
                    &"s".repeat(100_000),
                    "中文",
                ] {
                    session.token = Some(token.to_string());
                    let answer = session.call("today", json!({}));
                    // Some of these no client can even send.
                    if let Ok(answer) = answer {
                        ensure!((400..500).contains(&answer.status), "{}", answer.said());
                    }
                }
                Ok(())
            },
        ),
    ]
}

/// A sign-in as scripts do it.
fn sign_in(session: &Session, user: &str, password: &str) -> Result<Answer> {
    let request = session
        .request("POST", "/api/v1/sign_in")?
        .header("x-zs12345", "1");
    Answer::read(
        request
            .json(&json!({"user": user, "password": password}))
            .send()?,
    )
}

/// A browser: no token, cookies by hand.
fn browser(g: &Ground) -> Result<Session> {
    g.nobody()
}

/// What a browser would send back of the cookies it was given.
pub(super) fn cookies(answer: &Answer) -> String {
    answer.cookies().join("; ")
}

/// So many wrong passwords at once.
fn guesses(g: &Ground, user: &str, count: usize) -> Result<Vec<Answer>> {
    guesses_of(&g.stranger()?, user, count)
}

/// The same of one place.
fn guesses_of(place: &Session, user: &str, count: usize) -> Result<Vec<Answer>> {
    let user = user.to_string();
    gather(
        (0..count).map(|n| (place.clone(), n)).collect(),
        move |(session, n)| sign_in(session, &user, &format!("wrong-password-{n}")),
    )
}

/// Signs in by cookie; what a browser then sends.
pub(super) fn by_cookie(g: &Ground, user: &str, password: &str) -> Result<(Session, String)> {
    let browser = browser(g)?;
    let answer = sign_in(&browser, user, password)?;
    answer.ok()?;
    Ok((browser, cookies(&answer)))
}
