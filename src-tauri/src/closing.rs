//! Closing a window loses nothing: it disappears at once, and ends when what was typed last is on disk.

use crate::door::Door;
use std::time::Duration;
use tauri::{Manager, Window, WindowEvent};

/// Forms save a moment after the last keystroke; a hidden page's clock is slow.
const SAVE: Duration = Duration::from_secs(2);
/// A photo that is being taken in may take this long; it is kept as a whole or not at all.
const WORK: Duration = Duration::from_secs(10);
const STEP: Duration = Duration::from_millis(50);

/// Holds the first wish to close back until the page has saved.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    let Some(door) = window.try_state::<Door>() else {
        return;
    };
    api.prevent_close();
    // A window that cannot be hidden is closed all the same.
    let _ = window.hide();
    let (window, door) = (window.clone(), door.inner().clone());
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SAVE).await;
        let until = tokio::time::Instant::now() + WORK;
        while !door.is_idle() && tokio::time::Instant::now() < until {
            tokio::time::sleep(STEP).await;
        }
        // The program ends with its last window.
        let _ = window.destroy();
    });
}
