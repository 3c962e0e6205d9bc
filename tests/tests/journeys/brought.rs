//! What people bring into a browser: a picture whose file is younger than it, one that a gateway does not let through, nine at
//! once, and those that are too large; a text of as many characters as the counter allows, though the app adds a line; a
//! machine in another zone.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::device::issue;
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

/// Has the pool itself refuse the first photo, and counts all.
const REFUSES: &str = "const real = window.fetch; window.puts = 0; const said = {code: 'photo_too_large', \
    detail: '照片「1234abcd」太大：1.3 MB，最多 1 MB，请缩小后重试', params: {name: '1234abcd', sent: '1.3 MB', max: '1 MB'}}; \
    window.fetch = (request, init) => { if (request.method === 'PUT' && request.url.includes('/photos/') && ++window.puts === 1) \
        return Promise.resolve(new Response(JSON.stringify(said), {status: 413, headers: {'content-type': 'application/json'}})); \
    return real(request, init); }";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_the_pool_never_takes_goes_smaller_once() -> Result<()> {
    let (pool, large) = tokio::task::spawn_blocking(|| {
        let large = Device::blank().bytes("large.jpg", &photo::jpeg(6, 1600, 1200));
        (Pool::demo(), large)
    })
    .await?;
    let browser = signed_in(&pool).await?;
    let title = "工单池不收的照片";
    let body = "路灯不亮，夜间行人看不清，居民反映三天了。";
    fill(&browser, &pool, title, body).await?;
    browser.choose("photo-pick", &[large]).await?;
    browser.find("photo").await?;
    browser.run(REFUSES).await?;
    browser.click("submit").await?;
    browser.find("sent").await?;
    browser.says("太大：1.3 MB，最多 1 MB").await?;
    let both = "return window.puts >= 2 ? window.puts : null";
    let puts: u32 = browser.told(both).await?;
    ensure!(puts == 2, "whole and smaller, once each: {puts}");
    // Nothing is kept to be sent again when the page is opened anew.
    browser.quiet().await?;
    let count = "const real = window.fetch; window.puts = 0; window.fetch = (request, init) => { \
        if (request.method === 'PUT') window.puts++; return real(request, init); }";
    browser.begin_with(count).await?;
    browser.page.goto(pool.url()).await?;
    browser.find("nav-capture").await?;
    browser.quiet().await?;
    ensure!(browser.run("return window.puts").await? == 0, "sent again");
    let shown = tokio::task::block_in_place(|| ticket(&pool, title));
    let photos = shown["photos"].as_array().cloned().unwrap_or_default();
    let each = |p: &Value| (p["w"].clone(), p["delivered"].clone());
    let photos: Vec<(Value, Value)> = photos.iter().map(each).collect();
    ensure!(
        photos == [(json!(1600), json!(false)), (json!(800), json!(true))],
        "{shown}"
    );
    browser.close().await
}

/// Notes which files are read whole, and how many at a time; the first bytes of one say what it is.
const READS: &str = "const real = Blob.prototype.arrayBuffer; window.reads = {now: 0, most: 0, sizes: []}; \
    Blob.prototype.arrayBuffer = async function () { const r = window.reads, whole = this.size > 12; \
    if (whole) { r.sizes.push(this.size); r.most = Math.max(r.most, ++r.now); } \
    try { return await real.call(this); } finally { if (whole) r.now--; } };";
/// Bytes of a file that is too large, of which hardly any lie on the disk.
const HUGE: u64 = 60_000_000;

