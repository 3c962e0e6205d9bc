//! Our sources as data: which module names which other one, and which words stand where. Read as tokens, so that macros
//! count and comments do not. What is compiled for tests alone is left out.

mod circles;
mod numbers;
mod paths;
mod walls;

use crate::cargo::root;
use anyhow::{Context, Result, bail};
use proc_macro2::TokenStream;
use std::fs;
use std::path::{Path, PathBuf};

/// A crate's folder of sources below the root, and the name people know it by.
const CRATES: &[(&str, &str)] = &[
    ("model", "shared/model/src"),
    ("api", "shared/api/src"),
    ("lists", "shared/lists/src"),
    ("sync", "shared/sync/src"),
    ("picture", "shared/picture/src"),
    ("testkit", "shared/testkit/src"),
    ("device", "src-tauri/device/src"),
    ("app", "src-tauri/src"),
    ("frontend", "frontend/src"),
    ("pool", "pool/src"),
    ("demo", "pool/demo/src"),
    ("xtask", "xtask/src"),
];

/// One file of a crate.
struct Source {
    /// Below the root, with `/`.
    file: String,
    /// The module it is, from the crate's root; empty for `lib.rs` and `main.rs`.
    module: Vec<String>,
    tokens: TokenStream,
}

/// Fails with a line for each wall that is broken, each circle of modules and each number that two migrations have.
pub fn check() -> Result<()> {
    let mut wrong = Vec::new();
    let mut files = 0;
    for (name, folder) in CRATES {
        let sources = read(&root(), folder)?;
        files += sources.len();
        wrong.extend(walls::broken(name, folder, &sources));
        let circles = circles::find(&paths::edges(&sources));
        wrong.extend(circles.iter().map(|c| format!("{name}：模块互相引用：{c}")));
    }
    wrong.extend(numbers::twice(&root())?);
    if !wrong.is_empty() {
        bail!("源码里有不许的引用：\n  {}", wrong.join("\n  "));
    }
    println!("源码：{files} 个文件，墙都在，模块没有互相引用");
    Ok(())
}

/// Every file below a folder that is not for tests alone.
fn read(root: &Path, folder: &str) -> Result<Vec<Source>> {
    let mut found = Vec::new();
    collect(&root.join(folder), &mut found)?;
    found.sort();
    let mut sources = Vec::new();
    for path in found {
        let module = module_of(path.strip_prefix(root.join(folder))?);
        if module.iter().any(|part| is_for_tests(part)) {
            continue;
        }
        let file = path
            .strip_prefix(root)?
            .to_string_lossy()
            .replace('\\', "/");
        let text = fs::read_to_string(&path).with_context(|| file.clone())?;
        let tokens = text.parse::<TokenStream>();
        let tokens = tokens.map_err(|e| anyhow::anyhow!("{file}：{e}"))?;
        sources.push(Source {
            file,
            module,
            tokens,
        });
    }
    Ok(sources)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

fn module_of(below: &Path) -> Vec<String> {
    let mut parts: Vec<String> = below
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if matches!(
        parts.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        parts.pop();
    }
    parts
}

fn is_for_tests(module: &str) -> bool {
    module == "tests" || module.ends_with("_tests") || module.ends_with("_for_tests")
}
