//! Rule packs and districts that make no sense: each refused with its code, the place, and a sentence.

#[path = "ground/mod.rs"]
mod ground;

use ground::{RULES, district};
use model::district::District;
use model::rulepack::RulePack;
use model::{Code, Denial};
use serde_json::{Value, json};

/// Sets the value at a pointer (creating the last key), or removes it for null.
fn with(mut whole: Value, pointer: &str, value: Value) -> Value {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let parent = whole
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{pointer}"));
    match (parent, value) {
        (Value::Object(o), Value::Null) => assert!(o.remove(last).is_some(), "{pointer}"),
        (Value::Object(o), value) => drop(o.insert(last.into(), value)),
        (Value::Array(a), value) if last == "-" => a.push(value),
        (Value::Array(a), value) => a[last.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer}"),
    }
    whole
}

fn check(denial: Denial, code: Code, place: &str, told: &str) {
    assert_eq!(denial.code, code, "{told}: {denial:?}");
    assert!(denial.params["place"].contains(place), "{told}: {denial:?}");
    let sentence = denial.sentence();
    assert!(
        sentence.contains(place) && !sentence.contains('{'),
        "{sentence}"
    );
    assert!(!denial.params["detail"].is_empty(), "{told}");
}

#[test]
fn rule_packs_that_make_no_sense_are_refused_by_place() {
    let pack: Value = serde_json::from_str(RULES).unwrap();
    RulePack::read(pack.clone()).unwrap();
    let limit = |n: i64| json!({"minutes": n});
    let cases = [
        (
            "a missing grade",
            "/clocks/done/urgent",
            json!(null),
            "rules.clocks.done.urgent",
        ),
        (
            "a missing grade",
            "/clocks/visit/complex",
            json!(null),
            "rules.clocks.visit.complex",
        ),
        (
            "a missing clock",
            "/clocks/fix",
            json!(null),
            "rules.clocks.fix",
        ),
        (
            "a negative limit",
            "/clocks/sign/normal",
            limit(-5),
            "rules.clocks.sign.normal",
        ),
        (
            "a limit in words",
            "/clocks/sign/normal",
            json!({"minutes": "two hours"}),
            "rules.clocks.sign.normal",
        ),
        (
            "half a minute",
            "/clocks/sign/normal",
            json!({"minutes": 0.5}),
            "rules.clocks.sign.normal",
        ),
        (
            "a limit beyond two years",
            "/clocks/done/complex",
            limit(3_000_000),
            "rules.clocks.done.complex",
        ),
        (
            "an unknown clock",
            "/clocks/lunch",
            json!({}),
            "rules.clocks",
        ),
        (
            "an unknown field",
            "/clocks/done/normal",
            json!({"minutes": 1, "hours": 2}),
            "rules.clocks.done.normal",
        ),
        (
            "longer for a higher grade",
            "/clocks/done/sudden",
            limit(5000),
            "rules.clocks.done.sudden",
        ),
        (
            "longer for a higher grade",
            "/clocks/done/urgent",
            limit(10081),
            "rules.clocks.done.urgent",
        ),
        (
            "longer than 疑难",
            "/clocks/respond/normal",
            limit(1441),
            "rules.clocks.respond.normal",
        ),
        (
            "working time above natural",
            "/clocks/sign/sudden",
            json!({"minutes": 10, "working": true}),
            "rules.clocks.sign.sudden",
        ),
        (
            "return longer for a higher grade",
            "/clocks/return/normal",
            json!({"minutes": 481, "working": true}),
            "rules.clocks.return.normal",
        ),
        (
            "by kind beyond two years",
            "/by_kind/consult",
            json!({"done": {"minutes": 3_000_000}}),
            "rules.by_kind.consult.done",
        ),
        (
            "by kind the check date",
            "/by_kind/consult",
            json!({"hang_check": {"minutes": 3}}),
            "rules.by_kind.consult.hang_check",
        ),
        (
            "an unknown kind",
            "/by_kind/gossip",
            json!({}),
            "rules.by_kind",
        ),
        (
            "not a day",
            "/calendar/holidays/-",
            json!("2026-02-30"),
            "rules.calendar.holidays",
        ),
        (
            "not a leap year",
            "/calendar/holidays/-",
            json!("2027-02-29"),
            "rules.calendar.holidays",
        ),
        (
            "a word for a day",
            "/calendar/make_up_days/-",
            json!("soon"),
            "rules.calendar.make_up_days",
        ),
        (
            "a holiday twice",
            "/calendar/holidays/-",
            json!("2026-10-01"),
            "rules.calendar.holidays",
        ),
        (
            "a make-up day on a weekday",
            "/calendar/make_up_days/-",
            json!("2026-11-23"),
            "rules.calendar.make_up_days",
        ),
        (
            "a make-up day on a holiday",
            "/calendar/make_up_days/-",
            json!("2026-10-03"),
            "rules.calendar.make_up_days",
        ),
        (
            "overlapping hours",
            "/calendar/hours",
            json!([[540, 720], [700, 1080]]),
            "rules.calendar.hours",
        ),
        (
            "hours the wrong way round",
            "/calendar/hours",
            json!([[720, 540]]),
            "rules.calendar.hours",
        ),
        (
            "hours out of order",
            "/calendar/hours",
            json!([[810, 1080], [540, 720]]),
            "rules.calendar.hours",
        ),
        (
            "hours past midnight",
            "/calendar/hours",
            json!([[540, 1441]]),
            "rules.calendar.hours",
        ),
        (
            "no hours",
            "/calendar/hours",
            json!([]),
            "rules.calendar.hours",
        ),
        (
            "a zone off the earth",
            "/calendar/utc_offset_minutes",
            json!(1081),
            "rules.calendar.utc_offset_minutes",
        ),
        (
            "amber at once",
            "/amber_percent/urgent",
            json!(0),
            "rules.amber_percent.urgent",
        ),
        (
            "amber never",
            "/amber_percent/normal",
            json!(100),
            "rules.amber_percent.normal",
        ),
        (
            "redo for nothing",
            "/life/redo_percent",
            json!(0),
            "rules.life.redo_percent",
        ),
        (
            "no floor",
            "/life/redo_floor_minutes",
            json!(0),
            "rules.life.redo_floor_minutes",
        ),
        (
            "no return ever",
            "/life/returns_max",
            json!(0),
            "rules.life.returns_max",
        ),
        (
            "a hang above the total",
            "/life/hang_days_max",
            json!(400),
            "rules.life.hang_days_max",
        ),
        (
            "a check above the hang",
            "/life/hang_check_days_max",
            json!(91),
            "rules.life.hang_check_days_max",
        ),
        (
            "more days than tries",
            "/life/missed_days",
            json!(4),
            "rules.life.missed_days",
        ),
        (
            "no time to reply",
            "/life/reply_minutes/supervise",
            json!(0),
            "rules.life.reply_minutes.supervise",
        ),
        (
            "a rule left out",
            "/life/reopen_days",
            json!(null),
            "rules.life.reopen_days",
        ),
        (
            "satisfaction above all",
            "/talk/floor_bp",
            json!(10_001),
            "rules.talk.floor_bp",
        ),
        (
            "alike everywhere",
            "/alike/metres",
            json!(5_001),
            "rules.alike",
        ),
        (
            "no title",
            "/texts/title_max",
            json!(0),
            "rules.texts.title_max",
        ),
        (
            "a body that cannot be",
            "/texts/body_min",
            json!(1001),
            "rules.texts.body_min",
        ),
        (
            "no photos",
            "/photos/count_max",
            json!(0),
            "rules.photos.count_max",
        ),
        ("no name", "/name", json!(" "), "rules.name"),
    ];
    println!("{} rule packs", cases.len());
    for (told, pointer, value, place) in cases {
        let got = RulePack::read(with(pack.clone(), pointer, value));
        check(got.expect_err(told), Code::RulesInvalid, place, told);
    }
}

