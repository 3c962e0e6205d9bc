//! Pictures of the screens on the demo district: `SCREEN-WIDTHxHEIGHT-THEME.png` in the folder given, of all screens or of
//! those named after it; screens of the tablet are taken in the app's own window. In English at one size, as `english-SCREEN`,
//! and on a small screen with text of 200 %, as `english-200-SCREEN`.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use tests::browser::Browser;
use tests::device::PIN;
use tests::screens::{Screen, of_browser, of_window};
use tests::{Device, Pool, photo};

const SIZES: [(u32, u32); 4] = [(1280, 800), (1920, 1080), (1024, 768), (390, 844)];
/// The desk's smallest screen.
const SMALL: (u32, u32) = SIZES[2];
/// In file names and on the page.
const THEMES: [(&str, &str); 3] = [("light", "light"), ("dark", "dark"), ("sunlight", "sun")];

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let album = Album {
        dir: PathBuf::from(args.next().context("a folder for the pictures")?),
        only: args.collect(),
    };
    std::fs::create_dir_all(&album.dir)?;
    let pool = tokio::task::spawn_blocking(Pool::rich).await?;
    let mut screens = tokio::task::block_in_place(|| of_browser(&pool));
    album.check(&screens)?;
    screens.retain(|screen| album.wants(screen.name));
    if !screens.is_empty() || album.wants("sign-in") {
        at_the_desk(&pool, &screens, &album).await?;
        in_english(&pool, &screens, &album).await?;
    }
    in_the_window(pool, &album).await
}

/// Where pictures go, and of which screens; of all when none is named.
struct Album {
    dir: PathBuf,
    only: Vec<String>,
}

/// Screens that stand before the rooms.
const GATES: [&str; 3] = ["sign-in", "enrol", "unlock"];

impl Album {
    /// Refuses a name that no screen has.
    fn check(&self, screens: &[Screen]) -> Result<()> {
        let window = of_window();
        let named = screens.iter().chain(&window).map(|screen| screen.name);
        let known: Vec<&str> = named.chain(GATES).collect();
        let odd = |name: &&String| !known.contains(&name.as_str());
        match self.only.iter().find(odd) {
            Some(name) => bail!("没有 {name} 这个界面。有：{}", known.join(" ")),
            None => Ok(()),
        }
    }

    fn wants(&self, screen: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == screen)
    }

    async fn shoot(
        &self,
        browser: &Browser,
        screen: &str,
        (w, h): (u32, u32),
        theme: &str,
    ) -> Result<()> {
        let file = self.dir.join(format!("{screen}-{w}x{h}-{theme}.png"));
        browser
            .picture(&file)
            .await
            .with_context(|| format!("{screen} {w}x{h} {theme}"))
    }
}

async fn at_the_desk(pool: &Pool, screens: &[Screen], album: &Album) -> Result<()> {
    for size in SIZES {
        for (theme, _) in &THEMES[..2] {
            let browser = Browser::chromium(&pool.url(), size.0, size.1).await?;
            browser.size(size.0, size.1).await?;
            browser.theme(theme).await?;
            browser.page.goto(pool.url()).await?;
            browser.find("sign-in-user").await?;
            if album.wants("sign-in") {
                album.shoot(&browser, "sign-in", size, theme).await?;
            }
            for screen in screens {
                screen
                    .show(&browser, pool)
                    .await
                    .with_context(|| screen.name)?;
                album.shoot(&browser, screen.name, size, theme).await?;
            }
            browser.close().await?;
        }
    }
    Ok(())
}

async fn in_english(pool: &Pool, screens: &[Screen], album: &Album) -> Result<()> {
    in_english_at(pool, screens, album, (SIZES[0], "100", "english")).await?;
    in_english_at(pool, screens, album, (SMALL, "200", "english-200")).await
}

async fn in_english_at(
    pool: &Pool,
    screens: &[Screen],
    album: &Album,
    (size, percent, named): ((u32, u32), &str, &str),
) -> Result<()> {
    let (theme, _) = THEMES[0];
    let browser = Browser::chromium(&pool.url(), size.0, size.1).await?;
    browser.size(size.0, size.1).await?;
    browser
        .run(&format!("localStorage.setItem('zs12345.lang', 'en'); localStorage.setItem('zs12345.size', '{percent}')"))
        .await?;
    for screen in screens {
        screen
            .show(&browser, pool)
            .await
            .with_context(|| screen.name)?;
        let name = format!("{named}-{}", screen.name);
        album.shoot(&browser, &name, size, theme).await?;
    }
    browser.close().await
}

async fn in_the_window(pool: Pool, album: &Album) -> Result<()> {
    let (pool, blank, device) = tokio::task::block_in_place(|| {
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        let shot = device.bytes("shown.jpg", &photo::jpeg(7, 1600, 1200));
        device.captured(&tests::device::issue(&pool, "楼道灯不亮（演示）"), &[shot]);
        (pool, Device::blank(), device)
    });
    let window = Browser::window(blank.folder(), None).await?;
    window.find("enrol").await?;
    gate(&window, album, "enrol").await?;
    window.close().await?;
    let window = Browser::window(device.folder(), None).await?;
    window.find("unlock").await?;
    gate(&window, album, "unlock").await?;
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.find("nav-today").await?;
    let mut screens = of_window();
    screens.retain(|screen| album.wants(screen.name));
    for size in SIZES {
        for (theme, worn) in THEMES {
            dressed(&window, size, worn).await?;
            for screen in &screens {
                screen
                    .show(&window, &pool)
                    .await
                    .with_context(|| screen.name)?;
                album.shoot(&window, screen.name, size, theme).await?;
            }
        }
    }
    window.close().await
}

/// What stands before the rooms.
async fn gate(window: &Browser, album: &Album, screen: &str) -> Result<()> {
    if !album.wants(screen) {
        return Ok(());
    }
    for size in SIZES {
        for (theme, worn) in THEMES {
            dressed(window, size, worn).await?;
            album.shoot(window, screen, size, theme).await?;
        }
    }
    Ok(())
}

/// Size and theme of a window that stays open.
async fn dressed(window: &Browser, size: (u32, u32), theme: &str) -> Result<()> {
    window.size(size.0, size.1).await?;
    window.theme(theme).await?;
    window.dress(theme).await?;
    window.quiet().await
}
