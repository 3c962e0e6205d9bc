//! The folder that an app is opened over: its window, its keys, older stores, and clocks that are off.

use super::*;

#[test]
fn locking_drops_the_keys() {
    let dir = tempfile::tempdir().unwrap();
    let device = device(dir.path());
    let held = Arc::downgrade(&device.session().unwrap());
    assert!(held.upgrade().is_some());
    device.wait(device.call("lock", Value::Null)).unwrap();
    assert!(
        held.upgrade().is_none(),
        "store, photo key, signing key are gone"
    );
    assert!(device.profile().locked);
    for refused in [
        device.wait(device.call("today", Value::Null)),
        device.wait(device.call("list_notes", Value::Null)),
        device.wait(device.call("read_news", Value::Null)),
        device.wait(device.call("read_basemap", Value::Null)),
        device.wait(device.call("pause_sync", json!({"paused": true}))),
    ] {
        assert_eq!(refused.unwrap_err().code, Code::SignedOut);
    }
    device.unlock(PIN).unwrap();
    assert!(!device.profile().locked);
}

#[test]
fn what_waits_is_told_before_the_pin_by_a_shell_that_noted_it() {
    let dir = tempfile::tempdir().unwrap();
    let first = device(dir.path());
    first.capture_files(&issue(), &[]).unwrap();
    first.capture_files(&issue(), &[]).unwrap();
    assert_eq!(first.profile().waiting, None, "open: the outbox tells it");
    let again = || App::open(dir.path());
    assert_eq!(again().profile().waiting, None, "never noted");
    first.note_waiting().unwrap();
    drop(first);
    assert_eq!(again().profile().waiting, Some(2));
    assert_eq!(code(again().note_waiting()), Code::SignedOut);
    assert_eq!(again().profile().waiting, Some(2), "locked: stays noted");
}

#[test]
fn an_older_store_gets_its_new_columns_filled() {
    let dir = tempfile::tempdir().unwrap();
    let first = device(dir.path());
    let id = first.capture_files(&issue(), &[]).unwrap().ticket.id;
    let session = first.session().unwrap();
    let columns = || {
        session.store.read(|conn| {
            Ok(conn.raw().query_row(
                "SELECT kind || source || category || created_by || co_units || lon || lat FROM ticket WHERE id = ?",
                [id.as_str()],
                |r| r.get::<_, String>(0),
            )?)
        })
    };
    let written = columns().unwrap();
    assert!(
        written.starts_with("hazardpatrol01zhou[]116.05"),
        "{written}"
    );
    session
        .store
        .write(|tx| {
            let migration = include_str!("../../../migrations/V2__field.sql");
            let update = migration.find("UPDATE ticket SET").unwrap();
            let end = update + migration[update..].find(';').unwrap();
            tx.raw().execute("UPDATE ticket SET kind = '', source = '', category = '', created_by = '', co_units = '', lon = NULL", [])?;
            tx.raw().execute(&migration[update..end], [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(columns().unwrap(), written, "as the projection writes them");
}

#[test]
fn a_folder_has_one_window() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (app(dir.path()), app(dir.path()));
    let claim = first.claim().unwrap();
    assert_eq!(code(second.claim()), Code::StoreBusy);
    drop(claim);
    second.claim().unwrap();
}

#[test]
fn a_clock_that_stands_at_1970_or_beyond_2100_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    drop(device(dir.path()));
    let told: Moment = "2026-11-22T10:00:00Z".parse().unwrap();
    let late = Moment::LATEST.0 + 1_000_000;
    for (start, first) in [
        (0, told.0),
        (i64::MIN, told.0),
        (late, Moment::LATEST.0 - 1),
    ] {
        let now = std::sync::Arc::new(AtomicI64::new(start));
        let ticks = now.clone();
        let clock: crate::app::Clock =
            std::sync::Arc::new(move || Moment(ticks.fetch_add(1, Ordering::Relaxed)));
        let app = App::with(dir.path(), Box::new(NoKeyring), clock);
        app.unlock(PIN).unwrap();
        let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
        let row = app.show(&id).unwrap().ticket.captured_at;
        assert!(row.is_plausible(), "{start}: {row}");
        assert_eq!(row.0, first, "{start}");
    }
}
