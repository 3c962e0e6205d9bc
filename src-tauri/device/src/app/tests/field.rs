//! 记事本, 今日, filters, room for photos.

use super::acts::ruled;
use super::*;
use api::{Note, SPACE_FOR_PHOTO, Spot};
use model::effect::Effect;

fn note(id: &str, text: &str, photos: Vec<NewPhoto>) -> Note {
    Note {
        id: id.into(),
        text: text.into(),
        photos,
        spot: None,
        saved_at: None,
        ticket: None,
    }
}

fn capture(photos: Vec<NewPhoto>, note: Option<&str>) -> Capture {
    Capture {
        issue: issue(),
        photos,
        draft: None,
        note: note.map(Into::into),
        command_id: None,
    }
}

/// The same folder, opened this many days later.
fn later(dir: &Path, days: i64) -> App {
    let clock = Arc::new(move || Moment(NOW.load(Ordering::Relaxed)).plus_minutes(days * 24 * 60));
    let app = App::with(dir, Box::new(NoKeyring), clock);
    app.unlock(PIN).unwrap();
    app
}

#[test]
fn a_note_keeps_its_photos_and_becomes_a_ticket_once() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let photo = device
        .take_photo("记事.jpg", PhotoKind::Scene, &jpeg(3))
        .unwrap();
    let saved = device
        .save_note(&note("n1", "东门井盖，待核实", vec![photo.clone()]))
        .unwrap();
    device.save_note(&note("n2", "", vec![])).unwrap();
    let kept = device.notes().unwrap().notes;
    assert_eq!((kept.len(), kept[1].saved_at), (2, Some(saved.saved_at)));
    // Photos nobody used go after 30 days; a note's do not.
    let month = later(dir.path(), 40);
    assert!(month.wait(month.photo(&photo.sha256, Size::Full)).is_ok());

    let before = month.commits();
    let ticket = month
        .capture(&capture(vec![photo.clone()], Some("n1")))
        .unwrap();
    assert_eq!(month.commits(), before + 1, "note and ticket together");
    let named = |id: &str| {
        let notes = month.notes().unwrap().notes;
        notes.into_iter().find(|n| n.id == id).unwrap().ticket
    };
    assert_eq!(named("n1").as_ref(), Some(&ticket.ticket.id));
    // A page that saves the note again cannot make it forget, nor claim a ticket for another.
    month
        .save_note(&note("n1", "补充一句", vec![photo.clone()]))
        .unwrap();
    let forged = Note {
        ticket: Some(ticket.ticket.id.clone()),
        ..note("n2", "别的", vec![])
    };
    month.save_note(&forged).unwrap();
    assert_eq!((named("n1").is_some(), named("n2")), (true, None));
    let again = month.capture(&capture(vec![], Some("n1")));
    assert_eq!(code(again), Code::NoteUsed);
    assert_eq!(
        month.list(&all()).unwrap().total,
        1,
        "refused: nothing stored"
    );
    // The ticket still needs the photo when the note is gone.
    month.drop_note("n1").unwrap();
    assert!(month.wait(month.photo(&photo.sha256, Size::Full)).is_ok());
    assert_eq!(month.notes().unwrap().notes.len(), 1);
}

#[test]
fn a_dropped_note_takes_only_its_own_photos_along() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let (own, shared) = (
        device
            .take_photo("一.jpg", PhotoKind::Scene, &jpeg(3))
            .unwrap(),
        device
            .take_photo("二.jpg", PhotoKind::Scene, &jpeg(4))
            .unwrap(),
    );
    device
        .save_note(&note("a", "", vec![own.clone(), shared.clone()]))
        .unwrap();
    device
        .save_note(&note("b", "", vec![shared.clone()]))
        .unwrap();
    device.drop_note("a").unwrap();
    assert_eq!(
        code(device.wait(device.photo(&own.sha256, Size::Full))),
        Code::NeedsPool
    );
    assert!(
        device
            .wait(device.photo(&shared.sha256, Size::Full))
            .is_ok()
    );
}

