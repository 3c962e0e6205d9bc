//! What is carried for colleagues, past something on the way that does not let it through.

use super::*;
use crate::app::tests::device;

fn bundle() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let author = device(dir.path());
    author.capture_files(&issue(), &[]).unwrap();
    author.save_rescue(0).unwrap()
}
fn carries(app: &App) -> (u64, Option<Code>) {
    let outbox = app.outbox().unwrap();
    (outbox.carried, outbox.carried_refused)
}
fn brought(fake: &Arc<Mutex<Fake>>) -> usize {
    fake.lock().unwrap().bundles
}

#[test]
fn a_bundle_that_a_gateway_keeps_back_is_carried_as_long_as_it_takes() {
    for gateway in [400, 403, 413, 451] {
        let (_dir, app, fake) = setting();
        app.carry_rescue(bundle()).unwrap();
        fake.lock().unwrap().bundle_status = Some(gateway);
        let own = app.capture_files(&issue(), &[]).unwrap().ticket.id;
        let report = app.wait(app.sync()).unwrap();
        assert_eq!(report.refused.len(), 0, "{gateway}: own work goes as ever");
        assert_eq!(status(&app, &own), Status::Pooled, "{gateway}");
        assert_eq!(carries(&app), (1, Some(Code::PoolNotAPool)), "{gateway}");
        // Once a day, and longer than the pool's own refusal would be borne.
        for (minutes, offered) in [(60, 1), (24 * 60, 2), (31 * 24 * 60, 3), (60, 3)] {
            pass(&fake, minutes);
            app.wait(app.sync()).unwrap();
            assert_eq!((brought(&fake), carries(&app).0), (offered, 1), "{gateway}");
        }
        fake.lock().unwrap().bundle_status = None;
        pass(&fake, 24 * 60);
        app.wait(app.sync()).unwrap();
        assert_eq!((brought(&fake), carries(&app)), (4, (0, None)), "{gateway}");
    }
}

/// No pool there, a password asked for, or a gateway that is busy: that is the line, and it is tried again with the next sync.
#[test]
fn a_gateway_without_a_pool_says_nothing_of_a_bundle() {
    for (gateway, told) in [
        (401, Code::PoolNotAPool),
        (429, Code::PoolUnreachable),
        (502, Code::PoolUnreachable),
    ] {
        let (_dir, app, fake) = setting();
        app.carry_rescue(bundle()).unwrap();
        fake.lock().unwrap().bundle_status = Some(gateway);
        assert_eq!(code(app.wait(app.sync())), told, "{gateway}");
        assert_eq!(carries(&app), (1, None), "{gateway}");
        fake.lock().unwrap().bundle_status = None;
        app.wait(app.sync()).unwrap();
        assert_eq!((brought(&fake), carries(&app)), (2, (0, None)), "{gateway}");
    }
}
