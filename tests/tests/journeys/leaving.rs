//! 退出 says first what is not sent, and stays where it is when one does not want to lose it.

use super::shoot;
use anyhow::{Result, ensure};
use tests::browser::Browser;
use tests::device::issue;
use tests::screens::sign_in;
use tests::{Device, Pool};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_is_told_what_is_not_sent() -> Result<()> {
    let (pool, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "退出时还没有发出的一件"), &[]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(&browser, &pool.user("desk_town"), password).await?;
    // A capture half written, and a form half filled in.
    browser.page.goto(format!("{}/capture", pool.url())).await?;
    browser.fill("title", "写到一半的采集").await?;
    browser.says("已存").await?;
    browser
        .page
        .goto(format!("{}/pool/{id}", pool.url()))
        .await?;
    browser.click("tool-primary").await?;
    browser.fill("act-note", "写到一半的意见").await?;
    browser.click("leave").await?;
    browser
        .holds("[data-test=\"leave-what\"]", "采集：写到一半的采集")
        .await?;
    browser
        .holds("[data-test=\"leave-what\"]", "填了一半的「接单」")
        .await?;
    shoot(&browser, "leave-asks.png").await?;
    browser.click("leave-stay").await?;
    ensure!(browser.value("act-note").await? == "写到一半的意见");
    // A step that waits is sent first.
    browser.click("act-send").await?;
    browser.find("act-dispatch").await?;
    browser.click("act-cancel").await?;
    browser.click("leave").await?;
    browser.holds("[data-test=\"leave-what\"]", "接单").await?;
    browser.click("leave-send").await?;
    browser.gone("step").await?;
    browser.click("leave").await?;
    browser
        .holds("[data-test=\"leave-what\"]", "采集：写到一半的采集")
        .await?;
    browser.click("leave-anyway").await?;
    browser.find("sign-in-user").await?;
    // What was cleared is gone from this browser, and nobody is asked again.
    sign_in(&browser, &pool.user("desk_town"), password).await?;
    browser.page.goto(format!("{}/pool", pool.url())).await?;
    browser.find("desk").await?;
    browser.click("leave").await?;
    browser.find("sign-in-user").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_changes_its_password_in_settings() -> Result<()> {
    let pool = tokio::task::spawn_blocking(Pool::demo).await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(&browser, &pool.user("desk_town"), password).await?;
    browser.page.goto(format!("{}/pool", pool.url())).await?;
    browser.click("nav-settings").await?;
    for setting in ["language", "theme", "text-size", "alarm-sound"] {
        browser.find(setting).await?;
    }
    browser.click("password-open").await?;
    browser.fill("old-password", password).await?;
    browser.fill("new-password", "kv7-Mooncake").await?;
    browser.fill("new-password-again", "kv7-Mooncake").await?;
    shoot(&browser, "settings-password.png").await?;
    browser.click("change-password").await?;
    browser.gone("old-password").await?;
    browser.says("密码已修改").await?;
    browser.click("leave").await?;
    browser
        .fill("sign-in-user", &pool.user("desk_town"))
        .await?;
    browser.fill("sign-in-password", "kv7-Mooncake").await?;
    browser.click("sign-in").await?;
    // Where one was, one is again.
    browser.find("nav-settings").await?;
    browser.find("password-open").await?;
    browser.close().await
}
