//! What people do, in Chromium and in the app's own window.

mod accessibility;
mod brought;
mod browser_tablet;
mod browser_trouble;
mod browser_version;
mod clash;
mod counts;
mod danger;
mod doors;
mod first_start;
mod held_step;
mod intake;
mod keyboard;
mod leaving;
mod lost_line;
mod map;
mod morning;
mod offline_day;
mod rough;
mod score_month;
mod six_taps;
mod two_windows;
mod window;

use anyhow::Result;
use tests::browser::Browser;

/// A picture for whoever looks at the journey, when `ZS12345_SHOTS` names a folder.
async fn shoot(browser: &Browser, name: &str) -> Result<()> {
    match std::env::var_os("ZS12345_SHOTS") {
        Some(dir) => {
            browser
                .picture(&std::path::Path::new(&dir).join(name))
                .await
        }
        None => Ok(()),
    }
}
