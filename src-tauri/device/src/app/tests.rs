//! What one device does without any pool.

mod basemap;
mod field;
mod qr;

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

const PIN: &str = "482913";
const NAME: &str = "欧阳秋菊";
const PHONE: &str = "13900007777";
const TITLE: &str = "幸福路井盖碎裂待修";

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
fn clock() -> Clock {
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
    let app = app(dir);
    let reply: EnrolReply = serde_json::from_value(json!({
        "device": "00112233445566ff", "token": "secret-token-of-the-test", "pool": "ffeeddccbbaa0099",
        "pool_key": "00".repeat(32), "district_version": "v1", "now": "2026-11-22T10:00:00Z",
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
pub fn all() -> ListTickets {
    serde_json::from_value(json!({})).unwrap()
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
            .photo(sha, Size::Full)
            .unwrap()
            .starts_with(&[0xff, 0xd8])
    );
    assert!(device.photo(sha, Size::Thumb).unwrap().len() < shown.photos[0].bytes as usize * 2);
    let outbox = device.outbox().unwrap();
    assert_eq!(
        (outbox.tickets.len(), outbox.tickets[0].edits, outbox.photos),
        (1, 4, 2)
    );
    let clear = device
        .reporter(&ReadReporter {
            id: shown.id.clone(),
            reason: "回电核实".into(),
        })
        .unwrap();
    assert_eq!(clear.reporter.name.as_deref(), Some(NAME));
}

#[test]
fn nothing_readable_lies_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let bytes = jpeg(7);
    let kept = device
        .capture_files(&issue(), &[("门口.jpg".to_string(), bytes)])
        .unwrap();
    let image = device
        .photo(&kept.ticket.photos[0].sha256, Size::Full)
        .unwrap();
    let draft = Draft {
        id: "d1".into(),
        fields: json!({"title": "草稿里的字", "phone": PHONE}),
        photos: vec![],
        saved_at: None,
    };
    device.save_draft(&draft).unwrap();
    let secrets: Vec<Vec<u8>> = [
        TITLE,
        NAME,
        PHONE,
        "草稿里的字",
        "幸福路十二号",
        "secret-token",
        "周小满",
        "CREATE TABLE",
        "SQLite format",
    ]
    .iter()
    .map(|s| s.as_bytes().to_vec())
    .chain([image[200..240].to_vec(), b"\xff\xd8\xff\xe0".to_vec()])
    .collect();
    let mut looked = 0;
    let mut folders = vec![dir.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            looked += 1;
            for secret in &secrets {
                let found = bytes.windows(secret.len()).any(|w| w == secret.as_slice());
                assert!(
                    !found,
                    "{} in {}",
                    String::from_utf8_lossy(secret),
                    path.display()
                );
            }
        }
    }
    assert!(
        looked >= 5 && dir.path().join("store.db-wal").exists(),
        "database, log, key, lock and images were looked at"
    );
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
fn facts_are_written_group_by_group_and_both_sides_stay() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let first = device.capture_files(&issue(), &[]).unwrap().ticket;
    let before = device.commits();
    let second = device
        .edit_facts(&edit(
            &first.id,
            json!({"title": "井盖碎裂（已围挡）", "grade": "urgent"}),
        ))
        .unwrap()
        .ticket;
    assert_eq!(device.commits(), before + 1);
    assert_eq!(
        (second.facts.title.as_str(), second.facts.grade),
        ("井盖碎裂（已围挡）", model::Grade::Urgent)
    );
    assert_eq!(second.facts.body, first.facts.body);
    assert_eq!(
        second.facts.category, first.facts.category,
        "neighbours as shown"
    );
    assert_eq!(
        device.list(&all()).unwrap().tickets[0].title,
        "井盖碎裂（已围挡）"
    );

    // A form that showed the first state is saved late: both values stay, and one is chosen.
    let late = EditFacts {
        seen: Some(first.seen.clone()),
        ..edit(&first.id, json!({"title": "另一个标题"}))
    };
    let both = device.edit_facts(&late).unwrap().ticket;
    let claims = &both.conflicts[&model::Group::What];
    assert_eq!(claims.len(), 2);
    let choice = ChooseFactCall {
        id: first.id.clone(),
        group: model::Group::What,
        edit: claims[0].edit,
        command_id: None,
    };
    let settled = device.choose_fact(&choice).unwrap().ticket;
    assert!(settled.conflicts.is_empty());
    assert_eq!(settled.facts.title, claims[0].value["title"]);
    assert_eq!(code(device.choose_fact(&choice)), Code::NoConflict);

    let strange = EditFacts {
        seen: Some(vec![model::Head([1; 32])]),
        ..edit(&first.id, json!({"title": "三"}))
    };
    assert_eq!(code(device.edit_facts(&strange)), Code::Conflict);
    assert_eq!(
        code(device.edit_facts(&edit(&first.id, json!({})))),
        Code::FieldMissing
    );
    assert_eq!(
        code(device.edit_facts(&edit(&first.id, json!({"title": ""})))),
        Code::FieldMissing
    );
    let nobody = TicketId::new("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f").unwrap();
    assert_eq!(
        code(device.edit_facts(&edit(&nobody, json!({"title": "三"})))),
        Code::NotFound
    );
}

#[test]
fn the_same_command_twice_does_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let call = Capture {
        issue: issue(),
        photos: vec![],
        draft: Some("d".into()),
        note: None,
        command_id: Some("c-1".into()),
    };
    let first = device.capture(&call).unwrap();
    assert_eq!(device.capture(&call).unwrap(), first);
    assert_eq!(device.list(&all()).unwrap().total, 1);
    let edit = EditFacts {
        command_id: Some("c-2".into()),
        ..edit(&first.ticket.id, json!({"title": "改过一次"}))
    };
    assert_eq!(
        device.edit_facts(&edit).unwrap(),
        device.edit_facts(&edit).unwrap()
    );
}

