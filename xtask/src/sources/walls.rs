//! Walls inside crates: what may stand in which folder only. The crates' own edges are `rooms`.

use super::Source;
use super::paths::without_tests;
use proc_macro2::{TokenStream, TokenTree};

/// Words that may stand only in some places of a crate.
struct Wall {
    /// The crate.
    of: &'static str,
    /// Paths below the crate's sources; a folder ends in `/`.
    only_in: &'static [&'static str],
    what: What,
    why: &'static str,
}

/// How a word is known.
enum What {
    /// An identifier.
    Word(&'static [&'static str]),
    /// The start of a path from the crate's root.
    Module(&'static [&'static str]),
    /// A text that begins like a statement of SQL.
    Sql,
}

const SQL: &[&str] = &[
    "select ",
    "insert ",
    "update ",
    "delete from ",
    "replace into ",
    "create table ",
    "create index ",
    "alter table ",
    "drop table ",
    "pragma ",
    "with recursive ",
];

const WALLS: &[Wall] = &[
    Wall {
        of: "pool",
        only_in: &["store/"],
        what: What::Sql,
        why: "SQL 只在 store",
    },
    Wall {
        of: "pool",
        only_in: &["store/", "error/database.rs"],
        what: What::Word(&["rusqlite"]),
        why: "rusqlite 只在 store，错误的翻译在 error/database.rs",
    },
    Wall {
        of: "pool",
        only_in: &["http/", "cli/serve.rs"],
        what: What::Word(&["axum"]),
        why: "axum 只在 http 与 serve",
    },
    Wall {
        of: "device",
        // In a browser files are rows: ADR 22.
        only_in: &["store/", "files/web.rs"],
        what: What::Sql,
        why: "SQL 只在 store 与浏览器的 files",
    },
    Wall {
        of: "frontend",
        only_in: &["link/http.rs", "link/picture/sending.rs"],
        what: What::Word(&["gloo_net"]),
        why: "网络只在 link",
    },
    Wall {
        of: "frontend",
        only_in: &["screens/", "app.rs"],
        what: What::Module(&["screens"]),
        why: "只有界面和 app 知道界面",
    },
    Wall {
        of: "frontend",
        only_in: &["browser.rs", "receiver.rs", "route.rs", "link/", "parts/"],
        what: What::Word(&["web_sys", "js_sys"]),
        why: "浏览器的接口只在 browser、receiver、route、link、parts",
    },
];

/// The walls that are broken, a sentence each.
pub fn broken(name: &str, folder: &str, sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for wall in WALLS.iter().filter(|wall| wall.of == name) {
        for source in sources {
            let below = source.file.strip_prefix(folder).unwrap_or(&source.file);
            let below = below.trim_start_matches('/');
            let inside = |place: &&str| {
                below == *place || (place.ends_with('/') && below.starts_with(*place))
            };
            if !wall.only_in.iter().any(inside) && stands(&wall.what, source.tokens.clone()) {
                wrong.push(format!("{}：{}", source.file, wall.why));
            }
        }
    }
    let others = sources.iter().filter(|s| reaches_out(s.tokens.clone()));
    wrong.extend(others.map(|s| format!("{}：#[path] 不许通到别的 crate", s.file)));
    wrong
}

fn stands(what: &What, tokens: TokenStream) -> bool {
    let tokens = without_tests(tokens);
    tokens
        .iter()
        .enumerate()
        .any(|(at, token)| match (token, what) {
            (TokenTree::Group(group), _) => stands(what, group.stream()),
            (TokenTree::Ident(word), What::Word(words)) => words.iter().any(|w| word == w),
            (TokenTree::Ident(word), What::Module(modules)) => {
                let rest: String = tokens[at..]
                    .iter()
                    .take(4)
                    .map(ToString::to_string)
                    .collect();
                word == "crate" && modules.iter().any(|m| rest == format!("crate::{m}"))
            }
            (TokenTree::Literal(text), What::Sql) => {
                let text = text.to_string().to_lowercase();
                let inside = text.split_once('"').map_or("", |(_, inside)| inside);
                let statement = inside.trim_start_matches(['\n', ' ']);
                SQL.iter().any(|start| statement.starts_with(start))
            }
            _ => false,
        })
}

/// Whether a file takes in another one by a path that leaves its folder upwards.
fn reaches_out(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            let text = group.stream().to_string();
            (text.starts_with("path =") && text.contains("../../")) || reaches_out(group.stream())
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(file: &str, text: &str) -> Source {
        Source {
            file: file.into(),
            module: Vec::new(),
            tokens: text.parse().unwrap(),
        }
    }

    #[test]
    fn what_stands_outside_its_room_is_named() {
        let sources = [
            source(
                "device/app.rs",
                "fn f() { db.run(\"SELECT 1 FROM ticket\") }",
            ),
            source("device/store/ticket.rs", "fn f() { db.run(\"select 1\") }"),
            source(
                "device/note.rs",
                "fn f() { db.run(\"\n  replace into note values (1)\") }",
            ),
            source(
                "device/words.rs",
                "// select\nconst A: &str = \"selected\"; #[cfg(test)] mod tests { const B: &str = \"select 1\"; }",
            ),
        ];
        assert_eq!(
            broken("device", "device", &sources),
            [
                "device/app.rs：SQL 只在 store 与浏览器的 files",
                "device/note.rs：SQL 只在 store 与浏览器的 files"
            ]
        );
        let pages = [
            source("frontend/context.rs", "use crate::screens::Today;"),
            source("frontend/app.rs", "use crate::screens::Today;"),
            source(
                "frontend/screens/a.rs",
                "use crate::parts::X; #[path = \"../../far.rs\"] mod far;",
            ),
        ];
        assert_eq!(
            broken("frontend", "frontend", &pages),
            [
                "frontend/context.rs：只有界面和 app 知道界面",
                "frontend/screens/a.rs：#[path] 不许通到别的 crate"
            ]
        );
    }
}
