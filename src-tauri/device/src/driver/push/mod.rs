//! Up: frames of waiting edits and side records, and what the pool answers to each.

mod answer;
mod pack;

use super::pass::SyncPass;
use crate::error::Result;
use crate::store::edit::{self, Own};
use crate::store::side::{self, Waiting};
use api::Topic;
use model::Code;
use pack::Frame;

pub use pack::Load;

/// Waiting edits read at a time.
const EDITS: u32 = 4_000;

/// Sends everything that waits, in its order. What is answered "later" stays for the next sync.
pub async fn all(pass: &mut SyncPass<'_>) -> Result<()> {
    let store = &pass.host.session.store;
    let mut after = 0;
    let mut sides = store.read(side::waiting)?;
    loop {
        let edits = store.read(|db| edit::waiting(db, after, EDITS))?;
        if edits.is_empty() && sides.is_empty() {
            return Ok(());
        }
        let frame = pack::pack(&edits, &mut sides, |load| encode(pass, load))?;
        after = frame.load.last;
        store.write(|tx| edit::mark_sent(tx, &frame.load.ids()))?;
        take_reply(pass, &frame).await?;
        pass.host.notify(Topic::Tickets);
        pass.host.notify(Topic::Outbox);
    }
}

/// All that waits, packed into the frames that would be sent.
pub fn pack_all(
    edits: &[Own],
    mut sides: Vec<Waiting>,
    encode: impl Fn(&Load) -> Result<Vec<u8>>,
) -> Result<Vec<Vec<u8>>> {
    let (mut frames, mut from) = (Vec::new(), 0);
    while from < edits.len() || !sides.is_empty() {
        let until = edits.len().min(from + EDITS as usize);
        let frame = pack::pack(&edits[from..until], &mut sides, &encode)?;
        from += frame.load.ids().len();
        frames.push(frame.bytes);
    }
    Ok(frames)
}

/// Sends a frame and takes the reply in as one transaction.
async fn take_reply(pass: &mut SyncPass<'_>, frame: &Frame) -> Result<()> {
    let bytes = pass
        .net
        .bytes(
            reqwest::Method::POST,
            "push",
            "application/octet-stream",
            frame.bytes.clone(),
            sync::Limits::PAGE.bytes,
        )
        .await?;
    let reply = sync::decode_reply(&bytes).map_err(|_| Code::PoolNotAPool)?;
    let answered = answer::match_up(&frame.load, &reply)?;
    pass.take_in(reply.epoch, (reply.now, &reply.told), |intake| {
        for ticket in answered.tickets {
            answer::take_ticket(intake, ticket)?;
        }
        for (side, answer) in answered.sides {
            answer::take_side(intake, side, &answer)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn encode(pass: &SyncPass, load: &Load) -> Result<Vec<u8>> {
    let session = pass.host.session;
    let me = session.me();
    let seen = (pass.cursor.epoch, pass.cursor.position);
    let push = load.push(&me.person.user, seen, pass.host.now());
    Ok(sync::encode_push(&push, &me.device, &session.signing)?)
}
