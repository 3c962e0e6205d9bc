//! The Tauri shell: one window, three doors, nothing decided here.
//!
//! May use: device, api, tauri. Never contains: SQL, rules, HTTP.

// A release build on Windows opens no console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod door;
mod ipc;
mod platform;

use clap::Parser;
use std::path::PathBuf;
use tauri::{Emitter, Manager};

/// 掌上12345政府端
#[derive(Parser)]
struct Args {
    /// 本机数据放在哪个文件夹
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    platform::prepare()?;
    tauri::Builder::default()
        .setup(move |app| {
            let data = match args.data {
                Some(folder) => folder,
                None => app.path().app_data_dir()?,
            };
            let handle = app.handle().clone();
            // For the demo and for tests only: an officer types the PIN.
            let pin = std::env::var("ZS12345_PIN").ok();
            app.manage(door::Door::open(&data, pin.as_deref(), move |topic| {
                // A window that is gone has nothing to refresh.
                let _ = handle.emit("notice", topic);
            }));
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![ipc::ask, ipc::tell, ipc::os])
        .run(tauri::generate_context!())?;
    Ok(())
}
