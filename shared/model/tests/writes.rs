//! What may be written beside acts: facts and photos, by whom and until when; and what a desk is offered.

use model::act::Action;
use model::decide::{decide_facts, decide_photo, open_acts};
use model::edit::Photo;
use model::facts::FactGroup;
use model::person::Person;
use model::*;
use serde_json::{Value, json};
use testkit::ground::{World, district, person, photo, somebody, ticket};

/// This many steps down the straight line.
fn at(steps: usize) -> World {
    use Status::*;
    let line = [
        Draft, Queued, Pooled, Accepted, Dispatched, Signed, Handling, Handling, DoneReq, Visiting,
        Closed,
    ];
    World::at(line[steps])
}

fn by(role: Role) -> Person {
    somebody(role.as_str())
}

#[test]
fn the_straight_line_ends_closed_with_every_clock_met() {
    let w = at(10);
    assert_eq!(
        w.state.ticket_no.as_deref(),
        Some("WS990100-20261123-000001-X")
    );
    assert_eq!(
        (w.state.round, w.state.handler.clone()),
        (1, Some(by(Role::Handler).user))
    );
    let left = |c: &&Clock| w.state.deadlines[c].met.is_none();
    let open: Vec<&Clock> = w.state.deadlines.keys().filter(left).collect();
    assert_eq!(open, [&Clock::Return], "nobody sent it back");
    assert!(w.state.next_due().is_none());
}

