mod camera;

use super::*;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;
use std::io::Cursor;

const BOUNDS: Bounds = Bounds {
    pixels: 64_000_000,
    work: 256_000_000,
};
const GPS: &[u8] =
    b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0GPS 39.9042N 116.4074E";
const PROGRESSIVE: &[u8] =
    include_bytes!("../../../src-tauri/device/tests/fixtures/progressive.jpg");

fn noisy(w: u32, h: u32) -> RgbImage {
    RgbImage::from_fn(w, h, |x, y| {
        Rgb([(x * y % 251) as u8, (x * 7 + y * 13) as u8, (x ^ y) as u8])
    })
}
fn file(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}
fn jpeg() -> Vec<u8> {
    file(noisy(61, 47).into(), ImageFormat::Jpeg)
}
fn png() -> Vec<u8> {
    file(noisy(61, 47).into(), ImageFormat::Png)
}
fn webp() -> Vec<u8> {
    file(noisy(61, 47).into(), ImageFormat::WebP)
}
/// Puts bytes into a file.
fn with(file: &[u8], at: usize, part: &[u8]) -> Vec<u8> {
    [&file[..at], part, &file[at..]].concat()
}
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], body].concat()
}
fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(body);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length[..], name, body, &crc.sum().to_be_bytes()].concat()
}
fn riff(chunks: &[&[u8]]) -> Vec<u8> {
    let body = chunks.concat();
    let length = u32::try_from(body.len() + 4).unwrap().to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", &body].concat()
}
fn webp_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    let pad = if body.len() % 2 == 1 { &b"\0"[..] } else { b"" };
    [name, &length[..], body, pad].concat()
}
fn part(file: &[u8]) -> String {
    let denial = check_stored(file, 64_000_000).map(|l| l.kind).unwrap_err();
    assert_eq!(denial.code, Code::PhotoPrivate, "{denial:?}");
    denial.params["part"].to_string()
}
fn code(file: &[u8]) -> Code {
    check_stored(file, 64_000_000)
        .map(|l| l.kind)
        .unwrap_err()
        .code
}

#[test]
fn what_devices_and_pages_write_may_be_stored() {
    for (w, h) in [(1, 1), (8, 8), (61, 47), (640, 480)] {
        for quality in [1, 50, 82, 100] {
            let mut out = Vec::new();
            let encoder = JpegEncoder::new_with_quality(&mut out, quality);
            noisy(w, h).write_with_encoder(encoder).unwrap();
            let layout = check_stored(&out, 64_000_000).unwrap();
            assert_eq!((layout.w, layout.h, layout.foreign), (w, h, None));
        }
    }
    let grey: DynamicImage = DynamicImage::from(noisy(61, 47)).to_luma8().into();
    for good in [
        file(grey.clone(), ImageFormat::Jpeg),
        png(),
        webp(),
        file(grey, ImageFormat::Png),
    ] {
        let layout = check_stored(&good, 64_000_000).unwrap();
        assert_eq!(layout.stripped(&good), good, "nothing is left out");
    }
}

#[test]
fn a_place_hidden_anywhere_in_a_jpeg_is_refused_and_left_out() {
    let plain = jpeg();
    let end = plain.len() - 2;
    let scan = plain.windows(2).position(|w| w == [0xff, 0xda]).unwrap();
    let mut all = plain.clone();
    for (name, at, hidden) in [
        ("APP1", 2, segment(0xe1, GPS)),
        (
            "APP2",
            2,
            segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", GPS].concat()),
        ),
        ("APP13", 2, segment(0xed, GPS)),
        ("APP0", 2, segment(0xe0, &[b"JFXX\0\x10", GPS].concat())),
        (
            "APP0",
            2,
            segment(
                0xe0,
                &[b"JFIF\0\x01\x02\0\0\x01\0\x01\x05\x03", &GPS[..45]].concat(),
            ),
        ),
        ("COM", scan, segment(0xfe, GPS)),
        ("APP1", end, segment(0xe1, GPS)),
        ("COM", end, segment(0xfe, GPS)),
        ("behind the end", end + 2, GPS.to_vec()),
        ("behind the end", end + 2, [plain.as_slice(), GPS].concat()),
        ("padding", scan, GPS.to_vec()),
        ("behind the picture", end, GPS.to_vec()),
    ] {
        let bad = with(&plain, at, &hidden);
        assert_eq!(part(&bad), name);
        let layout = read(&bad, BOUNDS).unwrap();
        if name != "behind the picture" {
            assert_eq!(layout.stripped(&bad), plain, "{name}");
        }
        if at == 2 {
            all = with(&all, 2, &hidden);
        }
    }
    assert_eq!(read(&all, BOUNDS).unwrap().stripped(&all), plain);
    // Tables with room behind their last entry are no tables.
    for marker in [0xdb, 0xc4, 0xdd] {
        let at = plain.windows(2).position(|w| w == [0xff, marker]);
        let (at, body) = match at {
            Some(at) => (
                at,
                plain[at + 4..at + 2 + usize::from(plain[at + 3])].to_vec(),
            ),
            None => (scan, vec![0, 0]),
        };
        let long = segment(marker, &[&body, GPS].concat());
        assert_eq!(code(&with(&plain, at, &long)), Code::PhotoBroken);
    }
    assert_eq!(code(PROGRESSIVE), Code::PhotoFormat);
}