#[test]
fn notes_are_measured_and_their_photos_known() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let photo = device
        .take_photo("一.jpg", PhotoKind::Scene, &jpeg(3))
        .unwrap();
    let spot = |lon, lat| Note {
        spot: Some(Spot {
            lon,
            lat,
            accuracy_m: 8.0,
        }),
        ..note("n", "字", vec![])
    };
    let stranger = NewPhoto {
        sha256: Sha256::new("ab".repeat(32)).unwrap(),
        ..photo.clone()
    };
    for (wrong, expect) in [
        (note("n", &"字".repeat(2_001), vec![]), Code::TextTooLong),
        (note("n", "一\u{0}二", vec![]), Code::TextControl),
        (note("", "字", vec![]), Code::FieldMissing),
        (note(&"n".repeat(65), "字", vec![]), Code::TextTooLong),
        (note("n", "字", vec![stranger]), Code::PhotoNotFound),
        (note("n", "字", vec![photo; 4]), Code::PhotoTooMany),
        (spot(0.0, 0.0), Code::PlaceZero),
        (spot(f64::NAN, 40.0), Code::PlaceOutOfWorld),
        (spot(116.0, 91.0), Code::PlaceOutOfWorld),
    ] {
        assert_eq!(code(device.save_note(&wrong)), expect);
    }
    assert!(device.notes().unwrap().notes.is_empty());
    let hostile = "<img src=x onerror=alert(1)>\n=HYPERLINK(\"x\")\u{202e}🙂";
    device.save_note(&note("n", hostile, vec![])).unwrap();
    assert_eq!(device.notes().unwrap().notes[0].text, hostile);
}

#[test]
fn today_shows_what_waits_for_this_officer() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let put = |effects: Vec<Effect>| {
        let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
        ruled(&device, &id, effects);
        id
    };
    let begin = Moment(NOW.load(Ordering::Relaxed));
    let mine = || vec![Effect::Lead("B01".parse().unwrap()), Effect::Round(1)];
    let waiting = |status, grade, amber: i64| {
        let (amber, due) = (begin.plus_minutes(amber), begin.plus_minutes(amber + 60));
        let mut effects = mine();
        effects.extend([
            Effect::Status(status),
            Effect::Grade(grade, false),
            Effect::Start(model::Clock::Sign, begin.0, amber.0, due.0),
        ]);
        effects
    };
    let late = put(waiting(Status::Dispatched, model::Grade::Normal, -90));
    let soon = put(waiting(Status::Signed, model::Grade::Urgent, -30));
    put(waiting(Status::Signed, model::Grade::Normal, 600));
    put(waiting(Status::Visiting, model::Grade::Sudden, -90));
    let back = put(vec![Effect::Status(Status::Fixing)]);
    let ids = |rows: &[model::row::Row]| rows.iter().map(|r| r.id.clone()).collect::<Vec<_>>();
    let today = device.today().unwrap();
    assert_eq!(ids(&today.due), [late.clone(), soon.clone()]);
    assert_eq!(ids(&today.urgent), [soon]);
    assert_eq!(ids(&today.returned), std::slice::from_ref(&back));
    assert_eq!(
        (today.due_total, today.urgent_total, today.returned_total),
        (2, 1, 1)
    );
    assert_eq!(today.captured, 5);
    // The list knows the same, with those that have time yet.
    let total = |waiting| {
        let ask = ListTickets {
            waiting: Some(waiting),
            ..ListTickets::default()
        };
        device.list(&ask).unwrap().total
    };
    assert_eq!((total(true), total(false)), (4, 1));
    assert_eq!(later(dir.path(), 2).today().unwrap().captured, 0);
}

#[test]
fn today_lists_are_short_and_their_counts_whole() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    for _ in 0..23 {
        let id = device.capture_files(&issue(), &[]).unwrap().ticket.id;
        ruled(&device, &id, vec![Effect::Status(Status::Fixing)]);
    }
    let today = device.today().unwrap();
    assert_eq!((today.returned.len(), today.returned_total), (20, 23));
}

#[test]
fn a_photo_is_refused_before_it_is_taken_when_there_is_no_room() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    assert!(device.outbox().unwrap().free_bytes.unwrap() > 0, "measured");
    device.measure_space_by(Arc::new(|_| Some(SPACE_FOR_PHOTO - 1)));
    let refused = device
        .take_photo("满.jpg", PhotoKind::Scene, &jpeg(1))
        .unwrap_err()
        .denial();
    assert_eq!(
        (refused.code, refused.params["free"].as_str()),
        (Code::PhotoNoSpace, "63")
    );
    assert!(!refused.sentence().contains('{'));
    assert_eq!(
        device.outbox().unwrap().free_bytes,
        Some(SPACE_FOR_PHOTO - 1)
    );
    // Text is small: it is still taken.
    device.save_note(&note("n", "先记下", vec![])).unwrap();
    device.measure_space_by(Arc::new(|_| None));
    device
        .take_photo("好.jpg", PhotoKind::Scene, &jpeg(1))
        .unwrap();
}

