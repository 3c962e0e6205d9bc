//! `draw verify`: a draw checked from its file, without a pool.

use super::run;
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// Three objects, of which one was drawn.
fn told() -> Value {
    json!({"objects": [{"code": "A"}, {"code": "B"}, {"code": "C"}], "secret": "07".repeat(32), "words": "话", "n": 1,
        "list": "706204f15ce1834ad298c8e8d270315652bbd6e40cec489f65802db2fdd03167",
        "commit": "14a6aec033e6174f4a0956d8c7b9ff7ea76f6fad85201b52fa52b1197c486ba9", "seed": "f5796bd42fb7b5a983f5326442a6ae0c59b337341f41f3e75084a4a2a8a0b471", "drawn": ["C"]})
}

fn checked(dir: &Path, draw: &Value) -> super::Ran {
    let file = dir.join("draw.json");
    std::fs::write(&file, draw.to_string()).unwrap();
    let missing = dir.join("no pool");
    run(&missing, &["draw", "verify", file.to_str().unwrap()])
}

#[test]
fn a_draw_is_checked_from_its_file_alone() {
    let dir = TempDir::new().unwrap();
    let said = checked(dir.path(), &told()).ok();
    let expect = json!({"objects": 3, "drawn": 1, "inspectors": 0, "cut": false});
    assert_eq!(said, expect);
    let mut turned = told();
    turned["words"] = json!("别的话");
    let said = checked(dir.path(), &turned).fails(4);
    assert!(said.contains("seed"), "{said}");
    let mut short = told();
    short.as_object_mut().unwrap().remove("secret");
    let said = checked(dir.path(), &short).fails(2);
    assert!(said.contains("secret"), "{said}");
    let file = dir.path().join("none.json");
    run(dir.path(), &["draw", "verify", file.to_str().unwrap()]).fails(2);
}
