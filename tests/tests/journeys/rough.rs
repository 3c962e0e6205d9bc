//! What goes wrong around a form, in a browser: a camera or a place that is refused, silent or jumps; a clipboard of 100 KB;
//! text that looks like code; a full disk; a session that ends and a window that closes while somebody types. Nothing
//! typed is lost.

use super::shoot;
use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::Browser;
use tests::device::issue;
use tests::screens::enter;
use tests::{Device, Pool, photo};

/// Formula, markup, a script, joined emoji, and a mark that turns the direction and is never taken back.
const TITLE: &str = "=1+1 <b>粗</b> 👨‍👩‍👧 \u{202e}倒着写";
const BODY: &str =
    "+cmd|' /C calc'!A0\n<img src=x onerror=\"window.hit=1\"> 👍🏽\n\u{202e}右到左，没有收尾";
const ADDRESS: &str = "@地址 <script>window.hit=1</script> \u{202e}三十米";
const REASON: &str = "-现场 <i>禁止拍照</i> \u{202e}🚫";
const NOTE: &str = "=HYPERLINK(\"http://x\") <u>备注</u> \u{202e}✅";

async fn signed_in(pool: &Pool, role: &str) -> Result<Browser> {
    let browser = Browser::chromium(&pool.url(), 1920, 1080).await?;
    enter(&browser, pool, role).await?;
    Ok(browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_or_place_that_is_refused_silent_or_jumps_is_said_and_never_taken() -> Result<()> {
    let pool = tokio::task::spawn_blocking(Pool::demo).await?;
    let browser = signed_in(&pool, "collector").await?;
    browser.click("nav-capture").await?;
    // A camera that is refused or given up gives the page nothing but this event.
    browser
        .run("document.querySelector('[data-test=photo-input]').dispatchEvent(new Event('cancel'))")
        .await?;
    browser.says("没有拿到照片").await?;
    browser.unfold().await?;
    // Refused: what to do instead is said at once.
    browser.may_locate(false).await?;
    browser.click("locate").await?;
    browser.says("没有定位权限").await?;
    browser.find("way-address").await?;
    shoot(&browser, "rough-denied.png").await?;
    // A good position first, then one 50 km off that claims to be better.
    let (lon, lat) = (pool.sample("lon"), pool.sample("lat"));
    let (lon, lat) = (lon.as_f64().unwrap_or(0.0), lat.as_f64().unwrap_or(0.0));
    browser.stand_at(lon, lat, 9.0).await?;
    browser.click("locate").await?;
    browser.says("精度 9 米").await?;
    browser.gone("locating").await?;
    let placed = browser.value("lon").await?;
    browser.stand_at(lon + 0.6, lat, 4.0).await?;
    browser.click("locate").await?;
    browser.says("位置忽然跳了").await?;
    shoot(&browser, "rough-jump.png").await?;
    ensure!(browser.value("lon").await? == placed, "the first one stays");
    // A receiver that never answers comes to an end by itself, and the pin still works.
    browser
        .run("navigator.geolocation.watchPosition = () => 7")
        .await?;
    browser.click("locate").await?;
    browser.gone("locating").await?;
    browser.click("locate").await?;
    browser.says("没有定到位置").await?;
    ensure!(browser.value("lon").await? == placed, "and still does");
    browser.fill("address", "东门外三十米").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_text_from_the_form_to_the_paper() -> Result<()> {
    let (pool, shot) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let shot = Device::blank().bytes("rough.jpg", &photo::jpeg(5, 800, 600));
        (pool, shot)
    })
    .await?;
    let browser = signed_in(&pool, "collector").await?;
    browser.click("nav-capture").await?;
    browser.unfold().await?;
    browser.paste("title", "井盖").await?;
    browser.paste("title", &"长".repeat(100_000)).await?;
    browser.says("没有放进来").await?;
    ensure!(
        browser.value("title").await? == "井盖",
        "the field is as it was"
    );
    // A browser that can keep nothing says so, for the text and for the photo.
    browser
        .run("window.full = Storage.prototype.setItem; Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }; \
              IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }")
        .await?;
    browser.paste("title", TITLE).await?;
    browser.says("没有存下来").await?;
    browser.choose("photo-pick", &[shot]).await?;
    browser.says("浏览器存不下这张照片").await?;
    shoot(&browser, "rough-full.png").await?;
    browser.click("photo-remove").await?;
    browser
        .run("Storage.prototype.setItem = window.full")
        .await?;

    browser.paste("body", BODY).await?;
    browser.paste("address", ADDRESS).await?;
    browser.tap("no-photo").await?;
    browser.paste("no-photo-reason", REASON).await?;
    browser.fill("category-search", "路灯").await?;
    browser.css(".category .chip").await?.click().await?;
    browser.fill("lon", &pool.sample("lon").to_string()).await?;
    browser.fill("lat", &pool.sample("lat").to_string()).await?;
    browser.click("reporter-toggle").await?;
    browser
        .paste("reporter-name", "=演示\u{7} <b>王</b>")
        .await?;
    browser.says("去掉了 1 个看不见的控制字符").await?;
    browser.fill("reporter-phone", "13000000123").await?;
    browser.click("consent").await?;
    // A reload in the middle of it: all of it is there.
    browser.page.refresh().await?;
    browser.says("已恢复").await?;
    ensure!(browser.value("title").await? == TITLE && browser.value("body").await? == BODY);
    shoot(&browser, "rough-filled.png").await?;
    browser.click("submit").await?;
    browser.find("sent").await?;
    browser.click("leave").await?;
    browser.find("sign-in-user").await?;
    browser.page.goto(pool.url()).await?;

    enter(&browser, &pool, "desk_town").await?;
    browser.find("desk").await?;
    browser.fill("desk-search", "倒着写").await?;
    let row = browser.css("[data-test=\"ticket-row\"] bdi").await?;
    ensure!(row.prop("textContent").await?.as_deref() == Some(TITLE));
    row.click().await?;
    for text in [TITLE, BODY, ADDRESS, REASON] {
        browser.holds("[data-test=\"ticket\"]", text).await?;
    }
    browser.click("tool-primary").await?;
    browser.paste("act-note", &"长".repeat(100_000)).await?;
    browser.says("没有放进来").await?;
    browser.paste("act-note", NOTE).await?;
    browser.click("act-send").await?;
    browser.click("act-cancel").await?;
    browser.click("step-now").await?;
    browser.gone("step").await?;
    browser.holds("[data-test=\"timeline\"]", NOTE).await?;
    shoot(&browser, "rough-desk.png").await?;
    browser.run("window.print = () => {}").await?;
    browser.click("print").await?;
    for text in [TITLE, BODY, ADDRESS, NOTE] {
        browser.holds("[data-test=\"print-page\"]", text).await?;
    }
    ensure!(
        browser.run("return window.hit === undefined && !document.querySelector('main b, main script, article img[src=x], article u')").await? == json!(true),
        "nothing of it became markup"
    );
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_and_a_window_that_closes_keep_what_was_typed() -> Result<()> {
    let (pool, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "写到一半时登录过期的问题"), &[]);
        device.sync();
        (pool, id)
    })
    .await?;
    let browser = signed_in(&pool, "desk_town").await?;
    browser.find("desk").await?;
    let page = format!("{}/pool/{id}", pool.url());
    browser.page.goto(&page).await?;
    browser.click("tool-primary").await?;
    browser.paste("act-note", NOTE).await?;
    // The session ends behind the page's back.
    let whose = pool.user("desk_town");
    browser
        .run(&format!("return fetch('/api/v1/sign_out', {{method: 'POST', headers: {{'content-type': 'application/json', 'x-zs12345': '1', 'x-zs12345-user': '{whose}'}}, body: '{{}}'}}).then(r => r.status)"))
        .await?;
    browser.click("act-send").await?;
    browser.click("step-now").await?;
    browser.says("登录已过期").await?;
    shoot(&browser, "rough-expired.png").await?;
    enter(&browser, &pool, "desk_town").await?;
    browser.forgets("登录已过期").await?;
    // What was decided is kept, and sent once somebody is signed in again.
    browser.click("step-again").await?;
    browser.gone("step").await?;
    browser.paste("act-note", NOTE).await?;
    // The window is closed in the middle of it and opened again.
    browser.page.goto("about:blank").await?;
    browser.page.goto(&page).await?;
    browser.click("tool-primary").await?;
    ensure!(
        browser.value("act-note").await? == NOTE,
        "and outlives the page"
    );
    browser.click("act-send").await?;
    browser.gone("act-dispatch").await?;
    browser.gone("step").await?;
    let notes = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let shown = desk.call("read_ticket", json!({ "id": id }));
        let log = shown.expect("the ticket")["log"].clone();
        let events = log.as_array().cloned().unwrap_or_default();
        let of = |action: &str| {
            let event = events.iter().find(|e| e["action"] == action);
            event.cloned().unwrap_or_default()["payload"]["note"].clone()
        };
        [of("accept"), of("dispatch")]
    })
    .await?;
    ensure!(notes == [json!(NOTE), json!(NOTE)], "{notes:?}");
    browser.close().await
}
