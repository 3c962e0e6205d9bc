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

/// The CSV blocks of docs/tables.md, by the names above them.
fn examples() -> Vec<(String, String)> {
    let doc = include_str!("../../../../docs/tables.md");
    let mut found = Vec::new();
    for (before, rest) in doc
        .match_indices("```csv\n")
        .map(|(at, start)| (&doc[..at], &doc[at + start.len()..]))
    {
        let name = before.trim_end().rsplit('`').nth(1).unwrap();
        let (table, _) = rest.split_once("```").unwrap();
        found.push((name.to_string(), table.to_string()));
    }
    found
}

#[test]
fn the_examples_of_the_document_import_as_they_stand_and_as_spreadsheets_save_them() {
    let gbk = |text: &str| {
        encoding_rs::GB18030
            .encode(&text.replace('\n', "\r\n"))
            .0
            .into_owned()
    };
    let wide = |text: &str| -> Vec<u8> {
        let units = format!("\u{feff}{}", text.replace(',', "\t"));
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let padded = |text: &str| {
        format!(
            "\u{feff}{},,\r\n,,,\r\n",
            text.trim().replace('\n', ",,\r\n")
        )
    };
    for save in [
        &(|text: &str| text.as_bytes().to_vec()) as &dyn Fn(&str) -> Vec<u8>,
        &gbk,
        &wide,
        &|text| padded(text).into_bytes(),
    ] {
        let dir = TempDir::new().unwrap();
        let data = dir.path().join("pool");
        let at = |name: &str| dir.path().join(name).display().to_string();
        let examples = examples();
        assert_eq!(examples.len(), 4);
        for (name, table) in &examples {
            std::fs::write(at(name), save(table)).unwrap();
        }
        let (areas, units, categories) = (at("areas.csv"), at("units.csv"), at("categories.csv"));
        let args = [
            "init",
            "--district",
            DISTRICT,
            "--areas",
            &areas,
            "--units",
            &units,
            "--categories",
            &categories,
        ];
        run(&data, &args).ok();
        let people = at("users.csv");
        let added = run(&data, &["users", "import", &people]).ok();
        assert_eq!(added, json!({"users": 3, "posts": 4}));
    }
}

#[test]
fn every_fault_of_a_table_is_told_at_once_with_its_place() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    let file = dir.path().join("table.csv");
    let path = file.to_str().unwrap();
    for (option, table, places) in [
        (
            "--categories",
            "code,name,photo,unit\r\n01,城市管理,,\r\n\r\n1,错,,\r\n010101,井盖设施,也许,X9\r\n01,,,\r\n",
            &[
                "第 4 行 code（A 列）",
                "第 5 行 photo（C 列）",
                "第 5 行 unit（D 列）",
                "第 5 行 code（A 列）：没有上级类别 0101",
                "第 6 行 name（B 列）",
                "第 6 行 code（A 列）：这个代码写了两次",
            ][..],
        ),
        (
            "--units",
            "code,name,group,area,parent\nT01,街道办,街道,990200001000,B9\nT01,重复,省,123,\n",
            &[
                "第 2 行 parent（E 列）",
                "第 3 行 group（C 列）",
                "第 3 行 area（D 列）",
            ],
        ),
        (
            "--areas",
            "code,name,grid,grid_name\n990200000000,区,,\n990300001000,外区,,\n990200009001,孤村,g1,\n990200009001,孤村,g1,二\n990200009001,孤村,99999999999999999999999999999999999999999,三\n",
            &[
                "第 3 行 code（A 列）：不在本区",
                "第 4 行 code（A 列）：没有上级",
                "第 4 行 grid_name（D 列）",
                "第 5 行 grid（C 列）",
                "第 6 行 grid（C 列）：代码最多 40 个字符",
            ],
        ),
    ] {
        std::fs::write(&file, table).unwrap();
        let said = run(&data, &["init", "--district", DISTRICT, option, path]).fails(2);
        for place in places {
            assert!(said.contains(place), "{place}: {said}");
        }
        assert!(!data.exists());
    }
}

