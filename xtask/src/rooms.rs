//! Who may use whom: the table of ARCHITECTURE.md, held against `cargo metadata`.

use crate::cargo::root;
use anyhow::{Result, bail};
use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::BTreeMap;

/// A room and the rooms it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("api", &["model"]),
    ("lists", &["api", "model"]),
    ("sync", &["model"]),
    ("picture", &["model"]),
    ("device", &["api", "lists", "picture", "sync", "model"]),
    ("app", &["device", "api"]),
    ("web", &["device", "api"]),
    ("frontend", &["api", "lists", "picture", "model"]),
    ("pool", &["api", "lists", "picture", "sync", "model"]),
    // The demo tells its tickets through the pool's own calls, in words of `api` and `model`.
    ("demo", &["pool", "api", "model"]),
    ("zs12345-pool", &["pool", "demo"]),
    // Only for tests: no room but `tests` may use it outside of them.
    ("testkit", &["model"]),
    (
        "tests",
        &["device", "pool", "demo", "sync", "api", "model", "testkit"],
    ),
    ("xtask", &[]),
];

/// Edges only behind a feature that nothing else switches on: what is shipped does not have them.
const BEHIND_FEATURE: &[(&str, &str, &str)] =
    &[("frontend", "sync", "fake"), ("lists", "testkit", "suite")];

/// A library that has its rooms, the rooms, and why. A name ending in `*` stands for a family.
struct Rule(
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

const RULES: &[Rule] = &[
    Rule(
        &["rusqlite", "refinery"],
        &["device", "pool", "tests"],
        "SQL 只在 device 与 pool",
    ),
    Rule(
        &["tauri", "tauri-*", "wry", "tao"],
        &["app"],
        "Tauri 只在 src-tauri 外壳",
    ),
    Rule(&["leptos", "leptos_*"], &["frontend"], "页面只在 frontend"),
    Rule(
        &["sqlite-wasm-*", "rsqlite-vfs"],
        &["device"],
        "SQL 只在 device 与 pool",
    ),
    Rule(
        &[
            "web-sys",
            "js-sys",
            "gloo-*",
            "wasm-bindgen",
            "wasm-bindgen-futures",
        ],
        // A device in a browser stands on the browser's files, clock and network; ADR 22.
        &["frontend", "web", "device"],
        "浏览器里的东西只在 frontend、src-tauri/web 和 device 的浏览器一半",
    ),
    Rule(
        &["automerge"],
        &["sync"],
        "Automerge 的类型不出 shared/sync",
    ),
    Rule(
        &["axum", "axum-*", "tower-http"],
        &["pool"],
        "HTTP 服务只在 pool",
    ),
    Rule(
        &["reqwest"],
        &["device", "tests"],
        "HTTP 客户端只在 device（与 tests）",
    ),
    Rule(
        &["tokio"],
        &["device", "app", "pool", "tests"],
        "shared 里没有异步运行时，frontend 在浏览器里跑",
    ),
    Rule(
        &["getrandom", "rand", "tracing"],
        &[
            "device", "app", "frontend", "pool", "demo", "tests", "xtask",
        ],
        "shared 里的时间、随机数由参数给，结果由返回值给",
    ),
    Rule(
        &["fastrand"],
        &["demo", "testkit"],
        "按种子取数只给演示区和测试，产品的随机数来自系统",
    ),
    Rule(
        &["utoipa", "utoipa-*"],
        &["model", "api", "pool"],
        "接口描述只给 pool 用",
    ),
];

/// One workspace member and the names of its normal dependencies.
#[derive(Default)]
struct Room {
    name: String,
    uses: Vec<String>,
    /// Of these, the ones that only features switch on.
    optional: Vec<String>,
    features: BTreeMap<String, Vec<String>>,
}

impl Room {
    /// Whether this edge is the one that stands behind its feature, and behind that one alone.
    fn has_behind_feature(&self, used: &str) -> bool {
        let edge = |e: &&(&str, &str, &str)| e.0 == self.name && e.1 == used;
        let Some((_, _, feature)) = BEHIND_FEATURE.iter().find(edge) else {
            return false;
        };
        let dep = format!("dep:{used}");
        let names = |wanted: &str| -> Vec<&str> {
            let all = self.features.iter();
            let with = all.filter(|(_, on)| on.iter().any(|f| f == wanted));
            with.map(|(name, _)| name.as_str()).collect()
        };
        self.optional.iter().any(|name| name == used)
            && names(&dep) == [*feature]
            && names(feature).is_empty()
    }
}

/// Fails with one line per forbidden edge.
pub fn check_workspace() -> Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()?;
    let rooms: Vec<Room> = metadata
        .workspace_packages()
        .iter()
        .map(|package| Room {
            name: package.name.to_string(),
            uses: package
                .dependencies
                .iter()
                .filter(|used| used.kind == DependencyKind::Normal)
                .map(|used| used.name.clone())
                .collect(),
            optional: package
                .dependencies
                .iter()
                .filter(|used| used.optional)
                .map(|used| used.name.clone())
                .collect(),
            features: package.features.clone().into_iter().collect(),
        })
        .collect();
    let wrong = forbidden(&rooms);
    if !wrong.is_empty() {
        bail!("房间之间有不许的依赖：\n  {}", wrong.join("\n  "));
    }
    println!("房间：{} 个 crate 的依赖都合规矩", rooms.len());
    Ok(())
}

