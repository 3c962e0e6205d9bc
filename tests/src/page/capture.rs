//! An issue captured as an officer does it on the way (docs/goals.md B1): photo, place, category, and off it goes. The page counts
//! the taps itself; what the system's camera wants (shutter, and done) is not the page's to count.

use crate::browser::Browser;
use End::{Kept, Sent};
use anyhow::{Result, ensure};
use std::path::Path;

/// Where the place comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The receiver finds it.
    Found,
    /// No receiver answers: a tap on the map.
    Map,
}

/// How it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With 提交, at the acknowledgement.
    Sent,
    /// Before 提交, once this browser keeps the whole draft: without its pool it sends nothing.
    Kept,
}

/// How it went.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// Taps, as the page counted them from 今日 on.
    pub taps: u32,
    /// How often something had to be brought into sight first.
    pub swipes: u32,
    /// Milliseconds from the page's opening to the end.
    pub ms: f64,
}

/// Captures one issue from 今日 on, by taps alone. The page has begun with the probe.
pub async fn capture(browser: &Browser, photo: &Path, place: Place, end: End) -> Result<Course> {
    let mut swipes = 0;
    let mut tap = async |selector: &str| -> Result<()> {
        swipes += u32::from(browser.finger(selector).await?);
        Ok(())
    };
    browser.find("today").await?;
    let begin = "zsProbe.taps = 0; zsProbe.await('[data-test=sent]', '')";
    browser.page.execute(begin, vec![]).await?;
    tap("[data-test=\"today-capture\"]").await?;
    tap(".photo-take:not(.photo-pick)").await?;
    browser
        .choose("photo-input", &[photo.to_path_buf()])
        .await?;
    browser.find("photo").await?;
    if place == Place::Map {
        tap(".place .map-frame").await?;
    }
    let placed = "return document.querySelector('[data-test=lon]').value ? true : null";
    browser.told::<bool>(placed).await?;
    tap(".category .chip").await?;
    let script = match end {
        Sent => {
            tap("[data-test=\"submit\"]").await?;
            "return zsProbe.seen"
        }
        Kept => {
            "const kept = Object.keys(localStorage).filter(k => k.startsWith('zs12345.draft.')).map(k => localStorage[k]).join(''); \
            const says = document.querySelector('[data-test=saved]').textContent.includes('已存本'); \
            return says && /\"category\":\"/.test(kept) ? performance.now() : null"
        }
    };
    let ms = browser.told(script).await?;
    let taps: u32 = browser.told("return zsProbe.taps").await?;
    ensure!(taps > 0, "the page has counted no taps");
    Ok(Course { taps, swipes, ms })
}
