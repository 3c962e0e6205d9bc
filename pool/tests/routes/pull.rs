use crate::support::Pool;
use crate::support::device::Device;
use model::TicketId;
use serde_json::json;

async fn moved(pool: &Pool, id: &str, area: &str) {
    let body = json!({"id": id, "facts": {"where": {"area_code": area, "address": "另一处"}}});
    pool.call("demo_collector", "edit_facts", body).await.ok();
}

#[tokio::test]
async fn tickets_come_change_and_leave_with_the_scope() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let ticket: TicketId = id.parse().unwrap();
    let mut desk = Device::enrolled(&pool, "demo_desk_town").await;
    let mut other = Device::enrolled(&pool, "demo_desk_town2").await;
    desk.pull_all(&pool).await;
    other.pull_all(&pool).await;
    assert_eq!((desk.documents.len(), other.documents.len()), (1, 0));
    let edit = json!({"id": id, "facts": {"body": "路灯和指示牌都不亮了。"}});
    pool.call("demo_collector", "edit_facts", edit).await.ok();
    let (page, _) = desk.pull(&pool, &[]).await;
    assert!(
        page.tickets.is_empty() && page.bundle.is_some(),
        "typed edits, not the whole document"
    );
    assert_eq!(
        desk.documents
            .get_mut(&ticket)
            .unwrap()
            .read()
            .unwrap()
            .facts
            .body,
        "路灯和指示牌都不亮了。"
    );
    moved(&pool, &id, "990100100201").await;
    let (page, _) = desk.pull(&pool, &[]).await;
    assert_eq!(page.removed, std::slice::from_ref(&ticket));
    let (page, _) = other.pull(&pool, &[]).await;
    assert!(page.tickets[0].document.is_some());
    assert!(other.documents.contains_key(&ticket));
    // Away and back between two pulls: nothing but edits.
    other.pull_all(&pool).await;
    moved(&pool, &id, "990100001001").await;
    moved(&pool, &id, "990100100201").await;
    let (page, _) = other.pull(&pool, &[]).await;
    assert!(page.removed.is_empty() && page.tickets.is_empty() && page.bundle.is_some());
    let (page, _) = desk.pull(&pool, &[]).await;
    assert!(page.removed.is_empty() && page.tickets.is_empty() && page.bundle.is_none());
}

#[tokio::test]
async fn an_idle_pull_is_tiny_and_own_edits_do_not_come_back() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    device.pull_all(&pool).await;
    pool.captured("先有一件").await;
    device.pull_all(&pool).await;
    let written: Vec<_> = (0..5)
        .map(|i| device.capture(&format!("路灯 {i}"), vec![]))
        .collect();
    device.push(&pool, &written).await;
    let (page, bytes) = device.pull(&pool, &[]).await;
    assert!(
        page.bundle.is_none() && page.tickets.is_empty() && !page.more,
        "{page:?}"
    );
    assert!(bytes <= 300, "{bytes}");
    let (_, bytes) = device.pull(&pool, &[]).await;
    assert!(bytes <= 300, "{bytes}");
    // What others do with them comes as edits.
    pool.act(
        "demo_desk_town",
        written[0].0.as_str(),
        "accept",
        json!({"category": "010103", "grade": "normal"}),
    )
    .await
    .ok();
    let (page, _) = device.pull(&pool, &[]).await;
    assert!(page.tickets.is_empty() && page.bundle.is_some());
    assert_eq!(device.status(&written[0].0), "accepted");
}

#[tokio::test]
async fn a_device_restored_from_an_older_copy_gets_everything_again() {
    let pool = Pool::new();
    let mut device = Device::enrolled(&pool, "demo_collector").await;
    pool.captured("先有一件").await;
    device.pull_all(&pool).await;
    let older = device.position;
    let written = device.capture("路灯不亮", vec![]);
    let ticket = written.0.clone();
    device.push(&pool, &[written]).await;
    device.pull(&pool, &[]).await;
    pool.captured("再有一件").await;
    device.pull(&pool, &[]).await;
    device.pull(&pool, &[]).await;
    // The copy knows neither its capture nor that it was pushed.
    device.position = older;
    device.documents.remove(&ticket);
    pool.store.write_now(|_| Ok(())).unwrap();
    device.pull_all(&pool).await;
    assert_eq!(device.status(&ticket), "pooled");
}

