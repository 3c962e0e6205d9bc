//! How many taps and keys the day's steps take, counted by the page: what a browser delivers as trusted events, words that are
//! typed apart. None may become more.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::Browser;
use tests::device::issue;
use tests::page::PROBE;
use tests::screens::sign_in;
use tests::{Device, Pool};
use thirtyfour::Key;

/// Keys that are struck as commands: letters while no field has the focus, and named keys; not what is typed, and no Ctrl alone.
const KEYS: &str = "(() => { globalThis.zsKeys = 0; addEventListener('keydown', e => { \
    if (!e.isTrusted || ['Control', 'Shift', 'Alt', 'Meta', 'Unidentified', 'Process'].includes(e.key)) return; \
    const field = e.target.matches('input:not([type=radio]):not([type=checkbox]), textarea'); \
    if (field && e.key.length === 1 && !e.ctrlKey) return; globalThis.zsKeys += 1; }, true); })()";

async fn signed_in(pool: &Pool, role: &str, path: &str) -> Result<Browser> {
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.begin_with(PROBE).await?;
    browser.begin_with(KEYS).await?;
    browser.find("sign-in-user").await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(&browser, &pool.user(role), password).await?;
    browser.page.goto(format!("{}{path}", pool.url())).await?;
    browser.quiet().await?;
    Ok(browser)
}

/// Taps and keys since the last question.
async fn counted(browser: &Browser) -> Result<(u32, u32)> {
    let script = "const n = [zsProbe.taps, zsKeys]; zsProbe.taps = zsKeys = 0; return n";
    browser.told(script).await
}

