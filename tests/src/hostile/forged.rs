//! Pictures no camera made: with hidden parts, or larger in memory than in bytes.

use crate::photo;

/// A JPEG segment.
pub fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2)
        .unwrap_or(u16::MAX)
        .to_be_bytes();
    [&[0xff, marker][..], &length, body].concat()
}

/// An honest JPEG with this segment behind its beginning.
pub fn jpeg_with(segment: Vec<u8>) -> Vec<u8> {
    let mut bytes = photo::jpeg(segment.len() as u32 + 40, 320, 240);
    bytes.splice(2..2, segment);
    bytes
}

/// A PNG chunk with its checksum.
pub fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
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

/// A PNG's first chunk, without its frame.
pub fn header(w: u32, h: u32, bits: u8, colour: u8) -> Vec<u8> {
    [
        &w.to_be_bytes()[..],
        &h.to_be_bytes(),
        &[bits, colour, 0, 0, 0],
    ]
    .concat()
}

/// A PNG of one colour with these chunks before its data.
pub fn png(w: u32, h: u32, extra: &[Vec<u8>]) -> Vec<u8> {
    let data = deflated(h as usize * (w as usize * 3 + 1));
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header(w, h, 8, 2)));
    bytes.extend(extra.concat());
    bytes.extend(chunk(b"IDAT", &data));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// A PNG of zeros, `edge` pixels each way, with this depth and colour type.
pub fn flat_png(edge: u32, bits: u8, colour: u8) -> Vec<u8> {
    let channels = if colour == 6 { 4 } else { 3 };
    let row = edge as usize * channels * usize::from(bits) / 8 + 1;
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header(edge, edge, bits, colour)));
    bytes.extend(chunk(b"IDAT", &deflated(row * edge as usize)));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

/// A zlib stream of so many zero bytes, written by hand: a fixed Huffman block with the longest repeats.
pub fn deflated(zeros: usize) -> Vec<u8> {
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
pub fn webp(extra: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
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
pub fn progressive(w: u16, h: u16) -> Vec<u8> {
    let mut bytes = progressive_head(w, h);
    bytes.extend(scan());
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// A progressive JPEG of so many scans.
pub fn scans(count: usize) -> Vec<u8> {
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
