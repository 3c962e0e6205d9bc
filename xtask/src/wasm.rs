//! From a compiled wasm to files a page loads: its bindings, and names by content. Nothing more is done to the code: passes for
//! size make it smaller as it is kept and larger as it is sent, since what the compiler writes repeats itself more (the page
//! 832 KB after brotli and 899 with them, the worker 2,335 and 2,351).

use crate::stamp;
use anyhow::Result;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

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

/// Writes a file whose name carries a hash of its content; answers the name.
pub fn named(folder: &Path, name: &str, kind: &str, bytes: &[u8]) -> Result<String> {
    let file = format!("{name}-{}.{kind}", stamp::short(bytes));
    fs::write(folder.join(&file), bytes)?;
    Ok(file)
}
