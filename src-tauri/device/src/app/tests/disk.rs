//! What lies on the disk: nothing readable; a full disk, a damaged file, another window, what a crash leaves behind.

use super::*;

#[test]
fn nothing_readable_lies_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let bytes = jpeg(7);
    let kept = device
        .capture_files(&issue(), &[("门口.jpg".to_string(), bytes)])
        .unwrap();
    let image = device
        .wait(device.photo(&kept.ticket.photos[0].sha256, Size::Full))
        .unwrap();
    let draft = Draft {
        id: "d1".into(),
        fields: json!({"title": "草稿里的字", "phone": PHONE}),
        photos: vec![],
        saved_at: None,
    };
    device.save_draft(&draft).unwrap();
    let secrets: Vec<Vec<u8>> = [
        TITLE,
        NAME,
        PHONE,
        "草稿里的字",
        "幸福路十二号",
        "secret-token",
        "周小满",
        "CREATE TABLE",
        "SQLite format",
    ]
    .iter()
    .map(|s| s.as_bytes().to_vec())
    .chain([image[200..240].to_vec(), b"\xff\xd8\xff\xe0".to_vec()])
    .collect();
    let mut looked = 0;
    let mut folders = vec![dir.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            looked += 1;
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|w| w == secret.as_slice());
                assert!(
                    !found,
                    "{} in {}",
                    String::from_utf8_lossy(secret),
                    path.display()
                );
            }
        }
    }
    assert!(
        looked >= 5 && dir.path().join("store.db-wal").exists(),
        "database, log, key, lock and images were looked at"
    );
}

#[test]
fn a_full_disk_keeps_what_was_there_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    let store = &device.session().unwrap().store;
    store.limit_pages(store.pages());
    let mut refused = 0;
    for n in 0..200_u8 {
        match device.capture_files(&issue(), &[(format!("{n}.jpg"), jpeg(n))]) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.denial().code, Code::DiskFull);
                refused += 1;
                break;
            }
        }
    }
    assert_eq!(refused, 1);
    let before = device.list(&all()).unwrap().total;
    assert_eq!(
        code(device.edit_facts(&edit(&id, json!({"body": "字".repeat(900)})))),
        Code::DiskFull
    );
    assert!(
        device
            .session()
            .unwrap()
            .vault
            .fresh_ones()
            .unwrap()
            .is_empty(),
        "no orphans"
    );
    assert_eq!(device.list(&all()).unwrap().total, before);
    store.limit_pages(1_000_000);
    device
        .edit_facts(&edit(&id, json!({"body": "腾出空间以后再写"})))
        .unwrap();
}

#[test]
fn a_file_that_does_not_open_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    drop(device(dir.path()));
    let path = dir.path().join("store.db");
    let good = std::fs::read(&path).unwrap();
    std::fs::write(&path, vec![7; good.len()]).unwrap();
    let again = app(dir.path());
    assert_eq!(
        code(again.unlock("000000")),
        Code::PinWrong,
        "a wrong PIN sets nothing aside"
    );
    let denial = again.unlock(PIN).unwrap_err().denial();
    assert_eq!(
        (denial.code, denial.params["name"].as_str()),
        (Code::StoreBroken, "store.db.broken-1")
    );
    assert!(
        dir.path().join("store.db.broken-1").exists()
            && dir.path().join("device.json.broken-1").exists()
    );
    assert_eq!(code(again.unlock(PIN)), Code::NotEnrolled);
}

