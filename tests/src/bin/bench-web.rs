//! Measures a tablet in a browser: how large it is, opening without a pool, 20,000 tickets behind a PIN, a capture with its photo,
//! a photo of 12 megapixels, 500 tickets delivered beside a native device of the same run, memory, and an issue captured by
//! taps with the processor slowed six times. Prints JSON.

use anyhow::{Context, Result, ensure};
use api::Capture;
use device::App;
use model::issue::Issue;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tests::browser::Browser;
use tests::device::PIN;
use tests::page::{self, Course, End, PROBE, Place, SLOWER, share};
use tests::{Pool, folder, photo};
use tokio::task::block_in_place;

const TABLET: (u32, u32) = (1280, 800);
const TICKETS: u32 = 20_000;
const PUSHED: usize = 500;
const RUNS: usize = 5;
/// A photo of 12 megapixels.
const CAMERA: (u32, u32) = (4000, 3000);
/// Notes what the page asks of its worker.
const WORKER: &str = include_str!("../page/tablet.js");
/// How long one question to the worker may take.
const PATIENCE: Duration = Duration::from_secs(600);

#[tokio::main]
async fn main() -> Result<()> {
    // Some of it, to look at the program itself.
    let only = std::env::var("ZS12345_BENCH_ONLY").ok();
    let wanted = |part: &str| {
        only.as_deref()
            .is_none_or(|o| o.split(',').any(|o| o == part))
    };
    let mut figures = json!({ "slower": SLOWER, "size": size()? });
    if wanted("start") {
        figures["start"] = start().await.context("20,000 tickets")?;
    }
    if wanted("day") {
        day(&mut figures).await.context("a day")?;
    }
    println!("{figures}");
    Ok(())
}

/// Bytes after brotli: what every page fetches, and what tablets alone do.
fn size() -> Result<Value> {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/dist/assets");
    let of = |begin: &str, end: &str| -> Result<u64> {
        let files = folder::files(&assets);
        let found = files.iter().find(|file| {
            let name = file.file_name().and_then(|n| n.to_str()).unwrap_or("");
            name.starts_with(begin) && name.ends_with(end)
        });
        let found = found.with_context(|| format!("{begin}…{end} is not built"))?;
        Ok(std::fs::metadata(found)?.len())
    };
    Ok(json!({
        "page_wasm": of("frontend-", ".wasm.br")?, "worker_wasm": of("web-", ".wasm.br")?,
        "worker_script": of("web-", ".js.br")?,
    }))
}

/// A browser that has become the tablet of somebody.
async fn enrolled(profile: &Path, pool: &Pool, role: &str) -> Result<Browser> {
    let browser = opened(profile, pool).await?;
    browser.tap("become-tablet").await?;
    let code = block_in_place(|| pool.enrol_code(role));
    browser.fill("enrol-code", &code).await?;
    browser.fill("pin", PIN).await?;
    browser.fill("pin-again", PIN).await?;
    browser.tap("enrol").await?;
    browser.find("nav-settings").await?;
    browser
        .run("return navigator.serviceWorker.ready.then(() => true)")
        .await?;
    Ok(browser)
}

/// Its pages begin with the probes.
async fn opened(profile: &Path, pool: &Pool) -> Result<Browser> {
    let browser = Browser::chromium_of(profile, "about:blank", TABLET.0, TABLET.1).await?;
    browser.page.set_script_timeout(PATIENCE).await?;
    browser.begin_with(PROBE).await?;
    browser.begin_with(WORKER).await?;
    browser
        .begin_with("zsProbe.await('[data-test=unlock]', '')")
        .await?;
    browser.tablet(TABLET.0, TABLET.1).await?;
    browser.page.goto(pool.url()).await?;
    Ok(browser)
}

/// Asks the worker beside the page; its answer.
async fn ask(browser: &Browser, door: &str, call: &str, args: Value) -> Result<Value> {
    let script = "const [door, call, args, done] = arguments; zsTablet.ask(door, call, args).then(done, (why) => done({ failed: String(why) }))";
    let args = vec![json!(door), json!(call), args];
    let answer = browser.page.execute_async(script, args).await?;
    let answer = answer.json().clone();
    ensure!(answer.get("failed").is_none(), "{call}: {answer}");
    Ok(answer)
}

/// Milliseconds of the calls of a name since they were asked for last.
async fn took(browser: &Browser, call: &str) -> Result<Vec<f64>> {
    let script = "return zsTablet.took(arguments[0])";
    let answer = browser.page.execute(script, vec![json!(call)]).await?;
    Ok(answer.convert()?)
}