/// Waits until the chosen row's ticket stands beside the list.
async fn beside(browser: &Browser) -> Result<()> {
    let same = "const r = document.querySelector('.line-row.chosen .cell-title bdi'), t = document.querySelector('[data-test=ticket-title]'); \
        return r && t && r.textContent === t.textContent ? true : null";
    browser.told::<bool>(same).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_strikes_no_more_keys_than_these() -> Result<()> {
    let pool = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let ids: Vec<String> = (0..6)
            .map(|n| device.captured(&issue(&pool, &format!("数键的第 {n} 处问题")), &[]))
            .collect();
        device.sync();
        // Three of them wait for a unit.
        let desk = pool.sign_in("desk_town");
        for id in &ids[3..] {
            let payload = json!({"category": pool.sample("category"), "grade": "normal"});
            desk.act(id, "accept", payload);
        }
        pool
    })
    .await?;
    let browser = signed_in(&pool, "desk_town", "/pool").await?;
    browser.press("/").await?;
    browser.press("数键的第").await?;
    browser.says("共 6 件").await?;
    browser.press(Key::Escape).await?;
    browser.click("view-pooled").await?;
    browser.says("共 3 件").await?;
    browser.css("#desk-table").await?.focus().await?;
    browser.press(Key::Home).await?;
    beside(&browser).await.context("1")?;

    // 退回补正.
    counted(&browser).await?;
    browser.press("b").await?;
    browser.css("[data-test=\"act-missing\"]:focus").await?;
    let missing = "缺门牌号";
    browser.press(missing).await?;
    browser.press(Key::Control + Key::Enter).await?;
    browser.gone("act-send").await?;
    let (_, fix) = counted(&browser).await?;
    // What is said is said in as many letters as it takes.
    let fix = fix - u32::try_from(missing.chars().count())?;
    browser.gone("step").await?;

    // 接单 and 派单 to the suggested unit, from the row before.
    browser.css("#desk-table").await?.focus().await?;
    browser.press(Key::Home).await?;
    beside(&browser).await.context("2")?;
    counted(&browser).await?;
    browser.press("j").await?;
    beside(&browser).await.context("3")?;
    browser.press("a").await?;
    for form in ["act-accept", "act-dispatch"] {
        browser.find(form).await?;
        browser.press(Key::Control + Key::Enter).await?;
        browser.gone(form).await?;
    }
    let (_, dispatch) = counted(&browser).await?;
    browser.gone("step").await?;

    // Three at once, and taken back.
    browser.click("view-accepted").await?;
    browser.css("#desk-table").await?.focus().await?;
    browser.press(Key::Home).await?;
    beside(&browser).await.context("4")?;
    counted(&browser).await?;
    for keys in ["x", "j", "x", "j", "x", "a"] {
        browser.press(keys).await?;
    }
    browser.find("several-send").await?;
    let (_, open) = counted(&browser).await?;
    browser.close().await?;
    println!("退回补正 {fix} 键，接单并派单 {dispatch} 键，选三件打开一起派单 {open} 键");
    ensure!(fix <= 3, "退回补正 takes {fix} keys");
    ensure!(dispatch <= 4, "接单 with 派单 takes {dispatch} keys");
    ensure!(
        open <= 6,
        "three at once take {open} keys before they are sent"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_back_takes_five_taps() -> Result<()> {
    let (pool, calls) = tokio::task::spawn_blocking(|| {
        let pool = Pool::rich();
        let ask = json!({"status": "visiting", "limit": 200});
        let visitor = pool.sign_in("visitor");
        let page = visitor.call("list_tickets", ask).expect("a page");
        let ids = page["tickets"].as_array().cloned().unwrap_or_default();
        let ids = ids.iter().filter_map(|t| t["id"].as_str());
        let someone = |id: &&str| {
            let shown = visitor
                .call("read_ticket", json!({ "id": id }))
                .expect("a ticket");
            shown["reporter_open"] == json!(true)
                && shown["over"]["children"]
                    .as_array()
                    .is_none_or(Vec::is_empty)
        };
        let calls: Vec<String> = ids.filter(someone).take(2).map(String::from).collect();
        (pool, calls)
    })
    .await?;
    ensure!(calls.len() == 2, "two to call: {calls:?}");
    let browser = signed_in(&pool, "visitor", "/pool").await?;
    let mut taps = Vec::new();
    for (n, id) in calls.iter().enumerate() {
        // Within the page: the reason lasts as long as it is open.
        let row = format!("[data-test=\"ticket-row\"][data-id=\"{id}\"]");
        browser.css(&row).await?.click().await?;
        beside(&browser).await.context("5")?;
        counted(&browser).await?;
        if n == 0 {
            browser.click("read-original").await?;
            browser.fill("read-reason", "今天的回访").await?;
            browser.click("read-send").await?;
            browser.says("已记入审计").await?;
        }
        let read = counted(&browser).await?;
        browser.click("tool-primary").await?;
        for choice in [
            "[data-test=\"act-contacted-option\"].choice-true",
            "[data-test=\"act-solved-option\"].choice-yes",
            "[data-test=\"act-satisfied-option\"].choice-yes",
        ] {
            // The form's foot stands above what lies below it.
            let option = browser.css(choice).await?;
            let centre = "arguments[0].scrollIntoView({block: 'center'})";
            browser
                .page
                .execute(centre, vec![option.to_json()?])
                .await?;
            option.click().await?;
        }
        browser
            .holds("[data-test=\"visit-conclusion\"]", "合格")
            .await?;
        browser.click("act-send").await?;
        browser.gone("act-send").await?;
        let (call, _) = counted(&browser).await?;
        taps.push((read.0, call));
        // It leaves by itself.
        browser.gone("step").await?;
    }
    browser.close().await?;
    println!("回访：查看号码、办理的点按 {taps:?}");
    for (read, call) in &taps {
        ensure!(*call <= 5, "a call-back takes {call} taps");
        ensure!(*read <= 3, "the day's first number takes {read} taps");
    }
    // The reason was given once; the second number was read without a tap.
    ensure!(taps[1].0 == 0, "{taps:?}");
    Ok(())
}