/// The same picture, with another size in its header.
fn of_size(mut jpeg: Vec<u8>, w: u16, h: u16) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|m| m == [0xff, 0xc0]);
    let at = frame.expect("a frame") + 5;
    jpeg[at..at + 4].copy_from_slice(&[h.to_be_bytes(), w.to_be_bytes()].concat());
    jpeg
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_read_one_at_a_time_and_stand_below_the_matter_on_a_phone() -> Result<()> {
    let (pool, nine, huge, wide) = tokio::task::spawn_blocking(|| {
        let device = Device::blank();
        let one = |n: u32| device.bytes(&format!("shot-{n}.jpg"), &photo::jpeg(n, 900, 700));
        let nine: Vec<_> = (1..=9).map(one).collect();
        let huge = device.bytes("huge.jpg", b"\xff\xd8\xff\xe0");
        let file = std::fs::OpenOptions::new().write(true).open(&huge);
        file.and_then(|f| f.set_len(HUGE)).expect("a sparse file");
        let wide = of_size(photo::jpeg(10, 320, 240), 16_000, 12_000);
        let wide = device.bytes("wide.jpg", &wide);
        (Pool::demo(), nine, huge, wide)
    })
    .await?;
    let browser = signed_in(&pool).await?;
    let (title, body) = (
        "一次选了九张照片",
        "路灯不亮，夜间行人看不清，居民反映三天了。",
    );
    fill(&browser, &pool, title, body).await?;
    browser.run(READS).await?;
    // By its size alone; by its header, and as too large, not as damaged.
    browser.choose("photo-pick", &[huge]).await?;
    browser.says("huge.jpg」太大：60 MB，最多").await?;
    browser.choose("photo-pick", &[wide]).await?;
    browser.says("wide.jpg」太大：16000 × 12000").await?;
    let paths: Vec<&str> = nine.iter().filter_map(|p| p.to_str()).collect();
    let all = std::path::PathBuf::from(paths.join("\n"));
    browser.choose("photo-pick", &[all]).await?;
    let shown = "return document.querySelectorAll('[data-test=photo]').length === 9 || null";
    browser.told::<bool>(shown).await?;
    let reads = browser.run("return window.reads").await?;
    ensure!(reads["most"] == 1, "one at a time: {reads}");
    let sizes = reads["sizes"].as_array().cloned().unwrap_or_default();
    ensure!(!sizes.contains(&json!(HUGE)), "never read: {reads}");
    browser.click("submit").await?;
    browser.find("sent").await?;

    let id = tokio::task::block_in_place(|| ticket(&pool, title))["id"].clone();
    browser.tablet(390, 844).await?;
    let page = format!("{}/mine/{}", pool.url(), id.as_str().unwrap_or_default());
    browser.page.goto(page).await?;
    browser.holds(".ticket-text", body).await?;
    browser.hidden("add-photo").await?;
    let order = "const top = e => e?.getBoundingClientRect().top, text = top(document.querySelector('.ticket-text')), \
        adder = top(document.querySelector('.adder, [data-test=add-photo]')); \
        return text === undefined || adder === undefined ? null : [text, adder]";
    let (text, adder): (f64, f64) = browser.told(order).await?;
    ensure!(
        text < adder,
        "what the matter is stands first: {text} {adder}"
    );
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_in_another_zone_shows_the_districts_time_and_says_so_once() -> Result<()> {
    let (pool, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "电脑时区不对"), &[]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.stand_in("UTC").await?;
    browser.page.goto(pool.url()).await?;
    enter(&browser, &pool, "desk_town").await?;
    browser.says("UTC+8").await?;
    let said = browser.text().await.matches("时区与本区不同").count();
    ensure!(said == 1, "said {said} times");
    browser
        .page
        .goto(format!("{}/pool/{id}", pool.url()))
        .await?;
    let shown = tokio::task::block_in_place(|| {
        let desk = pool.sign_in("desk_town");
        desk.call("read_ticket", json!({ "id": id }))
    });
    let shown = shown.expect("a ticket");
    let due = shown["deadlines"]["accept"]["due"].as_str();
    let due: model::Moment = due.unwrap_or_default().parse()?;
    let clock = |offset: i32| {
        let at = due.civil(offset);
        format!("{:02}:{:02}", at.hour(), at.minute())
    };
    browser.holds(".deadlines", &clock(480)).await?;
    let line = "return document.querySelector('.deadlines').textContent";
    let line: String = browser.told(line).await?;
    ensure!(!line.contains(&clock(0)), "the machine's own time: {line}");
    let again = browser.text().await;
    ensure!(!again.contains("时区与本区不同"), "not with each page");
    browser.close().await
}
