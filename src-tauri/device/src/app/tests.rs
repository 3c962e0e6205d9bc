//! What one device does without any pool.

mod acts;
mod aside;
mod basemap;
mod calls;
mod disk;
mod field;
mod folder;
mod qr;
mod rescue;
mod sealed;
mod wipe;

pub use acts::act;

use super::*;
use crate::photos::vault::Size;
use api::call::{ActCall, ChooseFactCall};
use api::sync::EnrolReply;
use api::*;
use model::issue::{FactsPatch, Issue};
use model::{Action, Moment, PhotoKind, Status, TicketId};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

pub const PIN: &str = "482913";
const NAME: &str = "欧阳秋菊";
const PHONE: &str = "13900007777";
const TITLE: &str = "幸福路井盖碎裂待修";

/// The key of the pool that these devices are enrolled at.
pub fn pool_key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[3; 32])
}

fn district() -> Value {
    let limit = json!({"sudden": {"minutes": 60}, "urgent": {"minutes": 60}, "normal": {"minutes": 60}, "complex": {"minutes": 60}});
    let clocks: serde_json::Map<String, Value> = model::Clock::ALL
        .iter()
        .map(|c| (c.as_str().to_string(), limit.clone()))
        .collect();
    json!({
        "name": "测试区", "code": "990100000000", "demo": true,
        "areas": [
            {"code": "990100000000", "name": "测试区", "outline": [[116.0, 40.0], [116.2, 40.0], [116.2, 40.2], [116.0, 40.2]]},
            {"code": "990100001000", "name": "云桥街道"},
            {"code": "990100001001", "name": "幸福里", "outline": [[116.0, 40.0], [116.1, 40.0], [116.1, 40.1], [116.0, 40.1]],
             "grids": [{"code": "G1", "name": "一网格"}]}
        ],
        "units": [{"code": "B01", "name": "城管委", "group": "bureau", "area": "990100000000"}],
        "categories": [{"code": "01", "name": "城市管理"}, {"code": "02", "name": "水务", "photo": true}],
        "rules": {
            "name": "测试", "clocks": clocks, "amber_percent": {"sudden": 50, "urgent": 70, "normal": 80},
            "calendar": {"utc_offset_minutes": 480, "hours": [[540, 1080]]},
            "texts": {"title_max": 40, "body_min": 5, "body_max": 1000, "note_max": 500, "address_max": 100, "tags_max": 5},
            "photos": {"count_max": 3, "long_edge": 1600, "thumb_edge": 320, "pixels_max": 40_000_000, "bytes_max": 20_000_000},
            "clock_skew_minutes": 5, "duty_phone": "12345",
            "life":{"returns_max":2,"redo_percent":50,"redo_floor_minutes":1440,"extension_days_max":15,"hang_days_max":90,"hang_check_days_max":30,"hang_total_days_max":365,"reopen_days":30,"archive_days":30,"own_reporter_days":30,"missed_tries":3,"missed_days":2,"escalate_redos":3,"escalate_returns":2,"report_in_minutes":30,"reply_minutes":{"urge":240,"supervise":1440,"escalate":1440}},
            "alike":{"metres":100,"days":7},"talk":{"floor_bp":8500,"rated_min":20}
        }
    })
}

/// A clock the test moves.
static NOW: AtomicI64 = AtomicI64::new(1_795_312_800_000);
pub fn clock() -> Clock {
    Arc::new(|| Moment(NOW.fetch_add(1, Ordering::Relaxed)))
}
fn app(dir: &Path) -> App {
    App::with(dir, Box::new(NoKeyring), clock())
}

/// A device of a collector who is also the handler's colleague at B01.
pub fn device(dir: &Path) -> App {
    device_at(dir, "http://127.0.0.1:9/")
}
/// The same, with its pool at an address.
pub fn device_at(dir: &Path, address: &str) -> App {
    device_by(dir, address, clock())
}
/// The same, by a clock of the test's own.
pub fn device_by(dir: &Path, address: &str, clock: Clock) -> App {
    let app = App::with(dir, Box::new(NoKeyring), clock);
    let reply: EnrolReply = serde_json::from_value(json!({
        "device": "00112233445566ff", "token": "secret-token-of-the-test", "pool": "ffeeddccbbaa0099",
        "pool_key": hex::encode(pool_key().verifying_key().to_bytes()), "district_version": "v1", "now": "2026-11-22T10:00:00Z",
        "person": {"user": "zhou", "name": "周小满", "posts": [
            {"role": "collector", "unit": "B01", "area": "990100001001"}, {"role": "handler", "unit": "B01", "area": "990100000000"}]}
    }))
    .unwrap();
    let lists = DistrictReply {
        version: "v1".into(),
        district: serde_json::from_value(district()).unwrap(),
        names: Default::default(),
    };
    app.enrol_for_test(&reply, &lists, address, PIN).unwrap();
    app
}

