//! Where the rules ask for it, too many wrong PINs remove what lies on the device; what was not sent stays sealed.

use super::sealed::{Own, all_of, guarded, pieces};
use super::*;
use crate::store::setting::{self, key};

/// A device whose district wipes after ten.
fn strict(dir: &Path) -> App {
    let app = device(dir);
    let session = app.session().unwrap();
    let mut lists = session.me().lists().unwrap().clone();
    lists.district.rules.guard.pin_free = 10;
    lists.district.rules.guard.pin_wipe = Some(10);
    let put = |tx: &crate::store::Tx| setting::put(tx, key::DISTRICT, &lists);
    session.store.write(put).unwrap();
    session.reload().unwrap();
    // Ten times the usual stretching would be a long test.
    let quick = keys::Stretch { m: 64, t: 1, p: 1 };
    let key = keys::open(dir, PIN, &NoKeyring).unwrap();
    keys::create(dir, PIN, &key, quick, None).unwrap();
    app
}

/// Ten wrong PINs; the last answer.
fn ten_wrong(app: &App) -> Code {
    for _ in 0..9 {
        assert_eq!(code(app.unlock("482914")), Code::PinWrong);
    }
    code(app.unlock("482914"))
}

fn is_there(dir: &Path) -> Vec<&'static str> {
    let names = [
        "device.json",
        "identity",
        "store.db",
        "store.db-wal",
        "photos",
        "tries.json",
    ];
    names.into_iter().filter(|n| dir.join(n).exists()).collect()
}

#[test]
fn ten_wrong_pins_remove_all_but_what_was_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    let files = [("一.jpg".to_string(), jpeg(1))];
    let id = app.capture_files(&issue(), &files).unwrap().ticket.id;
    // It ends without locking.
    drop(app);
    let app = super::app(dir.path());
    assert_eq!(ten_wrong(&app), Code::DeviceWiped);
    assert_eq!(is_there(dir.path()), [] as [&str; 0]);
    assert!(!app.is_enrolled() && app.profile().set_aside);
    let app = super::app(dir.path());
    assert_eq!(
        code(app.unlock(PIN)),
        Code::DeviceWiped,
        "it goes on saying so"
    );
    let state = app.salvage("").unwrap();
    assert_eq!((state.edits, state.photos, state.sides), (2, 1, 1));
    assert_eq!(all_of(&app, &state), ([id.clone()].into(), 1));

    // Enrolled anew, the copy of before lies aside until it is taken.
    let again = strict(dir.path());
    again.capture_files(&issue(), &[]).unwrap();
    again.lock();
    again.unlock(PIN).unwrap();
    let state = again.salvage_sealed().unwrap();
    let (tickets, photos) = all_of(&again, &state);
    assert!(tickets.len() == 2 && tickets.contains(&id) && photos == 1);
}

#[test]
fn a_wipe_that_was_cut_off_ends_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    drop(app);
    // The mark is there, and after it nothing went.
    crate::wipe::begin(dir.path()).unwrap();
    let app = super::app(dir.path());
    assert_eq!(is_there(dir.path()), [] as [&str; 0]);
    assert_eq!(code(app.unlock(PIN)), Code::DeviceWiped);
    let state = app.salvage_sealed().unwrap();
    assert_eq!(all_of(&app, &state), ([id].into(), 0));
}

#[test]
fn a_device_whose_copy_could_not_be_written_is_not_wiped() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    // Where the copy would be, something else lies.
    std::fs::write(dir.path().join("unsent"), b"").unwrap();
    app.capture_files(&issue(), &[]).unwrap();
    app.lock();
    assert_eq!(ten_wrong(&app), Code::PinWrong);
    assert!(app.is_enrolled());
}

/// Notes a draft as the program does, and is cut off before the copy has it.
fn cut_off(app: &App) {
    let store = &app.session().unwrap().store;
    let draft = Draft {
        id: "d1".into(),
        fields: json!({ "title": TITLE }),
        photos: vec![],
        saved_at: None,
    };
    let put = |tx: &crate::store::Tx| crate::store::draft::save(tx, &draft, Moment(0));
    store.write(put).unwrap();
}

#[test]
fn what_was_saved_but_not_yet_sealed_keeps_the_device_from_a_wipe() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    app.capture_files(&issue(), &[]).unwrap();
    assert!(crate::marks::is_fresh(dir.path()));
    cut_off(&app);
    drop(app);
    assert_eq!(ten_wrong(&super::app(dir.path())), Code::PinWrong);
    assert!(keys::exists(dir.path()));
}

#[test]
fn who_opens_a_device_that_was_cut_off_has_its_copy_made_fresh() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    cut_off(&app);
    drop(app);
    super::app(dir.path()).unlock(PIN).unwrap();
    let app = super::app(dir.path());
    assert_eq!(ten_wrong(&app), Code::DeviceWiped);
    assert_eq!(app.salvage("").unwrap().papers, 1);
}

#[test]
fn what_another_version_may_still_read_keeps_the_device_from_a_wipe() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    app.capture_files(&issue(), &[]).unwrap();
    let session = app.session().unwrap();
    let later = |tx: &crate::store::Tx| {
        let sql = "update edit set schema = 99 where no = (select max(no) from edit)";
        Ok(tx.raw().execute(sql, []).map(drop)?)
    };
    session.store.write(later).unwrap();
    drop(session);
    app.lock();
    app.unlock(PIN).unwrap();
    app.lock();
    assert_eq!(ten_wrong(&app), Code::PinWrong);
    assert!(app.is_enrolled());
}

