//! `basemap://localhost/<sha256>?offset=N&length=M`: bytes of the fetched pack, for the map. Nothing else is read this way.

use crate::door::Door;
use api::Sha256;
use tauri::http::{Method, Request, Response, StatusCode, Uri, header};

/// The pages of this app, as the webviews of the systems call them.
const PAGES: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// Answers one request.
pub async fn answer(door: Door, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let page = origin.filter(|o| PAGES.iter().any(|page| o == page));
    let (status, bytes) = match asked(request.method(), request.uri()) {
        None => (StatusCode::BAD_REQUEST, Vec::new()),
        Some((sha, offset, length)) => match door.basemap(sha, offset, length).await {
            Ok(bytes) => (StatusCode::OK, bytes),
            Err(_) => (StatusCode::NOT_FOUND, Vec::new()),
        },
    };
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("application/octet-stream"),
    );
    if let Some(page) = page {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
    }
    response
}

/// Which pack, from where, how much; the device itself caps the length.
fn asked(method: &Method, uri: &Uri) -> Option<(Sha256, u64, u64)> {
    if method != Method::GET {
        return None;
    }
    let sha = Sha256::new(uri.path().strip_prefix('/')?).ok()?;
    let (mut offset, mut length) = (None, None);
    for pair in uri.query()?.split('&') {
        let (name, value) = pair.split_once('=')?;
        match name {
            "offset" => offset = Some(value.parse().ok()?),
            "length" => length = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    Some((sha, offset?, length?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pieces_of_a_pack_can_be_asked_for() {
        let sha = "ab".repeat(32);
        let ask = |path: &str| {
            let uri: Uri = format!("basemap://localhost/{path}").parse().unwrap();
            asked(&Method::GET, &uri)
        };
        assert_eq!(
            ask(&format!("{sha}?offset=7&length=512")),
            Some((Sha256::new(&*sha).unwrap(), 7, 512))
        );
        for bad in [
            sha.clone(),
            format!("{sha}?offset=7"),
            format!("{sha}?offset=-1&length=1"),
            format!("{sha}?offset=1&length=1&path=/etc/passwd"),
            "..%2f..%2fdevice.json?offset=0&length=9".to_string(),
            "../store.db?offset=0&length=9".to_string(),
            format!("{}?offset=0&length=9", &sha[1..]),
        ] {
            assert_eq!(ask(&bad), None, "{bad}");
        }
        let uri: Uri = format!("basemap://localhost/{sha}?offset=0&length=1")
            .parse()
            .unwrap();
        assert_eq!(asked(&Method::POST, &uri), None);
    }

    #[test]
    fn other_pages_hear_nothing_and_a_closed_device_has_no_map() {
        let dir = tempfile::tempdir().unwrap();
        let door = Door::new(dir.path(), None, |_| ());
        let ask = |origin: &'static str| {
            let request = Request::builder()
                .uri(format!(
                    "basemap://localhost/{}?offset=0&length=1",
                    "ab".repeat(32)
                ))
                .header(header::ORIGIN, origin)
                .body(Vec::new())
                .unwrap();
            tauri::async_runtime::block_on(answer(door.clone(), request))
        };
        let own = ask("tauri://localhost");
        assert_eq!(own.status(), StatusCode::NOT_FOUND);
        assert_eq!(
            own.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN],
            "tauri://localhost"
        );
        let other = ask("https://evil.example");
        assert!(
            !other
                .headers()
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
        );
    }
}