/// Opening without a pool, and the first page of a tablet that holds as much as it ever will.
async fn start() -> Result<Value> {
    let dir = tempfile::tempdir()?;
    let profile = dir.path().join("profile");
    let mut pool = block_in_place(|| {
        let mut pool = Pool::stopped(TICKETS);
        pool.start();
        pool
    });
    let begin = Instant::now();
    let browser = enrolled(&profile, &pool, "desk_district").await?;
    loop {
        let report = ask(&browser, "tell", "sync_now", json!({})).await?;
        if report["pulled"] == 0 {
            break;
        }
    }
    eprintln!("  取回用时 {:.1} s", begin.elapsed().as_secs_f64());
    let tickets = ask(&browser, "ask", "count_tickets", json!({})).await?;
    browser.close().await?;
    block_in_place(|| pool.kill());
    let (mut pin, mut first, mut unlock, mut today) = (vec![], vec![], vec![], vec![]);
    let browser = opened(&profile, &pool).await?;
    for _ in 0..RUNS {
        browser.page.goto(format!("{}/today", pool.url())).await?;
        pin.push(browser.told::<f64>("return zsProbe.seen").await?);
        browser.fill("pin", PIN).await?;
        browser
            .run("zsProbe.lifted = 0; zsProbe.await('[data-test=today]', '')")
            .await?;
        browser.finger("[data-test=unlock]").await?;
        let script = "return zsProbe.seen && zsProbe.lifted ? zsProbe.seen - zsProbe.lifted : null";
        first.push(browser.told::<f64>(script).await?);
        browser.quiet().await?;
        unlock.extend(took(&browser, "unlock").await?);
        today.extend(took(&browser, "today").await?);
    }
    let memory = memory(&profile)?;
    browser.close().await?;
    let figures = json!({
        "runs": RUNS, "tickets": tickets, "pin_page_ms": share(pin, 50), "first_page_ms": share(first, 50),
        "unlock_ms": share(unlock, 50), "today_ms": share(today, 50), "memory_mb": memory.0, "memory_peak_mb": memory.1,
    });
    eprintln!("  start：{figures}");
    Ok(figures)
}

/// A collector's day: captures with photos, a large photo, what waits delivered, all beside a native device.
async fn day(figures: &mut Value) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let profile = dir.path().join("profile");
    let mut pool = block_in_place(Pool::demo);
    let browser = enrolled(&profile, &pool, "collector").await?;
    let degrees = |name: &str| pool.sample(name).as_f64().unwrap_or_default();
    browser
        .stand_at(degrees("lon"), degrees("lat"), 6.0)
        .await?;
    let native = App::open(&dir.path().join("native"));
    block_in_place(|| -> Result<()> {
        native.wait(native.enrol(&pool.url(), &pool.enrol_code("collector"), PIN, None))?;
        native.wait(native.sync())?;
        pool.kill();
        Ok(())
    })?;
    let shot = written(dir.path(), "small.jpg", &photo::jpeg(4, 1600, 1200))?;

    figures["capture"] = captures(&browser, &pool, &shot).await?;
    figures["photo"] = large_photos(&browser, &pool, dir.path(), &native).await?;
    let held = memory(&profile)?;
    figures["photo"]["memory_peak_mb"] = held.1.into();
    figures["draft"] = {
        browser.page.goto(format!("{}/capture", pool.url())).await?;
        unlock(&browser).await?;
        browser.quiet().await?;
        browser.slow(SLOWER).await?;
        page::drafts(&browser).await?
    };
    browser.slow(1.0).await?;
    let issues: Vec<Issue> = {
        let district = demo::district();
        let all = demo::issues(7, PUSHED, &district).map(|demo| demo.issue);
        let without = |mut issue: Issue| {
            issue.reporter = None;
            issue.no_photo_reason = Some("夜间无照明，无法拍清".into());
            issue
        };
        all.map(without).collect()
    };
    let begin = Instant::now();
    for issue in &issues {
        ask(&browser, "tell", "capture", json!({ "issue": issue })).await?;
    }
    eprintln!("  {PUSHED} 件用时 {:.1} s", begin.elapsed().as_secs_f64());
    let web = took(&browser, "capture").await?;
    let mut own = Vec::new();
    for issue in issues {
        let begin = Instant::now();
        native.capture(&Capture {
            issue,
            photos: vec![],
            draft: None,
            note: None,
            command_id: None,
        })?;
        own.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    block_in_place(|| pool.start());
    let begin = Instant::now();
    let report = ask(&browser, "tell", "sync_now", json!({})).await?;
    let pushed = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    block_in_place(|| native.wait(native.sync()))?;
    let natively = begin.elapsed().as_secs_f64();
    let (web, own) = (share(web, 50), share(own, 50));
    figures["push"] = json!({
        "tickets": PUSHED, "report": report, "push_s": pushed, "native_push_s": natively, "ratio": pushed / natively,
        "capture_ms": web, "native_capture_ms": own, "capture_ratio": web / own,
    });
    eprintln!("  push：{}", figures["push"]);
    browser.close().await
}

