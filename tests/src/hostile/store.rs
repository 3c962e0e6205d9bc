//! Hands on the pool's own database.

use super::ground::Ground;
use crate::Pool;
use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use tempfile::TempDir;

/// Does something to the pool's own database while it does not run; `verify` must say so. A copy is spoilt, not the ground.
pub fn tampered(
    g: &mut Ground,
    work: impl FnOnce(&Connection) -> rusqlite::Result<usize>,
) -> Result<()> {
    g.pool.kill();
    let dir = TempDir::new()?;
    for file in g.pool.files() {
        let to: PathBuf = dir.path().join(file.strip_prefix(g.pool.folder())?);
        std::fs::create_dir_all(to.parent().context("a folder")?)?;
        std::fs::copy(&file, &to)?;
    }
    g.pool.start();
    let copy = Pool::over(dir, json!({}));
    ensure!(copy.command(&["verify"]).is_ok(), "改动以前就对不上");
    let path = copy.folder().join("pool.sqlite");
    ensure!(path.exists(), "库不在 {}", path.display());
    let changed = work(&Connection::open(path)?)?;
    ensure!(changed > 0, "没有改到");
    match copy.command(&["verify"]) {
        Err((5, _)) => Ok(()),
        other => Err(anyhow!("verify 没有发现：{other:?}")),
    }
}

/// The whole chain anew, as whoever knows the algorithm but no key would write it.
pub fn rewrite(db: &Connection) -> rusqlite::Result<usize> {
    db.execute(
        "update audit set detail = 'nothing happened' where n = (select max(n) / 2 from audit)",
        (),
    )?;
    let mut lines = db.prepare("select n, at, who, what, ticket, detail from audit order by n")?;
    let lines: Vec<(i64, i64, [String; 4])> = lines
        .query_map([], |r| {
            Ok((
                r.get(0)?,
                r.get(1)?,
                [r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?],
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut before = [0_u8; 32];
    for (n, at, texts) in &lines {
        let mut sum = Sha256::new();
        sum.update(before);
        sum.update(n.to_be_bytes());
        sum.update(at.to_be_bytes());
        for text in texts {
            sum.update((text.len() as u64).to_be_bytes());
            sum.update(text.as_bytes());
        }
        before = sum.finalize().into();
        db.execute("update audit set hash = ?2 where n = ?1", (n, before))?;
    }
    let head = format!("{}:{}", lines.len(), hex::encode(before));
    let _head = db.execute(
        "update setting set value = ?1 where name = 'audit_head'",
        [head],
    );
    Ok(lines.len())
}
