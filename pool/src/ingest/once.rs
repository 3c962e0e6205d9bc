//! Repeated commands: answered as before, carried out once. What is kept for that holds no reporter, not even masked: it is
//! put back from the side record, and with that it is gone.

use super::Context;
use crate::Result;
use crate::show::{TicketView, without_reporters};
use crate::store::Tx;
use api::TicketReply;
use model::person::Person;
use model::{Code, Denial};
use sha2::{Digest, Sha256};

/// Longest `command_id`.
const COMMAND_ID_MAX: usize = 100;

/// Answers a repeated command as before; otherwise does the work and keeps its reply.
pub fn once(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    command: Option<&str>,
    call: &impl serde::Serialize,
    work: impl FnOnce() -> Result<TicketReply>,
) -> Result<TicketReply> {
    let Some(id) = command else { return work() };
    model::text::check("command_id", id, 1, COMMAND_ID_MAX)?;
    // Under the pool's key: a plain hash of a call would let names and phones be tried against it.
    let call = serde_json::to_vec(call)?;
    let hash = tx.mac(&[b"command", &call]);
    if let Some((before, reply)) = tx.command(&person.user, id)? {
        let plain: [u8; 32] = Sha256::digest(&call).into(); // as older versions kept it
        if ![hash, plain].contains(&before) {
            let denial = Denial::new(Code::FieldType)
                .with("field", "command_id")
                .with("detail", "已用于另一次操作");
            return Err(denial.into());
        }
        let mut reply: TicketReply = serde_json::from_str(&reply)?;
        let view = TicketView {
            db: tx,
            keys: &cx.store.keys,
            district: &cx.district,
            person,
            now: cx.now,
        };
        view.put_reporters(&mut reply)?;
        return Ok(reply);
    }
    let reply = work()?;
    tx.keep_command(
        &person.user,
        id,
        &hash,
        &serde_json::to_string(&without_reporters(reply.clone()))?,
        cx.now,
    )?;
    Ok(reply)
}
