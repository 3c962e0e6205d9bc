//! What a sync reports about itself, and a sync that rests.

use super::*;
use model::act::Act;

/// A page with an act of somebody at the desk and the pool's ruling on it.
fn act_page(fake: &mut Fake, id: &TicketId, action: model::Action, effects: Vec<Effect>) -> Page {
    let payload = json!({"lead_unit": "B01"});
    let document = fake.documents.get_mut(id).unwrap();
    let act = Edit {
        id: Opening([0xee; 12]).edit(fake.counter),
        ticket: id.clone(),
        schema: SCHEMA,
        by: "desk".parse().unwrap(),
        at: Moment(1_795_313_000_000),
        seen: document.heads(),
        write: Write::Act {
            round: 0,
            act: Act::parse(action, payload).unwrap(),
        },
    };
    fake.counter += 1;
    let head = document.write(&act).unwrap().head;
    fake.heads.push(head);
    let edits = vec![
        (act.clone(), head),
        fake.rule(id, vec![(act.id, Verdict::Applied(effects))]),
    ];
    fake.page_with(id, &edits)
}

fn dispatched() -> Vec<Effect> {
    vec![
        Effect::Status(Status::Dispatched),
        Effect::Round(1),
        Effect::Lead("B01".parse().unwrap()),
    ]
}

#[test]
fn news_say_what_changed_by_whom_and_what_did_not_come_about() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.wait(app.sync()).unwrap();
    let first = app.news().unwrap().news;
    assert_eq!(
        (first.len(), first[0].report.pushed),
        (1, 2),
        "the ticket and its reporter"
    );
    assert!(first[0].changes.is_empty());
    app.wait(app.sync()).unwrap();
    assert_eq!(
        app.news().unwrap().news.len(),
        1,
        "a sync without changes is no news"
    );

    {
        let mut fake = fake.lock().unwrap();
        let page = act_page(&mut fake, &id, model::Action::Dispatch, dispatched());
        fake.pages = vec![page];
    }
    let report = app.wait(app.sync()).unwrap();
    let news = app.news().unwrap().news;
    assert_eq!(
        (news.len(), &news[0].report),
        (2, &report),
        "newest first, counts whole"
    );
    let change = &news[0].changes[0];
    assert_eq!((&change.id, change.status), (&id, Status::Dispatched));
    assert_eq!(change.action, Some(model::Action::Dispatch));
    assert_eq!(change.by.as_ref().map(|u| u.as_str()), Some("desk"));
    assert_eq!(change.code, None);

    let sign = act(&id, model::Action::Sign, json!({}));
    app.wait(app.act(&sign)).unwrap();
    fake.lock().unwrap().judge = Box::new(|_| Answer::Void(Code::WrongStatus.into()));
    app.wait(app.sync()).unwrap();
    let news = app.news().unwrap().news;
    assert_eq!(
        (news[0].changes.len(), news[0].changes[0].code),
        (1, Some(Code::WrongStatus))
    );
    let today = app.today().unwrap();
    assert_eq!(today.returned_total, 1, "and it is brought up again");
}

#[test]
fn news_of_refused_work_name_their_reason_even_when_the_sync_breaks_off() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    {
        let mut fake = fake.lock().unwrap();
        fake.judge = Box::new(|_| no_right());
        // The push is taken in; then the line is cut.
        fake.cut_pulls = true;
    }
    app.wait(app.sync()).unwrap_err();
    let news = app.news().unwrap().news;
    assert_eq!(
        (news[0].changes[0].id.clone(), news[0].changes[0].code),
        (id, Some(Code::NoRight))
    );
}

#[test]
fn twenty_syncs_are_remembered() {
    let (_dir, app, _fake) = setting();
    for _ in 0..23 {
        app.capture_files(&issue(), &[]).unwrap();
        app.wait(app.sync()).unwrap();
    }
    let news = app.news().unwrap().news;
    assert_eq!(news.len(), 20);
    assert!(news.windows(2).all(|pair| pair[0].at > pair[1].at));
}

#[test]
fn two_hundred_changes_are_remembered_and_failures_above_all() {
    use crate::store::news;
    let (_dir, app, _fake) = setting();
    let session = app.session().unwrap();
    let report = app.wait(app.sync()).unwrap();
    let change = |n: u32, code| api::Change {
        id: TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-{n:012x}")).unwrap(),
        title: "路灯不亮".into(),
        status: Status::Pooled,
        action: None,
        by: None,
        code,
    };
    session
        .store
        .write(|tx| {
            let no = news::keep(tx, None, Moment(1), &report)?;
            for n in 0..250 {
                news::add(tx, no, &change(n, None))?;
            }
            news::add(tx, no, &change(900, Some(Code::WrongStatus)))?;
            news::add(tx, no, &change(3, Some(Code::NoRight)))?;
            // The same ticket again does not make the reason forgotten.
            news::add(tx, no, &change(3, None))
        })
        .unwrap();
    let changes = &app.news().unwrap().news[0].changes;
    assert_eq!(changes.len(), 200);
    let failed: Vec<_> = changes.iter().take_while(|c| c.code.is_some()).collect();
    assert_eq!(failed.len(), 2);
}

#[test]
fn a_paused_device_rests_until_it_is_told_otherwise() {
    let (_dir, app, fake) = setting();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let paused = |paused| {
        let outbox = app
            .wait(app.call("pause_sync", json!({ "paused": paused })))
            .unwrap();
        assert_eq!(outbox["paused"], json!(paused));
    };
    paused(true);
    let background = app.start_background(runtime.handle(), |_| ());
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    // The driver waits two seconds after a write; it has to have let that pass.
    std::thread::sleep(std::time::Duration::from_millis(2_600));
    assert!(fake.lock().unwrap().requests.is_empty());
    assert!(app.outbox().unwrap().paused && status(&app, &id) == Status::Queued);
    app.wait(app.sync()).unwrap();
    assert_eq!(
        status(&app, &id),
        Status::Pooled,
        "立即同步 works all the same"
    );
    let next = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    paused(false);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while status(&app, &next) != Status::Pooled {
        assert!(std::time::Instant::now() < until, "not sent by itself");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    drop(background);
}
