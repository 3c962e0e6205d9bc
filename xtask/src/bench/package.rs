//! What is shipped: the bundle, the window's program, and a Debian package made of it by Tauri's own bundler.

use crate::cargo::{host, outside, root, run, target};
use crate::{frontend, stamp};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Builds them; sizes in bytes.
pub fn package() -> Result<Value> {
    frontend::build(false)?;
    let tool = target().join("tools/tauri/node_modules/.bin/tauri");
    let bundles = target().join("release/bundle/deb");
    if bundles.exists() {
        fs::remove_dir_all(&bundles)?;
    }
    let deb = if tool.exists() {
        println!("安装包：tauri build");
        // It looks for src-tauri below where it stands, and starts cargo by itself.
        let mut build = outside(&tool);
        run(build.args(["build", "--bundles", "deb", "--", "--locked"]))?;
        Some(only(&bundles, "deb")?)
    } else {
        println!("没有 Tauri 的打包工具（npm 的 @tauri-apps/cli），安装包没有量");
        run(host().args([
            "build",
            "--release",
            "--locked",
            "-p",
            "app",
            "--features",
            "custom-protocol",
        ]))?;
        None
    };
    let size = |file: &Path| fs::metadata(file).map(|f| f.len());
    let wasm = stamp::files(&root().join("frontend/dist/assets"))?
        .into_iter()
        .find(|f| f.to_string_lossy().ends_with(".wasm.br"))
        .context("frontend/dist/assets/*.wasm.br")?;
    Ok(json!({
        "wasm_br": size(&wasm)?,
        "app": size(&target().join("release/zs12345"))?,
        "deb": deb.map(|deb| size(&deb)).transpose()?,
    }))
}

/// The one file of this kind.
fn only(folder: &Path, kind: &str) -> Result<PathBuf> {
    let mut found = fs::read_dir(folder)?
        .flatten()
        .map(|f| f.path())
        .filter(|f| f.extension() == Some(OsStr::new(kind)));
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(file),
        _ => bail!("{} 里不是恰好一个 {kind}", folder.display()),
    }
}
