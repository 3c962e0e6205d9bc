//! Builds the device's worker for browsers, and the service worker that opens the app without a network.

use crate::cargo::{Wasm, run, target};
use crate::stamp;
use crate::wasm::{bind, named};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// What the service worker is made from: its own name for the version, and the files of the shell.
const SHELL: &str = include_str!("../../frontend/worker/shell.js");

/// Compiles the worker; answers the folder of its bindings.
pub fn build(toolchain: Wasm, dev: bool) -> Result<PathBuf> {
    println!("前端：编译平板的 worker（{toolchain:?}）");
    let mut cargo = toolchain.cargo("build");
    cargo.args(["--package", "web", "--lib", "--profile", "worker"]);
    if dev {
        let quick = [
            "profile.worker.lto=false",
            "profile.worker.codegen-units=16",
        ];
        cargo.args(quick.iter().flat_map(|set| ["--config", set]));
    }
    run(&mut cargo)?;
    let wasm = target().join("wasm/wasm32-unknown-unknown/worker/web.wasm");
    let bound = target().join("worker-bound");
    bind(&wasm, &bound, dev)?;
    Ok(bound)
}

/// Puts the worker beside the other assets; answers the name of its script.
pub fn lay_out(bound: &Path, assets: &Path) -> Result<String> {
    let snippets = bound.join("snippets");
    for file in stamp::files(&snippets).unwrap_or_default() {
        let goal = assets.join("snippets").join(file.strip_prefix(&snippets)?);
        fs::create_dir_all(goal.parent().context("a file has a folder")?)?;
        fs::copy(&file, goal)?;
    }
    let wasm = named(assets, "web", "wasm", &fs::read(bound.join("web_bg.wasm"))?)?;
    let script = named(assets, "web", "js", &fs::read(bound.join("web.js"))?)?;
    // What the page says before the wasm is there waits for it.
    let start = format!(
        "import start from \"./{script}\";\nconst early = [];\nself.onmessage = (event) => early.push(event);\n\
         await start({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }});\n\
         for (const event of early) self.onmessage(event);\n"
    );
    named(assets, "device", "js", start.as_bytes())
}

/// Writes the service worker: one exact version of the shell, named by its content.
pub fn shell(dist: &Path) -> Result<()> {
    let mut files = Vec::new();
    let mut all = Vec::new();
    for file in stamp::files(dist)? {
        let name = file
            .strip_prefix(dist)?
            .to_string_lossy()
            .replace('\\', "/");
        let bytes = fs::read(&file)?;
        let hash = stamp::short(&bytes);
        all.extend(name.as_bytes());
        all.extend(bytes);
        let path = match name.as_str() {
            "index.html" => "/".into(),
            name => format!("/{name}"),
        };
        files.push((path, hash));
    }
    let files = serde_json::to_string(&files)?;
    let script = SHELL
        .replace("\"@VERSION@\"", &format!("\"{}\"", stamp::short(&all)))
        .replace("[\"@FILES@\"]", &files);
    fs::write(dist.join("sw.js"), script)?;
    Ok(())
}
