//! The straight line of the life cycle as data: each act by each role, in each status.

use model::act::{Act, Action};
use model::decide::{Around, Case, Other, decide, decide_facts, decide_photo, open_acts};
use model::district::District;
use model::edit::{Photo, Ruling, Verdict};
use model::effect::State;
use model::facts::FactGroup;
use model::person::{Person, Post};
use model::ticket::{Event, PhotoEntry, Ticket};
use model::transition::TABLE;
use model::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NOW: Moment = Moment(1_793_000_000_000);

fn district() -> District {
    let limit = |m: u32| json!({"minutes": m});
    let clock = |a, b, c, d| json!({"sudden": limit(a), "urgent": limit(b), "normal": limit(c), "complex": limit(d)});
    let d: District = serde_json::from_value(json!({
        "name": "测试区", "code": "990100000000",
        "areas": [
            {"code": "990100000000", "name": "测试区"},
            {"code": "990100001000", "name": "云桥街道"}, {"code": "990100001001", "name": "柳湖社区", "grids": [{"code": "G1", "name": "一网格"}]},
            {"code": "990100002000", "name": "松苑镇"}, {"code": "990100002001", "name": "松苑村"}
        ],
        "units": [
            {"code": "T01", "name": "云桥街道", "group": "street", "area": "990100001000"},
            {"code": "T02", "name": "松苑镇", "group": "town", "area": "990100002000"},
            {"code": "B01", "name": "区城管委", "group": "bureau", "area": "990100000000"},
            {"code": "C00", "name": "区12345中心", "group": "bureau", "area": "990100000000"}
        ],
        "categories": [
            {"code": "01", "name": "城市管理"}, {"code": "0101", "name": "市政设施"},
            {"code": "010101", "name": "井盖设施", "photo": true, "photo_done": true, "unit": "B01"}, {"code": "010102", "name": "照明"}
        ],
        "rules": {
            "name": "测试", "amber_percent": {"sudden": 50, "urgent": 70, "normal": 80},
            "clocks": {"accept": clock(10, 30, 120, 120), "dispatch": clock(10, 30, 120, 240), "sign": clock(10, 30, 120, 120),
                "respond": clock(30, 120, 1440, 1440), "feedback": clock(120, 1440, 4320, 10080), "done": clock(1440, 4320, 10080, 21600),
                "review": clock(120, 240, 1440, 1440), "visit": clock(1440, 1440, 4320, 4320), "fix": clock(1440, 1440, 1440, 1440)},
            "calendar": {"utc_offset_minutes": 480, "hours": [[540, 720], [810, 1080]]},
            "texts": {"title_max": 40, "body_min": 5, "body_max": 1000, "note_max": 1000, "address_max": 100, "tags_max": 8},
            "photos": {"count_max": 9, "long_edge": 2048, "thumb_edge": 320, "pixels_max": 120000000, "bytes_max": 40000000},
            "clock_skew_minutes": 5, "duty_phone": "0",
            "life":{"returns_max":2,"redo_percent":50,"redo_floor_minutes":1440,"extension_days_max":15,"hang_days_max":90,"hang_check_days_max":30,"hang_total_days_max":365,"reopen_days":30,"archive_days":30,"missed_tries":3,"missed_days":2,"escalate_redos":3,"escalate_returns":2,"report_in_minutes":30,"reply_minutes":{"urge":240,"supervise":1440,"escalate":1440}},
            "alike":{"metres":100,"days":7},"talk":{"floor_bp":8500,"rated_min":20}
        }
    }))
    .unwrap();
    d.check().unwrap();
    d
}

fn person(role: Role, unit: &str, area: &str) -> Person {
    let post = Post::new(
        role,
        UnitCode::new(unit).unwrap(),
        AreaCode::new(area).unwrap(),
    );
    Person {
        user: UserName::new(format!("{role}_{unit}")).unwrap(),
        name: role.label().into(),
        posts: vec![post],
    }
}

/// One person for each role, in the right place for a ticket in 柳湖社区 handled by B01.
fn people() -> Vec<Person> {
    Role::ALL
        .iter()
        .map(|r| match r {
            Role::Collector | Role::VillageHead => person(*r, "T01", "990100001001"),
            Role::DeskTown => person(*r, "T01", "990100001000"),
            Role::Handler | Role::UnitLeader => person(*r, "B01", "990100000000"),
            _ => person(*r, "C00", "990100000000"),
        })
        .collect()
}

