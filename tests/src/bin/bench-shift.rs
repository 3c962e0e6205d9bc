//! Measures a shift (docs/goals.md P1 to P4): 500 tickets and 1,500 edits captured offline, then delivered. Prints JSON.
//!
//! Corpus: the demo district's seeded generator, 15 fields, Chinese text, 4 edits a ticket, no photos, no reporters.

use anyhow::{Context, Result};
use api::{Capture, EditFacts};
use device::App;
use model::issue::FactsPatch;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::network::{self, Shape};
use tests::{Pool, device::PIN};

const RUNS: usize = 5;
const TICKETS: usize = 500;
const GROWTH: [usize; 5] = [100, 250, 500, 1000, 2000];

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let mut runs = Vec::new();
    for seed in 0..RUNS {
        eprintln!("第 {} 次，共 {RUNS} 次：{TICKETS} 件", seed + 1);
        runs.push(shift(TICKETS, seed as u64 + 1, None, &runtime)?);
    }
    let growth = GROWTH
        .iter()
        .map(|n| {
            eprintln!("增长：{n} 件");
            let one = shift(*n, 77, None, &runtime)?;
            Ok(json!({"tickets": n, "capture_s": one.capture.as_secs_f64(), "push_s": one.push.as_secs_f64(), "bytes_per_ticket": one.bytes / *n as u64}))
        })
        .collect::<Result<Vec<Value>>>()?;
    let mut shaped = serde_json::Map::new();
    for (name, shape) in [
        ("good", network::GOOD),
        ("weak", network::WEAK),
        ("edge", network::EDGE),
    ] {
        eprintln!("网络 {name}");
        let one = shift(TICKETS, 5, Some(shape), &runtime)?;
        shaped.insert(
            name.into(),
            json!({"push_s": one.push.as_secs_f64(), "tries": one.tries}),
        );
    }
    let report = json!({
        "tickets": TICKETS, "edits": TICKETS * 3, "runs": RUNS,
        "capture_s": median(runs.iter().map(|r| r.capture.as_secs_f64()).collect()),
        "commit_p99_ms": median(runs.iter().map(|r| r.p99.as_secs_f64() * 1000.0).collect()),
        "push_s": median(runs.iter().map(|r| r.push.as_secs_f64()).collect()),
        "bytes_per_ticket": median(runs.iter().map(|r| r.bytes as f64 / TICKETS as f64).collect()),
        "requests": median(runs.iter().map(|r| r.requests as f64).collect()),
        "idle_requests": runs[0].idle.0, "idle_bytes": runs[0].idle.1,
        "growth": growth, "networks": shaped,
    });
    println!("{report}");
    Ok(())
}

struct Shift {
    capture: Duration,
    p99: Duration,
    push: Duration,
    bytes: u64,
    requests: u64,
    idle: (u64, u64),
    tries: u32,
}

fn shift(
    tickets: usize,
    seed: u64,
    shape: Option<Shape>,
    runtime: &tokio::runtime::Runtime,
) -> Result<Shift> {
    let mut pool = Pool::stopped(0);
    pool.start();
    let dir = tempfile::TempDir::new()?;
    let app = App::open(dir.path());
    app.wait(app.enrol(&pool.url(), &pool.enrol_code("collector"), PIN, None))?;
    app.wait(app.sync())?;
    let district = demo::district();
    let issues: Vec<_> = demo::issues(seed, tickets, &district).collect();

    let mut each = Vec::with_capacity(tickets * 4);
    let timed = |work: &mut dyn FnMut() -> Result<()>, each: &mut Vec<Duration>| -> Result<()> {
        let start = Instant::now();
        work()?;
        each.push(start.elapsed());
        Ok(())
    };
    let start = Instant::now();
    for demo in issues {
        let mut issue = demo.issue;
        issue.reporter = None;
        issue.no_photo_reason = Some("夜间无照明，无法拍清".into());
        let mut id = None;
        timed(
            &mut || {
                let capture = Capture {
                    issue: issue.clone(),
                    photos: vec![],
                    draft: None,
                    note: None,
                    command_id: None,
                };
                id = Some(app.capture(&capture)?.ticket.id);
                Ok(())
            },
            &mut each,
        )?;
        let id = id.context("captured")?;
        let patches = [
            FactsPatch {
                body: Some(format!("{}另据现场人员补充，情况仍在持续。", issue.body)),
                ..FactsPatch::default()
            },
            FactsPatch {
                grade: Some(model::Grade::Urgent),
                ..FactsPatch::default()
            },
            FactsPatch {
                title: Some(format!(
                    "{}（补）",
                    issue.title.chars().take(36).collect::<String>()
                )),
                ..FactsPatch::default()
            },
        ];
        for facts in patches {
            timed(
                &mut || {
                    app.edit_facts(&EditFacts {
                        id: id.clone(),
                        facts: facts.clone(),
                        command_id: None,
                        seen: None,
                    })?;
                    Ok(())
                },
                &mut each,
            )?;
        }
    }
    let capture = start.elapsed();
    each.sort();
    let p99 = each[(each.len() * 99 / 100).min(each.len() - 1)];

    if let Some(shape) = shape {
        let target = pool.url().trim_start_matches("http://").parse()?;
        let through = runtime.block_on(network::proxy(target, shape))?;
        app.wait(app.set_pool(&format!("http://{through}")))?;
    }
    let start = Instant::now();
    let (mut tries, mut bytes, mut requests) = (0, 0, 0);
    loop {
        tries += 1;
        match app.wait(app.sync()) {
            Ok(report) => {
                bytes += report.bytes_up + report.bytes_down;
                requests += report.requests;
                break;
            }
            Err(e) if tries < 40 => eprintln!("  又断了：{e}"),
            Err(e) => return Err(e.into()),
        }
    }
    let push = start.elapsed();
    let idle = app
        .wait(app.sync())
        .map(|r| (r.requests, r.bytes_up + r.bytes_down))
        .unwrap_or_default();
    pool.kill();
    Ok(Shift {
        capture,
        p99,
        push,
        bytes,
        requests,
        idle,
        tries,
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
