//! The app's own window under Xvfb: unlocked by PIN, one issue captured with photo and place while the pool is away, then
//! delivered.

use super::shoot;
use anyhow::{Context, Result};
use serde_json::json;
use tests::browser::Browser;
use tests::{Device, Pool, device::PIN, photo};

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_is_captured_in_the_window_and_delivered() -> Result<()> {
    let (mut pool, device, shot) = tokio::task::spawn_blocking(|| {
        let mut pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        pool.kill();
        let shot = device.bytes("window.jpg", &photo::jpeg(8, 1600, 1200));
        (pool, device, shot)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    // A wrong PIN opens nothing and says so.
    window.fill("pin", "111111").await?;
    window.click("unlock").await?;
    window.says("PIN 不对").await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;

    window.click("nav-capture").await?;
    window
        .hidden("photo-input")
        .await?
        .send_keys(shot.to_str().context("a path")?)
        .await
        .context("choosing a photo")?;
    window.find("photo").await?;
    window.fill("category-search", "路灯").await?;
    window.css(".category .chip").await?.click().await?;
    window.says("路灯照明").await?;
    // Where there is no mouse the coordinates are folded away.
    window
        .page
        .execute(
            "document.querySelector('.place details').open = true",
            vec![],
        )
        .await?;
    window.fill("lon", &pool.sample("lon").to_string()).await?;
    window.fill("lat", &pool.sample("lat").to_string()).await?;
    window.fill("address", "窗口里填写的地址").await?;
    window.fill("title", "窗口里采集的路灯问题").await?;
    window
        .fill("body", "东门外四盏路灯三天不亮，夜间行人看不清路面。")
        .await?;
    window.says("已存本机").await?;
    shoot(&window, "window-capture.png").await?;
    window.click("submit").await?;
    window.says("待上传").await?;
    shoot(&window, "window-sent.png").await?;

    let pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    window.click("nav-outbox").await?;
    window.click("sync-retry").await?;
    window.click("nav-mine").await?;
    window.says("窗口里采集的路灯问题").await?;
    window.says("待接单").await?;
    shoot(&window, "window-mine.png").await?;
    window.close().await?;

    let shown = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let page = desk
            .call("list_tickets", json!({"text": "窗口里采集"}))
            .expect("a page");
        desk.call("read_ticket", json!({"id": page["tickets"][0]["id"]}))
            .expect("the ticket")
    })
    .await?;
    assert_eq!(shown["facts"]["where"]["address"], "窗口里填写的地址");
    assert_eq!(
        shown["area_code"], "990100001001",
        "village filled in from the position"
    );
    assert_eq!(shown["photos"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["photos"][0]["delivered"], true);
    Ok(())
}
