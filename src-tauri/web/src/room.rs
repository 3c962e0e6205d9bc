//! How much room the browser leaves this origin: asked ahead, since the answer takes a turn of the event loop.

use crate::scope;
use device::app::Measure;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

/// Bytes free when the browser was last asked; the largest number when it does not say.
static FREE: AtomicU64 = AtomicU64::new(u64::MAX);

/// Asks the browser again.
pub async fn measure() {
    let Ok(asked) = scope().navigator().storage().estimate() else {
        return;
    };
    let Ok(estimate) = JsFuture::from(asked).await else {
        return;
    };
    let estimate: StorageEstimate = wasm_bindgen::JsCast::unchecked_into(estimate);
    if let (Some(quota), Some(usage)) = (estimate.get_quota(), estimate.get_usage()) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // whole bytes, in a double
        FREE.store((quota - usage).max(0.0) as u64, Ordering::Relaxed);
    }
}

/// What it said last.
pub fn measured() -> Measure {
    Arc::new(|_| Some(FREE.load(Ordering::Relaxed)).filter(|free| *free != u64::MAX))
}
