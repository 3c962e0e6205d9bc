//! `backup` and `restore`.

use super::{Data, Ran, open, unreadable};
use crate::backup::Kept;
use crate::store::{DATABASE, Entry};
use crate::{backup, clock};
use clap::Args;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

/// 备份到一个用口令封存的文件
#[derive(Args)]
pub struct Backup {
    /// 备份文件，不能已经存在
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 封存备份的口令
    #[arg(long, env = "ZS12345_PASSPHRASE", hide_env_values = true)]
    passphrase: Option<String>,
}

impl Backup {
    pub(super) fn run(self) -> Ran {
        let passphrase = backup::passphrase(self.passphrase.as_deref())?;
        if self.file.exists() {
            return Err(unreadable(&self.file, "已经存在，不会覆盖"));
        }
        let pool = open(&self.data.data)?;
        let begun = clock::now();
        backup::pack(&pool, &self.file, passphrase)?;
        // Only a backup that was read back counts.
        let manifest = backup::check(&self.file, passphrase)?;
        let files = manifest.files.len();
        pool.write_now(move |tx| {
            tx.photos_safe(begun, clock::now())?;
            let detail = files.to_string();
            tx.audit(&Entry {
                at: clock::now(),
                what: "backup",
                detail,
                ..Entry::default()
            })
        })?;
        pool.close();
        let bytes = fs::metadata(&self.file)?.len();
        Ok(json!({"file": self.file, "bytes": bytes, "photos": photos(&manifest), "verified": true}).into())
    }
}

fn photos(manifest: &backup::Manifest) -> usize {
    manifest
        .files
        .iter()
        .filter(|f| f.path.starts_with("photos/") && !f.path.ends_with(".thumb"))
        .count()
}

/// 从备份文件恢复到一个空文件夹
#[derive(Args)]
pub struct Restore {
    /// 备份文件
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// 封存备份的口令
    #[arg(long, env = "ZS12345_PASSPHRASE", hide_env_values = true)]
    passphrase: Option<String>,
    /// 被替换的那个工单池的文件夹；不给时看备份里记的原文件夹还在不在
    #[arg(long, value_name = "DIR")]
    instead_of: Option<PathBuf>,
}

impl Restore {
    pub(super) fn run(self) -> Ran {
        let passphrase = backup::passphrase(self.passphrase.as_deref())?;
        let folder = &self.data.data;
        if !is_empty(folder)? {
            return Err(unreadable(folder, "文件夹里已经有东西，请换一个空的"));
        }
        // Beside the target, so that a broken backup leaves nothing half done in it.
        let mut name = folder.clone().into_os_string();
        name.push(format!(
            ".{}.part",
            hex::encode(crate::store::random::<6>()?)
        ));
        let part = PathBuf::from(name);
        fs::create_dir_all(&part)?;
        #[cfg(unix)]
        fs::set_permissions(&part, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        let unpacked = backup::unpack(&self.file, &part, passphrase);
        let manifest = match unpacked {
            Ok(manifest) if part.join(DATABASE).is_file() => manifest,
            other => {
                let _ = fs::remove_dir_all(&part);
                return other.and_then(|_| Err(unreadable(&self.file, "里面没有数据库")));
            }
        };
        // What must not come back is taken away before the folder counts.
        let back = match backup::revive(&part, self.instead_of.as_deref(), clock::now()) {
            Ok(back) => back,
            Err(trouble) => {
                let _ = fs::remove_dir_all(&part);
                return Err(trouble);
            }
        };
        if folder.is_dir() {
            fs::remove_dir(folder)?;
        }
        fs::rename(&part, folder)?;
        let backup::Revived { epoch, tickets, .. } = back;
        match back.kept {
            Kept::From(old) => eprintln!(
                "人员、岗位和设备以 {} 里最后的情况为准；登录都已结束，未用的登记码都已作废。",
                old.display()
            ),
            Kept::Held(devices) => eprintln!(
                "没有找到被替换的工单池（可用 --instead-of 指明）：{devices} 台设备须由系统管理员逐台确认\
                 （zs12345-pool devices --confirm 设备编号）以后才能同步；备份之后停用的人员、岗位和改过的口令请重新办理。\
                 登录都已结束，未用的登记码都已作废。"
            ),
        }
        Ok(json!({"epoch": epoch, "tickets": tickets, "photos": photos(&manifest)}).into())
    }
}

fn is_empty(folder: &Path) -> Result<bool, crate::Error> {
    if !folder.exists() {
        return Ok(true);
    }
    if !folder.is_dir() {
        return Ok(false);
    }
    Ok(fs::read_dir(folder)?.next().is_none())
}
