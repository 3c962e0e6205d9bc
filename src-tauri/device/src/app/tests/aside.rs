//! What another version stored in a form that this one cannot read: set aside, and everything else goes on.

use super::*;
use crate::store::setting::{self, key};
use api::Note;

/// Runs a statement on the store, as another version or a hand would have.
fn damage(device: &App, sql: &str) {
    let store = &device.session().unwrap().store;
    store.write(|tx| Ok(tx.raw().execute_batch(sql)?)).unwrap();
}

fn look<T: rusqlite::types::FromSql>(device: &App, sql: &str) -> T {
    let store = &device.session().unwrap().store;
    store
        .read(|db| Ok(db.raw().query_row(sql, [], |r| r.get(0))?))
        .unwrap()
}

fn reopened(dir: &Path) -> App {
    let again = app(dir);
    again.unlock(PIN).unwrap();
    again
}

fn draft(id: &str, title: &str) -> Draft {
    Draft {
        id: id.into(),
        fields: json!({ "title": title }),
        photos: vec![],
        saved_at: None,
    }
}

#[test]
fn settings_that_do_not_read_count_as_none_and_are_kept_when_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let before = device.capture_files(&issue(), &[]).unwrap().ticket;
    let names = [
        key::CURSOR,
        key::SKEW,
        key::LAST_CONTACT,
        key::TROUBLE,
        key::PAUSED,
        key::NOTIFY,
        key::BASEMAP,
        key::POSTS_OLD,
        key::TEMP_NO,
    ];
    for name in names {
        damage(
            &device,
            &format!(
                "insert or replace into setting values ('{name}', '{{\"of\": \"a later version\"}}')"
            ),
        );
    }
    let device = reopened(dir.path());
    let outbox = device.outbox().unwrap();
    assert_eq!(
        (outbox.tickets.len(), outbox.last_contact, outbox.trouble),
        (1, None, None)
    );
    assert!(!outbox.paused && device.may_notify().unwrap());
    assert!(device.wait(device.basemap()).unwrap().offered.is_none());
    assert_eq!(device.show(&before.id).unwrap().ticket.id, before.id);
    let after = device.capture_files(&issue(), &[]).unwrap().ticket;
    assert!(before.temp_no.ends_with("-001") && after.temp_no.ends_with("-002"));
    assert_eq!(code(device.wait(device.sync())), Code::PoolUnreachable);
    // What is written over stays under another name; what is not stays where it is.
    device.pause_sync(true).unwrap();
    assert!(device.is_paused().unwrap());
    let kept: String = look(
        &device,
        "select value from setting where key = 'aside paused'",
    );
    assert_eq!(kept, "{\"of\": \"a later version\"}");
}

#[test]
fn without_the_districts_lists_the_device_opens_and_asks_for_them() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    device.save_draft(&draft("d1", "半")).unwrap();
    damage(
        &device,
        "update setting set value = '{}' where key = 'district'",
    );
    let device = reopened(dir.path());
    assert!(device.show(&id).is_ok());
    assert_eq!(device.list(&all()).unwrap().total, 1);
    assert_eq!(device.drafts().unwrap().drafts.len(), 1);
    assert_eq!(code(device.capture_files(&issue(), &[])), Code::NeedsPool);
}

#[test]
fn a_person_with_a_post_of_another_version_keeps_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let posts = device.profile().posts;
    damage(
        &device,
        "update setting set value = json_insert(value, '$.posts[#]', json('{\"role\": \"drone_pilot\"}')) where key = 'person'",
    );
    let device = reopened(dir.path());
    let profile = device.profile();
    assert_eq!(profile.user.unwrap().as_str(), "zhou");
    assert_eq!(profile.posts, posts);
    assert!(device.capture_files(&issue(), &[]).is_ok());
    let store = &device.session().unwrap().store;
    let old = store.read(|db| setting::get(db, key::POSTS_OLD)).unwrap();
    assert_eq!(old, Some(true), "the next sync asks for the posts");
    let kept: String = look(
        &device,
        "select value from setting where key = 'aside person'",
    );
    assert!(kept.contains("drone_pilot"));
}

#[test]
fn a_setting_nothing_works_without_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    damage(
        &device,
        "update setting set value = '7' where key = 'device'",
    );
    let refused = app(dir.path()).unlock(PIN).unwrap_err().denial();
    assert_eq!(refused.code, Code::StoreFailed);
    assert!(refused.sentence().contains("device"), "{refused}");
}

