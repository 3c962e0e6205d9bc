//! Two sides that have drifted apart find together: unknown heads, a pool that says later or lost data, a damaged copy.

use super::*;

#[test]
fn unknown_heads_bring_the_whole_copy_and_the_edit_again() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.wait(app.sync()).unwrap();
    app.edit_facts(&edit(&id, json!({"title": "写在池子没有的头上"})))
        .unwrap();
    let mut first = Some(Answer::Need);
    {
        let mut fake = fake.lock().unwrap();
        fake.judge = Box::new(move |_| first.take().unwrap_or(Answer::Receipt));
        fake.rule(
            &id,
            vec![(
                Opening([3; 12]).edit(9),
                Verdict::Applied(vec![Effect::Number("WS1".into())]),
            )],
        );
    }
    let report = app.wait(app.sync()).unwrap();
    assert_eq!((report.pushed, report.refused.len()), (1, 0));
    assert_eq!(fake.lock().unwrap().wanted, vec![id.clone()]);
    let shown = app.show(&id).unwrap().ticket;
    assert_eq!(
        (shown.facts.title.as_str(), shown.ticket_no.as_deref()),
        ("写在池子没有的头上", Some("WS1"))
    );
    assert_eq!(
        shown.seen,
        fake.lock().unwrap().documents.get_mut(&id).unwrap().heads()
    );
    assert!(app.outbox().unwrap().tickets.is_empty());
}

#[test]
fn later_means_the_next_sync_and_blocks_nothing() {
    let (_dir, app, fake) = setting();
    let (a, b) = (
        app.capture_files(&issue(), &[]).unwrap().ticket.id,
        app.capture_files(&issue(), &[]).unwrap().ticket.id,
    );
    let busy = a.clone();
    fake.lock().unwrap().judge = Box::new(move |l| {
        if l.edit.as_ref().unwrap().ticket == busy {
            Answer::Retry
        } else {
            Answer::Receipt
        }
    });
    app.wait(app.sync()).unwrap();
    assert_eq!(
        (status(&app, &a), status(&app, &b)),
        (Status::Queued, Status::Pooled)
    );
    fake.lock().unwrap().judge = Box::new(|_| Answer::Receipt);
    assert_eq!(app.wait(app.sync()).unwrap().pushed, 1);
    assert_eq!(status(&app, &a), Status::Pooled);
}

#[test]
fn a_pool_that_lost_data_is_offered_everything_again() {
    let (_dir, app, fake) = setting();
    let id = with_photo(&app);
    app.wait(app.sync()).unwrap();
    {
        let mut fake = fake.lock().unwrap();
        fake.documents.clear();
        fake.photos.clear();
        fake.epoch = 2;
    }
    let report = app.wait(app.sync()).unwrap();
    assert_eq!((report.pushed, report.photos_sent), (3, 1));
    assert!(fake.lock().unwrap().documents.contains_key(&id));
    assert_eq!(status(&app, &id), Status::Pooled);
    assert_eq!(app.wait(app.sync()).unwrap().requests, 1);
}

#[test]
fn a_ticket_leaves_only_when_our_work_on_it_is_answered() {
    let (_dir, app, fake) = setting();
    let id = with_photo(&app);
    app.wait(app.sync()).unwrap();
    app.edit_facts(&edit(&id, json!({"title": "还没有送达"})))
        .unwrap();
    {
        let mut fake = fake.lock().unwrap();
        let gone = Page {
            removed: vec![id.clone()],
            ..fake.page()
        };
        fake.pages = vec![gone];
        fake.judge = Box::new(|_| Answer::Retry);
    }
    app.wait(app.sync()).unwrap();
    assert_eq!(app.show(&id).unwrap().ticket.facts.title, "还没有送达");
    fake.lock().unwrap().judge = Box::new(|_| Answer::Receipt);
    app.wait(app.sync()).unwrap();
    assert_eq!(code(app.show(&id)), Code::NotFound);
    assert_eq!(app.list(&all()).unwrap().total, 0);
}

#[test]
fn a_damaged_copy_is_healed_from_the_pool() {
    let (_dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.wait(app.sync()).unwrap();
    let good = heads(&app, &id);
    let session = app.session().unwrap();
    session
        .store
        .write(|tx| {
            Ok(tx
                .raw()
                .execute("UPDATE chunk SET bytes = zeroblob(9)", [])?)
        })
        .unwrap();
    assert_eq!(code(app.show(&id)), Code::StoreFailed);
    app.wait(app.sync()).unwrap();
    assert_eq!(fake.lock().unwrap().wanted, vec![id.clone()]);
    assert_eq!(heads(&app, &id), good);
}
