//! Photos that the pool, or what stands before it, does not take; answers without end.

use super::*;
use crate::photos::vault::Size;
use image::{DynamicImage, RgbImage};

/// A large noisy picture, so that half of it is much smaller.
fn large() -> Vec<u8> {
    let mut n = 7_u32;
    let image = RgbImage::from_fn(1600, 1200, |_, _| {
        n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(n >> 24) as u8, (n >> 16) as u8, (n >> 8) as u8])
    });
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(image)
        .write_to(&mut out, image::ImageFormat::Jpeg)
        .unwrap();
    out.into_inner()
}

/// Refusals of a report, and what the outbox says of its one ticket: photos that wait, and why they do.
fn told(report: &api::SyncReport) -> Vec<Code> {
    report.refused.iter().map(|r| r.code).collect()
}
fn waits(app: &App) -> Vec<(u64, Option<Code>)> {
    let tickets = app.outbox().unwrap().tickets;
    tickets.iter().map(|t| (t.photos, t.refused)).collect()
}
fn arrived(fake: &Arc<Mutex<Fake>>) -> usize {
    fake.lock().unwrap().photos.len()
}

#[test]
fn a_photo_too_large_for_the_gateway_goes_smaller_and_waits_for_the_gateway() {
    let (_dir, app, fake) = setting();
    let files = [("大.jpg".into(), large()), ("小.jpg".into(), jpeg(1))];
    let id = app.capture_files(&issue(), &files).unwrap().ticket.id;
    let shown = app.show(&id).unwrap().ticket.photos;
    let first = shown.iter().max_by_key(|p| p.bytes).unwrap().clone();
    fake.lock().unwrap().photo_max = first.bytes as usize - 1;
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(
        report.photos_sent, 2,
        "the small one, and the large one scaled anew"
    );
    assert_eq!(told(&report), [Code::PhotoBlocked], "said once");
    let shown = app.show(&id).unwrap().ticket.photos;
    let anew = shown.iter().find(|p| p.w.max(p.h) == 800).unwrap();
    assert!(anew.delivered && anew.kind == first.kind && anew.bytes < first.bytes);
    assert_eq!(waits(&app), [(1, Some(Code::PhotoBlocked))]);
    let sent = arrived(&fake);
    let again = app.wait(app.sync()).unwrap();
    assert_eq!((again.requests, again.photos_sent), (1, 0));
    // A quarter of an hour later it is tried once, is not told again, and no third picture is made.
    pass(&fake, 16);
    let again = app.wait(app.sync()).unwrap();
    assert_eq!((again.requests, told(&again).len()), (2, 0));
    assert_eq!(arrived(&fake), sent + 1);
    assert_eq!(app.show(&id).unwrap().ticket.photos.len(), 3);
    fake.lock().unwrap().photo_max = usize::MAX;
    pass(&fake, 31);
    assert_eq!(app.wait(app.sync()).unwrap().photos_sent, 1);
    assert_eq!(waits(&app), []);
}

/// Whatever stands on the way: none of it is the pool's word.
#[test]
fn what_a_gateway_refuses_is_kept_and_tried_again() {
    for status in [400, 403, 404, 413, 451] {
        let (_dir, app, fake) = setting();
        let two = [("a.jpg".into(), jpeg(1)), ("b.jpg".into(), jpeg(2))];
        app.capture_files(&issue(), &two).unwrap();
        let mut gateway = fake.lock().unwrap();
        (gateway.photo_max, gateway.photo_status) = (10, status);
        drop(gateway);
        let report = app.wait(app.sync()).unwrap();
        assert_eq!(
            told(&report),
            [Code::PhotoBlocked; 2],
            "{status}: once each"
        );
        assert_eq!((report.photos_sent, arrived(&fake)), (0, 2), "{status}");
        assert_eq!(waits(&app), [(2, Some(Code::PhotoBlocked))], "{status}");
        assert_eq!(app.wait(app.sync()).unwrap().requests, 1, "{status}");
        // The first shows that the way is still shut; the other stays.
        pass(&fake, 16);
        assert_eq!(app.wait(app.sync()).unwrap().requests, 2, "{status}");
        fake.lock().unwrap().photo_max = usize::MAX;
        pass(&fake, 31);
        assert_eq!(app.wait(app.sync()).unwrap().photos_sent, 2, "{status}");
        assert_eq!(waits(&app), [], "{status}");
    }
}

