//! The enrolment code as a picture that a tablet reads: `zs12345:enrol?pool=<address>&code=<code>`.

use super::unreadable;
use crate::{Error, Result};
use image::{GrayImage, ImageFormat, Luma};
use model::{Code, Denial};
use qrcode::{Color, QrCode};
use std::io::Cursor;
use std::path::Path;
use url::{Host, Url};

/// Pixels of one square, and the squares of white around the code that readers need.
const SQUARE: u32 = 8;
const MARGIN: u32 = 4;

/// The address as it goes into the picture.
pub fn address(text: &str) -> Result<Url, Denial> {
    let wrong = |detail: &str| Denial::new(Code::AddressInvalid).with("detail", detail);
    let url = Url::parse(text.trim()).map_err(|_| wrong("不是网址"))?;
    let plain = url.username().is_empty() && url.password().is_none();
    if !plain || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("只写 https://主机名:端口"));
    }
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(wrong("没有主机名")),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        "http" => Err(Code::AddressInsecure.into()),
        _ => Err(wrong("须以 https:// 开头")),
    }
}

/// Writes the picture as a new PNG for its owner's eyes only: the code in it is a secret.
pub fn write(file: &Path, pool: &Url, code: &str) -> Result<()> {
    let pairs = [
        ("pool", pool.as_str().trim_end_matches('/')),
        ("code", code),
    ];
    let text = Url::parse_with_params("zs12345:enrol", pairs)
        .map_err(|e| Error::Bug(format!("qr address: {e}")))?;
    let drawn = QrCode::new(text.as_str()).map_err(|e| Error::Bug(format!("qr: {e}")))?;
    let side = u32::try_from(drawn.width()).unwrap_or(0);
    let squares = drawn.to_colors();
    let edge = (side + 2 * MARGIN) * SQUARE;
    let picture = GrayImage::from_fn(edge, edge, |x, y| {
        let inside = |at: u32| (at / SQUARE).checked_sub(MARGIN).filter(|i| *i < side);
        let dark = inside(x)
            .zip(inside(y))
            .is_some_and(|(x, y)| squares[(y * side + x) as usize] == Color::Dark);
        Luma([if dark { 0 } else { 255 }])
    });
    let mut png = Cursor::new(Vec::new());
    picture
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|e| Error::Bug(format!("png: {e}")))?;
    crate::store::write_private(file, png.get_ref()).map_err(|e| unreadable(file, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_a_tablet_takes() {
        for (text, expect) in [
            ("https://pool.example:8443/", None),
            ("http://127.0.0.1:8080", None),
            ("http://[::1]:8080", None),
            ("http://pool.example", Some(Code::AddressInsecure)),
            ("http://localhost.evil", Some(Code::AddressInsecure)),
            ("ftp://pool.example", Some(Code::AddressInvalid)),
            ("https://me:secret@pool.example", Some(Code::AddressInvalid)),
            ("https://pool.example/?a=1", Some(Code::AddressInvalid)),
            ("pool.example", Some(Code::AddressInvalid)),
        ] {
            assert_eq!(address(text).err().map(|d| d.code), expect, "{text}");
        }
    }
}
