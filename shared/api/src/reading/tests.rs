use super::read;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    word: String,
    #[serde(default)]
    kind: Kind,
    at: (f64, f64),
    count: u32,
    shift: Option<i64>,
    yes: bool,
    by: BTreeMap<String, Vec<u8>>,
    rest: Value,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Bare,
    One(String),
    Two(u8, u8),
    Named {
        n: i32,
    },
}

/// Reads alike with this reader and with `serde_json`: the same value, or no value with both.
fn alike<T: for<'de> Deserialize<'de> + PartialEq + Debug>(json: &str) -> Option<T> {
    let ours = read::<T>(json);
    let theirs = serde_json::from_str::<T>(json);
    assert_eq!(ours.is_ok(), theirs.is_ok(), "{json}: {ours:?} {theirs:?}");
    let ours = ours.ok();
    assert_eq!(ours, theirs.ok(), "{json}");
    ours
}

#[test]
fn shapes_are_read_as_serde_json_reads_them() {
    for kind in [
        r#""bare""#,
        r#"{"one":"x"}"#,
        r#"{"two":[1,2]}"#,
        r#"{"named":{"n":-7}}"#,
        r#"{"bare":null}"#,
    ] {
        let json = format!(
            r#" {{"word" : "井盖\n\"破\"\u4e95\ud83d\ude00","kind":{kind},"at":[116.5,-3e-2],"count":4294967295,
            "shift":null,"yes":true,"by":{{"a":[],"b":[0,255]}},"rest":{{"x":[1,-1,1.5,"s",null,false,{{}}]}}}} "#
        );
        let thing: Thing = alike(&json).expect(kind);
        assert_eq!(thing.word, "井盖\n\"破\"井😀");
        let written = serde_json::to_string(&thing).unwrap();
        assert_eq!(read::<Thing>(&written).unwrap(), thing);
    }
}

#[test]
fn what_is_wrong_is_refused_as_serde_json_refuses_it() {
    let good = r#"{"word":"w","at":[1,2],"count":1,"shift":3,"yes":false,"by":{},"rest":0}"#;
    assert!(alike::<Thing>(good).is_some());
    for (from, to) in [
        ("\"w\"", "\"w"),
        ("\"w\"", "\"\\ud83d\""),
        ("\"w\"", "\"\\ud83d\\u0041\""),
        ("\"w\"", "\"\\x\""),
        ("\"w\"", "\"\u{1}\""),
        ("\"w\"", "5"),
        ("[1,2]", "[1]"),
        ("[1,2]", "[1,2,3]"),
        ("[1,2]", "[1,2,]"),
        ("[1,2]", "[1 2]"),
        ("[1,2]", "[1.,2]"),
        ("[1,2]", "[.1,2]"),
        ("[1,2]", "[01,2]"),
        ("[1,2]", "[1e,2]"),
        ("[1,2]", "[+1,2]"),
        ("[1,2]", "[1e400,2]"),
        ("\"count\":1", "\"count\":-1"),
        ("\"count\":1", "\"count\":1.0"),
        ("\"count\":1", "\"count\":4294967296"),
        ("\"count\":1", "\"count\":1,\"count\":1"),
        ("\"count\":1", "\"colour\":1"),
        ("\"count\":1,", ""),
        ("\"shift\":3", "\"shift\":9223372036854775808"),
        ("false", "fals"),
        ("{}", "{,}"),
        ("{}", "{\"a\"}"),
        ("{}", "{\"a\":[1],}"),
        ("\"rest\":0", "\"kind\":{},\"rest\":0"),
        ("\"rest\":0", "\"kind\":\"one\",\"rest\":0"),
        ("\"rest\":0", "\"kind\":\"two\",\"rest\":0"),
        (
            "\"rest\":0",
            "\"kind\":{\"one\":\"x\",\"two\":[1,2]},\"rest\":0",
        ),
        ("\"rest\":0}", "\"rest\":0"),
        ("\"rest\":0}", "\"rest\":0}}"),
    ] {
        let json = good.replacen(from, to, 1);
        assert_ne!(json, good);
        assert_eq!(alike::<Thing>(&json), None, "{json}");
    }
}

#[test]
fn any_value_is_read_as_serde_json_reads_it() {
    for json in [
        "0",
        "-0.0",
        "18446744073709551615",
        "-9223372036854775808",
        "1e3",
        "[[],[{}],\"\",\"\\/\\b\\f\"]",
        " null ",
        "{\"a\":{\"b\":[true,false]}}",
    ] {
        assert!(alike::<Value>(json).is_some());
    }
    for json in [
        "",
        " ",
        "nul",
        "[",
        "]",
        "{\"a\":}",
        "\"\\u12g4\"",
        "--1",
        "1-1",
        "é",
        "\"\\é\"",
    ] {
        assert_eq!(alike::<Value>(json), None);
    }
    for depth in [100, 127, 128, 129] {
        let json = "[".repeat(depth) + &"]".repeat(depth);
        alike::<Value>(&json);
    }
}

#[test]
fn unknown_members_are_stepped_over_where_they_may_be() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Loose {
        a: u8,
    }
    for rest in ["null", "-1.5e9", "\"\\\"]\"", "[1,{\"x\":[]},true]", "{}"] {
        let json = format!("{{\"rest\":{rest},\"a\":7}}");
        assert_eq!(alike::<Loose>(&json), Some(Loose { a: 7 }));
    }
    assert_eq!(alike::<Loose>("{\"rest\":[1,,2],\"a\":7}"), None);
}

#[test]
fn a_fault_says_what_and_where() {
    let fault = read::<Thing>(r#"{"word":"w","colour":1}"#).unwrap_err();
    assert_eq!(fault.to_string(), "unknown field colour at byte 20");
    let fault = read::<Thing>("{}").unwrap_err();
    assert!(fault.to_string().starts_with("missing field word"));
}
