//! `erase`: what is kept beside one ticket's document goes for good: its reporter and the texts of visits, supervision and
//! exclusions. The document and its rulings stay.

use super::{Data, Ran, open};
use crate::clock;
use crate::store::Entry;
use clap::Args;
use model::{Code, TicketId};
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
        let erased = pool.write_now(move |tx| {
            let place = tx.ticket(&id)?.ok_or(Code::NotFound)?;
            let erased = tx.erase_personal(place.n)?;
            tx.audit(&Entry {
                at: clock::now(),
                what: "personal_erased",
                ticket: id.to_string(),
                detail: erased.to_string(),
                ..Entry::default()
            })?;
            Ok(erased)
        })?;
        pool.close();
        Ok(json!({"erased": erased}).into())
    }
}
