//! The first time: a blank tablet is enrolled by code, captures, delivers.

use super::shoot;
use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::Browser;
use tests::device::{PIN, issue};
use tests::{Device, Pool, photo};

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_tablet_delivers_its_first_ticket() -> Result<()> {
    let (pool, device, code, shot) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        // Something that was sent back to this officer before the tablet was theirs.
        let former = Device::enrolled(&pool, "collector");
        let back = former.captured(&issue(&pool, "要补门牌号的一件"), &[]);
        former.sync();
        let missing = json!({"missing": "请写明门牌号"});
        pool.sign_in("desk_town").act(&back, "ask_fix", missing);
        let device = Device::blank();
        let code = pool.enrol_code("collector");
        let shot = device.bytes("first.jpg", &photo::jpeg(5, 1600, 1200));
        (pool, device, code, shot)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    // An address that does not answer says so in words of its own; nothing is stored yet that could be sent later.
    window.fill("pool-address", "http://127.0.0.1:9").await?;
    window.fill("enrol-code", &code).await?;
    window.fill("pin", PIN).await?;
    window.fill("pin-again", PIN).await?;
    window.click("enrol").await?;
    window.says("这个地址连不上").await?;
    let said = window.text().await;
    ensure!(
        !said.contains("已存本机") && !said.contains("自动上传"),
        "{said}"
    );
    window.fill("pool-address", &pool.url()).await?;
    // A code that was copied wrong says so, and what was typed stays.
    window.fill("enrol-code", "WRONG-CODE").await?;
    window.click("enrol").await?;
    window.says("登记码不对").await?;
    window.fill("enrol-code", &code).await?;
    shoot(&window, "first-enrol.png").await?;
    window.click("enrol").await?;
    window.find("today").await?;
    // The first sync begins by itself, and nothing is said to be done before it was.
    window.says("上次联通").await?;
    window.says("要补门牌号").await?;
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
