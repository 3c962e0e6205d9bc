//! What people bring into a browser: a picture whose file is younger than it, one that a gateway does not let through, and a
//! text of as many characters as the counter allows, though the app adds a line.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::screens::enter;
use tests::{Device, Pool, photo};

/// By its EXIF of 2026-03-01; the file is copied here now.
const TAKEN: &[u8] =
    include_bytes!("../../../shared/picture/tests/files/photo-taken-2026-03-01.jpg");
/// Lets the gateway refuse the first photo, and counts all.
const GATEWAY: &str = "const real = window.fetch; window.puts = 0; window.fetch = (request, init) => { \
    if (request.method === 'PUT' && request.url.includes('/photos/') && ++window.puts === 1) \
        return Promise.resolve(new Response('<html>413</html>', {status: 413, headers: {'content-type': 'text/html'}})); \
    return real(request, init); }";

async fn signed_in(pool: &Pool) -> Result<Browser> {
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    enter(&browser, pool, "collector").await?;
    Ok(browser)
}

async fn fill(browser: &Browser, pool: &Pool, title: &str, body: &str) -> Result<()> {
    browser.click("nav-capture").await?;
    browser.unfold().await?;
    browser.fill("title", title).await?;
    browser.paste("body", body).await?;
    browser.fill("category-search", "路灯").await?;
    browser.css(".category .chip").await?.click().await?;
    browser.fill("lon", &pool.sample("lon").to_string()).await?;
    browser.fill("lat", &pool.sample("lat").to_string()).await
}

/// The one ticket that the desk finds by a title.
fn ticket(pool: &Pool, title: &str) -> Value {
    let desk = pool.sign_in("desk_district");
    let found = desk.call("list_tickets", json!({"text": title}));
    let found = found.expect("a list");
    assert_eq!(found["total"], 1, "{found}");
    let id = &found["tickets"][0]["id"];
    desk.call("read_ticket", json!({"id": id}))
        .expect("a ticket")
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_tell_their_own_time_and_are_not_sent_in_vain() -> Result<()> {
    let (pool, taken, large) = tokio::task::spawn_blocking(|| {
        let device = Device::blank();
        let taken = device.bytes("taken.jpg", TAKEN);
        let large = device.bytes("large.jpg", &photo::jpeg(5, 1600, 1200));
        (Pool::demo(), taken, large)
    })
    .await?;
    let browser = signed_in(&pool).await?;
    fill(
        &browser,
        &pool,
        "拍摄时间照相机的",
        "路灯不亮，夜间行人看不清，居民反映三天了。",
    )
    .await?;
    browser.choose("photo-pick", &[taken]).await?;
    browser.find("photo").await?;
    browser.click("submit").await?;
    browser.find("sent").await?;
    let first = tokio::task::block_in_place(|| ticket(&pool, "拍摄时间照相机的"));
    let at = first["photos"][0]["taken_at"].as_str().unwrap_or_default();
    // 2026-03-01 in the district is still February by UTC before eight in the morning.
    ensure!(
        at.starts_with("2026-03-01") || at.starts_with("2026-02-28"),
        "{first}"
    );

    browser.click("capture-next").await?;
    let max = 1_000;
    fill(&browser, &pool, "网关不让过的照片", &"字".repeat(max)).await?;
    browser
        .holds(".card-text", &format!("{max} / {max}"))
        .await?;
    browser.choose("photo-pick", &[large]).await?;
    browser.find("photo").await?;
    browser.run(GATEWAY).await?;
    browser.click("submit").await?;
    browser.find("sent").await?;
    browser.says("网关拦下").await?;
    let both = "return document.querySelector('[data-test=sent]') && window.puts >= 2 ? window.puts : null";
    let puts: u32 = browser.told(both).await?;
    ensure!(
        puts == 2,
        "the large one once, the smaller one once: {puts}"
    );
    let second = tokio::task::block_in_place(|| ticket(&pool, "网关不让过的照片"));
    let photos = second["photos"].as_array().cloned().unwrap_or_default();
    let edges: Vec<(&Value, &Value)> = photos.iter().map(|p| (&p["w"], &p["h"])).collect();
    ensure!(
        edges == [(&json!(1600), &json!(1200)), (&json!(800), &json!(600))],
        "{second}"
    );
    browser.close().await
}
