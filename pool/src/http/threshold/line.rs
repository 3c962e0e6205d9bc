//! One line: who is at its other end as far as it is known, and when it has to end.

use super::Limits;
use futures_util::task::AtomicWaker;
use parking_lot::Mutex;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::time::Instant;

/// A line that is open.
pub struct Line {
    pub(super) id: u64,
    /// The other end; the gateway's when one stands between.
    pub address: IpAddr,
    state: Mutex<State>,
    ended: AtomicBool,
    pub(super) waker: AtomicWaker,
}

struct State {
    /// Requests whose answers are not yet taken off.
    running: usize,
    /// A head came whole.
    asked: bool,
    /// Since when nothing runs.
    since: Instant,
}

/// A request on a line, until its answer was taken off.
pub struct Running(Arc<Line>);

impl Line {
    pub(super) fn new(id: u64, address: IpAddr) -> Arc<Self> {
        Arc::new(Line {
            id,
            address,
            state: Mutex::new(State {
                running: 0,
                asked: false,
                since: Instant::now(),
            }),
            ended: AtomicBool::new(false),
            waker: AtomicWaker::new(),
        })
    }
    /// A request begins.
    pub fn begin(self: &Arc<Self>) -> Running {
        let mut state = self.state.lock();
        state.running += 1;
        state.asked = true;
        Running(self.clone())
    }
    /// Ends the line at its next look.
    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
        self.waker.wake();
    }
    pub(super) fn is_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }
    /// When the line has waited long enough; none while a request runs.
    pub(super) fn due(&self, limits: &Limits) -> Option<Instant> {
        let state = self.state.lock();
        match (state.running, state.asked) {
            (0, false) => Some(state.since + limits.head),
            (0, true) => Some(state.since + limits.idle),
            _ => None,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.running = state.running.saturating_sub(1);
        state.since = Instant::now();
        drop(state);
        // The timer was set for a line that is busy.
        self.0.waker.wake();
    }
}
