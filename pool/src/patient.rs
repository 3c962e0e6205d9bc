//! Work that costs the processor a while: a large frame or page, a stranger's guess. It has threads of its own, which stand back
//! behind those that answer people.

use crate::{Error, Result};
use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};

/// How far they stand back: as niceness counts it, about a tenth of the share of a thread that does not.
#[cfg(target_os = "linux")]
const BACK: i32 = 10;
/// Things worked at together: a frame or a page takes a few dozen megabytes while it is unpacked or packed.
const THREADS: usize = 4;

static PATIENT: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_current_thread()
        .thread_name("patient")
        .max_blocking_threads(THREADS)
        .on_thread_start(stand_back)
        .build()
});

/// Niceness is a thread's own on Linux alone; elsewhere it is the whole program's, and stays.
fn stand_back() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(BACK);
}

/// Runs it there.
pub async fn patiently<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let running = match &*PATIENT {
        Ok(threads) => threads.spawn_blocking(work),
        Err(_) => tokio::task::spawn_blocking(work),
    };
    let panicked = |_| Error::Bug("patient work panicked".into());
    running.await.map_err(panicked)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn patient_threads_stand_back_and_no_others() {
        let niceness = || rustix::process::nice(0).unwrap();
        let here = niceness();
        let there = patiently(niceness).await.unwrap();
        assert_eq!(there, (here + BACK).min(19));
        let usual = tokio::task::spawn_blocking(niceness).await.unwrap();
        assert_eq!((niceness(), usual), (here, here));
    }
}
