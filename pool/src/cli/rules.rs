//! `rules apply`: the operator's own door for a rule pack; at the desk it takes three persons.

use super::{Data, Ran, open, read_text};
use crate::{clock, rules};
use clap::{Args, Subcommand};
use model::rulepack::RulePack;
use serde_json::json;
use std::path::PathBuf;

/// 规则包
#[derive(Subcommand)]
pub enum Rules {
    /// 启用文件里的规则包；已入池的工单仍按原规则
    Apply(Apply),
}

/// 启用规则包
#[derive(Args)]
pub struct Apply {
    /// 规则包，JSON，与区域文件里的 rules 一样
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Rules {
    pub(super) fn run(self) -> Ran {
        let Rules::Apply(apply) = self;
        let json = model::json::read(read_text(&apply.file)?.as_bytes())?;
        let rules = RulePack::read(json)?;
        let pool = open(&apply.data.data)?;
        let tag = pool.write_now(move |tx| rules::apply_file(tx, rules, clock::now()))?;
        pool.close();
        Ok(json!({"rules": tag}).into())
    }
}
