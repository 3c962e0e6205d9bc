//! Takes lines in, below TLS: what comes before the first request is watched too.

use super::stream::Watched;
use super::{Line, Threshold};
use axum_server::accept::Accept;
use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tower_http::add_extension::AddExtension;

/// What one line is served with: the service, told which line it stands on.
type OnLine<S> = AddExtension<S, Arc<Line>>;

/// Takes lines in for a threshold.
#[derive(Clone)]
pub struct Acceptor(pub Arc<Threshold>);

impl<S> Accept<TcpStream, S> for Acceptor {
    type Stream = Watched<TcpStream>;
    type Service = OnLine<S>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(self.take(stream, service))
    }
}

impl Acceptor {
    fn take<S>(
        &self,
        stream: TcpStream,
        service: S,
    ) -> io::Result<(Watched<TcpStream>, OnLine<S>)> {
        let threshold = &self.0;
        let seat = threshold.lines.open(stream.peer_addr()?.ip());
        let seat = seat.ok_or(io::ErrorKind::ConnectionRefused)?;
        let line = seat.line.clone();
        let watched = Watched::new(stream, seat, threshold.limits.clone());
        Ok((watched, AddExtension::new(service, line)))
    }
}
