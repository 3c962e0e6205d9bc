//! How a ticket is written, without a store: by whose authority, within which limits, and what comes of it.

mod ground;
mod limits;
mod times;

use ground::*;
use model::act::ChooseFact;
use model::edit::{Verdict, Write};
use model::facts::FactGroup;
use model::issue::{FactsPatch, Reporter};
use model::*;
use serde_json::json;
use sync::editor::Authority;
use sync::{EditError, Outcome};

fn code(outcome: Result<(), EditError>) -> Option<Code> {
    match outcome {
        Ok(()) => None,
        Err(EditError::Denied(denial)) => Some(denial.code),
        Err(other) => panic!("{other}"),
    }
}

fn somebody() -> Reporter {
    serde_json::from_value(json!({"kind": "person", "name": "欧阳明"})).unwrap()
}

#[test]
fn a_capture_is_ruled_on_at_the_pool_and_waits_on_a_device() {
    for (authority, status, edits, waiting) in [
        (Authority::Pool, Status::Pooled, 4, 0),
        (Authority::Device, Status::Queued, 3, 1),
    ] {
        let (world, author) = (World::new(), person(Role::Collector));
        let mut editor = world.begin(authority, &author);
        // The same picture given twice is one picture.
        let photos = vec![photo(1), photo(2), photo(1)];
        let (facts, reporter) = (issue().facts(), somebody());
        editor.capture(facts, photos, Some(&reporter)).unwrap();
        let mut changes = editor.finish().unwrap();
        assert_eq!(changes.row.status, status);
        assert_eq!((changes.edits.len(), changes.photos().count()), (edits, 2));
        assert_eq!(changes.ticket.waiting().count(), waiting);
        assert_eq!(changes.ruling().is_some(), authority == Authority::Pool);
        assert_eq!(changes.state.has_reporter, authority == Authority::Pool);
        assert_eq!((changes.sides.len(), changes.before.is_none()), (1, true));
        assert_eq!(changes.history.changes, edits as u64);
        assert_eq!(World::reread(&mut changes), changes.ticket);
        assert_eq!(*world.drawn.borrow(), ["temp_no:2026-11-23"]);
    }
}

#[test]
fn what_would_not_count_is_void_at_the_pool_and_refused_on_a_device() {
    let (world, author) = (World::new(), person(Role::Collector));
    let again = || Write::Act {
        round: 0,
        act: act(Action::Resubmit, json!({"changed": "补了门牌号"})),
    };
    let left = world.captured(Authority::Pool);
    let mut editor = world.load(Authority::Pool, Some(&author), left);
    let edit = world.edit(&author, editor.heads(), again());
    let Outcome::Void(_, denial) = editor.take(edit).unwrap() else {
        panic!("kept as void");
    };
    assert_eq!(denial.code, Code::WrongStatus);
    let changes = editor.finish().unwrap();
    let answers: Vec<_> = changes.edits.iter().map(|k| k.answer.clone()).collect();
    assert_eq!(answers, [Some(denial.clone()), None]);
    let log = &changes.ticket.log;
    let event = log.iter().find(|e| e.act.action() == Action::Resubmit);
    let verdict = &event.unwrap().ruling.as_ref().unwrap().verdict;
    assert_eq!(*verdict, Verdict::Void(denial));

    let mut editor = world.load(Authority::Device, Some(&author), changes);
    let edit = world.edit(&author, editor.heads(), again());
    let outcome = editor.take(edit).unwrap();
    assert!(matches!(outcome, Outcome::Refused(d) if d.code == Code::WrongStatus));
    assert!(!editor.has_changes());
}

#[test]
fn a_device_judges_on_top_of_its_own_waiting_acts() {
    let (world, handler) = (World::new(), person(Role::Handler));
    let left = world.brought(&dispatched());
    let mut editor = world.load(Authority::Device, Some(&handler), left);
    editor
        .make_act(act(Action::Sign, json!({})), None, None)
        .unwrap();
    let changes = editor.finish().unwrap();
    assert_eq!(
        (changes.state.status, changes.edits.len()),
        (Status::Dispatched, 1)
    );

    let mut editor = world.load(Authority::Device, Some(&handler), changes);
    assert_eq!(editor.state().status, Status::Signed);
    let respond = act(Action::Respond, json!({"means": "phone", "note": "已联系"}));
    editor.make_act(respond, None, None).unwrap();
    for (action, expect) in [
        (Action::Submit, Code::WrongStatus),
        (Action::EnterPool, Code::PoolOnly),
        (Action::Accept, Code::NeedsPool),
    ] {
        let payload = match action {
            Action::Accept => json!({"category": "010102", "grade": "normal"}),
            _ => json!({}),
        };
        let made = editor.make_act(act(action, payload), None, None);
        assert_eq!(code(made), Some(expect), "{action}");
    }
}