pub fn issue() -> Issue {
    serde_json::from_value(json!({
        "title": TITLE, "body": "小区门口井盖碎裂，夜间危险", "kind": "hazard", "source": "patrol", "category": "01", "grade": "normal",
        "where": {"lon": 116.05, "lat": 40.05, "accuracy_m": 8, "source": "gnss", "address": "幸福路十二号门前", "area_code": "990100001001"},
        "reporter": {"kind": "person", "name": NAME, "phone": PHONE}
    }))
    .unwrap()
}
fn patch(value: Value) -> FactsPatch {
    serde_json::from_value(value).unwrap()
}
pub fn edit(id: &TicketId, value: Value) -> EditFacts {
    EditFacts {
        id: id.clone(),
        facts: patch(value),
        command_id: None,
        seen: None,
    }
}
fn asking(value: Value) -> ListTickets {
    serde_json::from_value(value).unwrap()
}
pub fn all() -> ListTickets {
    asking(json!({}))
}
fn list(app: &App, value: Value) -> TicketPage {
    app.list(&asking(value)).unwrap()
}
pub fn jpeg(seed: u8) -> Vec<u8> {
    let image = image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([seed, x as u8, y as u8]));
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}
pub fn code<T: std::fmt::Debug>(outcome: Result<T>) -> Code {
    outcome.unwrap_err().denial().code
}

#[test]
fn a_capture_is_one_transaction_and_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let before = device.commits();
    let files = [
        ("一.jpg".to_string(), jpeg(1)),
        ("二.png".to_string(), jpeg(2)),
        ("又是一.jpg".to_string(), jpeg(1)),
    ];
    let kept = device.capture_files(&issue(), &files).unwrap();
    assert_eq!(device.commits(), before + 1);
    let shown = &kept.ticket;
    assert!(
        shown.temp_no.starts_with("离-") && shown.temp_no.ends_with("-001"),
        "{}",
        shown.temp_no
    );
    assert_eq!(
        (shown.status, shown.status_pending, shown.photos.len()),
        (Status::Queued, None, 2)
    );
    assert!(shown.photos.iter().all(|p| !p.delivered) && shown.flags.is_empty() && kept.may_edit);
    assert_eq!(
        kept.reporter.as_ref().unwrap().name.as_deref(),
        Some("欧阳**")
    );
    assert_eq!(
        kept.reporter.as_ref().unwrap().phone.as_deref(),
        Some("139****7777")
    );
    drop(device);

    let device = app(dir.path());
    assert_eq!(code(device.list(&all())), Code::SignedOut);
    assert_eq!(code(device.unlock("000000")), Code::PinWrong);
    device.unlock(PIN).unwrap();
    assert_eq!(device.commits(), 0, "opening and reading writes nothing");
    assert_eq!(device.show(&shown.id).unwrap(), kept);
    let page = device.list(&all()).unwrap();
    assert_eq!(
        (
            page.total,
            page.tickets[0].title.as_str(),
            page.tickets[0].photos
        ),
        (1, TITLE, 2)
    );
    let sha = &shown.photos[0].sha256;
    assert!(
        device
            .wait(device.photo(sha, Size::Full))
            .unwrap()
            .starts_with(&[0xff, 0xd8])
    );
    assert!(
        device.wait(device.photo(sha, Size::Thumb)).unwrap().len()
            < shown.photos[0].bytes as usize * 2
    );
    let outbox = device.outbox().unwrap();
    assert_eq!(
        (outbox.tickets.len(), outbox.tickets[0].edits, outbox.photos),
        (1, 4, 2)
    );
    let clear = device
        .wait(device.reporter(&ReadReporter {
            id: shown.id.clone(),
            reason: "回电核实".into(),
        }))
        .unwrap();
    assert_eq!(clear.reporter.name.as_deref(), Some(NAME));
}

