//! Every act of the table by keyboard alone: by Ctrl+K, its name and Enter, the focus is in the form; Esc gives it back to the
//! list. And the acts of a desk's day sent, taken back with Z, and merged, without a mouse.

use super::shoot;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::browser::Browser;
use tests::device::issue;
use tests::{Device, Pool};
use thirtyfour::Key;

async fn enter(browser: &Browser, pool: &Pool, role: &str) -> Result<()> {
    browser.page.goto(pool.url()).await?;
    browser.page.delete_all_cookies().await?;
    browser.page.goto(pool.url()).await?;
    browser.css("[data-test=\"sign-in-user\"]:focus").await?;
    browser.press(pool.user(role)).await?;
    browser.press(Key::Tab).await?;
    let password = pool.demo["password"].as_str().unwrap_or_default();
    browser.press(password).await?;
    browser.press(Key::Enter).await?;
    browser.find("desk").await.map(drop)
}

/// Opens the palette, types, and takes the first that is found.
async fn command(browser: &Browser, words: &str) -> Result<()> {
    browser.press(Key::Control + "k").await?;
    browser.css("[data-test=\"palette-words\"]:focus").await?;
    browser.press(words).await?;
    browser
        .holds(
            "[data-test=\"palette-entry\"][aria-selected=\"true\"]",
            words,
        )
        .await?;
    browser.press(Key::Enter).await
}

/// Chooses the first row, and waits until its ticket stands beside the list.
async fn first_row(browser: &Browser) -> Result<()> {
    browser.press(Key::Home).await?;
    let same = "const r = document.querySelector('.line-row.chosen .cell-title bdi'), t = document.querySelector('[data-test=ticket-title]'); \
        return r && t && r.textContent === t.textContent ? true : null";
    browser.told::<bool>(same).await.map(drop)
}

/// The acts that the palette offers for the chosen ticket, by their names.
async fn offered(browser: &Browser) -> Result<Vec<String>> {
    browser.press(Key::Control + "k").await?;
    browser.find("palette-entry").await?;
    let script = "return [...document.querySelectorAll('[data-test=palette-entry]')] \
        .filter(e => e.querySelector('.faint').textContent === '办理').map(e => e.querySelector('bdi').textContent)";
    let names: Vec<String> = serde_json::from_value(browser.run(script).await?)?;
    browser.press(Key::Escape).await?;
    browser.gone("palette-entry").await?;
    Ok(names)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_act_is_reached_by_keyboard() -> Result<()> {
    let pool = tokio::task::spawn_blocking(Pool::rich).await?;
    let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
    let mut reached = BTreeSet::new();
    for role in [
        "desk_town",
        "desk_district",
        "supervisor",
        "task_force",
        "visitor",
        "assessor",
    ] {
        enter(&browser, &pool, role).await?;
        for status in [
            "待接单",
            "待派单",
            "待签收",
            "退单待审",
            "处置中",
            "挂账待审",
            "挂账中",
            "办结待审",
            "待回访",
            "已结案",
            "已并案",
        ] {
            command(&browser, status).await?;
            browser.css("#desk-table:focus").await?;
            let total: u64 = browser
                .told("const f = document.getElementById('desk-table'); return f.getAttribute('aria-busy') === 'false' ? +f.getAttribute('aria-rowcount') - 1 : null")
                .await?;
            if total == 0 {
                continue;
            }
            first_row(&browser).await?;
            for name in offered(&browser).await? {
                // These open no form of their own.
                let tool = ["打印", "对照", "选择这一行", "撤销", "立即发送"];
                if tool.contains(&name.as_str()) || reached.contains(&name) {
                    continue;
                }
                command(&browser, &name).await?;
                let inside = "const a = document.activeElement; return a && a.closest('form.act, form.edit') ? true : null";
                browser.told::<bool>(inside).await?;
                browser.press(Key::Escape).await?;
                browser.css("#desk-table:focus").await?;
                reached.insert(name);
            }
        }
    }
    ensure!(reached.len() > 12, "only {reached:?}");
    for name in [
        "接单",
        "退回补正",
        "不予受理",
        "修改",
        "派单",
        "回访",
        "催办",
    ] {
        ensure!(reached.contains(name), "{name} is not among {reached:?}");
    }
    browser.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_is_as_short_as_a_yes() -> Result<()> {
    let (pool, ids) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        let ids: Vec<String> = (0..3)
            .map(|n| device.captured(&issue(&pool, &format!("键盘上的第 {n} 处问题")), &[]))
            .collect();
        device.sync();
        (pool, ids)
    })
    .await?;
    let browser = Browser::chromium(&pool.url(), 1280, 720).await?;
    enter(&browser, &pool, "desk_town").await?;
    browser.press("/").await?;
    browser.press("键盘上的第").await?;
    browser.says("共 3 件").await?;
    // What the search leaves is named, so that nobody wonders where the view is.
    browser.holds("[data-test=\"left-view\"]", "待接单").await?;
    browser.press(Key::Escape).await?;
    first_row(&browser).await?;
    // 补正: one letter, the words, sent.
    browser.press("b").await?;
    browser.css("[data-test=\"act-missing\"]:focus").await?;
    browser.press("缺门牌号").await?;
    browser.press(Key::Control + Key::Enter).await?;
    browser.find("step-undo").await?;
    browser.css("#desk-table:focus").await?;
    shoot(&browser, "keyboard-step.png").await?;
    // Z takes it back, and it stands open again as it was written.
    browser.press("z").await?;
    browser.gone("step").await?;
    browser.find("act-ask_fix").await?;
    ensure!(browser.value("act-missing").await? == "缺门牌号");
    browser.press(Key::Control + Key::Enter).await?;
    browser.gone("step").await?;
    let statuses = tokio::task::spawn_blocking(move || {
        let desk = pool.sign_in("desk_town");
        let read = |id: &String| {
            let shown = desk.call("read_ticket", json!({ "id": id }));
            shown.expect("a ticket")["status"].clone()
        };
        ids.iter().map(read).collect::<Vec<Value>>()
    })
    .await?;
    let fixing = statuses.iter().filter(|s| *s == "fixing").count();
    ensure!(fixing == 1, "{statuses:?}");
    browser.close().await
}
