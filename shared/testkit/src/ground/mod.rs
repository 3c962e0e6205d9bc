//! The ground tests stand on: a small district, its people, and one ticket that moves through the table.

pub mod payloads;
pub mod walk;

use model::act::Act;
use model::decide::{Around, Case, Other, decide};
use model::district::District;
use model::edit::{Photo, Ruling, Verdict};
use model::effect::{Effect, State};
use model::person::{Person, Post};
use model::ticket::{Event, PhotoEntry, Ticket};
use model::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A Monday, 10:00 in the district.
pub const NOW: Moment = Moment(1_795_399_200_000);
/// In minutes.
pub const DAY: i64 = 24 * 60;
/// A small district as people write it down; its rule pack is the demo's.
const EXAMPLE: &str = include_str!("../../../../docs/examples/district-small.json");
/// The ticket itself.
pub const SELF: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";
/// An open ticket to merge into.
pub const PARENT: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e60";
/// A ticket merged into it.
pub const CHILD: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e61";

/// The rule pack of the demo district: the table of docs/domain.md 8.4.
pub fn rules() -> Value {
    let mut example: Value = serde_json::from_str(EXAMPLE).unwrap();
    example["rules"].take()
}

/// Two towns with a village each, three departments, two categories, under [`rules`].
pub fn district() -> District {
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
            {"code": "B02", "name": "区水务局", "group": "bureau", "area": "990100000000"},
            {"code": "C00", "name": "区12345中心", "group": "bureau", "area": "990100000000"}
        ],
        "categories": [
            {"code": "01", "name": "城市管理"}, {"code": "0101", "name": "市政设施"},
            {"code": "010101", "name": "井盖设施", "photo": true, "photo_done": true, "unit": "B01"}, {"code": "010102", "name": "照明"}
        ],
        "duty": [{"unit": "B01", "level": 1, "phone": "000-1（演示）"}, {"unit": "B02", "level": 2, "phone": "000-2（演示）"}],
        "rules": rules()
    }))
    .unwrap();
    d.check().unwrap();
    d
}

/// A sign-in name.
pub fn user(name: &str) -> UserName {
    UserName::new(name).unwrap()
}

/// Somebody with one post.
pub fn person(role: Role, unit: &str, area: &str) -> Person {
    let post = Post::new(
        role,
        UnitCode::new(unit).unwrap(),
        AreaCode::new(area).unwrap(),
    );
    Person {
        user: user(&format!("{role}_{unit}")),
        name: role.label().into(),
        posts: vec![post],
    }
}

/// Somebody by name: a role in the right place for a ticket in 柳湖社区 handled by B01, or a named colleague.
pub fn somebody(name: &str) -> Person {
    let whole = "990100000000";
    let named = |p: Person, user_name: &str| Person {
        user: user(user_name),
        ..p
    };
    match name {
        "handler2" => named(person(Role::Handler, "B01", whole), "handler2_B01"),
        "handler_b02" => person(Role::Handler, "B02", whole),
        "leader_b02" => person(Role::UnitLeader, "B02", whole),
        "desk_t02" => person(Role::DeskTown, "T02", "990100002000"),
        "visitor2" => named(person(Role::Visitor, "C00", whole), "visitor2_C00"),
        "collector2" => named(
            person(Role::Collector, "T01", "990100001001"),
            "collector2_T01",
        ),
        _ => match name.parse::<Role>().unwrap() {
            r @ (Role::Collector | Role::VillageHead) => person(r, "T01", "990100001001"),
            Role::DeskTown => person(Role::DeskTown, "T01", "990100001000"),
            r @ (Role::Handler | Role::UnitLeader) => person(r, "B01", whole),
            r => person(r, "C00", whole),
        },
    }
}

/// An edit by its number.
pub fn edit(n: u32) -> EditId {
    Opening([1; 12]).edit(n)
}

