//! Which cargo builds what: the host's for our programs, one that knows wasm32 for the frontend.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace's root folder.
pub fn root() -> PathBuf {
    // cargo run sets the variable; the built-in one serves a binary started by hand.
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here)
        .parent()
        .expect("xtask lies in the workspace")
        .to_owned()
}

/// Cargo's target directory.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The host's cargo, as a person would start it in the root.
pub fn host() -> Command {
    outside("cargo")
}

/// A program as a person would start it in the root.
pub fn outside(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    forget_outer_cargo(&mut command);
    command
}

/// Where a compiler for wasm32-unknown-unknown comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wasm {
    /// The host toolchain with its wasm32 target installed by rustup.
    Rustup,
    /// Debian's rustc-web, which builds the standard library from its sources first.
    Debian,
}

impl Wasm {
    /// Picks what is installed; `ZS12345_WASM=rustup|debian` picks by hand.
    pub fn find() -> Result<Self> {
        match env::var("ZS12345_WASM").as_deref() {
            Ok("rustup") => return Ok(Self::Rustup),
            Ok("debian") => return Ok(Self::Debian),
            Ok(other) => bail!("ZS12345_WASM 只能是 rustup 或 debian，不是 {other}"),
            Err(_) => {}
        }
        let libraries = Command::new("rustc")
            .args([
                "--print",
                "target-libdir",
                "--target",
                "wasm32-unknown-unknown",
            ])
            .output()
            .context("找不到 rustc")?;
        let libraries = String::from_utf8_lossy(&libraries.stdout);
        if !libraries.trim().is_empty() && Path::new(libraries.trim()).is_dir() {
            return Ok(Self::Rustup);
        }
        if Path::new("/usr/bin/cargo").exists() && Path::new("/usr/lib/rustlib").exists() {
            return Ok(Self::Debian);
        }
        bail!("没有能编 wasm32 的 Rust：运行 ./x check 会装好它")
    }

    /// A cargo subcommand for wasm32, in a target directory of its own: two compilers in one
    /// directory would rebuild everything in turn.
    pub fn cargo(self, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Rustup => host(),
            Self::Debian => debian(),
        };
        command
            .args([subcommand, "--locked", "--target", "wasm32-unknown-unknown"])
            .env("CARGO_TARGET_DIR", target().join("wasm"))
            .env("RUSTFLAGS", flags());
        for (name, tool) in C_TOOLS {
            if env::var_os(name).is_none() {
                command.env(name, tool);
            }
        }
        command
    }
}

/// What compiles SQLite and zstd for a browser: the host's own compiler knows no wasm.
const C_TOOLS: [(&str, &str); 2] = [
    ("CC_wasm32_unknown_unknown", "clang"),
    ("AR_wasm32_unknown_unknown", "llvm-ar"),
];

/// Components as one type instead of one each: a third of the bundle is otherwise the same code over again. And values are
/// copied by one instruction instead of a store for each word, which is a tenth of it. For every build to wasm, so that
/// what is looked at while working is what is shipped. Where this machine keeps its libraries is nobody's business, and would
/// make the size depend on it.
fn flags() -> String {
    let own = "--cfg erase_components -C llvm-args=-max-store-memcpy=1";
    let mut all: Vec<String> = env::var("RUSTFLAGS").into_iter().collect();
    all.push(own.into());
    for folder in registries() {
        all.push(format!("--remap-path-prefix={}=", folder.display()));
    }
    all.join(" ")
}

/// Folders of cargo's home in which libraries lie unpacked.
fn registries() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let found = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let mut all: Vec<PathBuf> = found
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    all.sort();
    all
}

fn debian() -> Command {
    let path = env::var("PATH").unwrap_or_default();
    let mut command = Command::new("/usr/bin/cargo");
    command.current_dir(root());
    forget_outer_cargo(&mut command);
    for variable in ["RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC", "RUSTC_WRAPPER"] {
        command.env_remove(variable);
    }
    command
        .env("PATH", format!("/usr/bin:{path}"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "lld-22") // it brings no rust-lld
        .env("RUSTC_BOOTSTRAP", "1") // build-std is unstable; this compiler has no other way to wasm32
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
    command
}

/// Drops what `cargo run` set for us. Build scripts (ring's, for one) watch these variables and
/// would rebuild each time a person and this tool take turns.
fn forget_outer_cargo(command: &mut Command) {
    const SET_BY_RUN: &[&str] = &[
        "CARGO_MANIFEST_",
        "CARGO_PKG_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ];
    for (name, _) in env::vars() {
        let exact = [
            "CARGO",
            "CARGO_PRIMARY_PACKAGE",
            "LD_LIBRARY_PATH",
            "OUT_DIR",
        ];
        if exact.contains(&name.as_str()) || SET_BY_RUN.iter().any(|start| name.starts_with(start))
        {
            command.env_remove(name);
        }
    }
}

/// Runs a command to its end; a failure names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("启动不了 {name}"))?;
    if status.success() {
        return Ok(());
    }
    let words: Vec<_> = command
        .get_args()
        .map(|word| word.to_string_lossy())
        .collect();
    bail!("{name} {} 失败：{status}", words.join(" "))
}
