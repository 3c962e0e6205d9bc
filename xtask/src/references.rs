//! References that lead nowhere: files named in documents and comments, the sections cited after them, links, decisions by
//! number, Rust paths, and the Rust names of the glossary.

mod document;
mod prose;

use crate::cargo::root;
use anyhow::{Context, Result, bail};
use document::Document;
use prose::Cited;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Folders that hold nothing of ours, or what was built.
const FOREIGN: &[&str] = &["target", "node_modules", "dist", "gen"];
/// Holds references that lead nowhere, to see that they are found.
const EXAMPLES: &str = "xtask/src/references/tests.rs";
/// Crates whose names stand first in a Rust path of ours.
const CRATES: &[&str] = &[
    "model", "lists", "api", "sync", "pool", "demo", "device", "app", "frontend", "tests",
    "testkit", "xtask",
];
/// Folders in which what a path names has to exist.
const FOLDERS: &[&str] = &[
    "shared/",
    "pool/",
    "src-tauri/",
    "frontend/",
    "tests/",
    "xtask/",
    "docs/",
];
/// Decisions stay as they were taken: what they name may be gone.
const DECISIONS: &str = "docs/adr/";
/// Its tables name a Rust type in their third column.
const GLOSSARY: &str = "docs/glossary.md";

/// Fails with one line per reference that leads nowhere.
pub fn check_tree() -> Result<()> {
    let tree = Tree::read(&root())?;
    let (count, wrong) = tree.check();
    if !wrong.is_empty() {
        bail!("有引用找不到：\n  {}", wrong.join("\n  "));
    }
    println!("引用：{count} 处都找得到");
    Ok(())
}

/// What the tree holds: paths from its root, with `/`.
struct Tree {
    files: BTreeSet<String>,
    documents: BTreeMap<String, Document>,
    /// Prose of every file that has some: documents as they are, of sources the comments.
    texts: BTreeMap<String, String>,
    /// Every word of the Rust code, comments apart.
    words: BTreeSet<String>,
}

impl Tree {
    fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeSet::new();
        collect(root, root, &mut files)?;
        let mut tree = Tree {
            files,
            documents: BTreeMap::new(),
            texts: BTreeMap::new(),
            words: BTreeSet::new(),
        };
        for name in tree.files.clone() {
            let Some(kind) = prose::Kind::of(&name).filter(|_| name != EXAMPLES) else {
                continue;
            };
            let text = fs::read_to_string(root.join(&name)).with_context(|| name.clone())?;
            tree.add(&name, kind, &text);
        }
        Ok(tree)
    }

    fn add(&mut self, name: &str, kind: prose::Kind, text: &str) {
        self.files.insert(name.to_owned());
        if kind == prose::Kind::Document {
            self.documents.insert(name.to_owned(), Document::read(text));
        }
        if kind == prose::Kind::Rust {
            for line in text.lines() {
                let code = &line[..kind.comment_start(line).unwrap_or(line.len())];
                let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
                self.words.extend(words.map(str::to_owned));
            }
        }
        self.texts.insert(name.to_owned(), kind.prose(text));
    }

    /// How many references there are, and each that leads nowhere as a sentence.
    fn check(&self) -> (usize, Vec<String>) {
        let (mut count, mut wrong) = (0, Vec::new());
        for (name, text) in &self.texts {
            let is_document = self.documents.contains_key(name);
            for cited in prose::cited(text, is_document) {
                count += 1;
                if let Some(why) = self.why_not(name, &cited) {
                    wrong.push(format!("{name}:{}：{why}", cited.line()));
                }
            }
        }
        if let Some(text) = self.texts.get(GLOSSARY) {
            for (line, word) in document::rust_names(text) {
                count += 1;
                if !self.words.contains(word) {
                    wrong.push(format!("{GLOSSARY}:{line}：源码里没有 {word}"));
                }
            }
        }
        (count, wrong)
    }

    /// Why a reference made in `from` leads nowhere; none when it leads somewhere.
    fn why_not(&self, from: &str, cited: &Cited) -> Option<String> {
        match cited {
            Cited::File { path, sections, .. } => {
                let here = beside(from, path).filter(|_| self.documents.contains_key(from));
                let places = [Some(path.clone()), here];
                let found = places.into_iter().flatten().find(|p| self.exists(p));
                let Some(found) = found else {
                    return Some(format!("没有 {path}（从根目录写起）"));
                };
                let document = self.documents.get(&found)?;
                let lost = sections.iter().find(|s| !document.sections.contains(*s))?;
                Some(format!("{found} 没有 {lost}"))
            }
            Cited::Link { target, .. } => {
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path = match path {
                    "" => from.to_owned(),
                    path => beside(from, path).unwrap_or_default(),
                };
                if !self.exists(&path) {
                    return Some(format!("链接 {target} 没有目标"));
                }
                let lost = self.documents.get(&path)?;
                (!anchor.is_empty() && !lost.anchors.contains(anchor))
                    .then(|| format!("{path} 没有标题 #{anchor}"))
            }
            Cited::Decision { number, .. } => {
                let start = format!("docs/adr/{number:04}-");
                let found = self.files.iter().any(|f| f.starts_with(&start));
                (!found).then(|| format!("没有决定 {number}"))
            }
            Cited::Code { path, .. } => self.why_no_code(from, path),
            Cited::Bare { section, .. } => Some(format!("{section} 是哪个文件的？写出文件名")),
        }
    }

    /// Why a Rust path or a path of files leads nowhere; what is not ours, or built, is no matter.
    fn why_no_code(&self, from: &str, path: &str) -> Option<String> {
        if from.starts_with(DECISIONS) {
            return None;
        }
        if let Some((first, _)) = path.split_once("::") {
            let ours = self.documents.contains_key(from) || CRATES.contains(&first);
            let name = path.rsplit("::").next()?;
            return (ours && !self.words.contains(name)).then(|| format!("源码里没有 {path}"));
        }
        let ours = FOLDERS.iter().any(|folder| path.starts_with(folder));
        let built = path.split('/').any(|part| FOREIGN.contains(&part));
        (ours && !built && !self.exists(path)).then(|| format!("没有 {path}"))
    }

    /// Whether there is such a file, or a folder of files.
    fn exists(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains(path) || self.files.iter().any(|f| f.starts_with(&folder))
    }
}

/// `path` as it is meant in the file `from`; none when it leaves the tree.
fn beside(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<_> = Path::new(from).parent()?.components().collect();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => drop(parts.pop()?),
            Component::Normal(_) => parts.push(part),
            Component::CurDir => {}
            _ => return None,
        }
    }
    let path: PathBuf = parts.into_iter().collect();
    Some(path.to_string_lossy().replace('\\', "/"))
}

/// Every file below `folder`, hidden folders but `.ci` left out.
fn collect(root: &Path, folder: &Path, into: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && name != ".ci";
        if entry.file_type()?.is_dir() {
            if !hidden && !FOREIGN.contains(&name.as_str()) {
                collect(root, &entry.path(), into)?;
            }
        } else if let Ok(path) = entry.path().strip_prefix(root) {
            into.insert(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
