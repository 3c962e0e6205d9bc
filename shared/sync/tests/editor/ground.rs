//! A small district, a ticket in it, and a world around that answers from what a test sets.

use model::act::Act;
use model::decide::{Around, Other};
use model::district::District;
use model::edit::{Edit, SCHEMA, Write};
use model::issue::Issue;
use model::person::{Person, Post};
use model::*;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use sync::editor::{Authority, Held, History, Outside, OutsideError, Series, Terms, TicketEditor};
use sync::{Changes, Document};

/// A Monday, 10:00 in the district.
pub const NOW: Moment = Moment(1_795_399_200_000);
pub const TICKET: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f";
pub const PARENT: &str = "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e60";

pub fn district() -> District {
    serde_json::from_value(json!({
        "name": "测试区", "code": "990100000000",
        "areas": [
            {"code": "990100000000", "name": "测试区"}, {"code": "990100001000", "name": "云桥街道"},
            {"code": "990100001001", "name": "柳湖社区"}
        ],
        "units": [
            {"code": "T01", "name": "云桥街道", "group": "street", "area": "990100001000"},
            {"code": "B01", "name": "区城管委", "group": "bureau", "area": "990100000000"}
        ],
        "categories": [
            {"code": "01", "name": "城市管理"}, {"code": "0101", "name": "市政设施"},
            {"code": "010102", "name": "照明", "unit": "B01"}
        ],
        "duty": [],
        "rules": testkit::ground::rules()
    }))
    .unwrap()
}

pub fn person(role: Role) -> Person {
    let (unit, area) = match role {
        Role::Collector => ("T01", "990100001001"),
        _ => ("B01", "990100000000"),
    };
    let (unit, area) = (UnitCode::new(unit).unwrap(), AreaCode::new(area).unwrap());
    Person {
        user: UserName::new(role.as_str()).unwrap(),
        name: role.label().into(),
        posts: vec![Post::new(role, unit, area)],
    }
}

pub fn issue() -> Issue {
    serde_json::from_value(json!({
        "title": "路灯不亮", "body": "居民反映路灯不亮约两周。", "kind": "hazard", "source": "patrol", "category": "010102",
        "grade": "normal", "where": {"lon": 117.1, "lat": 40.1, "area_code": "990100001001"}
    }))
    .unwrap()
}

pub fn photo(n: u8) -> model::edit::Photo {
    model::edit::Photo {
        sha256: Sha256::new(format!("{n:02x}").repeat(32)).unwrap(),
        kind: PhotoKind::Scene,
        bytes: 1000,
        w: 640,
        h: 480,
        taken_ms: None,
        original: None,
        caption: None,
    }
}

pub fn act(action: Action, payload: Value) -> Act {
    Act::parse(action, payload).unwrap()
}

/// A district with its counters, and what stands aside of the one ticket.
pub struct World {
    pub district: District,
    pub issuer: DeviceId,
    pub aside: Cell<History>,
    /// The writer's part of it.
    pub share: Cell<History>,
    pub drawn: RefCell<Vec<String>>,
    edits: Cell<u32>,
}

impl World {
    pub fn new() -> Self {
        World {
            district: district(),
            issuer: DeviceId::new("00000000000000aa").unwrap(),
            aside: Cell::default(),
            share: Cell::default(),
            drawn: RefCell::default(),
            edits: Cell::default(),
        }
    }

    pub fn terms<'a>(&'a self, authority: Authority, person: Option<&'a Person>) -> Terms<'a> {
        Terms {
            authority,
            district: &self.district,
            rule_tag: "测试-1",
            issuer: &self.issuer,
            now: NOW,
            sent: None,
            person,
            outside: Box::new(self),
        }
    }

    pub fn begin<'a>(&'a self, authority: Authority, person: &'a Person) -> TicketEditor<'a> {
        let id = TicketId::new(TICKET).unwrap();
        TicketEditor::begin(self.terms(authority, Some(person)), id)
    }

    /// Takes a ticket up as it was left.
    pub fn load<'a>(
        &'a self,
        authority: Authority,
        person: Option<&'a Person>,
        left: Changes,
    ) -> TicketEditor<'a> {
        let held = Held {
            document: left.document,
            history: left.history,
            row: Some(left.row),
        };
        TicketEditor::load(self.terms(authority, person), left.id, held).unwrap()
    }

    fn next_edit(&self) -> EditId {
        self.edits.set(self.edits.get() + 1);
        Opening::new(&self.issuer, [1; 4]).edit(self.edits.get())
    }

    /// The ticket as captured by its collector.
    pub fn captured(&self, authority: Authority) -> Changes {
        let author = person(Role::Collector);
        let mut editor = self.begin(authority, &author);
        editor.capture(issue().facts(), vec![], None).unwrap();
        editor.finish().unwrap()
    }

    /// The ticket at the pool after these acts.
    pub fn brought(&self, acts: &[(Role, Action, Value)]) -> Changes {
        let mut left = self.captured(Authority::Pool);
        for (role, action, payload) in acts {
            let who = person(*role);
            let mut editor = self.load(Authority::Pool, Some(&who), left);
            let act = act(*action, payload.clone());
            editor.make_act(act, None, None).unwrap();
            left = editor.finish().unwrap();
        }
        left
    }

    /// An edit by a person, made now.
    pub fn edit(&self, by: &Person, seen: Vec<Head>, write: Write) -> Edit {
        Edit {
            id: self.next_edit(),
            ticket: TicketId::new(TICKET).unwrap(),
            schema: SCHEMA,
            by: by.user.clone(),
            at: NOW,
            seen,
            write,
        }
    }

    /// As a document is stored and read again.
    pub fn reread(left: &mut Changes) -> model::ticket::Ticket {
        let saved = left.document.save();
        Document::load(&saved, []).unwrap().read().unwrap()
    }
}

/// 接单 and 派单, by the district's desk.
pub fn dispatched() -> Vec<(Role, Action, Value)> {
    let accept = json!({"category": "010102", "grade": "normal"});
    vec![
        (Role::DeskDistrict, Action::Accept, accept),
        (
            Role::DeskDistrict,
            Action::Dispatch,
            json!({"lead_unit": "B01"}),
        ),
    ]
}

impl Around for &World {
    fn holds_photo(&self, _: &Sha256) -> bool {
        true
    }
    fn other(&self, id: &TicketId) -> Option<Other> {
        (id.as_str() == PARENT).then_some(Other {
            status: Status::Accepted,
            merged: false,
            seen: true,
        })
    }
    fn handles(&self, _: &UserName, _: &UnitCode) -> Option<bool> {
        Some(true)
    }
}

impl Outside for &World {
    fn next_edit(&self) -> EditId {
        World::next_edit(self)
    }
    fn draw(&self, series: Series, day: &str) -> Result<u32, OutsideError> {
        let mut drawn = self.drawn.borrow_mut();
        drawn.push(format!("{}:{day}", series.as_str()));
        Ok(drawn.len() as u32)
    }
    fn aside(&self, _: &TicketId) -> Result<History, OutsideError> {
        Ok(self.aside.get())
    }
    fn share(&self, _: &TicketId, _: &UserName) -> Result<History, OutsideError> {
        Ok(self.share.get())
    }
}
