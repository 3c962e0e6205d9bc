//! Captured without a network, delivered when it is back, and nothing readable left lying in the device's folder.

use serde_json::json;
use sha2::{Digest, Sha256};
use tests::device::issue;
use tests::{Device, Pool, folder, photo};

#[test]
fn three_issues_with_photos_wait_and_then_arrive() {
    let mut pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    pool.kill();

    let mut photos = Vec::new();
    let mut ids = Vec::new();
    for n in 0..3u32 {
        let shots: Vec<_> = (0..=n)
            .map(|k| {
                device.bytes(
                    &format!("shot-{n}-{k}.jpg"),
                    &photo::jpeg(n * 10 + k, 1600, 1200),
                )
            })
            .collect();
        let mut issue = issue(&pool, &format!("离线采集的第{n}件问题"));
        issue["reporter"] = json!({"kind": "person", "name": "演示欧阳某某", "phone": "13000000421", "wants_visit": true, "consent": true});
        ids.push(device.captured(&issue, &shots));
        photos.extend(shots);
    }
    let waiting = device.run(&["sync"]);
    let said = waiting.fails(3);
    assert!(
        said.contains("本机") || said.contains("排队"),
        "says that the work is kept: {said}"
    );
    for (n, id) in ids.iter().enumerate() {
        let shown = device.show(id);
        assert_eq!(shown["status"], "queued");
        assert_eq!(shown["photos"].as_array().map(Vec::len), Some(n + 1));
        assert_eq!(shown["photos"][0]["delivered"], false);
    }

    // A copied folder gives nothing away: not the database, its log, nor the photos.
    for needle in [
        "离线采集的第",
        "演示欧阳某某",
        "13000000421",
        "东门外三十米",
    ] {
        assert_eq!(
            folder::holding(device.folder(), needle.as_bytes()),
            Vec::<std::path::PathBuf>::new(),
            "{needle} in plain bytes"
        );
    }
    for magic in [&b"\xff\xd8\xff\xe0"[..], b"JFIF", b"SQLite format 3"] {
        assert_eq!(
            folder::holding(device.folder(), magic),
            Vec::<std::path::PathBuf>::new(),
            "an image or database in plain bytes"
        );
    }

    pool.start();
    let report = device.sync();
    assert_eq!(
        (
            report["photos_sent"].as_u64(),
            report["refused"].as_array().map(Vec::len)
        ),
        (Some(6), Some(0)),
        "{report}"
    );
    let again = device.sync();
    assert_eq!(
        (
            again["requests"].as_u64(),
            again["pushed"].as_u64(),
            again["pulled"].as_u64()
        ),
        (Some(1), Some(0), Some(0)),
        "{again}"
    );
    let bytes = again["bytes_up"].as_u64().unwrap_or(u64::MAX)
        + again["bytes_down"].as_u64().unwrap_or(u64::MAX);
    assert!(bytes <= 1024, "an idle sync took {bytes} bytes");

    let desk = pool.sign_in("desk_town");
    for id in &ids {
        let at_pool = desk
            .call("read_ticket", json!({"id": id}))
            .expect("the desk sees it");
        assert_eq!(at_pool["status"], "pooled");
        assert_eq!(
            at_pool["reporter"]["name"],
            model::mask::name("演示欧阳某某")
        );
        assert!(
            !at_pool.to_string().contains("13000000421"),
            "the phone is masked"
        );
        for p in at_pool["photos"].as_array().expect("photos") {
            let sha = p["sha256"].as_str().expect("a hash");
            let bytes = desk.photo(sha).expect("the pool holds it");
            assert_eq!(hex::encode(Sha256::digest(&bytes)), sha);
            assert_eq!(p["delivered"], true);
        }
        let here = device.show(id);
        assert!(
            here["photos"]
                .as_array()
                .expect("photos")
                .iter()
                .all(|p| p["delivered"] == true),
            "{here}"
        );
        assert_eq!(here["status"], "pooled");
    }
}

#[test]
fn what_was_captured_before_the_list_of_people_was_imported_again_is_taken() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let user = pool.user("collector");
    let id = device.captured(&issue(&pool, "换岗之前采集"), &[]);
    // Moved to another office: the list is brought up to date while the tablet is out.
    let list =
        format!("user,name,role,unit,area\r\n{user},演示·采集员,desk_town,T02,990100002000\r\n");
    let file = device.bytes("people.csv", list.as_bytes());
    let file = file.to_str().expect("a path");
    let dry = pool
        .command(&["users", "import", file, "--dry-run"])
        .expect("a look");
    assert_eq!(
        (&dry["user"], &dry["change"]),
        (&json!(user), &json!("changed"))
    );
    assert_eq!(dry["begins"][0]["role"], "desk_town");
    assert_eq!(dry["ends"][0]["role"], "collector");
    let done = pool.command(&["users", "import", file]).expect("an import");
    assert_eq!(done, json!({"users": 1, "posts": 1}));
    let report = device.sync();
    assert_eq!(report["refused"], json!([]), "{report}");
    let desk = pool.sign_in("desk_town");
    let taken = desk
        .call("read_ticket", json!({"id": id}))
        .expect("the desk sees it");
    assert_eq!(taken["status"], "pooled");
    // Once it is imported, nothing is left to change.
    let again = pool
        .command(&["users", "import", file, "--dry-run"])
        .expect("a look");
    assert_eq!(again["change"], "same");
}

/// Bytes both ways that one captured ticket with three more edits may cost in a shift of a hundred, signatures, headers, receipts
/// and rulings included.
const TICKET_BYTES: u64 = 240;

#[test]
fn a_shift_goes_up_in_a_few_signed_requests() {
    let pool = Pool::demo();
    let dir = tempfile::TempDir::new().expect("a folder");
    let app = device::App::open(dir.path());
    let code = pool.enrol_code("collector");
    app.wait(app.enrol(&pool.url(), &code, tests::device::PIN, None))
        .expect("enrolled");
    app.wait(app.sync()).expect("a first sync");
    let district = demo::district();
    for demo in demo::issues(7, 100, &district) {
        let mut issue = demo.issue;
        issue.reporter = None;
        issue.no_photo_reason = Some("夜间无照明，无法拍清".into());
        let call = api::Capture {
            issue: issue.clone(),
            photos: vec![],
            draft: None,
            note: None,
            command_id: None,
        };
        let id = app.capture(&call).expect("kept").ticket.id;
        for n in 0..3 {
            let facts = model::issue::FactsPatch {
                body: Some(format!("{}另据现场人员补充{n}次。", issue.body)),
                ..Default::default()
            };
            let edit = api::EditFacts {
                id: id.clone(),
                facts,
                command_id: None,
                seen: None,
            };
            app.edit_facts(&edit).expect("kept");
        }
    }
    let sent = app.wait(app.sync()).expect("it goes up");
    assert!(sent.refused.is_empty() && sent.void.is_empty(), "{sent:?}");
    let bytes = sent.bytes_up + sent.bytes_down;
    assert!(sent.requests <= 4, "{sent:?}");
    assert!(bytes <= 100 * TICKET_BYTES, "{sent:?}");
}
