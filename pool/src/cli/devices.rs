//! `enrol-code` and `revoke-device`; both work while the pool serves.

use super::{Data, Ran, open};
use crate::store::Entry;
use crate::{auth, clock};
use clap::Args;
use model::{Code, Denial, DeviceId};
use serde_json::json;

/// 为一台设备生成一次性登记码
#[derive(Args)]
pub struct EnrolCode {
    #[command(flatten)]
    data: Data,
    /// 设备使用人的用户名
    #[arg(long, value_name = "NAME")]
    user: String,
}

impl EnrolCode {
    pub(super) fn run(self) -> Ran {
        let pool = open(&self.data.data)?;
        let (code, expires_at) = auth::issue_code(&pool, &self.user)?;
        pool.close();
        Ok(json!({"code": code, "expires_at": expires_at}).into())
    }
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
        let done = pool.write_now(move |tx| {
            let now = clock::now();
            let done = tx.revoke_device(&id, now)?;
            if done {
                let detail = id.to_string();
                tx.audit(&Entry {
                    at: now,
                    what: "device_revoked",
                    detail,
                    ..Entry::default()
                })?;
            }
            Ok(done)
        })?;
        pool.close();
        if done {
            Ok(json!({"revoked": device}).into())
        } else {
            Err(Denial::new(Code::ValueUnknown)
                .with("field", "device")
                .with("value", device)
                .into())
        }
    }
}
