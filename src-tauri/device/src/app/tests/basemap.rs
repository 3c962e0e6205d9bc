//! The basemap pack, from a pool of a few lines that cuts the line, lies, or has nothing.

use super::*;
use api::{Basemap, MapDatum};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;

const SIZE: usize = 3_000_000;

/// What the pool publishes and how it behaves.
struct Offer {
    pack: Option<Vec<u8>>,
    /// What it sends instead of the pack's bytes.
    sends: Option<Vec<u8>>,
    /// Bytes after which it cuts the line.
    cut: usize,
    /// It knows no ranges.
    plain: bool,
    /// Positions it was asked to begin at.
    begun: Vec<usize>,
    /// Requests it got in all.
    requests: usize,
}

fn pack(seed: u8) -> Vec<u8> {
    (0..SIZE)
        .map(|n| (n / 251) as u8 ^ (n % 256) as u8 ^ seed)
        .collect()
}

fn described(pack: &[u8]) -> Basemap {
    Basemap {
        name: "演示底图 2026-11".into(),
        sha256: crate::photos::sha256(pack),
        bytes: pack.len() as u64,
        datum: MapDatum::Wgs84,
        bounds: [116.0, 40.0, 116.2, 40.2],
        approval: "演示".into(),
    }
}

fn setting() -> (tempfile::TempDir, App, Arc<Mutex<Offer>>) {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let app = device_at(
        dir.path(),
        &format!("http://{}/", listener.local_addr().unwrap()),
    );
    let offer = Arc::new(Mutex::new(Offer {
        pack: Some(pack(1)),
        sends: None,
        cut: usize::MAX,
        plain: false,
        begun: vec![],
        requests: 0,
    }));
    let theirs = offer.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &theirs);
        }
    });
    (dir, app, offer)
}

/// One request a line; a line that was cut shows as one that ends early.
fn answer(stream: TcpStream, offer: &Mutex<Offer>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut from, mut token) = (String::new(), None, false);
    stream.read_line(&mut line).ok()?;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).ok()?;
        let header = header.trim().to_lowercase();
        if header.is_empty() {
            break;
        }
        token |= header == "authorization: bearer secret-token-of-the-test";
        if let Some(range) = header.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse::<usize>().ok();
        }
    }
    assert!(token, "the device's token goes along");
    let mut offer = offer.lock().unwrap();
    offer.requests += 1;
    let out = stream.get_mut();
    let mut say = |status: &str, head: &str, body: &[u8], promised: usize| {
        let head = format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\n{head}content-length: {promised}\r\n\r\n"
        );
        out.write_all(head.as_bytes())
            .and_then(|()| out.write_all(body))
            .ok()
    };
    let Some(pack) = offer.pack.clone() else {
        let denial = serde_json::to_vec(&ApiError::from(Code::BasemapNone)).unwrap();
        return say("404 Not Found", "", &denial, denial.len());
    };
    if line.starts_with("GET /api/v1/basemap HTTP") {
        let body = serde_json::to_vec(&described(&pack)).unwrap();
        return say("200 OK", "", &body, body.len());
    }
    let path = format!("GET /api/v1/basemap/{} ", described(&pack).sha256);
    assert!(line.starts_with(&path), "{line}");
    let bytes = offer.sends.clone().unwrap_or(pack);
    let from = from.filter(|_| !offer.plain);
    offer.begun.push(from.unwrap_or(0));
    let rest = bytes.get(from.unwrap_or(0)..).unwrap_or_default();
    let sent = &rest[..rest.len().min(offer.cut)];
    match from {
        Some(from) => {
            let range = format!(
                "content-range: bytes {from}-{}/{}\r\n",
                bytes.len() - 1,
                bytes.len()
            );
            say("206 Partial Content", &range, sent, rest.len())
        }
        None => say("200 OK", "", sent, rest.len()),
    }
}

fn files(app: &App) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(app.inner.dir.join("basemap"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "lock")
        .collect();
    names.sort();
    names
}

#[test]
fn an_interrupted_pack_goes_on_where_it_stopped() {
    let (_dir, app, offer) = setting();
    let sha = described(&pack(1)).sha256;
    offer.lock().unwrap().cut = 1_000_000;
    let mut last = 0;
    let state = loop {
        match app.wait(app.fetch_basemap()) {
            Ok(state) => break state,
            Err(error) => assert_eq!(error.code(), Some(Code::PoolUnreachable)),
        }
        let state = app.wait(app.basemap()).unwrap();
        assert!(
            !state.ready && state.here > last,
            "each try brings more: {}",
            state.here
        );
        last = state.here;
        assert_eq!(
            code(app.wait(app.basemap_bytes(&sha, 0, 10))),
            Code::BasemapNone
        );
    };
    assert!(state.ready && state.here == SIZE as u64);
    let begun = offer.lock().unwrap().begun.clone();
    assert!(
        begun.len() >= 3 && begun.windows(2).all(|w| w[1] > w[0]),
        "{begun:?}"
    );
    assert_eq!(files(&app), [format!("{sha}.pmtiles")]);
    let bytes = app.wait(app.basemap_bytes(&sha, 1_234_567, 1_000)).unwrap();
    assert_eq!(bytes, pack(1)[1_234_567..1_235_567]);
    assert_eq!(
        app.wait(app.basemap_bytes(&sha, SIZE as u64 - 10, 1_000))
            .unwrap()
            .len(),
        10
    );
    assert!(
        app.wait(app.basemap_bytes(&sha, 1 << 40, 1_000))
            .unwrap()
            .is_empty()
    );
    let all = app.wait(app.basemap_bytes(&sha, 0, u64::MAX)).unwrap();
    assert!(all.len() as u64 <= crate::app::PIECE_MAX);
    // What is here is not fetched again.
    app.wait(app.fetch_basemap()).unwrap();
    assert_eq!(offer.lock().unwrap().begun.len(), begun.len());
}

