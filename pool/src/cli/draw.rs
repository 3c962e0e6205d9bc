//! `draw verify`: draws again from the file of a draw; it needs no pool.

use super::{Ran, read_bytes};
use crate::draw;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// 抽取
#[derive(Subcommand)]
pub enum Draw {
    /// 按公布的文件重算一次抽取，说出对不上的那一步
    Verify(Verify),
}

/// 核对一次抽取
#[derive(Args)]
pub struct Verify {
    /// 抽取以后公布的 JSON
    file: PathBuf,
    /// As every command has it; a draw is checked wherever its file lies, without a pool.
    #[arg(long, value_name = "DIR", hide = true)]
    data: Option<PathBuf>,
}

impl Draw {
    pub(super) fn run(self) -> Ran {
        let Draw::Verify(Verify { file, data: _ }) = self;
        let verified = draw::verify(&draw::read(&read_bytes(&file)?)?)?;
        Ok(serde_json::to_value(verified)?.into())
    }
}
