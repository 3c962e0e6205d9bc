//! What goes up, what comes down, what is refused, and syncing by itself.

use super::*;

#[test]
fn what_waits_goes_up_once_and_rulings_come_back() {
    let (_dir, app, fake) = setting();
    let id = with_photo(&app);
    app.capture_files(&issue(), &[]).unwrap();
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(
        (
            report.pushed,
            report.pulled,
            report.photos_sent,
            report.requests
        ),
        (5, 0, 1, 3)
    );
    let shown = app.show(&id).unwrap().ticket;
    assert!(shown.status == Status::Pooled && shown.photos[0].delivered);
    assert!(
        app.outbox().unwrap().tickets.is_empty() && app.outbox().unwrap().last_contact.is_some()
    );
    assert_eq!(
        heads(&app, &id),
        fake.lock().unwrap().documents.get_mut(&id).unwrap().heads()
    );
    let idle = app.wait(app.sync()).unwrap();
    assert_eq!((idle.pushed, idle.requests), (0, 1));
    assert!(idle.bytes_up + idle.bytes_down <= 1_000, "{idle:?}");
    assert_eq!(fake.lock().unwrap().photos.len(), 1);
}

#[test]
fn a_lost_answer_changes_nothing() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    fake.lock().unwrap().mute = true;
    assert_eq!(code(app.wait(app.sync())), Code::PoolUnreachable);
    assert_eq!(status(&app, &id), Status::Queued);
    assert_eq!(app.outbox().unwrap().tickets.len(), 1);
    {
        let mut fake = fake.lock().unwrap();
        fake.mute = false;
        fake.documents.clear();
        fake.judge = Box::new(|_| Answer::Known);
    }
    assert_eq!(app.wait(app.sync()).unwrap().pushed, 2);
    assert_eq!(status(&app, &id), Status::Pooled);
}

#[test]
fn a_refused_ticket_stays_visible_and_becomes_a_draft() {
    let (_dir, app, fake) = setting();
    fake.lock().unwrap().judge = Box::new(|_| no_right());
    let id = with_photo(&app);
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(
        (report.pushed, report.refused.len(), report.photos_sent),
        (1, 2, 0)
    );
    assert_eq!(
        (&report.refused[0].id, report.refused[0].code),
        (&id, Code::NoRight)
    );
    assert_eq!(app.list(&all()).unwrap().total, 1);
    assert_eq!(
        app.outbox().unwrap().tickets[0].refused,
        Some(Code::NoRight)
    );
    let drafts = app.drafts().unwrap().drafts;
    assert_eq!(
        (
            drafts.len(),
            drafts[0].photos.len(),
            &drafts[0].fields["title"]
        ),
        (1, 1, &json!(issue().title))
    );
    assert_eq!(
        app.wait(app.sync()).unwrap().requests,
        1,
        "it is not offered again"
    );
}

#[test]
fn a_refused_or_late_edit_leaves_the_copy_as_the_pool_has_it() {
    for (answer, refused) in [(no_right(), 1), (Answer::Void(Code::TooLate.into()), 0)] {
        let (_dir, app, fake) = setting();
        let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
        app.wait(app.sync()).unwrap();
        app.edit_facts(&edit(&id, json!({"title": "没有被接受的标题"})))
            .unwrap();
        app.edit_facts(&edit(&id, json!({"body": "这一段被接受了的内容"})))
            .unwrap();
        let mut first = Some(answer);
        fake.lock().unwrap().judge = Box::new(move |_| first.take().unwrap_or(Answer::Receipt));
        let report = app.wait(app.sync()).unwrap();
        assert_eq!(
            (report.refused.len(), report.void.len()),
            (refused, 1 - refused)
        );
        let shown = app.show(&id).unwrap().ticket;
        assert_eq!(
            (shown.facts.title, shown.facts.body),
            (issue().title, "这一段被接受了的内容".into())
        );
        assert_eq!(
            shown.seen,
            fake.lock().unwrap().documents.get_mut(&id).unwrap().heads()
        );
        assert!(
            app.outbox().unwrap().tickets[0].refused.is_some(),
            "kept where its author sees it"
        );
    }
}

