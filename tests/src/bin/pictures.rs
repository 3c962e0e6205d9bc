//! Pictures of the screens on the demo district: `SCREEN-WIDTHxHEIGHT-THEME.png` in the folder given; screens of the tablet
//! are taken in the app's own window.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use tests::browser::Browser;
use tests::device::PIN;
use tests::screens::{of_browser, of_window};
use tests::{Device, Pool, photo};

const SIZES: [(u32, u32); 3] = [(1280, 800), (1920, 1080), (390, 844)];
const THEMES: [&str; 3] = ["light", "dark", "sunlight"];

#[tokio::main]
async fn main() -> Result<()> {
    let dir = PathBuf::from(
        std::env::args()
            .nth(1)
            .context("a folder for the pictures")?,
    );
    std::fs::create_dir_all(&dir)?;
    let pool = tokio::task::spawn_blocking(|| {
        let mut pool = Pool::stopped(300);
        pool.start();
        pool
    })
    .await?;
    at_the_desk(&pool, &dir).await?;
    in_the_window(pool, &dir).await
}

async fn at_the_desk(pool: &Pool, dir: &Path) -> Result<()> {
    let screens = tokio::task::block_in_place(|| of_browser(pool));
    for size in SIZES {
        for theme in &THEMES[..2] {
            let browser = Browser::chromium(&pool.url(), size.0, size.1).await?;
            browser.size(size.0, size.1).await?;
            browser.theme(theme).await?;
            browser.page.goto(pool.url()).await?;
            browser.find("sign-in-user").await?;
            shoot(&browser, dir, "sign-in", size, theme).await?;
            for screen in &screens {
                screen
                    .show(&browser, pool)
                    .await
                    .with_context(|| screen.name)?;
                shoot(&browser, dir, screen.name, size, theme).await?;
            }
            browser.close().await?;
        }
    }
    Ok(())
}

async fn in_the_window(pool: Pool, dir: &Path) -> Result<()> {
    let (pool, blank, device) = tokio::task::block_in_place(|| {
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        let shot = device.bytes("shown.jpg", &photo::jpeg(7, 1600, 1200));
        device.captured(&tests::device::issue(&pool, "楼道灯不亮（演示）"), &[shot]);
        (pool, Device::blank(), device)
    });
    let window = Browser::window(blank.folder(), None).await?;
    window.find("enrol").await?;
    for size in SIZES {
        for theme in THEMES {
            dressed(&window, size, theme).await?;
            shoot(&window, dir, "enrol", size, theme).await?;
        }
    }
    window.close().await?;
    let window = Browser::window(device.folder(), None).await?;
    window.find("unlock").await?;
    for size in SIZES {
        for theme in THEMES {
            dressed(&window, size, theme).await?;
            shoot(&window, dir, "unlock", size, theme).await?;
        }
    }
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.find("nav-today").await?;
    for size in SIZES {
        for theme in THEMES {
            dressed(&window, size, theme).await?;
            for screen in of_window() {
                screen
                    .show(&window, &pool)
                    .await
                    .with_context(|| screen.name)?;
                shoot(&window, dir, screen.name, size, theme).await?;
            }
        }
    }
    window.close().await
}

/// Size and theme of a window that stays open.
async fn dressed(window: &Browser, size: (u32, u32), theme: &str) -> Result<()> {
    window.size(size.0, size.1).await?;
    window.theme(theme).await?;
    window.dress(theme).await?;
    window.quiet().await
}

async fn shoot(
    browser: &Browser,
    dir: &Path,
    screen: &str,
    (w, h): (u32, u32),
    theme: &str,
) -> Result<()> {
    let file = dir.join(format!("{screen}-{w}x{h}-{theme}.png"));
    browser.picture(&file).await
}
