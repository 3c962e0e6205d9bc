//! A keyring guards the store beside the PIN, and what was not sent outlives the keyring.

use super::rescue::{captured, opened};
use super::*;
use crate::keys::{Key, Keyring, Second};
use ::sync::rescue::Part;
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};

/// A keyring that several openings share, and that can be emptied.
#[derive(Clone, Default)]
pub struct Own(pub Arc<Mutex<BTreeMap<String, Key>>>);

impl Keyring for Own {
    fn secret(&self, name: &str) -> Option<Key> {
        self.0.lock().get(name).cloned()
    }
    fn make(&self, device: &str) -> Option<Second> {
        let mut held = self.0.lock();
        let (name, secret) = (
            format!("{device}-{}", held.len()),
            Key::new(keys::random().unwrap()),
        );
        assert!(held.insert(name.clone(), secret.clone()).is_none());
        Some(Second { name, secret })
    }
    fn forget(&self, name: &str) {
        self.0.lock().remove(name);
    }
}

pub fn guarded(dir: &Path, keyring: &Own) -> App {
    App::with(dir, Box::new(keyring.clone()), clock())
}

pub fn pieces(dir: &Path) -> BTreeMap<String, Vec<u8>> {
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
    assert_eq!(keys::second_name(dir.path()), None);
    app.unlock(PIN).unwrap();
    let name = keys::second_name(dir.path()).unwrap();
    assert!(app.profile().keyring && keyring.0.lock().contains_key(&name));
    let copies = pieces(dir.path());
    assert_eq!(copies.len(), 1);
    assert_eq!(captured(copies.values().next().unwrap()), [id].into());
    app.lock();
    guarded(dir.path(), &keyring).unlock(PIN).unwrap();
    assert_eq!(keyring.0.lock().len(), 1, "one secret is made, once");
    assert_eq!(code(super::app(dir.path()).unlock(PIN)), Code::KeyringGone);
    // Another secret under the same name opens nothing.
    let other = Own::default();
    let secret = Key::new(keys::random().unwrap());
    other.0.lock().insert(name, secret);
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
    let keyring = Own::default();
    let app = guarded(dir.path(), &keyring);
    app.unlock(PIN).unwrap();
    assert!(!app.profile().keyring && keys::second_name(dir.path()).is_none());
    assert!(keyring.0.lock().is_empty(), "no secret is left behind");
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
    let same = first.iter().filter(|(n, b)| second.get(*n) == Some(*b));
    assert_eq!(same.count(), 1, "the photo is sealed once, the text anew");
    let draft = Draft {
        id: "d1".into(),
        fields: json!({ "title": TITLE }),
        photos: vec![],
        saved_at: None,
    };
    app.save_draft(&draft).unwrap();
    let third = pieces(dir.path());
    let same = second.iter().filter(|(n, b)| third.get(*n) == Some(*b));
    assert_eq!((third.len(), same.count()), (3, 2), "a draft lies apart");
    app.drop_draft("d1").unwrap();
    assert_eq!(pieces(dir.path()), second);
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