#[test]
fn a_void_event_stays_in_the_ticket_with_its_reason() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.wait(app.sync()).unwrap();
    let page = {
        let mut fake = fake.lock().unwrap();
        let opener = fake
            .documents
            .get_mut(&id)
            .unwrap()
            .read()
            .unwrap()
            .opened_by;
        let effects = vec![
            Effect::Status(Status::Dispatched),
            Effect::Round(1),
            Effect::Lead("B01".parse().unwrap()),
        ];
        let ruled = vec![fake.rule(&id, vec![(opener, Verdict::Applied(effects))])];
        fake.page_with(&id, &ruled)
    };
    // The same page twice, as after a lost acknowledgement.
    fake.lock().unwrap().pages = vec![
        Page {
            more: true,
            cursor: 3,
            ..page.clone()
        },
        page,
    ];
    assert_eq!(app.wait(app.sync()).unwrap().pulled, 1);
    assert_eq!(status(&app, &id), Status::Dispatched);
    let sign = act(&id, model::Action::Sign, json!({}));
    app.wait(app.act(&sign)).unwrap();
    fake.lock().unwrap().judge = Box::new(|_| Answer::Void(Code::WrongStatus.into()));
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(
        (report.void.len(), report.void[0].code),
        (1, Code::WrongStatus)
    );
    assert_eq!(
        app.show(&id).unwrap().ticket.log.len(),
        2,
        "the event is still there"
    );
    assert!(
        fake.lock().unwrap().wanted.is_empty(),
        "no copy had to be replaced"
    );
}

#[test]
fn many_tickets_go_in_few_frames() {
    let (_dir, app, fake) = setting();
    for n in 0..620 {
        let mut one = issue();
        one.title = format!("第 {n} 件");
        app.capture_files(&one, &[]).unwrap();
    }
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(
        (report.pushed, fake.lock().unwrap().documents.len()),
        (1240, 620)
    );
    assert!(report.requests <= 4, "{report:?}");
}

#[test]
fn a_window_syncs_by_itself_and_stops_when_closed() {
    let (_dir, app, fake) = setting();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    let background = app.start_background(runtime.handle(), move |topic| {
        told.send(topic).unwrap_or(())
    });
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while status(&app, &id) != Status::Pooled {
        assert!(std::time::Instant::now() < until, "not sent by itself");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(heard.try_iter().any(|t| t == api::Topic::Tickets));
    drop(background);
    let before = fake.lock().unwrap().requests.len();
    app.capture_files(&issue(), &[]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2_500));
    assert_eq!(fake.lock().unwrap().requests.len(), before);
}

#[test]
fn a_tablet_syncs_as_soon_as_it_is_enrolled_or_unlocked() {
    let (_dir, app, fake) = setting();
    assert_eq!(
        app.outbox().unwrap().fetching,
        Some(0),
        "nothing fetched yet"
    );
    app.lock();
    // Time stands still but for sleeps: a driver that waits its minutes shows it.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let begun = tokio::time::Instant::now();
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let on_notice = move |topic| _ = told.send(topic);
        let background = app.start_background(&tokio::runtime::Handle::current(), on_notice);
        let officer = app.clone();
        let unlocked = tokio::task::spawn_blocking(move || officer.unlock(crate::app::tests::PIN));
        unlocked.await.unwrap().unwrap();
        while app.outbox().unwrap().fetching.is_some() {
            heard.recv().await.unwrap();
        }
        assert_eq!(begun.elapsed().as_secs(), 0);
        drop(background);
    });
    assert_eq!(fake.lock().unwrap().requests, ["/api/v1/pull"]);
    assert!(app.outbox().unwrap().last_contact.is_some());
}

#[test]
fn the_first_fetch_is_over_with_its_last_page() {
    let (_dir, app, fake) = setting();
    {
        let mut fake = fake.lock().unwrap();
        let page = fake.page();
        fake.pages = vec![Page {
            more: true,
            cursor: 3,
            ..page
        }];
        fake.cut_pulls = true;
    }
    assert_eq!(code(app.wait(app.sync())), Code::PoolUnreachable);
    assert_eq!(app.outbox().unwrap().fetching, Some(0));
    fake.lock().unwrap().cut_pulls = false;
    app.wait(app.sync()).unwrap();
    assert_eq!(app.outbox().unwrap().fetching, None);
    // What comes later is no first fetch any more.
    app.wait(app.sync()).unwrap();
    assert_eq!(app.outbox().unwrap().fetching, None);
}
