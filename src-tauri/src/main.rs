//! The Tauri shell: one window, three doors, nothing decided here.
//!
//! May use: device, api, tauri. Never contains: SQL, rules, HTTP.

// A release build on Windows opens no console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod basemap;
mod closing;
mod door;
mod ipc;
mod notices;
mod platform;
mod saving;

use api::Topic;
use clap::Parser;
use std::path::PathBuf;
use tauri::async_runtime::{spawn, spawn_blocking};
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
        .plugin(tauri_plugin_notification::init())
        .setup(move |app| {
            let data = match args.data {
                Some(folder) => folder,
                None => app.path().app_data_dir()?,
            };
            let handle = app.handle().clone();
            // For the demo and for tests only: an officer types the PIN.
            let pin = std::env::var("ZS12345_PIN").ok();
            let door = door::Door::new(&data, pin, move |topic| {
                // A window that is gone has nothing to refresh.
                let _ = handle.emit("notice", topic);
                if topic == Topic::Outbox {
                    let handle = handle.clone();
                    spawn_blocking(move || notices::look(&handle));
                }
            });
            door.open_soon();
            app.manage(notices::Noticed::default());
            app.manage(door);
            Ok(())
        })
        .register_asynchronous_uri_scheme_protocol("basemap", |context, request, responder| {
            let Some(door) = context.app_handle().try_state::<door::Door>() else {
                return;
            };
            let door = door.inner().clone();
            spawn(async move { responder.respond(basemap::answer(door, request).await) });
        })
        .on_window_event(closing::on_event)
        .invoke_handler(tauri::generate_handler![ipc::ask, ipc::tell, ipc::os])
        .run(tauri::generate_context!())?;
    Ok(())
}