#[test]
fn what_is_refused_stores_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let mut bad = Vec::new();
    for (change, expect) in [
        (json!({"title": ""}), Code::FieldMissing),
        (json!({"title": "长".repeat(41)}), Code::TextTooLong),
        (json!({"body": "短"}), Code::TextTooShort),
        (json!({"category": "09"}), Code::CategoryUnknown),
        (json!({"category": "02"}), Code::PhotoMissing),
        (
            json!({"where": {"area_code": "990100001001"}}),
            Code::PlaceMissing,
        ),
        (
            json!({"where": {"lon": 0.0, "lat": 0.0, "area_code": "990100001001"}}),
            Code::PlaceZero,
        ),
        (
            json!({"where": {"lon": 116.0, "area_code": "990100001001"}}),
            Code::PlaceIncomplete,
        ),
        (
            json!({"where": {"address": "某处", "area_code": "110101001001"}}),
            Code::AreaUnknown,
        ),
        (
            json!({"reporter": {"kind": "person", "phone": "不详"}}),
            Code::FieldType,
        ),
    ] {
        let mut value = serde_json::to_value(issue()).unwrap();
        value
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let issue: Issue = serde_json::from_value(value).unwrap();
        assert_eq!(code(device.capture_files(&issue, &[])), expect, "{change}");
        let call = Capture {
            issue,
            photos: vec![],
            draft: None,
            note: None,
            command_id: None,
        };
        assert_eq!(code(device.capture(&call)), expect, "{change}");
        bad.push(expect);
    }
    let files: Vec<(String, Vec<u8>)> = (0..4).map(|n| (format!("{n}.jpg"), jpeg(n))).collect();
    assert_eq!(
        code(device.capture_files(&issue(), &files)),
        Code::PhotoTooMany
    );
    assert_eq!(
        code(device.capture_files(&issue(), &[("空.jpg".into(), vec![])])),
        Code::PhotoEmpty
    );
    let unknown = NewPhoto {
        sha256: crate::photos::sha256(b"x"),
        kind: PhotoKind::Scene,
        bytes: 1,
        w: 1,
        h: 1,
        taken_at: None,
        original: None,
        caption: None,
    };
    let call = Capture {
        issue: issue(),
        photos: vec![unknown],
        draft: None,
        note: None,
        command_id: None,
    };
    assert_eq!(code(device.capture(&call)), Code::PhotoNotFound);
    assert_eq!(device.list(&all()).unwrap().total, 0);
    assert!(device.outbox().unwrap().tickets.is_empty());
    assert_eq!(device.commits(), device.session().unwrap().store.commits());
    assert!(
        device
            .session()
            .unwrap()
            .vault
            .fresh_ones()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn lists_filter_sort_page_and_search() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    for n in 0..7 {
        let mut one = issue();
        one.title = format!("第{n}件 暖气漏水");
        one.grade = if n % 2 == 0 {
            model::Grade::Urgent
        } else {
            model::Grade::Normal
        };
        device.capture_files(&one, &[]).unwrap();
    }
    let ask = |value: Value| list(&device, value);
    for sort in ["due", "newest", "oldest", "grade"] {
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = ask(json!({"sort": sort, "limit": 3, "after": after}));
            assert_eq!(page.total, 7);
            seen.extend(page.tickets.iter().map(|t| t.title.clone()));
            match page.after {
                Some(next) => after = json!(next),
                None => break,
            }
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!((seen.len(), unique.len()), (7, 7), "{sort}: {seen:?}");
        if sort == "newest" {
            assert!(seen[0].starts_with("第6件"));
        }
    }
    assert_eq!(ask(json!({"text": "漏水 第3件"})).total, 1);
    assert_eq!(ask(json!({"text": "水漏"})).total, 0);
    assert_eq!(ask(json!({"status": "pooled"})).total, 0);
    assert_eq!(ask(json!({"area": "990100001000"})).total, 7);
    assert_eq!(ask(json!({"area": "990100002000"})).total, 0);
    assert_eq!(ask(json!({"overdue": true})).total, 0);
    assert_eq!(
        code(device.list(&asking(json!({"after": "x"})))),
        Code::CursorInvalid
    );
    assert_eq!(device.counts().unwrap().by_status[&Status::Queued], 7);
}

#[test]
fn drafts_are_kept_and_their_photos_with_them() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let kept = device
        .take_photo("草稿.jpg", PhotoKind::Scene, &jpeg(3))
        .unwrap();
    let forsaken = device
        .take_photo("没用.jpg", PhotoKind::Scene, &jpeg(4))
        .unwrap();
    let draft = Draft {
        id: "d1".into(),
        fields: json!({"title": "半"}),
        photos: vec![kept.clone()],
        saved_at: None,
    };
    let saved = device.save_draft(&draft).unwrap();
    assert_eq!(
        device.drafts().unwrap().drafts[0].saved_at,
        Some(saved.saved_at)
    );
    let later = Arc::new(|| Moment(NOW.load(Ordering::Relaxed)).plus_minutes(31 * 24 * 60));
    let month = App::with(dir.path(), Box::new(NoKeyring), later);
    month.unlock(PIN).unwrap();
    assert!(month.wait(month.photo(&kept.sha256, Size::Full)).is_ok());
    assert_eq!(
        code(month.wait(month.photo(&forsaken.sha256, Size::Full))),
        Code::NeedsPool
    );
    let call = Capture {
        issue: issue(),
        photos: vec![kept],
        draft: Some("d1".into()),
        note: None,
        command_id: None,
    };
    assert_eq!(month.capture(&call).unwrap().ticket.photos.len(), 1);
    assert!(
        device.drafts().unwrap().drafts.is_empty(),
        "gone with the capture, seen by the other window"
    );
    device.drop_draft("d1").unwrap();
}
