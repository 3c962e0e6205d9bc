//! `rescue import`: a bundle of a device's unsent work is taken in. Works while the pool serves.

use super::{Data, Ran, open, unreadable};
use crate::{Error, clock, rescue};
use clap::{Args, Subcommand};
use model::{Code, Denial};
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use sync::rescue::BYTES_MAX;
use tokio::sync::Semaphore;

/// 救援包：设备没有送达的内容
#[derive(Subcommand)]
pub enum Rescue {
    /// 收下一个救援包；同一个收几次都不会重复
    Import(Import),
}

/// 收下一个救援包
#[derive(Args)]
pub struct Import {
    /// 设备存出来的救援包
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Rescue {
    pub(super) fn run(self) -> Ran {
        let Rescue::Import(import) = self;
        let bytes = read(&import.file)?;
        let pool = open(&import.data.data)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let turns = Semaphore::new(1);
        let taken = runtime.block_on(rescue::take(&pool, clock::now(), bytes, "", &turns));
        pool.close();
        let taken = taken?;
        for (count, denial) in taken.why.values() {
            eprintln!("{count} 项没有生效或没有收：{}", denial.sentence());
        }
        Ok(json!(taken.counts).into())
    }
}

/// A bundle has its greatest size; a huge file is not read.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let file = File::open(path).map_err(|e| unreadable(path, e))?;
    let length = file.metadata().map_err(|e| unreadable(path, e))?.len();
    let max = BYTES_MAX as u64;
    if length > max {
        return Err(Denial::too_many_bytes(Code::BodyTooLarge, length, max).into());
    }
    let mut bytes = Vec::new();
    file.take(max + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(path, e))?;
    Ok(bytes)
}
