//! `score`: a month's sheets at the server, and the lines behind them.

use super::run;
use model::rulepack::Calendar;
use model::score::month::Month;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A pool with a past, and the month before this one.
fn demo() -> (TempDir, PathBuf, String) {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "200"]).ok();
    let calendar = Calendar {
        utc_offset_minutes: 480,
        hours: vec![(540, 1080)],
        holidays: vec![],
        make_up_days: vec![],
    };
    let this = Month::of(pool::clock::now(), &calendar).unwrap();
    let last = this.before(&calendar).unwrap();
    (dir, data, last.text)
}

/// The objects printed, one a line.
fn printed(data: &Path, args: &[&str]) -> Vec<Value> {
    let out = Command::new(env!("CARGO_BIN_EXE_zs12345-pool"))
        .arg("score")
        .args(args)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let text = String::from_utf8(out.stdout).unwrap();
    let lines = text.lines().map(|l| serde_json::from_str(l).unwrap());
    lines.collect()
}

#[test]
fn prints_the_sheets_with_the_lines_that_they_sum() {
    let (_dir, data, month) = demo();
    let all = printed(&data, &[&month, "--json"]);
    let units: Vec<&Value> = all.iter().map(|sheet| &sheet["unit"]).collect();
    assert!(
        units.len() > 5 && units.contains(&&json!("B01")),
        "{units:?}"
    );
    assert!(all.iter().all(|sheet| sheet["month"] == json!(month)));
    assert!(all.iter().any(|sheet| sheet["final"].is_u64()));
    let most = all
        .iter()
        .max_by_key(|sheet| sheet["rates"]["satisfied"]["n"].as_u64())
        .unwrap();
    assert!(
        most["rates"]["satisfied"]["n"].as_u64() >= Some(20),
        "{most}"
    );
    let unit = most["unit"].as_str().unwrap();
    let one = printed(&data, &[&month, "--unit", unit, "--explain", "--json"]);
    let [sheet] = one.as_slice() else {
        panic!("one object: {one:?}")
    };
    assert_eq!(sheet["rates"], most["rates"], "the same with its lines");
    let lines = sheet["instances"].as_array().unwrap();
    for ind in ["sign", "respond", "done", "solved", "satisfied"] {
        let own = lines.iter().filter(|l| l["ind"] == ind);
        let halves: Vec<u64> = own.filter_map(|l| l["good"].as_u64()).collect();
        let rate = &sheet["rates"][ind];
        assert_eq!(
            (&rate["good_halves"], &rate["n"]),
            (&json!(halves.iter().sum::<u64>()), &json!(halves.len())),
            "{ind}"
        );
    }
}

#[test]
fn refuses_a_month_that_is_none_or_to_come_and_a_unit_that_is_none() {
    let (_dir, data, month) = demo();
    for wrong in ["十月", "2026-13", "2999-01"] {
        run(&data, &["score", wrong]).fails(2);
    }
    run(&data, &["score", &month, "--unit", "X99"]).fails(2);
}
