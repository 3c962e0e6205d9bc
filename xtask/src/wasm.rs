//! From a compiled wasm to files a page loads: its bindings, its optimisation, names by content.

use crate::cargo::{run, target};
use crate::stamp;
use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// wasm-opt from npm's binaryen, put there by `./x`; Debian's is too old for today's wasm.
pub fn wasm_opt() -> Option<PathBuf> {
    let tool = target().join("tools/npm/node_modules/.bin/wasm-opt");
    tool.exists().then_some(tool)
}

/// Generates the JavaScript of a wasm into a folder made anew.
pub fn bind(wasm: &Path, to: &Path, dev: bool) -> Result<()> {
    println!("前端：生成 JavaScript 绑定");
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(!dev)
        .remove_producers_section(!dev)
        .generate(to)
}

/// Makes a wasm smaller.
pub fn optimise(tool: &Path, wasm: &Path, passes: &[&str]) -> Result<()> {
    println!("前端：wasm-opt {}", passes.join(" "));
    // What rustc's default wasm32 target may emit; wasm-bindgen drops the section that would say so.
    const FEATURES: &[&str] = &[
        "--enable-bulk-memory",
        "--enable-bulk-memory-opt",
        "--enable-multivalue",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-sign-ext",
    ];
    run(Command::new(tool)
        .args(passes)
        .args(FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(wasm))
}

/// Writes a file whose name carries a hash of its content; answers the name.
pub fn named(folder: &Path, name: &str, kind: &str, bytes: &[u8]) -> Result<String> {
    let file = format!("{name}-{}.{kind}", stamp::short(bytes));
    fs::write(folder.join(&file), bytes)?;
    Ok(file)
}