fn edit(n: u32) -> EditId {
    Opening([1; 12]).edit(n)
}

fn ticket(category: &str) -> Ticket {
    let issue: model::issue::Issue = serde_json::from_value(json!({
        "title": "东门外井盖碎裂", "body": "居民反映井盖碎裂约两周。", "kind": "hazard", "source": "patrol", "category": category, "grade": "urgent",
        "where": {"lon": 117.1, "lat": 40.1, "area_code": "990100001001", "grid": "G1"}
    }))
    .unwrap();
    Ticket {
        id: TicketId::new("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f").unwrap(),
        temp_no: "离-TEST-261122-001".into(),
        created_by: UserName::new("collector_T01").unwrap(),
        opened_by: edit(0),
        captured_at: NOW,
        facts: issue.facts(),
        conflicts: BTreeMap::new(),
        photos: Vec::new(),
        log: Vec::new(),
        other_rulings: BTreeMap::new(),
        heads: Vec::new(),
    }
}

fn photo(n: u8, kind: PhotoKind) -> Photo {
    Photo {
        sha256: Sha256::new(format!("{n:02x}").repeat(32)).unwrap(),
        kind,
        bytes: 1000,
        w: 640,
        h: 480,
        taken_ms: None,
        original: None,
        caption: None,
    }
}

struct World {
    district: District,
    ticket: Ticket,
    state: State,
    held: bool,
    reporter: bool,
}

impl Around for World {
    fn holds_photo(&self, _: &Sha256) -> bool {
        self.held
    }
    fn other(&self, _: &TicketId) -> Option<Other> {
        None
    }
    fn handles(&self, _: &UserName, _: &UnitCode) -> Option<bool> {
        None
    }
}

impl World {
    fn new(category: &str) -> Self {
        World {
            district: district(),
            ticket: ticket(category),
            state: State::queued(),
            held: true,
            reporter: false,
        }
    }
    fn try_act(
        &self,
        who: Option<&Person>,
        act: &Act,
        round: u32,
    ) -> Result<Vec<model::effect::Effect>, Denial> {
        let case = Case {
            district: &self.district,
            rule_tag: "测试#0",
            actor: who,
            ticket: &self.ticket,
            state: &self.state,
            edit: edit(99),
            at: NOW,
            now: NOW,
            round,
            photos_coming: 1,
            around: self,
            has_reporter: self.reporter,
            ticket_no: Some("WS990100-20261122-000001-X".into()),
        };
        decide(&case, act)
    }
    fn act(&mut self, who: Option<&Person>, action: &str, payload: Value) {
        let act = Act::parse(action.parse().unwrap(), payload).unwrap();
        let effects = self
            .try_act(who, &act, self.state.round)
            .unwrap_or_else(|e| panic!("{action}: {e}"));
        let seq = self.ticket.next_ruling();
        let ruling = Ruling {
            seq,
            at: NOW,
            verdict: Verdict::Applied(effects.clone()),
        };
        let event = Event {
            id: edit(100 + seq),
            by: who.map(|p| p.user.clone()),
            at: NOW,
            round: self.state.round,
            act,
            ruling: Some(ruling),
        };
        self.ticket.log.push(event);
        effects.iter().for_each(|e| self.state.apply(e));
        assert_eq!(
            self.ticket.state(),
            self.state,
            "state is the fold of the rulings"
        );
    }
}

fn by(role: Role) -> Person {
    people().into_iter().find(|p| p.is(role)).unwrap()
}

