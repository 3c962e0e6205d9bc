//! Signs this device's requests with its own key, each once, by the pool's time.

use crate::clock;
use ed25519_dalek::SigningKey;
use model::{DeviceId, Moment};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use sync::SignedRequest;

/// How far ahead of what the pool says the last stamp may be, in microseconds, so that the next one follows it.
const NEAR: u64 = 500_000;

/// The device's signature.
pub struct Signer {
    device: DeviceId,
    key: SigningKey,
    /// Microseconds the pool's clock is ahead of this machine's, as far as it was told.
    ahead: AtomicI64,
    last: AtomicU64,
}

impl Signer {
    /// For an enrolled device.
    pub fn new(device: DeviceId, key: SigningKey) -> Self {
        Signer {
            device,
            key,
            ahead: AtomicI64::new(0),
            last: AtomicU64::new(0),
        }
    }
    /// Signs one request; its stamp was never used before.
    pub fn sign(&self, method: &str, path: &str, body: &[u8]) -> SignedRequest {
        let now = clock::micros().saturating_add(self.ahead.load(Ordering::Relaxed));
        let now = u64::try_from(now).unwrap_or(0);
        let next = |last: u64| Some(now.max(last.saturating_add(1)));
        let order = Ordering::Relaxed;
        let last = self.last.fetch_update(order, order, next).unwrap_or(0);
        let stamp = now.max(last.saturating_add(1));
        SignedRequest::sign(&self.device, stamp, body, (method, path), &self.key)
    }
    /// The pool said what time it is there.
    pub fn learn(&self, pool: Moment) {
        let told = pool.0.saturating_mul(1000);
        let order = Ordering::Relaxed;
        self.ahead
            .store(told.saturating_sub(clock::micros()), order);
        // A clock that was ahead must not keep its stamps ahead; requests that hear the same at once still differ.
        let told = u64::try_from(told).unwrap_or(0);
        let back = |last: u64| (last > told.saturating_add(NEAR)).then_some(told);
        let _ = self.last.fetch_update(order, order, back);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_request_has_a_stamp_of_its_own_by_the_pools_time() {
        let device = DeviceId::new("00112233445566aa").unwrap();
        let signer = Signer::new(device, SigningKey::from_bytes(&[7; 32]));
        let stamps: Vec<u64> = (0..1000)
            .map(|_| signer.sign("GET", "basemap", b"").stamp)
            .collect();
        assert!(stamps.windows(2).all(|w| w[0] < w[1]));
        // Several requests that hear the same at once still have stamps of their own.
        let told = Moment(clock::micros() / 1000 + 1000);
        let stamps: std::collections::BTreeSet<u64> = (0..1000)
            .map(|_| {
                signer.learn(told);
                signer.sign("GET", "basemap", b"").stamp
            })
            .collect();
        assert_eq!(stamps.len(), 1000);
        // A tablet at 1970, or years ahead, signs by what it was told.
        for told in [Moment(4_000_000_000_000), Moment(1_000_000_000_000)] {
            signer.learn(told);
            let stamp = signer.sign("GET", "basemap", b"").stamp;
            assert!(
                stamp.abs_diff(told.0.unsigned_abs() * 1000) < 60_000_000,
                "{stamp}"
            );
        }
    }
}