#[test]
fn a_place_hidden_anywhere_in_a_png_is_refused_and_left_out() {
    let plain = png();
    let (body, end) = (33, plain.len() - 12);
    for (name, at, hidden) in [
        ("eXIf", body, chunk(b"eXIf", &GPS[6..])),
        ("tEXt", body, chunk(b"tEXt", &[b"Comment\0", GPS].concat())),
        (
            "iTXt",
            end,
            chunk(b"iTXt", &[b"XML:com.adobe.xmp\0", GPS].concat()),
        ),
        ("zTXt", end, chunk(b"zTXt", GPS)),
        ("tIME", body, chunk(b"tIME", &[0; 7])),
        ("iCCP", body, chunk(b"iCCP", GPS)),
        ("chunk", end, chunk(b"gpSa", GPS)),
        ("chunk", body, chunk(b"gAMA", GPS)),
        ("behind the end", plain.len(), GPS.to_vec()),
        ("behind the picture", end, chunk(b"IDAT", GPS)),
    ] {
        let bad = with(&plain, at, &hidden);
        assert_eq!(part(&bad), name);
        if name != "behind the picture" {
            assert_eq!(read(&bad, BOUNDS).unwrap().stripped(&bad), plain, "{name}");
        }
    }
    let gamma = chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]);
    let once = with(&plain, body, &gamma);
    assert!(check_stored(&once, 64_000_000).is_ok());
    assert_eq!(part(&with(&once, body, &gamma)), "chunk");
}

#[test]
fn a_place_hidden_in_a_webp_is_refused_and_left_out() {
    let plain = webp();
    let picture = &plain[12..];
    let flags = |flags| webp_chunk(b"VP8X", &[flags, 0, 0, 0, 60, 0, 0, 46, 0, 0]);
    let (exif, xmp) = (webp_chunk(b"EXIF", GPS), webp_chunk(b"XMP ", GPS));
    for (name, bad) in [
        ("VP8X", riff(&[&flags(0x08), picture, &exif])),
        ("XMP", riff(&[&flags(0), picture, &xmp])),
        (
            "ICCP",
            riff(&[&flags(0), &webp_chunk(b"ICCP", GPS), picture]),
        ),
        (
            "chunk",
            riff(&[&flags(0), picture, &webp_chunk(b"gps ", GPS)]),
        ),
        ("behind the end", [plain.as_slice(), GPS].concat()),
    ] {
        assert_eq!(part(&bad), name);
        let stripped = read(&bad, BOUNDS).unwrap().stripped(&bad).into_owned();
        assert!(!stripped.windows(3).any(|w| w == b"GPS"), "{name}");
        assert!(check_stored(&stripped, 64_000_000).is_ok(), "{name}");
        assert!(image::load_from_memory(&stripped).is_ok(), "{name}");
    }
    assert_eq!(code(&riff(&[&flags(2), picture])), Code::PhotoFormat);
}

