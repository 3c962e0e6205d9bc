//! `rescue import`: a bundle of a device's unsent work is taken in. Works while the pool serves.

use super::{Data, Ran, open};
use crate::{brought, clock, rescue};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
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
        let bytes = brought::read(&import.file, BYTES_MAX as u64)?;
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
