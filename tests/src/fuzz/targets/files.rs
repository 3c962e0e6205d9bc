//! Files that come from outside: photos at the pool and on the tablet, QR pictures, the basemap's head, backups.

use super::{MOST, Target};
use crate::photo;
use model::Sha256;
use sha2::Digest;
use std::sync::OnceLock;

pub(super) fn targets() -> Vec<Target> {
    let of = |name, what, short, seeds, run| Target {
        name,
        what,
        json: false,
        memory: MOST,
        short,
        seeds,
        run,
    };
    // A camera's picture is opened whole: four bytes a pixel of the largest that may be, and what it is drawn smaller into.
    let opened = |most: u64, target: Target| Target {
        memory: most * 4 + MOST,
        ..target
    };
    vec![
        of(
            "picture",
            "工单池收到的照片",
            60,
            pictures,
            |bytes| {
                let Ok(sha) = Sha256::new(hex::encode(sha2::Sha256::digest(bytes))) else {
                    return;
                };
                let _ = pool::photos::inspect(&sha, bytes, &rules().photos);
            },
        ),
        opened(
            rules().photos.pixels_max,
            of(
                "camera",
                "平板从相机取来的照片（EXIF、方向）",
                40,
                pictures,
                |bytes| {
                    let rules = device::photos::Rules {
                        limits: &rules().photos,
                        offset_minutes: 480,
                        now: model::Moment(1_767_225_600_000),
                    };
                    let _ = device::photos::take("x.jpg", bytes, rules);
                },
            ),
        ),
        opened(
            64_000_000,
            of("qr", "二维码图片", 10, pictures, |bytes| {
                let limits = device::photos::QrLimits {
                    bytes: 8 << 20,
                    pixels: 64_000_000,
                };
                let _ = device::photos::qr::read(bytes, limits);
            }),
        ),
        of(
            "basemap",
            "底图包的文件头",
            400,
            || vec![testkit::pack::pmtiles(400)],
            |bytes| {
                let Some(head) = bytes.first_chunk() else {
                    return;
                };
                if let Ok([west, south, east, north]) =
                    pool::basemap::bounds(head, bytes.len() as u64)
                {
                    assert!(
                        west < east && south < north,
                        "bounds that are taken make sense"
                    );
                }
            },
        ),
        // Each input costs a derived key of 64 MB, which is not the file's doing.
        Target {
            memory: MOST + (16 << 20),
            ..of("backup", "备份文件的头和块", 2, backups, |bytes| {
                let Ok(file) = tempfile::NamedTempFile::new() else {
                    return;
                };
                if std::fs::write(file.path(), bytes).is_ok() {
                    let _ = pool::backup::check(file.path(), "一段足够长的口令-2024");
                }
            })
        },
    ]
}

fn rules() -> &'static model::rulepack::RulePack {
    static RULES: OnceLock<model::rulepack::RulePack> = OnceLock::new();
    RULES.get_or_init(demo::rules)
}

fn pictures() -> Vec<Vec<u8>> {
    let jpeg = photo::jpeg(3, 40, 30);
    let mut turned = jpeg.clone();
    let exif =
        b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    turned.splice(2..2, exif.iter().copied());
    let image =
        image::RgbImage::from_fn(24, 20, |x, y| image::Rgb([x as u8 * 9, y as u8 * 11, 90]));
    let write = |format| {
        let mut out = std::io::Cursor::new(Vec::new());
        image
            .write_to(&mut out, format)
            .map_or(Vec::new(), |()| out.into_inner())
    };
    vec![
        jpeg,
        turned,
        write(image::ImageFormat::Png),
        write(image::ImageFormat::WebP),
    ]
}

fn backups() -> Vec<Vec<u8>> {
    let mut head = b"ZSB1".to_vec();
    head.extend([5; 32]);
    head.extend(200_u32.to_be_bytes());
    head.extend([9; 200]);
    vec![head]
}
