//! `serve`: plain http for this machine only, TLS beyond it; a clean end on SIGINT and SIGTERM.

use super::{Data, Printed, Ran, open, unreadable};
use crate::http::threshold::{Gateways, Limits, Threshold};
use crate::http::{self, App, Frontend};
use crate::notices::Notices;
use crate::photos::Draft;
use crate::{Error, Result, clock, upkeep};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use clap::Args;
use model::{Code, Denial};
use serde_json::Value;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Files that the pool has open besides its lines: readers, photos, exports, the client.
const OWN_FILES: usize = 256;
/// Requests that run get this long to finish.
const FAREWELL: Duration = Duration::from_secs(10);

/// 启动工单池
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    /// 监听地址，例如 127.0.0.1:8443
    #[arg(long, value_name = "ADDR")]
    listen: SocketAddr,
    /// 证书（PEM）
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// 证书的私钥（PEM）
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// 已构建的浏览器界面；不给时用 ./frontend/dist
    #[arg(long, value_name = "DIR")]
    frontend: Option<PathBuf>,
    /// 前面的网关的地址，可给多个；只有它说的来源地址和 https 才算数。不给时谁说的都不算
    #[arg(long, value_name = "IP")]
    gateway: Vec<IpAddr>,
    /// 日志写成 JSON
    #[arg(long)]
    log_json: bool,
    /// PostgreSQL（还没有做）
    #[arg(long, value_name = "URL", hide = true)]
    database: Option<String>,
    /// 照片的对象存储（还没有做）
    #[arg(long, value_name = "URL", hide = true)]
    blobs: Option<String>,
}

impl Serve {
    pub(super) fn run(self) -> Ran {
        for (option, given) in [("--database", &self.database), ("--blobs", &self.blobs)] {
            if given.is_some() {
                let detail = format!("{option} 还没有做：目前只有内置的数据库和文件夹");
                return Err(Denial::new(Code::AddressInvalid)
                    .with("detail", detail)
                    .into());
            }
        }
        if self.tls_cert.is_none() && !self.listen.ip().is_loopback() {
            eprintln!("对外监听须有证书：加上 --tls-cert 和 --tls-key，或改为监听 127.0.0.1");
            return Err(Code::AddressInsecure.into());
        }
        log(self.log_json);
        let frontend = frontend(self.frontend.as_deref())?;
        let store = open(&self.data.data)?;
        let tls = self.tls_cert.zip(self.tls_key);
        let threshold = Threshold::new(limits(), Gateways::new(self.gateway), tls.is_some());
        Draft::sweep(store.folder());
        let app = App::behind(threshold, store.clone(), frontend)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let done = runtime.block_on(serve(self.listen, tls, app));
        runtime.shutdown_timeout(FAREWELL);
        store.close();
        done.map(|()| Printed::from(Value::Null))
    }
}

async fn serve(listen: SocketAddr, tls: Option<(PathBuf, PathBuf)>, app: Arc<App>) -> Result<()> {
    tokio::spawn(upkeep::keep(app.store.clone()));
    tokio::spawn(http::keep_refusals(app.store.clone(), app.refusals.clone()));
    // So that the first list of the morning need not wait for the columns; a failure comes up again with that list.
    let store = app.store.clone();
    tokio::spawn(async move { store.read(|db| db.with_columns(|_| Ok(()))).await });
    let early = app.replays.opens_at().since(clock::now());
    tokio::time::sleep(Duration::from_millis(u64::try_from(early).unwrap_or(0))).await;
    let listener = TcpListener::bind(listen).map_err(|e| {
        Denial::new(Code::AddressInvalid).with("detail", format!("{listen} 不能监听：{e}"))
    })?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let handle = Handle::new();
    tokio::spawn(end_on_signal(handle.clone(), app.notices.clone()));
    let scheme = if tls.is_some() { "https" } else { "http" };
    let config = match tls {
        None => None,
        Some((cert, key)) => {
            // Another crate may have chosen already; either choice is ring.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let config = RustlsConfig::from_pem_file(&cert, &key).await;
            Some(config.map_err(|e| unreadable(&cert, format!("证书或私钥不能用：{e}")))?)
        }
    };
    println!(
        "{}",
        serde_json::json!({"listening": format!("{scheme}://{address}")})
    );
    tracing::info!(%address, scheme, lines = app.threshold.limits.lines, "ready");
    let (store, refusals) = (app.store.clone(), app.refusals.clone());
    let done = http::serve(listener, config, app, handle).await;
    http::finish_refusals(&store, &refusals);
    Ok(done?)
}

/// As many lines as files may be open, besides the pool's own: one line too many and no file opens any more.
fn limits() -> Limits {
    let usual = Limits::default();
    let lines = files().map_or(usual.lines, |files| {
        usual.lines.min(files.saturating_sub(OWN_FILES).max(64))
    });
    Limits { lines, ..usual }
}

/// How many files may be open, raised as far as the system lets.
#[cfg(unix)]
fn files() -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: now.maximum,
        maximum: now.maximum,
    };
    // What may not be raised stays as it is.
    let _ = setrlimit(Resource::Nofile, raised);
    let now = getrlimit(Resource::Nofile).current?;
    Some(usize::try_from(now).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn files() -> Option<usize> {
    None
}

async fn end_on_signal(handle: Handle<SocketAddr>, notices: Arc<Notices>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    tracing::info!("ending");
    // Browsers that listen would never hang up by themselves.
    notices.close();
    handle.graceful_shutdown(Some(FAREWELL));
}

fn frontend(given: Option<&Path>) -> Result<Frontend, Error> {
    let usual = Path::new("frontend/dist");
    match given {
        Some(folder) if folder.join("index.html").is_file() => {
            Ok(Frontend::Folder(folder.to_path_buf()))
        }
        Some(folder) => Err(unreadable(folder, "里面没有 index.html")),
        None if usual.join("index.html").is_file() => Ok(Frontend::Folder(usual.to_path_buf())),
        None => Ok(Frontend::Missing),
    }
}

fn log(json: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    let done = if json {
        builder.json().try_init()
    } else {
        builder.with_ansi(false).try_init()
    };
    // A second subscriber in one process (tests) is no trouble.
    drop(done);
}
