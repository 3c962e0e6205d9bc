//! What has not been sent, sealed for the pool: from a store that opens, from one that does not, and a colleague's.

use super::*;
use ::sync::Limits;
use ::sync::rescue::{Part, Sealed};
use std::collections::BTreeSet;

/// The parts of a bundle, as its pool reads them.
pub fn opened(bytes: Vec<u8>) -> Vec<Part> {
    let sealed = Sealed::read(bytes).unwrap().open(&pool_key()).unwrap();
    sealed.parts().map(|part| part.unwrap()).collect()
}

/// Tickets that frames of a bundle open, checked by the key it names.
pub fn captured(bytes: &[u8]) -> BTreeSet<TicketId> {
    let header = Sealed::read(bytes.to_vec()).unwrap().header;
    let key = ed25519_dalek::VerifyingKey::from_bytes(&header.key).unwrap();
    let mut tickets = BTreeSet::new();
    for part in opened(bytes.to_vec()) {
        let Part::Frame(frame) = part else { continue };
        let push = ::sync::decode_push(&frame, &header.device, &key, &Limits::PUSH).unwrap();
        let listed = push.bundle.tickets.into_iter();
        tickets.extend(
            listed
                .filter(|t| t.edits.iter().any(|e| e.opens()))
                .filter_map(|t| t.id),
        );
    }
    tickets
}

#[test]
fn everything_that_waits_is_in_it_and_nothing_is_readable() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let files = [("一.jpg".to_string(), jpeg(1))];
    let ids: BTreeSet<_> = (0..3)
        .map(|_| device.capture_files(&issue(), &files).unwrap().ticket.id)
        .collect();
    let draft = Draft {
        id: "form".into(),
        fields: json!({"title": "写到一半"}),
        photos: vec![
            device
                .take_photo("b.jpg", PhotoKind::Scene, &jpeg(2))
                .unwrap(),
        ],
        saved_at: None,
    };
    device.save_draft(&draft).unwrap();
    let state = device.rescue().unwrap();
    assert_eq!(
        (state.files, state.photos, state.papers, state.lost),
        (1, 1, 1, 0)
    );
    assert_eq!((state.edits, state.sides), (6, 3));
    let bytes = device.save_rescue(0).unwrap();
    assert_eq!(captured(&bytes), ids);
    for text in [NAME, PHONE, TITLE, "写到一半"] {
        assert!(
            !bytes.windows(text.len()).any(|w| w == text.as_bytes()),
            "{text}"
        );
    }
    let parts = opened(bytes);
    let photos = parts
        .iter()
        .filter(|p| matches!(p, Part::Photo { .. }))
        .count();
    let images = parts
        .iter()
        .filter(|p| matches!(p, Part::Image { .. }))
        .count();
    assert_eq!(
        (photos, images),
        (1, 1),
        "one photo of three tickets, one of a draft"
    );
    assert!(parts.iter().any(
        |p| matches!(p, Part::Draft(json) if String::from_utf8_lossy(json).contains("写到一半"))
    ));
    assert_eq!(code(device.save_rescue(1)), Code::ValueUnknown);
    device.lock();
    assert_eq!(code(device.rescue()), Code::SignedOut);
}

/// Writes over pages of the database, as a bad block would.
fn damage(dir: &Path, pages: impl Iterator<Item = usize>) {
    let path = dir.join("store.db");
    let mut bytes = std::fs::read(&path).unwrap();
    for page in pages {
        let from = page * 4096;
        bytes[from..from + 512].fill(7);
    }
    std::fs::write(&path, bytes).unwrap();
}

/// A device with so many captures, closed, its log written into the database.
fn filled(dir: &Path, captures: usize) -> BTreeSet<TicketId> {
    let device = device(dir);
    let ids = (0..captures).map(|_| device.capture_files(&issue(), &[]).unwrap().ticket.id);
    let ids = ids.collect();
    device.lock();
    ids
}

