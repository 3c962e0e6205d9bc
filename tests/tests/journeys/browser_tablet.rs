//! A browser becomes a tablet by a code: captures without a pool, is killed over a form, opens again, and delivers.

use super::offline_day::{arrived, fill, title_of};
use super::shoot;
use anyhow::Result;
use std::path::{Path, PathBuf};
use tests::browser::Browser;
use tests::device::PIN;
use tests::{Pool, photo};

const CAPTURES: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_with_a_code_works_without_a_pool() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let profile = folder.path().join("profile");
    let (mut pool, code) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let code = pool.enrol_code("collector");
        (pool, code)
    })
    .await?;
    let page = Browser::chromium_of(&profile, &pool.url(), 1280, 800).await?;
    page.click("become-tablet").await?;
    let address = page.find("pool-address").await?.value().await?;
    assert_eq!(address.as_deref(), Some(pool.url().as_str()));
    page.fill("enrol-code", &code).await?;
    page.fill("pin", PIN).await?;
    page.fill("pin-again", PIN).await?;
    shoot(&page, "browser-tablet-enrol.png").await?;
    page.click("enrol").await?;
    page.find("nav-capture").await?;
    // From here on the shell is kept.
    page.run("return navigator.serviceWorker.ready.then(() => true)")
        .await?;
    pool = tokio::task::spawn_blocking(move || {
        pool.kill();
        pool
    })
    .await?;

    let mut page = page;
    for n in 0..CAPTURES {
        page.click("nav-capture").await?;
        fill(&page, &pool, n, &shot(folder.path(), n)?).await?;
        if n == 2 {
            // The battery dies over a form that was filled in and saved, but not sent.
            page.press(thirtyfour::Key::Tab).await?;
            page.forgets("正在保存").await?;
            page.says("已存本机").await?;
            page.kill_browser(&profile).await?;
            page = Browser::chromium_of(&profile, &pool.url(), 1280, 800).await?;
            page.fill("pin", PIN).await?;
            page.click("unlock").await?;
            page.click("nav-capture").await?;
            let title = page.find("title").await?.value().await?;
            assert_eq!(title, Some(title_of(n)), "the form is there");
            page.find("photo").await?;
        }
        page.click("submit").await?;
        page.find("sent").await?;
        page.says("待上传").await?;
        page.click("capture-next").await?;
    }
    page.click("nav-outbox").await?;
    page.find("outbox-ticket").await?;
    shoot(&page, "browser-tablet-waits.png").await?;

    let pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    page.click("sync-retry").await?;
    page.gone("outbox-ticket").await?;
    shoot(&page, "browser-tablet-sent.png").await?;
    page.close().await?;

    arrived(pool, CAPTURES).await
}

fn shot(folder: &Path, n: usize) -> Result<PathBuf> {
    let path = folder.join(format!("day-{n}.jpg"));
    std::fs::write(&path, photo::jpeg(u32::try_from(n)?, 800, 600))?;
    Ok(path)
}
