//! What devices claim to have seen of the feed: only what this pool gave them can show that it lost something.

use crate::support::Pool;
use crate::support::device::Device;
use serde_json::json;
use tempfile::TempDir;

/// The pool as its files were at this moment, opened again elsewhere.
fn copy_of(pool: &Pool) -> Pool {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("pool");
    std::fs::create_dir(&folder).unwrap();
    let database = folder.join(pool::store::DATABASE);
    pool.store.read_now(|db| db.copy_to(&database)).unwrap();
    let keys = pool::store::KEYS_FILE;
    std::fs::copy(pool.store.folder().join(keys), folder.join(keys)).unwrap();
    Pool::open(dir, &folder)
}

fn epoch(pool: &Pool) -> u64 {
    pool.store.read_now(|db| db.epoch()).unwrap()
}

#[tokio::test]
async fn a_pool_that_lost_positions_begins_a_new_epoch_and_says_who_showed_it() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    let mut device = Device::enrolled(&pool, "demo_desk_town").await;
    device.pull_all(&pool).await;
    let older = copy_of(&pool);
    pool.captured("井盖碎裂").await;
    device.pull_all(&pool).await;
    let before = epoch(&older);
    let (page, _) = device.pull(&older, &[]).await;
    assert_eq!((page.epoch, epoch(&older)), (before + 1, before + 1));
    assert!(page.tickets[0].document.is_some());
    let lines = older.audit();
    let line = lines.iter().find(|l| l.1 == "epoch_raised").unwrap();
    assert_eq!(line.0, "demo_desk_town");
    assert_eq!(line.2, format!("{} {}", before + 1, device.id));
    // The next to come finds the new epoch, and raises none.
    device.pull(&older, &[]).await;
    assert_eq!(epoch(&older), before + 1);
}

#[tokio::test]
async fn a_false_position_costs_its_device_alone() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    let mut device = Device::enrolled(&pool, "demo_desk_town").await;
    let mut other = Device::enrolled(&pool, "demo_desk_town").await;
    device.pull_all(&pool).await;
    other.pull_all(&pool).await;
    let (genuine, scope) = (device.position, device.scope.clone());
    let now = epoch(&pool);
    for (position, line) in [
        ((genuine.0, genuine.1 + 1), Some("position_false")),
        ((genuine.0, genuine.1 + (1 << 30)), Some("position_false")),
        ((genuine.0, u64::MAX), Some("position_false")),
        ((genuine.0 + 1, genuine.1), Some("position_false")),
        ((u64::MAX, genuine.1), Some("position_false")),
        (other.position, Some("position_false")),
        // As pools gave it before: a number without a tag proves nothing.
        ((genuine.0, 1_000_000), Some("position_unknown")),
        ((u64::MAX, 1_000), Some("position_unknown")),
        ((u64::MAX, 0), None),
    ] {
        (device.position, device.scope) = (position, scope.clone());
        let lines = pool.audit().len();
        let (page, _) = device.pull(&pool, &[]).await;
        assert_eq!((page.epoch, epoch(&pool)), (now, now), "{position:?}");
        assert!(page.tickets[0].document.is_some(), "it begins anew");
        let found = pool.audit();
        assert_eq!(found.len() - lines, usize::from(line.is_some()));
        if let Some(line) = line {
            let (who, what, detail) = &found[0];
            assert_eq!((who.as_str(), what.as_str()), ("demo_desk_town", line));
            assert_eq!(detail, device.id.as_str());
        }
        // The same claim with a frame changes nothing either.
        device.position = position;
        let frame = device.frame(&[], vec![]);
        assert_eq!(device.send(&pool, frame).await.status, 200);
        assert_eq!(epoch(&pool), now, "{position:?}");
        // Nobody else begins anew.
        let (page, _) = other.pull(&pool, &[]).await;
        assert!(page.tickets.is_empty() && page.epoch == now);
    }
}

#[tokio::test]
async fn a_position_of_the_version_before_still_counts() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    let mut device = Device::enrolled(&pool, "demo_desk_town").await;
    device.pull_all(&pool).await;
    let head = pool.store.read_now(|db| db.feed_head()).unwrap();
    device.position.1 = head;
    let (page, _) = device.pull(&pool, &[]).await;
    assert!(page.tickets.is_empty() && page.bundle.is_none());
    // From now on it is given one that can be told.
    assert_ne!(page.cursor, head);
    let body = json!({"epoch": page.epoch, "cursor": page.cursor, "scope": page.scope});
    let again = pool
        .post("pull", Some(&device.token), body.to_string())
        .await;
    let again = sync::decode_page(&again.bytes).unwrap();
    assert!(again.tickets.is_empty() && again.cursor == page.cursor);
}
