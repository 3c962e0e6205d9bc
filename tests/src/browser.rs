//! A browser or the app's window, driven over WebDriver, waited for by event and never by sleeping.

mod ending;
mod eyes;
mod hands;

use crate::binary;
use anyhow::{Context, Result, bail};
use ending::kill_all;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// How long a page may take to show what is waited for; generous, for two busy cores.
const PATIENCE: Duration = Duration::from_secs(40);

/// A driver process with a session on it.
pub struct Browser {
    /// The session.
    pub page: WebDriver,
    /// Where chromedriver listens, when this is Chromium and not the app's window.
    chromedriver: Option<u16>,
    helpers: Vec<Child>,
    profile: Option<TempDir>,
}

/// Zone of the demo district, so that no page has to say that its machine has another.
const ZONE: &str = "Asia/Shanghai";

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn which(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|d| d.join(name))
        .find(|p| p.exists())
        .with_context(|| format!("{name} is missing: ./x test installs it"))
}

async fn ready(port: u16) -> Result<()> {
    let until = tokio::time::Instant::now() + PATIENCE;
    while tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .is_err()
    {
        if tokio::time::Instant::now() > until {
            bail!("the driver does not answer on port {port}");
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Has chromedriver end its sessions; one that does not answer is killed all the same.
fn shut_down(port: u16) {
    let ask = || -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream
            .write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    };
    let _ = ask();
}

/// Lets tauri-driver take its own driver along; one that does not end in time is killed all the same.
fn ask_to_end(helper: &mut Child) {
    let _ = Command::new("kill").arg(helper.id().to_string()).status();
    let until = std::time::Instant::now() + Duration::from_secs(5);
    while matches!(helper.try_wait(), Ok(None)) && std::time::Instant::now() < until {
        std::thread::yield_now();
    }
}

impl Browser {
    /// Headless Chromium of this size on a page.
    pub async fn chromium(url: &str, w: u32, h: u32) -> Result<Browser> {
        let profile = TempDir::new()?;
        let mut browser = Self::chromium_of(profile.path(), url, w, h).await?;
        browser.profile = Some(profile);
        Ok(browser)
    }

    /// The same over a profile that outlives it, as on somebody's tablet.
    pub async fn chromium_of(profile: &Path, url: &str, w: u32, h: u32) -> Result<Browser> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let port = free_port()?;
        let driver = Command::new(which("chromedriver")?)
            .env("TZ", ZONE)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let helpers = vec![driver];
        ready(port).await?;
        let mut caps = DesiredCapabilities::chrome();
        caps.set_binary(which("chromium")?.to_str().context("a path")?)?;
        for arg in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--force-prefers-reduced-motion",
            &format!("--window-size={w},{h}"),
            &format!("--user-data-dir={}", profile.display()),
        ] {
            caps.add_arg(arg)?;
        }
        let page = WebDriver::new(format!("http://127.0.0.1:{port}"), caps).await?;
        page.goto(url).await?;
        let browser = Browser {
            page,
            chromedriver: Some(port),
            helpers,
            profile: None,
        };
        // For whoever measures a journey on a slower machine than this one.
        if let Some(times) = std::env::var("ZS12345_SLOW")
            .ok()
            .and_then(|t| t.parse().ok())
        {
            browser.slow(times).await?;
        }
        Ok(browser)
    }

    /// The app's own window over a device's folder, under a screen of its own.
    pub async fn window(data: &Path, pin: Option<&str>) -> Result<Browser> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Several windows of one test program, and several programs, each have a screen of their own.
        static SCREENS: AtomicU32 = AtomicU32::new(0);
        let screen = SCREENS.fetch_add(1, Ordering::Relaxed);
        let display = format!(":{}", 90 + (std::process::id() * 7 + screen) % 4000);
        let screen = Command::new(which("Xvfb")?)
            .args([&display, "-screen", "0", "1920x1080x24", "-nolisten", "tcp"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut helpers = vec![screen];
        let socket = PathBuf::from(format!("/tmp/.X11-unix/X{}", &display[1..]));
        let until = tokio::time::Instant::now() + PATIENCE;
        while !socket.exists() {
            if tokio::time::Instant::now() > until {
                bail!("Xvfb does not start");
            }
            tokio::task::yield_now().await;
        }
        let (port, native) = (free_port()?, free_port()?);
        let tauri_driver = std::env::var_os("ZS12345_TAURI_DRIVER")
            .map(PathBuf::from)
            .map_or_else(|| which("tauri-driver"), Ok)?;
        let mut driver = Command::new(tauri_driver);
        driver.env("TZ", ZONE);
        driver
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native.to_string(),
            ])
            .arg("--native-driver")
            .arg(which("WebKitWebDriver")?)
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
            .env(crate::device::NO_KEYRING.0, crate::device::NO_KEYRING.1)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(pin) = pin {
            driver.env("ZS12345_PIN", pin);
        }
        helpers.push(driver.spawn()?);
        ready(port).await?;
        // It passes the session on to the native driver, which must listen by then.
        ready(native).await?;
        // Only `tauri:options`: a browserName breaks the session.
        let mut caps = Capabilities::new();
        let options =
            serde_json::json!({ "application": binary("zs12345"), "args": ["--data", data] });
        caps.set("tauri:options", options)?;
        let page = WebDriver::new(format!("http://127.0.0.1:{port}"), caps).await?;
        Ok(Browser {
            page,
            chromedriver: None,
            helpers,
            profile: None,
        })
    }

    /// Makes the page itself this large, whatever the window around it takes.
    pub async fn size(&self, w: u32, h: u32) -> Result<()> {
        let script = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let frame: (i64, i64) = self.page.execute(script, vec![]).await?.convert()?;
        let (w, h) = (i64::from(w) + frame.0, i64::from(h) + frame.1);
        Ok(self
            .page
            .set_window_rect(0, 0, u32::try_from(w)?, u32::try_from(h)?)
            .await?)
    }
    /// Chooses the theme for pages opened from now on.
    pub async fn theme(&self, theme: &str) -> Result<()> {
        let script = "localStorage.setItem('zs12345.theme', arguments[0])";
        self.page.execute(script, vec![theme.into()]).await?;
        Ok(())
    }
    /// Waits until nothing is busy and nothing has been loaded or drawn again for a few frames.
    pub async fn quiet(&self) -> Result<()> {
        let script = "const done = arguments[0]; let last = '', still = 0; const look = () => { \
            const now = document.body.innerHTML.length + ':' + performance.getEntriesByType('resource').length + ':' \
              + [...document.images].filter(i => !i.complete).length + ':' + document.querySelectorAll('[aria-busy=true]').length; \
            still = now === last && now.endsWith(':0') ? still + 1 : 0; last = now; \
            still > 40 ? done(true) : requestAnimationFrame(look); }; look();";
        self.page.execute_async(script, vec![]).await?;
        Ok(())
    }

    /// Waits for an element by its `data-test` name.
    pub async fn find(&self, name: &str) -> Result<WebElement> {
        self.css(&format!("[data-test=\"{name}\"]")).await
    }
    /// Waits for an element by selector.
    pub async fn css(&self, selector: &str) -> Result<WebElement> {
        let found = self
            .page
            .query(By::Css(selector))
            .wait(PATIENCE, Duration::from_millis(50))
            .and_displayed()
            .first()
            .await;
        match found {
            Ok(element) => Ok(element),
            Err(e) => {
                let text = self.text().await;
                bail!("{selector} did not come up ({e}); the page says: {text}")
            }
        }
    }
    /// Waits for an element that need not be visible (a file input).
    pub async fn hidden(&self, name: &str) -> Result<WebElement> {
        Ok(self
            .page
            .query(By::Css(format!("[data-test=\"{name}\"]")))
            .wait(PATIENCE, Duration::from_millis(50))
            .first()
            .await?)
    }
    /// Waits, then clicks.
    pub async fn click(&self, name: &str) -> Result<()> {
        let element = self.find(name).await?;
        element.scroll_into_view().await?;
        element
            .wait_until()
            .clickable()
            .await
            .with_context(|| format!("{name} to be clickable"))?;
        element
            .click()
            .await
            .with_context(|| format!("clicking {name}"))
    }
    /// Waits, then types into a field.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.find(name).await?;
        field.scroll_into_view().await?;
        field
            .clear()
            .await
            .with_context(|| format!("clearing {name}"))?;
        field
            .send_keys(text)
            .await
            .with_context(|| format!("typing into {name}"))
    }
    /// Puts text in place of what a field holds, all at once as a clipboard does.
    pub async fn paste(&self, name: &str, text: &str) -> Result<()> {
        let field = self.find(name).await?;
        field.scroll_into_view().await?;
        let script = "arguments[0].focus(); arguments[0].select()";
        self.page.execute(script, vec![field.to_json()?]).await?;
        self.cdp("Input.insertText", serde_json::json!({ "text": text }))
            .await
    }
    /// What a field holds.
    pub async fn value(&self, name: &str) -> Result<String> {
        Ok(self.find(name).await?.value().await?.unwrap_or_default())
    }
    /// Runs a script in the page and answers what it returns, waited for when it is a promise.
    pub async fn run(&self, script: &str) -> Result<serde_json::Value> {
        let answer = self.page.execute(script, vec![]).await?;
        Ok(answer.json().clone())
    }
    /// Strikes keys where the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        let focused = self.page.active_element().await?;
        Ok(focused.send_keys(keys.into()).await?)
    }
    /// Waits for what has this name, also where nobody sees it yet, and presses it.
    pub async fn tap(&self, name: &str) -> Result<()> {
        self.tap_one(&[name]).await
    }
    /// The same with the first that comes up of several names; `name#2` is the second of that name.
    pub async fn tap_one(&self, names: &[&str]) -> Result<()> {
        let find = |name: &&str| {
            let (name, place) = name.split_once('#').unwrap_or((name, "1"));
            format!("document.querySelectorAll('[data-test=\"{name}\"]')[{place} - 1]")
        };
        let all: Vec<String> = names.iter().map(find).collect();
        // A finger touches what is in sight.
        let script = format!(
            "const e = {}; e?.scrollIntoView({{block: 'nearest'}}); e?.click(); return e ? true : null",
            all.join(" ?? ")
        );
        self.told::<bool>(&script).await.map(drop)
    }
    /// Opens everything that is folded.
    pub async fn unfold(&self) -> Result<()> {
        let script = "document.querySelectorAll('details').forEach(d => d.open = true)";
        self.page.execute(script, vec![]).await?;
        Ok(())
    }
    /// Puts a theme on the page that is open.
    pub async fn dress(&self, theme: &str) -> Result<()> {
        let script = "document.documentElement.dataset.theme = arguments[0]";
        self.page.execute(script, vec![theme.into()]).await?;
        Ok(())
    }
    /// Gives files to a file input.
    pub async fn choose(&self, name: &str, files: &[PathBuf]) -> Result<()> {
        let input = self.hidden(name).await?;
        for file in files {
            let path = file.to_str().context("a path")?;
            input
                .send_keys(path)
                .await
                .with_context(|| format!("choosing {path}"))?;
        }
        Ok(())
    }
    /// Kills the app behind a window, as a flat battery would.
    pub async fn kill_app(self, data: &Path) -> Result<()> {
        let data = data.to_str().context("a path")?.to_string();
        kill_all(|words| {
            words.first().is_some_and(|w| w.ends_with(b"/zs12345"))
                && words.contains(&data.as_bytes())
        })
    }
    /// Kills a browser over a profile that outlives it, every process of it at once.
    pub async fn kill_browser(self, profile: &Path) -> Result<()> {
        let told = format!("--user-data-dir={}", profile.display());
        kill_all(|words| {
            words.contains(&told.as_bytes())
                && words.first().is_some_and(|w| !w.ends_with(b"driver"))
        })
    }
    /// Ends session and helpers.
    pub async fn close(self) -> Result<()> {
        self.page.clone().quit().await.ok();
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is merely killed leaves its browser running.
        if let Some(port) = self.chromedriver {
            shut_down(port);
        }
        for mut helper in self.helpers.drain(..).rev() {
            if self.chromedriver.is_none() {
                ask_to_end(&mut helper);
            }
            let _ = helper.kill();
            let _ = helper.wait();
        }
    }
}
