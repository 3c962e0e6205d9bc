//! Where the rules ask for it, too many wrong PINs remove what lies on the device; what was not sent stays sealed.

use super::sealed::all_of;
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
    app
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
    for _ in 0..9 {
        assert_eq!(code(app.unlock("482914")), Code::PinWrong);
    }
    assert_eq!(code(app.unlock("482914")), Code::DeviceWiped);
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
    std::fs::write(dir.path().join("wiped"), b"1").unwrap();
    let app = super::app(dir.path());
    assert_eq!(is_there(dir.path()), [] as [&str; 0]);
    assert_eq!(code(app.unlock(PIN)), Code::DeviceWiped);
    let state = app.salvage_sealed().unwrap();
    assert_eq!(all_of(&app, &state), ([id].into(), 0));
}

#[test]
fn a_device_whose_copy_is_not_fresh_is_not_wiped() {
    let dir = tempfile::tempdir().unwrap();
    let app = strict(dir.path());
    // Where the copy would be, something else lies.
    std::fs::write(dir.path().join("unsent"), b"").unwrap();
    app.capture_files(&issue(), &[]).unwrap();
    app.lock();
    for _ in 0..10 {
        assert_eq!(code(app.unlock("482914")), Code::PinWrong);
    }
    assert!(app.is_enrolled());
}