/// Of an address or a reason that nobody can see there is none, whoever brings it.
#[test]
fn what_nobody_sees_is_no_address_and_no_reason() {
    let d = district();
    let mut issue = model::issue::Issue::from_facts(&ticket("010101").facts);
    for unseen in [
        "\u{200e}\u{3164}",
        "\u{200d}\u{a0}",
        "\u{2800}",
        "\u{200b}",
        " ",
    ] {
        issue.no_photo_reason = Some(unseen.into());
        issue.r#where.address = Some(unseen.into());
        (issue.r#where.lon, issue.r#where.lat) = (None, None);
        let facts = issue.facts();
        assert_eq!(
            (&facts.what.no_photo_reason, &facts.place.address),
            (&None, &None)
        );
        assert_eq!(
            facts.check(&d).unwrap_err().code,
            Code::PlaceMissing,
            "{unseen:?}"
        );
        // As an edit would bring it that was not made by our forms.
        let raw = FactGroup::Where(issue.r#where.clone());
        assert_eq!(
            raw.check(&d).unwrap_err().code,
            Code::PlaceMissing,
            "{unseen:?}"
        );
    }
}

#[test]
fn submitting_needs_evidence_where_the_category_asks() {
    let d = district();
    let mut facts = ticket("010101").facts;
    assert_eq!(
        model::decide::scene_evidence(&facts, 0, &d)
            .unwrap_err()
            .code,
        Code::PhotoMissing
    );
    assert!(model::decide::scene_evidence(&facts, 1, &d).is_ok());
    assert_eq!(
        model::decide::scene_evidence(&facts, 10, &d)
            .unwrap_err()
            .code,
        Code::PhotoTooMany
    );
    facts.what.no_photo_reason = Some("夜间无照明".into());
    assert!(model::decide::scene_evidence(&facts, 0, &d).is_ok());
    assert!(model::decide::scene_evidence(&ticket("010102").facts, 0, &d).is_ok());
}

#[test]
fn facts_may_be_written_by_the_creator_until_accept_and_the_desk_until_dispatch() {
    let parts = [FactGroup::Grade(Grade::Sudden)];
    let other_desk = person(Role::DeskTown, "T02", "990100002000");
    // (steps done, creator, own desk)
    for (steps, creator, desk) in [
        (1, Ok(()), Err(Code::NotYours)),
        (2, Ok(()), Ok(())),
        (3, Err(Code::TooLate), Ok(())),
        (4, Err(Code::TooLate), Err(Code::TooLate)),
        (10, Err(Code::TooLate), Err(Code::TooLate)),
    ] {
        let w = at(steps);
        let write = |p: &Person| {
            decide_facts(p, &w.ticket, &w.state, &parts, &w.district)
                .map(|_| ())
                .map_err(|d| d.code)
        };
        assert_eq!(
            write(&by(Role::Collector)),
            creator,
            "creator after {steps}"
        );
        assert_eq!(write(&by(Role::DeskTown)), desk, "desk after {steps}");
        assert_eq!(write(&other_desk), Err(Code::NotYours));
        assert_eq!(write(&by(Role::Supervisor)), Err(Code::NotYours));
    }
    let w = at(2);
    let mut place = w.ticket.facts.place.clone();
    place.area_code = AreaCode::new("990100002001").unwrap();
    place.grid = None;
    let effects = decide_facts(
        &by(Role::Collector),
        &w.ticket,
        &w.state,
        &[FactGroup::Where(place)],
        &w.district,
    )
    .unwrap();
    assert_eq!(
        effects,
        vec![model::effect::Effect::Place(
            AreaCode::new("990100002001").unwrap(),
            None
        )],
        "the ticket moves in the unit tree"
    );
}

#[test]
fn photos_join_while_the_ticket_is_open_and_by_those_it_concerns() {
    let w = at(7);
    let join = |w: &World, p: &Person, photo: &Photo| {
        decide_photo(p, &w.ticket, &w.state, photo, &w.district).map_err(|d| d.code)
    };
    let after = photo(1, PhotoKind::After);
    for (role, want) in [
        (Role::Collector, Ok(())),
        (Role::VillageHead, Ok(())),
        (Role::DeskTown, Ok(())),
        (Role::Handler, Ok(())),
        (Role::UnitLeader, Ok(())),
        (Role::Visitor, Err(Code::NoRight)),
        (Role::Supervisor, Err(Code::NoRight)),
        (Role::Admin, Err(Code::NoRight)),
    ] {
        assert_eq!(join(&w, &by(role), &after), want, "{role}");
    }
    assert_eq!(
        join(&at(10), &by(Role::DeskTown), &after),
        Err(Code::TicketClosed)
    );
    let mut huge = after.clone();
    (huge.w, huge.h) = (30_000, 30_000);
    assert_eq!(
        join(&w, &by(Role::Handler), &huge),
        Err(Code::PhotoTooLarge)
    );
}

#[test]
fn only_what_lies_open_is_offered() {
    let w = at(2);
    assert_eq!(
        open_acts(&by(Role::DeskTown), &w.ticket, &w.state),
        vec![
            Action::Accept,
            Action::AskFix,
            Action::Refuse,
            Action::Merge,
            Action::Void
        ]
    );
    assert_eq!(
        open_acts(&by(Role::Collector), &w.ticket, &w.state),
        vec![Action::Void]
    );
    assert!(open_acts(&by(Role::Handler), &w.ticket, &w.state).is_empty());
    assert!(open_acts(&by(Role::Admin), &w.ticket, &w.state).is_empty());
}

#[test]
fn facts_are_checked_against_the_district() {
    let d = district();
    let base = json!({"title": "路灯不亮", "body": "东门外四盏路灯不亮。", "kind": "hazard", "source": "visit", "category": "010102", "grade": "normal",
        "where": {"lon": 117.1, "lat": 40.1, "area_code": "990100001001"}});
    let with = |path: &str, value: Value| {
        let mut issue = base.clone();
        *issue.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
        issue
    };
    let wher = |value: Value| with("/where", value);
    let cases = [
        (
            with("/title", json!("长".repeat(41))),
            Some(Code::TextTooLong),
        ),
        (with("/title", json!("长".repeat(40))), None),
        (with("/title", json!("  ")), Some(Code::FieldMissing)),
        (with("/title", json!("a\u{0}b")), Some(Code::TextControl)),
        (with("/title", json!("\u{202e}倒写😀<b>=1+1")), None),
        (with("/body", json!("")), Some(Code::FieldMissing)),
        (with("/body", json!("四个字啊")), Some(Code::TextTooShort)),
        (
            with("/body", json!("字".repeat(1001))),
            Some(Code::TextTooLong),
        ),
        (
            with("/category", json!("990101")),
            Some(Code::CategoryUnknown),
        ),
        (with("/category", json!("01")), None),
        (
            wher(json!({"lon": 0.0, "lat": 0.0, "area_code": "990100001001"})),
            Some(Code::PlaceZero),
        ),
        (
            wher(json!({"lon": 200.0, "lat": 40.0, "area_code": "990100001001"})),
            Some(Code::PlaceOutOfWorld),
        ),
        (
            wher(json!({"lon": 117.0, "area_code": "990100001001"})),
            Some(Code::PlaceIncomplete),
        ),
        (
            wher(json!({"area_code": "990100001001"})),
            Some(Code::PlaceMissing),
        ),
        (
            wher(json!({"address": "东门外", "area_code": "990100001001"})),
            None,
        ),
        (
            wher(json!({"lon": -70.0, "lat": -30.0, "area_code": "990100001001"})),
            None,
        ),
        (
            wher(json!({"address": "东门外", "area_code": "990100009009"})),
            Some(Code::AreaUnknown),
        ),
        (
            wher(json!({"address": "东门外", "area_code": "990100000000"})),
            Some(Code::AreaTooWide),
        ),
        (
            wher(json!({"address": "东门外", "area_code": "990100001001", "grid": "G9"})),
            Some(Code::GridUnknown),
        ),
        (
            wher(
                json!({"lon": 117.0, "lat": 40.0, "accuracy_m": -1.0, "area_code": "990100001001"}),
            ),
            Some(Code::FieldType),
        ),
    ];
    for (value, want) in cases {
        let issue: model::issue::Issue = model::json::from_value(value.clone()).unwrap();
        assert_eq!(
            issue.facts().check(&d).err().map(|e| e.code),
            want,
            "{value}"
        );
    }
}
