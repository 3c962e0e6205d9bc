use super::*;

fn square(x: f64, y: f64, side: f64) -> Value {
    json!([
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
        [x, y]
    ])
}
fn read(value: Value) -> Result<Outline, String> {
    let outline: Outline = serde_json::from_value(value).map_err(|e| e.to_string())?;
    outline.check()?;
    Ok(outline)
}
fn polygon(rings: Value) -> Value {
    json!({"type": "Polygon", "coordinates": rings})
}

#[test]
fn pieces_and_holes_are_held_with_their_borders() {
    let holed = polygon(json!([square(116.0, 40.0, 0.3), square(116.1, 40.1, 0.1)]));
    let pieces = json!({"type": "MultiPolygon", "coordinates": [holed["coordinates"], [square(117.0, 40.0, 0.1)]]});
    let feature = json!({"type": "Feature", "properties": {"name": "x"}, "geometry": pieces});
    let features = json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": null, "geometry": holed},
        {"type": "Feature", "properties": null, "geometry": polygon(json!([square(117.0, 40.0, 0.1)]))}]});
    for value in [pieces, feature, features] {
        let outline = read(value).unwrap();
        for (lon, lat, held) in [
            (116.05, 40.05, true),
            (116.15, 40.15, false), // in the hole
            (116.1, 40.15, true),   // on the hole's border
            (117.05, 40.05, true),  // in the piece far away
            (117.0, 40.05, true),
            (116.5, 40.05, false),
        ] {
            assert_eq!(outline.holds(lon, lat), held, "{lon},{lat}");
        }
        let again: Outline = serde_json::from_value(json!(outline)).unwrap();
        assert_eq!(again, outline);
    }
    // A plain list stays one, with or without its first point again.
    for ring in [
        square(116.0, 40.0, 0.1),
        json!([[116.0, 40.0], [116.1, 40.0], [116.1, 40.1]]),
    ] {
        assert_eq!(json!(read(ring.clone()).unwrap()), ring);
    }
    assert!(read(json!([])).unwrap().is_empty());
}

