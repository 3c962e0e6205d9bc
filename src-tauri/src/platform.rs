//! What one platform needs before a window can open.

use anyhow::Result;

/// WebKitGTK's DMA-BUF renderer leaves the window blank on some graphics drivers. The variable has to
/// be there before any thread runs, so the program starts itself once more with it.
#[cfg(target_os = "linux")]
pub fn prepare() -> Result<()> {
    use std::env;
    use std::os::unix::process::CommandExt;

    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if env::var_os(RENDERER).is_some() {
        return Ok(());
    }
    // On success exec does not return; the process and its id stay the same.
    let failed = std::process::Command::new(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(RENDERER, "1")
        .exec();
    Err(failed.into())
}

/// Nothing to prepare here.
#[cfg(not(target_os = "linux"))]
pub fn prepare() -> Result<()> {
    Ok(())
}
