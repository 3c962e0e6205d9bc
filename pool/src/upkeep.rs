//! What the pool does by itself as time passes: 归档, 提级督办 when an order goes without its reply, and the verdicts of clocks
//! that ran out. Each ticket in its own
//! transaction, found by an index, a bounded number at a time.

use crate::ingest::{Context, OpenTicket, derive};
use crate::store::{Entry, Store, Tx};
use crate::{Result, clock};
use model::act::{Act, Action, Empty, Order};
use model::{Code, Moment, Status, TicketId, decide};
use std::sync::Arc;
use std::time::Duration;
use sync::EditError;

/// Time between two runs.
const EVERY: Duration = Duration::from_secs(60);
/// Tickets looked at in one run.
const AT_ONCE: u32 = 500;
/// A ticket whose act was denied is looked at again after this many minutes.
const LATER: i64 = 60;
/// What the unit is told.
const ORDER: &str = "督办到期没有回复，系统自动提级，请立即回复办理情况";

/// What one run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// 归档.
    pub archived: u32,
    /// 提级督办.
    pub escalated: u32,
    /// Tickets of which time alone settled something.
    pub settled: u32,
    /// Tickets looked at.
    pub looked_at: u32,
}

impl Done {
    /// Tickets that will not be looked at again at once.
    fn moved(&self) -> u32 {
        self.archived + self.escalated + self.settled
    }
}

/// One run, as of `now`. Blocks.
pub fn run(store: &Arc<Store>, now: Moment) -> Result<Done> {
    store.refresh_district()?;
    keep_books(store, now)?;
    let mut done = Done::default();
    for id in store.read_now(|db| db.woken(now, AT_ONCE))? {
        done.looked_at += 1;
        let cx = Context::at(store, None, now);
        let tended = id.clone();
        match store.write_now(move |tx| tend(tx, &cx, &tended)) {
            Ok(Some(Action::Archive)) => done.archived += 1,
            Ok(Some(_)) => done.escalated += 1,
            Ok(None) => done.settled += 1,
            Err(e) => {
                tracing::error!(ticket = %id, error = %e, "a ticket could not be looked after");
                // It makes room for those behind it.
                let later = now.plus_minutes(LATER);
                store.write_now(move |tx| tx.wake_at(&id, later))?;
            }
        }
    }
    Ok(done)
}

/// Runs for as long as the pool serves.
pub async fn keep(store: Arc<Store>) {
    loop {
        let pool = store.clone();
        let ran = tokio::task::spawn_blocking(move || run(&pool, clock::now())).await;
        match ran {
            // More may wait.
            Ok(Ok(done)) if done.looked_at == AT_ONCE && done.moved() > 0 => {
                tokio::task::yield_now().await;
                continue;
            }
            Ok(Ok(done)) => tracing::debug!(?done, "upkeep"),
            Ok(Err(e)) => tracing::error!(error = %e, "upkeep failed"),
            Err(_) => tracing::error!("upkeep panicked"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// The audit chain's end is signed once a day, and reasons whose time is over go.
fn keep_books(store: &Arc<Store>, now: Moment) -> Result<()> {
    let days = store.district().district.rules.guard.reason_days;
    let before = now.plus_minutes(-i64::from(days) * 24 * 60);
    // Papers wait for their person's next device as long as a device may be silent.
    let silent = store.district().district.rules.guard.token_days;
    let kept = now.plus_minutes(-i64::from(silent) * 24 * 60);
    let pool = store.clone();
    store.write_now(move |tx| {
        tx.retire_reasons(before, now)?;
        tx.drop_papers_before(kept)?;
        tx.sign_audit_head(&pool.keys, now).map(drop)
    })
}

fn tend(tx: &Tx, cx: &Context, id: &TicketId) -> Result<Option<Action>> {
    let mut open = OpenTicket::load(tx, cx, None, id)?;
    let (state, n) = (open.editor.state().clone(), open.n()?);
    let ticket = open.editor.ticket().ok_or(Code::NotFound)?;
    let next = derive(tx, cx, n, ticket, &state)?;
    let rules = cx.district.district.rules_of(state.rule.as_deref());
    let wake = decide::wake(&state, rules);
    if wake.is_none_or(|w| w > cx.now) {
        return Ok(None);
    }
    let (act, what) = if state.status == Status::Closed {
        (Act::Archive(Empty {}), "archived")
    } else {
        let order = Order {
            text: ORDER.into(),
            reply_by: None,
        };
        (Act::Escalate(order), "escalated")
    };
    let action = act.action();
    match open.editor.act_by_system(act) {
        Ok(()) => {}
        Err(EditError::Denied(denial)) => {
            tracing::error!(code = %denial.code, %action, "the pool's own act was denied");
            let later = cx.now.plus_minutes(LATER);
            let wake = next.map_or(later, |next| next.min(later));
            tx.mark(n, state.rule.as_deref(), Some(wake))?;
            return Ok(None);
        }
        Err(e) => return Err(e.into()),
    }
    open.keep()?;
    tx.audit(&Entry {
        at: cx.now,
        what,
        ticket: id.to_string(),
        ..Entry::default()
    })?;
    Ok(Some(action))
}
