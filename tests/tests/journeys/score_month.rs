//! A month of 考 from draft to freeze, each step by whoever may take it and in the room itself: the assessor publishes the
//! draft, the unit objects to one line by keyboard alone, the assessor gives an opinion, the task force decides, and once the
//! time for appeals is over two people freeze the month.

use super::shoot;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::Pool;
use tests::browser::Browser;
use tests::scores::{bad_lines, last_month, led_unit, let_appeals_end};
use tests::screens::sign_in;
use thirtyfour::Key;

/// Opens a part of the month as somebody.
async fn open(browser: &Browser, pool: &Pool, role: &str, view: &str) -> Result<()> {
    let password = pool.demo["password"].as_str().unwrap_or_default();
    sign_in(browser, &pool.user(role), password).await?;
    let path = format!("{}/score/{}{view}", pool.url(), last_month());
    browser.page.goto(path).await?;
    browser.find("score-course").await.map(drop)
}

/// Takes a step that asks for nothing but to be sure.
async fn step(browser: &Browser, name: &str, then: &str) -> Result<()> {
    browser.click(name).await?;
    browser.click("score-send").await?;
    browser.gone("score-send").await?;
    browser
        .holds("[data-test=\"score-course\"] .now", then)
        .await
}

/// How many are offered this.
async fn offered(browser: &Browser, name: &str) -> Result<u64> {
    let script = format!("return document.querySelectorAll('[data-test={name}]').length");
    Ok(browser.run(&script).await?.as_u64().unwrap_or_default())
}

fn bad(pool: &Pool, unit: &str) -> Vec<Value> {
    bad_lines(&pool.sign_in("assessor"), unit)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_draft_to_freeze() -> Result<()> {
    let (mut pool, unit, line) = tokio::task::spawn_blocking(|| {
        let pool = Pool::rich();
        let unit = led_unit(&pool);
        let line = bad(&pool, &unit)[0].clone();
        (pool, unit, line)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    browser.find("sign-in-user").await?;
    let own = format!("~u~{unit}~bad");

    // Before the draft its unit sees nothing, and is told why.
    open(&browser, &pool, "unit_leader", &own).await?;
    browser.find("score-trouble").await?;
    ensure!(offered(&browser, "score-sheet").await? == 0);
    open(&browser, &pool, "assessor", "").await?;
    step(&browser, "publish_draft", "初稿公示").await?;

    // The leader comes from the navigation, by keyboard alone.
    open(&browser, &pool, "unit_leader", &own).await?;
    browser.find("score-line").await?;
    shoot(&browser, "score-own.png").await?;
    browser
        .run("document.querySelector('[data-test=line-appeal]').focus()")
        .await?;
    browser.press(Key::Enter).await?;
    browser.css("[data-test=\"score-choice\"]:focus").await?;
    browser.press(Key::Tab).await?;
    browser.css("[data-test=\"score-words\"]:focus").await?;
    // What was typed is still there after the form was closed by mistake.
    browser.press("停机半天").await?;
    browser.press(Key::Escape).await?;
    browser.gone("score-words").await?;
    browser.click("line-appeal").await?;
    ensure!(browser.value("score-words").await? == "停机半天");
    browser
        .run("document.querySelector('[data-test=score-words]').focus()")
        .await?;
    browser.press("，见通知").await?;
    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    browser.gone("score-words").await?;
    browser
        .holds("[data-test=\"score-line\"]", "申诉待提意见")
        .await?;

    open(&browser, &pool, "assessor", "~appeals").await?;
    browser.says("停机半天，见通知").await?;
    ensure!(offered(&browser, "decide").await? == 0, "not hers");
    browser.click("opine").await?;
    browser.fill("score-words", "情况属实").await?;
    browser.click("score-send").await?;
    browser.holds("[data-test=\"appeal\"]", "待决定").await?;

    open(&browser, &pool, "task_force", "~appeals").await?;
    browser.says("情况属实").await?;
    browser.click("decide").await?;
    browser.fill("score-words", "经核实").await?;
    browser.click("score-send").await?;
    browser.gone("score-send").await?;
    browser.holds("[data-test=\"appeal\"]", "经核实").await?;
    shoot(&browser, "score-appeals.png").await?;
    let (pool2, unit2) = (pool, unit.clone());
    let (back, lines) = tokio::task::spawn_blocking(move || {
        let lines = bad(&pool2, &unit2);
        (pool2, lines)
    })
    .await?;
    pool = back;
    let gone = |l: &Value| l["line"] != line["line"];
    ensure!(lines.iter().all(gone), "the line turned: {line}");

    // The days for appeals go by.
    pool = tokio::task::spawn_blocking(move || -> Result<Pool> {
        pool.kill();
        let_appeals_end(pool.folder())?;
        pool.start();
        Ok(pool)
    })
    .await??;
    open(&browser, &pool, "assessor", "").await?;
    step(&browser, "propose_freeze", "申诉处理").await?;
    browser.says("已提请").await?;
    ensure!(offered(&browser, "freeze").await? == 0, "who proposed it");
    open(&browser, &pool, "task_force", "").await?;
    step(&browser, "freeze", "已定稿").await?;
    browser.says("校验码").await?;
    shoot(&browser, "score-frozen.png").await?;

    // What is frozen is read by its unit, down to a ticket and back, and not objected to any more.
    open(&browser, &pool, "unit_leader", &own).await?;
    browser.find("score-sheet").await?;
    browser.find("score-line").await?;
    ensure!(offered(&browser, "line-appeal").await? == 0);
    browser
        .css("[data-test=\"score-line\"] a")
        .await?
        .click()
        .await?;
    browser.find("ticket-title").await?;
    browser.page.back().await?;
    browser.find("score-line").await?;
    let path = browser.run("return location.pathname").await?;
    ensure!(path == json!(format!("/score/{}{own}", last_month())));
    browser.close().await
}
