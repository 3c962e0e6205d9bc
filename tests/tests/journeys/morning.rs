//! The desk's morning: thirty tickets taken in and dispatched by keyboard alone.

use super::shoot;
use anyhow::Result;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::device::issue;
use tests::{Device, Pool};
use thirtyfour::Key;

const TICKETS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn thirty_tickets_by_keyboard() -> Result<()> {
    let (pool, ids) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let ids: Vec<String> = (0..TICKETS)
            .map(|n| device.captured(&issue(&pool, &format!("早上的第 {n} 处路灯问题")), &[]))
            .collect();
        device.sync();
        (pool, ids)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1920, 1080).await?;
    // The first field has the focus: name, Tab, password, Enter.
    browser.css("[data-test=\"sign-in-user\"]:focus").await?;
    browser.press(pool.user("desk_town")).await?;
    browser.press(Key::Tab).await?;
    browser
        .press(pool.demo["password"].as_str().unwrap_or_default())
        .await?;
    browser.press(Key::Enter).await?;
    browser.find("desk").await?;
    browser.press("/").await?;
    browser.press("早上的第").await?;
    browser.says(&format!("共 {TICKETS} 件")).await?;
    browser.press(Key::Escape).await?;
    browser.press(Key::Home).await?;
    shoot(&browser, "morning-list.png").await?;
    let began = std::time::Instant::now();
    for _ in 0..TICKETS {
        browser.press("a").await?;
        // 派单 follows 接单 by itself, and after it the next ticket is the chosen one.
        for form in ["act-accept", "act-dispatch"] {
            browser.find(form).await?;
            browser.press(Key::Control + Key::Enter).await?;
            browser.gone(form).await?;
        }
    }
    let each = began.elapsed().as_millis() / TICKETS as u128;
    println!("接单并派单：每件 {each} 毫秒");
    shoot(&browser, "morning-done.png").await?;
    // The last ones leave by themselves once their five seconds are over.
    browser.gone("step").await?;
    let rows = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let read = |id: &String| {
            desk.call("read_ticket", json!({ "id": id }))
                .expect("a ticket")
        };
        ids.iter()
            .map(|id| read(id)["status"].clone())
            .collect::<Vec<Value>>()
    })
    .await?;
    assert!(rows.iter().all(|s| s == "dispatched"), "{rows:?}");
    browser.close().await
}
