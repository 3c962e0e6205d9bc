//! Names the benches; each starts release binaries, prints a table and writes its figures to `target/bench/NAME.json`.

mod package;
mod screen;
mod web;

use crate::cargo::{host, run, target};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::{Command, ExitCode, Stdio};

/// Name, what it measures, and the function that measures.
type Bench = (&'static str, &'static str, fn() -> Result<Value>);

const BENCHES: &[Bench] = &[
    (
        "shift",
        "离线采集 500 件、1,500 次修改，再上传（P1–P4）",
        shift,
    ),
    (
        "start",
        "冷启动：本机 20,000 件，加密，输入 PIN 到第一页（P8）",
        cold_start,
    ),
    (
        "desk",
        "1,000,000 件工单上的列表、检索、计数、看板、约谈、为什么、相似（P7、P12）",
        desk,
    ),
    (
        "screen",
        "列表、键入、存稿、采集一件、大小（P9、P10、B1）",
        screen::screen,
    ),
    (
        "web",
        "浏览器里的平板：大小、打开、采集、照片、上传、内存，与本机程序相比",
        web::web,
    ),
];

/// Runs one bench by name, or all of them; exit code 2 for a name that is not there.
pub fn bench(name: Option<&str>) -> Result<ExitCode> {
    let chosen: Vec<_> = BENCHES
        .iter()
        .filter(|(known, ..)| name.is_none_or(|name| name == *known))
        .collect();
    if chosen.is_empty() {
        let asked = name.unwrap_or("（全部）");
        eprintln!("没有名为 {asked} 的性能对比。现有的：");
        for (known, what, _) in BENCHES {
            eprintln!("  {known:<12}{what}");
        }
        return Ok(ExitCode::from(2));
    }
    // The two programs people run, and of the measuring ones those that are asked for: linking each takes a minute.
    let mut build = host();
    build.args(["build", "--release", "--locked"]);
    build.args(["-p", "zs12345-pool", "-p", "device", "-p", "tests"]);
    build.args(["--bin", "zs12345-pool", "--bin", "zs12345-device"]);
    for (name, ..) in &chosen {
        build.args(["--bin", &format!("bench-{name}")]);
    }
    run(&mut build)?;
    for (name, what, measure) in chosen {
        println!("== {name}：{what}");
        let figures = measure()?;
        let dir = target().join("bench");
        std::fs::create_dir_all(&dir)?;
        let file = dir.join(format!("{name}.json"));
        std::fs::write(&file, serde_json::to_vec_pretty(&figures)?)?;
        println!("已写入 target/bench/{name}.json");
    }
    Ok(ExitCode::SUCCESS)
}

/// Starts a bench program and reads the JSON it prints.
fn start(program: &str) -> Result<Value> {
    let path = target().join("release").join(program);
    let out = Command::new(&path)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{}", path.display()))?;
    if !out.status.success() {
        bail!("{program}：{}", out.status);
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

fn desk() -> Result<Value> {
    let f = start("bench-desk")?;
    println!(
        "（{} 件，其中在办 {} 件；库 {} MB；经 HTTP，含登录检查和脱敏；本机，release）",
        f["tickets"], f["open"], f["store_mb"]
    );
    println!(
        "{:<26}{:>8}{:>12}{:>12}{:>12}{:>14}",
        "", "次", "中位 ms", "p99 ms", "最大 ms", "目标"
    );
    for row in f["measured"].as_array().into_iter().flatten() {
        let of = |k: &str| row[k].as_f64().unwrap_or(f64::NAN);
        println!(
            "{:<26}{:>8}{:>12.2}{:>12.2}{:>12.2}{:>14}",
            row["what"].as_str().unwrap_or_default(),
            of("runs"),
            of("median_ms"),
            of("p99_ms"),
            of("max_ms"),
            row["goal"].as_str().unwrap_or_default(),
        );
    }
    Ok(f)
}

fn shift() -> Result<Value> {
    let f = start("bench-shift")?;
    let n = |path: &str| f.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN);
    println!(
        "（本产品；对比产品以后再加。本机，release，{} 次的中位数）",
        n("/runs")
    );
    println!("{:<34}{:>12}{:>14}", "", "测得", "目标");
    let rows = [
        ("P1 采集与修改，每次落盘，加密 (s)", "/capture_s", "≤ 1.5"),
        ("P1 每次落盘 p99 (ms)", "/commit_p99_ms", "≤ 10"),
        ("P2 上传并收到回执 (s)", "/push_s", "≤ 0.25"),
        ("P2 弱网 WEAK (s)", "/networks/weak/push_s", "≤ 7"),
        ("P2 极弱网 EDGE (s)", "/networks/edge/push_s", "≤ 60"),
        ("P3 每件字节，两个方向", "/bytes_per_ticket", "≤ 200"),
        ("P4 请求数", "/requests", "≤ 8"),
        ("P4 空同步请求数", "/idle_requests", "1"),
        ("P4 空同步字节", "/idle_bytes", "≤ 1024"),
    ];
    for (what, path, goal) in rows {
        println!("{what:<34}{:>12.3}{goal:>14}", n(path));
    }
    println!("\n增长：");
    println!(
        "{:>8}{:>16}{:>16}{:>14}",
        "件", "采集 ms/件", "上传 ms/件", "字节/件"
    );
    for row in f["growth"].as_array().into_iter().flatten() {
        let (tickets, of) = (row["tickets"].as_f64().unwrap_or(1.0), |k: &str| {
            row[k].as_f64().unwrap_or(f64::NAN)
        });
        println!(
            "{tickets:>8}{:>16.2}{:>16.2}{:>14}",
            of("capture_s") * 1000.0 / tickets,
            of("push_s") * 1000.0 / tickets,
            of("bytes_per_ticket")
        );
    }
    Ok(f)
}

fn cold_start() -> Result<Value> {
    let f = start("bench-start")?;
    let n = |path: &str| f.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN);
    println!(
        "（每次新进程，文件缓存是热的。本机，release，{} 次的中位数）",
        n("/runs")
    );
    println!(
        "{:<34}{:>12}{:>12}{:>14}",
        "",
        format!("{} 件", n("/small/tickets")),
        format!("{} 件", n("/large/tickets")),
        "目标"
    );
    let rows = [
        ("PIN 到第一页 (ms)", "first_page_ms", "≤ 300"),
        ("  其中 PIN 推导密钥 (ms)", "kdf_ms", ""),
        ("  其余：开库与第一页 (ms)", "without_kdf_ms", ""),
        ("  第一页 50 行 (ms)", "page_ms", ""),
        ("今日 (ms)", "today_ms", ""),
        ("计数 (ms)", "counts_ms", ""),
        ("全文搜索 (ms)", "search_ms", ""),
        ("常驻内存 (MB)", "rss_mb", "≤ 80"),
        ("库文件 (MB)", "store_mb", ""),
    ];
    for (what, figure, goal) in rows {
        println!(
            "{what:<34}{:>12.1}{:>12.1}{goal:>14}",
            n(&format!("/small/{figure}")),
            n(&format!("/large/{figure}"))
        );
    }
    println!(
        "{:<34}{:>12}{:>12.2}{:>14}",
        "与小库相比 (倍)",
        "",
        n("/ratio"),
        "≤ 1.5"
    );
    println!(
        "{:<34}{:>12}{:>12.2}",
        "  不计 PIN 推导 (倍)",
        "",
        n("/ratio_without_kdf")
    );
    Ok(f)
}
