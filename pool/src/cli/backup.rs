//! `backup` and `restore`.

use super::{Data, Ran};
use clap::Args;
use std::path::PathBuf;

/// 备份
#[derive(Args)]
pub struct Backup {
    /// 备份文件
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 封存备份的口令
    #[arg(long, env = "ZS12345_PASSPHRASE", hide_env_values = true)]
    passphrase: Option<String>,
}

/// 恢复
#[derive(Args)]
pub struct Restore {
    /// 备份文件
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 封存备份的口令
    #[arg(long, env = "ZS12345_PASSPHRASE", hide_env_values = true)]
    passphrase: Option<String>,
}

impl Backup {
    pub(super) fn run(self) -> Ran {
        Err(model::Code::CommandUnknown.into())
    }
}
impl Restore {
    pub(super) fn run(self) -> Ran {
        Err(model::Code::CommandUnknown.into())
    }
}
