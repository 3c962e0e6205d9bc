//! Pictures of the screens on the demo district: `SCREEN-WIDTHxHEIGHT-THEME.png` in the folder given.

use anyhow::{Context, Result};
use serde_json::json;
use std::path::PathBuf;
use tests::Pool;
use tests::browser::Browser;

const SIZES: [(u32, u32); 3] = [(1280, 800), (1920, 1080), (390, 844)];
const THEMES: [&str; 2] = ["light", "dark"];

#[tokio::main]
async fn main() -> Result<()> {
    let dir = PathBuf::from(
        std::env::args()
            .nth(1)
            .context("a folder for the pictures")?,
    );
    std::fs::create_dir_all(&dir)?;
    let pool = tokio::task::spawn_blocking(|| {
        let mut pool = Pool::stopped(300);
        pool.start();
        pool
    })
    .await?;
    let (pool, ids) = tokio::task::spawn_blocking(move || {
        let first = |role: &str, status: &str| {
            let page = pool
                .sign_in(role)
                .call("list_tickets", json!({"status": status, "limit": 200}))
                .expect("a page");
            let rows = page["tickets"].as_array().cloned().unwrap_or_default();
            let best = rows
                .iter()
                .max_by_key(|t| t["photos"].as_u64())
                .cloned()
                .unwrap_or_default();
            best["id"].as_str().unwrap_or_default().to_string()
        };
        let ids = [
            first("desk_town", "pooled"),
            first("desk_town", "accepted"),
            first("desk_town", "handling"),
            first("handler", "signed"),
        ];
        (pool, ids)
    })
    .await?;
    let [pooled, accepted, handling, signed] = ids;
    let screens = [
        ("pool", "desk_town", "/pool".to_string(), None),
        ("pool-ticket", "desk_town", format!("/pool/{pooled}"), None),
        (
            "accept",
            "desk_town",
            format!("/pool/{pooled}"),
            Some("tool-primary"),
        ),
        (
            "dispatch",
            "desk_town",
            format!("/pool/{accepted}"),
            Some("tool-primary"),
        ),
        ("capture", "collector", "/capture".to_string(), None),
        ("mine", "collector", "/mine".to_string(), None),
        ("ticket", "desk_town", format!("/mine/{handling}"), None),
        ("handle", "handler", format!("/mine/{signed}"), None),
    ];
    for (w, h) in SIZES {
        for theme in THEMES {
            let browser = Browser::chromium(&pool.url(), w, h).await?;
            browser.size(w, h).await?;
            browser.theme(theme).await?;
            browser.page.goto(pool.url()).await?;
            browser.find("sign-in-user").await?;
            shoot(&browser, &dir, "sign-in", (w, h), theme).await?;
            let mut who = "";
            for (screen, role, path, press) in &screens {
                if who != *role {
                    let token = sign_in(&browser, &pool, role).await;
                    token.with_context(|| format!("signing in as {role}"))?;
                    who = role;
                }
                browser.page.goto(format!("{}{path}", pool.url())).await?;
                browser.quiet().await?;
                if let Some(press) = press {
                    // On a phone the primary act stands at the foot of the ticket instead.
                    browser
                        .page
                        .execute(
                            &format!("document.querySelector('[data-test=\"{press}\"]')?.click()"),
                            vec![],
                        )
                        .await?;
                    browser.quiet().await?;
                }
                shoot(&browser, &dir, screen, (w, h), theme).await?;
            }
            browser.close().await?;
        }
    }
    Ok(())
}

/// Signs a demo person in by the page's own call, so that the session's cookie is the browser's.
async fn sign_in(browser: &Browser, pool: &Pool, role: &str) -> Result<()> {
    let body = json!({"user": pool.user(role), "password": pool.demo["password"]}).to_string();
    let script = "const done = arguments[1]; fetch('/api/v1/sign_in', {method: 'POST', headers: {'content-type': 'application/json', 'x-zs12345': '1'}, body: arguments[0]}).then(r => done(r.status)).catch(e => done(String(e)));";
    let answer = browser
        .page
        .execute_async(script, vec![json!(body)])
        .await?;
    anyhow::ensure!(
        answer.json() == &json!(200),
        "sign_in answered {:?}",
        answer.json()
    );
    Ok(())
}

async fn shoot(
    browser: &Browser,
    dir: &std::path::Path,
    screen: &str,
    (w, h): (u32, u32),
    theme: &str,
) -> Result<()> {
    browser
        .picture(&dir.join(format!("{screen}-{w}x{h}-{theme}.png")))
        .await
}
