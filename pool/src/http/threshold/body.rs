//! A request's body as it comes: with a pace, and with what nobody wanted taken off the line for a moment, so that a
//! refusal arrives before the line is closed.

use super::Pace;
use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

/// A body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
struct Slow;

/// Whether an error of a body, or what is below it, is that it came too slowly.
pub fn is_slow(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |e| e.source()).any(|e| e.is::<Slow>())
}

/// A body with a pace.
pub struct Paced {
    inner: Body,
    pace: Pace,
    begun: Instant,
    last: Instant,
    bytes: u64,
    timer: Pin<Box<Sleep>>,
    /// How much is taken off unread, and for how long.
    spill: (u64, Duration),
}

impl Paced {
    /// Asks for this pace from now on.
    pub fn new(inner: Body, pace: Pace, spill: (u64, Duration)) -> Self {
        let now = Instant::now();
        Paced {
            inner,
            pace,
            begun: now,
            last: now,
            bytes: 0,
            timer: Box::pin(sleep_until(now + pace.gap)),
            spill,
        }
    }
    /// When the body is too slow unless more of it comes.
    fn due(&self) -> Instant {
        let earned = Duration::from_millis(self.bytes * 1_000 / self.pace.bytes.max(1));
        let paced = self.begun + self.pace.grace + earned;
        let whole = self.begun + self.pace.total;
        paced.min(whole).min(self.last + self.pace.gap)
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(next) = Pin::new(&mut self.inner).poll_frame(cx) {
            self.last = Instant::now();
            if let Some(Ok(frame)) = &next {
                self.bytes += frame.data_ref().map_or(0, |d| d.len() as u64);
            }
            if self.last < self.begun + self.pace.total {
                return Poll::Ready(next);
            }
        }
        let due = self.due();
        if self.timer.deadline() != due {
            self.timer.as_mut().reset(due);
        }
        match self.timer.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Some(Err(axum::Error::new(Slow)))),
            Poll::Pending => Poll::Pending,
        }
    }
    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        if self.inner.is_end_stream() {
            return;
        }
        let Ok(here) = Handle::try_current() else {
            return;
        };
        let (inner, (bytes, time)) = (std::mem::take(&mut self.inner), self.spill);
        here.spawn(async move {
            // Whatever is still to come then is cut off with the line.
            let _ = tokio::time::timeout(time, spill(inner, bytes)).await;
        });
    }
}

async fn spill(mut body: Body, mut most: u64) {
    while let Some(Ok(frame)) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await
    {
        let length = frame.data_ref().map_or(0, |d| d.len() as u64);
        match most.checked_sub(length) {
            Some(left) => most = left,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{StreamExt, stream};

    const PACE: Pace = Pace {
        gap: Duration::from_secs(60),
        grace: Duration::from_millis(50),
        bytes: 1_000,
        total: Duration::from_secs(60),
    };

    /// Reads a body of parts of `size` bytes, one every `every` milliseconds; what came, and whether it was too slow.
    async fn read(pace: Pace, count: usize, size: usize, every: u64) -> (usize, bool) {
        let parts = stream::iter(0..count).then(move |_| async move {
            tokio::time::sleep(Duration::from_millis(every)).await;
            Ok::<_, std::io::Error>(vec![0; size])
        });
        let paced = Paced::new(Body::from_stream(parts), pace, (0, Duration::ZERO));
        let mut data = Body::new(paced).into_data_stream();
        let mut bytes = 0;
        while let Some(part) = data.next().await {
            match part {
                Ok(part) => bytes += part.len(),
                Err(e) => return (bytes, is_slow(&e)),
            }
        }
        (bytes, false)
    }

    #[tokio::test]
    async fn a_slow_line_is_heard_out_and_a_dripping_one_is_not() {
        assert_eq!(read(PACE, 100, 20_000, 1).await, (2_000_000, false));
        // A byte now and then keeps within the gap, but not the pace.
        let (bytes, slow) = read(PACE, 10_000, 1, 5).await;
        assert!(slow && bytes < 10_000, "{bytes}");
        let silent = Pace {
            gap: Duration::from_millis(20),
            ..PACE
        };
        assert_eq!(read(silent, 1, 50_000, 60_000).await, (0, true));
        // At its pace for ever is too long as well.
        let ending = Pace {
            total: Duration::from_millis(50),
            ..PACE
        };
        let (bytes, slow) = read(ending, 10_000, 1_000, 1).await;
        assert!(slow && bytes < 10_000_000, "{bytes}");
    }
}
