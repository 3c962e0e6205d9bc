//! `enrol-code`, `devices` and `revoke-device`; all work while the pool serves.

use super::{Data, Ran, open, qr, unreadable};
use crate::store::Store;
use crate::{Error, auth, clock, devices};
use clap::Args;
use model::{Code, Denial, DeviceId, UserName};
use serde_json::{Value, json};
use std::path::PathBuf;

/// 为一台设备生成一次性登记码
#[derive(Args)]
pub struct EnrolCode {
    #[command(flatten)]
    data: Data,
    /// 设备使用人的用户名
    #[arg(long, value_name = "NAME")]
    user: String,
    /// 把登记码写成二维码图片（PNG），设备拍照即可登记
    #[arg(long, value_name = "FILE", requires = "pool")]
    qr: Option<PathBuf>,
    /// 二维码里的工单池地址，例如 https://pool.example:8443
    #[arg(long, value_name = "URL", requires = "qr")]
    pool: Option<String>,
}

impl EnrolCode {
    pub(super) fn run(self) -> Ran {
        let address = self.pool.as_deref().map(qr::address).transpose()?;
        if let Some(file) = self.qr.as_ref().filter(|f| f.exists()) {
            return Err(unreadable(file, "已经存在，不会覆盖"));
        }
        let pool = open(&self.data.data)?;
        let (code, expires_at) = auth::issue_code(&pool, &self.user)?;
        pool.close();
        let mut printed = json!({"code": code, "expires_at": expires_at});
        if let Some((file, address)) = self.qr.as_ref().zip(address.as_ref()) {
            qr::write(file, address, &code)?;
            printed["qr"] = json!(file);
        }
        Ok(printed.into())
    }
}

/// 列出设备：每行一个 JSON 对象
#[derive(Args)]
pub struct Devices {
    #[command(flatten)]
    data: Data,
    /// 只列这个人的
    #[arg(long, value_name = "NAME")]
    user: Option<UserName>,
    /// 确认一台等待的设备（还原以后、发现两份、太久没有同步），16 位十六进制
    #[arg(long, value_name = "ID", conflicts_with = "user")]
    confirm: Option<String>,
}

impl Devices {
    pub(super) fn run(self) -> Ran {
        let pool = open(&self.data.data)?;
        let (now, days) = (clock::now(), token_days(&pool));
        if let Some(id) = self.confirm.map(DeviceId::new).transpose()? {
            let device = id.clone();
            let done = pool.write_now(move |tx| devices::confirm(tx, "", &device, now))?;
            pool.close();
            return if done {
                Ok(json!({"confirmed": id}).into())
            } else {
                Err(unknown(&id))
            };
        }
        let user = self.user;
        let listed = pool.read_now(|db| devices::list(db, user.as_ref(), now, days))?;
        pool.close();
        for line in listed {
            println!("{}", serde_json::to_string(&line)?);
        }
        Ok(Value::Null.into())
    }
}

fn token_days(pool: &Store) -> u32 {
    pool.district().district.rules.guard.token_days
}

fn unknown(id: &DeviceId) -> Error {
    Denial::new(Code::ValueUnknown)
        .with("field", "device")
        .with("value", id)
        .into()
}

/// 停用一台设备，从它的下一个请求起生效
#[derive(Args)]
pub struct RevokeDevice {
    #[command(flatten)]
    data: Data,
    /// 设备编号，16 位十六进制
    #[arg(long, value_name = "ID")]
    device: String,
}

impl RevokeDevice {
    pub(super) fn run(self) -> Ran {
        let device = DeviceId::new(self.device)?;
        let pool = open(&self.data.data)?;
        let id = device.clone();
        let done = pool.write_now(move |tx| devices::revoke(tx, "", &id, clock::now()))?;
        pool.close();
        if done {
            Ok(json!({"revoked": device}).into())
        } else {
            Err(unknown(&device))
        }
    }
}
