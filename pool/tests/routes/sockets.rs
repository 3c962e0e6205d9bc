//! The pool on an address: lines that ask nothing end, and none of them costs an officer anything.

use crate::support::Pool;
use axum_server::Handle;
use pool::http::threshold::{Gateways, Limits, Pace, Threshold};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A pool that serves.
struct Served {
    pool: Pool,
    address: SocketAddr,
    handle: Handle<SocketAddr>,
}

impl Served {
    async fn behind(limits: Limits, gateways: &[&str]) -> Self {
        let gateways = gateways.iter().map(|g| g.parse().unwrap()).collect();
        let threshold = Threshold::new(limits, Gateways::new(gateways), false);
        let pool = Pool::new().behind(threshold);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let handle = Handle::new();
        let (app, ends) = (pool.app.clone(), handle.clone());
        tokio::spawn(pool::http::serve(listener, None, app, ends));
        Served {
            pool,
            address,
            handle,
        }
    }
    async fn line(&self, text: &str) -> TcpStream {
        let mut line = TcpStream::connect(self.address).await.unwrap();
        line.write_all(text.as_bytes()).await.unwrap();
        line
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// What comes until the line ends.
async fn rest(line: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A line that was cut is at its end too.
    let _ = line.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One answer's head, with the line kept.
async fn head(line: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n\r\n") {
        if line.read(&mut byte).await.unwrap_or(0) == 0 {
            break;
        }
        text.push(char::from(byte[0]));
    }
    text.to_lowercase()
}

const HALF: &str = "GET /healthz HTTP/1.1\r\nHost: pool\r\nX-";
const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: pool\r\nConnection: close\r\n\r\n";

fn short() -> Limits {
    Limits {
        head: Duration::from_millis(300),
        idle: Duration::from_millis(600),
        lines: 30,
        lines_per_address: 20,
        pace: Pace {
            gap: Duration::from_millis(100),
            ..Limits::default().pace
        },
        ..Limits::default()
    }
}

#[tokio::test]
async fn half_a_head_and_an_idle_line_end() {
    let served = Served::behind(short(), &[]).await;
    let mut lines = Vec::new();
    for n in 0..60 {
        lines.push(served.line(if n % 2 == 0 { HALF } else { "" }).await);
        assert!(served.pool.app.threshold.lines.count() <= 30);
    }
    // In the middle of it a newcomer is answered.
    let mut asks = served.line(HEALTH).await;
    assert!(rest(&mut asks).await.starts_with("HTTP/1.1 200"));
    for line in &mut lines {
        assert_eq!(rest(line).await, "", "nothing was asked");
    }
    // So does one whose body never comes, once it was answered why.
    let mut body = served
        .line("POST /api/v1/sign_in HTTP/1.1\r\nHost: pool\r\nContent-Length: 1000\r\n\r\n{")
        .await;
    assert!(rest(&mut body).await.starts_with("HTTP/1.1 429"));
    // One that asked once and then rests ends too.
    let mut once = served
        .line(&HEALTH.replace("Connection: close\r\n", ""))
        .await;
    assert!(rest(&mut once).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_crowd_of_strangers_takes_no_officer_s_line() {
    let limits = Limits {
        lines: 20,
        lines_per_address: 20,
        ..Limits::default()
    };
    let served = Served::behind(limits, &[]).await;
    let token = served.pool.token("demo_desk_town").await;
    let ask = format!(
        "POST /api/v1/count_tickets HTTP/1.1\r\nHost: pool\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n"
    );
    let mut officer = served.line(&ask).await;
    assert!(head(&mut officer).await.starts_with("http/1.1 200"));
    let mut crowd = Vec::new();
    for _ in 0..100 {
        crowd.push(served.line(HALF).await);
    }
    // The oldest strangers went; the officer's line is where it was.
    for line in &mut crowd[..60] {
        assert_eq!(rest(line).await, "");
    }
    officer.write_all(ask.as_bytes()).await.unwrap();
    let again = rest_of_two(&mut officer).await;
    assert!(again.contains("http/1.1 200"), "{again}");
    // And a second officer comes in through the crowd.
    let mut second = served.line(&ask).await;
    assert!(head(&mut second).await.starts_with("http/1.1 200"));
}

/// The body before and the next head.
async fn rest_of_two(line: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !(text.contains("http/1.1") && text.ends_with("\r\n\r\n")) {
        if line.read(&mut byte).await.unwrap_or(0) == 0 {
            break;
        }
        text.push(char::from(byte[0]).to_ascii_lowercase());
    }
    text
}

#[tokio::test]
async fn only_a_trusted_gateway_says_that_it_is_https() {
    let body = format!(
        r#"{{"user":"demo_handler","password":"{}"}}"#,
        crate::support::PASSWORD
    );
    let ask = format!(
        "POST /api/v1/sign_in HTTP/1.1\r\nHost: pool\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 10.0.0.9\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for (gateways, trusted) in [(["127.0.0.1"].as_slice(), true), (&[], false)] {
        let served = Served::behind(Limits::default(), gateways).await;
        let mut line = served.line(&ask).await;
        let head = head(&mut line).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(head.contains("strict-transport-security"), trusted);
        assert_eq!(head.contains("set-cookie: __host-zs_session="), trusted);
        assert_eq!(head.contains("set-cookie: __host-zs_browser="), trusted);
        assert_eq!(head.contains("; secure"), trusted);
    }
}

#[tokio::test]
async fn a_refusal_arrives_in_the_middle_of_an_upload() {
    let served = Served::behind(Limits::default(), &[]).await;
    let sha = "0".repeat(64);
    let ask = format!(
        "PUT /api/v1/photos/{sha}?ticket={sha} HTTP/1.1\r\nHost: pool\r\nContent-Length: 50000\r\n\r\n"
    );
    let mut line = served.line(&ask).await;
    assert!(head(&mut line).await.starts_with("http/1.1 401"));
    // The line is not cut while the sender still sends.
    line.write_all(&[0; 50_000]).await.unwrap();
    line.write_all(HEALTH.as_bytes()).await.unwrap();
    assert!(rest(&mut line).await.contains("HTTP/1.1 200"));
}
