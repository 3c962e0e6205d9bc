//! Measures a cold start (docs/goals.md P8): a store of 20,000 tickets and one of 200, each opened by a fresh process: unlock,
//! first page, 今日, counts; and the memory it takes. Prints JSON.
//!
//! The stores are made by the device itself: a desk's device pulls everything the demo district's pool holds. Making 20,000
//! tickets takes minutes, so that a store is kept under `target/bench` and used again as long as it opens. Each
//! process is new; the system's file cache is warm, as on a tablet that was used the same day.

use anyhow::{Context, Result, bail};
use api::{ListTickets, Sort};
use device::App;
use device::keys::{self, NoKeyring};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use tests::{Pool, device::PIN};

const RUNS: usize = 5;
const SMALL: u32 = 200;
const LARGE: u32 = 20_000;
/// What a fresh process measures, in milliseconds or megabytes.
const FIGURES: [&str; 9] = [
    "kdf_ms",
    "unlock_ms",
    "page_ms",
    "today_ms",
    "counts_ms",
    "search_ms",
    "first_page_ms",
    "without_kdf_ms",
    "rss_mb",
];

fn main() -> Result<()> {
    let mut args = std::env::args_os().skip(1);
    if args.next().is_some_and(|arg| arg == "--open") {
        let dir = args.next().context("--open DIR")?;
        println!("{}", open(Path::new(&dir))?);
        return Ok(());
    }
    let small = measure(SMALL)?;
    let large = measure(LARGE)?;
    let of = |figures: &Value, name: &str| figures[name].as_f64().unwrap_or(f64::NAN);
    let ratio = of(&large, "without_kdf_ms") / of(&small, "without_kdf_ms");
    let together = of(&large, "first_page_ms") / of(&small, "first_page_ms");
    println!(
        "{}",
        json!({"runs": RUNS, "small": small, "large": large, "ratio": together, "ratio_without_kdf": ratio})
    );
    Ok(())
}

/// Makes a store of this many tickets and opens it in fresh processes; medians.
fn measure(tickets: u32) -> Result<Value> {
    eprintln!("{tickets} 件：建库");
    let dir = filled(tickets)?;
    let runs = (0..RUNS)
        .map(|_| fresh_process(&dir))
        .collect::<Result<Vec<Value>>>()?;
    let mut medians = serde_json::Map::new();
    for figure in FIGURES {
        let mut values: Vec<f64> = runs.iter().filter_map(|r| r[figure].as_f64()).collect();
        values.sort_by(f64::total_cmp);
        let middle = *values.get(values.len() / 2).context(figure)?;
        medians.insert(figure.into(), middle.into());
    }
    medians.insert("tickets".into(), runs[0]["tickets"].clone());
    medians.insert("store_mb".into(), json!(megabytes(&dir.join("store.db"))?));
    Ok(medians.into())
}

/// A device that holds everything a pool of this many tickets has, made when it is not there.
fn filled(tickets: u32) -> Result<PathBuf> {
    let exe = std::env::current_exe()?;
    let bench = exe.ancestors().nth(2).context("target")?.join("bench");
    std::fs::create_dir_all(&bench)?;
    let folder = bench.join(format!("start-{tickets}"));
    if App::open(&folder).unlock(PIN).is_ok() {
        eprintln!("  用已有的：{}", folder.display());
        return Ok(folder);
    }
    let made = bench.join("start-new");
    for left in [&folder, &made] {
        if left.exists() {
            std::fs::remove_dir_all(left)?;
        }
    }
    let begin = Instant::now();
    let mut pool = Pool::stopped(tickets);
    pool.start();
    eprintln!("  演示区用时 {:.1} s", begin.elapsed().as_secs_f64());
    let app = App::open(&made);
    app.wait(app.enrol(&pool.url(), &pool.enrol_code("desk_district"), PIN, None))?;
    let begin = Instant::now();
    while app.wait(app.sync())?.pulled > 0 {}
    eprintln!("  取回用时 {:.1} s", begin.elapsed().as_secs_f64());
    app.lock();
    pool.kill();
    std::fs::rename(&made, &folder)?;
    Ok(folder)
}

fn fresh_process(dir: &Path) -> Result<Value> {
    let out = Command::new(std::env::current_exe()?)
        .arg("--open")
        .arg(dir)
        .stderr(Stdio::inherit())
        .output()?;
    if !out.status.success() {
        bail!("--open: {}", out.status);
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

/// What an officer waits for, in a process that has done nothing else.
fn open(dir: &Path) -> Result<Value> {
    let (kdf, _) = timed(|| Ok(keys::open(dir, PIN, &NoKeyring)?))?;
    let app = App::open(dir);
    let (unlock, ()) = timed(|| Ok(app.unlock(PIN)?))?;
    let list = |text: Option<&str>| {
        app.list(&ListTickets {
            sort: Some(Sort::Due),
            limit: Some(50),
            text: text.map(Into::into),
            ..ListTickets::default()
        })
    };
    let (page, first) = timed(|| Ok(list(None)?))?;
    let (today, _) = timed(|| Ok(app.today()?))?;
    let (counts, _) = timed(|| Ok(app.counts()?))?;
    let rss = resident()?;
    let (search, _) = timed(|| Ok(list(Some("路灯"))?))?;
    Ok(json!({
        "tickets": first.total, "kdf_ms": kdf, "unlock_ms": unlock, "page_ms": page, "today_ms": today, "counts_ms": counts,
        "search_ms": search, "first_page_ms": unlock + page, "without_kdf_ms": unlock + page - kdf, "rss_mb": rss,
    }))
}

/// Milliseconds and the outcome.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let start = Instant::now();
    let outcome = work()?;
    Ok((start.elapsed().as_secs_f64() * 1000.0, outcome))
}

/// Resident memory of this process in megabytes.
fn resident() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|l| l.strip_prefix("VmRSS:"))
        .context("VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}

fn megabytes(path: &Path) -> Result<f64> {
    Ok(std::fs::metadata(path)?.len() as f64 / 1_048_576.0)
}
