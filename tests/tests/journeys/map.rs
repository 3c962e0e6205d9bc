//! The map is drawn whole: a library that fails in one shell only has left tiles out, without any error.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use tests::browser::Browser;
use tests::device::{PIN, issue};
use tests::screens::sign_in;
use tests::{Device, Pool};

#[tokio::test(flavor = "multi_thread")]
async fn all_of_the_map_is_drawn_in_the_window() -> Result<()> {
    let (_pool, device) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        device.captured(&issue(&pool, "图上要看得到的路灯"), &[]);
        (pool, device)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.click("nav-capture").await?;
    whole(&window, &device.folder().join("map.png")).await?;
    // A map of another size stands on other tiles.
    window.size(1900, 1060).await?;
    window.click("nav-nearby").await?;
    whole(&window, &device.folder().join("map.png")).await?;
    marked(&window, &device.folder().join("map.png")).await?;
    window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_the_map_is_drawn_in_a_browser() -> Result<()> {
    let pool = tokio::task::spawn_blocking(Pool::demo).await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    let password = pool.demo["password"].as_str().context("a password")?;
    sign_in(&browser, &pool.user("collector"), password).await?;
    browser.page.goto(format!("{}/capture", pool.url())).await?;
    whole(&browser, &pool.folder().join("map.png")).await?;
    browser.close().await
}

/// Around a village of the demo there are villages on all sides: next to nothing of the bare ground is to be seen.
async fn whole(browser: &Browser, file: &Path) -> Result<()> {
    let (bare, all) = inked(browser, file, &["wait-soft"]).await?;
    let share = bare as f64 / all as f64;
    ensure!(share < 0.02, "{:.1} % of the map is bare", share * 100.0);
    Ok(())
}

/// Tickets stand on the map, in the colours that say how they are.
async fn marked(browser: &Browser, file: &Path) -> Result<()> {
    let states = ["sudden", "urgent", "calm", "wait"];
    let (marks, _) = inked(browser, file, &states).await?;
    ensure!(marks > 100, "{marks} pixels of marks");
    Ok(())
}

/// How many pixels of the map have one of these colours of the theme, and how many there are.
async fn inked(browser: &Browser, file: &Path, tokens: &[&str]) -> Result<(usize, usize)> {
    browser.css(".map-frame.live").await?;
    browser.quiet().await?;
    browser.picture(file).await?;
    let picture = image::open(file)?.to_rgb8();
    let script = "const r = document.querySelector('.map-live').getBoundingClientRect(); \
        return [Math.ceil(r.left), Math.ceil(r.top), Math.floor(r.width), Math.floor(r.height)]";
    let [left, top, wide, high]: [u32; 4] = browser.told(script).await?;
    ensure!(wide > 100 && high > 100, "a map of {wide} by {high}");
    let mut inks = Vec::new();
    for token in tokens {
        let script = format!(
            "const ink = getComputedStyle(document.documentElement).getPropertyValue('--{token}').trim(); \
             return [1, 3, 5].map(i => parseInt(ink.slice(i, i + 2), 16))"
        );
        inks.push(browser.told::<[u8; 3]>(&script).await?);
    }
    let pixels = (0..wide * high)
        .map(|n| picture.get_pixel(left + n % wide, top + n / wide).0)
        .filter(|pixel| inks.contains(pixel));
    Ok((pixels.count(), (wide * high) as usize))
}
