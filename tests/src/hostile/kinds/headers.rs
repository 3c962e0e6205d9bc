//! Kind 14: headers. No answer may be kept, framed, guessed at or sent on.

use super::refs::with_photo;
use super::signin::by_cookie;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, attack};
use crate::hostile::ground::Ground;
use anyhow::{Result, ensure};
use serde_json::json;

pub(super) fn attacks() -> Vec<Attack> {
    vec![
        attack(
            "headers/nosniff",
            "页面、调用、照片、错误、不存在的路径",
            "都带 `X-Content-Type-Options: nosniff`",
            |g| each(g, |answer| has(answer, "x-content-type-options", "nosniff")),
        ),
        attack(
            "headers/no-store",
            "调用的答复，成功的与被拒绝的",
            "`Cache-Control: no-store`",
            |g| {
                let desk = g.demo("desk_town")?;
                has(
                    &desk.call("list_tickets", json!({}))?,
                    "cache-control",
                    "no-store",
                )?;
                has(&desk.call("me", json!({}))?, "cache-control", "no-store")?;
                has(
                    &g.nobody()?.call("list_tickets", json!({}))?,
                    "cache-control",
                    "no-store",
                )?;
                has(
                    &desk.call("read_ticket", json!({"id": "x"}))?,
                    "cache-control",
                    "no-store",
                )
            },
        ),
        attack(
            "headers/photos",
            "照片的答复",
            "`private`，至多存一小时，不许当作网页打开",
            |g| {
                let (_, sha, _) = with_photo(g)?;
                let answer = g.demo("desk_town")?.get(&format!("/api/v1/photos/{sha}"))?;
                ensure!(answer.status == 200, "{}", answer.said());
                has(&answer, "cache-control", "private")?;
                let age = answer
                    .header("cache-control")
                    .split("max-age=")
                    .nth(1)
                    .unwrap_or("0")
                    .to_string();
                let age: u64 = age.split(',').next().unwrap_or("0").trim().parse()?;
                ensure!(age <= 3_600, "存 {age} 秒");
                has(&answer, "content-security-policy", "default-src 'none'")
            },
        ),
        attack(
            "headers/framing",
            "把页面嵌进别的网站",
            "`frame-ancestors 'none'`",
            |g| {
                has(
                    &g.nobody()?.get("/")?,
                    "content-security-policy",
                    "frame-ancestors 'none'",
                )
            },
        ),
        attack(
            "headers/scripts",
            "页面的内容安全策略",
            "只许自己的脚本，没有 `unsafe-inline`",
            |g| {
                let page = g.nobody()?.get("/")?;
                has(&page, "content-security-policy", "default-src 'self'")?;
                ensure!(
                    !page
                        .header("content-security-policy")
                        .contains("unsafe-inline"),
                    "有 unsafe-inline"
                );
                Ok(())
            },
        ),
        attack(
            "headers/referrer",
            "从页面点出去",
            "`Referrer-Policy` 不带走地址",
            |g| {
                let page = g.nobody()?.get("/")?;
                let policy = page.header("referrer-policy");
                ensure!(
                    ["no-referrer", "same-origin"].contains(&policy),
                    "是「{policy}」"
                );
                Ok(())
            },
        ),
        attack(
            "headers/cookie",
            "登录时给的 cookie",
            "HttpOnly、SameSite=Strict、Path=/，没有 Domain；名字带前缀（https 下）",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let answer = g
                    .nobody()?
                    .request("POST", "/api/v1/sign_in")?
                    .header("x-zs12345", "1");
                let answer = Answer::read(
                    answer
                        .json(&json!({"user": user, "password": password}))
                        .send()?,
                )?;
                let all: Vec<String> = answer
                    .headers
                    .get_all("set-cookie")
                    .iter()
                    .filter_map(|v| v.to_str().ok().map(String::from))
                    .collect();
                ensure!(!all.is_empty(), "没有 cookie");
                for cookie in all {
                    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
                        ensure!(
                            cookie.contains(part),
                            "没有 {part}：{}",
                            cookie.split(';').skip(1).collect::<String>()
                        );
                    }
                    ensure!(!cookie.contains("Domain="), "有 Domain");
                }
                Ok(())
            },
        ),
        attack(
            "headers/events",
            "通知的事件流",
            "`no-store`，不写内容",
            |g| {
                let desk = g.demo("desk_town")?;
                let response = desk.request("GET", "/api/v1/notices")?.send()?;
                let cache = response
                    .headers()
                    .get("cache-control")
                    .and_then(|v| v.to_str().ok());
                ensure!(
                    cache.is_some_and(|c| c.contains("no-store")),
                    "是 {cache:?}"
                );
                Ok(())
            },
        ),
        attack(
            "headers/exports",
            "导出文件的答复",
            "`no-store`，作为附件",
            |g| {
                let desk = g.demo("desk_town")?;
                let made = desk
                    .call("export_tickets", json!({"filter": {}, "format": "csv"}))?
                    .ok()?;
                let name = made["name"].as_str().unwrap_or_default();
                let file = desk.get(&format!("/api/v1/exports/{name}"))?;
                has(&file, "cache-control", "no-store")?;
                has(&file, "content-disposition", "attachment")
            },
        ),
        attack(
            "headers/server",
            "看答复里的服务器名和版本",
            "没有",
            |g| {
                each(g, |answer| {
                    for name in ["server", "x-powered-by"] {
                        ensure!(
                            answer.header(name).is_empty(),
                            "{name}: {}",
                            answer.header(name)
                        );
                    }
                    Ok(())
                })
            },
        ),
        attack(
            "headers/sharing",
            "别的网站用脚本读我们的答复（CORS 预检）",
            "没有 `Access-Control-Allow-Origin`",
            |g| {
                let (user, _, password) = g.officer("desk_town", "T01")?;
                let (browser, cookie) = by_cookie(g, &user, &password)?;
                for method in ["OPTIONS", "POST"] {
                    let request = browser
                        .request(method, "/api/v1/list_tickets")?
                        .header("origin", "https://evil.example");
                    let request = request
                        .header("cookie", &cookie)
                        .header("access-control-request-method", "POST")
                        .body("{}");
                    let answer = Answer::read(request.send()?)?;
                    ensure!(
                        answer.header("access-control-allow-origin").is_empty(),
                        "允许了别的来源"
                    );
                }
                Ok(())
            },
        ),
    ]
}

fn has(answer: &Answer, name: &str, part: &str) -> Result<()> {
    let value = answer.header(name);
    ensure!(
        value.contains(part),
        "{name} 是「{value}」，状态 {}",
        answer.status
    );
    Ok(())
}

/// One answer of every kind.
fn each(g: &mut Ground, look: impl Fn(&Answer) -> Result<()>) -> Result<()> {
    let (_, sha, _) = with_photo(g)?;
    let (desk, nobody) = (g.demo("desk_town")?, g.nobody()?);
    look(&desk.call("list_tickets", json!({}))?)?;
    look(&nobody.call("list_tickets", json!({}))?)?;
    look(&desk.get(&format!("/api/v1/photos/{sha}"))?)?;
    for path in [
        "/",
        "/no/such/page",
        "/api/v1/openapi.json",
        "/api/v1/basemap",
        "/healthz",
    ] {
        look(&nobody.get(path)?)?;
    }
    Ok(())
}
