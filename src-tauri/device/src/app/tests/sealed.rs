//! A keyring guards the store beside the PIN, and what was not sent outlives the keyring.

use super::rescue::{captured, opened};
use super::*;
use crate::keys::{Key, Keyring};
use ::sync::rescue::Part;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};

/// A keyring that several openings share, and that can be emptied.
#[derive(Clone, Default)]
struct Own(Arc<Mutex<BTreeMap<String, Key>>>);

impl Keyring for Own {
    fn secret(&self, device: &str, make: bool) -> Option<Key> {
        let mut held = self.0.lock();
        if make && !held.contains_key(device) {
            held.insert(device.into(), Key::new(keys::random().unwrap()));
        }
        held.get(device).cloned()
    }
}

fn guarded(dir: &Path, keyring: &Own) -> App {
    App::with(dir, Box::new(keyring.clone()), clock())
}

fn pieces(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = dir.join("unsent");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    let named = entries.map(|entry| {
        let entry = entry.unwrap();
        let bytes = std::fs::read(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), bytes)
    });
    named.filter(|(name, _)| name.ends_with(".zsr")).collect()
}

/// Every bundle of what was salvaged: the tickets they open, how many photos.
pub fn all_of(app: &App, state: &RescueState) -> (BTreeSet<TicketId>, usize) {
    let files = 0..usize::try_from(state.files).unwrap();
    let bundles: Vec<_> = files.map(|n| app.save_rescue(n).unwrap()).collect();
    let tickets = bundles.iter().flat_map(|b| captured(b)).collect();
    let parts = bundles.into_iter().flat_map(opened);
    let photos = parts.filter(|p| matches!(p, Part::Photo { .. })).count();
    (tickets, photos)
}

#[test]
fn a_store_of_before_is_guarded_from_the_next_right_pin_on() {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Own::default();
    let before = device(dir.path());
    let id = before.capture_files(&issue(), &[]).unwrap().ticket.id;
    assert!(!before.profile().keyring);
    before.lock();
    assert!(pieces(dir.path()).is_empty(), "the PIN alone needs no copy");

    let app = guarded(dir.path(), &keyring);
    assert_eq!(code(app.unlock("482914")), Code::PinWrong);
    assert!(!keys::is_guarded(dir.path()));
    app.unlock(PIN).unwrap();
    assert!(app.profile().keyring && keys::is_guarded(dir.path()));
    let copies = pieces(dir.path());
    assert_eq!(copies.len(), 1);
    assert_eq!(captured(copies.values().next().unwrap()), [id].into());
    app.lock();
    guarded(dir.path(), &keyring).unlock(PIN).unwrap();
    assert_eq!(code(super::app(dir.path()).unlock(PIN)), Code::KeyringGone);
    // Another secret under the same name opens nothing.
    let other = Own::default();
    other.secret("00112233445566ff", true).unwrap();
    assert_eq!(
        code(guarded(dir.path(), &other).unlock(PIN)),
        Code::PinWrong
    );
}

#[test]
fn without_its_copy_a_store_is_not_guarded() {
    let dir = tempfile::tempdir().unwrap();
    device(dir.path()).capture_files(&issue(), &[]).unwrap();
    // Where the folder would be, something else lies.
    std::fs::write(dir.path().join("unsent"), b"").unwrap();
    let app = guarded(dir.path(), &Own::default());
    app.unlock(PIN).unwrap();
    assert!(!app.profile().keyring && !keys::is_guarded(dir.path()));
    super::app(dir.path()).unlock(PIN).unwrap();
}

#[test]
fn what_was_saved_last_outlives_the_keyring() {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Own::default();
    device(dir.path()).lock();
    let app = guarded(dir.path(), &keyring);
    app.unlock(PIN).unwrap();
    assert!(pieces(dir.path()).is_empty(), "nothing is unsent");
    let files = [("一.jpg".to_string(), jpeg(1))];
    let mut ids = BTreeSet::new();
    ids.insert(app.capture_files(&issue(), &files).unwrap().ticket.id);
    let first = pieces(dir.path());
    ids.insert(app.capture_files(&issue(), &[]).unwrap().ticket.id);
    let second = pieces(dir.path());
    assert_eq!((first.len(), second.len()), (2, 2));
    let again: Vec<_> = first.iter().filter(|(n, b)| second[*n] != **b).collect();
    assert_eq!(again.len(), 1, "the photo is sealed once, the text anew");
    // The program ends without locking, and the keyring is emptied.
    drop(app);
    keyring.0.lock().clear();
    let app = guarded(dir.path(), &keyring);
    assert_eq!(code(app.unlock(PIN)), Code::KeyringGone);
    assert!(keyring.0.lock().is_empty(), "no new secret under its name");
    let state = app.salvage_sealed().unwrap();
    assert_eq!((state.edits, state.photos, state.sides), (3, 1, 2));
    assert_eq!(all_of(&app, &state), (ids.clone(), 1));

    // As the page does it: another store begins, and what was sealed is handed out with any PIN or none.
    app.start_over().unwrap();
    for pin in [PIN, ""] {
        let state = app.salvage(pin).unwrap();
        assert_eq!(all_of(&app, &state), (ids.clone(), 1));
    }
    let again = device(dir.path());
    again.capture_files(&issue(), &[]).unwrap();
    let state = again.salvage("").unwrap();
    assert_eq!(all_of(&again, &state), (ids, 1));
}

#[test]
fn without_a_copy_no_pin_is_a_wrong_one() {
    let dir = tempfile::tempdir().unwrap();
    device(dir.path()).lock();
    let app = super::app(dir.path());
    assert_eq!(code(app.salvage_sealed()), Code::StoreGone);
    app.start_over().unwrap();
    assert_eq!(code(app.salvage("")), Code::PinWrong);
    assert!(app.salvage(PIN).is_ok());
}
