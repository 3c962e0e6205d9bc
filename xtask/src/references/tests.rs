use super::Tree;
use super::prose::{Cited, Kind, cited};
use std::collections::{BTreeMap, BTreeSet};

/// A small tree, and the sentences about it.
fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    let mut tree = Tree {
        files: BTreeSet::new(),
        documents: BTreeMap::new(),
        texts: BTreeMap::new(),
        words: BTreeSet::new(),
    };
    for (name, text) in files {
        match Kind::of(name) {
            Some(kind) => tree.add(name, kind, text),
            None => drop(tree.files.insert((*name).to_owned())),
        }
    }
    tree.check().1
}

const SPEC: (&str, &str) = (
    "docs/spec.md",
    "# Spec\n\n## 8. Model\n\n### 8.3 States\n\n### 8.4 Limits (all of them)\n\n| P7 | fast |\n\n```\n### 8.9 code\n```\n",
);

#[test]
fn what_leads_somewhere_passes() {
    let all = [
        SPEC,
        ("a.png", ""),
        (
            "README.md",
            "[spec](docs/spec.md#84-limits-all-of-them) ![a](a.png) [b](https://example.org/no.md) `docs/`, docs/spec.md 8.3, [c](docs)",
        ),
        (
            "docs/more.md",
            "See spec.md 8.3 and 8.4, and [top](../README.md), [README.md](../README.md). ADR 12.",
        ),
        ("docs/adr/0012-why.md", "# 12. Why"),
        (
            "src/lib.rs",
            "//! The words of docs/spec.md\n//! 8.3 to 8.4 (docs/spec.md P7).\nconst A: &str = \"../docs/none.md\";\n// `pool::A`, `std::none`, `tests/dist/x.js`, `docs/adr`\n",
        ),
    ];
    assert_eq!(wrong(&all), Vec::<String>::new());
}

#[test]
fn what_leads_nowhere_is_named_with_its_line() {
    for (text, why) in [
        ("//! Words of spec.md 8.3.", "没有 spec.md（从根目录写起）"),
        ("// docs/spec.md 8.3 and 8.7", "docs/spec.md 没有 8.7"),
        ("// docs/spec.md 8.9", "docs/spec.md 没有 8.9"),
        ("// docs/spec.md P8, for one", "docs/spec.md 没有 P8"),
        ("// so it is (8.3)", "8.3 是哪个文件的？写出文件名"),
        ("// see ADR 40", "没有决定 40"),
        ("// as `pool::gone` does", "源码里没有 pool::gone"),
        ("// stands in `pool/src/gone.rs`", "没有 pool/src/gone.rs"),
        (
            "let a = \"看 docs/none.md\";",
            "没有 docs/none.md（从根目录写起）",
        ),
    ] {
        let source = format!("\n{text}\n");
        let found = wrong(&[SPEC, ("src/lib.rs", &source)]);
        assert_eq!(found, [format!("src/lib.rs:2：{why}")], "{text}");
    }
    for (text, why) in [
        ("[a](none.png)", "链接 none.png 没有目标"),
        ("[a](spec.md#85-none)", "docs/spec.md 没有标题 #85-none"),
        ("[a](../../out.txt)", "链接 ../../out.txt 没有目标"),
    ] {
        let found = wrong(&[SPEC, ("docs/page.md", text)]);
        assert_eq!(found, [format!("docs/page.md:1：{why}")], "{text}");
    }
}

#[test]
fn the_glossary_names_what_the_sources_hold() {
    let row = "| 工单 | ticket | `model::Ticket`, `gone` | one issue |";
    let source = ("shared/model/src/lib.rs", "pub struct Ticket;");
    let found = wrong(&[("docs/glossary.md", row), source]);
    assert_eq!(found, ["docs/glossary.md:1：源码里没有 gone"]);
}

#[test]
fn sections_end_where_the_sentence_ends() {
    let sections = |text: &str| match cited(text, false).remove(0) {
        Cited::File { sections, .. } => sections,
        other => panic!("{other:?}"),
    };
    assert_eq!(sections("docs/a.md 8.3."), ["8.3"]);
    assert_eq!(sections("(docs/a.md P1 to P4): 500 tickets"), ["P1", "P4"]);
    assert_eq!(sections("docs/a.md 8.5, first two rows"), ["8.5"]);
    assert_eq!(sections("docs/a.md P7, P12) over"), ["P7", "P12"]);
    assert!(sections("docs/a.md and 8.3 others").is_empty());
}
