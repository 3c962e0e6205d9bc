//! The desk's list scrolled by wheel and by keys.

use super::share;
use crate::browser::Browser;
use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Times each way is gone; medians count.
const RUNS: usize = 5;
/// A quick turn of the wheel: pixels, and pixels a second.
const WHEEL: (i64, u64) = (6_000, 3_000);
/// Strokes of one run, and the pause of a key that is held down.
const STROKES: usize = 60;
const REPEAT: Duration = Duration::from_millis(33);
const TABLE: &str = "#desk-table";
/// Frames come sixty times a second; the page's clock only knows tenths of a millisecond.
const FRAME_MS: f64 = 1000.0 / 60.0;

/// What the page noted: of each frame milliseconds until the next, milliseconds of work, whether it scrolled, rows.
#[derive(Debug, Default, Deserialize)]
pub struct Frames {
    frames: Vec<(f64, f64, bool, usize)>,
    long: Vec<f64>,
}

impl Frames {
    /// Those in which the list moved.
    fn moving(&self) -> impl Iterator<Item = &(f64, f64, bool, usize)> {
        self.frames.iter().filter(|f| f.2)
    }
    fn report(&self) -> Value {
        let of = |n: fn(&(f64, f64, bool, usize)) -> f64| self.moving().map(n).collect::<Vec<_>>();
        let whole = of(|f| (f.0 / FRAME_MS).round() * FRAME_MS);
        let late = whole.iter().filter(|ms| **ms > 1.5 * FRAME_MS).count();
        json!({
            "frames": self.moving().count(), "late_percent": 100.0 * late as f64 / whole.len().max(1) as f64,
            "frame_p95_ms": share(whole.clone(), 95), "frame_max_ms": share(whole, 100),
            "work_p50_ms": share(of(|f| f.1), 50), "work_p95_ms": share(of(|f| f.1), 95), "work_max_ms": share(of(|f| f.1), 100),
            "rows": self.frames.iter().map(|f| f.3).max(), "long_tasks": self.long.len(),
        })
    }
}

/// Scrolls the list of this many rows that is open; figures by way: wheel, arrows, pages, and the wheel at the far end.
pub async fn scroll(browser: &Browser, rows: usize) -> Result<Value> {
    // The heads are a row too.
    let count = rows + 1;
    let whole = format!("{TABLE}[aria-rowcount=\"{count}\"][aria-busy=\"false\"]");
    browser.css(&whole).await?;
    focus(browser).await?;
    browser.quiet().await?;
    let mut figures = json!({ "rows_in_list": rows });
    for way in ["wheel", "arrows", "pages", "far_wheel"] {
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let frames = run(browser, way).await?;
            let moved = frames.moving().count();
            ensure!(moved > 5, "{way}: only {moved} frames moved");
            runs.push(frames.report());
        }
        figures[way] = medians(&runs);
        eprintln!("  {rows} 行 {way}：{}", figures[way]);
    }
    Ok(figures)
}

async fn run(browser: &Browser, way: &str) -> Result<Frames> {
    let edge = if way == "far_wheel" { "End" } else { "Home" };
    browser.strike(edge).await?;
    browser.quiet().await?;
    browser.page.execute("zsProbe.frames()", vec![]).await?;
    match way {
        "wheel" => browser.wheel(TABLE, WHEEL.0, WHEEL.1).await?,
        "far_wheel" => browser.wheel(TABLE, -WHEEL.0, WHEEL.1).await?,
        "arrows" => held(browser, "ArrowDown").await?,
        _ => held(browser, "PageDown").await?,
    }
    browser.told("return zsProbe.enough()").await
}

/// A key that is held down for a while.
async fn held(browser: &Browser, key: &str) -> Result<()> {
    let mut beat = tokio::time::interval(REPEAT);
    for _ in 0..STROKES {
        beat.tick().await;
        browser.strike(key).await?;
    }
    Ok(())
}

async fn focus(browser: &Browser) -> Result<()> {
    let script = format!("document.querySelector('{TABLE}').focus()");
    browser.page.execute(&script, vec![]).await?;
    Ok(())
}

/// Of each figure the median; of rows and long tasks the most.
fn medians(runs: &[Value]) -> Value {
    let mut all = json!({ "runs": runs.len() });
    for name in runs[0].as_object().into_iter().flatten().map(|(k, _)| k) {
        let values: Vec<f64> = runs.iter().filter_map(|r| r[name].as_f64()).collect();
        let worst = matches!(name.as_str(), "rows" | "long_tasks");
        all[name] = json!(share(values, if worst { 100 } else { 50 }));
    }
    all
}
