//! axe-core finds nothing serious on any screen, in light and in dark.

use anyhow::{Result, ensure};
use tests::browser::Browser;
use tests::device::PIN;
use tests::screens::{Screen, of_browser, of_window};
use tests::{Device, Pool};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_serious_at_the_desk() -> Result<()> {
    let (pool, screens) = tokio::task::spawn_blocking(|| {
        let pool = Pool::rich();
        let screens = of_browser(&pool);
        (pool, screens)
    })
    .await?;
    let mut faults = Vec::new();
    for theme in ["light", "dark"] {
        let browser = Browser::chromium(&pool.url(), 1280, 800).await?;
        browser.theme(theme).await?;
        browser.page.goto(pool.url()).await?;
        browser.find("sign-in-user").await?;
        faults.extend(named("sign-in", theme, browser.faults().await?));
        for screen in &screens {
            screen.show(&browser, &pool).await?;
            faults.extend(named(screen.name, theme, browser.faults().await?));
        }
        browser.close().await?;
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_serious_in_the_app() -> Result<()> {
    let (pool, device) = tokio::task::spawn_blocking(|| {
        let pool = Pool::demo();
        let device = Device::enrolled(&pool, "collector");
        device.sync();
        (pool, device)
    })
    .await?;
    let mut faults = Vec::new();
    let window = Browser::window(device.folder(), None).await?;
    window.find("unlock").await?;
    faults.extend(named("unlock", "light", window.faults().await?));
    window.fill("pin", PIN).await?;
    window.click("unlock").await?;
    window.find("today").await?;
    for screen in of_window() {
        screen.show(&window, &pool).await?;
        faults.extend(named(screen.name, "light", window.faults().await?));
    }
    window.close().await?;
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

fn named(screen: &str, theme: &str, faults: Vec<String>) -> Vec<String> {
    let line = |f: String| format!("{screen} ({theme}): {f}");
    faults.into_iter().map(line).collect()
}

/// A screen is named once in each shell.
#[test]
fn screens_have_names_of_their_own() {
    let mut names: Vec<_> = of_window().iter().map(|s: &Screen| s.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
