//! Files that people name: issues of which some are wrong, photos that are none, keys written twice.

use serde_json::json;
use tests::device::issue;
use tests::{Device, Pool};

#[test]
fn the_line_of_each_wrong_issue_is_named_and_none_is_kept() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    for end in ["\n", "\r\n", "\r"] {
        let mut lines: Vec<String> = (1..=40)
            .map(|n| {
                let mut one = issue(&pool, &format!("第{n}件"));
                match n {
                    27 => {
                        one["category"] = json!("999999");
                        one["body"] = json!("");
                    }
                    33 => one["titel"] = json!("错"),
                    _ => {}
                }
                one.to_string()
            })
            .collect();
        // One that was cut hides none of the others.
        lines[29].truncate(40);
        let file = device.bytes("many.json", lines.join(end).as_bytes());
        let outcome = device.run(&["capture", "--file", file.to_str().expect("a path")]);
        let told: Vec<_> = outcome
            .lines
            .iter()
            .map(|l| (&l["line"], &l["code"]))
            .collect();
        let expect = [
            (&json!(27), &json!("category_unknown")),
            (&json!(27), &json!("field_missing")),
            (&json!(30), &json!("json_invalid")),
            (&json!(33), &json!("field_unknown")),
        ];
        assert_eq!(told, expect, "{outcome:?}");
        let said = outcome.fails(2);
        assert!(
            said.contains("第 27 行") && said.contains("第 33 行"),
            "{said}"
        );
    }
    assert_eq!(device.run(&["list"]).ok()["total"], 0);
}

#[test]
fn what_is_no_photo_file_is_refused_before_it_is_read() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let good = issue(&pool, "照片不是文件");
    let folder = device.folder().to_str().expect("a path");
    device.run(&["capture", "--file", folder]).fails(2);
    let zero = std::path::PathBuf::from("/dev/zero");
    let said = device.capture(&good, &[zero]).fails(2);
    assert!(said.contains("zero"), "{said}");
    // A pipe that nobody writes to is not waited for, wherever a file is named.
    let pipe = device.bytes("pipe", b"");
    std::fs::remove_file(&pipe).expect("its name");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let name = pipe.to_str().expect("a path");
    device.capture(&good, std::slice::from_ref(&pipe)).fails(2);
    for args in [
        vec!["capture", "--file", name],
        vec!["edit", "x", "--file", name],
        vec!["rescue", "import", name],
        vec![
            "enrol",
            "--pool",
            "https://pool.example",
            "--code",
            "AAAA-BBBB-CCCC",
            "--ca",
            name,
        ],
    ] {
        let said = device.run(&args).fails(2);
        assert!(said.contains("不是普通文件"), "{args:?}: {said}");
    }
    // Nine files of 500 MB each, of which not a byte lies on the disk: their size is looked at, never their content.
    let large: Vec<_> = (0..9)
        .map(|n| {
            let path = device.bytes(&format!("large-{n}.jpg"), b"\xff\xd8\xff\xe0");
            let file = std::fs::OpenOptions::new().write(true).open(&path);
            file.and_then(|f| f.set_len(500 << 20))
                .expect("a sparse file");
            path
        })
        .collect();
    let said = device.capture(&good, &large).fails(2);
    assert!(said.contains("large-0.jpg"), "{said}");
    // Within the limit, but no picture: the first bytes say so.
    let path = device.bytes("film.mov", b"\0\0\0\x14ftypqt  ");
    let file = std::fs::OpenOptions::new().write(true).open(&path);
    file.and_then(|f| f.set_len(30 << 20))
        .expect("a sparse file");
    let said = device.capture(&good, &[path]).fails(2);
    assert!(said.contains("film.mov"), "{said}");
    assert_eq!(device.run(&["list"]).ok()["total"], 0);
}

/// In whatever file a person brings: an issue, facts, what an act says.
#[test]
fn a_key_written_twice_is_refused_with_its_place_in_every_file() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let good = issue(&pool, "同一个键写了两次");
    let id = device.captured(&good, &[]);
    let whole = good.to_string();
    let twice = whole.replacen("\"lon\":", "\"lon\":1,\"lon\":", 1);
    assert_ne!(whole, twice);
    let list = format!("[{whole},{twice}]");
    for (args, text, place) in [
        (vec!["capture"], twice.as_str(), "where.lon"),
        (vec!["capture"], list.as_str(), "where.lon"),
        (
            vec!["edit", &id],
            r#"{"body":"第一次写的内容","body":"第二次写的内容"}"#,
            "body",
        ),
        (
            vec!["act", &id, "void"],
            r#"{"reason":"一","reason":"二"}"#,
            "reason",
        ),
        (
            vec!["act", &id, "add_photo"],
            r#"{"caption":"一","caption":"二"}"#,
            "caption",
        ),
    ] {
        let file = device.bytes("twice.json", text.as_bytes());
        let args = [args, vec!["--file", file.to_str().expect("a path")]].concat();
        let said = device.run(&args).fails(2);
        assert!(
            said.contains(place) && said.contains("写了两次"),
            "{args:?}: {said}"
        );
    }
    assert_eq!(device.run(&["list"]).ok()["total"], 1);
    assert_eq!(device.show(&id)["facts"]["body"], good["body"]);
}
