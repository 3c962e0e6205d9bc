//! Photos that the pool, or what stands before it, does not take; answers without end.

use super::*;
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

#[test]
fn a_photo_too_large_for_the_gateway_goes_smaller_and_never_twice() {
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
    let refused: Vec<_> = report.refused.iter().map(|r| (&r.id, r.code)).collect();
    assert_eq!(refused, [(&id, Code::PhotoTooLarge)], "said once");
    let shown = app.show(&id).unwrap().ticket.photos;
    let anew = shown.iter().find(|p| p.w.max(p.h) == 800).unwrap();
    assert!(anew.delivered && anew.kind == first.kind && anew.bytes < first.bytes);
    let outbox = app.outbox().unwrap();
    assert!(outbox.tickets.is_empty(), "nothing waits: {outbox:?}");
    let sent = fake.lock().unwrap().photos.len();
    let again = app.wait(app.sync()).unwrap();
    assert_eq!(
        (again.requests, again.photos_sent, again.refused.len()),
        (1, 0, 0)
    );
    assert_eq!(fake.lock().unwrap().photos.len(), sent, "no further bytes");
}

#[test]
fn a_photo_that_cannot_be_smaller_stays_refused_with_its_reason() {
    let (_dir, app, fake) = setting();
    let id = with_photo(&app);
    fake.lock().unwrap().photo_max = 10;
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(report.photos_sent, 0);
    assert_eq!(report.refused.len(), 1);
    for _ in 0..2 {
        assert_eq!(app.wait(app.sync()).unwrap().requests, 1);
        let outbox = app.outbox().unwrap();
        assert_eq!((outbox.photos, outbox.photo_bytes), (0, 0));
        let ticket = &outbox.tickets[0];
        assert_eq!(
            (&ticket.id, ticket.refused),
            (&id, Some(Code::PhotoTooLarge))
        );
    }
    assert_eq!(fake.lock().unwrap().photos.len(), 1);
}

#[test]
fn an_answer_without_end_is_cut_where_no_page_can_be_so_long() {
    let (_dir, app, fake) = setting();
    fake.lock().unwrap().endless = true;
    assert_eq!(code(app.wait(app.sync())), Code::PoolNotAPool);
}