#[test]
fn a_new_pack_replaces_the_old_one_only_when_it_is_whole() {
    let (_dir, app, offer) = setting();
    app.wait(app.fetch_basemap()).unwrap();
    let (old, new) = (described(&pack(1)).sha256, described(&pack(2)).sha256);
    {
        let mut offer = offer.lock().unwrap();
        offer.pack = Some(pack(2));
        offer.cut = 2_000_000;
    }
    app.wait(app.fetch_basemap()).unwrap_err();
    offer.lock().unwrap().cut = usize::MAX;
    assert!(app.wait(app.fetch_basemap()).unwrap().ready);
    assert_eq!(files(&app), [format!("{new}.pmtiles")]);
    assert_eq!(
        code(app.wait(app.basemap_bytes(&old, 0, 1))),
        Code::BasemapNone
    );
}

#[test]
fn a_pack_that_is_not_what_was_published_is_removed() {
    let (_dir, app, offer) = setting();
    let mut wrong = pack(1);
    wrong[7] ^= 1;
    offer.lock().unwrap().sends = Some(wrong);
    assert_eq!(code(app.wait(app.fetch_basemap())), Code::BasemapBroken);
    assert!(files(&app).is_empty());
    // One that never ends is stopped at its size.
    offer.lock().unwrap().sends = Some([pack(1), pack(1)].concat());
    assert_eq!(code(app.wait(app.fetch_basemap())), Code::BasemapBroken);
    assert!(app.wait(app.basemap()).unwrap().here <= SIZE as u64);
    offer.lock().unwrap().sends = None;
    while app.wait(app.fetch_basemap()).is_err() {}
    assert!(app.wait(app.basemap()).unwrap().ready);
}

#[test]
fn a_pool_without_ranges_begins_anew() {
    let (_dir, app, offer) = setting();
    {
        let mut offer = offer.lock().unwrap();
        offer.plain = true;
        offer.cut = 1_000_000;
    }
    app.wait(app.fetch_basemap()).unwrap_err();
    offer.lock().unwrap().cut = usize::MAX;
    assert!(app.wait(app.fetch_basemap()).unwrap().ready);
    assert_eq!(offer.lock().unwrap().begun, [0, 0]);
}

#[test]
fn nothing_published_no_room_and_no_network_are_said() {
    let (_dir, app, offer) = setting();
    app.measure_space_by(Arc::new(|_| Some(1_000_000)));
    assert_eq!(code(app.wait(app.fetch_basemap())), Code::DiskFull);
    assert!(files(&app).is_empty() && offer.lock().unwrap().begun.is_empty());
    app.measure_space_by(Arc::new(|_| None));
    offer.lock().unwrap().pack = None;
    assert_eq!(code(app.wait(app.fetch_basemap())), Code::BasemapNone);
    assert_eq!(app.wait(app.basemap()).unwrap().offered, None);
    // Asked a moment ago: looking again makes no request.
    let before = offer.lock().unwrap().requests;
    app.wait(app.basemap()).unwrap();
    assert_eq!(offer.lock().unwrap().requests, before);
    let dir = tempfile::tempdir().unwrap();
    let alone = device(dir.path());
    assert!(!alone.wait(alone.basemap()).unwrap().ready);
    assert_eq!(
        code(alone.wait(alone.fetch_basemap())),
        Code::PoolUnreachable
    );
}

#[test]
fn a_second_fetch_answers_how_far_the_first_is() {
    let (_dir, app, offer) = setting();
    offer.lock().unwrap().cut = 500_000;
    app.wait(app.fetch_basemap()).unwrap_err();
    let folder = app.inner.dir.join("basemap");
    let _first = crate::lock::hold(&folder.join("lock"), std::time::Duration::ZERO).unwrap();
    let before = offer.lock().unwrap().requests;
    let state = app.wait(app.fetch_basemap()).unwrap();
    assert!(!state.ready && state.here > 0);
    assert_eq!(offer.lock().unwrap().requests, before);
    // A capture and its sync lock other things.
    app.capture_files(&issue(), &[]).unwrap();
}
