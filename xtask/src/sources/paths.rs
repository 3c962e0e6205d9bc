//! Which module names which other one: every path that begins with `crate`, `super` or `self`, and what a `use` brings in.

use super::Source;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// A module by its path from the crate's root.
pub type Module = Vec<String>;

/// Edges between modules of one crate, each with a file that has it. Parents and children may know each other.
pub fn edges(sources: &[Source]) -> BTreeMap<(Module, Module), String> {
    let modules: BTreeSet<&Module> = sources.iter().map(|s| &s.module).collect();
    let named: Vec<Vec<Named>> = sources.iter().map(|s| named(s, &modules)).collect();
    // What a module brings in by `use` can be reached through it.
    let mut through: BTreeMap<Module, Module> = BTreeMap::new();
    for (source, named) in sources.iter().zip(&named) {
        for name in named.iter().filter(|name| name.brought) {
            if let Some(last) = name.path.last() {
                let mut at = source.module.clone();
                at.push(last.clone());
                through.insert(at, name.path.clone());
            }
        }
    }
    let mut edges = BTreeMap::new();
    for (source, named) in sources.iter().zip(&named) {
        for name in named {
            let to = resolve(&name.path, &modules, &through);
            let (from, kin) = (&source.module, to.starts_with(&source.module));
            if !kin && !from.starts_with(&to) {
                edges.insert((from.clone(), to), source.file.clone());
            }
        }
    }
    edges
}

/// The module that holds what a path names, followed through what others bring in.
fn resolve(
    path: &Module,
    modules: &BTreeSet<&Module>,
    through: &BTreeMap<Module, Module>,
) -> Module {
    let mut path = path.clone();
    for _ in 0..8 {
        let next = (1..=path.len()).find_map(|n| {
            let end = through.get(&path[..n])?;
            let real = modules.contains(&path[..n].to_vec());
            (!real && *end != path[..n]).then(|| [end, &path[n..]].concat())
        });
        match next {
            Some(next) => path = next,
            None => break,
        }
    }
    while !path.is_empty() && !modules.contains(&path) {
        path.pop();
    }
    path
}

/// A path as a source names it, from the crate's root.
struct Named {
    path: Module,
    /// By a `use`.
    brought: bool,
}

fn named(source: &Source, modules: &BTreeSet<&Module>) -> Vec<Named> {
    let mut found = Vec::new();
    walk(source.tokens.clone(), &source.module, modules, &mut found);
    found
}

fn walk(tokens: TokenStream, here: &Module, modules: &BTreeSet<&Module>, found: &mut Vec<Named>) {
    let tokens: Vec<TokenTree> = without_tests(tokens);
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if *word == "use" => {
                let mut leaves = Vec::new();
                let end = tree(&tokens, at + 1, Vec::new(), &mut leaves);
                for leaf in leaves {
                    let path = absolute(&leaf, here, modules);
                    found.extend(path.map(|path| Named {
                        path,
                        brought: true,
                    }));
                }
                at = end;
            }
            TokenTree::Ident(word) if *word == "crate" || *word == "super" || *word == "self" => {
                let mut leaves = Vec::new();
                let end = tree(&tokens, at, Vec::new(), &mut leaves);
                for leaf in leaves.iter().filter(|leaf| leaf.len() > 1) {
                    let path = absolute(leaf, here, modules);
                    found.extend(path.map(|path| Named {
                        path,
                        brought: false,
                    }));
                }
                at = end.max(at + 1);
            }
            TokenTree::Ident(word) if *word == "mod" => {
                let name = tokens.get(at + 1).map(ToString::to_string);
                if let (Some(name), Some(TokenTree::Group(body))) = (name, tokens.get(at + 2)) {
                    let inside = [here.as_slice(), &[name]].concat();
                    walk(body.stream(), &inside, modules, found);
                }
                at += 3;
            }
            TokenTree::Group(group) => {
                walk(group.stream(), here, modules, found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Reads `a::b::{c, d::e}` from `at`; answers where it ends.
fn tree(tokens: &[TokenTree], mut at: usize, mut path: Module, leaves: &mut Vec<Module>) -> usize {
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(word)) => path.push(word.to_string()),
            Some(TokenTree::Group(group))
                if group.delimiter() == Delimiter::Brace && !path.is_empty() =>
            {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut next = 0;
                while next < inner.len() {
                    next = tree(&inner, next, path.clone(), leaves).max(next + 1);
                }
                return at + 1;
            }
            _ => break,
        }
        at += 1;
        let is_colon =
            |i: usize| matches!(tokens.get(i), Some(TokenTree::Punct(p)) if p.as_char() == ':');
        if !(is_colon(at) && is_colon(at + 1)) {
            break;
        }
        at += 2;
    }
    if !path.is_empty() {
        leaves.push(path);
    }
    at
}

/// A path from the crate's root; none when it leads into another crate.
fn absolute(path: &Module, here: &Module, modules: &BTreeSet<&Module>) -> Option<Module> {
    let mut rest = path.as_slice();
    let mut base = match rest.first()?.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => here.clone(),
        child => {
            let inside = [here.as_slice(), &[child.to_string()]].concat();
            return modules
                .contains(&inside)
                .then(|| [here.as_slice(), path].concat());
        }
    };
    while let Some(word) = rest.first() {
        match word.as_str() {
            "crate" | "self" => {}
            "super" => {
                base.pop()?;
            }
            _ => break,
        }
        rest = &rest[1..];
    }
    Some([base.as_slice(), rest].concat())
}

/// The tokens without what is compiled for tests alone: `#[cfg(test)]` and the item behind it.
pub fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut left = Vec::new();
    let mut skipping = false;
    for token in tokens {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        match &token {
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Bracket
                    && group.stream().to_string().replace(' ', "") == "cfg(test)" =>
            {
                skipping = true;
            }
            _ if skipping => skipping = !ends,
            _ => left.push(token),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(module: &[&str], text: &str) -> Source {
        Source {
            file: module.join("/"),
            module: module.iter().map(ToString::to_string).collect(),
            tokens: text.parse().unwrap(),
        }
    }

    fn found(sources: &[Source]) -> Vec<String> {
        let edges = edges(sources);
        edges
            .keys()
            .map(|(a, b)| format!("{} -> {}", a.join("::"), b.join("::")))
            .collect()
    }

    #[test]
    fn paths_are_followed_to_the_module_that_holds_them() {
        let sources = [
            source(&[], "mod a; mod b; mod c; pub use b::Thing;"),
            source(&["a"], "use crate::Thing; use super::c::{self, d::Deep};"),
            source(
                &["b"],
                "pub struct Thing; #[cfg(test)] mod tests { use crate::a::X; }",
            ),
            source(
                &["c"],
                "mod d; fn f() { let x = view! { <p>{crate::a::show()}</p> }; }",
            ),
            source(&["c", "d"], "// crate::b is only spoken of\nuse super::Up;"),
        ];
        assert_eq!(found(&sources), ["a -> b", "a -> c", "a -> c::d", "c -> a"]);
    }
}
