use super::*;
use serde_json::{Value, json};

const LIST: &str = "56857d2b7bab3985638a27c1df57693ad2d64bda81939ff32507eb4c28a80bca";
const COMMIT: &str = "58bbe995023639512ef9531524cf50b2f376b9823a279fee0b1f7831b7b219dd";
const SEED: &str = "8741e687e64cd0c833052af44250fcc82e12bcc1fff20f9b4553365887a96097";

fn revealed() -> Value {
    let objects: Vec<Value> = (1..=1143)
        .map(|i| json!({"code": format!("SX-{i:04}")}))
        .collect();
    json!({"objects": objects, "list": LIST, "commit": COMMIT, "seed": SEED, "n": 5,
        "secret": "00112233445566778899aabbccddeeff".repeat(2), "words": "2026-11-30 现场：37 08 92",
        "drawn": ["SX-0704", "SX-0377", "SX-1025", "SX-0883", "SX-1015"]})
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut draw = revealed();
    for (path, value) in changes {
        *draw.pointer_mut(path).unwrap() = value.clone();
    }
    draw
}

fn checked(draw: &Value) -> Result<Verified> {
    verify(&read(&serde_json::to_vec(draw).unwrap())?)
}

#[test]
fn the_worked_draw_comes_out() {
    let expect = Verified {
        objects: 1143,
        drawn: 5,
        inspectors: 0,
        cut: false,
    };
    assert_eq!(checked(&revealed()).unwrap(), expect);
    // The file may tell the objects in any order.
    let mut turned = revealed();
    turned["objects"].as_array_mut().unwrap().reverse();
    assert_eq!(checked(&turned).unwrap(), expect);
    let seed = bytes("seed", SEED).unwrap();
    let mut people = ["p01", "p02", "p03", "p04", "p05", "p06"];
    people.sort_by_key(|p| who(&seed, "SX-0704", p));
    assert_eq!(people, ["p05", "p01", "p03", "p04", "p06", "p02"]);
}

#[test]
fn two_inspectors_go_to_each() {
    let people: Vec<Value> = (1..=6)
        .map(|i| json!({"name": format!("p{i:02}")}))
        .collect();
    let mut draw = revealed();
    draw["inspectors"] = json!(people);
    let drawn = read(&serde_json::to_vec(&draw).unwrap()).unwrap();
    let seed = bytes("seed", SEED).unwrap();
    let winners = super::drawn(&drawn.objects, 5, |code| item(&seed, code));
    let pairs = assign(&winners, &drawn.inspectors, |o, p| who(&seed, o, p)).unwrap();
    assert_eq!(pairs[0], ["p05", "p01"]);
    let pairs = winners.iter().zip(pairs);
    draw["assigned"] = pairs
        .map(|(object, who)| json!({"code": object.code, "who": who}))
        .collect();
    assert_eq!(checked(&draw).unwrap().inspectors, 6);
    draw["assigned"][2]["who"] = json!(["p05", "p06"]);
    assert_eq!(off(&draw), "assigned");
    draw["assigned"] = json!([]);
    assert_eq!(off(&draw), "assigned");
    // One person is no two.
    draw["inspectors"] = json!([{"name": "p01"}]);
    assert_eq!(
        checked(&draw).unwrap_err().denial().code,
        Code::InspectorsFew
    );
}

/// The step that does not fit.
#[track_caller]
fn off(draw: &Value) -> String {
    let denial = checked(draw).unwrap_err().denial();
    assert_eq!(denial.code, Code::DrawMismatch, "{denial:?}");
    denial.params["step"].clone()
}

#[test]
fn whatever_was_changed_after_the_promise_is_named() {
    let other = "00".repeat(32);
    for (changes, step) in [
        (vec![("/objects/7/code", json!("SX-9999"))], "list"),
        (vec![("/list", json!(other))], "list"),
        (vec![("/secret", json!(other))], "commit"),
        (vec![("/commit", json!(other))], "commit"),
        (vec![("/words", json!("2026-11-30 现场：37 08 93"))], "seed"),
        (vec![("/seed", json!(other))], "seed"),
        (vec![("/drawn/0", json!("SX-0001"))], "drawn"),
        (
            vec![
                ("/drawn/0", json!("SX-0377")),
                ("/drawn/1", json!("SX-0704")),
            ],
            "drawn",
        ),
        (vec![("/n", json!(6))], "drawn"),
    ] {
        assert_eq!(off(&with(&changes)), step, "{changes:?}");
    }
}

#[test]
fn a_file_that_is_none_is_told_where() {
    for (changes, code) in [
        (vec![("/objects/7/code", json!("SX-0001"))], Code::FieldType),
        (vec![("/objects/7/code", json!(""))], Code::FieldType),
        (vec![("/objects/7/code", json!("a\nb"))], Code::FieldType),
        (vec![("/secret", json!("00"))], Code::FieldType),
        (vec![("/n", json!(-1))], Code::FieldType),
        (
            vec![("/objects/0", json!({"code": "a", "weight": 2}))],
            Code::FieldUnknown,
        ),
    ] {
        let denial = checked(&with(&changes)).unwrap_err().denial();
        assert_eq!(denial.code, code, "{changes:?}: {denial:?}");
    }
    assert_eq!(read(b"").unwrap_err().denial().code, Code::JsonInvalid);
}

#[test]
fn more_than_there_are_are_all() {
    let objects: Vec<Value> = (1..=2).map(|i| json!({"code": format!("{i}")})).collect();
    let secret = [7; 32];
    let objects_read: Vec<Object> = serde_json::from_value(json!(objects)).unwrap();
    let list = list(&objects_read);
    let seed = seed(&secret, &list, "话");
    let winners = super::drawn(&objects_read, 5, |code| item(&seed, code));
    let codes: Vec<&str> = winners.iter().map(|o| o.code.as_str()).collect();
    let draw = json!({"objects": objects, "list": hex::encode(list), "commit": hex::encode(commit(&secret)),
        "secret": hex::encode(secret), "words": "话", "seed": hex::encode(seed), "n": 5, "drawn": codes});
    let found = checked(&draw).unwrap();
    assert!(found.cut && found.drawn == 2, "{found:?}");
}

#[test]
fn a_hundred_thousand_draws_are_even() {
    let objects: Vec<Object> = (0..5)
        .map(|i| serde_json::from_value(json!({"code": format!("{i}")})).unwrap())
        .collect();
    let list = list(&objects);
    let mut won = [0_u64; 5];
    for i in 0..100_000_u32 {
        let mut secret = [0; 32];
        secret[..4].copy_from_slice(&i.to_be_bytes());
        let seed = seed(&secret, &list, "");
        let first = super::drawn(&objects, 1, |code| item(&seed, code));
        won[first[0].code.parse::<usize>().unwrap()] += 1;
    }
    // χ² with four degrees of freedom, one in a thousand; the numbers are the same on every run.
    let off: u64 = won.iter().map(|n| n.abs_diff(20_000).pow(2)).sum();
    assert!(off < 18 * 20_000, "{won:?}");
}
