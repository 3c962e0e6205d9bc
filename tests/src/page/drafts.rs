//! From the tap that changes something in 采集 to the words that it is kept.

use super::share;
use crate::browser::Browser;
use anyhow::Result;
use serde_json::{Value, json};

const RUNS: usize = 30;
/// Milliseconds the form waits for more before it keeps the draft (frontend, `keeping`).
const PAUSE_MS: f64 = 600.0;

/// Taps a category in an empty form, waits for the words, and empties the form again; figures.
pub async fn drafts(browser: &Browser) -> Result<Value> {
    let mut took = Vec::new();
    for _ in 0..RUNS {
        browser.says("边写边存").await?;
        browser
            .page
            .execute(
                "zsProbe.await('[data-test=saved]', '已存本'); zsProbe.lifted = 0",
                vec![],
            )
            .await?;
        browser
            .finger(".category .chip:not(:has(:checked))")
            .await?;
        let script = "return zsProbe.seen && zsProbe.lifted ? zsProbe.seen - zsProbe.lifted : null";
        took.push(browser.told::<f64>(script).await?);
        browser.finger("[data-test=\"draft-clear\"]").await?;
    }
    let figures = json!({
        "taps": took.len(), "pause_ms": PAUSE_MS,
        "saved_p50_ms": share(took.clone(), 50), "saved_p95_ms": share(took.clone(), 95), "saved_max_ms": share(took, 100),
    });
    eprintln!("  draft：{figures}");
    Ok(figures)
}
