//! Circles among sibling modules: two that need each other are one, or lack a third below both.

use super::paths::Module;
use std::collections::{BTreeMap, BTreeSet};

/// The circles of one crate, each as a sentence that names the files.
pub fn find(edges: &BTreeMap<(Module, Module), String>) -> Vec<String> {
    // An edge counts among the children of the nearest folder that holds both ends.
    let mut rooms: BTreeMap<Module, BTreeMap<(String, String), &String>> = BTreeMap::new();
    for ((from, to), file) in edges {
        let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        let (Some(a), Some(b)) = (from.get(shared), to.get(shared)) else {
            continue;
        };
        let room = rooms.entry(from[..shared].to_vec()).or_default();
        room.entry((a.clone(), b.clone())).or_insert(file);
    }
    let mut found = Vec::new();
    for (room, edges) in &rooms {
        for circle in circles(edges.keys()) {
            let inside = |(a, b): &(String, String)| circle.contains(a) && circle.contains(b);
            let files: Vec<String> = edges
                .iter()
                .filter(|(edge, _)| inside(edge))
                .map(|((a, b), file)| format!("{a}→{b}（{file}）"))
                .collect();
            let place = if room.is_empty() {
                String::new()
            } else {
                format!("{}：", room.join("::"))
            };
            found.push(format!("{place}{}", files.join("，")));
        }
    }
    found
}

/// Sets of more than one in which each reaches each.
fn circles<'a>(edges: impl Iterator<Item = &'a (String, String)>) -> BTreeSet<BTreeSet<String>> {
    let mut reach: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (a, b) in edges {
        reach.entry(a).or_default().insert(b);
    }
    loop {
        let mut grown = reach.clone();
        for near in grown.values_mut() {
            let far: Vec<&str> = near
                .iter()
                .filter_map(|b| reach.get(b))
                .flatten()
                .copied()
                .collect();
            near.extend(far);
        }
        if grown == reach {
            break;
        }
        reach = grown;
    }
    let both = |a: &str, b: &str| {
        let to = |a: &str, b: &str| reach.get(a).is_some_and(|r| r.contains(b));
        to(a, b) && to(b, a)
    };
    let all = reach.keys().map(|a| {
        let circle = reach.keys().filter(|b| both(a, b));
        circle
            .map(ToString::to_string)
            .collect::<BTreeSet<String>>()
    });
    all.filter(|circle| circle.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_named_with_the_files_that_make_it() {
        let edge = |a: &str, b: &str, file: &str| {
            let path = |s: &str| s.split("::").map(str::to_string).collect::<Vec<_>>();
            ((path(a), path(b)), file.to_string())
        };
        let edges = BTreeMap::from([
            edge("app::write", "app::capture", "write.rs"),
            edge("app::capture", "app::write::deep", "capture.rs"),
            edge("app::read", "app::write", "read.rs"),
            edge("app", "store", "app.rs"),
        ]);
        assert_eq!(
            find(&edges),
            ["app：capture→write（capture.rs），write→capture（write.rs）"]
        );
    }
}