#[test]
fn what_is_no_outline_is_refused_with_its_reason() {
    let bow = json!([[
        [116.0, 40.0],
        [116.1, 40.1],
        [116.1, 40.0],
        [116.0, 40.1],
        [116.0, 40.0]
    ]]);
    let open = json!([[[116.0, 40.0], [116.1, 40.0], [116.1, 40.1], [116.0, 40.1]]]);
    let swapped = json!([[[40.0, 116.0], [40.1, 116.0], [40.1, 116.1], [40.0, 116.0]]]);
    let far = json!([[[416.0, 40.0], [416.1, 40.0], [416.1, 40.1], [416.0, 40.0]]]);
    let line = json!([[[116.0, 40.0], [116.1, 40.0], [116.0, 40.0], [116.0, 40.0]]]);
    let outside = json!([square(116.0, 40.0, 0.1), square(117.0, 40.0, 0.1)]);
    for (value, says) in [
        (polygon(bow), "相交，在 116.05"),
        (polygon(open), "没有合上"),
        (polygon(swapped), "经纬度写反"),
        (polygon(far), "超出范围"),
        (polygon(line), "三个不同的点"),
        (polygon(outside), "第 1 个洞不在外圈里面"),
        (polygon(json!([])), "没有一圈"),
        (
            json!({"type": "MultiPolygon", "coordinates": [[square(116.0, 40.0, 0.2)], [square(116.1, 40.1, 0.2)]]}),
            "第 1 片和第 2 片重叠",
        ),
        // The same piece twice shares all its edges.
        (
            json!({"type": "MultiPolygon", "coordinates": [[square(116.0, 40.0, 0.2)], [square(116.0, 40.0, 0.2)]]}),
            "第 1 片和第 2 片重叠",
        ),
        (
            json!([[116.0, 40.0], [116.1, 40.1], [116.2, 40.2], [116.3, 40.3]]),
            "没有面积",
        ),
        (
            json!([[116.0, 40.0], [116.0000001, 40.0], [116.0, 40.0000001]]),
            "没有面积",
        ),
        (
            polygon(json!([square(2.3, 48.8, 0.1)])),
            "不在我国境内：2.3,48.8",
        ),
        (json!([[0.0, 0.0], [0.1, 0.0], [0.1, 0.1]]), "不在我国境内"),
        // Both fit the world; only one of them lies here.
        (polygon(json!([square(44.0, 87.0, 0.1)])), "经纬度写反"),
        (
            polygon(json!([square(116.0, 40.0, 0.3), square(116.0, 40.1, 0.1)])),
            "外圈与第 1 个洞有一段边重合",
        ),
        (
            polygon(json!([
                square(116.0, 40.0, 0.3),
                square(116.1, 40.1, 0.1),
                square(116.15, 40.15, 0.1)
            ])),
            "第 1 个洞与第 2 个洞重叠",
        ),
        (
            json!([["116", "40"], ["117", "40"], ["117", "41"]]),
            "须是一列",
        ),
        (
            json!({"type": "Polygon", "coordinates": [["a"]]}),
            "不是 GeoJSON",
        ),
        (
            json!({"type": "Polygon", "coordinates": [square(116.0, 40.0, 0.1)],
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}}),
            "EPSG::4547",
        ),
        (
            json!({"type": "Point", "coordinates": [116.0, 40.0]}),
            "不是边界",
        ),
        (json!({"type": "Circle"}), "不是 GeoJSON"),
    ] {
        let refused = read(value.clone()).unwrap_err();
        assert!(refused.contains(says), "{value}: {refused}");
        let known = [
            "GeoJSON",
            "FeatureCollection",
            "Feature",
            "MultiPolygon",
            "Polygon",
            "Point",
            "WGS",
            "EPSG",
            "URN:OGC:DEF:CRS",
        ];
        let left = known
            .iter()
            .fold(refused.clone(), |text, word| text.replace(word, ""));
        let english = left.chars().any(|c| c.is_ascii_alphabetic());
        assert!(!english, "a reason in English: {refused}");
    }
    // Where it crosses, somebody has to look.
    let bow = json!([[116.0, 40.0], [116.1, 40.1], [116.1, 40.0], [116.0, 40.1]]);
    let said = read(bow).unwrap_err();
    assert_eq!(said, "外圈自己相交，在 116.050000,40.050000 附近");
}

/// Height, extent, names and identities, which mapping programs add, mean nothing here; a shape that is not there does.
#[test]
fn what_mapping_programs_add_changes_nothing() {
    let high = |ring: Value| -> Value {
        let all = ring.as_array().unwrap().iter();
        all.map(|p| json!([p[0], p[1], 52.5])).collect()
    };
    let flat = read(polygon(json!([square(116.0, 40.0, 0.1)]))).unwrap();
    let raised = json!({"type": "Polygon", "coordinates": [high(square(116.0, 40.0, 0.1))], "bbox": [116.0, 40.0, 116.1, 40.1]});
    let none = json!({"type": "Feature", "properties": null, "geometry": null});
    let one = json!({"type": "Feature", "id": 7, "properties": {"村": "一", "n": [1]}, "geometry": raised, "extra": true});
    let both = json!({"type": "FeatureCollection", "name": "x", "features": [none, one]});
    for value in [raised.clone(), one.clone(), both] {
        assert_eq!(read(value.clone()).unwrap(), flat, "{value}");
    }
    for empty in [
        none.clone(),
        json!({"type": "FeatureCollection", "features": []}),
        json!({"type": "FeatureCollection", "features": [none]}),
        json!({"type": "MultiPolygon", "coordinates": []}),
    ] {
        let said = read(empty.clone()).unwrap_err();
        assert!(said.contains("一片边界也没有"), "{empty}: {said}");
    }
    for (name, ours) in [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", true),
        ("urn:ogc:def:crs:OGC::CRS84", true),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", true),
        ("urn:ogc:def:crs:EPSG:6.9:4326", true),
        ("http://www.opengis.net/def/crs/EPSG/0/4490", true),
        ("EPSG:4326", true),
        ("CGCS2000", true),
        ("EPSG:3857", false),
        ("urn:ogc:def:crs:EPSG::4547", false),
        ("EPSG:14326", false),
        ("GCJ02", false),
    ] {
        let crs = json!({"type": "name", "properties": {"name": name}});
        let with = |mut value: Value| {
            value["crs"] = crs.clone();
            value
        };
        let within =
            json!({"type": "Feature", "properties": null, "geometry": with(raised.clone())});
        let deep = json!({"type": "FeatureCollection", "features": [none, within]});
        for value in [with(raised.clone()), with(one.clone()), within, deep] {
            match (read(value), ours) {
                (Ok(outline), true) => assert!(!outline.is_empty()),
                (Err(said), false) => assert!(said.contains(&name.to_uppercase()), "{said}"),
                (read, _) => panic!("{name}: {read:?}"),
            }
        }
    }
    let by_number = |n: u32| json!({"type": "EPSG", "properties": {"code": n}});
    for (n, ours) in [(4326, true), (4490, true), (2437, false)] {
        let mut value = raised.clone();
        value["crs"] = by_number(n);
        assert_eq!(read(value).is_ok(), ours, "{n}");
    }
}

