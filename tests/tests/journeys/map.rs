//! The map is drawn whole: a library that fails in one shell only has left tiles out, without any error.

use anyhow::{Context, Result, ensure};
use tests::browser::Browser;
use tests::device::PIN;
use tests::screens::sign_in;
use tests::{Device, Pool};

#[tokio::test(flavor = "multi_thread")]
async fn all_of_the_map_is_drawn_in_the_window() -> Result<()> {
    let (_pool, device) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
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
async fn whole(browser: &Browser, file: &std::path::Path) -> Result<()> {
    browser.css(".map-frame.live").await?;
    browser.quiet().await?;
    browser.picture(file).await?;
    let picture = image::open(file)?.to_rgb8();
    let script = "const r = document.querySelector('.map-live').getBoundingClientRect(); \
        const ink = getComputedStyle(document.documentElement).getPropertyValue('--wait-soft').trim(); \
        return [Math.ceil(r.left), Math.ceil(r.top), Math.floor(r.width), Math.floor(r.height), ...[1, 3, 5].map(i => parseInt(ink.slice(i, i + 2), 16))]";
    let [left, top, wide, high, red, green, blue]: [u32; 7] = browser.told(script).await?;
    ensure!(wide > 100 && high > 100, "a map of {wide} by {high}");
    let bare = (0..wide * high)
        .map(|n| picture.get_pixel(left + n % wide, top + n / wide).0)
        .filter(|pixel| pixel.map(u32::from) == [red, green, blue])
        .count();
    let share = bare as f64 / f64::from(wide * high);
    ensure!(share < 0.02, "{:.1} % of the map is bare", share * 100.0);
    Ok(())
}
