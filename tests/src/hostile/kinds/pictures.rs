//! Kind 11: pictures. Memory is bounded by the working bytes, also for what is refused; stored files hold no hidden data.

use super::refs::photo_write;
use super::times::push_edit;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, Measured, attack, measured};
use crate::hostile::forged::{
    chunk, deflated, flat_png, header, jpeg_with, png, progressive, scans, segment, webp,
};
use crate::hostile::ground::Ground;
use crate::hostile::meter::{Bounds, within};
use crate::photo;
use anyhow::Result;
use sha2::{Digest, Sha256};

const PRIVATE: &str = "`photo_private`，不存下";
const SMALL: &str = "拒绝或收下，内存都至多多 64 MB";
const PLACE: &[u8] =
    b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0 GPS 117.1,40.15";

pub(super) fn attacks() -> Vec<Attack> {
    let private = |name, sent, make: fn() -> Vec<u8>| {
        attack(name, sent, PRIVATE, move |g| {
            put(g, make())?.refused(&["photo_private", "photo_broken"])
        })
    };
    let broken = |name, sent, make: fn() -> Vec<u8>| {
        attack(name, sent, "4xx，不存下", move |g| {
            put(g, make())?.refused(&[])
        })
    };
    let heavy =
        |name, sent, make: fn() -> Vec<u8>| measured(name, sent, SMALL, move |g| weigh(g, make()));
    vec![
        private("pictures/exif", "JPEG，EXIF 定位在 APP1", || {
            jpeg_with(segment(0xe1, PLACE))
        }),
        private("pictures/xmp", "JPEG，XMP 定位在 APP1", || {
            jpeg_with(segment(
                0xe1,
                b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>117.1,40.15</x:xmpmeta>",
            ))
        }),
        private(
            "pictures/app2",
            "JPEG，定位在 APP2（冒充色彩档案以外的内容）",
            || jpeg_with(segment(0xe2, PLACE)),
        ),
        private("pictures/app7", "JPEG，定位在 APP7", || {
            jpeg_with(segment(0xe7, PLACE))
        }),
        private("pictures/iptc", "JPEG，IPTC 在 APP13", || {
            jpeg_with(segment(0xed, b"Photoshop 3.0\x008BIM 117.1,40.15"))
        }),
        private("pictures/comment", "JPEG，定位写在注释段", || {
            jpeg_with(segment(0xfe, b"GPS 117.1,40.15"))
        }),
        private(
            "pictures/before-the-end",
            "JPEG，EXIF 在图像数据之后、结束标记之前",
            || {
                let mut bytes = photo::jpeg(7, 320, 240);
                let at = bytes.len() - 2;
                bytes.splice(at..at, segment(0xe1, PLACE));
                bytes
            },
        ),
        private(
            "pictures/behind-the-end",
            "JPEG，结束标记之后接一段 EXIF",
            || {
                let mut bytes = photo::jpeg(8, 320, 240);
                bytes.extend(PLACE);
                bytes
            },
        ),
        private(
            "pictures/second-picture",
            "JPEG，后面接第二张图（多图格式）",
            || {
                let mut bytes = photo::jpeg(9, 320, 240);
                bytes.extend(jpeg_with(segment(0xe1, PLACE)));
                bytes
            },
        ),
        private("pictures/png-text", "PNG，定位在 tEXt", || {
            png(320, 240, &[chunk(b"tEXt", b"Comment\0GPS 117.1,40.15")])
        }),
        private(
            "pictures/png-compressed-text",
            "PNG，定位在 iTXt",
            || {
                png(
                    320,
                    240,
                    &[chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\x00117.1,40.15")],
                )
            },
        ),
        private("pictures/png-exif", "PNG，定位在 eXIf", || {
            png(320, 240, &[chunk(b"eXIf", &PLACE[6..])])
        }),
        private(
            "pictures/png-unknown",
            "PNG，定位在自造的数据块",
            || png(320, 240, &[chunk(b"gpSx", b"117.1,40.15")]),
        ),
        private(
            "pictures/png-behind-the-end",
            "PNG，IEND 之后接一段",
            || {
                let mut bytes = png(320, 240, &[]);
                bytes.extend(PLACE);
                bytes
            },
        ),
        private("pictures/webp-exif", "WebP，定位在 EXIF 块", || {
            webp(&[(b"EXIF", PLACE)])
        }),
        private(
            "pictures/webp-unknown",
            "WebP，定位在自造的块",
            || webp(&[(b"GPSX", b"117.1,40.15")]),
        ),
        broken("pictures/gif", "GIF、SVG、HTML 改名成照片", || {
            b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()
        }),
        broken("pictures/svg", "带脚本的 SVG", || {
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec()
        }),
        broken(
            "pictures/html-in-jpeg",
            "JPEG 开头、后面是网页",
            || [&[0xff, 0xd8, 0xff][..], b"<html><script>alert(1)</script>"].concat(),
        ),
        broken("pictures/cut", "只有前一半的 JPEG", || {
            let bytes = photo::jpeg(10, 320, 240);
            bytes[..300].to_vec()
        }),
        broken(
            "pictures/claims-a-size",
            "PNG 头里写 30,000 × 30,000，没有数据",
            || {
                let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
                bytes.extend(chunk(b"IHDR", &header(30_000, 30_000, 8, 2)));
                bytes.extend(chunk(b"IEND", b""));
                bytes
            },
        ),
        heavy(
            "pictures/flat-png",
            "3,400 × 3,400 单色 PNG，16 位 RGBA（压缩后约 100 KB）",
            || flat_png(3_400, 16, 6),
        ),
        heavy(
            "pictures/wide-png",
            "4,000 × 3,000 单色 PNG，8 位",
            || flat_png(3_400, 8, 2),
        ),
        heavy(
            "pictures/progressive",
            "渐进式 JPEG，尺寸写成 4,000 × 3,000，只有几百字节数据",
            || progressive(4_000, 3_000),
        ),
        heavy(
            "pictures/progressive-scans",
            "渐进式 JPEG，重复 2,000 遍扫描",
            || scans(2_000),
        ),
        heavy("pictures/icc", "PNG，色彩档案解开有 200 MB", || {
            png(
                320,
                240,
                &[chunk(
                    b"iCCP",
                    &[b"x\0\0".to_vec(), deflated(200 << 20)].concat(),
                )],
            )
        }),
        heavy(
            "pictures/ztxt",
            "PNG，压缩文字解开有 200 MB",
            || {
                png(
                    320,
                    240,
                    &[chunk(
                        b"zTXt",
                        &[b"x\0\0".to_vec(), deflated(200 << 20)].concat(),
                    )],
                )
            },
        ),
        heavy(
            "pictures/exif-offsets",
            "EXIF 目录项指到 4 GB 处、自己指自己",
            || {
                let mut looped = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
                looped.extend([0xff, 0xff]);
                looped.extend(b"\x88\x25\0\x04\xff\xff\xff\xff\0\0\0\x08".repeat(5_000));
                jpeg_with(segment(0xe1, &looped))
            },
        ),
    ]
}

/// A ticket that lists this photo, and what its upload is answered.
fn put(g: &mut Ground, bytes: Vec<u8>) -> Result<Answer> {
    let sha = hex::encode(Sha256::digest(&bytes));
    let mut tablet = g.tablet()?;
    let (id, mut ticket) = tablet.captured("照片");
    push_edit(&mut ticket, tablet.edit(photo_write(&sha, bytes.len())));
    tablet.push(&tablet.push_of(vec![ticket]))?.held(0, 1)?;
    tablet.put_photo(&sha, &id, bytes)
}

/// The same, measured: whatever is answered, it is no fault of the pool's own.
fn weigh(g: &mut Ground, bytes: Vec<u8>) -> Result<Measured> {
    let sha = hex::encode(Sha256::digest(&bytes));
    let mut tablet = g.tablet()?;
    let (id, mut ticket) = tablet.captured("照片");
    push_edit(&mut ticket, tablet.edit(photo_write(&sha, bytes.len())));
    tablet.push(&tablet.push_of(vec![ticket]))?.held(0, 1)?;
    let (answer, m) = within(g, Bounds::MEMORY, |_| tablet.put_photo(&sha, &id, bytes))?;
    if answer.status != 200 {
        answer.refused(&[])?;
    }
    Ok(m)
}
