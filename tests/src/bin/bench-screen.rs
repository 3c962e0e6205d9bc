//! Measures what people wait for on the screens (docs/goals.md P9, B1): the desk's list of 1,000 and 100,000 rows, characters
//! typed, drafts kept, an issue captured by taps, the first load. In Chromium over a pool process, from the second on with
//! its processor slowed six times; the capture without a pool also in the app's own window. Prints JSON.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;
use tests::browser::Browser;
use tests::desk::{Served, folder};
use tests::device::PIN;
use tests::page::{self, Course, End, PROBE, Place, SLOWER, share};
use tests::screens::sign_in;
use tests::{Device, Pool, photo};
use tokio::task::block_in_place;

const ROWS: [usize; 2] = [1_000, 100_000];
const RUNS: usize = 5;
const DESK: (u32, u32) = (1920, 1080);
const TABLET: (u32, u32) = (1280, 800);

#[tokio::main]
async fn main() -> Result<()> {
    // Some of it, to look at the program itself.
    let only = std::env::var("ZS12345_BENCH_ONLY").ok();
    let wanted = |part: &str| {
        only.as_deref()
            .is_none_or(|o| o.split(',').any(|o| o == part))
    };
    let mut figures = json!({ "slower": SLOWER });
    if wanted("list") {
        let mut lists = Vec::new();
        for rows in ROWS {
            lists.push(list(rows).await.with_context(|| format!("{rows} rows"))?);
        }
        figures["lists"] = lists.into();
    }
    if wanted("type") {
        figures["search"] = search().await.context("the search field")?;
    }
    let (pool, device, shot) = block_in_place(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        let shot = device.bytes("bench.jpg", &photo::jpeg(4, 1600, 1200));
        (pool, device, shot)
    });
    if wanted("type") {
        figures["form"] = form(&pool, &shot).await.context("the form")?;
    }
    if wanted("load") {
        figures["first_load"] = first_load(&pool).await.context("the first load")?;
    }
    if wanted("capture") {
        figures["capture"] = captures(pool, &device, &shot).await?;
    }
    println!("{figures}");
    Ok(())
}

/// Chromium whose pages begin with the probe, signed in.
async fn signed_in(url: &str, user: &str, size: (u32, u32)) -> Result<Browser> {
    let browser = Browser::chromium(url, size.0, size.1).await?;
    browser.begin_with(PROBE).await?;
    sign_in(&browser, user, demo::PASSWORD).await?;
    Ok(browser)
}

async fn list(rows: usize) -> Result<Value> {
    let served = block_in_place(|| Served::start(&folder(rows)?))?;
    let browser = at_the_desk(&served).await?;
    let figures = page::scroll(&browser, rows).await?;
    browser.close().await?;
    Ok(figures)
}

async fn at_the_desk(served: &Served) -> Result<Browser> {
    let browser = signed_in(served.url(), "demo_desk_district", DESK).await?;
    browser.size(DESK.0, DESK.1).await?;
    browser.page.goto(format!("{}/pool", served.url())).await?;
    browser.click("view-all").await?;
    Ok(browser)
}

async fn search() -> Result<Value> {
    let served = block_in_place(|| Served::start(&folder(ROWS[1])?))?;
    let browser = at_the_desk(&served).await?;
    browser.quiet().await?;
    browser.slow(SLOWER).await?;
    let figures = page::strokes(&browser, "desk-search").await?;
    browser.close().await?;
    Ok(figures)
}

/// 采集 with a photo and a place, and its text; then drafts of an empty one.
async fn form(pool: &Pool, shot: &Path) -> Result<Value> {
    let browser = tablet(pool).await?;
    browser.page.goto(format!("{}/today", pool.url())).await?;
    page::capture(&browser, shot, Place::Found, End::Kept).await?;
    browser.quiet().await?;
    browser.slow(SLOWER).await?;
    let mut figures = page::strokes(&browser, "body").await?;
    browser.finger("[data-test=\"draft-clear\"]").await?;
    browser.quiet().await?;
    figures["draft"] = page::drafts(&browser).await?;
    browser.close().await?;
    Ok(figures)
}

/// A collector's tablet, standing in the village.
async fn tablet(pool: &Pool) -> Result<Browser> {
    let browser = signed_in(&pool.url(), &pool.user("collector"), TABLET).await?;
    browser.tablet(TABLET.0, TABLET.1).await?;
    let degrees = |name: &str| pool.sample(name).as_f64().unwrap_or_default();
    browser
        .stand_at(degrees("lon"), degrees("lat"), 6.0)
        .await?;
    Ok(browser)
}

/// Bytes that go over the line before the sign-in page stands, each part once.
async fn first_load(pool: &Pool) -> Result<Value> {
    let browser = Browser::chromium(&pool.url(), TABLET.0, TABLET.1).await?;
    browser.find("sign-in-user").await?;
    browser.quiet().await?;
    let script = "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] \
        .filter(e => !e.name.includes('/api/')); \
        return all.map(e => [new URL(e.name).pathname, e.encodedBodySize, e.decodedBodySize])";
    let parts: Vec<(String, u64, u64)> = browser.told(script).await?;
    browser.close().await?;
    let bytes: u64 = parts.iter().map(|p| p.1).sum();
    Ok(json!({ "bytes": bytes, "parts": parts }))
}

async fn captures(mut pool: Pool, device: &Device, shot: &Path) -> Result<Value> {
    let mut figures = json!({});
    let mut with_pool = Vec::new();
    for _ in 0..RUNS {
        let browser = tablet(&pool).await?;
        browser.slow(SLOWER).await?;
        browser.page.goto(format!("{}/today", pool.url())).await?;
        with_pool.push(page::capture(&browser, shot, Place::Found, End::Sent).await?);
        browser.close().await?;
    }
    figures["browser"] = report("browser", &with_pool);
    let mut away = Vec::new();
    for _ in 0..RUNS {
        let browser = tablet(&pool).await?;
        browser.slow(SLOWER).await?;
        browser.page.goto(format!("{}/today", pool.url())).await?;
        browser.find("today").await?;
        block_in_place(|| pool.kill());
        away.push(page::capture(&browser, shot, Place::Found, End::Kept).await?);
        browser.close().await?;
        block_in_place(|| pool.start());
    }
    figures["browser_pool_away"] = report("browser, pool away", &away);
    block_in_place(|| pool.kill());
    let mut window = Vec::new();
    for _ in 0..RUNS {
        let app = Browser::window(device.folder(), None).await?;
        app.page.execute(PROBE, vec![]).await?;
        app.fill("pin", PIN).await?;
        app.click("unlock").await?;
        window.push(page::capture(&app, shot, Place::Map, End::Sent).await?);
        app.close().await?;
    }
    figures["window_offline"] = report("window, offline", &window);
    Ok(figures)
}

fn report(what: &str, runs: &[Course]) -> Value {
    let ms: Vec<f64> = runs.iter().map(|c| c.ms).collect();
    let most = |n: fn(&Course) -> u32| runs.iter().map(n).max();
    let figures = json!({
        "runs": runs.len(), "taps": most(|c| c.taps), "swipes": most(|c| c.swipes),
        "median_s": share(ms.clone(), 50) / 1000.0, "max_s": share(ms, 100) / 1000.0,
    });
    eprintln!("  {what}：{figures}");
    figures
}
