//! Who takes part, in which district, and what is captured there.

use model::district::District;
use model::issue::Issue;
use model::person::{Person, Post};
use model::{Grade, Moment, Role, UserName};
use serde_json::{Value, json};
use testkit::Draws;
use testkit::ground::{person, rules, somebody, user};

/// Who carries a device.
pub const FIELD: [&str; 6] = [
    "collector",
    "handler",
    "handler2",
    "unit_leader",
    "handler_b02",
    "leader_t01",
];

/// Who works on line at the pool's desk; some of them carry a device as well.
pub const DESK: [&str; 16] = [
    "collector",
    "collector2",
    "desk_town",
    "desk_district",
    "handler",
    "handler2",
    "handler_b02",
    "unit_leader",
    "leader_t01",
    "visitor",
    "visitor2",
    "task_force",
    "supervisor",
    "assessor",
    "two_hats",
    "leader_b02",
];

/// Somebody by name.
pub fn named(name: &str) -> Person {
    let whole = "990100000000";
    match name {
        "leader_t01" => {
            // 镇街自办 is handled by the town's own people.
            let mut leader = person(Role::UnitLeader, "T01", "990100001000");
            leader
                .posts
                .extend(person(Role::Handler, "T01", "990100001000").posts);
            leader
        }
        // May do nearly everything, and must not do it twice on one ticket.
        "two_hats" => {
            let roles = [
                (Role::UnitLeader, "B01"),
                (Role::Handler, "B01"),
                (Role::Visitor, "C00"),
                (Role::TaskForce, "C00"),
            ];
            let posts = roles
                .iter()
                .flat_map(|(r, unit)| person(*r, unit, whole).posts);
            Person {
                user: user("two_hats"),
                name: "一人多岗".into(),
                posts: posts.collect(),
            }
        }
        _ => somebody(name),
    }
}

/// Everybody.
pub fn everybody() -> Vec<Person> {
    let mut all: Vec<Person> = FIELD.iter().chain(&DESK).map(|n| named(n)).collect();
    all.sort_by(|a, b| a.user.cmp(&b.user));
    all.dedup();
    all
}

/// The posts that somebody has when a history begins.
pub fn posts_of(user: &UserName) -> Vec<Post> {
    let person = everybody().into_iter().find(|p| p.user == *user);
    person.expect("somebody of the cast").posts
}

/// The demo's rule pack, and one that counts most clocks in working hours: rules are data.
pub fn packs() -> [Value; 2] {
    let natural = rules();
    let mut working = natural.clone();
    working["name"] = json!("工作日-2026");
    for (clock, normal, complex) in [
        ("respond", 450, 450),
        ("fix", 450, 450),
        ("feedback", 1_350, 2_700),
        ("done", 2_250, 4_500),
        ("review", 450, 450),
        ("visit", 1_350, 1_350),
    ] {
        working["clocks"][clock]["normal"] = json!({"minutes": normal, "working": true});
        working["clocks"][clock]["complex"] = json!({"minutes": complex, "working": true});
    }
    working["life"]["late_days"] = json!(2);
    working["by_kind"]["consult"]["done"] = json!({"minutes": 1_350, "working": true});
    [natural, working]
}

/// The small district under a rule pack.
pub fn district(pack: &Value) -> District {
    let mut district = testkit::ground::district();
    district.rules = serde_json::from_value(pack.clone()).unwrap();
    district.check().unwrap();
    district
}

/// Where clocks are hard to read: 调休 and holidays of the pack, year ends, leap days; and ordinary days.
const STARTS: [&str; 12] = [
    "2026-02-12T11:00:00+08:00",
    "2026-02-14T16:00:00+08:00",
    "2026-05-08T14:30:00+08:00",
    "2026-09-29T15:00:00+08:00",
    "2026-10-09T17:40:00+08:00",
    "2027-02-04T17:10:00+08:00",
    "2026-12-30T16:30:00+08:00",
    "2027-12-31T23:40:00+08:00",
    "2024-02-28T17:10:00+08:00",
    "2028-02-28T09:00:00+08:00",
    "2026-11-23T10:00:00+08:00",
    "2026-07-01T08:20:00+08:00",
];

/// When a history begins: a whole minute.
pub fn start(d: &mut Draws) -> Moment {
    let start: Moment = d.pick(&STARTS).parse().unwrap();
    start.plus_minutes(d.below(2 * 24 * 60) as i64)
}

/// An issue of 柳湖社区; `photos` says whether pictures of the scene come along.
pub fn issue(d: &mut Draws, photos: bool) -> Issue {
    let kind = *d.pick(&["hazard", "consult", "complaint", "help"]);
    let category = if photos {
        "010101"
    } else {
        *d.pick(&["010101", "010102"])
    };
    let mut issue = json!({
        "title": "东门外井盖碎裂", "body": "居民反映井盖碎裂约两周。", "kind": kind, "source": "patrol", "category": category,
        "grade": d.pick(Grade::ALL).as_str(),
        "where": {"lon": 117.1, "lat": 40.1, "area_code": "990100001001", "grid": "G1"}
    });
    if !photos {
        issue["no_photo_reason"] = json!("天色已暗，无法拍照");
    }
    if d.chance(45) {
        issue["reporter"] =
            json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "consent": true});
    }
    serde_json::from_value(issue).unwrap()
}
