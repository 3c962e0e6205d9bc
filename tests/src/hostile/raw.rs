//! HTTP by hand, for what a proper client would never send.

use anyhow::{Context, Result};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// One connection.
pub struct Line(TcpStream);

impl Line {
    /// Opens a connection to a pool's address (`http://…`).
    pub fn open(url: &str) -> Result<Self> {
        let address: SocketAddr = url.trim_start_matches("http://").parse()?;
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        stream.set_nodelay(true)?;
        Ok(Line(stream))
    }
    /// Sends; whether the other side still took it.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }
    /// Reads until the other side ends, or the time is over: what came, and whether it ended.
    pub fn rest(&mut self, within: Duration) -> Result<(Vec<u8>, bool)> {
        let (until, mut came) = (Instant::now() + within, Vec::new());
        let mut buffer = [0; 16_384];
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            self.0
                .set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            match self.0.read(&mut buffer) {
                Ok(0) => return Ok((came, true)),
                Ok(n) => came.extend_from_slice(&buffer[..n]),
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
                Err(_) => return Ok((came, true)),
            }
        }
        Ok((came, false))
    }
    /// The status of the first answer within the time; none when the line was ended without one.
    pub fn status(&mut self, within: Duration) -> Result<Option<u16>> {
        let until = Instant::now() + within;
        let mut came = Vec::new();
        let mut buffer = [0; 4096];
        while came.len() < 12 {
            let left = until.checked_duration_since(Instant::now());
            let left = left.context("没有应答，也没有断开")?;
            self.0
                .set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
            match self.0.read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(n) => came.extend_from_slice(&buffer[..n]),
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => return Ok(None),
            }
        }
        let text = String::from_utf8_lossy(&came[9..12]).into_owned();
        Ok(Some(text.parse().context("不是 HTTP")?))
    }
}

/// How many of these lines the pool has ended once the time is over; waits for them all together.
pub fn ended(lines: &mut [Line], within: Duration) -> Result<usize> {
    let until = Instant::now() + within;
    let mut ended = 0;
    for line in lines {
        let left = until.saturating_duration_since(Instant::now());
        ended += usize::from(line.rest(left.max(Duration::from_millis(5)))?.1);
    }
    Ok(ended)
}
