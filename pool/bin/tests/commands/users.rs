//! `users import`: every fault at once, what it would change, and what it leaves alone.

use super::run;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const HEAD: &str = "user,name,role,unit,area,grid,password";

/// Imports; exit status and the objects printed.
fn import(data: &Path, table: &[u8], more: &[&str]) -> (i32, Vec<Value>) {
    let file = data.with_file_name("people.csv");
    std::fs::write(&file, table).unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_zs12345-pool"))
        .args(["users", "import"])
        .arg(&file)
        .args(more)
        .arg("--data")
        .arg(data)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let lines = text.lines().map(|l| serde_json::from_str(l).unwrap());
    (out.status.code().unwrap(), lines.collect())
}

fn demo() -> (TempDir, std::path::PathBuf) {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "0"]).ok();
    (dir, data)
}

#[test]
fn all_faults_are_told_with_the_places_a_spreadsheet_shows() {
    let (_dir, data) = demo();
    let rows = [
        HEAD,
        "zhang3,演示三,king,X99,990100001001,,",
        ",,,,,,",
        "li4,演示四,collector,T01,123,,short",
        "wang5,演示五,collector,T01,990100001001,,",
        "wang5,演示六,village_head,T01,990100001001,,",
        "zhao6,演示七,admin,T01,990100001001,,",
        "zhao6,演示七,collector,T01,990100001001,,",
    ];
    let (exit, lines) = import(&data, rows.join("\r\n").as_bytes(), &[]);
    let told: Vec<_> = lines
        .iter()
        .map(|l| {
            (
                l["line"].as_u64().unwrap(),
                l["column"].as_str().unwrap(),
                l["code"].as_str().unwrap(),
            )
        })
        .collect();
    let expect = [
        (2, "C", "value_unknown"),
        (2, "D", "unit_unknown"),
        (4, "E", "area_unknown"),
        (4, "G", "password_weak"),
        (6, "B", "field_type"),
        (7, "", "posts_exclude"),
    ];
    assert_eq!((exit, told), (2, expect.to_vec()), "{lines:?}");
    run(&data, &["enrol-code", "--user", "wang5"]).fails(2);
}

#[test]
fn tables_of_other_encodings_are_taken_with_their_empty_ends() {
    let (_dir, data) = demo();
    let text = format!(
        "{HEAD},,\r\nzhang3,演示·张三,collector,T01,990100001001,99010000100103,,,\r\n,,,,,,,,\r\n,,,,,,,,\r\n"
    );
    let wide: Vec<u8> = text
        .replace(',', "\t")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = [&b"\xff\xfe"[..], &wide].concat();
    for table in [text.as_bytes(), &wide] {
        assert_eq!(
            import(&data, table, &[]),
            (0, vec![json!({"users": 1, "posts": 1})])
        );
    }
    let (exit, lines) = import(&data, b"PK\x03\x04", &[]);
    assert_eq!((exit, &lines[0]["code"]), (2, &json!("text_encoding")));
}

#[test]
fn an_import_touches_nothing_that_the_table_does_not_say() {
    let (_dir, data) = demo();
    let first = "zhang3,演示三,collector,T01,990100001001,99010000100103,kv7-Mooncake";
    assert_eq!(
        import(&data, format!("{HEAD}\n{first}\n").as_bytes(), &[]).0,
        0
    );
    // Without the column, the grid stays; the same people again change nothing.
    let short = "user,name,role,unit,area\nzhang3,演示三,collector,T01,990100001001\n";
    let (_, lines) = import(&data, short.as_bytes(), &["--dry-run"]);
    assert_eq!((lines.len(), &lines[0]["change"]), (1, &json!("same")));
    // With it, an empty cell says that there is none.
    let bare = format!(
        "{HEAD}\nzhang3,演示三,collector,T01,990100001001,,\nli4,演示四,handler,B01,990100000000,,\n"
    );
    let (exit, lines) = import(&data, bare.as_bytes(), &["--dry-run"]);
    assert_eq!((exit, lines.len()), (0, 2));
    assert_eq!(
        (&lines[0]["user"], &lines[0]["change"]),
        (&json!("li4"), &json!("new"))
    );
    assert_eq!(lines[1]["ends"][0]["grid"], "99010000100103");
    assert_eq!(lines[1]["begins"][0].get("grid"), None);
    assert!(
        lines[1]["begins"][0]["from"].is_string(),
        "nobody gets a right for the time before"
    );
    run(&data, &["enrol-code", "--user", "li4"]).fails(2);
}

