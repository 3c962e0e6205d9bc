//! An enrolment code read from a picture: `zs12345:enrol?pool=<address>&code=<code>`.

use super::App;
use crate::driver::check_address;
use crate::error::Result;
use crate::photos::{QrLimits, qr};
use api::{QrReply, ReadQr};
use base64::Engine;
use model::{Code, Denial};

/// What a picture may be before it is decoded: 8 MB, and a large camera's pixels.
const LIMITS: QrLimits = QrLimits {
    bytes: 8 * 1024 * 1024,
    pixels: 64_000_000,
};
/// Characters of a code, at most.
const CODE_MAX: usize = 64;

impl App {
    /// Address and code from a picture; answers before anybody has enrolled or unlocked.
    pub fn read_qr(&self, ask: &ReadQr) -> Result<QrReply> {
        let named = |denial: Denial| denial.with("name", "二维码");
        // Four characters carry three bytes: what is too long is not even decoded.
        let bytes = (ask.picture.len() / 4 * 3) as u64;
        let max = LIMITS.bytes as u64;
        if bytes > max {
            let large = Denial::too_many_bytes(Code::PhotoTooLarge, bytes, max);
            return Err(named(large).into());
        }
        let file = base64::engine::general_purpose::STANDARD
            .decode(ask.picture.trim())
            .map_err(|_| named(Code::PhotoBroken.into()))?;
        let texts = qr::read(&file, LIMITS).map_err(named)?;
        if texts.is_empty() {
            return Err(Code::QrMissing.into());
        }
        let found = texts.iter().find_map(|text| enrolment(text));
        Ok(found.ok_or(Code::QrOther)?)
    }
}

/// What an enrolment code says; none for every other text.
pub fn enrolment(text: &str) -> Option<QrReply> {
    let url = reqwest::Url::parse(text.trim()).ok()?;
    if url.scheme() != "zs12345" || url.path() != "enrol" || url.fragment().is_some() {
        return None;
    }
    let (mut pool, mut code) = (None, None);
    for (name, value) in url.query_pairs() {
        let place = match name.as_ref() {
            "pool" => &mut pool,
            "code" => &mut code,
            _ => return None,
        };
        if place.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let (pool, code) = (pool?, code?);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if code.is_empty() || code.len() > CODE_MAX || !code.chars().all(plain) {
        return None;
    }
    check_address(&pool).ok()?;
    Some(QrReply { pool, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_enrolment_codes_are_taken() {
        let found =
            enrolment("zs12345:enrol?pool=https%3A%2F%2Fpool.example%2Fzs&code=K7M2-93QD").unwrap();
        assert_eq!(
            (found.pool.as_str(), found.code.as_str()),
            ("https://pool.example/zs", "K7M2-93QD")
        );
        for other in [
            "https://pool.example/?code=K7M2-93QD",
            "zs12345:enrol?pool=https%3A%2F%2Fpool.example",
            "zs12345:enrol?code=K7M2-93QD",
            "zs12345:enrol?pool=http%3A%2F%2F10.0.0.8&code=K7M2-93QD",
            "zs12345:enrol?pool=javascript%3Aalert(1)&code=K7M2-93QD",
            "zs12345:enrol?pool=https%3A%2F%2Fa.example&pool=https%3A%2F%2Fb.example&code=K7M2",
            "zs12345:enrol?pool=https%3A%2F%2Fpool.example&code=a%20b",
            "zs12345:enrol?pool=https%3A%2F%2Fpool.example&code=K7M2&pin=1",
            "zs12345:wipe?pool=https%3A%2F%2Fpool.example&code=K7M2",
            "K7M2-93QD",
            "",
        ] {
            assert_eq!(enrolment(other), None, "{other}");
        }
    }
}