#[test]
fn acts_that_need_the_pool_say_so_and_the_rest_is_decided_here() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    let act = |action, payload| ActCall {
        id: id.clone(),
        action,
        payload,
        round: None,
        command_id: None,
        seen: None,
    };
    assert_eq!(
        code(device.act(&act(Action::Void, json!({"reason": "重复"})))),
        Code::NeedsPool
    );
    assert_eq!(
        code(device.act(&act(Action::Sign, json!({})))),
        Code::NoRight,
        "no unit leads it yet"
    );
    assert_eq!(
        code(device.act(&act(Action::Sign, json!({"x": 1})))),
        Code::FieldUnknown
    );
    assert_eq!(
        code(device.act(&act(Action::Submit, json!({})))),
        Code::WrongStatus
    );
    assert_eq!(device.show(&id).unwrap().ticket.log.len(), 1);
    assert_eq!(code(device.sync()), Code::PoolUnreachable);
    assert_eq!(
        device.outbox().unwrap().trouble.unwrap().code,
        Code::PoolUnreachable
    );
    assert_eq!(device.outbox().unwrap().tickets.len(), 1, "nothing is lost");
}

/// Puts the ticket where the pool's rulings would have put it.
fn ruled(device: &App, id: &TicketId, effects: Vec<model::effect::Effect>) {
    use model::edit::{Edit, Rulings, SCHEMA, Verdict, Write};
    let session = device.session().unwrap();
    session
        .store
        .write(|tx| {
            let no = crate::store::ticket::expect(tx, id)?;
            let mut document = crate::store::document::load(tx, no)?;
            let read = document.read()?;
            let opener = read.log[0].id;
            let rulings = Rulings {
                first: 0,
                act: None,
                rulings: vec![(opener, Verdict::Applied(effects))],
            };
            let edit = Edit {
                id: model::Opening([9; 12]).edit(0),
                ticket: id.clone(),
                schema: SCHEMA,
                by: "pool".parse()?,
                at: Moment(1_795_312_900_000),
                seen: document.heads(),
                write: Write::Rule(Box::new(rulings)),
            };
            let written = document.write(&edit)?;
            crate::store::document::append(tx, no, &edit.id, &written)?;
            let read = document.read()?;
            crate::store::ticket::project(tx, &read, &model::row::Row::of(&read, &read.state()))?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn handling_goes_on_offline_on_the_provisional_state() {
    use model::effect::Effect;
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    ruled(
        &device,
        &id,
        vec![
            Effect::Status(Status::Dispatched),
            Effect::Round(1),
            Effect::Lead("B01".parse().unwrap()),
        ],
    );
    let act = |action, payload| ActCall {
        id: id.clone(),
        action,
        payload,
        round: None,
        command_id: None,
        seen: None,
    };
    let open = [Action::Sign, Action::Supplement];
    assert_eq!(device.show(&id).unwrap().may, open);
    let before = device.commits();
    let signed = device.act(&act(Action::Sign, json!({}))).unwrap();
    assert_eq!(device.commits(), before + 1);
    assert_eq!(
        (signed.ticket.status, signed.ticket.status_pending),
        (Status::Dispatched, Some(Status::Signed))
    );
    assert_eq!(
        code(device.act(&act(Action::Sign, json!({})))),
        Code::WrongStatus,
        "signed already, as far as this device knows"
    );
    assert_eq!(
        code(device.act(&act(Action::Progress, json!({"text": "已到场"})))),
        Code::WrongStatus
    );
    device
        .act(&act(
            Action::Respond,
            json!({"means": "scene", "note": "已到场查看"}),
        ))
        .unwrap();
    device
        .act(&act(Action::Progress, json!({"text": "已围挡"})))
        .unwrap();
    let done = json!({"result": "已更换", "reply": "已告知", "measure": "更换井盖"});
    let done = device.act(&act(Action::RequestDone, done)).unwrap();
    assert_eq!(
        (done.ticket.status, done.ticket.status_pending),
        (Status::Dispatched, Some(Status::DoneReq))
    );
    assert!(
        done.ticket
            .log
            .iter()
            .skip(1)
            .all(|e| e.ruling.is_none() && e.round == 1)
    );
    let wrong_round = ActCall {
        round: Some(2),
        ..act(Action::Progress, json!({"text": "晚了"}))
    };
    assert_eq!(code(device.act(&wrong_round)), Code::WrongRound);
    assert_eq!(
        code(device.edit_facts(&edit(&id, json!({"title": "太晚"})))),
        Code::TooLate
    );
    assert_eq!(
        device
            .list(&serde_json::from_value(json!({"status": "dispatched", "unit": "B01"})).unwrap())
            .unwrap()
            .total,
        1
    );

    let photo = NewPhoto {
        kind: PhotoKind::After,
        ..device.take_photo("后.jpg", &jpeg(9)).unwrap()
    };
    let add = AddPhoto {
        id: id.clone(),
        photo,
        command_id: None,
    };
    let with = device.add_photo(&add).unwrap().ticket;
    assert_eq!(
        (with.photos.len(), with.photos[0].kind),
        (1, PhotoKind::After)
    );
    assert_eq!(code(device.add_photo(&add)), Code::PhotoKnown);
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
    let ask = |value: Value| {
        device
            .list(&serde_json::from_value(value).unwrap())
            .unwrap()
    };
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
        code(device.list(&serde_json::from_value(json!({"after": "x"})).unwrap())),
        Code::CursorInvalid
    );
    assert_eq!(device.counts().unwrap().by_status[&Status::Queued], 7);
}

#[test]
fn drafts_are_kept_and_their_photos_with_them() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let kept = device.take_photo("草稿.jpg", &jpeg(3)).unwrap();
    let forsaken = device.take_photo("没用.jpg", &jpeg(4)).unwrap();
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
    assert!(month.photo(&kept.sha256, Size::Full).is_ok());
    assert_eq!(
        code(month.photo(&forsaken.sha256, Size::Full)),
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

#[test]
fn a_photo_the_pool_spoke_of_before_can_be_taken_here_too() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let sha = device(one.path())
        .take_photo("a.jpg", &jpeg(1))
        .unwrap()
        .sha256;
    let device = device(two.path());
    device
        .session()
        .unwrap()
        .store
        .write(|tx| crate::store::photo::set_held(tx, &sha))
        .unwrap();
    let kept = device
        .capture_files(&issue(), &[("a.jpg".into(), jpeg(1))])
        .unwrap()
        .ticket;
    assert!(kept.photos[0].sha256 == sha && kept.photos[0].w == 300 && kept.photos[0].delivered);
}

#[test]
fn a_full_disk_keeps_what_was_there_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
    let store = &device.session().unwrap().store;
    store.limit_pages(store.pages());
    let mut refused = 0;
    for n in 0..200_u8 {
        match device.capture_files(&issue(), &[(format!("{n}.jpg"), jpeg(n))]) {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.denial().code, Code::DiskFull);
                refused += 1;
                break;
            }
        }
    }
    assert_eq!(refused, 1);
    let before = device.list(&all()).unwrap().total;
    assert_eq!(
        code(device.edit_facts(&edit(&id, json!({"body": "字".repeat(900)})))),
        Code::DiskFull
    );
    assert!(
        device
            .session()
            .unwrap()
            .vault
            .fresh_ones()
            .unwrap()
            .is_empty(),
        "no orphans"
    );
    assert_eq!(device.list(&all()).unwrap().total, before);
    store.limit_pages(1_000_000);
    device
        .edit_facts(&edit(&id, json!({"body": "腾出空间以后再写"})))
        .unwrap();
}

