//! What must say what it is: every file by its header, public types everywhere, and in public modules functions and
//! constants. Fields and variants need a line only where their name leaves something open, which no lint can tell.

use crate::cargo::root;
use anyhow::{Context, Result, bail};
use cargo_metadata::MetadataCommand;
use std::fs;
use std::path::{Path, PathBuf};

/// Fails with one line per file or item that does not say what it is.
pub fn check_tree() -> Result<()> {
    let mut found = Found::default();
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()?;
    for package in &metadata.packages {
        let src = package.manifest_path.with_file_name("src");
        // What a program keeps to itself is not public.
        for (start, public) in [("lib.rs", true), ("main.rs", false)] {
            let start = src.join(start);
            if start.exists() {
                found.file(start.as_std_path(), public)?;
            }
        }
    }
    if !found.wrong.is_empty() {
        bail!("缺一行说明：\n  {}", found.wrong.join("\n  "));
    }
    println!("说明：{} 个公开的名字都有", found.items);
    Ok(())
}

#[derive(Default)]
struct Found {
    items: usize,
    wrong: Vec<String>,
}

impl Found {
    /// Reads a module's file and those below it.
    fn file(&mut self, path: &Path, public: bool) -> Result<()> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let name = path.strip_prefix(root()).unwrap_or(path);
        self.items(&name.display().to_string(), &text, public);
        for (module, is_public) in modules(&text) {
            if let Some(below) = file_of(path, module) {
                self.file(&below, public && is_public)?;
            }
        }
        Ok(())
    }

    fn items(&mut self, name: &str, text: &str, public: bool) {
        if !text.starts_with("//!") {
            self.wrong.push(format!("{name}:1：文件开头"));
        }
        let (mut documented, mut inside, mut attribute) = (false, false, 0);
        for (n, line) in text.lines().enumerate() {
            // What an inline module holds is its file's own: tests, or a form for serde.
            inside = line != "}" && (inside || line.starts_with("mod ") && line.ends_with('{'));
            if inside {
                continue;
            }
            let line = line.trim_start();
            if line.contains("///") || line.contains("#[doc") || line.starts_with("#[derive(clap::")
            {
                documented = true; // clap shows an item's words to people, so its parsers have them where they belong
            } else if let Some(item) = item(line, public) {
                self.items += 1;
                if !documented {
                    self.wrong.push(format!("{name}:{}：{item}", n + 1));
                }
                documented = false;
            } else if line.starts_with("#[") || attribute > 0 {
                // An attribute may stand between an item's words and the item, over several lines.
                attribute += line.matches('[').count();
                attribute = attribute.saturating_sub(line.matches(']').count());
            } else {
                documented = false;
            }
        }
    }
}

/// The name of the public item that a line begins; functions and constants count in public modules only.
fn item(line: &str, public: bool) -> Option<&str> {
    let mut words = line.strip_prefix("pub ")?.split(' ');
    let keyword = words.find(|word| !["async", "unsafe"].contains(word))?;
    let mut name = words.next()?;
    let counts = match keyword {
        "struct" | "enum" | "trait" | "type" | "union" => true,
        "const" if name == "fn" => {
            name = words.next()?;
            public
        }
        "fn" | "const" | "static" => public,
        _ => false,
    };
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
    let name = &name[..end.unwrap_or(name.len())];
    (counts && !name.is_empty()).then_some(name)
}

/// Modules with files of their own, tests left out, and whether others may name them.
fn modules(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let pairs = text.lines().zip(std::iter::once("").chain(text.lines()));
    pairs.filter_map(|(line, before)| {
        let rest = line.strip_prefix("pub ").unwrap_or(line);
        let name = rest.strip_prefix("mod ")?.strip_suffix(';')?;
        (!before.contains("cfg(test)")).then_some((name, rest != line))
    })
}

fn file_of(parent: &Path, module: &str) -> Option<PathBuf> {
    let stem = parent.file_stem()?.to_str()?;
    let folder = match stem {
        "lib" | "main" | "mod" => parent.parent()?.to_owned(),
        stem => parent.with_file_name(stem),
    };
    let places = [
        folder.join(format!("{module}.rs")),
        folder.join(module).join("mod.rs"),
    ];
    places.into_iter().find(|place| place.exists())
}

#[cfg(test)]
mod tests {
    use super::{Found, modules};

    fn wrong(text: &str, public: bool) -> Vec<String> {
        let mut found = Found::default();
        found.items("a.rs", text, public);
        found.wrong
    }

    #[test]
    fn what_says_what_it_is_passes() {
        let text = "//! A file.\n\n/// A thing.\n#[derive(\n    Debug,\n)]\npub struct A {\n    pub id: u8,\n}\n\nimpl A {\n    /// Makes one.\n    pub const fn new() -> A {}\n    pub(super) fn own() {}\n}\nmod ms {\n    pub fn none() {}\n}\n";
        assert_eq!(wrong(text, true), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_is_named_with_its_line() {
        let text = "use a::B;\npub enum C {}\n/// Words of another.\nuse d::E;\npub async fn f() {}\npub const G: u8 = 1;\n";
        let all = ["a.rs:1：文件开头", "a.rs:2：C", "a.rs:5：f", "a.rs:6：G"];
        assert_eq!(wrong(text, true), all);
        assert_eq!(
            wrong(text, false),
            all[..2],
            "types alone in a private module"
        );
    }

    #[test]
    fn modules_have_files_or_not() {
        let text = "pub mod a;\nmod b;\n#[cfg(test)]\nmod tests;\nmod inline {\n}\n";
        assert_eq!(
            modules(text).collect::<Vec<_>>(),
            [("a", true), ("b", false)]
        );
    }
}
