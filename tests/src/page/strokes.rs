//! Characters typed into a field, from the key to the frame that shows them.

use super::share;
use crate::browser::Browser;
use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Characters typed: a quick hand, six in a second, with the pauses between words in which drafts are kept and lists asked.
const TEXT: &str = "dongmen wai si zhan ludeng san tian bu liang yejian xingren kan bu qing lumian qing jinkuai paicha xiufu";
const BEAT: Duration = Duration::from_millis(160);
/// Long enough for what waits for a pause to happen while one goes on typing.
const THOUGHT: Duration = Duration::from_millis(900);
const EVERY: usize = 25;

#[derive(Deserialize)]
struct Struck {
    timing: Vec<f64>,
    drawn: Vec<f64>,
    work: Vec<f64>,
}

/// Types into the field with this `data-test` name; figures.
pub async fn strokes(browser: &Browser, name: &str) -> Result<Value> {
    let selector = format!("[data-test=\"{name}\"]");
    browser.css(&selector).await?;
    let script = format!(
        "const e = document.querySelector('{selector}'); e.scrollIntoView({{block: 'center'}}); e.focus(); e.setSelectionRange(e.value.length, e.value.length); zsProbe.keys()"
    );
    browser.page.execute(&script, vec![]).await?;
    let mut beat = tokio::time::interval(BEAT);
    for (n, letter) in TEXT.chars().enumerate() {
        if n % EVERY == EVERY - 1 {
            tokio::time::sleep(THOUGHT).await;
            beat.reset();
        }
        beat.tick().await;
        browser.strike(&letter.to_string()).await?;
    }
    browser.quiet().await?;
    let script = format!("return document.querySelector('{selector}').value");
    let value: String = browser.told(&script).await?;
    ensure!(value.ends_with(TEXT), "{name} holds 「{value}」");
    let struck: Struck = browser.told("return zsProbe.enough()").await?;
    let keys = TEXT.chars().count();
    ensure!(
        struck.drawn.len() >= keys,
        "{name}: {} of {keys} characters were drawn",
        struck.drawn.len()
    );
    let figures = json!({
        "keys": struck.timing.len(),
        "event_timing_p50_ms": share(struck.timing.clone(), 50), "event_timing_p95_ms": share(struck.timing, 95),
        "drawn_p50_ms": share(struck.drawn.clone(), 50), "drawn_p95_ms": share(struck.drawn, 95),
        "handlers_p50_ms": share(struck.work.clone(), 50), "handlers_p95_ms": share(struck.work, 95),
    });
    eprintln!("  {name}：{figures}");
    Ok(figures)
}
