//! Every limit of a write, and that no path misses one.

use crate::ground::*;
use model::act::{Act, Empty};
use model::edit::{Photo, Write};
use model::facts::FactGroup;
use model::issue::FactsPatch;
use model::person::Person;
use model::*;
use serde_json::json;
use sync::editor::{Authority, BYTES_MAX, CHANGES_MAX, History, SEEN_MAX, TicketEditor};
use sync::{Changes, EditError, Outcome};

fn refused(outcome: Result<Outcome, EditError>) -> Option<Code> {
    match outcome.unwrap() {
        Outcome::Refused(denial) => Some(denial.code),
        _ => None,
    }
}

fn body(chars: usize) -> Write {
    Write::Facts(vec![FactGroup::Body("字".repeat(chars))])
}

fn captioned(n: u8, chars: usize) -> Write {
    Write::Photo(Box::new(Photo {
        caption: Some("字".repeat(chars)),
        ..photo(n)
    }))
}

/// Takes one edit of the collector's on the present heads.
fn take(world: &World, editor: &mut TicketEditor, author: &Person, write: Write) -> Option<Code> {
    let edit = world.edit(author, editor.heads(), write);
    refused(editor.take(edit))
}

#[test]
fn an_edit_beyond_a_limit_is_refused_and_leaves_nothing() {
    let (world, author) = (World::new(), person(Role::Collector));
    let groups = |n: usize| Write::Facts(vec![FactGroup::Grade(Grade::Normal); n]);
    let what = |tags: usize| {
        let mut what = issue().facts().what;
        what.tags = vec!["灯".into(); tags];
        Write::Facts(vec![FactGroup::What(what)])
    };
    let note = |chars: usize| Write::Act {
        round: 0,
        act: act(Action::Supplement, json!({"text": "字".repeat(chars)})),
    };
    for (write, expect) in [
        (groups(0), Code::FrameBroken),
        (groups(2), Code::FrameBroken),
        (groups(6), Code::FrameBroken),
        (body(100_000), Code::TextTooLong),
        (what(500), Code::TooMany),
        (captioned(1, 100_000), Code::TextTooLong),
        (note(100_000), Code::TextTooLong),
    ] {
        let left = world.captured(Authority::Pool);
        let mut editor = world.load(Authority::Pool, Some(&author), left);
        let answer = take(&world, &mut editor, &author, write.clone());
        assert_eq!(answer, Some(expect), "{write:?}");
        assert!(!editor.has_changes());
    }
}

#[test]
fn heads_are_counted_before_they_are_looked_up() {
    let (world, author) = (World::new(), person(Role::Collector));
    for authority in [Authority::Pool, Authority::Device] {
        let left = world.captured(Authority::Pool);
        let mut editor = world.load(authority, Some(&author), left);
        let seen = vec![Head([7; 32]); SEEN_MAX + 1];
        let patch: FactsPatch = serde_json::from_value(json!({"title": "灯"})).unwrap();
        let form = editor.edit_facts(&patch, Some(&seen));
        assert!(matches!(form, Err(EditError::Denied(d)) if d.code == Code::TooMany));
        let edit = world.edit(&author, seen, body(10));
        assert_eq!(refused(editor.take(edit)), Some(Code::TooMany));
    }
}

#[test]
fn what_comes_too_late_passes_the_same_limits() {
    let (world, author) = (World::new(), person(Role::Collector));
    let late = || world.brought(&dispatched());
    let mut editor = world.load(Authority::Pool, Some(&author), late());
    for (write, expect) in [
        (body(100_000), Some(Code::TextTooLong)),
        (body(20), None),
        (captioned(1, 100_000), Some(Code::TextTooLong)),
    ] {
        assert_eq!(take(&world, &mut editor, &author, write), expect);
    }
    // Room beside the document is bounded with it, across batches and within one.
    for (aside, left) in [
        (
            History {
                changes: 0,
                bytes: 0,
            },
            20,
        ),
        (
            History {
                changes: CHANGES_MAX - 8,
                bytes: 0,
            },
            1,
        ),
        (
            History {
                changes: CHANGES_MAX,
                bytes: 0,
            },
            0,
        ),
        (
            History {
                changes: 9,
                bytes: BYTES_MAX,
            },
            0,
        ),
    ] {
        world.aside.set(aside);
        let mut editor = world.load(Authority::Pool, Some(&author), late());
        let taken = (0..20).take_while(|_| {
            let edit = world.edit(&author, editor.heads(), body(20));
            matches!(editor.take(edit).unwrap(), Outcome::Aside(_))
        });
        assert_eq!(taken.count(), left, "{aside:?}");
        let answer = take(&world, &mut editor, &author, body(20));
        assert!(left == 20 || answer == Some(Code::TicketFull));
    }
}

#[test]
fn a_full_history_takes_nobodys_edit_and_still_the_systems() {
    let (world, author) = (World::new(), person(Role::Collector));
    let full = |changes, bytes| Changes {
        history: History { changes, bytes },
        ..world.captured(Authority::Pool)
    };
    for (changes, bytes, open) in [
        (CHANGES_MAX - 2, BYTES_MAX, true),
        (CHANGES_MAX - 1, 0, false),
        (0, BYTES_MAX + 1, false),
    ] {
        let expect = (!open).then_some(Code::TicketFull);
        for authority in [Authority::Pool, Authority::Device] {
            let mut editor = world.load(authority, Some(&author), full(changes, bytes));
            assert_eq!(take(&world, &mut editor, &author, body(20)), expect);
        }
        let mut editor = world.load(Authority::Pool, Some(&author), full(changes, bytes));
        let someone = serde_json::from_value(json!({"kind": "person"})).unwrap();
        let id = EditId([3; 16]);
        let side = editor.take_side(id, NOW, &someone).err().map(|d| d.code);
        assert_eq!(side, expect, "the ruling on a reporter is a change too");
        let mut editor = world.load(Authority::Pool, None, full(changes, bytes));
        let archived = editor.act_by_system(Act::Archive(Empty {}));
        let denied = |e| matches!(e, EditError::Denied(d) if d.code == Code::WrongStatus);
        assert!(archived.is_err_and(denied), "judged, not full");
    }
    let mut editor = world.load(Authority::Pool, None, full(CHANGES_MAX + 100, 0));
    let archived = editor.act_by_system(Act::Archive(Empty {}));
    assert!(
        archived.is_err_and(|e| matches!(e, EditError::Denied(d) if d.code == Code::TicketFull))
    );
}

#[test]
fn who_does_not_see_a_ticket_is_answered_before_anything_else() {
    let (world, stranger) = (World::new(), person(Role::Visitor));
    let left = world.captured(Authority::Pool);
    let mut editor = world.load(Authority::Pool, Some(&stranger), left);
    for write in [body(100_000), body(20), captioned(1, 2)] {
        let edit = world.edit(&stranger, editor.heads(), write);
        assert_eq!(refused(editor.take(edit)), Some(Code::NotFound));
    }
    let made = editor.make_act(Act::Sign(Empty {}), None, Some(&[Head([7; 32])]));
    assert!(matches!(made, Err(EditError::Denied(d)) if d.code == Code::NotFound));
    let reporter = serde_json::from_value(json!({"kind": "person"})).unwrap();
    let side = editor.take_side(EditId([3; 16]), NOW, &reporter);
    assert_eq!(side.unwrap_err().code, Code::NotFound);
    assert!(!editor.has_changes());
}
