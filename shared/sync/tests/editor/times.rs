//! Times from outside: what cannot be is refused for that one edit; whatever is taken reads back, in every form it is kept in.

use crate::ground::*;
use model::edit::{Opened, Write};
use model::row::Row;
use model::*;
use proptest::prelude::*;
use sync::editor::{Authority, Sent, Terms};
use sync::{Bundle, Outcome, Outgoing, TicketEditor};

/// Any milliseconds at all, those that can be, and those around the ends.
fn any_moment() -> impl Strategy<Value = Moment> {
    let near = |end: Moment| end.0 - 3..end.0 + 3;
    let within = Moment::EARLIEST.0..Moment::LATEST.0;
    let all = prop_oneof![
        any::<i64>(),
        within,
        near(Moment::EARLIEST),
        near(Moment::LATEST),
        Just(i64::MIN),
        Just(i64::MAX),
    ];
    all.prop_map(Moment)
}

fn open(world: &World, by: &person::Person, at: Moment) -> edit::Edit {
    let opened = Opened {
        temp_no: "离-TEST-001".into(),
        facts: issue().facts(),
    };
    edit::Edit {
        at,
        ..world.edit(by, Vec::new(), Write::Open(Box::new(opened)))
    }
}

fn sent<'a>(world: &'a World, by: &'a person::Person, sent: Sent) -> TicketEditor<'a> {
    let terms = Terms {
        sent: Some(sent),
        ..world.terms(Authority::Pool, Some(by))
    };
    TicketEditor::begin(terms, TicketId::new(TICKET).unwrap())
}

proptest! {
    #[test]
    fn whatever_is_taken_reads_back_and_nothing_else_is_taken(
        at in any_moment(), skew in any::<i64>(), told in any_moment(),
        occurred in proptest::option::of(any_moment()), taken in proptest::option::of(any_moment()),
    ) {
        let (world, author) = (World::new(), person(Role::Collector));
        let mut edit = open(&world, &author, at);
        if let Write::Open(opened) = &mut edit.write {
            opened.facts.when.occurred_at = occurred;
        }
        let mut editor = sent(&world, &author, Sent { skew, told });
        let outcome = editor.take(edit).unwrap();
        let plausible = at.is_plausible() && occurred.is_none_or(Moment::is_plausible);
        prop_assert_eq!(matches!(outcome, Outcome::Written(_)), plausible);
        if let Outcome::Refused(denial) = &outcome {
            prop_assert_eq!(denial.code, Code::TimeImplausible);
            return Ok(());
        }
        let mut picture = photo(1);
        picture.taken_ms = taken.map(|t| t.0);
        let seen = editor.heads();
        let mut joins = world.edit(&author, seen, Write::Photo(Box::new(picture)));
        joins.at = at;
        let joined = editor.take(joins).unwrap();
        prop_assert_eq!(matches!(joined, Outcome::Written(_)), taken.is_none_or(Moment::is_plausible));
        let mut changes = editor.finish().unwrap();
        // The document.
        let again = World::reread(&mut changes);
        prop_assert_eq!(&again, &changes.ticket);
        prop_assert_eq!((again.captured_at, again.facts.when.occurred_at), (at, occurred));
        // The row.
        let row = serde_json::to_string(&changes.row).unwrap();
        prop_assert_eq!(serde_json::from_str::<Row>(&row).unwrap(), changes.row.clone());
        // What counts lies within what the pool knows.
        prop_assert_eq!(changes.state.received_at, Some(NOW));
        // The wire.
        let list: Vec<_> = changes.edits.iter().map(|k| (k.edit.clone(), k.head().unwrap())).collect();
        let id = Some(changes.id.clone());
        let bundle = Bundle::pack(&[Outgoing { id, before: &[], edits: &list }]);
        let json = serde_json::to_string(&bundle).unwrap();
        let bundle: Bundle = serde_json::from_str(&json).unwrap();
        let unpacked = bundle.unpack(|_| None).unwrap();
        for ((edit, _), loose) in list.iter().zip(&unpacked[0].1) {
            prop_assert_eq!(edit.at, loose.edit.as_ref().unwrap().at);
        }
    }

    #[test]
    fn a_frame_carries_any_times_and_one_that_cannot_be_costs_no_other(times in proptest::collection::vec(any_moment(), 1..6)) {
        let (world, author) = (World::new(), person(Role::Collector));
        let list: Vec<_> = times.iter().map(|at| (open(&world, &author, *at), Head([7; 32]))).collect();
        let id = Some(TicketId::new(TICKET).unwrap());
        let bundle = Bundle::pack(&[Outgoing { id, before: &[], edits: &list }]);
        let unpacked = bundle.unpack(|_| None).unwrap();
        let read: Vec<Moment> = unpacked[0].1.iter().map(|l| l.edit.as_ref().unwrap().at).collect();
        prop_assert_eq!(read, times);
    }
}

#[test]
fn a_clock_that_is_off_is_flagged_whichever_way() {
    let (world, author) = (World::new(), person(Role::Collector));
    let day = 24 * 60;
    for (at, skew, told, off) in [
        (-60, 0, -120, false),
        (-60, 4, -120, false),
        (-400 * day, 400 * day, -400 * day, true),
        (400 * day, -400 * day, -60, true),
        (-120, 0, -60, true),
        (60, 0, -60, true),
    ] {
        let edit = open(&world, &author, NOW.plus_minutes(at));
        let known = Sent {
            skew: skew * 60_000,
            told: NOW.plus_minutes(told),
        };
        let mut editor = sent(&world, &author, known);
        assert!(matches!(editor.take(edit).unwrap(), Outcome::Written(_)));
        let changes = editor.finish().unwrap();
        assert_eq!(changes.state.clock_off, off, "{at} {skew} {told}");
        assert_eq!(
            changes.ticket.captured_at,
            NOW.plus_minutes(at),
            "kept as claimed"
        );
    }
}