#[test]
fn what_waits_for_a_second_person_lapses_when_the_list_changes_the_person() {
    let (_dir, data) = demo();
    let people = || {
        let store = pool::store::Store::open(&data).unwrap();
        let waiting = store.read_now(|db| pool::consent::list(db, pool::clock::now()));
        let waiting = waiting.unwrap().consents.len();
        store.close();
        waiting
    };
    {
        let store = pool::store::Store::open(&data).unwrap();
        let ask = |tx: &pool::store::Tx| {
            let (user, by) = ("demo_desk_town".parse()?, "demo_admin".parse()?);
            let call = json!({"save": {"user": user, "name": "演示", "posts": []}}).to_string();
            let now = pool::clock::now();
            tx.ask_consent(&user, &call, &by, now, now.plus_minutes(60))?;
            Ok(())
        };
        store.write_now(ask).unwrap();
        store.close();
    }
    assert_eq!(people(), 1);
    let moved = "user,name,role,unit,area\ndemo_desk_town,演示改名,desk_town,T02,990100002000\n";
    let (exit, _) = import(&data, moved.as_bytes(), &["--dry-run"]);
    assert_eq!((exit, people()), (0, 1), "only looked at");
    let (exit, lines) = import(&data, moved.as_bytes(), &[]);
    assert_eq!((exit, people()), (0, 0), "{lines:?}");
}

/// Whatever file a command is given: what is no file of its own ends it at once, and one that is too large is named with both
/// sizes, of which none is read.
#[test]
#[cfg(unix)]
fn every_command_looks_at_its_file_before_it_reads_it() {
    let (dir, data) = demo();
    let pipe = dir.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let large = dir.path().join("large");
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(1 << 33).unwrap();
    let (other, district) = (
        dir.path().join("other"),
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/examples/district-small.json"
        ),
    );
    let pipe = pipe.to_str().unwrap();
    let large = large.to_str().unwrap();
    for file in [pipe, "/dev/zero", dir.path().to_str().unwrap()] {
        for (at, args) in [
            (&data, vec!["users", "import", file]),
            (&data, vec!["rules", "apply", file]),
            (&data, vec!["rescue", "import", file]),
            (&data, vec!["verify", "--heads", file]),
            (
                &data,
                vec![
                    "basemap",
                    "publish",
                    file,
                    "--name",
                    "演示",
                    "--approval",
                    "演示",
                    "--datum",
                    "wgs84",
                ],
            ),
            (&other, vec!["restore", file]),
            (&other, vec!["init", "--district", file]),
            (
                &other,
                vec!["init", "--district", district, "--areas", file],
            ),
            (
                &other,
                vec!["init", "--district", district, "--units", file],
            ),
            (
                &other,
                vec!["init", "--district", district, "--categories", file],
            ),
        ] {
            let said = run(at, &args).fails(2);
            assert!(
                said.contains(file) && said.contains("不是普通文件"),
                "{args:?}: {said}"
            );
        }
    }
    for (at, args) in [
        (&data, vec!["users", "import", large]),
        (&data, vec!["rescue", "import", large]),
        (&other, vec!["init", "--district", large]),
    ] {
        let said = run(at, &args).fails(2);
        assert!(
            said.contains(large) && said.contains("太大：8.6 GB，最多"),
            "{args:?}: {said}"
        );
    }
    assert!(!other.exists());
}

#[test]
fn passwords_are_what_is_read_aloud_and_somebody_stays_to_administrate() {
    let (_dir, data) = demo();
    let told = |rows: &[&str]| -> Vec<(u64, String, String)> {
        let table = [&[HEAD][..], rows].concat().join("\n");
        let (_, lines) = import(&data, table.as_bytes(), &[]);
        let text = |v: &Value| v.as_str().unwrap_or_default().to_string();
        let told = lines.iter().filter(|l| l.get("line").is_some());
        told.map(|l| {
            (
                l["line"].as_u64().unwrap(),
                text(&l["column"]),
                text(&l["code"]),
            )
        })
        .collect()
    };
    let row = |password: &str| format!("z3,演示三,collector,T01,990100001001,,{password}");
    for wrong in ["Ｌanyusan－7316", "Lanyu\u{200c}san-7316"] {
        assert_eq!(
            told(&[&row(wrong)]),
            [(2, "G".into(), "field_type".into())],
            "{wrong:?}"
        );
    }
    let two = [row("Lanyusan-7316"), row("Lanyusan-7317")];
    assert_eq!(
        told(&[&two[0], &two[1]]),
        [(3, "G".into(), "field_type".into())]
    );
    // Marks that hold the whole of it, as address books copy it, are none of it; names that look the same are the same.
    let hulled = [
        "z3,\u{202d}演示三\u{202c},collector,T01,990100001001,,\u{202d}Lanyusan-7316\u{202c}",
        "z3,演示三,handler,T01,990100001001,,Lanyusan-7316",
    ];
    assert_eq!(told(&hulled), []);
    let last = [
        "demo_admin,演示,collector,T01,990100001001,,",
        "demo_admin2,演示,collector,T01,990100001001,,",
    ];
    let all = told(&last);
    assert!(
        all.iter().any(|(_, _, code)| code == "own_posts"),
        "{all:?}"
    );
}
