use super::run;
use serde_json::json;
use tempfile::TempDir;

const DISTRICT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/examples/district-small.json"
);
const USERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/users.csv");

#[test]
fn a_real_district_begins_with_one_administrator_and_people_from_a_table() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    let begun = run(&data, &["init", "--district", DISTRICT, "--admin", "root"]).ok();
    assert_eq!(begun["admin"]["user"], "root");
    assert!(begun["admin"]["password"].as_str().unwrap().len() >= 16);
    run(&data, &["init", "--district", DISTRICT]).fails(2);
    let added = run(&data, &["users", "import", USERS]).ok();
    assert!(
        added["users"].as_u64().unwrap() > 5 && added["posts"].as_u64() >= added["users"].as_u64()
    );
    let code = run(&data, &["enrol-code", "--user", "demo_collector"]).ok();
    assert!(code["code"].as_str().unwrap().len() == 14 && code["expires_at"].is_string());
    run(&data, &["enrol-code", "--user", "nobody"]).fails(2);
    assert_eq!(
        run(&data, &["verify"]).ok(),
        json!({"ok": true, "tickets": 0, "photos": 0, "findings": []})
    );
    run(&dir.path().join("none"), &["enrol-code", "--user", "root"]).fails(2);
}

#[test]
fn a_wrong_district_is_refused_with_its_place_and_leaves_nothing() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    let good: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(DISTRICT).unwrap()).unwrap();
    let file = dir.path().join("bad.json");
    let mut doubled = good.clone();
    let first = doubled["units"][0].clone();
    doubled["units"].as_array_mut().unwrap().push(first);
    let mut unknown = good.clone();
    unknown["rules"]["speed"] = json!(3);
    for (bad, place) in [
        (doubled, "units"),
        (unknown, "rules.speed"),
        (json!({}), "name"),
    ] {
        std::fs::write(&file, bad.to_string()).unwrap();
        let said = run(&data, &["init", "--district", file.to_str().unwrap()]).fails(2);
        assert!(said.contains(place), "{said}");
        assert!(!data.exists());
    }
    run(&data, &["init", "--district", "/nowhere.json"]).fails(2);
}

#[test]
fn a_table_with_a_wrong_line_adds_nobody() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "0"]).ok();
    let file = dir.path().join("people.csv");
    let head = "user,name,role,unit,area,grid,password";
    let good = "zhang3,张三,collector,T01,990100001001,99010000100103,kv7-Mooncake";
    for (line, says) in [
        ("li4,李四,king,T01,990100001001,,", "第 3 行 role"),
        ("li4,李四,collector,X99,990100001001,,", "第 3 行 unit"),
        ("li4,李四,collector,T01,123,,", "第 3 行 area"),
        (
            "li4,李四,collector,T01,990100001002,99010000100103,",
            "第 3 行 grid",
        ),
        (
            "li4,李四,collector,T01,990100001001,,short",
            "第 3 行 password",
        ),
        (
            "li4,李四,collector,T01,990100001001,,Beijing-2024",
            "第 3 行 password",
        ),
        (",李四,collector,T01,990100001001,,", "第 3 行 user"),
        ("pool,李四,collector,T01,990100001001,,", "第 3 行 user"),
        ("li4,,collector,T01,990100001001,,", "第 3 行 name"),
        ("zhang3,章三,collector,T01,990100001001,,", "第 3 行 name"),
        ("li4,李四,collector,T01,990100001001,,,,extra", "第 3 行"),
    ] {
        std::fs::write(&file, format!("{head}\n{good}\n{line}\n")).unwrap();
        let said = run(&data, &["users", "import", file.to_str().unwrap()]).fails(2);
        assert!(said.contains(says), "{line}: {said}");
        run(&data, &["enrol-code", "--user", "zhang3"]).fails(2);
    }
    std::fs::write(&file, "user,name,role,unit\n").unwrap();
    assert!(
        run(&data, &["users", "import", file.to_str().unwrap()])
            .fails(2)
            .contains("area")
    );
    let posts = "zhang3,张三,village_head,T01,990100001001,,";
    std::fs::write(&file, format!("\u{feff}{head}\r\n{good}\r\n{posts}\r\n")).unwrap();
    let added = run(&data, &["users", "import", file.to_str().unwrap()]).ok();
    assert_eq!(added, json!({"users": 1, "posts": 2}));
}

#[test]
fn the_demo_prints_what_scripts_need_and_respects_another_district() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    let demo = run(&data, &["demo", "--tickets", "12", "--seed", "3"]).ok();
    assert_eq!(demo.as_object().unwrap().len(), 3);
    assert_eq!(demo["users"].as_object().unwrap().len(), 12);
    let mut keys: Vec<_> = demo["sample"].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        ["area_code", "category", "grid", "lat", "lon", "unit"]
    );
    assert_eq!(
        run(&data, &["demo"]).ok(),
        demo,
        "a second time changes nothing"
    );
    assert_eq!(run(&data, &["verify"]).ok()["tickets"], 12);
    let real = dir.path().join("real");
    run(&real, &["init", "--district", DISTRICT]).ok();
    run(&real, &["demo"]).fails(2);
}
