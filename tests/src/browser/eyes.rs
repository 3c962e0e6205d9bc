//! What can be seen on a page: its words, pictures of it, and what would keep people out.

use super::{Browser, PATIENCE};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::path::{Path, PathBuf};
use thirtyfour::prelude::*;

/// axe-core, put there by `./x`.
fn axe() -> Result<PathBuf> {
    let exe = std::env::current_exe()?;
    let target = exe.ancestors().find(|a| a.join("tools").is_dir());
    Ok(target
        .context("target/tools")?
        .join("tools/axe/node_modules/axe-core/axe.min.js"))
}

impl Browser {
    /// Waits until what the selector finds holds this text, letter by letter, seen or not.
    pub async fn holds(&self, selector: &str, text: &str) -> Result<()> {
        let script = "return [...document.querySelectorAll(arguments[0])].some(e => e.textContent.includes(arguments[1]))";
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let args = vec![selector.into(), text.into()];
            if self.page.execute(script, args).await?.json() == true {
                return Ok(());
            }
            if tokio::time::Instant::now() > until {
                bail!(
                    "{selector} never holds 「{text}」; the page says: {}",
                    self.text().await
                );
            }
            tokio::task::yield_now().await;
        }
    }
    /// Waits until the page's text holds this.
    pub async fn says(&self, text: &str) -> Result<()> {
        let until = tokio::time::Instant::now() + PATIENCE;
        while !self.text().await.contains(text) {
            if tokio::time::Instant::now() > until {
                bail!(
                    "the page never says 「{text}」; it says: {}",
                    self.text().await
                );
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }
    /// All visible text.
    pub async fn text(&self) -> String {
        match self.page.find(By::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }
    /// Shows the page as a printer would have it, or again as a screen does.
    pub async fn as_printed(&self, printed: bool) -> Result<()> {
        let media = if printed { "print" } else { "" };
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": media }))
            .await
    }
    /// A picture of the page.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        // WebKitGTK takes it with the next frame it paints; on a page where nothing moves it was seen to wait for ever.
        let begin = "const e = document.createElement('i'); e.id = 'zs-beat'; \
            e.style.cssText = 'position:fixed;inset:0 auto auto 0;width:1px;height:1px'; document.body.append(e); let n = 0; \
            const beat = () => { if (!e.isConnected) return; n++; e.style.opacity = n % 2 ? '.01' : '.02'; setTimeout(beat, 30); }; beat();";
        let window = self.chromedriver.is_none();
        if window {
            self.page.execute(begin, vec![]).await?;
        }
        self.page.screenshot(file).await?;
        if window {
            let end = "document.getElementById('zs-beat').remove()";
            self.page.execute(end, vec![]).await?;
        }
        Ok(())
    }
    /// Waits until no element has this `data-test` name any more.
    pub async fn gone(&self, name: &str) -> Result<()> {
        let selector = format!("[data-test=\"{name}\"]");
        let until = tokio::time::Instant::now() + PATIENCE;
        while !self.page.find_all(By::Css(&selector)).await?.is_empty() {
            if tokio::time::Instant::now() > until {
                bail!(
                    "{name} does not go away; the page says: {}",
                    self.text().await
                );
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }
    /// Waits until the page's text holds this no more.
    pub async fn forgets(&self, text: &str) -> Result<()> {
        let until = tokio::time::Instant::now() + PATIENCE;
        while self.text().await.contains(text) {
            if tokio::time::Instant::now() > until {
                bail!("the page goes on saying 「{text}」");
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }
    /// What axe-core finds serious or critical on the page as it stands, one line each.
    pub async fn faults(&self) -> Result<Vec<String>> {
        let file = axe()?;
        let source =
            std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        self.page.execute(&source, vec![]).await?;
        let script = "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations \
            .filter(v => v.impact === 'serious' || v.impact === 'critical') \
            .map(v => v.id + ' (' + v.impact + '): ' + v.help + ' · ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join(' | '))), e => done(['axe: ' + e]));";
        let found = self.page.execute_async(script, vec![]).await?;
        Ok(serde_json::from_value(found.json().clone())?)
    }
}