/// The forbidden edges, each as a sentence.
fn forbidden(rooms: &[Room]) -> Vec<String> {
    let mut wrong = Vec::new();
    for room in rooms {
        let Some((_, may_use)) = ROOMS.iter().find(|(name, _)| *name == room.name) else {
            wrong.push(format!(
                "{}：不在房间表里，先在 xtask/src/rooms.rs 给它一行",
                room.name
            ));
            continue;
        };
        for used in &room.uses {
            let ours = ROOMS.iter().any(|(name, _)| name == used);
            if ours && !may_use.contains(&used.as_str()) && !room.has_behind_feature(used) {
                let allowed = if may_use.is_empty() {
                    "无".into()
                } else {
                    may_use.join("、")
                };
                wrong.push(format!(
                    "{} -> {used}：{} 可用的房间：{allowed}",
                    room.name, room.name
                ));
            }
            for Rule(names, rooms, why) in RULES {
                let named = names.iter().any(|name| matches(name, used));
                if !ours && named && !rooms.contains(&room.name.as_str()) {
                    wrong.push(format!("{} -> {used}：{why}", room.name));
                }
            }
        }
    }
    wrong
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::{Room, forbidden};

    fn room(name: &str, uses: &[&str]) -> Room {
        Room {
            name: name.into(),
            uses: uses.iter().map(ToString::to_string).collect(),
            ..Room::default()
        }
    }

    #[test]
    fn allowed_edges_pass() {
        let rooms = [
            room("model", &["serde", "utoipa"]),
            room("sync", &["model", "automerge"]),
            room(
                "device",
                &["api", "sync", "model", "rusqlite", "reqwest", "tokio"],
            ),
            room("app", &["device", "api", "tauri", "tauri-plugin-dialog"]),
            room(
                "frontend",
                &["api", "model", "leptos", "web-sys", "gloo-net"],
            ),
            room("pool", &["api", "sync", "model", "axum", "rusqlite"]),
            room("demo", &["pool", "api", "model", "image", "fastrand"]),
            room("zs12345-pool", &["pool", "demo"]),
            room("testkit", &["model", "fastrand"]),
            room(
                "tests",
                &["device", "pool", "demo", "testkit", "rusqlite", "reqwest"],
            ),
            room("xtask", &["wasm-bindgen-cli-support"]),
        ];
        assert_eq!(forbidden(&rooms), Vec::<String>::new());
    }

    #[test]
    fn the_page_reaches_the_editor_only_behind_its_own_feature() {
        let page = |optional: bool, features: &[(&str, &[&str])]| Room {
            optional: optional.then(|| "sync".into()).into_iter().collect(),
            features: features
                .iter()
                .map(|(name, on)| {
                    (
                        name.to_string(),
                        on.iter().map(ToString::to_string).collect(),
                    )
                })
                .collect(),
            ..room("frontend", &["api", "model", "sync"])
        };
        let alone: &[(&str, &[&str])] = &[("fake", &["dep:sync", "dep:getrandom"])];
        assert_eq!(forbidden(&[page(true, alone)]), Vec::<String>::new());
        for wrong in [
            page(false, alone),
            page(true, &[("default", &["fake"]), ("fake", &["dep:sync"])]),
            page(true, &[("fake", &["dep:sync"]), ("more", &["dep:sync"])]),
            page(true, &[("other", &["dep:sync"])]),
        ] {
            assert_eq!(forbidden(&[wrong]).len(), 1);
        }
    }

    #[test]
    fn an_edge_outwards_is_named_with_its_rule() {
        let wrong = forbidden(&[room("api", &["model", "sync"])]);
        assert_eq!(wrong, ["api -> sync：api 可用的房间：model"]);
    }

    #[test]
    fn libraries_stay_in_their_rooms() {
        for (name, library) in [
            ("sync", "rusqlite"),
            ("sync", "tokio"),
            ("sync", "reqwest"),
            ("model", "tokio"),
            ("model", "getrandom"),
            ("device", "tauri-plugin-dialog"),
            ("device", "automerge"),
            ("device", "axum"),
            ("pool", "reqwest"),
            ("pool", "leptos"),
            ("app", "rusqlite"),
            ("frontend", "tauri"),
            ("device", "utoipa"),
            ("tests", "gloo-timers"),
            ("pool", "demo"),
            ("pool", "testkit"),
            ("demo", "sync"),
            ("demo", "rusqlite"),
            ("model", "fastrand"),
        ] {
            let wrong = forbidden(&[room(name, &[library])]);
            assert_eq!(wrong.len(), 1, "{name} -> {library}");
            assert!(wrong[0].starts_with(&format!("{name} -> {library}：")));
        }
    }

    #[test]
    fn a_room_without_a_line_in_the_table_fails() {
        assert!(forbidden(&[room("attic", &[])])[0].starts_with("attic："));
    }
}