/// The line: who, what, payload, the status before and after.
fn line() -> Vec<(Option<Role>, &'static str, Value, Status)> {
    vec![
        (Some(Role::Collector), "submit", json!({}), Status::Queued),
        (None, "enter_pool", json!({}), Status::Pooled),
        (
            Some(Role::DeskTown),
            "accept",
            json!({"category": "010101", "grade": "urgent"}),
            Status::Accepted,
        ),
        (
            Some(Role::DeskTown),
            "dispatch",
            json!({"lead_unit": "B01", "co_units": ["T01", "B01"]}),
            Status::Dispatched,
        ),
        (Some(Role::Handler), "sign", json!({}), Status::Signed),
        (
            Some(Role::Handler),
            "respond",
            json!({"means": "scene", "note": "已到场"}),
            Status::Handling,
        ),
        (
            Some(Role::Handler),
            "progress",
            json!({"text": "先行围挡"}),
            Status::Handling,
        ),
        (
            Some(Role::Handler),
            "request_done",
            json!({"result": "已更换", "reply": "已告知居民", "measure": "更换井盖"}),
            Status::DoneReq,
        ),
        (
            Some(Role::UnitLeader),
            "pass_done",
            json!({}),
            Status::Visiting,
        ),
        (
            Some(Role::Visitor),
            "visit_pass",
            json!({"means": "site_check", "solved": "yes"}),
            Status::Closed,
        ),
    ]
}

fn walk(steps: usize) -> World {
    let mut w = World::new("010101");
    for (who, action, payload, after) in line().into_iter().take(steps) {
        if action == "respond" {
            let entry = PhotoEntry {
                edit: edit(50),
                by: by(Role::Handler).user,
                at: NOW,
                photo: photo(7, PhotoKind::After),
            };
            w.ticket.photos.push(entry);
        }
        w.act(who.map(by).as_ref(), action, payload);
        assert_eq!(w.state.status, after, "{action}");
    }
    w
}

#[test]
fn the_straight_line_ends_closed_with_every_clock_met() {
    let w = walk(10);
    assert_eq!(
        w.state.ticket_no.as_deref(),
        Some("WS990100-20261122-000001-X")
    );
    assert_eq!(
        (w.state.round, w.state.handler.clone()),
        (1, Some(by(Role::Handler).user))
    );
    assert_eq!(
        w.state.co_units,
        vec![UnitCode::new("T01").unwrap()],
        "the leading unit is not its own co-unit"
    );
    assert!(
        w.state.deadlines.values().all(|d| d.met.is_some()),
        "{:?}",
        w.state.deadlines
    );
    assert_eq!(w.state.deadlines[&Clock::Done].due, NOW.plus_minutes(4320));
    assert!(w.state.next_due().is_none());
}

#[test]
fn each_act_is_open_only_to_its_roles_in_the_right_place() {
    for (step, (who, action, payload, _)) in line().into_iter().enumerate() {
        let w = walk(step);
        let act = Act::parse(action.parse().unwrap(), payload).unwrap();
        let row = TABLE.iter().find(|r| r.action == act.action()).unwrap();
        for p in people() {
            // Who may capture submits only what is their own.
            let allowed = row.actors.contains(&p.posts[0].role)
                && (act.action() != Action::Submit || p.is(Role::Collector));
            // A leader may do what a handler may; approving one's own work is another guard.
            let got = w.try_act(Some(&p), &act, w.state.round);
            // A village head handles only what names them.
            let named = w.state.handler.as_ref() == Some(&p.user);
            let handler_elsewhere = match p.posts[0].role {
                Role::Handler => w.state.handler.is_some() && !named,
                Role::VillageHead => act.action() != Action::Submit && !named,
                _ => false,
            };
            if allowed && !handler_elsewhere {
                got.unwrap_or_else(|e| panic!("{action} by {}: {e}", p.user));
            } else {
                assert_eq!(
                    got.unwrap_err().code,
                    Code::NoRight,
                    "{action} by {}",
                    p.user
                );
            }
        }
        if who.is_some() {
            assert_eq!(
                w.try_act(None, &act, w.state.round).unwrap_err().code,
                Code::NoRight,
                "the system does not {action}"
            );
        }
        // The same roles elsewhere: another town's desk, another unit.
        for p in [
            person(Role::DeskTown, "T02", "990100002000"),
            person(Role::Handler, "T02", "990100002000"),
            person(Role::UnitLeader, "T02", "990100002000"),
        ] {
            assert_eq!(
                w.try_act(Some(&p), &act, w.state.round).unwrap_err().code,
                Code::NoRight,
                "{action} by {}",
                p.user
            );
        }
    }
}

