//! Declares the window's three doors, so that each is a permission of its own.
//! Without the declaration Tauri lets every window call every command.

use std::fs;
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=capabilities");
    let page = Path::new("../frontend/dist/index.html");
    if !page.exists() {
        // `cargo build` on a fresh clone has to pass before `cargo xtask frontend` ran once.
        fs::create_dir_all("../frontend/dist").expect("frontend/dist can be made");
        fs::write(
            page,
            "<!doctype html><meta charset=utf-8><p>前端还没有构建：cargo xtask frontend",
        )
        .expect("frontend/dist can be written");
    }
    let doors = tauri_build::AppManifest::new().commands(&["ask", "tell", "os"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(doors))
        .expect("tauri.conf.json and capabilities fit together");
}
