//! The invented tickets, and how far each has come.

use super::world::World;
use api::NewPhoto;
use model::act::Act;
use model::edit::{Edit, SCHEMA, Write};
use model::issue::{FactsPatch, Issue};
use model::ticket::Ticket;
use model::*;
use serde_json::{Value, json};

/// The ticket whose place is disputed.
const DISPUTED: usize = 3;

/// Title, category, village, grade, address, minutes ago, how many steps were taken.
type Seed<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, i64, usize);

/// All of them.
const SEEDS: &[Seed] = &[
    (
        "东门外井盖碎裂，夜间无照明",
        "010101",
        "990100001001",
        "urgent",
        "柳湖苑 3 号院东门外 30 米",
        22,
        0,
    ),
    (
        "健身器材松动",
        "010104",
        "990100001001",
        "normal",
        "柳湖公园南侧",
        31,
        0,
    ),
    (
        "小区停车划线褪色",
        "030101",
        "990100001004",
        "normal",
        "杏坛路 8 号院",
        4,
        0,
    ),
    (
        "店铺占道，影响盲道",
        "010201",
        "990100001003",
        "normal",
        "槐荫路 21 号",
        78,
        1,
    ),
    (
        "树枝压电线",
        "010204",
        "990100002001",
        "normal",
        "望河村口",
        150,
        1,
    ),
    (
        "燃气味，三单元楼道",
        "020102",
        "990100001004",
        "sudden",
        "杏坛里 5 号楼三单元",
        9,
        2,
    ),
    (
        "地下室积水，电表箱被淹",
        "020101",
        "990100001002",
        "normal",
        "松苑小区 12 号楼",
        300,
        2,
    ),
    (
        "飞线充电，二单元门厅",
        "010203",
        "990100001003",
        "normal",
        "槐荫东区 7 号楼",
        900,
        3,
    ),
    (
        "河道护栏缺失 3 米",
        "050101",
        "990100002001",
        "urgent",
        "望河桥东",
        140,
        4,
    ),
    (
        "供暖不热，18 号楼",
        "020201",
        "990100001002",
        "normal",
        "松苑小区 18 号楼",
        1300,
        4,
    ),
    (
        "垃圾桶满溢，连续三天",
        "010202",
        "990100002002",
        "normal",
        "石磨村东头",
        2000,
        5,
    ),
    (
        "路灯不亮，共 4 盏",
        "010103",
        "990100001001",
        "normal",
        "柳湖中路",
        2900,
        6,
    ),
    (
        "楼道杂物堆放",
        "020102",
        "990100002003",
        "normal",
        "东青石村 2 号楼",
        3500,
        6,
    ),
    (
        "路面坑洼，雨后积水",
        "010102",
        "990100001002",
        "normal",
        "松苑路与柳湖路口",
        6000,
        7,
    ),
];

impl World {
    /// The district with every ticket of the list above.
    pub fn new(mode: &str, now: Moment) -> Self {
        let mut world = World::empty(mode, now);
        for (i, seed) in SEEDS.iter().enumerate() {
            world.plant(i, seed, now);
        }
        world.begin(now);
        world
    }

