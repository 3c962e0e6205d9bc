use super::{PASSPHRASE, run};
use crate::desk::Desk;
use serde_json::json;
use tempfile::TempDir;

#[tokio::test]
async fn a_restored_pool_answers_as_before_in_a_new_epoch() {
    let dir = TempDir::new().unwrap();
    let (data, file, back) = (
        dir.path().join("pool"),
        dir.path().join("b.zs"),
        dir.path().join("back"),
    );
    let path = file.to_str().unwrap();
    run(&data, &["demo", "--tickets", "15"]).ok();
    let before = Desk::open(&data);
    let listed = before.call("list_tickets", json!({"limit": 500})).await;
    // While the pool is open.
    let made = run(&data, &["backup", path]).ok();
    assert!(made["verified"] == true && made["photos"].as_u64().unwrap() > 0);
    run(&data, &["backup", path]).fails(2);
    let restored = run(&back, &["restore", path]).ok();
    assert_eq!(
        (
            &restored["epoch"],
            &restored["tickets"],
            &restored["photos"]
        ),
        (&json!(2), &json!(15), &made["photos"])
    );
    run(&back, &["restore", path]).fails(2);
    assert!(run(&back, &["verify"]).ok()["ok"] == true);
    let after = Desk::open(&back);
    assert_eq!(
        after.call("list_tickets", json!({"limit": 500})).await,
        listed
    );
    assert_eq!(after.store.keys.pool, before.store.keys.pool);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(back.join("keys.json"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Nothing of it can be read without the passphrase, and no damage goes unnoticed.
    let bytes = std::fs::read(&file).unwrap();
    assert!(!bytes.windows(13).any(|w| w == b"SQLite format"));
    let other = dir.path().join("other");
    let wrong = std::process::Command::new(env!("CARGO_BIN_EXE_zs12345-pool"))
        .args([
            "restore",
            path,
            "--passphrase",
            "另外一段很长的口令",
            "--data",
        ])
        .arg(&other)
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(!other.exists());
    let mut bad = bytes.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    std::fs::write(&file, &bad).unwrap();
    assert_ne!(run(&other, &["restore", path]).exit, 0);
    std::fs::write(&file, &bytes[..bytes.len() - 50]).unwrap();
    assert_ne!(run(&other, &["restore", path]).exit, 0);
    assert!(!other.exists());
    assert!(PASSPHRASE.chars().count() >= 8);
}
