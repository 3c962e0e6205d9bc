//! 突发: the duty room's number beside the hint, online and offline, for officers and at the desk; and one that arrives before
//! the page hears of changes, while a form is open, in a tab nobody looks at, and while the session is over.

use super::shoot;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::device::{PIN, issue};
use tests::screens::{enter, sign_in};
use tests::{Device, Pool};
use thirtyfour::Key;

/// The number that the district's rules name.
fn number(pool: &Pool) -> String {
    let district = pool.sign_in("desk_town").call("read_district", json!({}));
    let district = district.expect("the district");
    let phone = &district["district"]["rules"]["duty_phone"];
    phone.as_str().expect("a number").to_string()
}

/// The number stands there, and a press dials it.
async fn can_be_called(browser: &Browser, selector: &str, number: &str) -> Result<()> {
    browser.holds(selector, number).await?;
    let link = browser.css(selector).await?.attr("href").await?;
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let dialled = link.context("a link")?;
    ensure!(
        dialled.starts_with("tel:") && digits(&dialled) == digits(number),
        "{dialled} dials {number}"
    );
    Ok(())
}

const HINT: &str = "[data-test=\"duty-call\"]";

#[tokio::test(flavor = "multi_thread")]
async fn the_duty_number_stands_beside_the_hint_online() -> Result<()> {
    let (pool, number, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "接单时才定为突发的一件"), &[]);
        device.sync();
        let number = number(&pool);
        (pool, number, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    for role in ["collector", "desk_town"] {
        sign_in(&browser, &pool.user(role), password).await?;
        browser.page.goto(format!("{}/capture", pool.url())).await?;
        browser.find("submit").await?;
        ensure!(
            browser
                .run(&format!("return document.querySelector('{HINT}')"))
                .await?
                == Value::Null
        );
        browser
            .css("[data-test=\"grade-option\"].choice-sudden")
            .await?
            .click()
            .await?;
        can_be_called(&browser, HINT, &number).await.context(role)?;
    }
    // At the desk, where a grade is decided.
    browser
        .page
        .goto(format!("{}/pool/{id}", pool.url()))
        .await?;
    browser.click("tool-primary").await?;
    let form = "[data-test=\"act-accept\"] ";
    browser
        .css(&format!("{form}.choice-sudden"))
        .await?
        .click()
        .await?;
    can_be_called(&browser, &format!("{form}{HINT}"), &number).await?;
    shoot(&browser, "duty-accept.png").await?;
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_duty_number_fills_the_screen_offline() -> Result<()> {
    let (pool, device, number) = tokio::task::spawn_blocking(|| {
        let mut pool = Pool::demo();
        let number = number(&pool);
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        pool.kill();
        (pool, device, number)
    })
    .await?;
    let window = Browser::window(device.folder(), None).await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.click("nav-capture").await?;
    window
        .css("[data-test=\"grade-option\"].choice-sudden")
        .await?
        .click()
        .await?;
    can_be_called(&window, HINT, &number).await?;
    window.fill("category-search", "路灯").await?;
    window.css(".category .chip").await?.click().await?;
    window.unfold().await?;
    window.fill("lon", &pool.sample("lon").to_string()).await?;
    window.fill("lat", &pool.sample("lat").to_string()).await?;
    window.fill("title", "断网时的突发").await?;
    window.fill("body", "高压线断落，有人围观。").await?;
    window.click("submit").await?;
    can_be_called(
        &window,
        "[data-test=\"urgent-offline\"] .duty-phone",
        &number,
    )
    .await?;
    shoot(&window, "duty-offline.png").await?;
    window.close().await
}

/// A 突发 that an officer's tablet brings now.
fn arrives(pool: &Pool, device: &Device, title: &str) {
    let mut sudden = issue(pool, title);
    sudden["grade"] = json!("sudden");
    device.captured(&sudden, &[]);
    device.sync();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sudden_one_arrives_while_somebody_types_and_where_nobody_looks() -> Result<()> {
    let (pool, device, id) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let id = device.captured(&issue(&pool, "正在写意见的一件"), &[]);
        device.sync();
        (pool, device, id)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    let password = &password.to_string();
    sign_in(&browser, &pool.user("desk_town"), password).await?;
    browser
        .page
        .goto(format!("{}/pool/{id}", pool.url()))
        .await?;
    browser.says("实时").await?;
    browser.click("tool-primary").await?;
    browser.fill("act-note", "写到一半").await?;
    let (pool, device) = tokio::task::spawn_blocking(move || {
        arrives(&pool, &device, "燃气泄漏的突发");
        (pool, device)
    })
    .await?;
    // Above everything, and in words for those who listen; hands stay where they are.
    browser
        .holds("[data-test=\"alarm\"]", "燃气泄漏的突发")
        .await?;
    let heard = "return document.querySelector('[data-test=alarm-heard]').textContent || null";
    ensure!(browser.told::<String>(heard).await?.contains("燃气泄漏"));
    let title = "return document.title.includes('突发') ? document.title : null";
    browser.told::<String>(title).await?;
    browser.css("[data-test=\"act-note\"]:focus").await?;
    browser.press("的意见").await?;
    ensure!(browser.value("act-note").await? == "写到一半的意见");
    shoot(&browser, "danger-form.png").await?;

    // Another tab lies above it: the title that the browser shows says so all the same.
    let first = browser.page.window().await?;
    let second = browser.page.new_tab().await?;
    browser.page.switch_to_window(second).await?;
    browser.page.goto("about:blank").await?;
    let (pool, device) = tokio::task::spawn_blocking(move || {
        arrives(&pool, &device, "桥面塌陷的突发");
        (pool, device)
    })
    .await?;
    let until = std::time::Instant::now() + std::time::Duration::from_secs(40);
    loop {
        let all = browser
            .page
            .cdp()
            .send_raw("Target.getTargets", json!({}))
            .await?;
        let all = all["targetInfos"].as_array().cloned().unwrap_or_default();
        let said = |t: &Value| t["title"].as_str().is_some_and(|t| t.contains("突发 2 件"));
        if all.iter().any(said) {
            break;
        }
        ensure!(
            std::time::Instant::now() < until,
            "no title says it: {all:?}"
        );
        tokio::task::yield_now().await;
    }
    browser.page.switch_to_window(first).await?;
    ensure!(browser.value("act-note").await? == "写到一半的意见");

    // Once the session is over nothing is told to whoever sits there.
    browser.run("return fetch('/api/v1/sign_out', {method: 'POST', credentials: 'same-origin', headers: {'x-zs12345': '1', \
        'x-zs12345-user': arguments[0], 'content-type': 'application/json'}, body: '{}'}).then(r => r.status)".replace("arguments[0]", &json!(pool.user("desk_town")).to_string()).as_str()).await?;
    let pool = tokio::task::spawn_blocking(move || {
        arrives(&pool, &device, "锁着时来的突发");
        pool
    })
    .await?;
    browser.press(Key::Control + Key::Enter).await?;
    browser.says("登录已过期").await?;
    ensure!(!browser.text().await.contains("锁着时来的突发"));
    // Whoever is signed in again is told at once.
    enter(&browser, &pool, "desk_town").await?;
    browser.forgets("登录已过期").await?;
    let title = "return document.title.includes('突发 3 件') ? document.title : null";
    browser.told::<String>(title).await?;
    let heard = "return document.querySelector('[data-test=alarm-heard]').textContent.includes('锁着时来的突发') || null";
    browser.told::<bool>(heard).await?;
    drop(pool);
    browser.close().await
}

/// Holds the stream of notices back until `zsLet()`, as a slow line does.
const HELD: &str = "(() => { const Real = EventSource; globalThis.EventSource = class { \
    constructor(address) { this.readyState = 0; this.kept = []; globalThis.zsLet = () => { const real = this.real = new Real(address); \
        real.onopen = this.onopen; real.onerror = this.onerror; for (const [what, heard] of this.kept) real.addEventListener(what, heard); }; } \
    addEventListener(what, heard) { this.kept.push([what, heard]); } \
    close() { this.real?.close(); } }; })()";

#[tokio::test(flavor = "multi_thread")]
async fn a_sudden_one_that_comes_before_the_stream_stands_is_shown_once_it_does() -> Result<()> {
    let (pool, device) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        (pool, device)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.begin_with(HELD).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(&browser, &pool.user("desk_town"), password).await?;
    browser.page.goto(format!("{}/pool", pool.url())).await?;
    browser.find("desk").await?;
    browser.quiet().await?;
    let pool = tokio::task::spawn_blocking(move || {
        arrives(&pool, &device, "刚打开页面时的突发");
        pool
    })
    .await?;
    ensure!(!browser.text().await.contains("刚打开页面时的突发"));
    browser.run("zsLet(); return true").await?;
    browser
        .holds("[data-test=\"alarm\"]", "刚打开页面时的突发")
        .await?;
    drop(pool);
    browser.close().await
}
