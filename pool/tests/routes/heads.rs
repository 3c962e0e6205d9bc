//! Devices carry the signed end of the audit chain away; whoever rewrites or cuts the chain later is found by them.

use crate::support::device::Device;
use crate::support::{Pool, now};
use pool::store::Entry;
use sync::AuditHead;

fn line(what: &'static str) -> Entry {
    Entry {
        at: now(),
        what,
        ..Entry::default()
    }
}

async fn signed(pool: &Pool, days: i64) {
    let (store, then) = (pool.store.clone(), now().plus_minutes(days * 24 * 60));
    let run = tokio::task::spawn_blocking(move || pool::upkeep::run(&store, then));
    run.await.unwrap().unwrap();
}

/// A pull that hands this head back; the newer one that came.
async fn carried(pool: &Pool, device: &Device, held: Option<&AuditHead>) -> Option<AuditHead> {
    let answer = device.pull_holding(pool, held).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    let head = answer.headers.get(sync::audit_head::HEADER)?;
    Some(head.to_str().unwrap().parse().unwrap())
}

fn findings(pool: &Pool) -> Vec<String> {
    findings_with(pool, &[])
}

fn findings_with(pool: &Pool, brought: &[AuditHead]) -> Vec<String> {
    let report = pool::verify::verify(&pool.store, brought);
    report
        .findings
        .iter()
        .map(|f| format!("{} {}", f.what, f.which))
        .collect()
}

#[tokio::test]
async fn a_device_gets_each_days_end_and_hands_it_back() {
    let pool = Pool::new();
    let device = Device::enrolled(&pool, "demo_collector").await;
    assert_eq!(
        carried(&pool, &device, None).await,
        None,
        "nothing was signed yet"
    );
    signed(&pool, 0).await;
    let first = carried(&pool, &device, None).await.unwrap();
    assert!(first.is_by(&pool.store.keys.signing.verifying_key()));
    assert_eq!(
        carried(&pool, &device, Some(&first)).await,
        None,
        "it has it already"
    );
    // More lines, but not another day.
    pool.store.write_now(|tx| tx.audit(&line("test"))).unwrap();
    signed(&pool, 0).await;
    assert_eq!(carried(&pool, &device, Some(&first)).await, None);
    signed(&pool, 2).await;
    let second = carried(&pool, &device, Some(&first)).await.unwrap();
    assert!(second.follows(&first));
    assert_eq!(findings(&pool), Vec::<String>::new());
    let bad = device.pull_saying(&pool, "0.x.y").await;
    assert_eq!(bad.refused(400), "frame_broken");
}

/// Writes the whole chain anew, as somebody could who has the folder with its key and wants lines gone.
fn rewritten(pool: &Pool, lines: i64) {
    let db = rusqlite::Connection::open(pool.store.folder().join("pool.sqlite")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    db.execute_batch("delete from audit; delete from audit_head;")
        .unwrap();
    db.execute("delete from setting where name = 'audit_head'", [])
        .unwrap();
    for _ in 0..lines {
        pool.store.write_now(|tx| tx.audit(&line("quiet"))).unwrap();
    }
    // The chain alone agrees with itself again.
    assert_eq!(pool.store.read_now(|db| db.audit_break()).unwrap(), None);
}

#[tokio::test]
async fn a_chain_rewritten_or_cut_is_found_by_the_next_sync_and_by_verify() {
    for lines in [1, 40] {
        let pool = Pool::new();
        let device = Device::enrolled(&pool, "demo_collector").await;
        for _ in 0..5 {
            pool.store.write_now(|tx| tx.audit(&line("wrong"))).unwrap();
        }
        signed(&pool, 0).await;
        let head = carried(&pool, &device, None).await.unwrap();
        rewritten(&pool, lines);
        signed(&pool, 2).await;
        // The device keeps what it saw: no newer end replaces it.
        assert_eq!(carried(&pool, &device, Some(&head)).await, None);
        pool.audited("audit_head_differs", &head.n.to_string());
        assert_eq!(findings(&pool), [format!("audit head of {}", device.id)]);
        // Said once, not with each pull.
        carried(&pool, &device, Some(&head)).await;
        let said = pool
            .audit()
            .into_iter()
            .filter(|l| l.1 == "audit_head_differs");
        assert_eq!(said.count(), 1);
        // A head from a device's own store is enough.
        let brought = findings_with(&pool, std::slice::from_ref(&head));
        assert!(
            brought.contains(&format!("audit head {}", head.n)),
            "{brought:?}"
        );
    }
}

#[tokio::test]
async fn what_a_restore_took_away_is_no_forgery() {
    let pool = Pool::new();
    let device = Device::enrolled(&pool, "demo_collector").await;
    for _ in 0..5 {
        pool.store.write_now(|tx| tx.audit(&line("lost"))).unwrap();
    }
    signed(&pool, 0).await;
    let head = carried(&pool, &device, None).await.unwrap();
    // The chain as an older backup had it, and the restore's own line in the next epoch.
    rewritten(&pool, 2);
    pool.store
        .write_now(|tx| {
            let detail = tx.raise_epoch(0)?.to_string();
            tx.audit(&Entry {
                detail,
                ..line("restored")
            })
        })
        .unwrap();
    assert!(carried(&pool, &device, Some(&head)).await.is_none());
    assert!(!pool.audit().iter().any(|l| l.1 == "audit_head_differs"));
    assert_eq!(findings(&pool), Vec::<String>::new());
    signed(&pool, 2).await;
    let next = carried(&pool, &device, Some(&head)).await.unwrap();
    assert!(next.follows(&head));
}
