//! The first time: a blank tablet is enrolled by code, captures, delivers.

use super::shoot;
use anyhow::Result;
use serde_json::json;
use tests::browser::Browser;
use tests::device::PIN;
use tests::{Device, Pool, photo};

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_tablet_delivers_its_first_ticket() -> Result<()> {
    let (pool, device, code, shot) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::blank();
        let code = pool.enrol_code("collector");
        let shot = device.bytes("first.jpg", &photo::jpeg(5, 1600, 1200));
        (pool, device, code, shot)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    window.fill("pool-address", &pool.url()).await?;
    // A code that was copied wrong says so, and what was typed stays.
    window.fill("enrol-code", "WRONG-CODE").await?;
    window.fill("pin", PIN).await?;
    window.fill("pin-again", PIN).await?;
    window.click("enrol").await?;
    window.says("登记码不对").await?;
    window.fill("enrol-code", &code).await?;
    shoot(&window, "first-enrol.png").await?;
    window.click("enrol").await?;
    window.find("today").await?;
    shoot(&window, "first-today.png").await?;

    window.click("today-capture").await?;
    window.choose("photo-input", &[shot]).await?;
    window.find("photo").await?;
    window.fill("category-search", "路灯").await?;
    window.css(".category .chip").await?.click().await?;
    window.unfold().await?;
    window.fill("lon", &pool.sample("lon").to_string()).await?;
    window.fill("lat", &pool.sample("lat").to_string()).await?;
    window.fill("address", "第一次采集的地址").await?;
    window.click("submit").await?;
    window.find("sent").await?;
    window.says("已送达").await?;
    shoot(&window, "first-delivered.png").await?;
    window.close().await?;

    let rows = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let ask = json!({"text": "第一次采集"});
        desk.call("list_tickets", ask).expect("a page")["tickets"].clone()
    })
    .await?;
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "{rows}");
    Ok(())
}