#[tokio::test]
async fn a_first_pull_goes_page_by_page_and_misses_nothing() {
    let pool = Pool::new();
    let mut writer = Device::enrolled(&pool, "demo_collector").await;
    let mut last = None;
    for part in 0..3 {
        let written: Vec<_> = (0..400)
            .map(|i| writer.capture(&format!("路灯 {part} {i}"), vec![]))
            .collect();
        writer.push(&pool, &written).await;
        last = written.last().map(|w| w.0.clone());
    }
    let mut reader = Device::enrolled(&pool, "demo_desk_town").await;
    let (first, _) = reader.pull(&pool, &[]).await;
    assert!(first.more);
    // What is newest can be worked on at once.
    assert!(reader.documents.contains_key(&last.unwrap()));
    // Old ones change while the first pull runs: one that came, one that did not come yet.
    let ids: Vec<TicketId> = writer.documents.keys().cloned().collect();
    let came = ids
        .iter()
        .find(|i| reader.documents.contains_key(i))
        .unwrap();
    let waits = ids
        .iter()
        .find(|i| !reader.documents.contains_key(i))
        .unwrap();
    for id in [came, waits] {
        pool.act(
            "demo_desk_town",
            id.as_str(),
            "accept",
            json!({"category": "010103", "grade": "normal"}),
        )
        .await
        .ok();
    }
    reader.pull_all(&pool).await;
    assert_eq!(reader.documents.len(), 1200);
    assert_eq!(
        (reader.status(came), reader.status(waits)),
        ("accepted".into(), "accepted".into())
    );
    pool.act(
        "demo_desk_town",
        came.as_str(),
        "dispatch",
        json!({"lead_unit": "B01"}),
    )
    .await
    .ok();
    let (page, _) = reader.pull(&pool, &[]).await;
    assert!(page.tickets.is_empty() && page.bundle.is_some());
}

#[tokio::test]
async fn what_the_first_page_brought_and_left_meanwhile_is_taken_away() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let ticket: TicketId = id.parse().unwrap();
    moved(&pool, &id, "990100100201").await;
    let mut writer = Device::enrolled(&pool, "demo_collector").await;
    for part in 0..3 {
        let written: Vec<_> = (0..400)
            .map(|i| writer.capture(&format!("路灯 {part} {i}"), vec![]))
            .collect();
        writer.push(&pool, &written).await;
    }
    // It comes back as the newest of all, far beyond the first page's cursor, and leaves before the walk is there.
    moved(&pool, &id, "990100001001").await;
    let mut reader = Device::enrolled(&pool, "demo_desk_town").await;
    let (first, _) = reader.pull(&pool, &[]).await;
    assert!(first.more && reader.documents.contains_key(&ticket));
    moved(&pool, &id, "990100100201").await;
    reader.pull_all(&pool).await;
    assert_eq!(reader.documents.len(), 1200);
    assert!(!reader.documents.contains_key(&ticket));
}

#[tokio::test]
async fn other_posts_start_over() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let mut device = Device::enrolled(&pool, "demo_desk_town2").await;
    device.pull_all(&pool).await;
    assert!(device.documents.is_empty());
    let before = device.scope.clone();
    let mut user = pool
        .store
        .read_now(|db| db.user("demo_desk_town2"))
        .unwrap()
        .unwrap();
    user.person.posts[0].area = "990100001000".parse().unwrap();
    pool.store.write_now(move |tx| tx.put_user(&user)).unwrap();
    device.pull_all(&pool).await;
    assert_ne!(device.scope, before);
    assert!(device.documents.contains_key(&id.parse().unwrap()));
}

#[tokio::test]
async fn photos_that_arrive_are_told() {
    let pool = Pool::new();
    let (bytes, sha) = crate::support::picture::draw(64, 64, image::ImageFormat::Jpeg, 8);
    let mut issue = crate::support::issue("井盖碎裂");
    issue["category"] = json!("010101");
    let mut writer = Device::enrolled(&pool, "demo_collector").await;
    writer.pull_all(&pool).await;
    let entry = json!({"sha256": sha, "kind": "scene", "bytes": bytes.len(), "w": 64, "h": 64});
    let written = writer.capture_with(issue, vec![serde_json::from_value(entry).unwrap()]);
    let ticket = written.0.clone();
    writer.push(&pool, &[written]).await;
    let mut desk = Device::enrolled(&pool, "demo_desk_town").await;
    desk.pull_all(&pool).await;
    let request = axum::http::Request::put(format!("/api/v1/photos/{sha}?ticket={ticket}"))
        .header("authorization", format!("Bearer {}", writer.token))
        .body(axum::body::Body::from(bytes))
        .unwrap();
    pool.send(request).await.ok();
    let (page, _) = desk.pull(&pool, &[]).await;
    assert_eq!(
        (
            page.tickets.len(),
            page.tickets[0].held.len(),
            page.tickets[0].document.is_none()
        ),
        (1, 1, true)
    );
    let (page, _) = writer.pull(&pool, &[]).await;
    assert!(page.tickets.is_empty(), "who brought it has the receipt");
}
