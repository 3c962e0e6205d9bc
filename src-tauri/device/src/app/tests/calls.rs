//! Every row of the table of calls on a device: not enrolled, open and locked. The arguments do not read, so whoever is let in is
//! refused for that and nothing happens.

use super::*;
use api::call::AnsweredAt;

/// What is answered to this call; none when it was let in, to fail by its arguments.
fn refused(device: &App, info: &CallInfo) -> Option<Code> {
    let unreadable = json!("no arguments");
    let let_in = Call::parse(info.name, unreadable.clone()).unwrap_err().code;
    let code = device
        .wait(device.call(info.name, unreadable))
        .unwrap_err()
        .code;
    (code != let_in).then_some(code)
}

#[test]
fn every_call_is_answered_as_its_row_says() {
    let (new, dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (stranger, device) = (app(new.path()), device(dir.path()));
    let all = |device: &App, closed: Option<Code>| {
        for info in TABLE {
            let want = match info.at {
                AnsweredAt::Pool => Some(Code::NeedsPool),
                AnsweredAt::Both | AnsweredAt::Device if info.access.open => None,
                AnsweredAt::Both | AnsweredAt::Device => closed,
            };
            assert_eq!(refused(device, info), want, "{}", info.name);
        }
    };
    all(&stranger, Some(Code::NotEnrolled));
    all(&device, None);
    device.lock();
    all(&device, Some(Code::SignedOut));
    let unknown = device
        .wait(device.call("drop_table", Value::Null))
        .unwrap_err();
    assert_eq!(unknown.code, Code::CommandUnknown);
}
