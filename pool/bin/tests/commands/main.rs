//! The command line as scripts use it: the binary itself, its exit status, its one JSON object.

mod backup;
mod basemap;
mod desk;
mod draw;
mod enrol_qr;
mod init;
mod outlines;
mod restore;
mod score;
mod serve;
mod users;
mod verify;

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Seals the backups of these tests.
pub const PASSPHRASE: &str = "一段足够长的口令";

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    /// Exit status.
    pub exit: i32,
    /// What was printed.
    pub json: Value,
    /// What people were told.
    pub said: String,
}

/// Runs the binary.
pub fn run(data: &Path, args: &[&str]) -> Ran {
    let out = Command::new(env!("CARGO_BIN_EXE_zs12345-pool"))
        .args(args)
        .arg("--data")
        .arg(data)
        .env("ZS12345_PASSPHRASE", PASSPHRASE)
        .output()
        .unwrap();
    Ran {
        exit: out.status.code().unwrap(),
        json: serde_json::from_slice(&out.stdout).unwrap_or(Value::Null),
        said: String::from_utf8_lossy(&out.stderr).to_string(),
    }
}

impl Ran {
    /// The JSON of a run that must go well.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.exit, 0, "{self:?}");
        self.json
    }
    /// What was said by a run that must end like this.
    #[track_caller]
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
