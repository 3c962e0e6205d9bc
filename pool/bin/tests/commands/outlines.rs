//! `init` with outlines: those that cannot be, each named by its place, and those that mapping programs write.

use super::run;
use serde_json::json;
use tempfile::TempDir;

const DISTRICT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/examples/district-small.json"
);

/// Outlines are named by code, name and line, in whatever way they are wrong.
#[test]
fn an_outline_that_cannot_be_is_named_by_its_place() {
    let dir = TempDir::new().unwrap();
    let (data, file) = (dir.path().join("pool"), dir.path().join("d.json"));
    let good = std::fs::read_to_string(DISTRICT).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&good).unwrap();
    for (outline, says) in [
        (
            json!([[117.0, 40.0], [117.03, 40.03], [117.06, 40.06]]),
            "没有面积",
        ),
        (
            json!([[2.0, 48.0], [2.1, 48.0], [2.1, 48.1]]),
            "不在我国境内：2,48",
        ),
        (
            json!([[87.0, 44.0], [87.1, 44.0], [87.1, 44.1]]),
            "离本区太远：87,44",
        ),
        (
            json!([
                [117.0, 40.0],
                [117.06, 40.06],
                [117.06, 40.0],
                [117.0, 40.06]
            ]),
            "自己相交，在 117.030000,40.030000 附近",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[[117.0, 40.0], [117.06, 40.0], [117.06, 40.06], [117.0, 40.0]]],
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}}),
            "EPSG::4547",
        ),
        (
            json!({"type": "Feature", "properties": null, "geometry": null}),
            "一片边界也没有",
        ),
        (
            json!({"type": "Polygon", "coordinates": [[[117.0, 40.0], [117.06, 40.0], [117.06, 40.06], [117.0, 40.06]]]}),
            "没有合上",
        ),
    ] {
        let mut bad = whole.clone();
        bad["areas"][2]["outline"] = outline;
        let text = format!("{bad:#}");
        std::fs::write(&file, &text).unwrap();
        let said = run(&data, &["init", "--district", file.to_str().unwrap()]).fails(2);
        let code = text
            .lines()
            .position(|l| l.contains("\"code\": \"990200001001\""));
        let line = format!("第 {} 行", code.unwrap() + 1);
        for place in [says, "990200001001", "南样社区", &line] {
            assert!(said.contains(place), "{place}: {said}");
        }
        assert!(!data.exists());
    }
}

/// A grid is named with its village; blocks that share an edge, heights and names are what mapping programs write.
#[test]
fn outlines_from_a_mapping_program_begin_a_district() {
    let dir = TempDir::new().unwrap();
    let (data, file) = (dir.path().join("pool"), dir.path().join("d.json"));
    let good = std::fs::read_to_string(DISTRICT).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&good).unwrap();
    let block = |west: f64, east: f64| {
        let ring = json!([
            [west, 40.0, 51.0],
            [east, 40.0, 51.0],
            [east, 40.06, 52.0],
            [west, 40.06, 52.0],
            [west, 40.0, 51.0]
        ]);
        json!({"type": "Feature", "properties": {"名称": "块"}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let blocks = json!({"type": "FeatureCollection", "features": [block(117.0, 117.03), block(117.03, 117.06)]});
    let path = file.to_str().unwrap();
    let mut apart = whole.clone();
    apart["areas"][2]["outline"] = blocks.clone();
    apart["areas"][2]["grids"][0]["outline"] =
        json!([[117.1, 40.0], [117.11, 40.0], [117.11, 40.01]]);
    std::fs::write(&file, format!("{apart:#}")).unwrap();
    let said = run(&data, &["init", "--district", path]).fails(2);
    let grid = whole["areas"][2]["grids"][0]["name"].as_str().unwrap();
    assert!(
        said.contains("不相接") && said.contains(grid) && said.contains("南样社区"),
        "{said}"
    );
    let mut drawn = whole;
    drawn["areas"][2]["outline"] = blocks;
    std::fs::write(&file, drawn.to_string()).unwrap();
    run(&data, &["init", "--district", path]).ok();
}
