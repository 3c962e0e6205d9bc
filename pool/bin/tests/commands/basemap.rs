use crate::run;
use serde_json::json;
use tempfile::TempDir;
use testkit::pack::pmtiles;

#[test]
fn a_basemap_is_published_and_taken_back() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("pool");
    run(&data, &["demo", "--tickets", "0"]).ok();
    let file = dir.path().join("map.pmtiles");
    std::fs::write(&file, pmtiles(2_000)).unwrap();
    let publish = |file: &str, datum: &str, name: &str, approval: &str| {
        let said = ["--name", name, "--datum", datum, "--approval", approval];
        run(&data, &[&["basemap", "publish", file][..], &said].concat())
    };
    let path = file.to_str().unwrap();
    let done = publish(path, "gcj02", "云桥底图 2026-11", "京S(2026)012号").ok();
    assert_eq!(
        (&done["datum"], &done["bytes"]),
        (&json!("gcj02"), &json!(2_000))
    );
    assert_eq!(done["bounds"], json!([117.0, 40.0, 117.5, 40.5]));
    // What is no pack, or cut, or not labelled, leaves the published one as it is.
    let broken = dir.path().join("broken.pmtiles");
    std::fs::write(&broken, &pmtiles(2_000)[..1_500]).unwrap();
    for (file, datum, name, approval) in [
        (broken.to_str().unwrap(), "wgs84", "图", "号"),
        ("/dev/null", "wgs84", "图", "号"),
        ("/nowhere", "wgs84", "图", "号"),
        (path, "bd09", "图", "号"),
        (path, "wgs84", "", "号"),
        (path, "wgs84", "图", " "),
    ] {
        publish(file, datum, name, approval).fails(2);
    }
    let sha = done["sha256"].as_str().unwrap();
    assert!(
        data.join("basemap")
            .join(format!("{sha}.pmtiles"))
            .is_file()
    );
    assert_eq!(std::fs::read_dir(data.join("basemap")).unwrap().count(), 1);
    // A backup carries its name only, and the pool says so by offering none.
    let backup = dir.path().join("backup.zsb");
    run(&data, &["backup", backup.to_str().unwrap()]).ok();
    let restored = dir.path().join("restored");
    run(&restored, &["restore", backup.to_str().unwrap()]).ok();
    assert!(!restored.join("basemap").exists());
    assert_eq!(
        run(&data, &["basemap", "remove"]).ok(),
        json!({"removed": true})
    );
    assert_eq!(
        run(&data, &["basemap", "remove"]).ok(),
        json!({"removed": false})
    );
}