#[test]
fn another_window_writes_no_more_into_a_wiped_device() {
    let dir = tempfile::tempdir().unwrap();
    let open = strict(dir.path());
    let id = open.capture_files(&issue(), &[]).unwrap().ticket.id;
    let other = super::app(dir.path());
    assert_eq!(ten_wrong(&other), Code::DeviceWiped);
    let before = pieces(dir.path());
    assert_eq!(
        code(open.capture_files(&issue(), &[])),
        Code::DeviceWiped,
        "nothing is said to be kept that is not"
    );
    open.lock();
    assert_eq!(pieces(dir.path()), before);
    let state = other.salvage("").unwrap();
    assert_eq!(all_of(&other, &state), ([id].into(), 0));
}

#[test]
fn a_wipe_takes_the_secret_out_of_the_keyring() {
    let dir = tempfile::tempdir().unwrap();
    strict(dir.path()).lock();
    let keyring = Own::default();
    let app = guarded(dir.path(), &keyring);
    app.unlock(PIN).unwrap();
    app.lock();
    assert_eq!(keyring.0.lock().len(), 1);
    assert_eq!(ten_wrong(&app), Code::DeviceWiped);
    assert!(keyring.0.lock().is_empty());
}

#[test]
fn a_store_enrolled_by_a_version_without_wipes_is_not_taken_for_the_wiped_one() {
    let dir = tempfile::tempdir().unwrap();
    strict(dir.path()).lock();
    crate::wipe::begin(dir.path()).unwrap();
    let mark = std::fs::read(dir.path().join("wiped")).unwrap();
    drop(super::app(dir.path()));
    device(dir.path()).lock();
    std::fs::write(dir.path().join("wiped"), mark).unwrap();
    super::app(dir.path()).unlock(PIN).unwrap();
}

#[test]
fn rules_that_ask_for_no_wipe_any_more_end_it() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    app.lock();
    app.unlock(PIN).unwrap();
    let session = app.session().unwrap();
    let mut lists = session.me().lists().unwrap().clone();
    lists.district.rules.guard.pin_wipe = None;
    let put = |tx: &crate::store::Tx| setting::put(tx, key::DISTRICT, &lists);
    session.store.write(put).unwrap();
    session.reload().unwrap();
    drop(session);
    app.lock();
    assert_eq!(ten_wrong(&app), Code::PinWrong);
    assert!(app.is_enrolled());
}

#[test]
fn a_wiped_store_comes_before_one_that_was_set_aside_earlier() {
    let dir = tempfile::tempdir().unwrap();
    let earlier = device(dir.path());
    let old = earlier.capture_files(&issue(), &[]).unwrap().ticket.id;
    earlier.lock();
    earlier.start_over().unwrap();
    let app = strict(dir.path());
    // Whatever is typed for the earlier one wipes nothing.
    app.lock();
    for _ in 0..5 {
        assert_eq!(code(app.salvage("000000")), Code::PinWrong);
    }
    assert_eq!(code(app.salvage("000000")), Code::PinLocked);
    app.unlock(PIN).unwrap();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.lock();
    assert_eq!(ten_wrong(&app), Code::DeviceWiped);
    let state = app.salvage(PIN).unwrap();
    let (tickets, _) = all_of(&app, &state);
    assert!(tickets.contains(&id) && !tickets.contains(&old));
}

#[test]
fn a_damaged_store_takes_nothing_from_its_copy() {
    let whole = tempfile::tempdir().unwrap();
    let app = strict(whole.path());
    let take = || app.capture_files(&issue(), &[]).unwrap().ticket.id;
    let ids: std::collections::BTreeSet<_> = (0..8).map(|_| take()).collect();
    app.lock();
    drop(app);
    let store = std::fs::read(whole.path().join("store.db")).unwrap();
    let mut opened = 0;
    for page in (1..store.len() / 4096).step_by(4) {
        let dir = tempfile::tempdir().unwrap();
        for name in ["device.json", "identity"] {
            std::fs::copy(whole.path().join(name), dir.path().join(name)).unwrap();
        }
        std::fs::create_dir(dir.path().join("unsent")).unwrap();
        for entry in std::fs::read_dir(whole.path().join("unsent")).unwrap() {
            let entry = entry.unwrap();
            let to = dir.path().join("unsent").join(entry.file_name());
            std::fs::copy(entry.path(), to).unwrap();
        }
        let mut bytes = store.clone();
        bytes[page * 4096..][..512].fill(7);
        std::fs::write(dir.path().join("store.db"), bytes).unwrap();
        let again = super::app(dir.path());
        // It is met by whoever opens it, by whoever saves, or by nobody.
        if again.unlock(PIN).is_ok() {
            opened += 1;
            let _ = again.capture_files(&issue(), &[]);
            again.lock();
        }
        let state = again.salvage_sealed().unwrap();
        let (found, _) = all_of(&again, &state);
        assert!(found.is_superset(&ids), "page {page}");
    }
    assert!(opened > 3, "{opened}");
}
