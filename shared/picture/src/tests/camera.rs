//! What cameras write: a picture as large as its header says, and when it was taken.

use super::*;
use model::Moment;

/// A header that says another size than the picture has: grey, sheared or cut, it would become evidence.
#[test]
fn a_header_that_lies_about_its_picture_is_refused() {
    let camera = |file: &[u8]| read_camera(file, Bounds::of_camera(120_000_000));
    for whole in [jpeg(), PROGRESSIVE.to_vec()] {
        let layout = camera(&whole).unwrap();
        let frame = whole
            .windows(2)
            .position(|w| w[0] == 0xff && matches!(w[1], 0xc0..=0xc2));
        let at = frame.unwrap() + 5;
        let said = |w: u32, h: u32| {
            let mut file = whole.clone();
            let side = |n: u32| u16::try_from(n).unwrap().to_be_bytes();
            file[at..at + 4].copy_from_slice(&[side(h), side(w)].concat());
            file
        };
        assert!(camera(&said(layout.w, layout.h)).is_ok());
        // In one pass or in several, every size but its own is told.
        for (w, h) in [
            (4_000, 3_000),
            (layout.w + 64, layout.h),
            (layout.w, layout.h + 64),
            (layout.w / 2, layout.h),
            (layout.w, layout.h / 2),
        ] {
            let wrong = camera(&said(w, h)).map(|l| l.kind).unwrap_err();
            assert_eq!(wrong.code, Code::PhotoBroken, "{w} × {h}");
        }
    }
    let whole = file(DynamicImage::from(noisy(320, 240)), ImageFormat::Jpeg);
    let frame = whole.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    for (w, h, good) in [
        (320, 240, true),
        (319, 239, true), // the same blocks
        (336, 240, false),
        (320, 256, false),
        (240, 320, true), // as many blocks: nothing tells
        (160, 120, false),
        (320, 120, false),
        (160, 240, false),
        (1_000, 800, false),
    ] {
        let mut file = whole.clone();
        let side = |n: u16| n.to_be_bytes();
        file[frame + 5..frame + 9].copy_from_slice(&[side(h), side(w)].concat());
        assert_eq!(camera(&file).is_ok(), good, "{w} × {h}");
    }
    // The decoders of the others miss their rows.
    let (rows, mut head) = (png(), png()[16..29].to_vec());
    head[..8].copy_from_slice(&[0, 0, 4, 0, 0, 0, 4, 0]);
    let rows = [&rows[..8], chunk(b"IHDR", &head).as_slice(), &rows[33..]].concat();
    assert!(image::load_from_memory(&rows).is_err());
}

#[test]
fn the_cases_tell_when_and_never_where() {
    let now: Moment = "2026-11-22T10:00:00Z".parse().unwrap();
    let taken = include_bytes!("../../tests/files/photo-taken-2026-03-01.jpg");
    let place = include_bytes!("../../tests/files/photo-with-gps.jpg");
    for (file, at) in [(taken.as_slice(), true), (place.as_slice(), false)] {
        let layout = read(file, BOUNDS).unwrap();
        let notes = Notes::read(layout.exif(file).unwrap(), 480, now);
        if at {
            let day = notes.taken_at.unwrap().day(480);
            assert_eq!((day.as_str(), notes.orientation), ("2026-03-01", 1));
        }
        assert_eq!(part(file), "APP1");
        let stripped = layout.stripped(file).into_owned();
        assert!(check_stored(&stripped, 64_000_000).is_ok());
        assert!(
            exif::Reader::new()
                .read_from_container(&mut Cursor::new(&stripped))
                .is_err()
        );
    }
    assert_eq!(Notes::read(b"Exif\0\0nothing", 480, now), Notes::default());
    // The same notes in the other kinds of file, and where only the time of scanning is known.
    let layout = read(taken, BOUNDS).unwrap();
    let block = layout.exif(taken).unwrap();
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let flags = webp_chunk(b"VP8X", &[0x08, 0, 0, 0, 60, 0, 0, 46, 0, 0]);
    let original = [0x90, 0x03, 0x00, 0x02];
    let at = block.windows(4).position(|tag| tag == original).unwrap();
    let renamed = |tag: u16| {
        let mut block = block.to_vec();
        block[at..at + 2].copy_from_slice(&tag.to_be_bytes());
        block
    };
    let (scanned, changed) = (renamed(0x9004), renamed(0x0132));
    for file in [
        with(&png(), 33, &chunk(b"eXIf", block)),
        riff(&[&flags, &webp()[12..], &webp_chunk(b"EXIF", block)]),
        with(
            &jpeg(),
            2,
            &segment(0xe1, &[&b"Exif\0\0"[..], block].concat()),
        ),
        with(
            &jpeg(),
            2,
            &segment(0xe1, &[&b"Exif\0\0"[..], scanned.as_slice()].concat()),
        ),
    ] {
        let layout = read(&file, BOUNDS).unwrap();
        let notes = Notes::read(layout.exif(&file).unwrap(), 480, now);
        assert_eq!(notes.taken_at.unwrap().day(480), "2026-03-01");
    }
    assert_eq!(Notes::read(&changed, 480, now).taken_at, None);
}
