//! A tablet of 1280 × 800 in Chromium, by finger: it becomes one by a picture of its code, works a day without a pool while its
//! page is killed twice and its browser closed once, and delivers everything. Who copies its profile reads nothing of it.

use super::offline_day::{arrived, fill, title_of};
use super::shoot;
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use tests::browser::Browser;
use tests::device::PIN;
use tests::{Pool, folder, photo};

const CAPTURES: usize = 12;
const NAME: &str = "演示反映人王秀兰";
const PHONE: &str = "13000000123";
/// Whether the browser would hand out its own key of the device.
const OWN_KEY: &str = "return new Promise((yes, no) => { const asked = indexedDB.open('zs12345-key'); asked.onerror = no; asked.onsuccess = () => { \
    const db = asked.result, found = db.transaction('keys').objectStore('keys').get('device'); found.onsuccess = () => { db.close(); yes(found.result.extractable); }; }; })";

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_a_pool_survives_what_happens_to_tablets() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let profile = dir.path().join("profile");
    let picture = dir.path().join("enrol.png");
    let wanted = picture.clone();
    let mut pool = tokio::task::spawn_blocking(move || {
        let pool = Pool::demo();
        let user = pool.user("collector");
        let file = wanted.to_str().expect("a path");
        pool.command(&[
            "enrol-code",
            "--user",
            &user,
            "--qr",
            file,
            "--pool",
            &pool.url(),
        ])
        .expect("a code as a picture");
        pool
    })
    .await?;
    let mut page = open(&profile, &pool).await?;
    page.click("become-tablet").await?;
    let address = page.find("pool-address").await?.value().await?;
    assert_eq!(address.as_deref(), Some(pool.url().as_str()));
    page.choose("qr", &[picture]).await?;
    page.says("已填好地址和登记码").await?;
    page.fill("pin", PIN).await?;
    page.fill("pin-again", PIN).await?;
    shoot(&page, "tablet-enrol.png").await?;
    page.click("enrol").await?;
    page.find("nav-capture").await?;
    // From here on the shell is kept.
    page.run("return navigator.serviceWorker.ready.then(() => true)")
        .await?;
    // Besides the PIN a key wraps the store's that no script can read.
    ensure!(page.run(OWN_KEY).await? == false, "not extractable");
    page.click("nav-settings").await?;
    page.find("kept").await?;
    shoot(&page, "tablet-settings.png").await?;
    pool = tokio::task::spawn_blocking(move || {
        pool.kill();
        pool
    })
    .await?;

    for n in 0..CAPTURES {
        page.tap("nav-capture").await?;
        fill(&page, &pool, n, &shot(dir.path(), n)?).await?;
        if n == 0 {
            // Somebody's name and number, which the profile must not show.
            page.tap("reporter-toggle").await?;
            page.fill("reporter-name", NAME).await?;
            page.fill("reporter-phone", PHONE).await?;
            page.tap("consent").await?;
        }
        if matches!(n, 2 | 5 | 9) {
            saved(&page).await?;
            page = match n {
                // The tablet goes out over a form that was filled in and not sent.
                2 | 9 => killed(page, &profile, &pool).await?,
                _ => {
                    page.close().await?;
                    open(&profile, &pool).await?
                }
            };
            page.find("waiting-here").await?;
            if n == 2 {
                shoot(&page, "tablet-unlock.png").await?;
            }
            page.fill("pin", PIN).await?;
            page.click("unlock").await?;
            page.tap("nav-capture").await?;
            let title = page.find("title").await?.value().await?;
            assert_eq!(title, Some(title_of(n)), "the form is there");
            page.find("photo").await?;
        }
        page.tap("submit").await?;
        page.find("sent").await?;
        page.says("待上传").await?;
        page.tap("capture-next").await?;
    }
    page.says("12 件").await?;
    let title = page.run("return document.title").await?;
    ensure!(
        title.as_str().is_some_and(|t| t.starts_with("(12)")),
        "{title}"
    );
    page.tap("nav-outbox").await?;
    page.find("outbox-ticket").await?;
    shoot(&page, "tablet-waits.png").await?;

    let pool = tokio::task::spawn_blocking(move || {
        pool.start();
        pool
    })
    .await?;
    page.tap("sync-retry").await?;
    page.gone("outbox-ticket").await?;
    page.close().await?;
    let (pool, needles) = tokio::task::spawn_blocking(|| {
        let needles = written(&pool);
        (pool, needles)
    })
    .await?;
    unreadable(&profile, &needles)?;
    arrived(pool, CAPTURES).await
}

async fn open(profile: &Path, pool: &Pool) -> Result<Browser> {
    let page = Browser::chromium_of(profile, &pool.url(), 1280, 800).await?;
    page.tablet(1280, 800).await?;
    Ok(page)
}

/// Ends every process of the browser, as a flat battery does, and opens it again.
async fn killed(page: Browser, profile: &Path, pool: &Pool) -> Result<Browser> {
    page.kill_browser(profile).await?;
    open(profile, pool).await
}

async fn saved(page: &Browser) -> Result<()> {
    page.press(thirtyfour::Key::Tab).await?;
    page.forgets("正在保存").await?;
    page.says("已存本机").await
}

/// What the officer wrote and photographed, as a desk reads it: words, and bytes of a picture.
fn written(pool: &Pool) -> Vec<(String, Vec<u8>)> {
    let desk = pool.sign_in("desk_town");
    let ask = serde_json::json!({"text": "停网一天", "limit": 100});
    let rows = desk.call("list_tickets", ask).expect("a page");
    let id = rows["tickets"][0]["id"].clone();
    let ticket = desk
        .call("read_ticket", serde_json::json!({ "id": id }))
        .expect("a ticket");
    let sha = ticket["photos"][0]["sha256"].as_str().expect("a photo");
    let image = desk.photo(sha).expect("its bytes");
    let words = [
        title_of(0),
        "停网一天的地址".into(),
        NAME.into(),
        PHONE.into(),
    ];
    let mut needles: Vec<(String, Vec<u8>)> = Vec::new();
    for word in words {
        // Chromium writes text as UTF-16 too.
        let wide = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        needles.push((format!("{word} (UTF-16)"), wide));
        needles.push((word.clone(), word.into_bytes()));
    }
    needles.push(("a photo".into(), image[image.len() / 2..][..48].to_vec()));
    needles
}

/// Nothing of it lies readable in any file of the profile.
fn unreadable(profile: &Path, needles: &[(String, Vec<u8>)]) -> Result<()> {
    ensure!(
        folder::files(profile).len() > 20,
        "a profile was looked through"
    );
    for (what, needle) in needles {
        let found = folder::holding(profile, needle);
        ensure!(found.is_empty(), "{what} in {found:?}");
    }
    Ok(())
}

fn shot(folder: &Path, n: usize) -> Result<PathBuf> {
    let path = folder.join(format!("day-{n}.jpg"));
    std::fs::write(&path, photo::jpeg(u32::try_from(n)?, 800, 600))?;
    Ok(path)
}
