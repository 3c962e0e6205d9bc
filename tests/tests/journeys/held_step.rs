//! While a decided step waits for its five seconds: somebody else is quicker, or the pool goes away. What was written is never
//! lost, and nothing is done twice.

use super::shoot;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::device::issue;
use tests::screens::sign_in;
use tests::{Device, Pool};

const NOTE: &str = "先设警示，再通知维护。";

/// A desk with the form of 接单 open on a fresh ticket and a note typed into it.
async fn begun(title: &'static str) -> Result<(Pool, String, Browser)> {
    let (pool, id) = tokio::task::spawn_blocking(move || {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, title), &[]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(&browser, &pool.user("desk_town"), password).await?;
    let page = format!("{}/pool/{id}", pool.url());
    browser.page.goto(&page).await?;
    browser.click("tool-primary").await?;
    browser.fill("act-note", NOTE).await?;
    Ok((pool, id, browser))
}

/// The acts of a name in the log, as the pool tells them.
fn acts(pool: &Pool, id: &str, action: &str) -> Vec<Value> {
    let shown = pool
        .sign_in("desk_town")
        .call("read_ticket", json!({ "id": id }));
    let log = shown.expect("the ticket")["log"].clone();
    let log = log.as_array().cloned().unwrap_or_default();
    log.into_iter().filter(|e| e["action"] == action).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_is_quicker_than_a_step_that_waits() -> Result<()> {
    let (pool, id, browser) = begun("两个坐席同时看着的一件").await?;
    browser.click("act-send").await?;
    browser.find("step-undo").await?;
    // 接单后接着派单: that form stands on the step that waits.
    browser.find("act-dispatch").await?;
    browser.click("act-cancel").await?;
    let (pool, id) = tokio::task::spawn_blocking(move || {
        let other = pool.sign_in("desk_district");
        let payload = json!({"category": pool.sample("category"), "grade": "urgent"});
        other.act(&id, "accept", payload);
        (pool, id)
    })
    .await?;
    // The step leaves and is told why it does not count; the note is there to be used again.
    browser.find("step-why").await?;
    browser
        .holds("[data-test=\"step-words\"]", "没有办成")
        .await?;
    shoot(&browser, "held-other.png").await?;
    browser.click("step-why").await?;
    browser.holds("[data-test=\"step-failed\"]", "接单").await?;
    let by = tokio::task::spawn_blocking(move || {
        let by = acts(&pool, &id, "accept");
        let counted = by.iter().filter(|e| e["verdict"]["word"] != "void").count();
        (by.len(), counted, pool.user("desk_district"), by)
    })
    .await?;
    ensure!(
        by.3[0]["by"] == json!(by.2),
        "the quicker one counts: {:?}",
        by.3
    );
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pool_goes_away_while_a_step_waits() -> Result<()> {
    let (mut pool, id, browser) = begun("撤销倒计时里断了网的一件").await?;
    browser.click("act-send").await?;
    browser.find("act-dispatch").await?;
    browser.click("act-cancel").await?;
    let pool = tokio::task::spawn_blocking(move || {
        pool.kill();
        pool
    })
    .await?;
    // It is still there, says so, and can be sent again as it is.
    browser.find("step-again").await?;
    shoot(&browser, "held-lost.png").await?;
    let mut pool = pool;
    let pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    browser.says("实时").await?;
    browser.click("step-again").await?;
    browser.gone("step").await?;
    let accepted = tokio::task::spawn_blocking(move || acts(&pool, &id, "accept")).await?;
    ensure!(accepted.len() == 1, "once: {accepted:?}");
    ensure!(accepted[0]["payload"]["note"] == NOTE, "{accepted:?}");
    browser.close().await
}
