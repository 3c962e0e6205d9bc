//! Work that cannot be synced is carried as a file: the pool takes it in like a push, any number of times, and nothing is there
//! twice when the device itself comes back.

use device::App;
use device::keys::{Key, Keyring, Second};
use serde_json::{Value, json};
use std::path::PathBuf;
use tests::device::issue;
use tests::{Device, Pool, folder, photo};

fn exported(device: &Device, name: &str) -> (PathBuf, Value) {
    let file = device.folder().with_extension(name);
    let told = device
        .run(&["rescue", "export", file.to_str().expect("a path")])
        .ok();
    (file, told)
}

fn imported(pool: &Pool, file: &std::path::Path) -> Value {
    let file = file.to_str().expect("a path");
    pool.command(&["rescue", "import", file]).expect("taken in")
}

#[test]
fn what_was_captured_offline_stands_at_the_desk_without_a_sync() {
    let mut pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    pool.kill();
    let mut ids = Vec::new();
    for n in 0..3u32 {
        let shot = device.bytes(&format!("shot-{n}.jpg"), &photo::jpeg(n, 1600, 1200));
        let mut issue = issue(&pool, &format!("离线采集的第{n}件问题"));
        issue["reporter"] = json!({"kind": "person", "name": "演示欧阳某某", "phone": "13000000421", "wants_visit": true, "consent": true});
        ids.push(device.captured(&issue, &[shot]));
    }
    let (file, told) = exported(&device, "zsr");
    assert_eq!(
        (
            &told["edits"],
            &told["sides"],
            &told["photos"],
            &told["lost"]
        ),
        (&json!(6), &json!(3), &json!(3), &json!(0)),
        "{told}"
    );
    // Whoever finds the file reads nothing.
    let bytes = std::fs::read(&file).expect("the bundle");
    let inside = tempfile::tempdir().expect("a folder");
    std::fs::write(inside.path().join("bundle"), &bytes).expect("a copy");
    for needle in ["离线采集的第".as_bytes(), b"13000000421", b"JFIF", b"ZSP1"] {
        assert!(folder::holding(inside.path(), needle).is_empty());
    }

    // While the pool serves; afterwards, too.
    pool.start();
    let first = imported(&pool, &file);
    assert_eq!(
        first,
        json!({"taken": 12, "known": 0, "void": 0, "refused": 0})
    );
    let again = imported(&pool, &file);
    assert_eq!(
        again,
        json!({"taken": 0, "known": 12, "void": 0, "refused": 0})
    );
    let desk = pool.sign_in("desk_town");
    let listed = desk.call("list_tickets", json!({"text": "离线采集的第"}));
    assert_eq!(listed.expect("the list")["total"], json!(3));
    for id in &ids {
        let shown = desk
            .call("read_ticket", json!({"id": id}))
            .expect("the desk sees it");
        assert_eq!(shown["status"], "pooled");
        assert_eq!(shown["photos"][0]["delivered"], true);
        assert!(
            !shown.to_string().contains("clock_off"),
            "the time in between is no skew"
        );
        assert_eq!(shown["reporter"]["name"], model::mask::name("演示欧阳某某"));
    }

    // The device itself comes back: what it offers is known, and it learns the numbers.
    let report = device.sync();
    assert_eq!(report["refused"], json!([]), "{report}");
    assert_eq!(report["void"], json!([]), "{report}");
    for id in &ids {
        let here = device.show(id);
        assert_eq!(here["status"], "pooled");
        assert_eq!(here["photos"][0]["delivered"], true);
    }
    let (_, told) = exported(&device, "later");
    assert_eq!(told["edits"], json!(0), "{told}");
}

/// A keyring that only this test has.
struct Own;

impl Keyring for Own {
    fn secret(&self, _: &str) -> Option<Key> {
        Some(Key::new([7; 32]))
    }
    fn make(&self, device: &str) -> Option<Second> {
        Some(Second {
            name: device.into(),
            secret: Key::new([7; 32]),
        })
    }
}

#[test]
fn what_was_sealed_before_the_keyring_went_stands_at_the_desk() {
    let mut pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let issue = issue(&pool, "钥匙串没了以前采集的问题");
    let issue = serde_json::from_value(issue).expect("an issue");
    pool.kill();
    let app = App::open_with(device.folder(), Box::new(Own));
    app.unlock(tests::device::PIN).expect("the right PIN");
    assert!(app.profile().keyring);
    let files = [("shot.jpg".to_string(), photo::jpeg(1, 1600, 1200))];
    let captured = app.capture_files(&issue, &files).expect("captured");
    let id = captured.ticket.id;
    // It ends without locking, and the program that comes next finds no keyring.
    drop(app);
    let said = device.run(&["list"]).fails(5);
    assert!(said.contains("keyring_gone"), "{said}");
    let file = device.folder().with_extension("zsr");
    let path = file.to_str().expect("a path");
    let told = device.run(&["rescue", "export", path, "--sealed"]).ok();
    assert_eq!(
        (&told["edits"], &told["photos"], &told["lost"]),
        (&json!(2), &json!(1), &json!(0)),
        "{told}"
    );
    pool.start();
    for file in told["files"].as_array().expect("files") {
        let told = imported(&pool, file.as_str().expect("a name").as_ref());
        assert_eq!((&told["void"], &told["refused"]), (&json!(0), &json!(0)));
    }
    let desk = pool.sign_in("desk_town");
    let shown = desk
        .call("read_ticket", json!({ "id": id }))
        .expect("the desk sees it");
    assert_eq!(shown["status"], "pooled");
    assert_eq!(shown["photos"][0]["delivered"], true);
}