#[test]
fn drafts_and_notes_that_do_not_read_hide_no_other_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let photo = device
        .take_photo("一.jpg", PhotoKind::Scene, &jpeg(3))
        .unwrap();
    device.save_draft(&draft("d1", "旧")).unwrap();
    device.save_draft(&draft("d2", "新")).unwrap();
    let note = |id: &str, photos| Note {
        id: id.into(),
        text: "东门井盖".into(),
        photos,
        spot: None,
        saved_at: None,
        ticket: None,
    };
    device.save_note(&note("n1", vec![photo.clone()])).unwrap();
    device.save_note(&note("n2", vec![])).unwrap();
    damage(
        &device,
        "update draft set json = 'v9:' || json where id = 'd1'; update note set json = 'v9:' || json where id = 'n1'",
    );
    for _ in 0..2 {
        let ids: Vec<_> = device.drafts().unwrap().drafts;
        assert_eq!((ids.len(), ids[0].id.as_str()), (1, "d2"));
        let ids: Vec<_> = device.notes().unwrap().notes;
        assert_eq!((ids.len(), ids[0].id.as_str()), (1, "n2"));
        assert_eq!(device.outbox().unwrap().aside, 2, "and the officer sees it");
    }
    let commits = device.commits();
    device.drafts().unwrap();
    assert_eq!(device.commits(), commits, "set aside once");
    // Dropping, or a form of the same name, does not take it away.
    device.drop_draft("d1").unwrap();
    device.drop_note("n1").unwrap();
    device.save_draft(&draft("d1", "又")).unwrap();
    device.save_note(&note("n1", vec![])).unwrap();
    assert_eq!(device.drafts().unwrap().drafts.len(), 2);
    assert_eq!(look::<i64>(&device, "select count(*) from draft"), 3);
    assert_eq!(look::<i64>(&device, "select count(*) from note"), 3);

    // A version that reads them.
    damage(
        &device,
        "update draft set json = substr(json, 4) where aside = 1; update note set json = substr(json, 4) where aside = 1",
    );
    let device = reopened(dir.path());
    let drafts = device.drafts().unwrap().drafts;
    let ids: std::collections::BTreeSet<_> = drafts.iter().map(|d| &d.id).collect();
    assert_eq!(
        (drafts.len(), ids.len()),
        (3, 3),
        "each by a name of its own"
    );
    let notes = device.notes().unwrap().notes;
    assert!(notes.len() == 3 && notes.iter().any(|n| n.photos == [photo.clone()]));
    assert_eq!(device.outbox().unwrap().aside, 0);
    assert!(device.wait(device.photo(&photo.sha256, Size::Full)).is_ok());
}

#[test]
fn news_and_rows_of_another_version_stop_no_list_of_what_waits() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    damage(
        &device,
        "update ticket set row = 'v9'; insert into news (at, report) values (1, 'v9'), (2, '{}');
         insert into news_change (news, ticket, no, json) values (1, 'x', 1, 'v9')",
    );
    let waits = device.outbox().unwrap().tickets;
    assert_eq!(
        (waits.len(), &waits[0].id, waits[0].title.as_str()),
        (1, &id, TITLE)
    );
    assert!(device.news().unwrap().news.is_empty());
    assert!(device.show(&id).is_ok());
}

#[test]
fn a_record_of_the_reporter_that_does_not_read_is_said_in_the_outbox() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    damage(&device, "update side set json = '[]'");
    assert_eq!(device.show(&id).unwrap().reporter, None);
    device.outbox().unwrap();
    let waits = device.outbox().unwrap().tickets;
    assert_eq!(waits[0].refused, Some(Code::RecordUnreadable));
}

#[test]
fn a_ticket_that_left_the_scope_stays_while_work_on_it_lies_aside() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let remove = |sql: &str| {
        let device = &device;
        device.capture_files(&issue(), &[]).unwrap();
        damage(device, &format!("update ticket set leaving = 1; {sql}"));
        let store = &device.session().unwrap().store;
        store.write(crate::store::removal::remove_left).unwrap();
        let left = look::<i64>(device, "select count(*) from ticket");
        damage(
            device,
            "update edit set state = 2; update side set state = 2",
        );
        store.write(crate::store::removal::remove_left).unwrap();
        (left, look::<i64>(device, "select count(*) from ticket"))
    };
    let answered = "update edit set state = 2; update side set state = 2;";
    let one = |table: &str| {
        format!("{answered} update {table} set state = 5 where no = (select max(no) from {table})")
    };
    assert_eq!(remove(answered), (0, 0));
    assert_eq!(remove(&one("edit")), (1, 0));
    assert_eq!(remove(&one("side")), (1, 0));
}
