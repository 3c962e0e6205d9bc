//! A device process, one command at a time.

use crate::{Pool, binary};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// PIN of every test device.
pub const PIN: &str = "246810";

/// Where a program finds no keyring: whoever runs the tests keeps their own as it is.
pub const NO_KEYRING: (&str, &str) = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");

/// A tablet's folder.
pub struct Device {
    dir: TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub struct Outcome {
    /// Exit status.
    pub exit: i32,
    /// JSON objects printed, in order.
    pub lines: Vec<Value>,
    /// What people were told.
    pub said: String,
}

impl Outcome {
    /// The one object printed by a command that must succeed.
    pub fn ok(self) -> Value {
        assert_eq!(self.exit, 0, "{self:?}");
        self.lines.into_iter().next().expect("one JSON object")
    }
    /// Asserts exit status, a sentence in Chinese, and nothing printed.
    pub fn fails(self, exit: i32) -> String {
        assert_eq!(self.exit, exit, "{self:?}");
        assert!(
            self.said
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "a sentence: {self:?}"
        );
        self.said
    }
}

impl Device {
    /// A folder that is not enrolled.
    pub fn blank() -> Device {
        Device {
            dir: TempDir::new().expect("a temporary folder"),
        }
    }
    /// Enrolled for the demo person with a role.
    pub fn enrolled(pool: &Pool, role: &str) -> Device {
        let device = Device::blank();
        device
            .run(&[
                "enrol",
                "--pool",
                &pool.url(),
                "--code",
                &pool.enrol_code(role),
            ])
            .ok();
        device
    }
    /// The device's folder.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }
    /// A command, ready to be run or started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary("zs12345-device"));
        command
            .args(args)
            .arg("--data")
            .arg(self.dir.path())
            .env("ZS12345_PIN", PIN)
            .env(NO_KEYRING.0, NO_KEYRING.1)
            .stdin(Stdio::null());
        command
    }
    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Outcome {
        let out = self
            .command(args)
            .output()
            .expect("the device's binary runs");
        let text = String::from_utf8_lossy(&out.stdout).to_string();
        let lines = text
            .lines()
            .filter_map(|l| serde_json::from_str(l).ok())
            .collect::<Vec<Value>>();
        let lines = if lines.is_empty() {
            serde_json::from_str(&text).into_iter().collect()
        } else {
            lines
        };
        Outcome {
            exit: out.status.code().unwrap_or(-1),
            lines,
            said: String::from_utf8_lossy(&out.stderr).to_string(),
        }
    }
    /// Writes a JSON file beside the store and gives its path.
    pub fn file(&self, name: &str, value: &Value) -> PathBuf {
        self.bytes(name, value.to_string().as_bytes())
    }
    /// Writes a file that is not the device's own and gives its path.
    pub fn bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = std::env::temp_dir().join(format!(
            "{}-{name}",
            self.dir
                .path()
                .file_name()
                .and_then(|n| n.to_str())
                .unwrap_or("device")
        ));
        std::fs::write(&path, bytes).expect("a file is written");
        path
    }
    /// Captures an issue with photos; the outcome.
    pub fn capture(&self, issue: &Value, photos: &[PathBuf]) -> Outcome {
        let file = self.file("issue.json", issue);
        let mut args = vec!["capture", "--file", file.to_str().expect("a path")];
        for p in photos {
            args.extend(["--photo", p.to_str().expect("a path")]);
        }
        self.run(&args)
    }
    /// Captures an issue that must be taken; its id.
    pub fn captured(&self, issue: &Value, photos: &[PathBuf]) -> String {
        let answer = self.capture(issue, photos).ok();
        assert_eq!(answer["status"], "queued");
        answer["id"].as_str().expect("an id").to_string()
    }
    /// Edits facts; the outcome.
    pub fn edit(&self, id: &str, facts: &Value) -> Outcome {
        let file = self.file("facts.json", facts);
        self.run(&["edit", id, "--file", file.to_str().expect("a path")])
    }
    /// One act; the outcome.
    pub fn act(&self, id: &str, action: &str, payload: Value) -> Outcome {
        let file = self.file("payload.json", &payload);
        self.run(&["act", id, action, "--file", file.to_str().expect("a path")])
    }
    /// A sync that must end well; its report.
    pub fn sync(&self) -> Value {
        self.run(&["sync"]).ok()
    }
    /// One ticket.
    pub fn show(&self, id: &str) -> Value {
        self.run(&["show", id]).ok()
    }
}

/// An issue at the demo's sample place, whose category asks for no photo.
pub fn issue(pool: &Pool, title: &str) -> Value {
    json!({
        "title": title, "body": "居民反映东门外情况已持续约两周，希望尽快处理。", "kind": "help", "source": "visit",
        "category": pool.sample("category"), "grade": "normal",
        "where": {"lon": pool.sample("lon"), "lat": pool.sample("lat"), "crs": "wgs84", "accuracy_m": 8.0, "fixes": 3, "source": "gnss",
            "address": "东门外三十米", "area_code": pool.sample("area_code"), "grid": pool.sample("grid")}
    })
}
