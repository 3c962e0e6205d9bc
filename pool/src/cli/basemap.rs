//! `basemap`: publishes a PMTiles pack, or takes it back; both work while the pool serves.

use super::{Data, Ran, open};
use crate::basemap::{self, Label};
use api::MapDatum;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;

/// 底图
#[derive(Subcommand)]
pub enum Basemap {
    /// 发布一个 PMTiles 底图包，替换原有的
    Publish(Publish),
    /// 撤下底图
    Remove(Remove),
}

/// 发布底图
#[derive(Args)]
pub struct Publish {
    /// PMTiles 文件（第 3 版）
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 显示的名称，请带上日期
    #[arg(long)]
    name: String,
    /// 图块的坐标系：wgs84、cgcs2000 或 gcj02
    #[arg(long, value_parser = datum)]
    datum: MapDatum,
    /// 审图号，显示在地图上
    #[arg(long, value_name = "审图号")]
    approval: String,
}

/// 撤下底图
#[derive(Args)]
pub struct Remove {
    #[command(flatten)]
    data: Data,
}

impl Basemap {
    pub(super) fn run(self) -> Ran {
        match self {
            Basemap::Publish(publish) => {
                let pool = open(&publish.data.data)?;
                let label = Label {
                    name: publish.name,
                    datum: publish.datum,
                    approval: publish.approval,
                };
                let done = basemap::publish(&pool, &publish.file, label);
                pool.close();
                Ok(serde_json::to_value(done?)?.into())
            }
            Basemap::Remove(remove) => {
                let pool = open(&remove.data.data)?;
                let done = basemap::remove(&pool);
                pool.close();
                Ok(json!({"removed": done?}).into())
            }
        }
    }
}

fn datum(word: &str) -> Result<MapDatum, String> {
    serde_json::from_value(word.into()).map_err(|_| "须是 wgs84、cgcs2000 或 gcj02".into())
}