/// Blocks of one village as mapping programs write them, and islands without number.
#[test]
fn pieces_may_share_an_edge_and_be_many() {
    let blocks = [
        square(116.0, 40.0, 0.1),
        square(116.1, 40.0, 0.1),
        square(116.2, 40.05, 0.1),
    ];
    let features = blocks.clone().map(
        |ring| json!({"type": "Feature", "properties": null, "geometry": polygon(json!([ring]))}),
    );
    let pieces = blocks.map(|ring| json!([ring]));
    for value in [
        json!({"type": "MultiPolygon", "coordinates": pieces}),
        json!({"type": "FeatureCollection", "features": features,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}),
    ] {
        let outline = read(value).unwrap();
        for (lon, lat, held) in [
            (116.1, 40.05, true),
            (116.15, 40.05, true),
            (116.25, 40.02, false),
        ] {
            assert_eq!(outline.holds(lon, lat), held, "{lon},{lat}");
        }
        let again: Outline = serde_json::from_value(json!(outline)).unwrap();
        assert_eq!(again, outline);
    }
    let island = |n: u32| {
        json!([square(
            116.0 + 0.002 * f64::from(n % 40),
            40.0 + 0.002 * f64::from(n / 40),
            0.001
        )])
    };
    let islands: Vec<Value> = (0..900).map(island).collect();
    read(json!({"type": "MultiPolygon", "coordinates": islands})).unwrap();
}

/// Whether edges cross is asked of each two of them: by their count alone, before any is looked at.
#[test]
fn more_points_or_holes_than_anybody_needs_are_refused_by_their_count() {
    let round = |n: u32| {
        let angle = f64::from(n) / 5_001.0 * std::f64::consts::TAU;
        json!([116.0 + 0.1 * angle.cos(), 40.0 + 0.1 * angle.sin()])
    };
    let many: Vec<Value> = (0..5_001).map(round).collect();
    let said = read(json!(many)).unwrap_err();
    assert!(said.contains("最多 5000 个点，现在 5001 个"), "{said}");
    let hole = |n: u32| square(116.0 + 0.002 * f64::from(n) + 0.001, 40.1, 0.001);
    let rings: Vec<Value> = std::iter::once(square(116.0, 40.0, 0.3))
        .chain((0..101).map(hole))
        .collect();
    let said = read(polygon(json!(rings))).unwrap_err();
    assert!(said.contains("最多 100 个洞，现在 101 个"), "{said}");
    read(polygon(json!(rings[..40]))).unwrap();
}
