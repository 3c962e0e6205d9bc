//! Rule packs and districts that make no sense: each refused with its code, the place, and a sentence.

mod calendar;
mod clocks;
mod districts;
mod life;

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
    let cases = [clocks::cases(), calendar::cases(), life::cases()].concat();
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
