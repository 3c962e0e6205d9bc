//! `erase`: what is kept beside one ticket's document goes for good.

use super::{Data, Ran, open};
use crate::{clock, erase};
use clap::Args;
use model::TicketId;
use serde_json::json;

/// 删除一件工单的反映人和回访、督办、剔除文字，不可恢复
#[derive(Args)]
pub struct Erase {
    /// 工单的 id
    id: String,
    #[command(flatten)]
    data: Data,
}

impl Erase {
    pub(super) fn run(self) -> Ran {
        let id = TicketId::new(self.id)?;
        let pool = open(&self.data.data)?;
        let erased = erase::erase(&pool, &id, clock::now())?;
        pool.close();
        if !erased.log_empty {
            eprintln!("已删除；数据库日志正被读取，还没有清空，稍后再运行一次即可");
        }
        Ok(json!({"erased": erased.records}).into())
    }
}