async fn unlock(browser: &Browser) -> Result<()> {
    browser.fill("pin", PIN).await?;
    browser.tap("unlock").await?;
    browser.find("nav-capture").await.map(drop)
}

/// Issues captured by taps, first at full speed for what the worker does, then slowed for what a person waits.
async fn captures(browser: &Browser, pool: &Pool, shot: &Path) -> Result<Value> {
    let mut figures = json!({});
    for (name, times) in [("full", 1.0), ("slowed", SLOWER)] {
        let mut courses = Vec::new();
        let (mut photos, mut kept) = (vec![], vec![]);
        for _ in 0..RUNS {
            browser.page.goto(format!("{}/today", pool.url())).await?;
            unlock(browser).await?;
            browser.slow(times).await?;
            courses.push(page::capture(browser, shot, Place::Found, End::Sent).await?);
            browser.slow(1.0).await?;
            photos.extend(took(browser, "take_photo").await?);
            kept.extend(took(browser, "capture").await?);
        }
        let ms: Vec<f64> = courses.iter().map(|c| c.ms).collect();
        let most = |n: fn(&Course) -> u32| courses.iter().map(n).max();
        figures[name] = json!({
            "runs": RUNS, "taps": most(|c| c.taps), "swipes": most(|c| c.swipes), "photo_ms": share(photos, 50),
            "capture_ms": share(kept, 50), "median_s": share(ms.clone(), 50) / 1000.0, "max_s": share(ms, 100) / 1000.0,
        });
        eprintln!("  {name}：{}", figures[name]);
    }
    Ok(figures)
}

async fn large_photos(browser: &Browser, pool: &Pool, dir: &Path, native: &App) -> Result<Value> {
    browser.page.goto(format!("{}/capture", pool.url())).await?;
    unlock(browser).await?;
    let (mut web, mut own) = (vec![], vec![]);
    for seed in 0..u32::try_from(RUNS)? {
        let bytes = photo::jpeg(100 + seed, CAMERA.0, CAMERA.1);
        let file = written(dir, &format!("large-{seed}.jpg"), &bytes)?;
        browser.choose("photo-input", &[file]).await?;
        let count = format!(
            "return document.querySelectorAll('[data-test=photo]').length > {seed} ? true : null"
        );
        browser.told::<bool>(&count).await?;
        web.extend(took(browser, "take_photo").await?);
        let begin = Instant::now();
        native.take_photo("large.jpg", model::PhotoKind::Scene, &bytes)?;
        own.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    let (web, own) = (share(web, 50), share(own, 50));
    let figures = json!({
        "runs": RUNS, "pixels": u64::from(CAMERA.0) * u64::from(CAMERA.1), "ms": web, "native_ms": own, "ratio": web / own,
    });
    eprintln!("  photo：{figures}");
    Ok(figures)
}

fn written(dir: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = dir.join(name);
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// Megabytes that the largest page process of this browser holds now, and has held at most: page, worker and its store together.
fn memory(profile: &Path) -> Result<(f64, f64)> {
    let told = format!("--user-data-dir={}", profile.display());
    let mut largest = (0.0, 0.0);
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        if !(line.contains("--type=renderer") && line.contains(&told)) {
            continue;
        }
        let status = std::fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let of = |name: &str| {
            let row = status.lines().find_map(|l| l.strip_prefix(name));
            let kib = row.and_then(|r| r.trim().trim_end_matches(" kB").trim().parse::<f64>().ok());
            kib.unwrap_or(0.0) / 1024.0
        };
        let held = (of("VmRSS:"), of("VmHWM:"));
        if held.0 > largest.0 {
            largest = held;
        }
    }
    ensure!(largest.0 > 0.0, "no page process was found");
    Ok(largest)
}
