//! The map's files in `frontend/dist/assets`: MapLibre, its worker, the pack reader, and our own module between them.
//!
//! The libraries come from npm in the versions of `frontend/map/package-lock.json`, put below `target/tools/map` by `./x`.
//! Without them the page draws its own outlines, so their absence fails nothing.
//!
//! Which version, and why: docs/adr/0011-the-map-library-stays.md.

use crate::cargo::{root, target};
use crate::stamp;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// A file of a package, the name it gets, and the specifiers by which other files ask for it.
struct Piece {
    package: &'static str,
    file: &'static str,
    name: &'static str,
    kind: &'static str,
    asked_as: &'static str,
}

/// What page and worker have in common.
const SHARED: &str = "dist/maplibre-gl-shared.mjs";
/// How the worker is asked for.
const WORKER: &str = "maplibre-gl/worker";

/// Each after those it asks for.
const PIECES: &[Piece] = &[
    piece(
        "maplibre-gl",
        SHARED,
        "maplibre-shared",
        "js",
        "./maplibre-gl-shared.mjs",
    ),
    piece(
        "maplibre-gl",
        "dist/maplibre-gl.mjs",
        "maplibre",
        "js",
        "maplibre-gl",
    ),
    piece(
        "maplibre-gl",
        "dist/maplibre-gl-worker.mjs",
        "maplibre-worker",
        "js",
        WORKER,
    ),
    piece(
        "maplibre-gl",
        "dist/maplibre-gl.css",
        "maplibre",
        "css",
        "maplibre-gl/style",
    ),
    piece("fflate", "esm/browser.js", "fflate", "js", "fflate"),
    piece("pmtiles", "dist/esm/index.js", "pmtiles", "js", "pmtiles"),
];

const fn piece(
    package: &'static str,
    file: &'static str,
    name: &'static str,
    kind: &'static str,
    asked_as: &'static str,
) -> Piece {
    Piece {
        package,
        file,
        name,
        kind,
        asked_as,
    }
}

/// Where npm put the libraries; none when they are not there in the locked versions.
pub fn libraries() -> Option<PathBuf> {
    let folder = target().join("tools/map");
    let locked = fs::read(root().join("frontend/map/package-lock.json")).ok()?;
    let installed = fs::read(folder.join("package-lock.json")).ok()?;
    let modules = folder.join("node_modules");
    let whole = PIECES
        .iter()
        .all(|p| modules.join(p.package).join(p.file).is_file());
    (locked == installed && whole).then_some(modules)
}

/// Writes the map's files below `assets` and returns the name of the module the page starts with.
pub fn lay_out(modules: &Path, assets: &Path) -> Result<String> {
    let mut names: Vec<(&str, String)> = Vec::new();
    for piece in PIECES {
        let path = modules.join(piece.package).join(piece.file);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let text = without_source_map(&text);
        let text = match piece.asked_as {
            WORKER => alone(&text, &without_source_map(&shared(modules)?))?,
            _ => point(&text, &names),
        };
        // A sheet outside all layers would win against the page's own.
        let text = match piece.kind {
            "css" => format!("@layer base.maplibre {{\n{text}}}\n"),
            _ => text,
        };
        names.push((
            piece.asked_as,
            write(assets, piece.name, piece.kind, &text)?,
        ));
    }
    licences(modules, assets)?;
    let own =
        fs::read_to_string(root().join("frontend/map/map.js")).context("frontend/map/map.js")?;
    let module = point(&own, &names);
    if module.contains("from \"maplibre") || module.contains("URL(\"maplibre") {
        bail!("frontend/map/map.js 里有没换成文件名的库");
    }
    write(assets, "map", "js", &module)
}

fn shared(modules: &Path) -> Result<String> {
    let path = modules.join("maplibre-gl").join(SHARED);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}