#[test]
fn every_filter_narrows_the_list() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    device.capture_files(&issue(), &[]).unwrap();
    let mut other = issue();
    other.kind = model::Kind::Complaint;
    other.source = model::Source::Visit;
    other.grade = model::Grade::Sudden;
    other.r#where.grid = Some("G1".into());
    other.r#where.lon = Some(116.09);
    device.capture_files(&other, &[]).unwrap();
    let total = |ask: Value| list(&device, ask).total;
    for (ask, expect) in [
        (json!({"kind": "complaint"}), 1),
        (json!({"source": "visit"}), 1),
        (json!({"grade": "sudden"}), 1),
        (json!({"grade": "urgent"}), 0),
        (json!({"category": "01"}), 2),
        (json!({"category": "02"}), 0),
        (json!({"grid": "G1"}), 1),
        (json!({"mine": true}), 2),
        (json!({"mine": false}), 0),
        (json!({"bbox": [116.0, 40.0, 116.06, 40.1]}), 1),
        (json!({"bbox": [116.0, 40.0, 116.1, 40.1]}), 2),
        (json!({"link": "take"}), 0),
        (json!({"since": "2026-11-22T00:00:00Z"}), 0),
        (json!({"kind": "complaint", "source": "patrol"}), 0),
    ] {
        assert_eq!(total(ask.clone()), expect, "{ask}");
    }
    let page = |offset| {
        let ask = json!({"limit": 1, "offset": offset, "sort": "oldest"});
        list(&device, ask)
    };
    // 突发 stands before what is older.
    assert_eq!(page(0).tickets[0].kind, model::Kind::Complaint);
    assert_eq!(page(1).tickets[0].kind, model::Kind::Hazard);
    assert!(page(2).tickets.is_empty());
}

#[test]
fn what_was_blacked_out_takes_the_place_of_its_original() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let take = |n| {
        device
            .take_photo("一.jpg", PhotoKind::Before, &jpeg(n))
            .unwrap()
    };
    let old = take(3);
    device
        .save_note(&note("a", "一处", vec![old.clone()]))
        .unwrap();
    let kept = api::Draft {
        id: "d".into(),
        fields: json!({}),
        photos: vec![old.clone()],
        saved_at: None,
    };
    device.save_draft(&kept).unwrap();
    let new = device
        .redraw_photo(&old.sha256, "一.jpg", old.kind, &jpeg(4))
        .unwrap();
    assert_ne!(new.sha256, old.sha256);
    assert_eq!((new.kind, new.taken_at), (old.kind, old.taken_at));
    assert_eq!(
        code(device.wait(device.photo(&old.sha256, Size::Full))),
        Code::NeedsPool
    );
    // Whatever had named it names the other one.
    assert_eq!(
        device.drafts().unwrap().drafts[0].photos[0].sha256,
        new.sha256
    );
    assert_eq!(
        device.notes().unwrap().notes[0].photos[0].sha256,
        new.sha256
    );
    // Once it belongs to a ticket it is evidence and stays.
    let sent = api::Capture {
        issue: issue(),
        photos: vec![new.clone()],
        draft: None,
        note: None,
        command_id: None,
    };
    device.capture(&sent).unwrap();
    let again = device.redraw_photo(&new.sha256, "一.jpg", new.kind, &jpeg(5));
    assert_eq!(code(again), Code::PhotoInUse);
    assert!(device.wait(device.photo(&new.sha256, Size::Full)).is_ok());
    let gone = device.redraw_photo(&old.sha256, "一.jpg", old.kind, &jpeg(6));
    assert_eq!(code(gone), Code::PhotoNotFound);
}

#[test]
fn a_photo_the_pool_spoke_of_before_can_be_taken_here_too() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let sha = device(one.path())
        .take_photo("a.jpg", PhotoKind::Scene, &jpeg(1))
        .unwrap()
        .sha256;
    let device = device(two.path());
    device
        .session()
        .unwrap()
        .store
        .write(|tx| crate::store::photo::set_held(tx, None, &sha))
        .unwrap();
    let kept = device
        .capture_files(&issue(), &[("a.jpg".into(), jpeg(1))])
        .unwrap()
        .ticket;
    assert!(kept.photos[0].sha256 == sha && kept.photos[0].w == 300);
    // What the pool holds for another ticket says nothing about this one.
    assert!(!kept.photos[0].delivered);
}
