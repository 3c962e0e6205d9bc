//! Builds `frontend/dist`: wasm, its bindings, one stylesheet, and a page that names them by content.
//!
//! Everything below `/assets/` carries a hash in its name and may be cached for ever; `index.html`
//! and what comes from `frontend/public` may not.

use crate::cargo::{Wasm, root, run, target};
use crate::wasm::{bind, named};
use crate::{map, stamp, worker};
use anyhow::{Context, Result, bail};
use brotlic::{BrotliEncoderOptions, CompressorWriter, Quality, WindowSize};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What the result depends on, besides the toolchain and the way of building.
const INPUTS: &[&str] = &[
    "frontend",
    "shared/model",
    "shared/api",
    "shared/sync",
    "shared/picture",
    "shared/lists",
    "src-tauri/device",
    "src-tauri/web",
    "Cargo.lock",
    "Cargo.toml",
    "xtask/src/cargo.rs",
    "xtask/src/frontend.rs",
    "xtask/src/map.rs",
    "xtask/src/wasm.rs",
    "xtask/src/worker.rs",
];

/// Where `index.html` gets its stylesheet and its start.
const HEAD: &str = "<!-- assets -->";

/// What a browser does with a page that does not start in it: too old, or the files were changed on their way. It says so.
const UNFIT: &str = "(why) => { const words = document.createElement(\"p\"); words.style.cssText = \"max-width:32em;margin:20vh auto;padding:0 1em;font:1.1em/1.7 sans-serif\"; \
    words.dataset.test = \"unfit\"; words.textContent = \"这个浏览器打不开这个页面：版本太旧（要 2022 年底以后的），是别的应用里自带的，或者网络改动了页面。\
请更新浏览器，或复制地址用平板自己的浏览器打开。已经存在本机的内容不受影响。\"; document.body.append(words); console.error(why); }";

/// Worth sending compressed; pictures and fonts are so already.
const COMPRESSED: &[&str] = &["wasm", "js", "css", "html", "svg", "json", "webmanifest"];

/// What a release may weigh after brotli, in KB: the page, for which a first visit over a slow line waits, and the worker that
/// tablets fetch.
const LIMITS_KB: [(&str, u64); 2] = [("frontend", 900), ("web", 2_300)];

/// Builds a release, and refuses one that is too large. The size depends on the sources and not on the machine.
pub fn build_within_limit() -> Result<()> {
    build(false)?;
    let assets = root().join("frontend/dist/assets");
    for (name, limit) in LIMITS_KB {
        let packed = packed_kb(&assets, name)?;
        if packed > limit {
            bail!(
                "{name} 的 wasm 在 brotli 后有 {packed} KB，上限 {limit} KB；怎样找出原因见 CONTRIBUTING.md"
            );
        }
        println!("前端：{name} 的 wasm 在 brotli 后 {packed} KB，上限 {limit} KB");
    }
    Ok(())
}

/// Size of a packed wasm in a folder.
fn packed_kb(assets: &Path, name: &str) -> Result<u64> {
    let begin = format!("{name}-");
    let files = stamp::files(assets)?;
    let packed = files.iter().find(|file| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(&begin) && name.ends_with(".wasm.br"))
    });
    let packed = packed.with_context(|| format!("frontend/dist 里没有打包的 {name}"))?;
    Ok(fs::metadata(packed)?.len().div_ceil(1024))
}

/// Builds unless nothing changed. `dev` trades size and speed of the result for build time.
pub fn build(dev: bool) -> Result<()> {
    let toolchain = Wasm::find()?;
    let map = map::libraries();
    let way = format!("{toolchain:?} dev={dev} map={}", map.is_some());
    let now = stamp::of(&root(), INPUTS, &[&way])?;
    let dist = root().join("frontend/dist");
    let mark = target().join("frontend.stamp");
    if unchanged(&mark, &now, &dist) {
        println!("前端：没有变化");
        return Ok(());
    }
    let wasm = compile(toolchain, dev)?;
    let bound = target().join("frontend-bound");
    bind(&wasm, &bound, dev)?;
    let device = worker::build(toolchain, dev)?;
    let started = lay_out(&bound, &dist, map.as_deref(), &device, dev)?;
    fs::write(mark, format!("{now}\n{started}\n"))?;
    Ok(())
}

/// True when the stamp fits and the file it names is still there.
fn unchanged(mark: &Path, now: &str, dist: &Path) -> bool {
    let Ok(text) = fs::read_to_string(mark) else {
        return false;
    };
    let mut lines = text.lines();
    lines.next() == Some(now)
        && lines
            .next()
            .is_some_and(|file| dist.join("assets").join(file).is_file())
}