#[test]
fn a_colleague_in_reach_of_the_network_carries_it() {
    let mut pool = Pool::demo();
    let (author, courier) = (
        Device::enrolled(&pool, "collector"),
        Device::enrolled(&pool, "handler"),
    );
    pool.kill();
    let shot = author.bytes("shot.jpg", &photo::jpeg(1, 1600, 1200));
    let id = author.captured(&issue(&pool, "井盖松动待修"), &[shot]);
    let (file, _) = exported(&author, "zsr");
    let file = file.to_str().expect("a path");
    for _ in 0..2 {
        let told = courier.run(&["rescue", "import", file]).ok();
        assert_eq!(told, json!({"carried": 1}), "the same one is one");
    }
    let nothing = courier.run(&["show", &id]);
    nothing.fails(4);
    // What is no bundle is not taken along, with a sentence each.
    let bytes = std::fs::read(file).expect("the bundle");
    let mut swapped = bytes.clone();
    swapped[bytes.len() / 2] ^= 1;
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("cut", bytes[..bytes.len() - 1].to_vec()),
        ("swapped", swapped),
        ("huge", vec![0; 49 * 1024 * 1024]),
    ] {
        let file = courier.bytes(name, &bytes);
        let file = file.to_str().expect("a path");
        courier.run(&["rescue", "import", file]).fails(2);
        let (exit, said) = pool
            .command(&["rescue", "import", file])
            .expect_err("no bundle");
        assert_eq!(exit, 2, "{name}: {said}");
    }
    let away = courier.run(&["sync"]);
    away.fails(3);
    pool.start();
    courier.sync();
    let desk = pool.sign_in("desk_town");
    let shown = desk
        .call("read_ticket", json!({ "id": id }))
        .expect("the desk sees it");
    assert_eq!(shown["status"], "pooled");
    assert_eq!(shown["photos"][0]["delivered"], true);
    let idle = courier.sync();
    assert_eq!(idle["requests"], json!(1), "nothing is carried any more");
    assert_eq!(
        imported(&pool, file.as_ref()),
        json!({"taken": 0, "known": 3, "void": 0, "refused": 0})
    );
}

#[test]
fn of_a_store_that_does_not_open_what_reads_is_saved_and_a_new_device_goes_on() {
    let mut pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    pool.kill();
    let ids: Vec<String> = (0..12)
        .map(|n| device.captured(&issue(&pool, &format!("离线采集的第{n}件问题")), &[]))
        .collect();
    let path = device.folder().join("store.db");
    let mut bytes = std::fs::read(&path).expect("the store");
    let half = bytes.len() / 2;
    bytes[half..].fill(7);
    std::fs::write(&path, &bytes).expect("damaged");
    let (file, told) = exported(&device, "zsr");
    let (edits, lost) = (told["edits"].as_u64(), told["lost"].as_u64());
    assert!(
        edits.is_some() && lost > Some(0),
        "what is lost is said: {told}"
    );
    let taken = imported(&pool, &file)["taken"].as_u64();
    assert_eq!(taken, edits.zip(told["sides"].as_u64()).map(|(e, s)| e + s));
    pool.start();
    let desk = pool.sign_in("desk_town");
    let there = ids
        .iter()
        .filter(|id| desk.call("read_ticket", json!({ "id": id })).is_ok());
    assert!(there.count() as u64 <= edits.unwrap_or(0));

    // All of it is noise: said plainly, nothing pretended, and the folder takes a new enrolment.
    std::fs::write(device.folder().join("store.db"), vec![7; bytes.len()]).expect("noise");
    let told = device.run(&["list"]);
    assert!(matches!(told.exit, 4 | 5), "{told:?}");
    let code = pool.enrol_code("collector");
    device
        .run(&["enrol", "--pool", &pool.url(), "--code", &code])
        .ok();
    assert_eq!(device.sync()["refused"], json!([]));
}

#[test]
fn drafts_and_notes_come_back_on_the_next_device() {
    use device::App;
    let pool = Pool::demo();
    let (one, two) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let enrolled = |dir: &std::path::Path| {
        let app = App::open(dir);
        let code = pool.enrol_code("collector");
        app.wait(app.enrol(&pool.url(), &code, tests::device::PIN, None))
            .expect("enrolled");
        app
    };
    let lost = enrolled(one.path());
    let picture = lost
        .take_photo("a.jpg", model::PhotoKind::Before, &photo::jpeg(3, 800, 600))
        .expect("a photo");
    let draft = serde_json::from_value(json!({
        "id": "form", "fields": {"title": "写到一半"}, "photos": [picture],
    }));
    lost.save_draft(&draft.expect("a draft")).expect("saved");
    let note = serde_json::from_value(json!({"id": "n1", "text": "记一笔", "photos": [picture]}));
    lost.save_note(&note.expect("a note")).expect("saved");
    let file = one.path().with_extension("zsr");
    std::fs::write(&file, lost.save_rescue(0).expect("a bundle")).expect("a file");
    drop(lost);
    let told = imported(&pool, &file);
    assert_eq!(
        told,
        json!({"taken": 3, "known": 0, "void": 0, "refused": 0})
    );

    let next = enrolled(two.path());
    next.wait(next.sync()).expect("a sync");
    let drafts = next.drafts().expect("drafts").drafts;
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].fields["title"], "写到一半");
    let notes = next.notes().expect("notes").notes;
    assert_eq!((notes.len(), notes[0].text.as_str()), (1, "记一笔"));
    let sha = &drafts[0].photos[0].sha256;
    let shown = next.wait(next.photo(sha, device::photos::vault::Size::Thumb));
    assert!(!shown.expect("its picture").is_empty());
    // Once: what was dropped here does not come again.
    next.drop_draft("form").expect("dropped");
    next.wait(next.sync()).expect("a sync");
    assert!(next.drafts().expect("drafts").drafts.is_empty());
}
