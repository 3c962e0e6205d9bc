use super::Store;
use crate::keys::Key;
use std::process::Command;
use std::sync::Barrier;

const ALONE: &str = "ZS12345_FIRST_OPENINGS";

/// Of a process's first connections each must find a cipher; only a new process can show it.
#[test]
fn a_process_may_open_its_first_stores_at_once() {
    if std::env::var_os(ALONE).is_some() {
        return open_at_once(8);
    }
    let name = std::thread::current().name().unwrap().to_string();
    for _ in 0..10 {
        let run = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &name, "--nocapture"])
            .env(ALONE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(
            run.status.success() && said.contains("1 passed"),
            "{said}\n{}",
            String::from_utf8_lossy(&run.stderr)
        );
    }
}

fn open_at_once(stores: usize) {
    let barrier = Barrier::new(stores);
    std::thread::scope(|scope| {
        for _ in 0..stores {
            scope.spawn(|| {
                let dir = tempfile::tempdir().unwrap();
                barrier.wait();
                Store::create(dir.path(), &Key::new([7; 32])).unwrap();
            });
        }
    });
}
