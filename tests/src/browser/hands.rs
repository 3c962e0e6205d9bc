//! Hands on a page: touches, keys and wheel that the page cannot tell from a person's, and what Chromium's devtools know of
//! the device they hold.

use super::{Browser, PATIENCE};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

impl Browser {
    /// Makes Chromium's processor so many times slower.
    pub async fn slow(&self, times: f64) -> Result<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await
    }

    /// Tells Chromium where it is, and that pages may know.
    pub async fn stand_at(&self, lon: f64, lat: f64, accuracy_m: f64) -> Result<()> {
        self.may_locate(true).await?;
        let place = json!({ "longitude": lon, "latitude": lat, "accuracy": accuracy_m });
        self.cdp("Emulation.setGeolocationOverride", place).await
    }

    /// Says whether pages may know where they are.
    pub async fn may_locate(&self, may: bool) -> Result<()> {
        let origin = self
            .page
            .current_url()
            .await?
            .origin()
            .ascii_serialization();
        let setting = if may { "granted" } else { "denied" };
        let asked =
            json!({ "origin": origin, "permission": {"name": "geolocation"}, "setting": setting });
        self.cdp("Browser.setPermission", asked).await
    }

    /// Makes Chromium a tablet of this size: a finger, no mouse.
    pub async fn tablet(&self, w: u32, h: u32) -> Result<()> {
        let screen = json!({ "width": w, "height": h, "deviceScaleFactor": 1, "mobile": true });
        self.cdp("Emulation.setDeviceMetricsOverride", screen)
            .await?;
        let finger = json!({ "enabled": true, "maxTouchPoints": 5 });
        self.cdp("Emulation.setTouchEmulationEnabled", finger).await
    }

    /// Has every page opened from now on begin with this script.
    pub async fn begin_with(&self, script: &str) -> Result<()> {
        let source = json!({ "source": script });
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source)
            .await
    }

    /// Puts a finger (in the window: the mouse) on the middle of an element once it can be seen, and lifts it. True when the
    /// page had to be scrolled first.
    pub async fn finger(&self, selector: &str) -> Result<bool> {
        let element = self.css(selector).await?;
        let script = "const [e] = arguments; const inside = () => { const r = e.getBoundingClientRect(); const [x, y] = [r.x + r.width / 2, r.y + r.height / 2]; \
            const hit = document.elementFromPoint(x, y); return !!hit && (e.contains(hit) || hit.contains(e)); }; \
            if (inside()) return false; e.scrollIntoView({block: 'center'}); return true;";
        let scrolled = self
            .page
            .execute(script, vec![element.to_json()?])
            .await?
            .convert()?;
        if self.chromedriver.is_none() {
            element
                .wait_until()
                .clickable()
                .await
                .with_context(|| format!("{selector} to be clickable"))?;
            element.click().await?;
            return Ok(scrolled);
        }
        let (x, y) = self.middle(&element).await?;
        for (kind, points) in [
            ("touchStart", json!([{ "x": x, "y": y }])),
            ("touchEnd", json!([])),
        ] {
            let touch = json!({ "type": kind, "touchPoints": points });
            self.cdp("Input.dispatchTouchEvent", touch).await?;
        }
        Ok(scrolled)
    }

    /// Puts Chromium into another zone of time than its machine's.
    pub async fn stand_in(&self, zone: &str) -> Result<()> {
        let zone = json!({ "timezoneId": zone });
        self.cdp("Emulation.setTimezoneOverride", zone).await
    }

    async fn middle(&self, element: &WebElement) -> Result<(f64, f64)> {
        let script = "const r = arguments[0].getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]";
        let found = self.page.execute(script, vec![element.to_json()?]).await?;
        Ok(found.convert()?)
    }

    /// Strikes one key where the focus is: a letter, a digit, or a key by its name.
    pub async fn strike(&self, key: &str) -> Result<()> {
        let code = match key {
            "ArrowDown" => 40,
            "ArrowUp" => 38,
            "PageDown" => 34,
            "PageUp" => 33,
            "Home" => 36,
            "End" => 35,
            _ => key.to_ascii_uppercase().bytes().next().context("a key")?,
        };
        let mut down = json!({ "type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": code });
        if key.chars().count() == 1 {
            down["type"] = json!("keyDown");
            down["text"] = json!(key);
        }
        self.cdp("Input.dispatchKeyEvent", down).await?;
        let up = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code });
        self.cdp("Input.dispatchKeyEvent", up).await
    }

    /// Turns the wheel over the middle of an element: this many pixels down (up when negative), so many a second.
    pub async fn wheel(&self, selector: &str, pixels: i64, a_second: u64) -> Result<()> {
        let element = self.css(selector).await?;
        let (x, y) = self.middle(&element).await?;
        let gesture = json!({ "x": x, "y": y, "yDistance": -pixels, "speed": a_second, "gestureSourceType": "mouse", "preventFling": true });
        self.cdp("Input.synthesizeScrollGesture", gesture).await
    }

    /// Gives a value that a script computes, once it is not null.
    pub async fn told<T: serde::de::DeserializeOwned>(&self, script: &str) -> Result<T> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let value = self.page.execute(script, vec![]).await?.json().clone();
            if value != Value::Null {
                return Ok(serde_json::from_value(value)?);
            }
            if tokio::time::Instant::now() > until {
                let text = match self.page.find(By::Css("body")).await {
                    Ok(body) => body.text().await.unwrap_or_default(),
                    Err(_) => String::new(),
                };
                bail!("{script} stays null; the page says: {text}");
            }
            tokio::task::yield_now().await;
        }
    }

    /// One command of the devtools.
    pub async fn cdp(&self, command: &str, params: Value) -> Result<()> {
        self.page
            .cdp()
            .send_raw(command, params)
            .await
            .with_context(|| command.to_string())?;
        Ok(())
    }
}