/// Three wrong tables and a wrong outline: one run tells all of it, with the file of each.
#[test]
fn every_fault_of_every_table_is_told_in_one_go() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    let put = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let good = std::fs::read_to_string(DISTRICT).unwrap();
    let mut district: serde_json::Value = serde_json::from_str(&good).unwrap();
    district["areas"][2]["outline"] = json!([[40.0, 117.0], [40.06, 117.0], [40.06, 117.06]]);
    let district = put("district.json", &format!("{district:#}"));
    let areas = put(
        "areas.csv",
        "code,name\n990200000000,小样区\n990200001000,\n990200001001,南样社区\n9902,错\n",
    );
    let units = put(
        "units.csv",
        "code,name,group,area\nB01,演示局,局,990200000000\nT01,样桥街道办,街道,990200100000\n",
    );
    let categories = put(
        "categories.csv",
        "code,name,unit\n01,城市管理,B01\n1,错,\n02,农业,X9\n",
    );
    let tables = [
        "--areas",
        &areas,
        "--units",
        &units,
        "--categories",
        &categories,
    ];
    let args = [&["init", "--district", &district][..], &tables].concat();
    let said = run(&data, &args).fails(2);
    for place in [
        "areas.csv 第 3 行 name（B 列）",
        "areas.csv 第 5 行 code（A 列）",
        "units.csv 第 2 行 group（C 列）",
        "categories.csv 第 3 行 code（A 列）",
        "areas.990200001001.outline：「南样社区」的边界：坐标超出范围：40,117；经纬度写反了",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
    let line = said.lines().find(|l| l.contains("南样社区")).unwrap();
    let at = std::fs::read_to_string(&district).unwrap();
    let code = at
        .lines()
        .position(|l| l.contains("\"code\": \"990200001001\""));
    let place = format!("district.json 第 {} 行", code.unwrap() + 1);
    assert!(line.contains(&place), "{place}: {line}");
    // What points into a list that is not whole is not judged: its own faults are told already.
    assert!(
        !said.contains("没有这个区域") && !said.contains("没有这个单位"),
        "{said}"
    );
    assert!(said.contains("有 5 处不对") && !data.exists(), "{said}");
    // With the others mended, what they point at is looked for again.
    let units = put(
        "units.csv",
        "code,name,group,area\nB01,演示局,区直部门,990200000000\nT01,样桥街道办,街道,990200009000\n",
    );
    let tables = ["--units", &units, "--categories", &categories];
    let args = [&["init", "--district", DISTRICT][..], &tables].concat();
    let said = run(&data, &args).fails(2);
    assert!(
        said.contains("units.csv 第 3 行 area（D 列）：没有这个区域"),
        "{said}"
    );
    assert!(said.contains("有 2 处不对"), "{said}");
    let units = put(
        "units.csv",
        "code,name,group,area\nB01,演示局,区直部门,990200000000\n",
    );
    let tables = ["--units", &units, "--categories", &categories];
    let args = [&["init", "--district", DISTRICT][..], &tables].concat();
    let said = run(&data, &args).fails(2);
    assert!(
        said.contains("categories.csv 第 4 行 unit（C 列）：没有这个单位"),
        "{said}"
    );
}

#[test]
fn a_key_written_twice_is_named_and_nothing_begins() {
    let dir = TempDir::new().unwrap();
    let (data, file) = (dir.path().join("pool"), dir.path().join("twice.json"));
    let good = std::fs::read_to_string(DISTRICT).unwrap();
    let twice = good.replacen("\"photos\": {", "\"photos\": {\"long_edge\": 2048, ", 1);
    assert_ne!(twice, good);
    std::fs::write(&file, twice).unwrap();
    let path = file.to_str().unwrap();
    let said = run(&data, &["init", "--district", path]).fails(2);
    assert!(said.contains("rules.photos.long_edge"), "{said}");
    assert!(!data.exists());
    run(&data, &["init", "--district", DISTRICT]).ok();
    let rules = serde_json::from_str::<serde_json::Value>(&good).unwrap()["rules"].to_string();
    let twice = rules.replacen('{', "{\"name\":\"另一个\",", 1);
    std::fs::write(&file, twice).unwrap();
    let said = run(&data, &["rules", "apply", path]).fails(2);
    assert!(said.contains("「name」写了两次"), "{said}");
}