#[test]
fn a_forgotten_pin_sets_everything_aside_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let files = [("a.jpg".to_string(), jpeg(1))];
    let kept = device.capture_files(&issue(), &files).unwrap().ticket;
    assert_eq!(
        code(device.start_over()),
        Code::AlreadyEnrolled,
        "whoever can read it has no reason to"
    );
    device.lock();
    device.start_over().unwrap();
    assert!(!device.is_enrolled());
    assert_eq!(code(device.unlock(PIN)), Code::NotEnrolled);
    drop(device);
    // Another enrolment in the same folder: the same photo is taken again, and nothing of the old store is in its way.
    let second = super::device(dir.path());
    assert_eq!(second.list(&all()).unwrap().total, 0);
    second.capture_files(&issue(), &files).unwrap();
    let sha = &kept.photos[0].sha256;
    assert!(second.wait(second.photo(sha, Size::Full)).is_ok());
    drop(second);
    // Support puts the old files back; the old PIN opens them.
    let old = tempfile::tempdir().unwrap();
    for name in ["device.json", "store.db", "store.db-wal", "photos"] {
        let aside = dir.path().join(format!("{name}.broken-1"));
        if aside.exists() {
            std::fs::rename(aside, old.path().join(name)).unwrap();
        }
    }
    let again = app(old.path());
    again.unlock(PIN).unwrap();
    assert_eq!(again.show(&kept.id).unwrap().ticket.facts.title, TITLE);
    assert!(again.wait(again.photo(sha, Size::Full)).is_ok());
}

#[test]
fn what_was_cut_off_while_it_was_set_aside_is_finished_by_the_next_enrolment() {
    let dir = tempfile::tempdir().unwrap();
    let first = device(dir.path());
    first.capture_files(&issue(), &[]).unwrap();
    drop(first);
    std::fs::rename(
        dir.path().join("device.json"),
        dir.path().join("device.json.broken-1"),
    )
    .unwrap();
    let second = device(dir.path());
    assert_eq!(second.list(&all()).unwrap().total, 0);
    assert!(dir.path().join("store.db.broken-1").exists());
    assert!(!dir.path().join("store.db.broken-2").exists());
}

#[test]
fn a_damaged_ticket_is_noticed_alone_and_asked_for_again() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let (a, b) = (
        device.capture_files(&issue(), &[]).unwrap().ticket.id,
        device.capture_files(&issue(), &[]).unwrap().ticket.id,
    );
    let store = &device.session().unwrap().store;
    store
        .write(|tx| {
            let no = crate::store::ticket::expect(tx, &a)?;
            tx.raw().execute(
                "UPDATE chunk SET bytes = zeroblob(length(bytes)) WHERE ticket = ?",
                [no],
            )?;
            Ok(())
        })
        .unwrap();
    assert_eq!(code(device.show(&a)), Code::StoreFailed);
    assert!(device.show(&b).is_ok());
    assert_eq!(device.list(&all()).unwrap().total, 2);
    assert_eq!(
        store.read(|c| crate::store::ticket::wanted(c, 9)).unwrap(),
        [a]
    );
}

#[test]
fn two_windows_write_to_one_store() {
    let dir = tempfile::tempdir().unwrap();
    let one = device(dir.path());
    let two = app(dir.path());
    two.unlock(PIN).unwrap();
    std::thread::scope(|scope| {
        for window in [&one, &two] {
            scope.spawn(move || {
                for _ in 0..40 {
                    window.capture_files(&issue(), &[]).unwrap();
                }
            });
        }
    });
    let page = list(&one, json!({"limit": 500}));
    assert_eq!(page.total, 80);
    let mut numbers: Vec<_> = page.tickets.iter().map(|t| t.temp_no.clone()).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 80, "no 临时编号 is given twice");
    let _held = crate::lock::hold(&dir.path().join("lock"), std::time::Duration::ZERO).unwrap();
    assert!(two.list(&all()).is_ok(), "reading never waits");
}

#[test]
fn photos_a_crash_left_behind_are_looked_after() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let stored = device
        .take_photo("a.jpg", PhotoKind::Scene, &jpeg(1))
        .unwrap();
    let vault = &device.session().unwrap().vault;
    let lost = crate::photos::sha256(b"lost");
    vault.put_new(&lost, b"lost", b"lost").unwrap();
    let folder = dir.path().join("photos");
    let name = stored.sha256.as_str();
    std::fs::rename(
        folder.join(&name[..2]).join(name),
        folder.join("new").join(name),
    )
    .unwrap();
    let again = app(dir.path());
    again.unlock(PIN).unwrap();
    assert!(
        folder.join(&name[..2]).join(name).exists(),
        "stored before the crash: moved to its place"
    );
    assert!(
        vault.get(&lost, Size::Full).unwrap().is_none(),
        "never stored: gone"
    );
}
