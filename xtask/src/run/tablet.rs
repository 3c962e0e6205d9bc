//! The second address: the tablet in a browser on this machine, beside the desk's.

use anyhow::{Context, Result};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::net::SocketAddr;

/// Another name of this machine is another place to a browser: a tablet with a store of its own, while the first address stays
/// the desk's. Browsers take it for safe without a certificate.
fn address(listen: SocketAddr) -> String {
    format!("http://localhost:{}", listen.port())
}

/// What a tablet's camera reads: address and one-time code.
fn text(address: &str, code: &str) -> String {
    let coded = address.replace(':', "%3A").replace('/', "%2F");
    format!("zs12345:enrol?pool={coded}&code={code}")
}

/// Says where and how, with the code as a picture.
pub fn announce(listen: SocketAddr, code: &str) -> Result<()> {
    let address = address(listen);
    let drawn = QrCode::new(text(&address, code)).context("登记二维码画不出来")?;
    let drawn = drawn
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    println!("平板（浏览器里，存在本机，断网也能用）：{address}");
    println!("  点「登记为平板」，登记码 {code}（只能用一次），再设一个 PIN；或拍下面的二维码：\n");
    println!("{drawn}\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tablet_has_another_address_on_the_same_port() {
        let listen = "127.0.0.1:12345".parse().unwrap();
        assert_eq!(address(listen), "http://localhost:12345");
        assert_eq!(
            text("http://localhost:12345", "K7M2-93QD"),
            "zs12345:enrol?pool=http%3A%2F%2Flocalhost%3A12345&code=K7M2-93QD"
        );
    }
}
