//! kill -9 of pool or device in the middle of a sync, ten times each: nothing lost, nothing doubled, each photo equal.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tests::device::issue;
use tests::{Device, Pool, photo};

const ROUNDS: u32 = 10;

fn capture_some(pool: &Pool, device: &Device, round: u32, photos: &mut Vec<(String, usize)>) {
    for n in 0..3 {
        let shots: Vec<_> = (0..2)
            .map(|k| {
                device.bytes(
                    &format!("c{round}-{n}-{k}.jpg"),
                    &photo::jpeg(round * 100 + n * 10 + k, 1400, 1050),
                )
            })
            .collect();
        let id = device.captured(&issue(pool, &format!("第{round}轮第{n}件")), &shots);
        photos.push((id, shots.len()));
    }
}

/// All that was captured is at the pool, once, whole.
fn all_there(pool: &Pool, captured: &[(String, usize)]) {
    let desk = pool.sign_in("desk_town");
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut after = Value::Null;
    loop {
        let page = desk
            .call(
                "list_tickets",
                json!({"text": "轮第", "limit": 100, "after": after}),
            )
            .expect("a page");
        for t in page["tickets"].as_array().expect("rows") {
            *seen
                .entry(t["id"].as_str().expect("an id").into())
                .or_default() += 1;
        }
        after = page["after"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(
        seen.len(),
        captured.len(),
        "as many tickets as were captured"
    );
    for (id, photos) in captured {
        assert_eq!(seen.get(id), Some(&1), "{id} stands there once");
        let ticket = desk
            .call("read_ticket", json!({"id": id}))
            .expect("the ticket");
        let list = ticket["photos"].as_array().expect("photos");
        assert_eq!(list.len(), *photos);
        assert_eq!(
            ticket["log"].as_array().map(Vec::len),
            Some(2),
            "submit and enter_pool, once each: {}",
            ticket["log"]
        );
        for p in list {
            let sha = p["sha256"].as_str().expect("a hash");
            assert_eq!(
                hex::encode(Sha256::digest(desk.photo(sha).expect("held"))),
                sha
            );
        }
    }
}

/// Waits, without sleeping, until a moment that differs from round to round: the kill lands somewhere else each time.
fn until(start: Instant, round: u32) {
    let moment = Duration::from_millis(u64::from(20 + round * 45));
    while start.elapsed() < moment {
        std::thread::yield_now();
    }
}

#[test]
fn the_device_is_killed_in_the_middle_of_a_sync() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let (mut captured, mut running) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        capture_some(&pool, &device, round, &mut captured);
        let mut child = device
            .command(&["sync"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("sync starts");
        until(Instant::now(), round * 3);
        running += u32::from(child.try_wait().is_ok_and(|ended| ended.is_none()));
        let _ = child.kill();
        let _ = child.wait();
    }
    assert!(
        running >= ROUNDS / 2,
        "only {running} of {ROUNDS} were killed while they ran"
    );
    let last = device.sync();
    assert_eq!(last["refused"], json!([]), "{last}");
    assert_eq!(device.sync()["requests"], 1);
    all_there(&pool, &captured);
}

#[test]
fn the_pool_is_killed_in_the_middle_of_a_sync() {
    let mut pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let mut captured = Vec::new();
    for round in 0..ROUNDS {
        capture_some(&pool, &device, round, &mut captured);
        let mut child = device
            .command(&["sync"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("sync starts");
        // Argon2 and the store take their time first; then the pool goes away under the running sync.
        until(Instant::now(), 4 + round * 3);
        pool.kill();
        let status = child.wait().expect("sync ends by itself");
        assert!(
            matches!(status.code(), Some(0 | 3)),
            "queued or done, never an error of storage: {status}"
        );
        pool.start();
    }
    device.sync();
    assert_eq!(device.sync()["requests"], 1);
    all_there(&pool, &captured);
    assert_eq!(pool.command(&["verify"]).expect("verify")["ok"], true);
}
