//! docs/course.md is run as it stands.

use serde_json::Value;
use std::net::TcpListener;
use std::process::Command;
use tests::binary;

const PAGE: &str = include_str!("../../docs/course.md");

/// The page's blocks for bash, one after the other.
fn script() -> String {
    let blocks = PAGE.split("```bash\n").skip(1);
    let blocks = blocks.map(|b| b.split("```").next().unwrap_or_default());
    blocks.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_hardest_course_runs_as_the_page_says() {
    let work = tempfile::TempDir::new().expect("a temporary folder");
    let bin = binary("zs12345-pool");
    let bin = bin.parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    let out = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script()])
        .current_dir(work.path())
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("WORK", work.path())
        .env("PORT", port.expect("a free port").port().to_string())
        .output()
        .expect("bash runs");
    let (said, told) = (
        String::from_utf8_lossy(&out.stdout).to_string(),
        String::from_utf8_lossy(&out.stderr).to_string(),
    );
    assert!(out.status.success(), "{said}\n{told}");
    let (steps, shown) = said.split_once("\n{").expect("the ticket at the end");
    let shown: Value = serde_json::from_str(&format!("{{{shown}")).expect("one JSON object");
    assert_eq!(shown["status"], "closed", "{steps}");
    assert_eq!((&shown["returns"], &shown["redos"]), (&2.into(), &1.into()));
    let log = shown["log"].as_array().expect("a time line");
    let applied = log.iter().all(|e| e["ruling"]["verdict"] == "applied");
    assert!(applied, "every step counts: {steps}");
    assert_eq!(
        log.len(),
        20 + 1,
        "submit, enter_pool, and each step of the page"
    );
}
