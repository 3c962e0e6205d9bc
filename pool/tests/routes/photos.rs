use crate::support::{Pool, picture};
use axum::body::Body;
use axum::http::{Request, header};
use futures_util::stream;
use image::ImageFormat;
use serde_json::json;

/// A ticket that lists these bytes as a photo.
async fn listed(pool: &Pool, bytes: &[u8], w: u32, h: u32) -> String {
    let mut issue = crate::support::issue("井盖碎裂");
    issue["category"] = json!("010101");
    let photos = json!([picture::entry(bytes, w, h, "scene")]);
    let reply = pool
        .call(
            "demo_collector",
            "capture",
            json!({"issue": issue, "photos": photos}),
        )
        .await
        .ok();
    assert_eq!(reply["photos"][0]["delivered"], false);
    reply["id"].as_str().unwrap().to_string()
}

#[tokio::test]
async fn are_kept_and_given_to_whoever_sees_the_ticket() {
    let pool = Pool::new();
    for (format, mime) in [
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Png, "image/png"),
        (ImageFormat::WebP, "image/webp"),
    ] {
        let (bytes, sha) = picture::draw(640, 480, format, 9);
        let id = listed(&pool, &bytes, 640, 480).await;
        assert_eq!(
            pool.get_photo("demo_collector", &sha).await.refused(404),
            "photo_not_found"
        );
        let receipt = pool
            .put_photo("demo_collector", &sha, &id, &bytes)
            .await
            .ok();
        assert_eq!(receipt, json!({"sha256": sha, "receipt": "held"}));
        pool.put_photo("demo_collector", &sha, &id, &bytes)
            .await
            .ok();
        let full = pool.get_photo("demo_desk_town", &sha).await;
        assert_eq!(
            (
                full.status.as_u16(),
                &full.bytes,
                full.headers[header::CONTENT_TYPE].to_str().unwrap()
            ),
            (200, &bytes, mime)
        );
        assert_eq!(full.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(
            full.headers[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .starts_with("private")
        );
        let thumb = pool
            .get_photo("demo_desk_town", &format!("{sha}?size=thumb"))
            .await;
        let small = image::load_from_memory(&thumb.bytes).unwrap();
        assert_eq!((small.width(), small.height()), (320, 240));
        let shown = pool
            .call("demo_desk_town", "read_ticket", json!({"id": id}))
            .await
            .ok();
        assert_eq!(shown["photos"][0]["delivered"], true);
        for outsider in ["demo_desk_town2", "demo_handler", "demo_admin"] {
            assert_eq!(
                pool.get_photo(outsider, &sha).await.refused(404),
                "photo_not_found",
                "{outsider}"
            );
        }
    }
    assert_eq!(
        pool.get_photo("demo_collector", "../../keys.json")
            .await
            .status,
        404
    );
    assert_eq!(
        pool.get_photo("demo_collector", &"0".repeat(64))
            .await
            .refused(404),
        "photo_not_found"
    );
}

#[tokio::test]
async fn refuses_what_is_no_photo_or_not_listed_or_tells_too_much() {
    let pool = Pool::new();
    let (jpeg, sha) = picture::draw(64, 64, ImageFormat::Jpeg, 1);
    let (_, gif) = (0, b"GIF89a\x01\0\x01\0\0\0\0;".to_vec());
    let private = picture::with_exif(&jpeg);
    let mut cut = jpeg.clone();
    cut.truncate(60);
    for (bytes, code) in [
        (gif, "photo_format"),
        (private, "photo_private"),
        (cut, "photo_broken"),
    ] {
        let id = listed(&pool, &bytes, 64, 64).await;
        assert_eq!(
            pool.put_photo("demo_collector", &picture::sha(&bytes), &id, &bytes)
                .await
                .refused(400),
            code
        );
        pool.audited("photo_refused", code);
    }
    let id = listed(&pool, &jpeg, 64, 64).await;
    let mut other = jpeg.clone();
    *other.last_mut().unwrap() ^= 1;
    assert_eq!(
        pool.put_photo("demo_collector", &sha, &id, &other)
            .await
            .refused(400),
        "photo_hash"
    );
    assert_eq!(
        pool.put_photo("demo_collector", &sha, &id, b"")
            .await
            .refused(400),
        "photo_hash"
    );
    let (stranger, stranger_sha) = picture::draw(65, 64, ImageFormat::Jpeg, 2);
    assert_eq!(
        pool.put_photo("demo_collector", &stranger_sha, &id, &stranger)
            .await
            .refused(409),
        "photo_unknown"
    );
    assert_eq!(
        pool.put_photo("demo_handler", &sha, &id, &jpeg)
            .await
            .refused(404),
        "not_found"
    );
    assert!(arriving(&pool).is_empty(), "what was refused is not kept");
    let large = vec![0; 12 * 1024 * 1024 + 1];
    assert_eq!(
        pool.put_photo("demo_collector", &sha, &id, &large)
            .await
            .refused(400),
        "photo_too_large"
    );
    let none = Request::put(format!("/api/v1/photos/{sha}?ticket={id}"))
        .body(Body::from(jpeg))
        .unwrap();
    assert_eq!(pool.send(none).await.refused(401), "signed_out");
}

/// What lies where photos arrive.
fn arriving(pool: &Pool) -> Vec<std::fs::DirEntry> {
    let folder = pool.store.folder().join("arriving");
    let found = std::fs::read_dir(folder).into_iter().flatten();
    found.flatten().collect()
}

#[tokio::test]
async fn a_photo_goes_to_a_file_as_it_comes_and_no_further_than_it_was_listed() {
    let pool = Pool::new();
    let (jpeg, sha) = picture::draw(64, 64, ImageFormat::Jpeg, 7);
    let id = listed(&pool, &jpeg, 64, 64).await;
    let token = pool.token("demo_collector").await;
    let send = async |body: Body| {
        let request = Request::put(format!("/api/v1/photos/{sha}?ticket={id}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        pool.send(request.body(body).unwrap()).await
    };
    // One that never ends is cut at its listed length.
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = asked.clone();
    let endless = stream::repeat_with(move || {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok::<_, std::io::Error>(vec![0xff; 1024])
    });
    let answer = send(Body::from_stream(endless)).await;
    assert_eq!(answer.refused(400), "photo_hash");
    let most = (16 << 10) + jpeg.len() / 1024 + 2;
    assert!(asked.load(std::sync::atomic::Ordering::Relaxed) <= most);
    // One that is cut leaves nothing.
    let (half, rest) = jpeg.split_at(jpeg.len() / 2);
    let cut = stream::iter([Ok(half.to_vec()), Err(std::io::Error::other("cut"))]);
    assert_eq!(
        send(Body::from_stream(cut)).await.refused(400),
        "frame_broken"
    );
    assert!(arriving(&pool).is_empty());
    let whole = stream::iter([half.to_vec(), rest.to_vec()].map(Ok::<_, std::io::Error>));
    send(Body::from_stream(whole)).await.ok();
    assert!(arriving(&pool).is_empty());
}

#[tokio::test]
async fn a_place_hidden_anywhere_never_enters_the_pool() {
    let pool = Pool::new();
    let (jpeg, _) = picture::draw(64, 64, ImageFormat::Jpeg, 5);
    let (png, _) = picture::draw(64, 64, ImageFormat::Png, 5);
    let (webp, _) = picture::draw(64, 64, ImageFormat::WebP, 5);
    let gps = b"Exif\0\0GPSLatitude 39.9042";
    let length = (gps.len() as u16 + 2).to_be_bytes();
    let segment = |marker| [&[0xff, marker], &length[..], gps].concat();
    let chunk = |name: &[u8]| {
        let length = (gps.len() as u32).to_be_bytes();
        [&length[..], name, gps, &[0; 4]].concat()
    };
    let with = |file: &[u8], at: usize, part: &[u8]| [&file[..at], part, &file[at..]].concat();
    let end = jpeg.len() - 2;
    for (part, bytes) in [
        ("APP1", with(&jpeg, 2, &segment(0xe1))),
        ("APP2", with(&jpeg, 2, &segment(0xe2))),
        ("COM", with(&jpeg, 2, &segment(0xfe))),
        ("APP1", with(&jpeg, end, &segment(0xe1))),
        ("behind the picture", with(&jpeg, end, gps)),
        ("behind the end", with(&jpeg, end + 2, gps)),
        ("eXIf", with(&png, 33, &chunk(b"eXIf"))),
        ("tEXt", with(&png, 33, &chunk(b"tEXt"))),
        ("iTXt", with(&png, png.len() - 12, &chunk(b"iTXt"))),
        ("behind the end", with(&png, png.len(), gps)),
        ("behind the end", with(&webp, webp.len(), gps)),
    ] {
        let id = listed(&pool, &bytes, 64, 64).await;
        let sha = picture::sha(&bytes);
        let answer = pool.put_photo("demo_collector", &sha, &id, &bytes).await;
        let said: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        assert_eq!(said["params"]["part"], part, "{said}");
        assert_eq!(answer.refused(400), "photo_private");
        let kept = pool.dir.path().join("photos").join(&sha[..2]).join(&sha);
        assert!(!kept.exists(), "{part}");
    }
}

#[tokio::test]
async fn evidence_must_be_here_before_a_leader_passes() {
    let pool = Pool::new();
    let (before, sha) = picture::draw(64, 64, ImageFormat::Jpeg, 3);
    let id = listed(&pool, &before, 64, 64).await;
    pool.put_photo("demo_collector", &sha, &id, &before)
        .await
        .ok();
    let accept = json!({"category": "010101", "grade": "normal"});
    pool.act("demo_desk_town", &id, "accept", accept).await.ok();
    pool.act(
        "demo_desk_town",
        &id,
        "dispatch",
        json!({"lead_unit": "B01"}),
    )
    .await
    .ok();
    pool.act("demo_handler", &id, "sign", json!({})).await.ok();
    pool.act(
        "demo_handler",
        &id,
        "respond",
        json!({"means": "scene", "note": "已到场"}),
    )
    .await
    .ok();
    let done = json!({"result": "已修复", "reply": "已告知", "measure": "更换"});
    assert_eq!(
        pool.act("demo_handler", &id, "request_done", done.clone())
            .await
            .refused(409),
        "done_evidence_missing"
    );
    let (after, after_sha) = picture::draw(64, 64, ImageFormat::Jpeg, 4);
    let photo = picture::entry(&after, 64, 64, "after");
    pool.call(
        "demo_handler",
        "add_photo",
        json!({"id": id, "photo": photo}),
    )
    .await
    .ok();
    pool.act("demo_handler", &id, "request_done", done)
        .await
        .ok();
    assert_eq!(
        pool.act("demo_unit_leader", &id, "pass_done", json!({}))
            .await
            .refused(409),
        "evidence_missing"
    );
    pool.put_photo("demo_handler", &after_sha, &id, &after)
        .await
        .ok();
    pool.act("demo_unit_leader", &id, "pass_done", json!({}))
        .await
        .ok();
}