/// A gateway that finds no pool, asks for a password or is busy speaks of all photos.
#[test]
fn a_gateway_without_a_pool_ends_the_sync_and_another_photo_goes_first() {
    for (status, code_of) in [
        (401, Code::PoolNotAPool),
        (429, Code::PoolUnreachable),
        (502, Code::PoolUnreachable),
    ] {
        let (_dir, app, fake) = setting();
        let two = [("a.jpg".into(), jpeg(1)), ("b.jpg".into(), jpeg(2))];
        app.capture_files(&issue(), &two).unwrap();
        let mut gateway = fake.lock().unwrap();
        (gateway.photo_max, gateway.photo_status) = (10, status);
        drop(gateway);
        assert_eq!(code(app.wait(app.sync())), code_of);
        assert_eq!(arrived(&fake), 1, "{status}");
        assert_eq!(code(app.wait(app.sync())), code_of);
        let photos = fake.lock().unwrap().photos.clone();
        let turned = code_of == Code::PoolUnreachable;
        assert_eq!(photos[0] != photos[1], turned, "{status}");
        fake.lock().unwrap().photo_max = usize::MAX;
        assert_eq!(app.wait(app.sync()).unwrap().photos_sent, 2, "{status}");
    }
}

#[test]
fn a_photo_that_the_pool_refuses_stays_refused_with_its_reason() {
    let (_dir, app, fake) = setting();
    let id = with_photo(&app);
    let mut pool = fake.lock().unwrap();
    (pool.photo_max, pool.pool_refuses) = (10, true);
    drop(pool);
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(report.photos_sent, 0);
    assert_eq!(told(&report), [Code::PhotoTooLarge]);
    for _ in 0..2 {
        pass(&fake, 12 * 60);
        assert_eq!(app.wait(app.sync()).unwrap().requests, 1);
        let outbox = app.outbox().unwrap();
        assert_eq!((outbox.photos, outbox.photo_bytes), (0, 0));
        assert_eq!(outbox.tickets[0].id, id);
        assert_eq!(waits(&app), [(0, Some(Code::PhotoTooLarge))]);
    }
    assert_eq!(arrived(&fake), 1);
}

/// The pool's limit is below the device's: once whole, once smaller, and no further byte.
#[test]
fn a_photo_too_large_for_its_pool_goes_once_more_smaller_and_never_again() {
    let (_dir, app, fake) = setting();
    let files = [("大.jpg".into(), large())];
    let id = app.capture_files(&issue(), &files).unwrap().ticket.id;
    let first = app.show(&id).unwrap().ticket.photos.remove(0);
    let mut pool = fake.lock().unwrap();
    (pool.photo_max, pool.pool_refuses) = (first.bytes as usize - 1, true);
    drop(pool);
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(
        (report.photos_sent, told(&report)),
        (1, vec![Code::PhotoTooLarge])
    );
    let shown = app.show(&id).unwrap().ticket.photos;
    let anew = shown.iter().find(|p| p.sha256 != first.sha256).unwrap();
    assert!(anew.delivered && anew.w.max(anew.h) == 800 && anew.kind == first.kind);
    assert_eq!((shown.len(), arrived(&fake)), (2, 2));
    // Told once, and nothing waits any more: the smaller one stands in its place.
    assert_eq!(waits(&app), []);
    for _ in 0..3 {
        pass(&fake, 24 * 60);
        let again = app.wait(app.sync()).unwrap();
        assert_eq!((again.requests, told(&again).len()), (1, 0));
    }
    assert_eq!(arrived(&fake), 2);
}

/// Whoever answers with more than can have been asked for is no pool, whatever was asked.
#[test]
fn an_answer_without_end_is_cut_where_none_can_be_so_long() {
    for begin in ["/pull ", "/push ", "PUT /api/v1/photos/"] {
        let (_dir, app, fake) = setting();
        with_photo(&app);
        fake.lock().unwrap().endless = Some(begin);
        assert_eq!(code(app.wait(app.sync())), Code::PoolNotAPool, "{begin}");
        // What was not taken for certain waits, and goes when the pool is one again.
        fake.lock().unwrap().endless = None;
        assert_eq!(app.wait(app.sync()).unwrap().photos_sent, 1, "{begin}");
        assert_eq!(waits(&app), [], "{begin}");
    }
    let (_dir, app, fake) = setting();
    fake.lock().unwrap().endless = Some("/api/v1/");
    let address = app.session().unwrap().me().pool_url.clone();
    assert_eq!(code(app.wait(app.set_pool(&address))), Code::PoolNotAPool);
    let sha = crate::photos::sha256(b"one that only the pool has");
    for size in [Size::Thumb, Size::Full] {
        let fetched = app.wait(app.photo(&sha, size)).map(|bytes| bytes.len());
        assert_eq!(code(fetched), Code::NeedsPool);
    }
    let blank = tempfile::tempdir().unwrap();
    let other = App::with(blank.path(), Box::new(crate::keys::NoKeyring), clock());
    let enrolled = other.wait(other.enrol(&address, "AAAA-BBBB-CCCC", "482913", None));
    assert_eq!(code(enrolled), Code::PoolNotAPool);
    assert!(!other.is_enrolled());
}