#[test]
fn cost_counts_bits_channels_passes_and_what_shows_through() {
    let each = |file: &[u8]| {
        let layout = read(file, BOUNDS).unwrap();
        layout.cost.0 / u64::from(layout.w * layout.h)
    };
    let image = DynamicImage::from(noisy(64, 64));
    let glass: DynamicImage = RgbaImage::from_pixel(64, 64, Rgba([1, 2, 3, 4])).into();
    assert_eq!(each(&file(image.clone(), ImageFormat::Jpeg)), 3);
    assert_eq!(each(&file(image.clone(), ImageFormat::Png)), 3);
    assert_eq!(
        each(&file(image.to_rgb16().into(), ImageFormat::Png)),
        6 + 3
    );
    assert_eq!(each(&file(glass.clone(), ImageFormat::Png)), 4 + 7);
    assert_eq!(
        each(&file(glass.to_rgba16().into(), ImageFormat::Png)),
        8 + 7
    );
    let layout = read(PROGRESSIVE, BOUNDS).unwrap();
    assert!(layout.cost.0 >= u64::from(layout.w * layout.h) * 6);
    // A picture is refused by what it costs, though its pixels are few enough.
    let tight = Bounds {
        pixels: 64_000_000,
        work: 64 * 64 * 10,
    };
    assert!(read(&file(image, ImageFormat::Png), tight).is_ok());
    let refused = read(&file(glass, ImageFormat::Png), tight).unwrap_err();
    assert_eq!(refused.code, Code::PhotoTooLarge);
}

#[test]
fn what_would_fill_the_memory_is_refused_by_its_headers() {
    let mut wide = png();
    wide[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    assert_eq!(
        code(&wide[..33]),
        Code::PhotoTooLarge,
        "even of a header alone"
    );
    let mut wide = jpeg();
    let frame = wide.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    wide[frame + 5..frame + 9].copy_from_slice(&[0x1f, 0x40, 0x1f, 0x40]);
    assert_eq!(code(&wide), Code::PhotoTooLarge, "8000 × 8000 costs 192 MB");
    let small = Bounds::of_camera(36_000_000);
    let said = read(&wide, small).unwrap_err().with("name", "大图.jpg");
    assert_eq!(
        said.sentence(),
        "照片「大图.jpg」太大：8000 × 8000（6400 万像素），最多 3600 万像素，请缩小后重试"
    );
    // More passes than any camera writes.
    let scan = PROGRESSIVE
        .windows(2)
        .position(|w| w == [0xff, 0xda])
        .unwrap();
    let header = PROGRESSIVE[scan..scan + 2 + usize::from(PROGRESSIVE[scan + 3])].to_vec();
    let many = with(PROGRESSIVE, scan, &header.repeat(80));
    assert_eq!(code(&many), Code::PhotoTooLarge);
    // A profile that unpacks to 180 MB from 180 KB is never unpacked.
    let mut packed = flate2::Compress::new(flate2::Compression::best(), true);
    let (zeros, mut out) = (vec![0; 1 << 20], Vec::with_capacity(400_000));
    for _ in 0..180 {
        packed
            .compress_vec(&zeros, &mut out, flate2::FlushCompress::None)
            .unwrap();
    }
    packed
        .compress_vec(&[], &mut out, flate2::FlushCompress::Finish)
        .unwrap();
    let bomb = with(
        &png(),
        33,
        &chunk(b"iCCP", &[b"a\0\0", out.as_slice()].concat()),
    );
    assert_eq!(part(&bomb), "iCCP");
    assert_eq!(read(&bomb, BOUNDS).unwrap().stripped(&bomb), png());
    // Rows that go on behind the picture are noticed at the first piece.
    let rows = with(
        &png()[..33],
        33,
        &[chunk(b"IDAT", &out), chunk(b"IEND", b"")].concat(),
    );
    assert_eq!(part(&rows), "behind the picture");
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic_or_store_something_else(
        which in 0..4_usize, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()
    ) {
        let mut bytes = [jpeg(), png(), webp(), PROGRESSIVE.to_vec()][which].clone();
        for (at, byte) in places {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = check_stored(&bytes, 64_000_000);
        if let Ok(layout) = read(&bytes, BOUNDS) {
            let stripped = layout.stripped(&bytes).into_owned();
            let again = read(&stripped, BOUNDS).unwrap();
            prop_assert!(again.foreign.is_none_or(|part| part == "APP14"));
            prop_assert_eq!((again.w, again.h), (layout.w, layout.h));
        }
        bytes.truncate(cut.index(bytes.len()));
        let _ = check_stored(&bytes, 64_000_000);
    }
}
