//! A day without network: twelve captures, the app killed twice, then the network is back and everything is there once.

use super::shoot;
use anyhow::Result;
use serde_json::json;
use std::path::PathBuf;
use tests::browser::Browser;
use tests::device::PIN;
use tests::{Device, Pool, photo};

const CAPTURES: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn twelve_captures_survive_the_day() -> Result<()> {
    let (mut pool, device, shots) = tokio::task::spawn_blocking(|| {
        let mut pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        pool.kill();
        let shot = |n: usize| {
            let bytes = photo::jpeg(u32::try_from(n).unwrap_or(0), 800, 600);
            device.bytes(&format!("day-{n}.jpg"), &bytes)
        };
        let shots: Vec<PathBuf> = (0..CAPTURES).map(shot).collect();
        (pool, device, shots)
    })
    .await?;
    let mut window = open(&device).await?;
    for (n, shot) in shots.iter().enumerate() {
        window.click("nav-capture").await?;
        fill(&window, &pool, n, shot).await?;
        if n == 4 || n == 8 {
            // The battery dies over a form that was filled in and saved, but not sent.
            window.press(thirtyfour::Key::Tab).await?;
            window.forgets("正在保存").await?;
            window.says("已存本机").await?;
            window.kill_app(device.folder()).await?;
            window = open(&device).await?;
            window.click("nav-capture").await?;
            let title = window.find("title").await?.value().await?;
            assert_eq!(title, Some(title_of(n)), "the form is there");
            window.find("photo").await?;
        }
        window.click("submit").await?;
        window.find("sent").await?;
        window.says("待上传").await?;
        window.click("capture-next").await?;
    }
    window.says("12 件").await?;
    shoot(&window, "day-waits.png").await?;

    let pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    window.click("nav-outbox").await?;
    window.click("sync-retry").await?;
    window.gone("outbox-ticket").await?;
    shoot(&window, "day-sent.png").await?;
    window.close().await?;

    arrived(pool, CAPTURES).await
}

/// Whether the desk has as many of the day's captures, each once and with its photo.
pub async fn arrived(pool: Pool, captures: usize) -> Result<()> {
    let rows = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let ask = json!({"text": "停网一天", "limit": 100});
        desk.call("list_tickets", ask).expect("a page")["tickets"].clone()
    })
    .await?;
    let rows = rows.as_array().cloned().unwrap_or_default();
    let mut titles: Vec<_> = rows.iter().filter_map(|r| r["title"].as_str()).collect();
    titles.sort_unstable();
    let mut wanted: Vec<_> = (0..captures).map(title_of).collect();
    wanted.sort_unstable();
    assert_eq!(titles, wanted, "each once");
    assert!(rows.iter().all(|r| r["photos"] == 1), "with its photo");
    Ok(())
}

pub fn title_of(n: usize) -> String {
    format!("停网一天里的第 {} 处路灯问题", n + 1)
}

async fn open(device: &Device) -> Result<Browser> {
    let window = Browser::window(device.folder(), None).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.find("nav-capture").await?;
    Ok(window)
}

pub async fn fill(window: &Browser, pool: &Pool, n: usize, shot: &PathBuf) -> Result<()> {
    window
        .choose("photo-input", std::slice::from_ref(shot))
        .await?;
    window.find("photo").await?;
    window.fill("category-search", "路灯").await?;
    window.css(".category .chip").await?.click().await?;
    window.unfold().await?;
    window.fill("lon", &pool.sample("lon").to_string()).await?;
    window.fill("lat", &pool.sample("lat").to_string()).await?;
    window
        .fill("address", &format!("停网一天的地址 {n}"))
        .await?;
    window.fill("title", &title_of(n)).await
}