fn compile(toolchain: Wasm, dev: bool) -> Result<PathBuf> {
    println!(
        "前端：编译 wasm（{toolchain:?}{}）",
        if dev { "，快构建" } else { "" }
    );
    let mut cargo = toolchain.cargo("build");
    cargo.args(["--package", "frontend", "--lib"]);
    let folder = if dev {
        // Unoptimised Leptos is slow to link and to run; level 1 is the better bargain.
        cargo.args([
            "--config",
            "profile.dev.opt-level=1",
            "--config",
            "profile.dev.debug=0",
            // Pages to look at without a pool.
            "--features",
            "fake",
        ]);
        "debug"
    } else {
        cargo.args(["--profile", "wasm"]);
        "wasm"
    };
    run(&mut cargo)?;
    Ok(target()
        .join("wasm/wasm32-unknown-unknown")
        .join(folder)
        .join("frontend.wasm"))
}

/// Replaces the served folder and returns the name of the wasm file in it.
fn lay_out(
    bound: &Path,
    dist: &Path,
    libraries: Option<&Path>,
    device: &Path,
    dev: bool,
) -> Result<String> {
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    let assets = dist.join("assets");
    fs::create_dir_all(&assets)?;
    copy_folder(&root().join("frontend/public"), dist)?;
    copy_folder(&bound.join("snippets"), &assets.join("snippets"))?;

    let wasm = named(
        &assets,
        "frontend",
        "wasm",
        &fs::read(bound.join("frontend_bg.wasm"))?,
    )?;
    let script = named(
        &assets,
        "frontend",
        "js",
        &fs::read(bound.join("frontend.js"))?,
    )?;
    // A file of its own, since the content security policy allows no inline script.
    let mut start = format!(
        "import(\"./{script}\").then((page) => page.default({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }})).catch({UNFIT});\n"
    );
    // Loaded when a map is shown and not before; a page without it draws outlines.
    match libraries {
        Some(libraries) => {
            let module = map::lay_out(libraries, &assets)?;
            start += &format!("globalThis.zs12345Map = () => import(\"./{module}\");\n");
        }
        None => println!("前端：没有地图库（npm 的 maplibre-gl、pmtiles），地图用轮廓图代替"),
    }
    // Fetched by tablets alone.
    let device = worker::lay_out(device, &assets)?;
    start +=
        &format!("globalThis.zs12345Device = new URL(\"./{device}\", import.meta.url).href;\n");
    let start = named(&assets, "start", "js", start.as_bytes())?;
    let mut head = String::new();
    let style = stylesheet()?;
    if !style.is_empty() {
        let style = named(&assets, "style", "css", style.as_bytes())?;
        head += &format!("<link rel=\"stylesheet\" href=\"/assets/{style}\">\n  ");
    }
    head += &format!(
        "<link rel=\"modulepreload\" href=\"/assets/{script}\">\n  \
         <link rel=\"preload\" href=\"/assets/{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n  \
         <script type=\"module\" src=\"/assets/{start}\"></script>"
    );
    let page =
        fs::read_to_string(root().join("frontend/index.html")).context("frontend/index.html")?;
    if !page.contains(HEAD) {
        bail!("frontend/index.html 里没有 {HEAD} 这一行，样式和脚本放不进去");
    }
    fs::write(dist.join("index.html"), page.replace(HEAD, &head))?;

    worker::shell(dist)?;
    compress(dist, dev)?;
    let size = |path: PathBuf| fs::metadata(path).map(|file| file.len() / 1024);
    let (raw, packed) = (
        size(assets.join(&wasm))?,
        size(assets.join(format!("{wasm}.br")))?,
    );
    println!("前端：wasm {raw} KB，brotli 后 {packed} KB，在 frontend/dist");
    Ok(wasm)
}

/// `frontend/style/*.css` in the order of their names, as one sheet: one request, no flash.
fn stylesheet() -> Result<String> {
    let mut sheet = String::new();
    for file in stamp::files(&root().join("frontend/style"))? {
        if file.extension().is_some_and(|kind| kind == "css") {
            sheet += fs::read_to_string(&file)?.trim_end();
            sheet.push('\n');
        }
    }
    Ok(sheet)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in stamp::files(from)? {
        let goal = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(goal.parent().context("a file has a folder")?)?;
        fs::copy(&file, goal)?;
    }
    Ok(())
}

/// Lays a `.br` beside each file that gains by it, so that the pool compresses nothing itself.
fn compress(dist: &Path, dev: bool) -> Result<()> {
    let quality = match dev {
        true => Quality::new(4).context("brotli")?,
        false => Quality::best(),
    };
    for file in stamp::files(dist)? {
        let kind = file
            .extension()
            .and_then(|kind| kind.to_str())
            .unwrap_or_default();
        if COMPRESSED.contains(&kind) {
            let packed = fs::File::create(file.with_extension(format!("{kind}.br")))?;
            let encoder = BrotliEncoderOptions::new()
                .quality(quality)
                .window_size(WindowSize::best())
                .build()
                .context("brotli")?;
            let mut packer = CompressorWriter::with_encoder(encoder, packed);
            packer.write_all(&fs::read(&file)?)?;
            packer.into_inner().map_err(|e| e.into_error())?;
        }
    }
    Ok(())
}
