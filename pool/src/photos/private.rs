//! Hidden data in an image: EXIF and XMP, where phones write places and owners. Only the container is read, nothing decoded.

/// Whether a JPEG, PNG or WebP carries EXIF or XMP.
pub fn carries_private(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xd8, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [b'R', b'I', b'F', b'F', ..] => webp(bytes),
        _ => false,
    }
}

/// Walks the segments before the image data; APP1 holds EXIF or XMP, APP13 IPTC.
fn jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            0xe1 | 0xed => return true,
            0xda | 0xd9 => return false,
            0xff => {
                at += 1;
                continue;
            }
            _ => {}
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    false
}

fn png(bytes: &[u8]) -> bool {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = &head[4..8];
        let body = bytes
            .get(at + 8..at.saturating_add(8).saturating_add(length))
            .unwrap_or_default();
        let xmp = matches!(kind, b"iTXt" | b"tEXt" | b"zTXt")
            && (body.starts_with(b"XML:com.adobe.xmp") || body.starts_with(b"Raw profile type"));
        if kind == b"eXIf" || xmp {
            return true;
        }
        at = at.saturating_add(12).saturating_add(length);
    }
    false
}

fn webp(bytes: &[u8]) -> bool {
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        if matches!(&head[..4], b"EXIF" | b"XMP ") {
            return true;
        }
        at = at
            .saturating_add(8)
            .saturating_add(length)
            .saturating_add(length % 2);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_data_is_found_in_every_format() {
        let jpeg = [
            &[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1, 0, 8][..],
            b"Exif\0\0",
        ]
        .concat();
        assert!(carries_private(&jpeg));
        assert!(!carries_private(&[
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xda, 0, 2, 0xff, 0xe1, 0, 2
        ]));
        let chunk = |kind: &[u8], body: &[u8]| {
            [&(body.len() as u32).to_be_bytes(), kind, body, &[0; 4]].concat()
        };
        let png = |kind: &[u8], body: &[u8]| {
            [
                b"\x89PNG\r\n\x1a\n".to_vec(),
                chunk(b"IHDR", &[0; 13]),
                chunk(kind, body),
            ]
            .concat()
        };
        assert!(carries_private(&png(b"eXIf", b"MM")));
        assert!(carries_private(&png(b"iTXt", b"XML:com.adobe.xmp\0")));
        assert!(!carries_private(&png(b"tEXt", b"Software\0demo")));
        let webp = [
            b"RIFF\0\0\0\0WEBP".as_slice(),
            b"VP8X",
            &10_u32.to_le_bytes(),
            &[0; 10],
            b"EXIF\x02\0\0\0MM",
        ]
        .concat();
        assert!(carries_private(&webp));
        // Lengths that point nowhere end the walk.
        assert!(!carries_private(
            &[b"\x89PNG\r\n\x1a\n".as_slice(), &[0xff; 12]].concat()
        ));
        assert!(!carries_private(&[0xff, 0xd8, 0xff, 0xe0, 0, 0]));
    }
}
