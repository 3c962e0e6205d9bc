//! Guards of 挂: terms, checks, and how long a ticket may hang in all.

use super::{Case, DAY, or, within};
use crate::act::Act;
use crate::edit::Verdict;
use crate::ticket::Ticket;
use crate::{Code, Denial, Moment};

/// The terms of a new 挂账 or of a renewal.
pub fn terms(case: &Case, until: Moment, next_check: Moment) -> Result<(), Denial> {
    within(until, case.now, case.rules().life.hang_days_max)?;
    check_date(case, next_check)
}

/// One renewal waits at a time.
pub fn no_renewal(case: &Case) -> Result<(), Denial> {
    let asked = case
        .state
        .hang
        .as_ref()
        .is_some_and(|h| h.renewal.is_some());
    or(!asked, Code::AlreadyAsked)
}

pub fn check_date(case: &Case, next: Moment) -> Result<(), Denial> {
    within(next, case.now, case.rules().life.hang_check_days_max)
}

/// Something waits for a decision; granting it must not let the ticket hang longer in all than the rules allow, unless a
/// 区专班会议 agreed.
pub fn asked(case: &Case, act: &Act) -> Result<(), Denial> {
    let life = &case.rules().life;
    let hang = case.state.hang.as_ref();
    let hang = hang
        .filter(|_| case.state.hang_asked())
        .ok_or(Code::NothingAsked)?;
    let until = hang.renewal.as_ref().map_or(hang.until, |r| r.until);
    let Act::GrantHang(grant) = act else {
        return Ok(());
    };
    let since = hang.since.unwrap_or(case.now);
    let whole = hung_before(case.ticket).saturating_add(until.since(since));
    let longest = i64::from(life.hang_total_days_max) * DAY * 60_000;
    let agreed = grant
        .meeting
        .as_deref()
        .is_some_and(|m| !m.trim().is_empty());
    if whole > longest && !agreed {
        return Err(Denial::new(Code::HangNeedsMeeting).with("days", life.hang_total_days_max));
    }
    Ok(())
}

/// How long the ticket hung in earlier 挂账, each from its grant to its 销账, in milliseconds.
fn hung_before(ticket: &Ticket) -> i64 {
    let (mut whole, mut since) = (0_i64, None);
    for event in &ticket.log {
        let Some(ruling) = &event.ruling else {
            continue;
        };
        if !matches!(ruling.verdict, Verdict::Applied(_)) {
            continue;
        }
        match event.act {
            // Of those granted while it hangs, only the first began it.
            Act::GrantHang(_) => since = since.or(Some(ruling.at)),
            Act::ReleaseHang(_) => {
                let hung = since.take().map_or(0, |since| ruling.at.since(since));
                whole = hung.saturating_add(whole);
            }
            _ => {}
        }
    }
    whole
}
