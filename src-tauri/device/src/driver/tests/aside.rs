//! What another version stored here, or left damaged, stops no other ticket's way up or down.

use super::*;

fn damage(app: &App, sql: &str) {
    let store = &app.session().unwrap().store;
    store.write(|tx| Ok(tx.raw().execute_batch(sql)?)).unwrap();
}

#[test]
fn an_edit_that_does_not_read_stays_and_the_others_go_up() {
    let (_dir, app, fake) = setting();
    let (a, b) = (
        app.capture_files(&issue(), &[]).unwrap().ticket.id,
        with_photo(&app),
    );
    app.wait(app.sync()).unwrap();
    app.edit_facts(&edit(&a, json!({"title": "别的版本写的"})))
        .unwrap();
    app.edit_facts(&edit(&b, json!({"title": "本版本写的"})))
        .unwrap();
    damage(
        &app,
        "update edit set write = '{\"later\": 1}' where state = 0 and ticket = 1; update edit set denial = 'v9'",
    );
    let report = app.wait(app.sync()).unwrap();
    assert_eq!((report.pushed, report.refused.len()), (1, 0));
    assert_eq!(app.show(&b).unwrap().ticket.facts.title, "本版本写的");
    let waits = app.outbox().unwrap().tickets;
    assert_eq!(
        (waits.len(), &waits[0].id, waits[0].edits, waits[0].refused),
        (1, &a, 0, Some(Code::RecordUnreadable))
    );
    assert_eq!(
        app.wait(app.sync()).unwrap().requests,
        1,
        "it is not offered again"
    );

    // A version that reads it sends it.
    let write = r#"update edit set write = '{"facts":[{"group":"body","value":"这一段后来读得出来"}]}' where state = 5"#;
    damage(&app, write);
    app.lock();
    app.unlock("482913").unwrap();
    let report = app.wait(app.sync()).unwrap();
    assert_eq!(report.pushed, 1, "{report:?}");
    assert!(app.outbox().unwrap().tickets.is_empty());
    assert!(fake.lock().unwrap().documents.contains_key(&a));
}

#[test]
fn damaged_copies_are_healed_while_the_page_brings_others_their_news() {
    let (_dir, app, fake) = setting();
    let ids: Vec<TicketId> = (0..4)
        .map(|_| app.capture_files(&issue(), &[]).unwrap().ticket.id)
        .collect();
    app.wait(app.sync()).unwrap();
    damage(
        &app,
        "update chunk set edit = x'00' where ticket = 1; update chunk set edit = 'v9', bytes = 'v9' where ticket = 2;
         insert or replace into document (ticket, base) values (3, 'v9')",
    );
    {
        let mut fake = fake.lock().unwrap();
        let effect = |n: usize| vec![Effect::Number(format!("WS{n}"))];
        let edits: Vec<Vec<(Edit, Head)>> = (0..4)
            .map(|n| {
                let verdict = Verdict::Applied(effect(n));
                vec![fake.rule(&ids[n], vec![(Opening([3; 12]).edit(n as u32), verdict)])]
            })
            .collect();
        let out: Vec<Outgoing> = ids
            .iter()
            .zip(&edits)
            .map(|(id, edits)| Outgoing {
                id: Some(id.clone()),
                before: &[],
                edits,
            })
            .collect();
        let page = Page {
            bundle: Some(Bundle::pack(&out)),
            ..fake.page()
        };
        fake.pages = vec![page];
    }
    app.wait(app.sync()).unwrap();
    for (n, id) in ids.iter().enumerate() {
        let shown = app.show(id).unwrap().ticket;
        assert_eq!(shown.ticket_no, Some(format!("WS{n}")));
        assert_eq!(
            heads(&app, id),
            fake.lock().unwrap().documents.get_mut(id).unwrap().heads()
        );
    }
    assert_eq!(fake.lock().unwrap().wanted.len(), 3);
}

#[test]
fn a_refused_ticket_whose_copy_does_not_read_is_still_a_draft() {
    let (_dir, app, fake) = setting();
    fake.lock().unwrap().judge = Box::new(|_| no_right());
    with_photo(&app);
    let other = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    damage(
        &app,
        "update chunk set bytes = zeroblob(9) where ticket = 1",
    );
    let mut first = Some(no_right());
    fake.lock().unwrap().judge = Box::new(move |l| {
        let of_other = l.edit.as_ref().unwrap().ticket == other;
        if of_other {
            Answer::Receipt
        } else {
            first.take().unwrap_or_else(no_right)
        }
    });
    app.wait(app.sync()).unwrap();
    let drafts = app.drafts().unwrap().drafts;
    assert_eq!(
        (
            drafts.len(),
            drafts[0].photos.len(),
            &drafts[0].fields["title"]
        ),
        (1, 1, &json!(issue().title))
    );
}

#[test]
fn lists_posts_and_place_in_the_feed_are_fetched_again() {
    let (dir, app, fake) = setting();
    let id = app.capture_files(&issue(), &[]).unwrap().ticket.id;
    app.wait(app.sync()).unwrap();
    let me = app.session().unwrap().me();
    {
        let mut fake = fake.lock().unwrap();
        fake.district = Some(serde_json::to_value(&me.lists.as_ref().unwrap().district).unwrap());
        fake.posts = Some(serde_json::to_value(&me.person.posts).unwrap());
    }
    damage(
        &app,
        "update setting set value = '{}' where key = 'district'; update setting set value = '[]' where key = 'place';
         update setting set value = json_insert(value, '$.posts[#]', 'v9') where key = 'person'",
    );
    app.lock();
    app.unlock("482913").unwrap();
    assert!(app.show(&id).is_ok());
    assert!(app.session().unwrap().me().lists.is_none());
    app.wait(app.sync()).unwrap();
    let healed = app.session().unwrap().me();
    assert_eq!((&healed.lists, &healed.person), (&me.lists, &me.person));
    assert!(app.capture_files(&issue(), &[]).is_ok());
    let asked =
        |fake: &Fake, call: &str| fake.requests.iter().filter(|r| r.ends_with(call)).count();
    assert_eq!(asked(&fake.lock().unwrap(), "/me"), 1);
    app.wait(app.sync()).unwrap();
    assert_eq!(asked(&fake.lock().unwrap(), "/me"), 1, "asked once");
    drop(dir);
}
