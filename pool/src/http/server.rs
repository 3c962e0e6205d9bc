//! The pool on its address: lines watched by the threshold, HTTP/1 and, over TLS, HTTP/2, each with its limits.

use super::router::router;
use super::state::App;
use super::threshold::{Acceptor, Limits};
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

/// Requests on one line of HTTP/2 at once.
const STREAMS: u32 = 64;
/// Bytes of a head.
const HEAD_BYTES: usize = 32 << 10;

/// Serves until the handle ends it.
pub async fn serve(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    app: Arc<App>,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let (threshold, limits) = (app.threshold.clone(), app.threshold.limits.clone());
    let service = router(app).into_make_service();
    let server = axum_server::from_tcp(listener)?.handle(handle);
    match tls {
        None => {
            let mut server = server.acceptor(Acceptor(threshold));
            settle(server.http_builder(), &limits);
            server.serve(service).await
        }
        Some(config) => {
            let below = RustlsAcceptor::new(config).handshake_timeout(limits.head);
            let mut server = server.acceptor(below.acceptor(Acceptor(threshold)));
            settle(server.http_builder(), &limits);
            server.serve(service).await
        }
    }
}

fn settle(builder: &mut Builder<TokioExecutor>, limits: &Limits) {
    builder
        .http1()
        .timer(TokioTimer::new())
        // It runs while a line rests too; the first head has less time, by the line itself.
        .header_read_timeout(limits.idle)
        .max_buf_size(HEAD_BYTES.max(64 << 10));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD_BYTES as u32)
        .keep_alive_interval(limits.idle / 3)
        .keep_alive_timeout(limits.head);
}
