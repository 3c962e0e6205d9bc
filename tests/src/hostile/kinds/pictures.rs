//! Kind 11: pictures. Memory is bounded by the working bytes, also for what is refused; stored files hold no hidden data.

use super::refs::photo_write;
use super::times::push_edit;
use crate::hostile::answer::Answer;
use crate::hostile::attack::{Attack, Measured, attack, measured};
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

/// A JPEG segment.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2)
        .unwrap_or(u16::MAX)
        .to_be_bytes();
    [&[0xff, marker][..], &length, body].concat()
}

/// An honest JPEG with this segment behind its beginning.
fn jpeg_with(segment: Vec<u8>) -> Vec<u8> {
    let mut bytes = photo::jpeg(segment.len() as u32 + 40, 320, 240);
    bytes.splice(2..2, segment);
    bytes
}

/// A PNG chunk with its checksum.
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), body].concat();
    let length = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
    [&length[..], &named, &crc32(&named).to_be_bytes()].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

fn header(w: u32, h: u32, bits: u8, colour: u8) -> Vec<u8> {
    [
        &w.to_be_bytes()[..],
        &h.to_be_bytes(),
        &[bits, colour, 0, 0, 0],
    ]
    .concat()
}

/// A PNG of one colour with these chunks before its data.
fn png(w: u32, h: u32, extra: &[Vec<u8>]) -> Vec<u8> {
    let data = deflated(h as usize * (w as usize * 3 + 1));
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header(w, h, 8, 2)));
    bytes.extend(extra.concat());
    bytes.extend(chunk(b"IDAT", &data));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

fn flat_png(edge: u32, bits: u8, colour: u8) -> Vec<u8> {
    let channels = if colour == 6 { 4 } else { 3 };
    let row = edge as usize * channels * usize::from(bits) / 8 + 1;
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header(edge, edge, bits, colour)));
    bytes.extend(chunk(b"IDAT", &deflated(row * edge as usize)));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// A zlib stream of so many zero bytes, written by hand: a fixed Huffman block with the longest repeats.
fn deflated(zeros: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(1, 1);
    bits.put(1, 2);
    // Literal 0 is 8 bits, 00110000; length 258 is code 285, 11000101; distance 1 is code 0 of 5 bits.
    bits.code(0b0011_0000, 8);
    let mut left = zeros.saturating_sub(1);
    while left >= 258 {
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
        left -= 258;
    }
    for _ in 0..left {
        bits.code(0b0011_0000, 8);
    }
    bits.code(0, 7);
    let mut out = vec![0x78, 0x01];
    out.extend(bits.end());
    // Adler-32 of zeros: the first sum stays 1, the second counts them.
    let second = (zeros % 65_521) as u32;
    out.extend((second << 16 | 1).to_be_bytes());
    out
}

#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    /// Bits with the lowest first.
    fn put(&mut self, value: u32, count: u32) {
        self.held |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.out.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }
    /// A Huffman code: its highest bit first.
    fn code(&mut self, value: u32, count: u32) {
        self.put(value.reverse_bits() >> (32 - count), count);
    }
    fn end(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.out.push(self.held as u8);
        }
        self.out
    }
}

/// A WebP with an alpha-less picture and these chunks behind it.
fn webp(extra: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut plain = Vec::new();
    let pixels = vec![90; 32 * 32 * 3];
    let encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut plain);
    let _ = encoder.encode(&pixels, 32, 32, image::ExtendedColorType::Rgb8);
    let mut body = b"WEBP".to_vec();
    let flags = if extra.iter().any(|(kind, _)| *kind == b"EXIF") {
        8
    } else {
        0
    };
    body.extend(riff(b"VP8X", &[flags, 0, 0, 0, 31, 0, 0, 31, 0, 0]));
    body.extend(plain.get(12..).unwrap_or_default());
    for (kind, bytes) in extra {
        body.extend(riff(kind, bytes));
    }
    let length = u32::try_from(body.len()).unwrap_or_default().to_le_bytes();
    [&b"RIFF"[..], &length, &body].concat()
}

fn riff(kind: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes();
    let pad = vec![0; bytes.len() % 2];
    [kind.as_slice(), &length, bytes, &pad].concat()
}

/// The head of a progressive JPEG of this size in three components, and one scan of next to nothing.
fn progressive(w: u16, h: u16) -> Vec<u8> {
    let mut bytes = progressive_head(w, h);
    bytes.extend(scan());
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn scans(count: usize) -> Vec<u8> {
    let mut bytes = progressive_head(4_000, 3_000);
    for _ in 0..count {
        bytes.extend(scan());
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn progressive_head(w: u16, h: u16) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(0xdb, &[&[0][..], &[1; 64]].concat()));
    let mut frame = vec![8];
    frame.extend(h.to_be_bytes());
    frame.extend(w.to_be_bytes());
    frame.extend([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
    bytes.extend(segment(0xc2, &frame));
    // One code of one bit, for nothing.
    let mut table = vec![0x00, 1];
    table.extend([0; 15]);
    table.push(0);
    bytes.extend(segment(0xc4, &table));
    table[0] = 0x10;
    bytes.extend(segment(0xc4, &table));
    bytes
}

fn scan() -> Vec<u8> {
    let mut bytes = segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 0, 1]);
    bytes.extend([0; 40]);
    bytes
}
