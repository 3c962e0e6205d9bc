//! Measures the desk on 1,000,000 tickets (goals.md P7, P12) over HTTP against a pool process. Prints JSON.
//!
//! The store is built once under `target/bench` and used again as long as seed, size and tables are the same: a few hundred
//! tickets with their whole past by the demo, then bare ones with the states of these, moved to other times and places.

use anyhow::{Context, Result};
use pool::store::{Filling, Store};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tests::desk::{Draws, Served, Watch, copies};

const TICKETS: usize = 1_000_000;
const TOLD: usize = 400;
const SEED: u64 = 1;
const TOGETHER: usize = 10_000;

fn main() -> Result<()> {
    // Fewer, to look at the program itself.
    let tickets = std::env::var("ZS12345_BENCH_TICKETS").ok();
    let tickets = tickets.map_or(Ok(TICKETS), |n| n.parse())?;
    let folder = folder(tickets)?;
    let size = std::fs::metadata(folder.join(pool::store::DATABASE))?.len();
    let served = Served::start(&folder)?;
    let mut watch = Watch::new(&served, Draws::new(SEED))?;
    let open = watch.open()?;
    lists(&mut watch)?;
    searches(&mut watch)?;
    boards(&mut watch)?;
    one_ticket(&mut watch)?;
    println!(
        "{}",
        json!({"tickets": tickets, "open": open, "store_mb": size / 1_000_000, "seed": SEED, "measured": watch.report()})
    );
    Ok(())
}

/// The folder of the pool, built when it is not there.
fn folder(tickets: usize) -> Result<PathBuf> {
    let bench = std::env::current_exe()?;
    let bench = bench.ancestors().nth(2).context("target")?.join("bench");
    let made = bench.join("desk-new");
    let _ = std::fs::remove_dir_all(&made);
    pool::cli::load_demo(&made, SEED, TOLD).map_err(|e| anyhow::anyhow!("{e}"))?;
    let folder = bench.join(format!("desk-{SEED}-{tickets}-{}", schema(&made)?));
    if folder.exists() {
        eprintln!("用已有的库：{}", folder.display());
        std::fs::remove_dir_all(&made)?;
        return Ok(folder);
    }
    // Older ones have other tables, and are large.
    for entry in std::fs::read_dir(&bench)?.flatten() {
        let name = entry.file_name().to_string_lossy().to_string();
        if name.starts_with("desk-") && name != "desk-new" && entry.path().is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    eprintln!("建库：{tickets} 件");
    fill(&made, tickets).map_err(|e| anyhow::anyhow!("{e}"))?;
    std::fs::rename(&made, &folder)?;
    Ok(folder)
}

/// The tables of a pool, in eight digits.
fn schema(folder: &Path) -> Result<String> {
    let db = rusqlite::Connection::open(folder.join(pool::store::DATABASE))?;
    let sql = "select group_concat(sql, ';') from (select sql from sqlite_schema order by name)";
    let text: String = db.query_row(sql, [], |r| r.get(0))?;
    Ok(hex::encode(&Sha256::digest(text)[..4]))
}

fn fill(folder: &Path, tickets: usize) -> pool::Outcome<()> {
    let store = Store::open(folder)?;
    let told = store.read_now(|db| {
        let places = db.tickets_from(1, 10_000)?;
        let read = places.iter().map(|place| {
            let ticket = db.document(place.n)?.document()?.read()?;
            let state = ticket.state();
            Ok((ticket, state))
        });
        read.collect::<pool::Outcome<Vec<_>>>()
    })?;
    let (district, left) = (store.district(), tickets.saturating_sub(told.len()));
    let filling = Filling::begin(&store)?;
    let mut copies = copies(&district.district, told, SEED, pool::clock::now()).take(left);
    for done in (0..left).step_by(TOGETHER) {
        filling.add(copies.by_ref().take(TOGETHER).collect())?;
        if done % 100_000 == 0 {
            eprintln!("  {done}");
        }
    }
    eprintln!("  索引");
    filling.finish()?;
    store.close();
    Ok(())
}

fn lists(watch: &mut Watch) -> Result<()> {
    const GOAL: &str = "p99 ≤ 20";
    watch.warm("list_tickets")?;
    watch.measure("列表：一个条件", GOAL, 500, |w| {
        let ask = w.filter(1);
        ("demo_desk_district", "list_tickets", ask)
    })?;
    watch.measure("列表：两个条件", GOAL, 500, |w| {
        let ask = w.filter(2);
        ("demo_desk_district", "list_tickets", ask)
    })?;
    watch.measure("列表：镇街派单员", GOAL, 300, |w| {
        let ask = w.filter(1);
        ("demo_desk_town", "list_tickets", ask)
    })?;
    watch.measure("列表：单位负责人", GOAL, 300, |w| {
        let ask = w.filter(1);
        ("demo_unit_leader", "list_tickets", ask)
    })
}

fn searches(watch: &mut Watch) -> Result<()> {
    const GOAL: &str = "p99 ≤ 50";
    for (what, chars) in [("检索：2 字", 2), ("检索：3 字", 3), ("检索：4 字", 4)] {
        watch.measure(what, GOAL, 300, |w| {
            let text = w.words(chars);
            let ask = json!({"text": text, "sort": w.sort()});
            ("demo_desk_district", "list_tickets", ask)
        })?;
    }
    watch.measure("检索：2 字和一个条件", GOAL, 300, |w| {
        let mut ask = w.filter(1);
        ask["text"] = w.words(2).into();
        ("demo_desk_district", "list_tickets", ask)
    })
}

fn boards(watch: &mut Watch) -> Result<()> {
    for (who, user) in [
        ("区", "demo_desk_district"),
        ("镇街", "demo_desk_town"),
        ("单位", "demo_unit_leader"),
        ("督办", "demo_supervisor"),
    ] {
        for (what, call) in [("计数", "count_tickets"), ("看板", "read_boards")] {
            watch.measure(&format!("{what}：{who}"), "≤ 100", 40, |_| {
                (user, call, json!({}))
            })?;
        }
    }
    watch.measure("约谈：一个月", "≤ 100", 60, |w| {
        let month = w.month();
        ("demo_assessor", "list_talks", json!({"month": month}))
    })
}

fn one_ticket(watch: &mut Watch) -> Result<()> {
    watch.measure("为什么", "≤ 50", 300, |w| {
        let ask: Value = w.running();
        ("demo_desk_district", "why_due", ask)
    })?;
    watch.measure("相似工单", "≤ 50", 300, |w| {
        let id = w.any();
        ("demo_desk_district", "find_alike", json!({"id": id}))
    })?;
    watch.measure("建议单位", "≤ 50", 300, |w| {
        let id = w.any();
        ("demo_desk_district", "suggest_units", json!({"id": id}))
    })
}
