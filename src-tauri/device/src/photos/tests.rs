use super::*;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;
use std::time::{Duration, Instant};

const LIMITS: PhotoLimits = PhotoLimits {
    count_max: 9,
    long_edge: 1600,
    thumb_edge: 320,
    pixels_max: 64_000_000,
    bytes_max: 25_000_000,
};

fn rules() -> Rules<'static> {
    Rules {
        limits: &LIMITS,
        offset_minutes: 480,
        now: "2026-11-22T10:00:00Z".parse().unwrap(),
    }
}
fn refusal(file: &[u8]) -> Code {
    take("一张.jpg", file, rules())
        .map(|t| t.sha256)
        .unwrap_err()
        .code
}
fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Four colours in four quarters, so that each of the eight ways of turning shows: red, green over blue, white.
fn quarters(w: u32, h: u32) -> RgbImage {
    RgbImage::from_fn(w, h, |x, y| match (x < w / 2, y < h / 2) {
        (true, true) => Rgb([250, 10, 10]),
        (false, true) => Rgb([10, 250, 10]),
        (true, false) => Rgb([10, 10, 250]),
        (false, false) => Rgb([250, 250, 250]),
    })
}
fn corners(image: &RgbImage) -> String {
    let (w, h) = image.dimensions();
    [
        (w / 4, h / 4),
        (w * 3 / 4, h / 4),
        (w / 4, h * 3 / 4),
        (w * 3 / 4, h * 3 / 4),
    ]
    .iter()
    .map(|(x, y)| match image.get_pixel(*x, *y).0 {
        [r, g, b] if r > 200 && g > 200 && b > 200 => 'w',
        [r, ..] if r > 200 => 'r',
        [_, g, _] if g > 200 => 'g',
        _ => 'b',
    })
    .collect()
}