#[test]
fn a_file_that_does_not_open_is_set_aside() {
    let dir = tempfile::tempdir().unwrap();
    drop(device(dir.path()));
    let path = dir.path().join("store.db");
    let good = std::fs::read(&path).unwrap();
    std::fs::write(&path, vec![7; good.len()]).unwrap();
    let again = app(dir.path());
    assert_eq!(
        code(again.unlock("000000")),
        Code::PinWrong,
        "a wrong PIN sets nothing aside"
    );
    let denial = again.unlock(PIN).unwrap_err().denial();
    assert_eq!(
        (denial.code, denial.params["name"].as_str()),
        (Code::StoreBroken, "store.db.broken-1")
    );
    assert!(
        dir.path().join("store.db.broken-1").exists()
            && dir.path().join("device.json.broken-1").exists()
    );
    assert_eq!(code(again.unlock(PIN)), Code::NotEnrolled);
}

#[test]
fn a_damaged_ticket_is_noticed_alone_and_asked_for_again() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let (a, b) = (
        device.capture_files(&issue(), &[]).unwrap().ticket.id,
        device.capture_files(&issue(), &[]).unwrap().ticket.id,
    );
    let store = &device.session().unwrap().store;
    store
        .write(|tx| {
            let no = crate::store::ticket::expect(tx, &a)?;
            tx.execute(
                "UPDATE chunk SET bytes = zeroblob(length(bytes)) WHERE ticket = ?",
                [no],
            )?;
            Ok(())
        })
        .unwrap();
    assert_eq!(code(device.show(&a)), Code::StoreFailed);
    assert!(device.show(&b).is_ok());
    assert_eq!(device.list(&all()).unwrap().total, 2);
    assert_eq!(
        store.read(|c| crate::store::ticket::wanted(c, 9)).unwrap(),
        [a]
    );
}

