//! QR codes of enrolment, drawn by another library and read from pictures.

use super::*;
use api::ReadQr;
use base64::Engine;
use image::{DynamicImage, GrayImage, Luma};
use qrcode::QrCode;

/// A code as a phone's picture might show it: `scale` pixels a module, on a larger grey sheet, turned by a right angle.
fn picture(text: &str, scale: u32, format: image::ImageFormat) -> Vec<u8> {
    let code = QrCode::new(text).unwrap();
    let (width, modules) = (code.width() as u32, code.to_colors());
    let side = width * scale;
    let mut sheet = GrayImage::from_pixel(side + 400, side + 260, Luma([205]));
    for y in 0..side + 80 {
        for x in 0..side + 80 {
            let inside = |n: u32| n.checked_sub(40).filter(|n| *n < side).map(|n| n / scale);
            let dark = inside(x)
                .zip(inside(y))
                .is_some_and(|(x, y)| modules[(y * width + x) as usize] == qrcode::Color::Dark);
            sheet.put_pixel(x + 150, y + 90, Luma([if dark { 30 } else { 240 }]));
        }
    }
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(sheet)
        .rotate90()
        .into_rgb8()
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

fn read(bytes: &[u8]) -> Result<api::QrReply> {
    let dir = tempfile::tempdir().unwrap();
    let picture = base64::engine::general_purpose::STANDARD.encode(bytes);
    app(dir.path()).read_qr(&ReadQr { picture })
}

const TEXT: &str = "zs12345:enrol?pool=https%3A%2F%2Fpool.example%3A8443&code=K7M2-93QD";

#[test]
fn a_code_is_read_from_a_picture_before_anybody_enrolled() {
    for (scale, format) in [
        (4, image::ImageFormat::Png),
        (12, image::ImageFormat::Jpeg),
        (50, image::ImageFormat::Jpeg),
    ] {
        let found = read(&picture(TEXT, scale, format)).unwrap();
        assert_eq!(
            (found.pool.as_str(), found.code.as_str()),
            ("https://pool.example:8443", "K7M2-93QD"),
            "{scale}"
        );
    }
}

#[test]
fn other_pictures_are_refused_in_words() {
    let other = picture("https://example.com/", 6, image::ImageFormat::Png);
    let mut cut = picture(TEXT, 6, image::ImageFormat::Jpeg);
    cut.truncate(cut.len() / 2);
    for (bytes, expect) in [
        (other, Code::QrOther),
        (jpeg(7), Code::QrMissing),
        (Vec::new(), Code::PhotoEmpty),
        (b"GIF89a........".to_vec(), Code::PhotoFormat),
        (cut, Code::PhotoBroken),
        (bomb(), Code::PhotoTooLarge),
        (vec![0xff; 8 * 1024 * 1024 + 3], Code::PhotoTooLarge),
    ] {
        let denial = read(&bytes).unwrap_err().denial();
        assert_eq!(denial.code, expect);
        assert!(!denial.sentence().contains('{'), "{}", denial.sentence());
    }
    let dir = tempfile::tempdir().unwrap();
    let text = ReadQr {
        picture: "不是 base64".into(),
    };
    assert_eq!(code(app(dir.path()).read_qr(&text)), Code::PhotoBroken);
}

/// A PNG of a few bytes that says it has 30,000 × 30,000 pixels.
fn bomb() -> Vec<u8> {
    let mut bytes = picture("x", 1, image::ImageFormat::Png);
    bytes[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    bytes
}