fn read(value: Value) -> Result<District, Denial> {
    let d: District = model::json::from_value(value)?;
    d.check()?;
    Ok(d)
}

#[test]
fn districts_that_make_no_sense_are_refused_by_place() {
    let whole = serde_json::to_value(district()).unwrap();
    read(whole.clone()).unwrap();
    let unit = |code: &str, parent: Value| json!({"code": code, "name": "演示单位", "group": "bureau", "area": "990100000000", "parent": parent});
    let units = |add: Vec<Value>| {
        let mut all = whole["units"].as_array().unwrap().clone();
        all.extend(add);
        with(whole.clone(), "/units", json!(all))
    };
    let duty = |value: Value| with(whole.clone(), "/duty", value);
    let area = |value: Value| with(whole.clone(), "/areas/-", value);
    let cases = [
        (
            "a cycle of two",
            units(vec![unit("X1", json!("X2")), unit("X2", json!("X1"))]),
            "units.X1.parent",
        ),
        (
            "a cycle of three",
            units(vec![
                unit("X1", json!("X2")),
                unit("X2", json!("X3")),
                unit("X3", json!("X1")),
            ]),
            "units.X1.parent",
        ),
        (
            "its own parent",
            units(vec![unit("X1", json!("X1"))]),
            "units.X1.parent",
        ),
        (
            "hanging on a cycle",
            units(vec![unit("X0", json!("X1")), unit("X1", json!("X1"))]),
            "units.X",
        ),
        (
            "an orphan",
            units(vec![unit("X1", json!("GONE"))]),
            "units.X1.parent",
        ),
        (
            "a duplicate code",
            units(vec![unit("B01", json!(null))]),
            "units",
        ),
        (
            "a unit nowhere",
            with(whole.clone(), "/units/0/area", json!("990100009000")),
            "units.T01.area",
        ),
        (
            "a duty unit nobody knows",
            duty(json!([{"unit": "X9", "level": 1, "phone": "1"}])),
            "duty.X9.unit",
        ),
        (
            "a third level",
            duty(json!([{"unit": "B01", "level": 3, "phone": "1"}])),
            "duty.B01.level",
        ),
        (
            "level nought",
            duty(json!([{"unit": "B01", "level": 0, "phone": "1"}])),
            "duty.B01.level",
        ),
        (
            "no phone",
            duty(json!([{"unit": "B01", "level": 1, "phone": " "}])),
            "duty.B01.phone",
        ),
        (
            "an endless phone",
            duty(json!([{"unit": "B01", "level": 1, "phone": "1".repeat(41)}])),
            "duty.B01.phone",
        ),
        (
            "on duty twice",
            duty(
                json!([{"unit": "B01", "level": 1, "phone": "1"}, {"unit": "B01", "level": 2, "phone": "2"}]),
            ),
            "duty.B01.unit",
        ),
        (
            "an area twice",
            area(json!({"code": "990100001001", "name": "又一个"})),
            "areas",
        ),
        (
            "a village without a town",
            area(json!({"code": "990100007001", "name": "孤村"})),
            "areas.990100007001",
        ),
        (
            "another district's",
            area(json!({"code": "990200001000", "name": "外区"})),
            "areas.990200001000",
        ),
        (
            "a grid twice",
            area(
                json!({"code": "990100001002", "name": "二社区", "grids": [{"code": "G1", "name": "重复"}]}),
            ),
            "areas.grids",
        ),
        (
            "a category twice",
            with(
                whole.clone(),
                "/categories/-",
                json!({"code": "01", "name": "重复"}),
            ),
            "categories",
        ),
        (
            "a category without its parent",
            with(
                whole.clone(),
                "/categories/-",
                json!({"code": "020101", "name": "悬空"}),
            ),
            "categories.020101",
        ),
        (
            "a category for nobody",
            with(whole.clone(), "/categories/0/unit", json!("X9")),
            "categories.01.unit",
        ),
        (
            "no district of that code",
            with(whole.clone(), "/code", json!("990200000000")),
            "code",
        ),
    ];
    println!("{} districts", cases.len());
    for (told, value, place) in cases {
        check(
            read(value).expect_err(told),
            Code::DistrictInvalid,
            place,
            told,
        );
    }
    // Its rules are checked with it, and say their own place.
    let rules = with(whole.clone(), "/rules/clocks/done/urgent", json!(null));
    check(
        read(rules).unwrap_err(),
        Code::RulesInvalid,
        "rules.clocks.done.urgent",
        "rules",
    );
}

#[test]
fn a_tree_that_was_not_checked_hangs_nobody() {
    let mut d = district();
    for u in &mut d.units {
        u.parent = Some(u.code.clone());
    }
    for u in d.units.clone() {
        assert!(d.units_below(&u.code).is_empty());
    }
}
