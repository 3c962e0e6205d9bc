//! The screens: what people wait for, and how large it all is (docs/goals.md P9, P10, B1).

use super::{package, start};
use anyhow::Result;
use serde_json::Value;

/// Measures, prints, answers the figures.
pub fn screen() -> Result<Value> {
    let package = package::package()?;
    let mut f = start("bench-screen")?;
    f["package"] = package;
    lists(&f);
    typing(&f);
    captures(&f);
    sizes(&f);
    Ok(f)
}

fn n(f: &Value, path: &str) -> f64 {
    f.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

fn lists(f: &Value) {
    println!(
        "P9 列表（Chromium，1920×1080，不减速；每种走法 5 次的中位数）。帧：两次 requestAnimationFrame 之间，无显示器时按 60 Hz；"
    );
    println!(
        "用时：每帧里主线程从第一个事件到排版、绘制完的毫秒数，不受刷新率限制，比值按它的 p95 算。"
    );
    println!(
        "{:<22}{:>12}{:>14}{:>8}{:>14}",
        "",
        format!("{} 行", n(f, "/lists/0/rows_in_list")),
        format!("{} 行", n(f, "/lists/1/rows_in_list")),
        "倍",
        "目标"
    );
    for (way, words) in [
        ("wheel", "滚轮"),
        ("arrows", "按住 ↓"),
        ("pages", "按住 PageDown"),
        ("far_wheel", "末尾往上的滚轮"),
    ] {
        for (figure, words, goal, ratio) in [
            (
                "frame_p95_ms",
                format!("{words}：帧 p95 ms"),
                "≤ 16.7",
                false,
            ),
            ("work_p95_ms", "  用时 p95 ms".into(), "≤ 1.2 倍", true),
            ("rows", "  文档里的行".into(), "≤ 60", false),
        ] {
            let of = |list: usize| n(f, &format!("/lists/{list}/{way}/{figure}"));
            let times = if ratio {
                format!("{:.2}", of(1) / of(0))
            } else {
                String::new()
            };
            println!(
                "{words:<22}{:>12.1}{:>14.1}{times:>8}{goal:>14}",
                of(0),
                of(1)
            );
        }
    }
}

fn typing(f: &Value) {
    println!(
        "\n键入与存稿（Chromium，处理器减速 {} 倍）。Event Timing：浏览器自己报的按键到上屏，8 ms 一档，不足 16 按 16 计；",
        n(f, "/slower")
    );
    println!("画完：按键到含这个字的一帧排版、绘制完。");
    println!("{:<34}{:>10}{:>10}{:>14}", "", "中位 ms", "p95 ms", "目标");
    for (what, at, figure, goal) in [
        ("采集的情况：Event Timing", "/form", "event_timing", ""),
        ("采集的情况：画完", "/form", "drawn", ""),
        ("工单池的检索：Event Timing", "/search", "event_timing", ""),
        ("工单池的检索：画完", "/search", "drawn", ""),
        (
            "点选到「已存」（含停顿 600）",
            "/form/draft",
            "saved",
            "≤ 1000",
        ),
    ] {
        let of = |share: &str| n(f, &format!("{at}/{figure}_{share}_ms"));
        println!("{what:<34}{:>10.0}{:>10.0}{goal:>14}", of("p50"), of("p95"));
    }
}

fn captures(f: &Value) {
    println!(
        "\nB1 采集一件（照片、位置、类别、提交）。下数由页面自己数，系统相机里的快门和确认不在内；时间是机器用时，从打开页面算起。"
    );
    println!(
        "{:<34}{:>8}{:>8}{:>10}{:>10}{:>16}",
        "", "下", "划动", "中位 s", "最长 s", "目标"
    );
    for (what, at) in [
        ("浏览器，减速 6 倍，已送达", "browser"),
        ("浏览器，减速 6 倍，断网，草稿已存", "browser_pool_away"),
        ("窗口，断网，含输入 PIN，待上传", "window_offline"),
    ] {
        let of = |figure: &str| n(f, &format!("/capture/{at}/{figure}"));
        println!(
            "{what:<34}{:>8}{:>8}{:>10.1}{:>10.1}{:>16}",
            of("taps"),
            of("swipes"),
            of("median_s"),
            of("max_s"),
            "≤ 6 下，≤ 30 s"
        );
    }
}

fn sizes(f: &Value) {
    println!("\nP10 大小");
    let kb = |bytes: f64| format!("{:.0} KB", bytes / 1024.0);
    let mb = |bytes: f64| format!("{:.1} MB", bytes / 1_048_576.0);
    for (what, size, goal) in [
        ("wasm，brotli", kb(n(f, "/package/wasm_br")), "≤ 900 KB"),
        (
            "第一次打开，brotli，全部文件",
            kb(n(f, "/first_load/bytes")),
            "",
        ),
        ("窗口程序（含页面）", mb(n(f, "/package/app")), ""),
        ("安装包 deb", mb(n(f, "/package/deb")), "≤ 15 MB"),
    ] {
        println!("{what:<34}{size:>12}{goal:>14}");
    }
}
