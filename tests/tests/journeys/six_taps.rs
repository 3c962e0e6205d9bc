//! An issue with photo and place in at most six taps (docs/goals.md B1), counted by the page: in the window while the pool is
//! away, and on a tablet's browser. How long it takes is a bench's to say: `./x bench screen`.

use super::shoot;
use anyhow::Result;
use serde_json::json;
use tests::browser::Browser;
use tests::device::PIN;
use tests::page::{End, PROBE, Place, capture};
use tests::screens::sign_in;
use tests::{Device, Pool, photo};
use tokio::task::block_in_place;

const MOST: u32 = 6;

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_takes_six_taps_in_the_window_without_a_pool() -> Result<()> {
    let (mut pool, device, shot) = block_in_place(|| {
        let mut pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        pool.kill();
        let shot = device.bytes("taps.jpg", &photo::jpeg(6, 1600, 1200));
        (pool, device, shot)
    });
    let window = Browser::window(device.folder(), None).await?;
    window.page.execute(PROBE, vec![]).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    // No receiver answers here: the place is a tap on the map, one more than outdoors.
    let course = capture(&window, &shot, Place::Map, End::Sent).await?;
    shoot(&window, "six-taps-window.png").await?;
    window.says("待上传").await?;
    window.close().await?;
    assert!(course.taps <= MOST, "{course:?}");

    let shown = block_in_place(|| {
        pool.start();
        device.sync();
        newest(&pool)
    });
    assert_eq!(shown["photos"].as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(shown["facts"]["where"]["source"], "map");
    assert!(shown["facts"]["where"]["lon"].is_f64(), "{shown}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_takes_six_taps_in_the_browser() -> Result<()> {
    let (pool, shot) = block_in_place(|| {
        let pool = Pool::demo();
        let shot = Device::blank().bytes("taps.jpg", &photo::jpeg(9, 1600, 1200));
        (pool, shot)
    });
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.begin_with(PROBE).await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(&browser, &pool.user("collector"), password).await?;
    browser.tablet(1280, 800).await?;
    let degrees = |name: &str| pool.sample(name).as_f64().unwrap_or_default();
    browser
        .stand_at(degrees("lon"), degrees("lat"), 6.0)
        .await?;
    browser.page.goto(format!("{}/today", pool.url())).await?;
    let course = capture(&browser, &shot, Place::Found, End::Sent).await?;
    shoot(&browser, "six-taps-browser.png").await?;
    browser.close().await?;
    println!("采集：{} 次点按，{:.0} 毫秒", course.taps, course.ms);
    assert!(course.taps <= MOST, "{course:?}");
    let shown = block_in_place(|| newest(&pool));
    assert_eq!(shown["photos"].as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(shown["facts"]["where"]["source"], "gnss");
    Ok(())
}

/// The collector's newest ticket as the desk reads it.
fn newest(pool: &Pool) -> serde_json::Value {
    let mine = pool
        .sign_in("collector")
        .call("list_tickets", json!({"mine": true, "sort": "newest"}))
        .expect("a page");
    let id = &mine["tickets"][0]["id"];
    let desk = pool.sign_in("desk_town");
    desk.call("read_ticket", json!({ "id": id }))
        .expect("the ticket")
}
