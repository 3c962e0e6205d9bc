//! Kind 15: pages of two people. A page's requests carry whose page it is; another person's session is no session for it.

use super::signin::by_cookie;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::client::Session;
use crate::hostile::ground::Ground;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// The header in which a page says whose it is.
const WHOSE: &str = "x-zs12345-user";

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "pages/act-as-the-other",
            "A 的页面开着，另一标签页里 B 登录；A 的页面接单",
            "拒绝并说明；工单不变，不算 B 办的",
            |g| {
                let (a, browser, cookie) = two(g)?;
                let (ticket, _) = g.tablet()?.capture("两个人的页面")?;
                let payload = json!({"category": g.pool.sample("category"), "grade": "normal"});
                let act = json!({"id": ticket, "action": "accept", "payload": payload});
                send(&browser, &cookie, Some(&a), "act", &act)?.refused(&[
                    "other_person",
                    "signed_out",
                    "session_other",
                ])?;
                let shown = g.demo("desk_town")?.ticket(&ticket)?;
                ensure!(shown["status"] == "pooled", "状态变成 {}", shown["status"]);
                Ok(())
            },
        ),
        attack(
            "pages/write-as-the-other",
            "同上，A 的页面存视图、改口令、导出",
            "每一个都拒绝",
            |g| {
                let (a, browser, cookie) = two(g)?;
                for (call, body) in [
                    ("save_view", json!({"name": "x", "filter": {}})),
                    ("export_tickets", json!({"filter": {}, "format": "csv"})),
                    (
                        "change_password",
                        json!({"old": "x", "new": "Zhuying-5512"}),
                    ),
                ] {
                    let answer = send(&browser, &cookie, Some(&a), call, &body)?;
                    answer.refused(&["other_person", "signed_out", "session_other"])?;
                }
                Ok(())
            },
        ),
        attack(
            "pages/read-as-the-other",
            "同上，A 的页面读列表和工单",
            "每一个都拒绝：不给 A 看 B 的",
            |g| {
                let (a, browser, cookie) = two(g)?;
                for (call, body) in [
                    ("list_tickets", json!({})),
                    ("today", json!({})),
                    ("list_views", json!({})),
                ] {
                    let answer = send(&browser, &cookie, Some(&a), call, &body)?;
                    answer.refused(&["other_person", "signed_out", "session_other"])?;
                }
                Ok(())
            },
        ),
        attack(
            "pages/nobody-says-whose",
            "凭 cookie 办一步，不说是谁的页面",
            "拒绝，什么也没有写",
            |g| {
                let (_, browser, cookie) = two(g)?;
                let view = json!({"name": "无主", "filter": {}});
                send(&browser, &cookie, None, "save_view", &view)?.refused(&[])
            },
        ),
        attack(
            "pages/own-page",
            "B 自己的页面照常办",
            "照常",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let (browser, cookie) = by_cookie(g, &user, &password)?;
                let view = json!({"name": "自己的", "filter": {}});
                send(&browser, &cookie, Some(&user), "save_view", &view)?
                    .ok()
                    .map(drop)
            },
        ),
        attack(
            "pages/after-sign-out",
            "A 退出以后，A 的页面接着写",
            "`signed_out`，什么也没有写",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let (browser, cookie) = by_cookie(g, &user, &password)?;
                send(&browser, &cookie, Some(&user), "sign_out", &json!({}))?.ok()?;
                let view = json!({"name": "晚了", "filter": {}});
                send(&browser, &cookie, Some(&user), "save_view", &view)?.refused(&["signed_out"])
            },
        ),
    ]
}

/// In one browser A was here, then B signed in: A's name, and B's cookie.
fn two(g: &mut Ground) -> Result<(String, Session, String)> {
    let (a, _, first) = g.officer("desk_town", "T01")?;
    let (b, _, second) = g.officer("desk_town", "T01")?;
    by_cookie(g, &a, &first)?;
    let (browser, cookie) = by_cookie(g, &b, &second)?;
    Ok((a, browser, cookie))
}

/// What a page sends: cookie, our header, and whose page it is.
fn send(
    browser: &Session,
    cookie: &str,
    whose: Option<&str>,
    call: &str,
    body: &Value,
) -> Result<Answer> {
    let request = browser.request("POST", &format!("/api/v1/{call}"))?;
    let mut request = request.header("cookie", cookie).header("x-zs12345", "1");
    if let Some(user) = whose {
        request = request.header(WHOSE, user);
    }
    Answer::read(request.json(body).send()?)
}
