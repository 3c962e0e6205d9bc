//! What goes wrong on a tablet of 390 × 844 in Chromium: a browser that cannot be one, a plain tab that is
//! cleared, a second tab, switched off while it was offline, a
//! forgotten PIN. Each has its sentence and its way on, and nothing typed is lost.

use super::offline_day::{fill, title_of};
use super::shoot;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::browser::Browser;
use tests::device::PIN;
use tests::{Pool, photo};

#[tokio::test(flavor = "multi_thread")]
async fn a_tablet_in_trouble_says_so_and_loses_nothing() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let shot = dir.path().join("shot.jpg");
    std::fs::write(&shot, photo::jpeg(4, 800, 600))?;
    let (mut pool, code) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let code = pool.enrol_code("collector");
        (pool, code)
    })
    .await?;
    let page = Browser::chromium(&pool.url(), 390, 844).await?;
    page.tablet(390, 844).await?;
    // A browser that keeps no files says so and stays a desk's; so does one that is built into another app.
    page.find("become-tablet").await?;
    page.run("globalThis.known = FileSystemFileHandle; delete globalThis.FileSystemFileHandle")
        .await?;
    page.tap("become-tablet").await?;
    page.says("不能在本机存工单").await?;
    page.says("用平板自己的浏览器打开").await?;
    shoot(&page, "trouble-unfit.png").await?;
    page.run("globalThis.FileSystemFileHandle = known").await?;
    // A plain tab of a system that clears them is warned about, before anything is kept in it.
    page.begin_with("Object.defineProperty(navigator, 'standalone', { value: false })")
        .await?;
    page.tap("become-tablet").await?;
    page.says("先添加到主屏幕").await?;
    page.unfold().await?;
    shoot(&page, "trouble-home.png").await?;
    enrol(&page, &code, PIN).await?;
    page.tap("nav-capture").await?;
    page.find("home-first").await?;
    shoot(&page, "trouble-home-first.png").await?;

    // Another tab of the same browser.
    let first = page.page.window().await?;
    let second = page.page.new_tab().await?;
    page.page.switch_to_window(second).await?;
    page.page.goto(pool.url()).await?;
    page.says("本机数据正被另一个窗口使用").await?;
    page.find("retry").await?;
    page.page.close_window().await?;
    page.page.switch_to_window(first).await?;

    // What is delivered before the trouble begins.
    page.tap("nav-capture").await?;
    fill(&page, &pool, 0, &shot).await?;
    page.tap("submit").await?;
    page.find("sent").await?;
    page.says("已送达").await?;
    page.tap("capture-next").await?;

    // Switched off at the pool while it was away: what was written stays and is said to.
    pool = tokio::task::spawn_blocking(move || {
        pool.kill();
        pool
    })
    .await?;
    fill(&page, &pool, 1, &shot).await?;
    page.tap("submit").await?;
    page.find("sent").await?;
    page.says("待上传").await?;
    page.tap("capture-next").await?;
    pool = tokio::task::spawn_blocking(move || {
        let user = pool.user("collector");
        let listed = pool
            .command(&["devices", "--user", &user])
            .expect("devices");
        let device = newest(&listed).expect("a device");
        pool.command(&["revoke-device", "--device", &device])
            .expect("switched off");
        pool.start();
        pool
    })
    .await?;
    page.tap("nav-outbox").await?;
    page.tap("sync-retry").await?;
    page.says("这台设备已被停用").await?;
    page.find("outbox-ticket").await?;
    shoot(&page, "trouble-revoked.png").await?;

    // A PIN that nobody remembers.
    page.tap("nav-settings").await?;
    page.tap("leave").await?;
    page.fill("pin", "971853").await?;
    page.tap("unlock").await?;
    page.says("PIN 不对").await?;
    page.tap("pin-forgot").await?;
    page.says("有 1 件还没有送达").await?;
    shoot(&page, "trouble-forgot.png").await?;
    page.tap("start-over").await?;
    let code = {
        let (back, code) = tokio::task::spawn_blocking(move || {
            let code = pool.enrol_code("collector");
            (pool, code)
        })
        .await?;
        pool = back;
        code
    };
    enrol(&page, &code, "583146").await?;
    // What was delivered comes back; what was not is set aside, and not pretended to be there.
    page.tap("nav-mine").await?;
    page.says(&title_of(0)).await?;
    let said = page.text().await;
    ensure!(!said.contains(&title_of(1)), "{said}");
    page.close().await?;
    drop(pool);
    Ok(())
}

async fn enrol(page: &Browser, code: &str, pin: &str) -> Result<()> {
    page.fill("enrol-code", code).await?;
    page.fill("pin", pin).await?;
    page.fill("pin-again", pin).await?;
    page.tap("enrol").await?;
    page.find("nav-capture").await.map(drop)
}

/// The device that was enrolled last, of those that a command has listed.
fn newest(listed: &Value) -> Result<String> {
    let last = match listed {
        Value::String(lines) => {
            serde_json::from_str(lines.trim().lines().last().context("a line")?)?
        }
        one => one.clone(),
    };
    Ok(last["id"].as_str().context("its number")?.to_string())
}
