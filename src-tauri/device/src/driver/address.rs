//! Where a pool is, and whom to believe that it is there.

use crate::error::Result;
use model::{Code, Denial};
use reqwest::{Certificate, Url};

/// Checks an address and takes it apart: https, or http to this machine alone.
pub fn check_address(address: &str) -> Result<Url> {
    let invalid = |detail: String| Denial::new(Code::AddressInvalid).with("detail", detail);
    let mut url = Url::parse(address.trim()).map_err(|e| invalid(e.to_string()))?;
    let host = url
        .host_str()
        .filter(|h| !h.is_empty())
        .ok_or_else(|| invalid("host".into()))?;
    let host = host.trim_matches(['[', ']']);
    let loopback = host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => return Err(Code::AddressInsecure.into()),
        other => return Err(invalid(other.to_string()).into()),
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err(invalid("?@".into()).into());
    }
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// The certificates of a PEM file.
pub fn authorities(pem: &str) -> Result<Vec<Certificate>> {
    let unreadable = || {
        Denial::new(Code::FileUnreadable)
            .with("name", "CA")
            .with("detail", "PEM")
    };
    let found = Certificate::from_pem_bundle(pem.as_bytes()).map_err(|_| unreadable())?;
    if found.is_empty() {
        Err(unreadable().into())
    } else {
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for good in [
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:80/",
            "https://pool.example",
            "https://10.0.0.8/zs/",
        ] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for (bad, code) in [
            ("http://10.0.0.8:8080", Code::AddressInsecure),
            ("http://127.0.0.1.example.com", Code::AddressInsecure),
            ("http://localhost.evil", Code::AddressInsecure),
            ("ftp://127.0.0.1", Code::AddressInvalid),
            ("127.0.0.1:8080", Code::AddressInvalid),
            ("https://a:b@pool.example", Code::AddressInvalid),
            ("", Code::AddressInvalid),
        ] {
            assert_eq!(check_address(bad).unwrap_err().code(), Some(code), "{bad}");
        }
        let under = check_address("https://gate.example/zs")
            .unwrap()
            .join("api/v1/pull")
            .unwrap();
        assert_eq!(under.as_str(), "https://gate.example/zs/api/v1/pull");
    }
}
