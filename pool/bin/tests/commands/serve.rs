use super::run;
use demo::PASSWORD;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use tempfile::TempDir;

#[test]
fn serves_on_loopback_takes_codes_meanwhile_and_ends_cleanly() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "3"]).ok();
    assert!(
        run(&data, &["serve", "--listen", "0.0.0.0:0"])
            .fails(2)
            .contains("--tls-cert")
    );
    run(
        &data,
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database",
            "postgres://x",
        ],
    )
    .fails(2);
    run(
        &data,
        &["serve", "--listen", "127.0.0.1:0", "--frontend", "/nowhere"],
    )
    .fails(2);
    let mut child = Command::new(env!("CARGO_BIN_EXE_zs12345-pool"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address: serde_json::Value = serde_json::from_str(&line).unwrap();
    let address = address["listening"]
        .as_str()
        .unwrap()
        .strip_prefix("http://")
        .unwrap()
        .to_string();
    assert!(ask(&address, "GET", "/healthz", "").starts_with("HTTP/1.1 200"));
    let body = json!({"user": "demo_desk_district", "password": PASSWORD}).to_string();
    let signed = ask(&address, "POST", "/api/v1/sign_in", &body);
    assert!(signed.starts_with("HTTP/1.1 200"), "{signed}");
    run(&data, &["enrol-code", "--user", "demo_collector"]).ok();
    Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    let mut log = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{log}");
    assert!(
        log.contains("sign_in") && !log.contains(PASSWORD) && !log.contains("demo_desk_district"),
        "{log}"
    );
    assert_eq!(run(&data, &["verify"]).exit, 0);
}

fn ask(address: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
