//! Drafts and notes out of a bundle.

use super::*;

#[tokio::test]
async fn papers_come_back_to_the_persons_next_device_alone() {
    let pool = Pool::new();
    let lost = Device::enrolled(&pool, "demo_collector").await;
    let (image, sha) = picture::draw(64, 48, ImageFormat::Jpeg, 5);
    let draft = |text: &str| {
        Part::Draft(
            json!({"id": "form", "fields": {"title": text}})
                .to_string()
                .into_bytes(),
        )
    };
    let parts = [
        draft("写到一半"),
        Part::Note(
            json!({"id": "n1", "text": "记一笔"})
                .to_string()
                .into_bytes(),
        ),
        Part::Image {
            sha256: Sha256::new(sha.clone()).unwrap(),
            bytes: image,
        },
        // Neither of these is a paper.
        Part::Draft(b"[]".to_vec()),
        Part::Image {
            sha256: Sha256::new("ab".repeat(32)).unwrap(),
            bytes: vec![1, 2, 3],
        },
    ];
    let bytes = bundle(&pool, &lost, &parts);
    assert_eq!(counts(&pool, bytes.clone()).await, [3, 0, 0, 2]);
    assert_eq!(counts(&pool, bytes).await, [0, 3, 0, 2]);
    // An older copy does not come over a newer one.
    let older = sealed(&pool, &lost, &[draft("早先的")], |h| {
        h.at = Moment(h.at.0 - 60_000)
    });
    assert_eq!(counts(&pool, older).await, [0, 1, 0, 0]);
    let ask = async |device: &Device, have: Value| {
        let answer = pool
            .post(
                "papers",
                Some(&device.token),
                json!({ "have": have }).to_string(),
            )
            .await;
        answer.ok()["papers"].as_array().unwrap().clone()
    };
    let next = Device::enrolled(&pool, "demo_collector").await;
    let other = Device::enrolled(&pool, "demo_handler").await;
    assert!(ask(&other, json!([])).await.is_empty(), "another person's");
    let tells = async |device: &Device| {
        let pulled = device.pull_holding(&pool, None).await;
        pulled.headers.contains_key(api::sync::PAPERS)
    };
    assert!(tells(&next).await && !tells(&other).await);
    let papers = ask(&next, json!([])).await;
    let kinds: Vec<_> = papers
        .iter()
        .map(|p| (p["kind"].as_str().unwrap(), p["id"].as_str().unwrap()))
        .collect();
    assert_eq!(
        kinds,
        [("draft", "form"), ("note", "n1"), ("image", sha.as_str())]
    );
    assert!(
        ask(&next, json!(kinds)).await.is_empty(),
        "what it has is let go"
    );
    assert!(!tells(&next).await);
    // A device that speaks again has its own.
    assert_eq!(
        counts(&pool, bundle(&pool, &lost, &[draft("又一次")])).await,
        [1, 0, 0, 0]
    );
    assert!(!tells(&lost).await);
    pool.store.write_now(|_| Ok(())).unwrap();
    assert!(!tells(&next).await, "the device that wrote it is alive");
}
