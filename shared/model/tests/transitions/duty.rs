//! Separation of duty: applicants, handlers, visitors, and whoever stands in for them.

use model::act::Action;
use model::person::{Person, Post};
use model::{Code, Role, Status, UnitCode};
use serde_json::json;
use testkit::ground::walk::Step::{Do, With};
use testkit::ground::{World, somebody, user};

/// Somebody whose post is a colleague's on leave.
fn standing_in(name: &str, role: Role, unit: &str, absent: &str) -> Person {
    let post = Post {
        stands_for: Some(user(absent)),
        ..Post::new(
            role,
            UnitCode::new(unit).unwrap(),
            "990100000000".parse().unwrap(),
        )
    };
    Person {
        user: user(name),
        name: "演示代理".into(),
        posts: vec![post],
    }
}

fn code(w: &World, p: &Person, action: Action) -> Option<Code> {
    w.judge(Some(p), &w.plain(action), w.state.round)
        .err()
        .map(|d| d.code)
}

#[test]
fn who_stands_in_for_the_applicant_does_not_approve() {
    for (from, before, role, actions, applicant) in [
        (
            Status::Returning,
            vec![],
            Role::TaskForce,
            vec![
                Action::GrantReturn,
                Action::DenyReturn,
                Action::RuleDispatch,
            ],
            "unit_leader_B01",
        ),
        (
            Status::Handling,
            vec![Do("unit_leader", Action::RequestExtension)],
            Role::TaskForce,
            vec![Action::GrantExtension, Action::DenyExtension],
            "unit_leader_B01",
        ),
        (
            Status::HangReq,
            vec![],
            Role::TaskForce,
            vec![Action::GrantHang, Action::DenyHang],
            "unit_leader_B01",
        ),
        (
            Status::Hung,
            vec![Do("unit_leader", Action::RenewHang)],
            Role::TaskForce,
            vec![Action::GrantHang, Action::DenyHang],
            "unit_leader_B01",
        ),
        (
            Status::DoneReq,
            vec![],
            Role::UnitLeader,
            vec![Action::PassDone, Action::DenyDone],
            "handler_B01",
        ),
        (
            Status::Closed,
            vec![Do("assessor", Action::RequestExclude)],
            Role::TaskForce,
            vec![Action::GrantExclude, Action::DenyExclude],
            "assessor_C00",
        ),
    ] {
        let mut w = World::at(from);
        w.walk(before);
        w.wait(1);
        for action in actions {
            let unit = if role == Role::UnitLeader {
                "B01"
            } else {
                "C00"
            };
            let stand_in = standing_in("stand_in", role, unit, applicant);
            assert_eq!(
                code(&w, &stand_in, action),
                Some(Code::SamePerson),
                "{action}"
            );
            let for_another = standing_in("stand_in", role, unit, "somebody_else");
            assert_eq!(code(&w, &for_another, action), None, "{action}");
        }
    }
}

#[test]
fn a_renewal_is_approved_by_another_than_who_asked_for_it() {
    let mut w = World::at(Status::Hung);
    let mut leader2 = somebody("unit_leader");
    leader2.user = user("unit_leader2_B01");
    w.wait(1);
    let renew = w.plain(Action::RenewHang);
    w.act(Some(&leader2), renew);
    let mut force = somebody("task_force");
    force.user = leader2.user.clone();
    assert_eq!(code(&w, &force, Action::GrantHang), Some(Code::SamePerson));
    force.user = user("unit_leader_B01"); // asked for the first one only
    assert_eq!(code(&w, &force, Action::GrantHang), None);
}

#[test]
fn no_hand_that_worked_on_a_ticket_visits_it_and_no_stand_in_for_one() {
    let mut w = World::at(Status::Handling);
    // Handed on: the first handler is not the present one any more, but has worked on it.
    w.walk(vec![
        Do("unit_leader", Action::Reassign),
        Do("handler2", Action::Sign),
        Do("handler2", Action::Respond),
        Do("handler2", Action::RequestDone),
        Do("unit_leader", Action::PassDone),
    ]);
    w.wait(1);
    for hand in ["handler_B01", "handler2_B01", "unit_leader_B01"] {
        let mut visitor = somebody("visitor");
        visitor.user = user(hand);
        assert_eq!(
            code(&w, &visitor, Action::VisitPass),
            Some(Code::SameHands),
            "{hand}"
        );
        let stand_in = standing_in("stand_in", Role::Visitor, "C00", hand);
        assert_eq!(
            code(&w, &stand_in, Action::VisitPass),
            Some(Code::SameHands),
            "for {hand}"
        );
    }
    assert_eq!(code(&w, &somebody("visitor"), Action::VisitPass), None);
    // A second post in the leading unit is enough to be of it.
    let mut both = somebody("visitor");
    both.posts.extend(somebody("handler").posts);
    assert_eq!(code(&w, &both, Action::VisitPass), Some(Code::SameUnit));
}

