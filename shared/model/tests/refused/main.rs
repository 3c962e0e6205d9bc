//! Rule packs and districts that make no sense: each refused with its code, the place, and a sentence.

mod calendar;
mod clocks;
mod districts;
mod life;
mod scores;

use model::district::District;
use model::rulepack::RulePack;
use model::{Code, Denial};
use serde_json::{Value, json};
use testkit::ground::{district, rules};

/// A rule pack described in words: where it is changed, what to, and the place it is refused at.
type Pack = (&'static str, &'static str, Value, &'static str);

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
    let detail = &denial.params["detail"];
    let english = ["expected", "invalid", "integer", "missing"];
    assert!(
        !detail.is_empty() && english.iter().all(|word| !detail.contains(word)),
        "{told}: {detail}"
    );
}

#[test]
fn rule_packs_that_make_no_sense_are_refused_by_place() {
    let pack = rules();
    RulePack::read(pack.clone()).unwrap();
    let cases = [
        clocks::cases(),
        calendar::cases(),
        life::cases(),
        scores::cases(),
    ]
    .concat();
    println!("{} rule packs", cases.len());
    for (told, pointer, value, place) in cases {
        let got = RulePack::read(with(pack.clone(), pointer, value));
        check(got.expect_err(told), Code::RulesInvalid, place, told);
    }
}

/// Numbers that may be nothing: there need be none of it.
const MAY_BE_NOTHING: [&str; 22] = [
    "/texts/body_min",
    "/texts/tags_max",
    "/alike/days",
    "/talk/floor_bp",
    "/budgets/disk_reserve_mb",
    "/calendar/utc_offset_minutes",
    "/calendar/hours/0/0",
    "/score/mostly_half",
    "/score/band_gap_bp",
    "/score/flow_percent",
    "/score/settle_days",
    "/score/deduct_cap",
    "/score/signals/excluded_bp",
    "/score/signals/on_spot_bp",
    "/score/deduct/late_sign/0",
    "/score/deduct/redo/0",
    "/score/deduct/false_visit/0",
    "/score/deduct/leak/0",
    "/score/deduct/order_late/0",
    "/score/add/proactive/0",
    "/push/amber_days",
    "/push/skip_days",
];

/// Every number of a value with the pointer to it.
fn numbers(value: &Value, at: &str, all: &mut Vec<String>) {
    match value {
        Value::Number(_) => all.push(at.to_string()),
        Value::Object(fields) => {
            for (name, inner) in fields {
                numbers(inner, &format!("{at}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (i, inner) in items.iter().enumerate() {
                numbers(inner, &format!("{at}/{i}"), all);
            }
        }
        _ => {}
    }
}

/// No number of a pack is without a range, those of sections that are usually left out among them: new ones are found here.
#[test]
fn every_number_of_a_pack_has_two_ends() {
    let usual = RulePack::read(rules()).unwrap();
    let mut pack = serde_json::to_value(&usual).unwrap();
    for (section, value) in [
        ("guard", json!(usual.guard)),
        ("access", json!(usual.access)),
        ("budgets", json!(usual.budgets)),
        ("score", json!(usual.score)),
        ("notice", json!(usual.notice)),
        ("check", json!(usual.check)),
        ("push", json!(usual.push)),
    ] {
        pack[section] = value;
    }
    pack["life"]["late_days"] = json!(usual.life.late_days);
    for whose in ["device", "person"] {
        pack["budgets"][whose]["seeks"] = json!(usual.budgets.device.seeks);
    }
    RulePack::read(pack.clone()).unwrap();
    let mut all = Vec::new();
    numbers(&pack, "", &mut all);
    assert!(all.len() > 100, "{}", all.len());
    let read = |at: &str, n: Value| RulePack::read(with(pack.clone(), at, n));
    for at in &all {
        let first = at.split('/').nth(1).unwrap();
        for n in [json!(-1), json!(u32::MAX), json!(u64::MAX), json!(0.5)] {
            let denial = read(at, n.clone()).expect_err(&format!("{at} = {n}"));
            check(denial, Code::RulesInvalid, &format!("rules.{first}"), at);
        }
        let nothing = read(at, json!(0));
        if !MAY_BE_NOTHING.contains(&at.as_str()) {
            let denial = nothing.expect_err(&format!("{at} = 0"));
            check(denial, Code::RulesInvalid, &format!("rules.{first}"), at);
        }
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
    let cases = districts::cases(&whole);
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
fn a_number_out_of_range_is_told_with_its_value_and_range() {
    let bad = with(rules(), "/photos/long_edge", json!(1));
    let sentence = RulePack::read(bad).unwrap_err().sentence();
    for part in ["rules.photos.long_edge", "640 到 4096", "现在是 1"] {
        assert!(sentence.contains(part), "{sentence}");
    }
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