#[test]
fn two_windows_write_to_one_store() {
    let dir = tempfile::tempdir().unwrap();
    let one = device(dir.path());
    let two = app(dir.path());
    two.unlock(PIN).unwrap();
    std::thread::scope(|scope| {
        for window in [&one, &two] {
            scope.spawn(move || {
                for _ in 0..40 {
                    window.capture_files(&issue(), &[]).unwrap();
                }
            });
        }
    });
    let page = one
        .list(&serde_json::from_value(json!({"limit": 500})).unwrap())
        .unwrap();
    assert_eq!(page.total, 80);
    let mut numbers: Vec<_> = page.tickets.iter().map(|t| t.temp_no.clone()).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 80, "no 临时编号 is given twice");
    let _held = crate::lock::hold(&dir.path().join("lock"), std::time::Duration::ZERO).unwrap();
    assert!(two.list(&all()).is_ok(), "reading never waits");
}

#[test]
fn photos_a_crash_left_behind_are_looked_after() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let stored = device.take_photo("a.jpg", &jpeg(1)).unwrap();
    let vault = &device.session().unwrap().vault;
    let lost = crate::photos::sha256(b"lost");
    vault.put_new(&lost, b"lost", b"lost").unwrap();
    let folder = dir.path().join("photos");
    let name = stored.sha256.as_str();
    std::fs::rename(
        folder.join(&name[..2]).join(name),
        folder.join("new").join(name),
    )
    .unwrap();
    let again = app(dir.path());
    again.unlock(PIN).unwrap();
    assert!(
        folder.join(&name[..2]).join(name).exists(),
        "stored before the crash: moved to its place"
    );
    assert!(
        vault.get(&lost, Size::Full).unwrap().is_none(),
        "never stored: gone"
    );
}
