//! The desk in Chromium: signs in, finds the officer's ticket, takes it in, dispatches it.

use super::shoot;
use anyhow::Result;
use serde_json::json;
use tests::browser::Browser;
use tests::device::issue;
use tests::{Device, Pool, photo};

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_takes_in_and_dispatches() -> Result<()> {
    let (pool, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let shot = device.bytes("desk.jpg", &photo::jpeg(3, 1600, 1200));
        let mut told = issue(&pool, "浏览器里接单的路灯问题");
        told["reporter"] = json!({"kind": "person", "name": "演示王某", "phone": "13000000123"});
        let id = device.captured(&told, &[shot]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1920, 1080).await?;
    browser
        .fill("sign-in-user", &pool.user("desk_town"))
        .await?;
    browser.fill("sign-in-password", "wrong-password").await?;
    browser.click("sign-in").await?;
    browser.says("用户名或密码不对").await?;
    browser
        .fill(
            "sign-in-password",
            pool.demo["password"].as_str().unwrap_or_default(),
        )
        .await?;
    browser.click("sign-in").await?;

    browser.fill("desk-search", "浏览器里接单").await?;
    browser.says("浏览器里接单的路灯问题").await?;
    let row = browser
        .css(&format!("[data-test=\"ticket-row\"][data-id=\"{id}\"]"))
        .await?;
    row.click().await?;
    browser.says("东门外三十米").await?;
    assert!(
        !browser.text().await.contains("13000000123"),
        "the phone is masked"
    );
    shoot(&browser, "desk-detail.png").await?;
    browser.click("tool-primary").await?;
    browser.click("act-send").await?;
    // 派单 follows at once; both wait together, in one line that says unit and deadline, and go together.
    browser.find("act-dispatch").await?;
    shoot(&browser, "desk-dispatch.png").await?;
    browser.click("act-send").await?;
    browser.find("step-undo").await?;
    browser.says("派给 ").await?;
    browser.says("前签收").await?;
    browser.click("step-now").await?;
    browser.gone("step").await?;
    row.click().await?;
    browser.says("WS990100-").await?;
    browser.says("待签收").await?;

    // Whoever reported it calls: words find nobody, the whole number does, with a reason and masked.
    browser.fill("desk-search", "130 0000 0123").await?;
    browser.find("seek-empty").await?;
    browser.click("seek").await?;
    assert_eq!(browser.value("seek-text").await?, "130 0000 0123");
    browser.click("seek-send").await?;
    browser.says("请填写").await?;
    browser.fill("seek-reason", "本人来电查询进度").await?;
    browser.click("seek-send").await?;
    browser
        .holds("[data-test=\"seek-hit\"]", "演** · 130****0123")
        .await?;
    shoot(&browser, "desk-seek.png").await?;
    browser.click("seek-hit").await?;
    browser.gone("seek-hit").await?;
    browser
        .holds("[data-test=\"ticket-title\"]", "浏览器里接单的路灯问题")
        .await?;

    let check = tokio::task::spawn_blocking(move || {
        let shown = pool
            .sign_in("desk_town")
            .call("read_ticket", json!({"id": id}))
            .expect("the ticket");
        (
            shown["status"].clone(),
            shown["lead_unit"].clone(),
            pool.sample("unit"),
        )
    })
    .await?;
    assert_eq!((check.0, check.1), (json!("dispatched"), check.2));
    browser.close().await
}
