use super::*;
use ed25519_dalek::Signer;
use model::{Sha256, TicketId};
use proptest::prelude::*;

fn pool() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

fn device() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn header() -> Header {
    Header {
        pool: DeviceId::new("00112233445566ee").unwrap(),
        device: DeviceId::new("00112233445566aa").unwrap(),
        user: "yan_shi".parse().unwrap(),
        at: Moment(1_795_392_000_000),
        ahead: -1_200,
        key: device().verifying_key().to_bytes(),
        once: [0; 32],
        parts: Vec::new(),
    }
}

fn parts() -> Vec<Part> {
    let sha = || Sha256::new("ab".repeat(32)).unwrap();
    let ticket = TicketId::new("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f").unwrap();
    vec![
        Part::Frame(b"ZSP1 and more".to_vec()),
        Part::Photo {
            sha256: sha(),
            ticket,
            bytes: vec![0xff; 9_000],
        },
        Part::Draft(br#"{"id":"a"}"#.to_vec()),
        Part::Note(br#"{"id":"b"}"#.to_vec()),
        Part::Image {
            sha256: sha(),
            bytes: Vec::new(),
        },
    ]
}

fn written(parts: &[Part], drawn: [u8; 32]) -> Vec<u8> {
    let pool = pool().verifying_key();
    write(header(), parts, &drawn, &pool, &device()).unwrap()
}

/// The same bytes under another signature of the device's: what only a hostile device could send.
fn signed_again(mut bytes: Vec<u8>, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    bytes.truncate(bytes.len() - SIGNATURE);
    change(&mut bytes);
    let signature = device().sign(&signed_text(&bytes));
    bytes.extend_from_slice(&signature.to_bytes());
    bytes
}

fn opened(bytes: &[u8], key: &SigningKey) -> Result<Vec<Part>, Denial> {
    Sealed::read(bytes.to_vec())?.open(key)?.parts().collect()
}

#[test]
fn what_a_device_seals_its_pool_alone_opens() {
    let bytes = written(&parts(), [9; 32]);
    let sealed = Sealed::read(bytes.clone()).unwrap();
    assert_eq!(sealed.header.user, header().user);
    assert!(sealed.is_by(&device().verifying_key().to_bytes()));
    assert!(!sealed.is_by(&pool().verifying_key().to_bytes()));
    assert_eq!(opened(&bytes, &pool()).unwrap(), parts());
    // The courier has the file and its own key, never what is inside.
    let other = opened(&bytes, &device()).unwrap_err();
    assert_eq!(other.code, Code::RescueBroken);
    assert!(!bytes.windows(8).any(|w| w == b"ZSP1 and" || w == [0xff; 8]));
    assert_eq!(opened(&written(&[], [9; 32]), &pool()).unwrap(), []);
}

#[test]
fn a_bundle_of_other_parts_than_it_was_begun_with_is_never_ended() {
    let (pool, drawn) = (pool().verifying_key(), [9; 32]);
    let lengths: Vec<usize> = parts().iter().map(Part::length).collect();
    let begin = || Writing::begin(header(), &lengths, &drawn, &pool).unwrap();
    let mut writing = begin();
    for part in parts() {
        writing.add(&part).unwrap();
    }
    assert!(writing.add(&parts()[0]).is_err(), "one more");
    let mut writing = begin();
    assert!(writing.add(&parts()[1]).is_err(), "a longer one");
    assert!(begin().end(&device()).is_err(), "none of them");
    let much = Writing::begin(header(), &[usize::MAX, usize::MAX], &drawn, &pool);
    assert_eq!(much.err().unwrap().code, Code::BodyTooLarge);
}

#[test]
fn two_bundles_of_the_same_work_share_no_bytes_that_matter() {
    let (one, two) = (written(&parts(), [9; 32]), written(&parts(), [8; 32]));
    let body = |bytes: &[u8]| bytes[bytes.len() - 9_000..].to_vec();
    assert_ne!(body(&one), body(&two));
}

#[test]
fn a_cut_and_every_changed_byte_is_found_before_anything_is_opened() {
    let bytes = written(&parts()[..1], [9; 32]);
    for cut in 0..bytes.len() {
        let denial = Sealed::read(bytes[..cut].to_vec()).err().unwrap();
        assert_eq!(denial.code, Code::RescueBroken, "{cut}");
    }
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1;
        let denial = Sealed::read(bad).err().unwrap();
        assert_eq!(denial.code, Code::RescueBroken, "{at}");
    }
}

#[test]
fn what_even_its_own_device_may_not_do() {
    let bytes = written(&parts(), [9; 32]);
    let start = Sealed::read(bytes.clone()).unwrap().body;
    // A byte of a part, a byte less, a header of another person.
    let swapped = signed_again(bytes.clone(), |b| b[start + 20] ^= 1);
    assert_eq!(
        opened(&swapped, &pool()).unwrap_err().code,
        Code::RescueBroken
    );
    let shorter = signed_again(bytes.clone(), |b| b.truncate(b.len() - 1));
    assert!(Sealed::read(shorter).is_err());
    let other = String::from_utf8_lossy(&bytes[..start])
        .find("yan_shi")
        .unwrap();
    let renamed = signed_again(bytes.clone(), |b| b[other] = b'x');
    assert_eq!(
        opened(&renamed, &pool()).unwrap_err().code,
        Code::RescueBroken
    );
    // A bundle in the place of a frame, and a kind that nobody knows.
    let inside = written(&[Part::Frame(bytes)], [8; 32]);
    assert_eq!(
        opened(&inside, &pool()).unwrap_err().code,
        Code::RescueBroken
    );
    assert!(Part::read(&[9]).is_err() && Part::read(&[]).is_err());
}

#[test]
fn sizes_and_counts_come_first() {
    let large = Sealed::read(vec![0; BYTES_MAX + 1]).err().unwrap();
    assert_eq!(large.code, Code::BodyTooLarge);
    assert!(!large.sentence().contains('{'));
    let head = |length: u32| [MAGIC.as_slice(), &length.to_be_bytes(), &[0; 80]].concat();
    for length in [0, 81, HEADER_MAX as u32 + 1, u32::MAX] {
        assert_eq!(
            Sealed::read(head(length)).err().unwrap().code,
            Code::RescueBroken
        );
    }
    let many = vec![Part::Draft(Vec::new()); PARTS_MAX + 1];
    assert!(Sealed::read(written(&many, [9; 32])).is_err());
    let pool = pool().verifying_key();
    let much = [Part::Draft(vec![0; BYTES_MAX])];
    let much = write(header(), &much, &[9; 32], &pool, &device());
    assert_eq!(much.unwrap_err().code, Code::BodyTooLarge);
}

#[test]
fn a_key_that_gives_no_secret_seals_nothing() {
    // The neutral point: whoever uses it as a pool's key would seal for everybody.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let pool = VerifyingKey::from_bytes(&neutral).unwrap();
    let denial = write(header(), &[], &[9; 32], &pool, &device());
    assert_eq!(denial.unwrap_err().code, Code::RescueKeyless);
    let bytes = written(&parts()[..1], [9; 32]);
    let hex = |key: [u8; 32]| hex::encode(key);
    let once = Sealed::read(bytes.clone()).unwrap().header.once;
    let at = String::from_utf8_lossy(&bytes).find(&hex(once)).unwrap();
    let weak = signed_again(bytes, |b| {
        b[at..at + 64].copy_from_slice(hex(neutral).as_bytes());
    });
    assert_eq!(
        opened(&weak, &super::tests::pool()).unwrap_err().code,
        Code::RescueBroken
    );
}

proptest! {
    #[test]
    fn any_bytes_whatever_are_refused_in_words(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let with_magic = [MAGIC.as_slice(), &bytes].concat();
        for bytes in [bytes, with_magic] {
            prop_assert_eq!(Sealed::read(bytes).err().map(|d| d.code), Some(Code::RescueBroken));
        }
    }
}