    /// One ticket of the list above, taken as far as it says.
    fn plant(&mut self, index: usize, seed: &Seed, now: Moment) {
        let (title, category, village, grade, address, ago, steps) = *seed;
        self.now = now.plus_minutes(-ago);
        let corner = (
            116.095 + 0.003 * index as f64,
            39.995 + 0.002 * index as f64,
        );
        let issue: Issue = serde_json::from_value(json!({
            "title": title, "body": format!("居民反映{title}，已有一段时间，希望尽快处理。今早有老人路过时绊倒，未受伤。"),
            "kind": "hazard", "source": "visit", "category": category, "grade": grade,
            "where": {"lon": corner.0, "lat": corner.1, "accuracy_m": 8.0, "fixes": 3, "source": "gnss", "address": address, "area_code": village},
            "reporter": if index.is_multiple_of(3) { json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true}) } else { Value::Null }
        })).expect("seeds are tested");
        let photo = |n: usize, kind| NewPhoto {
            sha256: Sha256::new(format!("{:02x}{}", index * 2 + n, "ab".repeat(31)))
                .expect("64 digits"),
            kind,
            bytes: 412_000,
            w: 2048,
            h: 1536,
            taken_at: Some(self.now),
            original: None,
            caption: None,
        };
        let photos = [
            photo(0, PhotoKind::Scene),
            photo(
                1,
                if steps > 4 {
                    PhotoKind::After
                } else {
                    PhotoKind::Scene
                },
            ),
        ];
        let Ok(id) = self.capture(issue, &photos) else {
            return;
        };
        if index == DISPUTED {
            self.disagree(&id);
        }
        let unit = if index % 3 == 1 { "T01" } else { "B01" };
        let person = |role| {
            self.people
                .iter()
                .find(|p| p.is(role))
                .cloned()
                .expect("everybody is there")
        };
        let (desk, visitor) = (person(Role::DeskDistrict), person(Role::Visitor));
        let (mut handler, mut leader) = (person(Role::Handler), person(Role::UnitLeader));
        for worker in [&mut handler, &mut leader] {
            worker.posts[0].unit = UnitCode::new(unit).expect("plain");
        }
        let contacted = self.reporters.contains_key(&id);
        let visit = if contacted {
            json!({"means": "phone", "contacted": true, "solved": "yes", "satisfied": "yes"})
        } else {
            json!({"means": "site_check", "solved": "yes"})
        };
        let line = [
            (
                &desk,
                Action::Accept,
                json!({"category": category, "grade": grade}),
            ),
            (
                &desk,
                Action::Dispatch,
                json!({"lead_unit": unit, "note": "请先行围挡"}),
            ),
            (&handler, Action::Sign, json!({})),
            (
                &handler,
                Action::Respond,
                json!({"means": "scene", "note": "先行围挡，照片 2 张"}),
            ),
            (
                &handler,
                Action::RequestDone,
                json!({"result": "已修复", "reply": "已电话告知", "measure": "更换"}),
            ),
            (&leader, Action::PassDone, json!({})),
            (&visitor, Action::VisitPass, visit),
        ];
        for (who, action, payload) in line.into_iter().take(steps) {
            self.now = self.now.plus_minutes((ago / 12).clamp(1, 40));
            let done = self.act(who, &id, action, payload);
            debug_assert!(done.is_ok(), "{title}: {done:?}");
        }
        if index == DISPUTED {
            self.act_too_late(&id);
        }
    }

    /// Gives a ticket two values for its place: its officer and the desk write apart from each other.
    fn disagree(&mut self, id: &TicketId) {
        let place = |address: &str, ticket: &Ticket| -> FactsPatch {
            let mut place = ticket.facts.place.clone();
            place.address = Some(address.into());
            serde_json::from_value(json!({ "where": place })).expect("a place")
        };
        let Some(ticket) = self.tickets.iter().find(|t| t.id == *id) else {
            return;
        };
        let seen = ticket.heads.clone();
        let own = ticket.facts.place.address.clone().unwrap_or_default();
        let patches = [
            (Role::Collector, place("槐荫路北侧 12 号", ticket)),
            (Role::DeskDistrict, place(&own, ticket)),
        ];
        for (role, patch) in patches {
            let Some(who) = self.people.iter().find(|p| p.is(role)).cloned() else {
                return;
            };
            let done = self.write(Some(&who), id, |e| e.edit_facts(&patch, Some(&seen)));
            debug_assert!(done.is_ok(), "{done:?}");
        }
    }

    /// Gives a ticket an act that does not count: its officer withdraws it after 接单.
    fn act_too_late(&mut self, id: &TicketId) {
        let (me, now) = (self.people[0].clone(), self.now);
        let act = Act::parse(Action::Void, json!({"reason": "重复采集"})).expect("read");
        let done = self.write(Some(&me), id, |editor| {
            let edit = Edit {
                id: Opening([8; 12]).edit(1),
                ticket: id.clone(),
                schema: SCHEMA,
                by: me.user.clone(),
                at: now,
                seen: editor.heads(),
                write: Write::Act {
                    round: editor.state().round,
                    act,
                },
            };
            editor.take(edit).map(drop)
        });
        debug_assert!(done.is_ok(), "{done:?}");
    }
}
