//! The bytes of a line, watched: it ends when its time is over, when an answer is not taken off, or when room is needed.

use super::Limits;
use super::lines::Seat;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// A stream with its place among the lines.
pub struct Watched<S> {
    inner: S,
    seat: Seat,
    limits: Arc<Limits>,
    timer: Pin<Box<Sleep>>,
    /// Since when nothing was taken off.
    stalled: Option<Instant>,
}

impl<S> Watched<S> {
    pub(super) fn new(inner: S, seat: Seat, limits: Arc<Limits>) -> Self {
        let timer = Box::pin(sleep_until(Instant::now() + limits.head));
        Watched {
            inner,
            seat,
            limits,
            timer,
            stalled: None,
        }
    }
    /// When the line ends if nothing happens.
    fn due(&self) -> Option<Instant> {
        let stalled = self.stalled.map(|since| since + self.limits.stall);
        let line = self.seat.line.due(&self.limits);
        stalled.into_iter().chain(line).min()
    }
    /// An error once the line has to end; otherwise the task is woken when that may be.
    fn look(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        self.seat.line.waker.register(cx.waker());
        if self.seat.line.is_ended() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let Some(due) = self.due() else {
            // A request runs: its end wakes the task.
            return Ok(());
        };
        if self.timer.deadline() != due {
            self.timer.as_mut().reset(due);
        }
        match self.timer.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
    fn wrote<T>(&mut self, cx: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        self.stalled.get_or_insert_with(Instant::now);
        match self.look(cx) {
            Ok(()) => Poll::Pending,
            Err(end) => Poll::Ready(Err(end)),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.look(cx)?;
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wrote(cx, done)
    }
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.wrote(cx, done)
    }
    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Gateways, Lines};
    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    fn line(limits: &Arc<Limits>) -> (Watched<DuplexStream>, DuplexStream, Arc<Lines>) {
        let lines = Lines::new(limits.clone(), Gateways::default());
        let seat = lines.open([10, 0, 0, 1].into()).unwrap();
        let (here, there) = duplex(64);
        (Watched::new(here, seat, limits.clone()), there, lines)
    }

    /// Short times, so that each test only waits for its end.
    fn short() -> Arc<Limits> {
        Arc::new(Limits {
            head: Duration::from_millis(40),
            idle: Duration::from_millis(40),
            stall: Duration::from_millis(40),
            ..Limits::default()
        })
    }

    #[tokio::test]
    async fn a_line_that_brings_its_head_drop_by_drop_ends() {
        let (mut watched, mut there, lines) = line(&short());
        let drip = async move {
            while there.write_all(b"X").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let read = async move {
            let end = watched.read_to_end(&mut Vec::new()).await;
            drop(watched);
            end
        };
        let (end, ()) = tokio::join!(read, drip);
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(lines.count(), 0);
    }

    #[tokio::test]
    async fn a_line_at_work_stays_and_ends_when_it_rests() {
        let limits = short();
        let (mut watched, there, _lines) = line(&limits);
        let running = watched.seat.line.begin();
        assert_eq!(watched.due(), None, "work takes the time it takes");
        drop(running);
        assert!(watched.due().is_some());
        let end = watched.read(&mut [0]).await;
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(there);
    }

    #[tokio::test]
    async fn an_answer_that_nobody_takes_off_ends_the_line() {
        let (mut watched, there, _lines) = line(&short());
        let _running = watched.seat.line.begin();
        let end = watched.write_all(&[0; 1000]).await;
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(there);
    }

    #[tokio::test]
    async fn a_line_whose_room_is_needed_ends_at_once() {
        let limits = Arc::new(Limits {
            lines: 1,
            ..Limits::default()
        });
        let (mut watched, there, lines) = line(&limits);
        let mut nothing = [0];
        let read = watched.read(&mut nothing);
        let newcomer = async { lines.open([10, 0, 0, 2].into()) };
        let (end, newcomer) = tokio::join!(read, newcomer);
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionAborted);
        assert!(newcomer.is_some());
        drop(there);
    }
}