/// A ticket of this category, captured in 柳湖社区 at [`NOW`].
pub fn ticket(category: &str) -> Ticket {
    let issue: model::issue::Issue = serde_json::from_value(json!({
        "title": "东门外井盖碎裂", "body": "居民反映井盖碎裂约两周。", "kind": "hazard", "source": "patrol", "category": category, "grade": "normal",
        "where": {"lon": 117.1, "lat": 40.1, "area_code": "990100001001", "grid": "G1"}
    }))
    .unwrap();
    Ticket {
        id: TicketId::new(SELF).unwrap(),
        temp_no: "离-TEST-261122-001".into(),
        created_by: user("collector_T01"),
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

/// A photo by its number.
pub fn photo(n: u8, kind: PhotoKind) -> Photo {
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

/// One ticket, the world around it, and the time.
pub struct World {
    /// [`district`], unless a test changes it.
    pub district: District,
    /// What was written down.
    pub ticket: Ticket,
    /// The fold of its rulings.
    pub state: State,
    /// The time.
    pub now: Moment,
    /// Whether the pool holds the ticket's photos.
    pub held: bool,
    /// Whether somebody can be called back.
    pub reporter: bool,
    /// Photos that come in the same frame.
    pub photos_coming: usize,
    /// What is known of [`PARENT`].
    pub parent: Other,
    /// Who handles tickets for which unit.
    pub members: Vec<(UserName, UnitCode)>,
    /// Number of the next edit.
    pub next: u32,
}

impl Around for World {
    fn holds_photo(&self, _: &Sha256) -> bool {
        self.held
    }
    fn other(&self, id: &TicketId) -> Option<Other> {
        (id.as_str() == PARENT).then_some(self.parent)
    }
    fn handles(&self, user: &UserName, unit: &UnitCode) -> Option<bool> {
        Some(self.members.iter().any(|(u, at)| u == user && at == unit))
    }
}

impl Default for World {
    fn default() -> Self {
        World::new()
    }
}

impl World {
    /// A ticket about a manhole cover, waiting to be submitted, with photos before and after.
    pub fn new() -> Self {
        let b01 = UnitCode::new("B01").unwrap();
        let members = ["handler_B01", "handler2_B01", "unit_leader_B01"];
        let mut ticket = ticket("010101");
        for (n, kind) in [(5, PhotoKind::Before), (7, PhotoKind::After)] {
            ticket.photos.push(PhotoEntry {
                edit: edit(50 + u32::from(n)),
                by: user("handler_B01"),
                at: NOW,
                photo: photo(n, kind),
            });
        }
        World {
            district: district(),
            ticket,
            state: State::queued(),
            now: NOW,
            held: true,
            reporter: false,
            photos_coming: 1,
            parent: Other {
                status: Status::Handling,
                merged: false,
                seen: true,
            },
            members: members.map(|m| (user(m), b01.clone())).to_vec(),
            next: 100,
        }
    }
    /// The model's word on an act now.
    pub fn judge(
        &self,
        who: Option<&Person>,
        act: &Act,
        round: u32,
    ) -> Result<Vec<Effect>, Denial> {
        self.judge_at(who, act, round, self.now, edit(self.next))
    }
    /// The model's word on an act of this edit, judged by another time than now.
    pub fn judge_at(
        &self,
        who: Option<&Person>,
        act: &Act,
        round: u32,
        at: Moment,
        edit: EditId,
    ) -> Result<Vec<Effect>, Denial> {
        let case = Case {
            district: &self.district,
            rule_tag: "示例-2024#0",
            actor: who,
            arrived: None,
            confirmed: false,
            ticket: &self.ticket,
            state: &self.state,
            edit,
            at,
            now: self.now,
            round,
            photos_coming: self.photos_coming,
            around: self,
            has_reporter: self.reporter,
            ticket_no: Some("WS990100-20261123-000001-X".into()),
        };
        decide(&case, act)
    }
    /// An act that must count, written down with its ruling.
    pub fn act(&mut self, who: Option<&Person>, act: Act) -> Vec<Effect> {
        let effects = self
            .judge(who, &act, self.state.round)
            .unwrap_or_else(|e| panic!("{}: {e}", act.action()));
        self.record(who, act, effects.clone());
        effects
    }
    /// An act with the effects it was ruled to have, written down.
    pub fn record(&mut self, who: Option<&Person>, act: Act, effects: Vec<Effect>) {
        let ruling = Ruling {
            seq: self.ticket.next_ruling(),
            at: self.now,
            verdict: Verdict::Applied(effects.clone()),
        };
        self.ticket.log.push(Event {
            id: edit(self.next),
            by: who.map(|p| p.user.clone()),
            at: self.now,
            round: self.state.round,
            act,
            ruling: Some(ruling),
        });
        self.next += 1;
        effects.iter().for_each(|e| self.state.apply(e));
        assert_eq!(
            self.ticket.state(),
            self.state,
            "state is the fold of rulings"
        );
    }
    /// An act that waits for 确认, written down with its ruling.
    pub fn late(&mut self, who: &Person, act: Act) {
        let ruling = Ruling {
            seq: self.ticket.next_ruling(),
            at: self.now,
            verdict: Verdict::Void(Code::AwaitsConfirmation.into()),
        };
        self.ticket.log.push(Event {
            id: edit(self.next),
            by: Some(who.user.clone()),
            at: self.now,
            round: self.state.round,
            act,
            ruling: Some(ruling),
        });
        self.next += 1;
    }
    /// Lets minutes pass.
    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.plus_minutes(minutes);
    }
}
