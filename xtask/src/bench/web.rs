//! A tablet in a browser: how large, how fast, how much memory, and how many times slower than a native device of the same run.

use super::start;
use crate::frontend;
use anyhow::Result;
use serde_json::Value;

/// What is printed: words, the figure's place, what it is divided by, digits, the goal.
type Row = (&'static str, &'static str, f64, usize, &'static str);

const ROWS: [Row; 18] = [
    (
        "worker，brotli (KB)",
        "/size/worker_wasm",
        1024.0,
        0,
        "≤ 2300",
    ),
    (
        "页面 wasm，brotli (KB)",
        "/size/page_wasm",
        1024.0,
        0,
        "≤ 900",
    ),
    (
        "没有工单池，打开到 PIN 页 (ms)",
        "/start/pin_page_ms",
        1.0,
        0,
        "≤ 1500",
    ),
    (
        "20,000 件，PIN 到第一页 (ms)",
        "/start/first_page_ms",
        1.0,
        0,
        "≤ 1000",
    ),
    ("  其中 worker 解锁 (ms)", "/start/unlock_ms", 1.0, 0, ""),
    ("  其中今日 (ms)", "/start/today_ms", 1.0, 0, ""),
    (
        "20,000 件，页面进程内存 (MB)",
        "/start/memory_mb",
        1.0,
        0,
        "≤ 300",
    ),
    (
        "采集一件，worker 里 (ms)",
        "/capture/full/capture_ms",
        1.0,
        1,
        "≤ 60",
    ),
    (
        "  照片自己的时间 (ms)",
        "/capture/full/photo_ms",
        1.0,
        0,
        "",
    ),
    ("1200 万像素的照片 (ms)", "/photo/ms", 1.0, 0, "≤ 1000"),
    ("  与本机程序相比 (倍)", "/photo/ratio", 1.0, 2, ""),
    (
        "  缩照片时的内存峰值 (MB)",
        "/photo/memory_peak_mb",
        1.0,
        0,
        "≤ 300",
    ),
    (
        "点选到「已存」，减速 6 倍，p95 (ms)",
        "/draft/saved_p95_ms",
        1.0,
        0,
        "≤ 1000",
    ),
    ("500 件上传并收到回执 (s)", "/push/push_s", 1.0, 2, ""),
    ("  P2 与本机程序相比 (倍)", "/push/ratio", 1.0, 2, "≤ 2"),
    (
        "采集一件与本机程序相比 (倍)",
        "/push/capture_ratio",
        1.0,
        2,
        "",
    ),
    ("B1 减速 6 倍，下数", "/capture/slowed/taps", 1.0, 0, "≤ 6"),
    (
        "B1 减速 6 倍，用时 (s)",
        "/capture/slowed/max_s",
        1.0,
        1,
        "≤ 30",
    ),
];

/// Builds the pages as they are shipped, measures, prints, answers the figures.
pub fn web() -> Result<Value> {
    frontend::build(false)?;
    let f = start("bench-web")?;
    println!(
        "（Chromium，1280×800，本机，release；内存是整个页面进程的，含页面和 worker；各项 5 次的中位数）"
    );
    println!("{:<40}{:>12}{:>12}", "", "测得", "目标");
    for (what, path, by, digits, goal) in ROWS {
        let figure = f.pointer(path).and_then(Value::as_f64);
        let figure = figure.unwrap_or(f64::NAN) / by;
        println!("{what:<40}{figure:>12.digits$}{goal:>12}");
    }
    Ok(f)
}
