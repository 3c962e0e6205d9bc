//! A shaping proxy for one TCP address: bandwidth, round trip, loss and cuts. Loss on a TCP stream shows as a stall of one
//! round trip for the segment, which is how it is modelled.

use std::net::SocketAddr;
use std::time::Duration;
use testkit::Draws;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// What a network is like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Bits per second from the device to the pool.
    pub up_bps: u64,
    /// Bits per second from the pool to the device.
    pub down_bps: u64,
    /// Round trip.
    pub rtt: Duration,
    /// Share of segments lost, in percent.
    pub loss_percent: usize,
    /// Every connection is cut this long after the proxy started, and again after as long.
    pub cut_every: Option<Duration>,
}

/// 10/5 Mbit/s, 60 ms.
pub const GOOD: Shape = Shape {
    up_bps: 5_000_000,
    down_bps: 10_000_000,
    rtt: Duration::from_millis(60),
    loss_percent: 0,
    cut_every: None,
};
/// 512/256 kbit/s, 400 ms, 5 % loss.
pub const WEAK: Shape = Shape {
    up_bps: 256_000,
    down_bps: 512_000,
    rtt: Duration::from_millis(400),
    loss_percent: 5,
    cut_every: None,
};
/// 64 kbit/s, 800 ms, 10 % loss, cut every 20 s.
pub const EDGE: Shape = Shape {
    up_bps: 64_000,
    down_bps: 64_000,
    rtt: Duration::from_millis(800),
    loss_percent: 10,
    cut_every: Some(Duration::from_secs(20)),
};

const SEGMENT: usize = 1460;

/// Starts a proxy to `target` on the current runtime; its address.
pub async fn proxy(target: SocketAddr, shape: Shape) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let began = Instant::now();
    tokio::spawn(async move {
        let mut seed = 1u64;
        while let Ok((near, _)) = listener.accept().await {
            seed += 2;
            tokio::spawn(carry(near, target, shape, began, seed));
        }
    });
    Ok(address)
}

async fn carry(near: TcpStream, target: SocketAddr, shape: Shape, began: Instant, seed: u64) {
    // The handshake costs a round trip of its own.
    tokio::time::sleep(shape.rtt).await;
    let Ok(far) = TcpStream::connect(target).await else {
        return;
    };
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let up = flow(near_read, far_write, shape.up_bps, shape, Draws::new(seed));
    let down = flow(
        far_read,
        near_write,
        shape.down_bps,
        shape,
        Draws::new(seed + 1),
    );
    let cut = async {
        match shape.cut_every {
            Some(every) => {
                let since = began.elapsed().as_millis() as u64;
                let period = every.as_millis() as u64;
                tokio::time::sleep(Duration::from_millis(period - since % period)).await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = async { tokio::join!(up, down); } => {}
        () = cut => {}
    }
}

/// One direction: segments leave at the line's rate and arrive half a round trip later, a lost one a whole one more.
async fn flow(
    mut from: impl AsyncReadExt + Unpin + Send,
    mut to: impl AsyncWriteExt + Unpin + Send,
    bps: u64,
    shape: Shape,
    mut draws: Draws,
) {
    let (send, mut arrive) = mpsc::channel::<(Instant, Vec<u8>)>(1024);
    let read = async move {
        let mut line_free = Instant::now();
        let mut last = Instant::now();
        let mut buffer = vec![0u8; SEGMENT];
        while let Ok(n) = from.read(&mut buffer).await {
            if n == 0 {
                break;
            }
            let took = Duration::from_micros((n as u64 + 40) * 8 * 1_000_000 / bps);
            line_free = line_free.max(Instant::now()) + took;
            let lost = draws.chance(shape.loss_percent);
            let due = line_free + shape.rtt / 2 + if lost { shape.rtt } else { Duration::ZERO };
            last = last.max(due);
            tokio::time::sleep_until(line_free).await;
            if send.send((last, buffer[..n].to_vec())).await.is_err() {
                break;
            }
        }
    };
    let write = async move {
        while let Some((due, bytes)) = arrive.recv().await {
            tokio::time::sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                break;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