#[test]
fn numbers_are_drawn_for_acts_that_count() {
    let (world, desk) = (World::new(), person(Role::DeskDistrict));
    let accept = |category: &str| {
        act(
            Action::Accept,
            json!({"category": category, "grade": "normal"}),
        )
    };
    let left = world.captured(Authority::Pool);
    let mut editor = world.load(Authority::Pool, Some(&desk), left);
    let coarse = editor.make_act(accept("0101"), None, None);
    assert_eq!(code(coarse), Some(Code::CategoryTooCoarse));
    editor.make_act(accept("010102"), None, None).unwrap();
    let changes = editor.finish().unwrap();
    assert!(number::check_ticket_no(
        changes.state.ticket_no.as_deref().unwrap()
    ));
    let series = ["temp_no:2026-11-23", "ticket_no:2026-11-23"];
    assert_eq!(*world.drawn.borrow(), series);
}

#[test]
fn a_forms_unnamed_neighbours_stay_as_it_showed_them() {
    for authority in [Authority::Pool, Authority::Device] {
        let (world, author) = (World::new(), person(Role::Collector));
        let mut left = world.captured(Authority::Pool);
        let shown = left.document.heads();
        let patch = |field: &str, value: &str| -> FactsPatch {
            serde_json::from_value(json!({ field: value })).unwrap()
        };
        let mut editor = world.load(authority, Some(&author), left);
        editor
            .edit_facts(&patch("title", "路灯不亮，共四盏"), None)
            .unwrap();
        let mut editor = world.load(authority, Some(&author), editor.finish().unwrap());
        editor
            .edit_facts(&patch("category", "0101"), Some(&shown))
            .unwrap();
        let changes = editor.finish().unwrap();
        let Write::Facts(parts) = &changes.edits[0].edit.write else {
            panic!("facts");
        };
        let [FactGroup::What(what)] = &parts[..] else {
            panic!("one group");
        };
        assert_eq!(
            (what.title.as_str(), what.category.as_str()),
            ("路灯不亮", "0101")
        );
        // Both stand, until somebody chooses.
        let claims = &changes.ticket.conflicts[&Group::What];
        assert_eq!(claims.len(), 2);
        let (group, edit) = (Group::What, claims[0].edit);
        let mut editor = world.load(authority, Some(&author), changes);
        editor.choose_fact(&ChooseFact { group, edit }).unwrap();
        let again = editor.choose_fact(&ChooseFact {
            group,
            edit: EditId([0; 16]),
        });
        assert_eq!(code(again), Some(Code::NoConflict));
        assert!(editor.finish().unwrap().ticket.conflicts.is_empty());
    }
}

#[test]
fn what_stands_in_two_tickets_is_answered_for_both() {
    let (world, desk) = (World::new(), person(Role::DeskDistrict));
    let mut editor = world.load(
        Authority::Pool,
        Some(&desk),
        world.captured(Authority::Pool),
    );
    let merge = act(Action::Merge, json!({"parent": PARENT}));
    editor.make_act(merge, None, None).unwrap();
    let (parent, joined) = editor.finish().unwrap().counterpart.unwrap();
    assert_eq!((parent.as_str(), joined.action()), (PARENT, Action::Joined));

    let accept = dispatched().into_iter().take(1).collect::<Vec<_>>();
    let mut other = world.load(Authority::Pool, None, world.brought(&accept));
    other.act_by_system(joined.clone()).unwrap();
    assert!(
        code(other.act_by_system(joined)).is_some(),
        "one in a batch"
    );
    assert_eq!(other.finish().unwrap().state.children.len(), 1);
}

#[test]
fn texts_that_must_not_stand_in_a_document_are_answered_apart() {
    let (world, boss) = (World::new(), person(Role::Supervisor));
    let mut editor = world.load(Authority::Pool, Some(&boss), world.brought(&dispatched()));
    let urge = act(Action::Urge, json!({"text": "请尽快修复"}));
    editor.make_act(urge, None, None).unwrap();
    let mut changes = editor.finish().unwrap();
    let (_, texts) = &changes.texts[0];
    assert_eq!(texts["text"], "请尽快修复");
    let saved = changes.document.save();
    let said = "请尽快修复".as_bytes();
    assert!(!saved.windows(said.len()).any(|w| w == said));
    assert!(!format!("{:?}", changes.ticket).contains("请尽快修复"));
}
