//! Writing to a ticket that is here: facts, both sides of a conflict, acts on the provisional state.

use super::*;

/// An act as a form sends it: of no round in particular.
pub fn act(id: &TicketId, action: Action, payload: Value) -> ActCall {
    ActCall {
        id: id.clone(),
        action,
        payload,
        round: None,
        command_id: None,
        seen: None,
    }
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
    let act = |action, payload| act(&id, action, payload);
    assert_eq!(
        code(device.wait(device.act(&act(Action::Void, json!({"reason": "重复"}))))),
        Code::NeedsPool
    );
    assert_eq!(
        code(device.wait(device.act(&act(Action::Sign, json!({}))))),
        Code::NoRight,
        "no unit leads it yet"
    );
    assert_eq!(
        code(device.wait(device.act(&act(Action::Sign, json!({"x": 1}))))),
        Code::FieldUnknown
    );
    assert_eq!(
        code(device.wait(device.act(&act(Action::Submit, json!({}))))),
        Code::WrongStatus
    );
    assert_eq!(device.show(&id).unwrap().ticket.log.len(), 1);
    assert_eq!(code(device.wait(device.sync())), Code::PoolUnreachable);
    assert_eq!(
        device.outbox().unwrap().trouble.unwrap().code,
        Code::PoolUnreachable
    );
    assert_eq!(device.outbox().unwrap().tickets.len(), 1, "nothing is lost");
}

/// Puts the ticket where the pool's rulings would have put it.
pub(super) fn ruled(device: &App, id: &TicketId, effects: Vec<model::effect::Effect>) {
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
    let act = |action, payload| act(&id, action, payload);
    let open = [Action::Sign, Action::Supplement];
    assert_eq!(device.show(&id).unwrap().may, open);
    let before = device.commits();
    let signed = device
        .wait(device.act(&act(Action::Sign, json!({}))))
        .unwrap();
    assert_eq!(device.commits(), before + 1);
    assert_eq!(
        (signed.ticket.status, signed.ticket.status_pending),
        (Status::Dispatched, Some(Status::Signed))
    );
    assert_eq!(
        code(device.wait(device.act(&act(Action::Sign, json!({}))))),
        Code::WrongStatus,
        "signed already, as far as this device knows"
    );
    assert_eq!(
        code(device.wait(device.act(&act(Action::Progress, json!({"text": "已到场"}))))),
        Code::WrongStatus
    );
    device
        .wait(device.act(&act(
            Action::Respond,
            json!({"means": "scene", "note": "已到场查看"}),
        )))
        .unwrap();
    device
        .wait(device.act(&act(Action::Progress, json!({"text": "已围挡"}))))
        .unwrap();
    let done = json!({"result": "已更换", "reply": "已告知", "measure": "更换井盖"});
    let done = device
        .wait(device.act(&act(Action::RequestDone, done)))
        .unwrap();
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
    assert_eq!(
        code(device.wait(device.act(&wrong_round))),
        Code::WrongRound
    );
    assert_eq!(
        code(device.edit_facts(&edit(&id, json!({"title": "太晚"})))),
        Code::TooLate
    );
    assert_eq!(
        list(&device, json!({"status": "dispatched", "unit": "B01"})).total,
        1
    );

    let photo = NewPhoto {
        kind: PhotoKind::After,
        ..device
            .take_photo("后.jpg", PhotoKind::Scene, &jpeg(9))
            .unwrap()
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
