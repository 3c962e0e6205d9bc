//! Frames on their way in: few are unpacked at once, one of each device, and what waits meanwhile is bounded in bytes. A small
//! one, which cannot unpack to much, does not wait for large ones.

use crate::{Error, Result};
use model::{Code, DeviceId};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Frames unpacked at once: each may take a few dozen megabytes.
const OPEN: usize = 4;
/// A frame of up to so many bytes unpacks to 400 KB at most, by the ratio of `sync::Limits::PUSH`: a day's few tickets.
const SMALL: usize = 4_000;
/// Small frames taken in at once, beside the others.
const SMALL_OPEN: usize = 16;
/// Bytes of frames that may wait for it; an honest one is a few dozen kilobytes.
const WAITING: usize = 128_000_000;

/// Whether a frame of so many bytes cannot unpack to much.
pub fn is_small(bytes: usize) -> bool {
    bytes <= SMALL
}

/// Everything that arrives.
pub struct Arrivals {
    turns: Semaphore,
    small: Semaphore,
    /// Bytes that wait or are taken in, by device.
    devices: Mutex<BTreeMap<DeviceId, usize>>,
}

impl Default for Arrivals {
    fn default() -> Self {
        Arrivals {
            turns: Semaphore::new(OPEN),
            small: Semaphore::new(SMALL_OPEN),
            devices: Mutex::default(),
        }
    }
}

/// A frame that has been let in, as long as this lives.
pub struct Arrival<'a> {
    arrivals: &'a Arrivals,
    device: DeviceId,
    _turn: Option<SemaphorePermit<'a>>,
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        self.arrivals.devices.lock().remove(&self.device);
    }
}

impl Arrivals {
    /// Lets a frame of so many bytes in, after those that came before; turned away while another of the same device is under
    /// way, or while too much waits.
    pub async fn admit(&self, device: &DeviceId, bytes: usize) -> Result<Arrival<'_>> {
        let mut arrival = {
            let mut devices = self.devices.lock();
            let waiting: usize = devices.values().sum();
            if devices.contains_key(device) || waiting + bytes > WAITING {
                return Err(Code::TryLater.into());
            }
            devices.insert(device.clone(), bytes);
            Arrival {
                arrivals: self,
                device: device.clone(),
                _turn: None,
            }
        };
        let turns = match is_small(bytes) {
            true => &self.small,
            false => &self.turns,
        };
        let turn = turns.acquire().await;
        arrival._turn = Some(turn.map_err(|e| Error::Bug(e.to_string()))?);
        Ok(arrival)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGE: usize = SMALL + 1;

    fn device(n: usize) -> DeviceId {
        DeviceId::new(format!("{n:016x}")).unwrap()
    }

    #[tokio::test]
    async fn few_are_open_one_of_each_device_and_what_waits_is_bounded() {
        let arrivals = Arrivals::default();
        let refused = |r: Result<Arrival>| r.err().map(|e| e.denial().code);
        let mut open = Vec::new();
        for n in 0..OPEN {
            open.push(arrivals.admit(&device(n), LARGE).await.unwrap());
        }
        let again = arrivals.admit(&device(0), 10).await;
        assert_eq!(refused(again), Some(Code::TryLater));
        let much = arrivals.admit(&device(9), WAITING).await;
        assert_eq!(refused(much), Some(Code::TryLater));
        // A small one does not wait for large ones.
        assert!(arrivals.admit(&device(11), SMALL).await.is_ok());
        // The next waits for its turn, and gets it.
        let (nine, ten) = (device(9), device(10));
        let mut next = Box::pin(arrivals.admit(&nine, LARGE));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(next.as_mut().poll(&mut cx).is_pending());
        open.pop();
        assert!(next.await.is_ok());
        // One that hangs up while it waits leaves nothing behind.
        open.push(arrivals.admit(&device(3), LARGE).await.unwrap());
        let mut gone = Box::pin(arrivals.admit(&ten, LARGE));
        assert!(gone.as_mut().poll(&mut cx).is_pending());
        drop(gone);
        open.clear();
        assert!(arrivals.admit(&ten, LARGE).await.is_ok());
        assert!(arrivals.devices.lock().is_empty());
    }
}