#[test]
fn each_act_counts_only_from_its_status_and_in_its_round() {
    for done in 2..=10 {
        let w = walk(done);
        for (who, action, payload, _) in line().into_iter().skip(1) {
            let act = Act::parse(action.parse().unwrap(), payload).unwrap();
            let row = TABLE.iter().find(|r| r.action == act.action()).unwrap();
            let actor = who.map(by);
            let got = w.try_act(actor.as_ref(), &act, w.state.round);
            if row.from.contains(&w.state.status) {
                assert!(got.is_ok(), "{action} after {done}: {got:?}");
                let late = w
                    .try_act(actor.as_ref(), &act, w.state.round + 1)
                    .unwrap_err();
                assert_eq!(late.code, Code::WrongRound);
            } else {
                // Out of its status a handler may also have lost the ticket; either way nothing happens.
                assert!(
                    matches!(got.unwrap_err().code, Code::WrongStatus | Code::NoRight),
                    "{action} after {done}"
                );
            }
        }
    }
}

#[test]
fn each_guard_trips() {
    let act = |action: &str, payload: Value| Act::parse(action.parse().unwrap(), payload).unwrap();
    let desk = by(Role::DeskDistrict);
    let code =
        |w: &World, p: &Person, a: &Act| w.try_act(Some(p), a, w.state.round).unwrap_err().code;

    let w = walk(2);
    assert_eq!(
        code(
            &w,
            &desk,
            &act("accept", json!({"category": "0101", "grade": "normal"}))
        ),
        Code::CategoryTooCoarse
    );
    assert_eq!(
        code(
            &w,
            &desk,
            &act("accept", json!({"category": "990101", "grade": "normal"}))
        ),
        Code::CategoryUnknown
    );
    assert_eq!(
        code(&w, &desk, &act("void", json!({"reason": ""}))),
        Code::FieldMissing
    );
    let w = walk(3);
    assert_eq!(
        code(&w, &desk, &act("dispatch", json!({"lead_unit": "B77"}))),
        Code::UnitUnknown
    );
    assert_eq!(
        code(
            &w,
            &desk,
            &act("dispatch", json!({"lead_unit": "B01", "co_units": ["B78"]}))
        ),
        Code::UnitUnknown
    );

    let handler = by(Role::Handler);
    let done = act(
        "request_done",
        json!({"result": "好", "reply": "好", "measure": "好"}),
    );
    let mut w = walk(7);
    w.ticket.photos.clear();
    assert_eq!(code(&w, &handler, &done), Code::DoneEvidenceMissing);
    let mut w = walk(8);
    w.held = false;
    assert_eq!(
        code(&w, &by(Role::UnitLeader), &act("pass_done", json!({}))),
        Code::EvidenceMissing
    );
    let mut both = handler.clone();
    both.posts.extend(by(Role::UnitLeader).posts);
    assert_eq!(
        code(&walk(8), &both, &act("pass_done", json!({}))),
        Code::SamePerson
    );

    let visit = |means: &str, solved: &str, satisfied: &str| {
        act(
            "visit_pass",
            json!({"means": means, "solved": solved, "satisfied": satisfied}),
        )
    };
    let visitor = by(Role::Visitor);
    let mut w = walk(9);
    assert_eq!(
        code(&w, &visitor, &visit("phone", "yes", "yes")),
        Code::VisitWithoutReporter
    );
    assert_eq!(
        code(
            &w,
            &person(Role::Visitor, "B01", "990100000000"),
            &visit("site_check", "yes", "unrated")
        ),
        Code::SameUnit
    );
    w.state.has_reporter = true;
    assert_eq!(
        code(&w, &visitor, &visit("phone", "no", "yes")),
        Code::VisitUnsolved
    );
    assert_eq!(
        code(&w, &visitor, &visit("phone", "yes", "no")),
        Code::VisitUnsolved
    );
    assert!(
        w.try_act(Some(&visitor), &visit("phone", "partly", "mostly"), 1)
            .is_ok()
    );
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
        let w = walk(steps);
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
    let w = walk(2);
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
    let w = walk(7);
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
        join(&walk(10), &by(Role::DeskTown), &after),
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
    let w = walk(2);
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