/// An EXIF segment as a camera writes it: orientation, time of the picture, and where it was taken.
fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(value.to_le_bytes());
    };
    // First directory: 3 entries from 8 on; the EXIF one at 50, its texts at 80 and 100; the GPS one at 107.
    tiff.extend(3_u16.to_le_bytes());
    entry(&mut tiff, 0x0112, 3, 1, u32::from(orientation));
    entry(&mut tiff, 0x8769, 4, 1, 50);
    entry(&mut tiff, 0x8825, 4, 1, 107);
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 0x9003, 2, 20, 80);
    entry(&mut tiff, 0x9011, 2, 7, 100);
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"2026:11:22 10:32:00\0+08:00\0");
    tiff.extend(2_u16.to_le_bytes());
    entry(&mut tiff, 1, 2, 2, u32::from_le_bytes(*b"N\0\0\0"));
    entry(&mut tiff, 2, 5, 3, 137);
    tiff.extend(0_u32.to_le_bytes());
    for (a, b) in [(39_u32, 1_u32), (54, 1), (123_456, 1000)] {
        tiff.extend(a.to_le_bytes());
        tiff.extend(b.to_le_bytes());
    }
    let length = u16::try_from(tiff.len() + 8).unwrap();
    let mut out = b"\xff\xd8\xff\xe1".to_vec();
    out.extend(length.to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(&tiff);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn every_way_of_holding_the_camera_comes_out_upright() {
    let plain = file(&quarters(400, 300).into(), ImageFormat::Jpeg);
    for (orientation, expect) in [
        (1, "rgbw"),
        (2, "grwb"),
        (3, "wbgr"),
        (4, "bwrg"),
        (5, "rbgw"),
        (6, "brwg"),
        (7, "wgbr"),
        (8, "gwrb"),
        (9, "rgbw"),
    ] {
        let taken = take("a.jpg", &with_exif(&plain, orientation), rules()).unwrap();
        let image = image::load_from_memory(&taken.image).unwrap().into_rgb8();
        assert_eq!(corners(&image), expect, "orientation {orientation}");
        let thumb = image::load_from_memory(&taken.thumb).unwrap().into_rgb8();
        assert_eq!(
            corners(&thumb),
            expect,
            "thumbnail, orientation {orientation}"
        );
        let turned = (5..=8).contains(&orientation);
        assert_eq!(
            (taken.w, taken.h),
            if turned { (300, 400) } else { (400, 300) }
        );
        assert_eq!((taken.w, taken.h), image.dimensions());
        assert_eq!(
            taken.taken_at,
            Some("2026-11-22T10:32:00+08:00".parse().unwrap())
        );
        for bytes in [&taken.image, &taken.thumb] {
            assert!(
                !bytes.windows(4).any(|w| w == b"Exif" || w == b"GPSL"),
                "nothing hidden is left"
            );
            assert!(
                exif::Reader::new()
                    .read_from_container(&mut Cursor::new(bytes))
                    .is_err()
            );
        }
    }
}

#[test]
fn twelve_megapixels_are_small_upright_and_soon_done() {
    let source = with_exif(&file(&quarters(4000, 3000).into(), ImageFormat::Jpeg), 6);
    let begun = Instant::now();
    let taken = take("a.jpg", &source, rules()).unwrap();
    let took = begun.elapsed();
    assert_eq!((taken.w, taken.h), (1200, 1600));
    assert_eq!(taken.sha256, sha256(&taken.image));
    assert_eq!(taken.original, sha256(&source));
    assert_eq!(
        take("b.png", &source, rules()).unwrap(),
        taken,
        "the same file gives the same bytes, whatever its name"
    );
    eprintln!("12 MP in {took:?}");
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn formats_are_told_by_content() {
    let image: DynamicImage = quarters(640, 480).into();
    let mut glass = RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 0]));
    glass.put_pixel(0, 0, Rgba([255, 0, 0, 255]));
    for (name, bytes) in [
        (
            "big.png",
            file(&quarters(3000, 2000).into(), ImageFormat::Png),
        ),
        ("said.png", file(&image, ImageFormat::Jpeg)),
        ("lossless.webp", file(&image, ImageFormat::WebP)),
        (
            "grey.png",
            file(
                &DynamicImage::ImageLuma8(image.to_luma8()),
                ImageFormat::Png,
            ),
        ),
        (
            "deep.png",
            file(
                &DynamicImage::ImageRgb16(image.to_rgb16()),
                ImageFormat::Png,
            ),
        ),
        (
            "progressive.jpg",
            include_bytes!("../../tests/fixtures/progressive.jpg").to_vec(),
        ),
    ] {
        let taken = take(name, &bytes, rules()).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(
            taken.w.max(taken.h) <= 1600 && taken.taken_at.is_none(),
            "{name}"
        );
        assert!(taken.image.starts_with(b"\xff\xd8\xff"), "{name}");
    }
    let taken = take("glass.png", &file(&glass.into(), ImageFormat::Png), rules()).unwrap();
    let pixel = *image::load_from_memory(&taken.image)
        .unwrap()
        .into_rgb8()
        .get_pixel(40, 40);
    assert!(
        pixel.0.iter().all(|c| *c > 250),
        "what shows through is white: {pixel:?}"
    );
}

