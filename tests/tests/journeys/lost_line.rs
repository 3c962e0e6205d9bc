//! The connection is lost while the desk types: nothing typed is lost, and it is sent when the pool is back.

use super::shoot;
use anyhow::Result;
use serde_json::json;
use tests::browser::Browser;
use tests::device::issue;
use tests::screens::enter;
use tests::{Device, Pool};

const NOTE: &str = "请今天之内到场，先设警示。";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_desk_types_outlives_the_connection() -> Result<()> {
    let (mut pool, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "断网时正在接单的问题"), &[]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1920, 1080).await?;
    enter(&browser, &pool, "desk_town").await?;
    browser.find("desk").await?;
    browser
        .page
        .goto(format!("{}/pool/{id}", pool.url()))
        .await?;
    browser.click("tool-primary").await?;
    browser.fill("act-note", NOTE).await?;
    let mut pool = tokio::task::spawn_blocking(move || {
        pool.kill();
        pool
    })
    .await?;
    // The page notices by itself, says so, and does not let go of the text.
    browser.says("暂时不能发送").await?;
    shoot(&browser, "lost-line.png").await?;
    assert_eq!(
        browser.find("act-note").await?.value().await?.as_deref(),
        Some(NOTE)
    );
    let pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    browser.forgets("暂时不能发送").await?;
    assert_eq!(
        browser.find("act-note").await?.value().await?.as_deref(),
        Some(NOTE)
    );
    browser.click("act-send").await?;
    browser.gone("act-accept").await?;
    browser.gone("step").await?;
    let shown = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        desk.call("read_ticket", json!({ "id": id }))
            .expect("the ticket")
    })
    .await?;
    assert_eq!(shown["status"], "accepted");
    let log = shown["log"].as_array().cloned().unwrap_or_default();
    let said = log
        .iter()
        .any(|e| e["action"] == "accept" && e["payload"]["note"] == NOTE);
    assert!(said, "with the note that was typed");
    browser.close().await
}
