//! Bad input: each gets a sentence with a code and the right exit status, and nothing is stored.

mod files;

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use tests::device::issue;
use tests::{Device, Pool, photo};

fn png_header(w: u32, h: u32) -> Vec<u8> {
    // A valid header that claims these dimensions; the data behind it never gets read.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(w.to_be_bytes());
    png.extend(h.to_be_bytes());
    png.extend([8, 2, 0, 0, 0]);
    let crc = crc32(&png[12..29]);
    png.extend(crc.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82");
    png
}
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| {
            if c & 1 == 1 {
                (c >> 1) ^ 0xedb8_8320
            } else {
                c >> 1
            }
        })
    })
}

#[test]
fn nothing_wrong_is_stored() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let good = issue(&pool, "用来改坏的工单");
    let with = |path: &str, value: Value| {
        let mut bad = good.clone();
        let (parent, field) = path.rsplit_once('/').unwrap_or(("", path));
        bad.pointer_mut(parent)
            .and_then(Value::as_object_mut)
            .expect("an object")
            .insert(field.into(), value);
        bad
    };
    let issues = [
        ("unknown field, named", with("/titel", json!("x")), "titel"),
        (
            "unknown category",
            with("/category", json!("999999")),
            "999999",
        ),
        (
            "unknown area",
            with("/where/area_code", json!("990100999999")),
            "990100999999",
        ),
        (
            "title too long",
            with("/title", json!("长".repeat(41))),
            "40",
        ),
        (
            "huge title",
            with("/title", json!("长".repeat(100_000))),
            "40",
        ),
        ("body empty", with("/body", json!("")), "主要内容"),
        (
            "place 0,0",
            with(
                "/where",
                json!({"lon": 0.0, "lat": 0.0, "area_code": pool.sample("area_code")}),
            ),
            "0,0",
        ),
        (
            "outside the world",
            with(
                "/where",
                json!({"lon": 500.0, "lat": 40.0, "area_code": pool.sample("area_code")}),
            ),
            "180",
        ),
        (
            "unknown enum value",
            with("/grade", json!("extreme")),
            "extreme",
        ),
        (
            "the pool's own field",
            with("/ticket_no", json!("WS1")),
            "ticket_no",
        ),
        ("wrong type", with("/where/lon", json!("east")), "lon"),
        (
            "clock wrong by years",
            with("/occurred_at", json!("1970-01-01T00:00:00Z")),
            "时间",
        ),
    ];
    for (what, bad, names) in &issues {
        let said = device.capture(bad, &[]).fails(2);
        assert!(said.contains(names), "{what}: {said}");
    }
    let not_json = device.bytes("not.json", b"{\"title\": ");
    device
        .run(&["capture", "--file", not_json.to_str().expect("a path")])
        .fails(2);
    device
        .run(&["capture", "--file", "/nonexistent/issue.json"])
        .fails(2);

    let jpeg = photo::jpeg(1, 800, 600);
    let photos: Vec<(&str, Vec<u8>)> = vec![
        ("empty.jpg", Vec::new()),
        ("truncated.jpg", jpeg[..jpeg.len() / 2].to_vec()),
        ("corrupt.jpg", {
            let mut b = jpeg.clone();
            b[2..200].fill(0x55);
            b
        }),
        ("text.jpg", b"not an image at all".to_vec()),
        ("heic.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()),
        ("avif.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1".to_vec()),
        ("huge.png", png_header(30_000, 30_000)),
        ("anim.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
    ];
    for (name, bytes) in &photos {
        let file = device.bytes(name, bytes);
        let said = device.capture(&good, &[file]).fails(2);
        assert!(said.contains("照片"), "{name}: {said}");
    }
    let list = device.run(&["list"]).ok();
    assert!(
        !list.to_string().contains("用来改坏的工单"),
        "what exits 2 stores nothing"
    );

    // A wrong name is no fault: the content counts. Outside the district is kept, and flagged.
    let misnamed = device.bytes("really-a-jpeg.png", &jpeg);
    device.captured(&good, &[misnamed]);
    let far = device.captured(
        &with(
            "/where",
            json!({"lon": 121.5, "lat": 31.2, "area_code": pool.sample("area_code")}),
        ),
        &[],
    );
    assert!(
        device.show(&far)["flags"]
            .as_array()
            .is_some_and(|f| f.iter().any(|x| x == "outside_district"))
    );
    device.run(&["act", &far, "no_such_act"]).fails(2);
    device.run(&["show", "not-an-id"]).fails(2);
    device
        .run(&["show", "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f"])
        .fails(4);
}

#[test]
fn pins_codes_and_addresses() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    device.run(&["list", "--pin", "135790"]).fails(4);
    let blank = Device::blank();
    blank.run(&["list"]).fails(4);
    let code = pool.enrol_code("collector");
    blank
        .run(&["enrol", "--pool", "ftp://127.0.0.1", "--code", &code])
        .fails(2);
    blank
        .run(&["enrol", "--pool", "http://10.9.9.9:1", "--code", &code])
        .fails(2);
    blank
        .run(&["enrol", "--pool", "http://127.0.0.1:9", "--code", &code])
        .fails(3);
    blank
        .run(&["enrol", "--pool", &pool.url(), "--code", "AAAA-BBBB-CCCC"])
        .fails(4);
    blank
        .run(&[
            "enrol",
            "--pool",
            &pool.url(),
            "--code",
            &code,
            "--pin",
            "12",
        ])
        .fails(2);
    blank
        .run(&["enrol", "--pool", &pool.url(), "--code", &code])
        .ok();
    Device::blank()
        .run(&["enrol", "--pool", &pool.url(), "--code", &code])
        .fails(4);
}

