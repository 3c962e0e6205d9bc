//! Two windows on what is kept in one place: the app's on one device's folder, and two tabs of one browser on one draft.

use super::shoot;
use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::Browser;
use tests::device::{PIN, issue};
use tests::screens::enter;
use tests::{Device, Pool};

/// What a field holds is kept when it is left.
async fn leave_field(browser: &Browser) -> Result<()> {
    browser.run("document.activeElement.blur()").await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_waits_until_the_first_is_closed() -> Result<()> {
    let (_pool, device) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        (pool, device)
    })
    .await?;
    let first = Browser::window(device.folder(), None).await?;
    first.fill("pin", PIN).await?;
    first.click("unlock").await?;
    first.click("nav-capture").await?;
    first.fill("title", "第一扇窗口里写到一半").await?;
    first.says("已存本机").await?;

    let second = Browser::window(device.folder(), None).await?;
    second.says("本机数据正被另一个窗口使用").await?;
    // What is written in the first goes on being kept.
    first.fill("address", "东门外").await?;
    leave_field(&first).await?;
    first.forgets("正在保存").await?;
    first.close().await?;

    second.click("retry").await?;
    second.fill("pin", PIN).await?;
    second.click("unlock").await?;
    second.click("nav-capture").await?;
    second.says("已恢复").await?;
    ensure!(second.value("title").await? == "第一扇窗口里写到一半");
    ensure!(second.value("address").await? == "东门外");
    second.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_on_one_draft_keep_both_texts() -> Result<()> {
    let pool = tokio::task::spawn_blocking(Pool::demo).await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    enter(&browser, &pool, "collector").await?;
    browser.click("nav-capture").await?;
    browser.fill("title", "第一页写的").await?;
    browser.says("已存").await?;
    let first = browser.page.window().await?;

    let second = browser.page.new_tab().await?;
    browser.page.switch_to_window(second).await?;
    browser.page.goto(format!("{}/capture", pool.url())).await?;
    browser.says("已恢复").await?;
    ensure!(browser.value("title").await? == "第一页写的");
    browser.paste("title", "第二页改的").await?;
    leave_field(&browser).await?;

    browser.page.switch_to_window(first).await?;
    ensure!(browser.value("title").await? == "第一页写的");
    browser.fill("address", "第一页接着写").await?;
    leave_field(&browser).await?;
    browser.says("另一个窗口也在写这份草稿").await?;
    browser.click("drafts").await?;
    browser.holds("dialog[open]", "第二页改的").await?;
    shoot(&browser, "two-tabs.png").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_does_nothing_as_somebody_who_signed_in_beside_it() -> Result<()> {
    let (pool, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "两个人先后用一个浏览器的问题"), &[]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1920, 1080).await?;
    enter(&browser, &pool, "desk_town").await?;
    browser.find("desk").await?;
    let page = format!("{}/pool/{id}", pool.url());
    browser.page.goto(&page).await?;
    browser.click("tool-primary").await?;
    browser.paste("act-note", "镇街写到一半的意见").await?;
    leave_field(&browser).await?;
    let first = browser.page.window().await?;

    let second = browser.page.new_tab().await?;
    browser.page.switch_to_window(second).await?;
    // Whoever sat here before is signed out in this tab, and somebody else signs in.
    browser.page.goto(pool.url()).await?;
    browser.page.delete_all_cookies().await?;
    browser.page.goto(pool.url()).await?;
    enter(&browser, &pool, "desk_district").await?;
    browser.find("desk").await?;

    browser.page.switch_to_window(first).await?;
    browser.click("act-send").await?;
    browser.click("step-now").await?;
    browser.says("在另一标签页登录").await?;
    shoot(&browser, "two-people.png").await?;
    enter(&browser, &pool, "desk_town").await?;
    browser.forgets("在另一标签页登录").await?;
    // What was decided is kept as it was, and is sent again by who decided it.
    browser.click("step-again").await?;
    browser.gone("step").await?;
    let (by, town) = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let shown = desk.call("read_ticket", json!({ "id": id }));
        let log = shown.expect("the ticket")["log"].clone();
        let mut events = log.as_array().cloned().unwrap_or_default();
        events.retain(|e| e["action"] == "accept");
        let by: Vec<_> = events.iter().map(|e| e["by"].clone()).collect();
        (by, pool.user("desk_town"))
    })
    .await?;
    ensure!(by == [json!(town)], "{by:?}");
    browser.close().await
}
