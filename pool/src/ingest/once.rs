//! Repeated commands: answered as before, carried out once.

use super::Context;
use crate::Result;
use crate::store::Tx;
use model::person::Person;
use model::{Code, Denial};
use sha2::{Digest, Sha256};

/// Longest `command_id`.
const COMMAND_ID_MAX: usize = 100;

/// Answers a repeated command as before; otherwise does the work and keeps its reply.
pub fn once<T: serde::Serialize + serde::de::DeserializeOwned>(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    command: Option<&str>,
    call: &impl serde::Serialize,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let Some(id) = command else { return work() };
    model::text::check("command_id", id, 1, COMMAND_ID_MAX)?;
    let hash: [u8; 32] = Sha256::digest(serde_json::to_vec(call)?).into();
    if let Some((before, reply)) = tx.command(&person.user, id)? {
        if before != hash {
            let denial = Denial::new(Code::FieldType)
                .with("field", "command_id")
                .with("detail", "已用于另一次操作");
            return Err(denial.into());
        }
        return Ok(serde_json::from_str(&reply)?);
    }
    let reply = work()?;
    tx.keep_command(
        &person.user,
        id,
        &hash,
        &serde_json::to_string(&reply)?,
        cx.now,
    )?;
    Ok(reply)
}