#[test]
fn an_address_as_people_copy_it_reaches_its_pool() {
    let pool = Pool::demo();
    let bare = pool.url().trim_start_matches("http://").to_string();
    let code = |said: &str| {
        let code = pool.enrol_code("collector");
        let device = Device::blank();
        device.run(&["enrol", "--pool", said, "--code", &code]).ok();
        device.run(&["sync"]).ok();
    };
    for typed in [
        bare.clone(),
        format!("{}/api/v1/", pool.url()),
        format!("{}/mine/7?view=1#top", pool.url()),
        format!(" http：//{bare}/\u{200b}"),
    ] {
        code(&typed);
    }
}

/// Answers every request with a page, as a hotel's network or a gateway does.
fn portal(status: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let mut buffer = [0u8; 4096];
            let _ = stream.read(&mut buffer);
            let page = "<html><body>请登录无线网络</body></html>";
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    port
}

#[test]
fn a_captive_portal_is_not_a_pool_and_loses_nothing() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let id = device.captured(&issue(&pool, "酒店网络里采集"), &[]);
    let hotel = format!("http://127.0.0.1:{}", portal("200 OK"));
    device.run(&["set-pool", &hotel]).fails(3);
    // A gateway that takes nothing is no reason to write less.
    let narrow = format!("http://127.0.0.1:{}", portal("413 Content Too Large"));
    let said = device.run(&["set-pool", &narrow]).fails(3);
    assert!(!said.contains("删减"), "{said}");
    let blank = Device::blank();
    blank
        .run(&["enrol", "--pool", &hotel, "--code", "AAAA-BBBB-CCCC"])
        .fails(3);
    assert_eq!(device.show(&id)["status"], "queued");
    assert_eq!(device.sync()["refused"], json!([]));
    assert_eq!(device.show(&id)["status"], "pooled");
}

#[test]
fn edits_that_are_not_allowed_change_nothing() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let id = device.captured(&issue(&pool, "只有本人可改"), &[]);
    device.sync();
    let other = pool.sign_in("supervisor");
    let (status, error) = other
        .call("edit_facts", json!({"id": id, "facts": {"title": "改掉"}}))
        .expect_err("not theirs");
    assert_eq!((status, error["code"].as_str()), (403, Some("not_yours")));
    let desk = pool.sign_in("desk_town");
    let (status, error) = desk
        .call(
            "edit_facts",
            json!({"id": id, "facts": {"ticket_no": "WS1"}}),
        )
        .expect_err("the pool's own");
    assert_eq!(
        (
            status,
            error["params"]["field"]
                .as_str()
                .map(|f| f.ends_with("ticket_no"))
        ),
        (400, Some(true)),
        "{error}"
    );
    desk.act(
        &id,
        "accept",
        json!({"category": pool.sample("category"), "grade": "normal"}),
    );
    // The collector, still without that news, edits too late: kept on the device, not in the ticket.
    device
        .edit(&id, &json!({"body": "接单之后才写完的补充内容。"}))
        .ok();
    let report = device.sync();
    assert_eq!(
        report["refused"].as_array().map(Vec::len).unwrap_or(0)
            + report["void"].as_array().map(Vec::len).unwrap_or(0),
        1,
        "{report}"
    );
    let shown = device.show(&id);
    assert_eq!(shown["facts"]["body"], issue(&pool, "x")["body"]);
    assert_eq!(
        desk.call("read_ticket", json!({"id": id}))
            .expect("the ticket")["facts"],
        shown["facts"]
    );
}