#[test]
fn who_stands_in_signs_sees_and_goes_on() {
    let mut w = World::at(Status::Signed);
    w.wait(1);
    let stand_in = standing_in("stand_in", Role::Handler, "B01", "handler_B01");
    let stranger = standing_in("stand_in", Role::Handler, "B01", "handler2_B01");
    assert_eq!(code(&w, &stranger, Action::Respond), Some(Code::NoRight));
    let respond = w.plain(Action::Respond);
    w.act(Some(&stand_in), respond);
    assert_eq!(
        w.state.handler,
        Some(user("handler_B01")),
        "the ticket stays the colleague's"
    );
    // What the stand-in signs itself stays in its sight and hands.
    let mut w = World::at(Status::Dispatched);
    w.wait(1);
    let sign = w.plain(Action::Sign);
    w.act(Some(&stand_in), sign);
    assert_eq!(w.state.handler, Some(stand_in.user.clone()));
    let key = model::scope::ScopeKey::of(&w.ticket, &w.state);
    assert!(model::scope::sees(&stand_in, &key));
    let row = model::row::Row::of(&w.ticket, &w.state);
    assert!(model::hands::in_hands(
        &model::hands::hands(&stand_in),
        &row
    ));
    assert_eq!(code(&w, &stand_in, Action::Respond), None);
    let photo = testkit::ground::photo(9, model::PhotoKind::During);
    let mut absent = World::at(Status::Handling);
    absent.wait(1);
    let joins = model::decide::decide_photo(
        &stand_in,
        &absent.ticket,
        &absent.state,
        &photo,
        &absent.district,
    );
    assert_eq!(joins, Ok(()));
}

#[test]
fn one_extension_in_a_ticket_s_life_and_it_never_shortens() {
    let mut w = World::at(Status::Handling);
    let due = |w: &World| w.state.deadlines[&model::Clock::Done].due;
    w.step(Do("unit_leader", Action::RequestExtension));
    let asked = due(&w).plus_minutes(3 * testkit::ground::DAY);
    // Released from a hang meanwhile: the clock has moved past the date asked for.
    w.step(Do("unit_leader", Action::RequestHang));
    w.step(Do("task_force", Action::GrantHang));
    w.wait(50 * testkit::ground::DAY);
    w.step(Do("unit_leader", Action::ReleaseHang));
    let before = due(&w);
    assert!(before > asked);
    w.step(Do("desk_town", Action::GrantExtension));
    assert_eq!(due(&w), before);
    // 疑难 counts from where the clock started.
    let mut w = World::at(Status::Signed);
    let started = w.state.deadlines[&model::Clock::Done].started;
    let until = due(&w).plus_minutes(testkit::ground::DAY).to_string();
    w.step(With(
        "unit_leader",
        Action::RequestExtension,
        json!({"until": until, "basis": "复杂", "complex": true}),
    ));
    w.step(Do("task_force", Action::GrantExtension));
    assert_eq!(due(&w), started.plus_minutes(15 * testkit::ground::DAY));
    assert!(w.state.complex);
    // 疑难 is a flag on 一般: regraded meanwhile, the ticket gets the date and not the flag.
    let mut w = World::at(Status::Signed);
    let until = due(&w).plus_minutes(testkit::ground::DAY);
    w.step(With(
        "unit_leader",
        Action::RequestExtension,
        json!({"until": until.to_string(), "basis": "复杂", "complex": true}),
    ));
    w.step(With(
        "desk_town",
        Action::Regrade,
        json!({"grade": "urgent", "complex": false, "reason": "水漫到路上"}),
    ));
    w.step(Do("task_force", Action::GrantExtension));
    assert_eq!(due(&w), until);
    assert!(!w.state.complex && w.state.grade == Some(model::Grade::Urgent));
}

