//! Every limit of a write, and that no path misses one.

use crate::ground::*;
use model::act::{Act, Empty};
use model::edit::{Photo, Write};
use model::facts::FactGroup;
use model::issue::FactsPatch;
use model::person::Person;
use model::*;
use serde_json::json;
use sync::editor::{
    ASIDE, Authority, BYTES_MAX, CHANGES_MAX, History, RESERVE, SEEN_MAX, SHARE, TicketEditor,
    VOIDS_MAX,
};
use sync::{Changes, EditError, Outcome};

fn refused(outcome: Result<Outcome, EditError>) -> Option<Code> {
    match outcome.unwrap() {
        Outcome::Refused(denial) => Some(denial.code),
        _ => None,
    }
}

fn denied(done: Result<(), EditError>) -> Option<Code> {
    match done {
        Err(EditError::Denied(denial)) => Some(denial.code),
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
    // Room beside the document is bounded, across batches and within one.
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
                changes: ASIDE.changes - 1,
                bytes: 0,
            },
            1,
        ),
        (
            History {
                changes: ASIDE.changes,
                bytes: 0,
            },
            0,
        ),
        (
            History {
                changes: 9,
                bytes: ASIDE.bytes,
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
        // Nobody hears of a full ticket: it is too late all the same, and stays with its author.
        assert!(left == 20 || answer == Some(Code::TooLate));
    }
}

#[test]
fn a_full_history_takes_nobodys_edit_and_still_the_systems() {
    let (world, author) = (World::new(), person(Role::Collector));
    let desk = person(Role::DeskDistrict);
    let full = |changes, bytes| Changes {
        history: History { changes, bytes },
        ..world.captured(Authority::Pool)
    };
    // The desk that must still take it in has room where its author has none.
    let (kept, kept_bytes) = (CHANGES_MAX - RESERVE.changes, BYTES_MAX - RESERVE.bytes);
    for (author, changes, bytes, open) in [
        (&author, kept - 2, kept_bytes, true),
        (&author, kept - 1, 0, false),
        (&author, 0, kept_bytes + 1, false),
        (&desk, kept, kept_bytes + 1, true),
        (&desk, CHANGES_MAX - 2, BYTES_MAX, true),
        (&desk, CHANGES_MAX - 1, 0, false),
        (&desk, 0, BYTES_MAX + 1, false),
    ] {
        let expect = (!open).then_some(Code::TicketFull);
        for authority in [Authority::Pool, Authority::Device] {
            let mut editor = world.load(authority, Some(author), full(changes, bytes));
            assert_eq!(take(&world, &mut editor, author, body(20)), expect);
        }
        let mut editor = world.load(Authority::Pool, Some(author), full(changes, bytes));
        let someone = serde_json::from_value(json!({"kind": "person"})).unwrap();
        let id = EditId([3; 16]);
        let side = denied(editor.take_side(id, NOW, &someone));
        assert_eq!(side, expect, "the ruling on a reporter is a change too");
        let mut editor = world.load(Authority::Pool, None, full(changes, bytes));
        let archived = editor.act_by_system(Act::Archive(Empty {}));
        assert_eq!(
            denied(archived),
            Some(Code::WrongStatus),
            "judged, not full"
        );
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
    assert_eq!(denied(side), Some(Code::NotFound));
    assert!(!editor.has_changes());
}

#[test]
fn nobody_takes_the_room_of_others() {
    let world = World::new();
    let desk = person(Role::DeskDistrict);
    for (share, open) in [(SHARE.changes / 2 - 1, true), (SHARE.changes / 2, false)] {
        let left = Changes {
            history: SHARE,
            ..world.captured(Authority::Pool)
        };
        world.share.set(History {
            changes: share,
            bytes: 0,
        });
        let mut editor = world.load(Authority::Pool, Some(&desk), left);
        let expect = (!open).then_some(Code::TicketFull);
        assert_eq!(take(&world, &mut editor, &desk, body(20)), expect);
    }
    // What one person may write is less than what is kept for others.
    const { assert!(SHARE.changes < RESERVE.changes && SHARE.bytes < RESERVE.bytes) };
}

#[test]
fn whoever_must_act_can_still_name_all_that_there_is() {
    let (world, author) = (World::new(), person(Role::Collector));
    let desk = person(Role::DeskDistrict);
    let left = world.captured(Authority::Pool);
    let mut editor = world.load(Authority::Pool, Some(&author), left);
    let first = editor.heads();
    let apart = |editor: &mut TicketEditor, by: &Person| {
        let edit = world.edit(by, first.clone(), body(20));
        refused(editor.take(edit))
    };
    let open = (0..SEEN_MAX).take_while(|_| apart(&mut editor, &author).is_none());
    assert_eq!(open.count(), SEEN_MAX / 2);
    assert_eq!(apart(&mut editor, &author), Some(Code::TicketFull));
    assert_eq!(editor.heads().len(), SEEN_MAX / 2, "nothing of it is kept");

    let left = editor.finish().unwrap();
    let mut editor = world.load(Authority::Pool, Some(&desk), left);
    // The desk was away when all of that was written, and what it wrote meanwhile has room.
    assert_eq!(apart(&mut editor, &desk), None);
    assert_eq!(take(&world, &mut editor, &desk, body(20)), None);
    assert_eq!(
        editor.heads().len(),
        1,
        "whoever has seen it all brings it together"
    );
}

/// 签收 in this round.
fn sign(round: u32) -> Write {
    Write::Act {
        round,
        act: act(Action::Sign, json!({})),
    }
}

#[test]
fn an_act_that_never_had_a_right_leaves_nothing_in_the_ticket() {
    // The author sees the ticket, and never may sign it: answered, and kept by nobody.
    let (world, author) = (World::new(), person(Role::Collector));
    let left = world.captured(Authority::Pool);
    let (seen, desk) = (left.ticket.heads.clone(), person(Role::DeskDistrict));
    let mut editor = world.load(Authority::Pool, Some(&desk), left);
    let accept = json!({"category": "010102", "grade": "normal"});
    editor
        .make_act(act(Action::Accept, accept), None, None)
        .unwrap();
    let left = editor.finish().unwrap();
    let mut editor = world.load(Authority::Pool, Some(&author), left);
    for seen in [editor.heads(), seen] {
        let edit = world.edit(&author, seen, sign(1));
        assert_eq!(refused(editor.take(edit)), Some(Code::NoRight));
    }
    assert!(!editor.has_changes());
}

#[test]
fn an_act_whose_right_was_lost_meanwhile_stays_so_often_and_no_more() {
    let world = World::new();
    let left = world.brought(&dispatched());
    let seen = left.ticket.heads.clone();
    let first = person(Role::Handler);
    let mut editor = world.load(Authority::Pool, Some(&first), left);
    editor
        .make_act(act(Action::Sign, json!({})), None, None)
        .unwrap();
    let left = editor.finish().unwrap();
    // A colleague signed meanwhile.
    let second = Person {
        user: UserName::new("second").unwrap(),
        ..person(Role::Handler)
    };
    let mut editor = world.load(Authority::Pool, Some(&second), left);
    let mut take = |n: usize| {
        let edit = world.edit(&second, seen.clone(), sign(1));
        (n, editor.take(edit).unwrap())
    };
    for (n, outcome) in (0..VOIDS_MAX).map(&mut take) {
        let stays = matches!(&outcome, Outcome::Void(_, d) if d.code == Code::NoRight);
        assert!(stays, "{n}: {outcome:?}");
    }
    assert!(matches!(take(VOIDS_MAX).1, Outcome::Refused(d) if d.code == Code::NoRight));
}
