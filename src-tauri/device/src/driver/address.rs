//! Where a pool is.

use crate::error::Result;
use model::{Code, Denial, text};
use reqwest::Url;

/// Paths of a pool's own answers: what stands before is where it is reached.
const OWN_PATHS: [&str; 2] = ["/api/v1", "/healthz"];
/// Parts of a path that may be a page's and not the gateway's, at most.
const PARTS_MAX: usize = 6;

/// Checks an address as people type or copy it and takes it apart: https, or http to this machine alone. Signs are read as they
/// look; without a scheme it is https; a call's path and what belongs to a page's view is left out.
pub fn check_address(address: &str) -> Result<Url> {
    let invalid = |detail: &str| Denial::new(Code::AddressInvalid).with("detail", detail);
    let no_host = "没有写是哪台服务器，须像 https://pool.example 这样";
    let typed = slashes(bare(&text::code(address)));
    let whole = match typed.contains("://") {
        // Read as it stands, the first part of a path would be taken for a host.
        _ if typed.starts_with(['/', ':', '?', '#']) => return Err(invalid(no_host).into()),
        true => typed,
        false if is_here(host_of(&typed)) => format!("http://{typed}"),
        false => format!("https://{typed}"),
    };
    let mut url = Url::parse(&whole).map_err(|_| invalid(no_host))?;
    let host = url.host_str().filter(|h| !h.is_empty());
    let host = host.ok_or_else(|| invalid(no_host))?;
    match url.scheme() {
        "https" => {}
        "http" if is_here(host) => {}
        "http" => return Err(Code::AddressInsecure.into()),
        _ => return Err(invalid("须以 https:// 开头").into()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("地址里不能带用户名和密码").into());
    }
    url.set_fragment(None);
    url.set_query(None);
    let path = url.path();
    let ends = OWN_PATHS.iter().filter_map(|own| path.find(own));
    let path = path[..ends.min().unwrap_or(path.len())].to_string();
    url.set_path(&format!("{}/", path.trim_end_matches('/')));
    Ok(url)
}

/// Quotation marks, brackets and words around an address in a message are none of it.
fn bare(typed: &str) -> &str {
    let begin = typed.find("http").filter(|at| {
        let before = typed.get(..*at).unwrap_or_default();
        before.chars().all(|c| !c.is_ascii_alphanumeric())
    });
    let from = typed.get(begin.unwrap_or(0)..).unwrap_or(typed);
    from.trim_matches(|c: char| {
        "\"'“”‘’<>《》〈〉「」『』【】()[]（）。，、；,;!".contains(c) && !is_ip(from, c)
    })
}

/// Brackets are part of an address in the newer form.
fn is_ip(typed: &str, c: char) -> bool {
    matches!(c, '[' | ']') && typed.contains("::")
}

/// One slash, or the other kind, after a scheme: what was meant is plain.
fn slashes(typed: &str) -> String {
    let typed = typed.replace('\\', "/");
    for scheme in ["https", "http"] {
        let Some(rest) = typed.strip_prefix(scheme) else {
            continue;
        };
        let after = rest.trim_start_matches([':', '/']);
        let between = &rest[..rest.len() - after.len()];
        if between.contains('/') && !after.is_empty() {
            return format!("{scheme}://{after}");
        }
    }
    typed
}

/// What a picture of a code says, when somebody pasted it: address and code.
pub fn pasted(typed: &str) -> Option<(String, String)> {
    let query = typed.trim().strip_prefix("zs12345:enrol?")?;
    let url = Url::parse(&format!("zs12345:enrol?{query}")).ok()?;
    let value = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
    };
    Some((value("pool")?, value("code")?))
}

/// The same pool may answer at: the address as it was given, and, since it may have been copied out of a page, each above it.
pub fn above(address: &Url) -> Vec<Url> {
    let parts = address.path_segments().into_iter().flatten();
    let count = parts.filter(|part| !part.is_empty()).count();
    let mut all = vec![address.clone()];
    for _ in 0..count.min(PARTS_MAX) {
        all.extend(all.last().and_then(|last| last.join("..").ok()));
    }
    all
}

/// Whether what answered there was no pool, or not its own address.
pub fn is_elsewhere(error: &crate::Error) -> bool {
    matches!(
        error.code(),
        Some(Code::PoolNotAPool | Code::CommandUnknown)
    )
}

/// Host of an address without a scheme.
fn host_of(typed: &str) -> &str {
    let end = typed.find('/').unwrap_or(typed.len());
    let host = &typed[..end];
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => host,
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
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
            ("https://a:b@pool.example", Code::AddressInvalid),
            ("", Code::AddressInvalid),
            ("https://", Code::AddressInvalid),
            ("/api/v1/", Code::AddressInvalid),
            ("http：//10.0.0.8", Code::AddressInsecure),
        ] {
            let refused = check_address(bad).unwrap_err().denial();
            assert_eq!(refused.code, code, "{bad}");
            assert!(
                !refused.sentence().contains("URL"),
                "{}",
                refused.sentence()
            );
        }
        for (typed, meant) in [
            ("pool.example", "https://pool.example/"),
            ("pool.example:8443/", "https://pool.example:8443/"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("[::1]:8080/api/v1/", "http://[::1]:8080/"),
            ("localhost", "http://localhost/"),
            ("https://pool.example/api/v1/", "https://pool.example/"),
            (
                "https://pool.example/api/v1/list_tickets?x=1#y",
                "https://pool.example/",
            ),
            ("https://pool.example/zs/api/v1", "https://pool.example/zs/"),
            ("https://pool.example/healthz", "https://pool.example/"),
            ("https：／／pool．example", "https://pool.example/"),
            (
                " ｈｔｔｐｓ://pool.example\u{200b}/zs// ",
                "https://pool.example/zs/",
            ),
            ("“https://pool.example/zs”", "https://pool.example/zs/"),
            ("《https://pool.example》", "https://pool.example/"),
            ("<https://pool.example/>", "https://pool.example/"),
            ("地址：https://pool.example。", "https://pool.example/"),
            ("https:/pool.example,", "https://pool.example/"),
            ("https//pool.example", "https://pool.example/"),
            ("http:\\\\127.0.0.1:8080\\", "http://127.0.0.1:8080/"),
            ("https-gate.example", "https://https-gate.example/"),
            (
                "https://pool.example/desk?view=1#top",
                "https://pool.example/desk/",
            ),
        ] {
            let url = check_address(typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(url.as_str(), meant, "{typed}");
        }
        let page = check_address("https://gate.example/zs/mine/7").unwrap();
        let tried: Vec<String> = above(&page).iter().map(Url::to_string).collect();
        assert_eq!(
            tried,
            [
                "https://gate.example/zs/mine/7/",
                "https://gate.example/zs/mine/",
                "https://gate.example/zs/",
                "https://gate.example/"
            ]
        );
        let under = check_address("https://gate.example/zs")
            .unwrap()
            .join("api/v1/pull")
            .unwrap();
        assert_eq!(under.as_str(), "https://gate.example/zs/api/v1/pull");
    }
}