#[test]
fn what_is_no_whole_picture_is_refused_with_its_reason() {
    assert_eq!(refusal(b""), Code::PhotoEmpty);
    for foreign in [
        &b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..],
        b"\0\0\0\x1cftypavif",
        b"GIF89a\x01\0\x01\0",
        b"BM6\0",
        b"%PDF-1.7",
        b"<svg/>",
        b"x",
    ] {
        assert_eq!(refusal(foreign), Code::PhotoFormat);
    }
    let image: DynamicImage = quarters(640, 480).into();
    let noisy: DynamicImage = RgbImage::from_fn(320, 240, |x, y| {
        Rgb([(x * y % 251) as u8, (x * 7 + y * 13) as u8, (x ^ y) as u8])
    })
    .into();
    for (name, bytes) in [
        ("jpeg", file(&noisy, ImageFormat::Jpeg)),
        (
            "jpeg with notes",
            with_exif(&file(&image, ImageFormat::Jpeg), 6),
        ),
        ("png", file(&noisy, ImageFormat::Png)),
        ("webp", file(&noisy, ImageFormat::WebP)),
        (
            "progressive",
            include_bytes!("../../tests/fixtures/progressive.jpg").to_vec(),
        ),
    ] {
        for part in [2, 10, 30, 50, 70, 90, 97] {
            let cut = &bytes[..(bytes.len() * part / 100).max(13)];
            assert_eq!(refusal(cut), Code::PhotoBroken, "{name} cut at {part} %");
        }
        assert_eq!(
            refusal(&bytes[..bytes.len() - 1]),
            Code::PhotoBroken,
            "{name} without its last byte"
        );
    }
}

#[test]
fn what_would_fill_the_memory_is_refused_at_once() {
    let begun = Instant::now();
    let mut png = file(&quarters(8, 8).into(), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    assert_eq!(refusal(&png), Code::PhotoTooLarge);
    assert_eq!(
        refusal(&png[..33]),
        Code::PhotoTooLarge,
        "even of a header alone"
    );
    let mut jpeg = file(&quarters(8, 8).into(), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    assert_eq!(refusal(&jpeg), Code::PhotoTooLarge);
    assert_eq!(refusal(&vec![0xff; 25_000_001]), Code::PhotoTooLarge);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn no_damage_makes_it_panic() {
    let mut state = 0x1234_5678_u32;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let small: DynamicImage = quarters(48, 32).into();
    for bytes in [
        with_exif(&file(&small, ImageFormat::Jpeg), 3),
        file(&small, ImageFormat::Png),
        file(&small, ImageFormat::WebP),
    ] {
        for _ in 0..150 {
            let mut bad = bytes.clone();
            for _ in 0..=random() % 4 {
                let at = random() as usize % bad.len();
                bad[at] ^= 1 << (random() % 8);
            }
            let _ = take("x", &bad, rules());
        }
    }
}

#[test]
fn sealed_images_open_only_whole_and_under_their_name() {
    use vault::{Size, Vault};
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::new(dir.path(), &[7; 32]).unwrap();
    let (sha, other) = (sha256(b"image"), sha256(b"other"));
    vault.put_new(&sha, b"image bytes", b"thumb bytes").unwrap();
    assert_eq!(vault.fresh_ones().unwrap(), vec![sha.clone()]);
    assert_eq!(
        vault.get(&sha, Size::Full).unwrap().unwrap(),
        b"image bytes"
    );
    vault.settle(&sha).unwrap();
    vault.settle(&sha).unwrap();
    assert!(vault.fresh_ones().unwrap().is_empty());
    assert_eq!(
        vault.get(&sha, Size::Thumb).unwrap().unwrap(),
        b"thumb bytes"
    );
    assert!(vault.get(&other, Size::Full).unwrap().is_none());
    let folder = dir.path().join("photos").join(&sha.as_str()[..2]);
    // A thumbnail put in the image's place, a flipped bit, another key: none opens.
    let place = folder.join(sha.as_str());
    let good = std::fs::read(&place).unwrap();
    assert!(!good.windows(5).any(|w| w == b"image"));
    std::fs::copy(folder.join(format!("{sha}.t")), &place).unwrap();
    assert!(vault.get(&sha, Size::Full).is_err());
    let mut flipped = good.clone();
    flipped[40] ^= 1;
    std::fs::write(&place, flipped).unwrap();
    assert!(vault.get(&sha, Size::Full).is_err());
    std::fs::write(&place, good).unwrap();
    assert!(
        Vault::new(dir.path(), &[8; 32])
            .unwrap()
            .get(&sha, Size::Full)
            .is_err()
    );
    vault.remove(&sha).unwrap();
    assert!(vault.get(&sha, Size::Full).unwrap().is_none());
}