#[test]
fn in_whose_name_somebody_asked_binds_whoever_grants() {
    for (from, role, unit, asks, grants, granter) in [
        (
            Status::Handling,
            Role::UnitLeader,
            "B01",
            Action::RequestExtension,
            Action::GrantExtension,
            Role::TaskForce,
        ),
        (
            Status::Handling,
            Role::UnitLeader,
            "B01",
            Action::RequestHang,
            Action::GrantHang,
            Role::TaskForce,
        ),
        (
            Status::Handling,
            Role::UnitLeader,
            "B01",
            Action::RequestDone,
            Action::PassDone,
            Role::UnitLeader,
        ),
        (
            Status::Dispatched,
            Role::UnitLeader,
            "B01",
            Action::RequestReturn,
            Action::GrantReturn,
            Role::TaskForce,
        ),
        (
            Status::Closed,
            Role::Assessor,
            "C00",
            Action::RequestExclude,
            Action::GrantExclude,
            Role::TaskForce,
        ),
    ] {
        let mut w = World::at(from);
        w.wait(1);
        // A substitute asks in the name of somebody on leave, who has another post that grants.
        let substitute = standing_in("substitute", role, unit, "absent");
        let ask = w.plain(asks);
        w.act(Some(&substitute), ask);
        w.wait(1);
        let place = if granter == Role::UnitLeader {
            "B01"
        } else {
            "C00"
        };
        let granting = |name: &str, absent: Option<&str>| {
            let mut p = standing_in(name, granter, place, absent.unwrap_or(name));
            if absent.is_none() {
                p.posts[0].stands_for = None;
            }
            p
        };
        for (who, denied) in [
            (granting("absent", None), true),
            (granting("substitute", None), true),
            // One who stands in for either, and one for whom the substitute stood in.
            (granting("third", Some("absent")), true),
            (granting("third", Some("substitute")), true),
            (granting("third", Some("fourth")), false),
            (granting("third", None), false),
        ] {
            let got = code(&w, &who, grants);
            assert_eq!(
                got,
                denied.then_some(Code::SamePerson),
                "{grants} {}",
                who.user
            );
        }
    }
}

#[test]
fn hands_lent_to_a_ticket_do_not_visit_it() {
    let mut w = World::at(Status::Handling);
    w.wait(1);
    let substitute = standing_in("substitute", Role::Handler, "B01", "handler_B01");
    let done = w.plain(Action::RequestDone);
    w.act(Some(&substitute), done);
    w.walk(vec![Do("unit_leader", Action::PassDone)]);
    w.wait(1);
    let mut visitor = somebody("visitor");
    visitor.user = user("handler_B01");
    assert_eq!(code(&w, &visitor, Action::VisitPass), Some(Code::SameHands));
    let again = standing_in("stand_in", Role::Visitor, "C00", "substitute");
    assert_eq!(code(&w, &again, Action::VisitPass), Some(Code::SameHands));
}

#[test]
fn a_post_that_ended_lately_waits_and_one_that_ended_long_ago_does_not_count() {
    let mut w = World::at(Status::Handling);
    let mut then = somebody("handler");
    then.posts[0].until = Some(w.now.plus_minutes(60));
    let nobody = Person {
        posts: vec![],
        ..then.clone()
    };
    let act = w.plain(Action::Progress);
    let judge = |w: &World, arrived: Option<&Person>, confirmed| {
        let case = model::decide::Case {
            district: &w.district,
            rule_tag: "示例-2024#0",
            actor: Some(&then),
            arrived,
            confirmed,
            ticket: &w.ticket,
            state: &w.state,
            edit: testkit::ground::edit(99),
            at: w.now,
            now: w.now,
            round: w.state.round,
            photos_coming: 0,
            around: w,
            has_reporter: false,
            ticket_no: None,
        };
        model::decide::decide(&case, &act).err().map(|d| d.code)
    };
    assert_eq!(judge(&w, Some(&then), false), None, "still held");
    w.wait(7 * testkit::ground::DAY);
    assert_eq!(
        judge(&w, Some(&nobody), false),
        Some(Code::AwaitsConfirmation)
    );
    assert_eq!(judge(&w, Some(&nobody), true), None, "confirmed");
    // Another post that allows it is enough.
    assert_eq!(judge(&w, Some(&somebody("unit_leader")), false), None);
    w.wait(61);
    assert_eq!(judge(&w, Some(&nobody), false), Some(Code::PostEnded));
    w.district.rules.life.late_days = 8;
    assert_eq!(
        judge(&w, Some(&nobody), false),
        Some(Code::AwaitsConfirmation)
    );
    assert_eq!(judge(&w, None, false), None, "made here and now");
}