/// The worker with what it shares in one file: in WebKitGTK a worker under the app's own scheme can import nothing.
fn alone(worker: &str, shared: &str) -> Result<String> {
    let shape = || "MapLibre 的文件不是预期的写法：xtask/src/map.rs 的 alone";
    let (before, rest) = worker.split_once("import{").with_context(shape)?;
    let (wanted, rest) = rest
        .split_once("}from\"./maplibre-gl-shared.mjs\";")
        .with_context(shape)?;
    let (body, given) = shared.rsplit_once("export{").with_context(shape)?;
    let (given, after) = given.split_once('}').with_context(shape)?;
    if !after.trim_matches([';', '\n']).is_empty() || rest.contains("from\"./") {
        bail!("{}", shape());
    }
    // `a as b` gives the value `a` the name `b`, in an export as in an import.
    let pairs = |list: &str, inside: fn((&str, &str)) -> String| {
        let one = |pair: &str| inside(pair.split_once(" as ").unwrap_or((pair, pair)));
        list.split(',').map(one).collect::<Vec<_>>().join(",")
    };
    let given = pairs(given, |(value, name)| format!("{name}:{value}"));
    let wanted = pairs(wanted, |(name, here)| format!("{name}:{here}"));
    Ok(format!(
        "{before}const zsShared=(()=>{{{body}return{{{given}}}}})();const{{{wanted}}}=zsShared;{rest}"
    ))
}

/// Names what a module asks for by the file that holds it: the browser knows no packages. The same word elsewhere stays.
fn point(text: &str, names: &[(&str, String)]) -> String {
    let mut text = text.to_owned();
    for (asked, file) in names {
        for before in ["from ", "from", "new URL("] {
            let (old, new) = (
                format!("{before}\"{asked}\""),
                format!("{before}\"./{file}\""),
            );
            text = text.replace(&old, &new);
        }
    }
    text
}

/// The map of the sources is not shipped; a page that asked for it would get nothing.
fn without_source_map(text: &str) -> String {
    let kept = text
        .lines()
        .filter(|line| !line.starts_with("//# sourceMappingURL="));
    kept.map(|line| format!("{line}\n")).collect()
}

/// The licences ask to go wherever the libraries go.
fn licences(modules: &Path, assets: &Path) -> Result<()> {
    let mut text = String::new();
    for package in ["maplibre-gl", "pmtiles", "fflate"] {
        let found = ["LICENSE.txt", "LICENSE", "LICENSE.md"]
            .iter()
            .find_map(|name| fs::read_to_string(modules.join(package).join(name)).ok());
        if let Some(licence) = found {
            text += &format!("== {package}\n\n{}\n\n", licence.trim_end());
        }
    }
    fs::write(assets.join("map-licences.txt"), text)?;
    Ok(())
}

fn write(assets: &Path, name: &str, kind: &str, text: &str) -> Result<String> {
    let file = format!("{name}-{}.{kind}", stamp::short(text.as_bytes()));
    fs::write(assets.join(&file), text)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_stands_alone() {
        let shared = "/* licence */const a=1,b=()=>a;export{a as $,b as default};\n";
        let worker = "/* licence */import{$ as x,default as y}from\"./maplibre-gl-shared.mjs\";self.z=y()+x;\n";
        assert_eq!(
            alone(worker, shared).unwrap(),
            "/* licence */const zsShared=(()=>{/* licence */const a=1,b=()=>a;return{$:a,default:b}})();\
             const{$:x,default:y}=zsShared;self.z=y()+x;\n"
        );
        alone("import{a}from\"./other.mjs\";", shared).unwrap_err();
        alone(worker, "const a=1;").unwrap_err();
    }

    #[test]
    fn modules_ask_for_files_instead_of_packages() {
        let names = [
            ("maplibre-gl", "m-1.js".to_owned()),
            ("maplibre-gl/worker", "w-2.js".to_owned()),
        ];
        let text = "const own = \"maplibre-gl\";\nimport * as gl from \"maplibre-gl\";\nnew URL(\"maplibre-gl/worker\", import.meta.url)";
        assert_eq!(
            point(text, &names),
            "const own = \"maplibre-gl\";\nimport * as gl from \"./m-1.js\";\nnew URL(\"./w-2.js\", import.meta.url)"
        );
        assert_eq!(without_source_map("a\n//# sourceMappingURL=a.map"), "a\n");
    }
}
