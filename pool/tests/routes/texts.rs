//! What was said on visits, in supervision and about exclusions: kept beside the document, shown to few, each reading recorded.

use crate::support::Pool;
use crate::support::device::Device;
use serde_json::{Value, json};

const SAID: &str = "反映人说孙子夜里摔过一跤";

async fn payload_of(pool: &Pool, user: &str, id: &str, action: &str) -> Value {
    let shown = pool.call(user, "read_ticket", json!({"id": id})).await.ok();
    let log = shown["log"].as_array().unwrap().clone();
    let found = log.into_iter().find(|e| e["action"] == action);
    found.unwrap()["payload"].clone()
}

/// Whether any file of the pool's folder holds these words.
fn on_disk(pool: &Pool, words: &str) -> bool {
    pool.store.write_now(|_| Ok(())).unwrap();
    let folder = pool.store.folder();
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path());
    let mut files = files.filter(|f| f.is_file());
    files.any(|f| {
        let bytes = std::fs::read(f).unwrap();
        bytes.windows(words.len()).any(|w| w == words.as_bytes())
    })
}

#[tokio::test]
async fn they_never_stand_in_a_document_and_only_some_read_them() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "visiting").await;
    let order = json!({"text": "请在今天回复"});
    pool.act("demo_supervisor", &id, "urge", order).await.ok();
    let pass = json!({"id": id, "action": "visit_pass", "command_id": "v1",
        "payload": {"means": "site_check", "solved": "yes", "note": SAID}});
    let first = pool.call("demo_visitor", "act", pass.clone()).await.ok();
    assert_eq!(pool.call("demo_visitor", "act", pass).await.ok(), first);
    assert!(!on_disk(&pool, SAID) && !on_disk(&pool, "请在今天回复"));
    // The handling chain reads what the visit found, the creator of the capture does not.
    for (user, reads) in [
        ("demo_visitor", true),
        ("demo_unit_leader", true),
        ("demo_desk_town", true),
        ("demo_task_force", true),
        ("demo_collector", false),
        ("demo_village_head", false),
        ("demo_assessor", false),
    ] {
        let before = pool.audit().iter().filter(|l| l.1 == "texts_read").count();
        let note = payload_of(&pool, user, &id, "visit_pass").await["note"].clone();
        assert_eq!(note, if reads { SAID } else { "" }, "{user}");
        let after = pool.audit().iter().filter(|l| l.1 == "texts_read").count();
        assert_eq!(
            after - before,
            usize::from(reads),
            "{user}: each reading is recorded once"
        );
    }
    let order = payload_of(&pool, "demo_unit_leader", &id, "urge").await;
    assert_eq!(order["text"], "请在今天回复");
    // A device gets the document without them.
    let mut device = Device::enrolled(&pool, "demo_unit_leader").await;
    device.pull_all(&pool).await;
    let ticket = device.documents.get_mut(&id.parse().unwrap()).unwrap();
    let bytes = ticket.save();
    let read = ticket.read().unwrap();
    let visit = read
        .log
        .iter()
        .find(|e| e.act.action() == model::Action::VisitPass);
    assert_eq!(visit.unwrap().act.payload()["note"], "");
    assert!(!bytes.windows(SAID.len()).any(|w| w == SAID.as_bytes()));
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}

#[tokio::test]
async fn guards_look_at_the_whole_text_and_exclusions_are_kept_apart() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    pool.brought_to(&id, "visiting").await;
    let mut pass = json!({"means": "site_check", "solved": "yes", "satisfied": "no"});
    let bare = pool
        .act("demo_visitor", &id, "visit_pass", pass.clone())
        .await;
    assert_eq!(bare.refused(409), "visit_unsolved");
    pass["justified"] = json!("诉求超出政策");
    pool.act("demo_visitor", &id, "visit_pass", pass).await.ok();
    let ask = json!({"reason": "unreasonable", "text": "多次说明", "evidence": "录音编号一"});
    pool.act("demo_unit_leader", &id, "request_exclude", ask)
        .await
        .ok();
    assert!(!on_disk(&pool, "录音编号一") && !on_disk(&pool, "诉求超出政策"));
    let own = payload_of(&pool, "demo_assessor", &id, "request_exclude").await;
    assert_eq!(own["evidence"], "录音编号一");
    let visitor = payload_of(&pool, "demo_visitor", &id, "request_exclude").await;
    assert_eq!(visitor["evidence"], "");
    // Erased with the reporter: nobody reads them any more, and the document still fits.
    let ticket = id.parse().unwrap();
    let n = pool
        .store
        .read_now(|db| db.ticket(&ticket))
        .unwrap()
        .unwrap()
        .n;
    let gone = pool
        .store
        .write_now(move |tx| tx.erase_personal(n))
        .unwrap();
    assert_eq!(gone, 2);
    let own = payload_of(&pool, "demo_assessor", &id, "request_exclude").await;
    assert_eq!(own["evidence"], "");
    assert!(pool::verify::verify(&pool.store, &[]).ok);
}
