//! Districts that make no sense: units, duty, areas, categories.

use crate::with;
use serde_json::{Value, json};

/// Each described in words, with the place it is refused at.
pub fn cases(whole: &Value) -> Vec<(&'static str, Value, &'static str)> {
    let unit = |code: &str, parent: Value| json!({"code": code, "name": "演示单位", "group": "bureau", "area": "990100000000", "parent": parent});
    let units = |add: Vec<Value>| {
        let mut all = whole["units"].as_array().unwrap().clone();
        all.extend(add);
        with(whole.clone(), "/units", json!(all))
    };
    let duty = |value: Value| with(whole.clone(), "/duty", value);
    let area = |value: Value| with(whole.clone(), "/areas/-", value);
    let own = json!([[116.0, 39.9], [116.3, 39.9], [116.3, 40.2], [116.0, 40.2]]);
    let drawn = |ring: Value| {
        let village = area(json!({"code": "990100001009", "name": "九社区", "outline": ring}));
        with(village, "/areas/0/outline", own.clone())
    };
    vec![
        (
            "a cycle of two",
            units(vec![unit("X1", json!("X2")), unit("X2", json!("X1"))]),
            "units.X1.parent",
        ),
        (
            "a cycle of three",
            units(vec![
                unit("X1", json!("X2")),
                unit("X2", json!("X3")),
                unit("X3", json!("X1")),
            ]),
            "units.X1.parent",
        ),
        (
            "its own parent",
            units(vec![unit("X1", json!("X1"))]),
            "units.X1.parent",
        ),
        (
            "hanging on a cycle",
            units(vec![unit("X0", json!("X1")), unit("X1", json!("X1"))]),
            "units.X",
        ),
        (
            "an orphan",
            units(vec![unit("X1", json!("GONE"))]),
            "units.X1.parent",
        ),
        (
            "a duplicate code",
            units(vec![unit("B01", json!(null))]),
            "units",
        ),
        (
            "a unit nowhere",
            with(whole.clone(), "/units/0/area", json!("990100009000")),
            "units.T01.area",
        ),
        (
            "a duty unit nobody knows",
            duty(json!([{"unit": "X9", "level": 1, "phone": "1"}])),
            "duty.X9.unit",
        ),
        (
            "a third level",
            duty(json!([{"unit": "B01", "level": 3, "phone": "1"}])),
            "duty.B01.level",
        ),
        (
            "level nought",
            duty(json!([{"unit": "B01", "level": 0, "phone": "1"}])),
            "duty.B01.level",
        ),
        (
            "no phone",
            duty(json!([{"unit": "B01", "level": 1, "phone": " "}])),
            "duty.B01.phone",
        ),
        (
            "an endless phone",
            duty(json!([{"unit": "B01", "level": 1, "phone": "1".repeat(41)}])),
            "duty.B01.phone",
        ),
        (
            "on duty twice",
            duty(
                json!([{"unit": "B01", "level": 1, "phone": "1"}, {"unit": "B01", "level": 2, "phone": "2"}]),
            ),
            "duty.B01.unit",
        ),
        (
            "an area twice",
            area(json!({"code": "990100001001", "name": "又一个"})),
            "areas",
        ),
        (
            "a village without a town",
            area(json!({"code": "990100007001", "name": "孤村"})),
            "areas.990100007001",
        ),
        (
            "another district's",
            area(json!({"code": "990200001000", "name": "外区"})),
            "areas.990200001000",
        ),
        (
            "a grid twice",
            area(
                json!({"code": "990100001002", "name": "二社区", "grids": [{"code": "G1", "name": "重复"}]}),
            ),
            "areas.grids",
        ),
        (
            "a category twice",
            with(
                whole.clone(),
                "/categories/-",
                json!({"code": "01", "name": "重复"}),
            ),
            "categories",
        ),
        (
            "a category without its parent",
            with(
                whole.clone(),
                "/categories/-",
                json!({"code": "020101", "name": "悬空"}),
            ),
            "categories.020101",
        ),
        (
            "initials that nobody types",
            with(whole.clone(), "/categories/0/initials", json!("CN 垃圾<>")),
            "categories.01.initials",
        ),
        (
            "a grid without a code",
            area(
                json!({"code": "990100001009", "name": "九社区", "grids": [{"code": "", "name": "空"}]}),
            ),
            "areas.grids",
        ),
        (
            "a grid whose code nobody can ask for",
            area(
                json!({"code": "990100001009", "name": "九社区", "grids": [{"code": "9".repeat(41), "name": "长"}]}),
            ),
            "areas.grids",
        ),
        (
            "a category for nobody",
            with(whole.clone(), "/categories/0/unit", json!("X9")),
            "categories.01.unit",
        ),
        (
            "a village far from its district",
            drawn(json!([[117.2, 41.0], [117.3, 41.0], [117.3, 41.1]])),
            "areas.990100001009.outline",
        ),
        (
            "a village of no size",
            drawn(json!([[116.0, 40.0], [116.1, 40.1], [116.2, 40.2]])),
            "areas.990100001009.outline",
        ),
        (
            "a grid beside its village",
            area(
                json!({"code": "990100001009", "name": "九社区", "outline": [[116.0, 40.0], [116.01, 40.0], [116.01, 40.01]],
                    "grids": [{"code": "G9", "name": "九网格", "outline": [[116.05, 40.05], [116.06, 40.05], [116.06, 40.06]]}]}),
            ),
            "areas.G9.outline",
        ),
        (
            "no district of that code",
            with(whole.clone(), "/code", json!("990200000000")),
            "code",
        ),
    ]
}