#[test]
fn wherever_a_page_is_damaged_the_rest_is_saved() {
    let whole = tempfile::tempdir().unwrap();
    let ids = filled(whole.path(), 25);
    let length = std::fs::metadata(whole.path().join("store.db"))
        .unwrap()
        .len();
    let pages = usize::try_from(length).unwrap() / 4096;
    let (mut most, mut saved) = (0, 0);
    // Each third page alone; the first holds what tables there are, and without it nothing is found.
    for page in (1..pages).step_by(3) {
        let dir = tempfile::tempdir().unwrap();
        for name in ["store.db", "device.json", "identity"] {
            std::fs::copy(whole.path().join(name), dir.path().join(name)).unwrap();
        }
        damage(dir.path(), std::iter::once(page));
        let device = app(dir.path());
        let state = match device.unlock(PIN) {
            Ok(()) => device.rescue().unwrap(),
            Err(error) => {
                let denial = error.denial();
                assert_eq!(denial.code, Code::StoreBroken, "page {page}: {denial:?}");
                assert!(device.profile().set_aside && !device.is_enrolled());
                assert_eq!(code(device.salvage("000000")), Code::PinWrong);
                device.salvage(PIN).unwrap()
            }
        };
        let found = captured(&device.save_rescue(0).unwrap());
        assert!(found.is_subset(&ids));
        assert!(
            found.len() == ids.len() || state.lost > 0,
            "page {page}: what is missing is said"
        );
        most = most.max(found.len());
        saved += found.len();
    }
    let tried = (1..pages).step_by(3).count();
    assert_eq!(most, ids.len());
    // Measured: 327 of 475; what hangs below a damaged inner page is not found.
    assert!(
        saved * 10 >= tried * ids.len() * 6,
        "{saved} of {}",
        tried * ids.len()
    );
}

#[test]
fn a_store_that_is_all_noise_says_so_and_one_that_is_gone_too() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), 2);
    let path = dir.path().join("store.db");
    let length = std::fs::metadata(&path).unwrap().len();
    std::fs::write(&path, vec![7; usize::try_from(length).unwrap()]).unwrap();
    let device = app(dir.path());
    assert_eq!(code(device.unlock(PIN)), Code::StoreBroken);
    let state = device.salvage(PIN).unwrap();
    assert_eq!((state.edits, state.photos), (0, 0));
    assert!(state.lost > 0, "nothing is pretended");
    assert!(
        std::fs::read(dir.path().join("store.db.broken-1"))
            .unwrap()
            .iter()
            .all(|b| *b == 7)
    );
    // Enrolled anew in the same folder.
    let again = super::device(dir.path());
    assert!(again.rescue().is_ok() && again.profile().set_aside);

    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), 1);
    std::fs::remove_file(dir.path().join("store.db")).unwrap();
    let device = app(dir.path());
    assert_eq!(code(device.unlock(PIN)), Code::StoreGone);
    assert!(!device.is_enrolled(), "new enrolment is offered");
    assert_eq!(code(device.unlock(PIN)), Code::NotEnrolled);
}

#[test]
fn a_device_that_does_not_know_the_pools_key_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let store = &device.session().unwrap().store;
    let none = |key: &'static str| {
        store.write(|tx| {
            tx.raw()
                .execute("delete from setting where key = ?", [key])?;
            Ok(())
        })
    };
    none("pool_key").unwrap();
    assert_eq!(code(device.rescue()), Code::RescueKeyless);
    assert_eq!(code(device.save_rescue(0)), Code::RescueKeyless);
}

#[test]
fn a_colleagues_bundle_is_carried_once_and_never_opened() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (author, courier) = (device(one.path()), device(two.path()));
    author.capture_files(&issue(), &[]).unwrap();
    let bundle = author.save_rescue(0).unwrap();
    assert_eq!(courier.carry_rescue(bundle.clone()).unwrap(), 1);
    assert_eq!(
        courier.carry_rescue(bundle.clone()).unwrap(),
        1,
        "the same one"
    );
    assert_eq!(
        courier
            .carry_rescue(author.save_rescue(0).unwrap())
            .unwrap(),
        2
    );
    assert_eq!(courier.outbox().unwrap().carried, 2);
    assert!(courier.list(&all()).unwrap().tickets.is_empty());
    // What is no whole bundle of this district's is not taken along.
    let mut swapped = bundle.clone();
    swapped[bundle.len() / 2] ^= 1;
    for bad in [Vec::new(), bundle[..bundle.len() - 1].to_vec(), swapped] {
        assert_eq!(code(courier.carry_rescue(bad)), Code::RescueBroken);
    }
    let pool: model::DeviceId = "ffeeddccbbaa0098".parse().unwrap();
    let store = &courier.session().unwrap().store;
    store
        .write(|tx| crate::store::setting::put(tx, crate::store::setting::key::POOL, &pool))
        .unwrap();
    assert_eq!(
        code(courier.carry_rescue(bundle.clone())),
        Code::RescueElsewhere
    );
    assert_eq!(courier.outbox().unwrap().carried, 2);
    courier.lock();
    assert_eq!(code(courier.carry_rescue(bundle)), Code::SignedOut);
}
