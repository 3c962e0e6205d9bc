//! Pools of any size, built once under `target/bench` and used again as long as seed, size, tables and rules are the same: a
//! few hundred tickets with their whole past by the demo, then bare ones with the states of these, moved to other times and places.

use super::copies;
use anyhow::{Context, Result};
use pool::store::{Filling, Store};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The seed of everything that is drawn.
pub const SEED: u64 = 1;
const TOLD: usize = 400;
const TOGETHER: usize = 10_000;

/// The folder of a pool of this many tickets, built when it is not there.
pub fn folder(tickets: usize) -> Result<PathBuf> {
    let bench = std::env::current_exe()?;
    let bench = bench.ancestors().nth(2).context("target")?.join("bench");
    let made = bench.join("desk-new");
    let _ = std::fs::remove_dir_all(&made);
    demo::load(&made, SEED, TOLD.min(tickets)).map_err(|e| anyhow::anyhow!("{e}"))?;
    let shape = shape(&made)?;
    let folder = bench.join(format!("desk-{SEED}-{tickets}-{shape}"));
    if folder.exists() {
        eprintln!("用已有的库：{}", folder.display());
        std::fs::remove_dir_all(&made)?;
        return Ok(folder);
    }
    // Older ones have other tables or rules, and are large.
    for entry in std::fs::read_dir(&bench)?.flatten() {
        let name = entry.file_name().to_string_lossy().to_string();
        let old = name.starts_with("desk-") && name != "desk-new" && !name.ends_with(&shape);
        if old && entry.path().is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    eprintln!("建库：{tickets} 件");
    fill(&made, tickets).map_err(|e| anyhow::anyhow!("{e}"))?;
    std::fs::rename(&made, &folder)?;
    Ok(folder)
}

/// The tables of a pool and its rules, in eight digits.
fn shape(folder: &Path) -> Result<String> {
    let db = rusqlite::Connection::open(folder.join(pool::store::DATABASE))?;
    let sql = "select group_concat(sql, ';') from (select sql from sqlite_schema order by name)";
    let tables: String = db.query_row(sql, [], |r| r.get(0))?;
    let rules: String = db.query_row("select tag from rule_pack", [], |r| r.get(0))?;
    Ok(hex::encode(&Sha256::digest(tables + rules.as_str())[..4]))
}

fn fill(folder: &Path, tickets: usize) -> pool::Result<()> {
    let store = Store::open(folder)?;
    let told = store.read_now(|db| {
        let places = db.tickets_from(1, 10_000)?;
        let read = places.iter().map(|place| {
            let ticket = db.document(place.n)?.document()?.read()?;
            let state = ticket.state();
            Ok((ticket, state))
        });
        read.collect::<pool::Result<Vec<_>>>()
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
