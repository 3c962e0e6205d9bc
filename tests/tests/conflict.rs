//! Two devices edit one ticket while apart: different groups join, the same group keeps both values.

use serde_json::json;
use tests::device::issue;
use tests::{Device, Pool};

#[test]
fn different_groups_join_and_the_same_group_keeps_both_values() {
    let pool = Pool::demo();
    let (a, b) = (
        Device::enrolled(&pool, "collector"),
        Device::enrolled(&pool, "collector"),
    );
    let id = a.captured(&issue(&pool, "两台设备同时修改"), &[]);
    a.sync();
    b.sync();
    assert_eq!(a.show(&id), b.show(&id));

    a.edit(&id, &json!({"body": "甲设备写下的新情况，路面已经塌陷。"}))
        .ok();
    a.edit(&id, &json!({"title": "甲的标题"})).ok();
    b.edit(&id, &json!({"title": "乙的标题"})).ok();
    b.edit(&id, &json!({"grade": "urgent"})).ok();
    for device in [&a, &b, &a, &b] {
        device.sync();
    }
    let (seen_a, seen_b) = (a.show(&id), b.show(&id));
    assert_eq!(seen_a, seen_b);
    assert_eq!(
        seen_a["facts"]["body"],
        "甲设备写下的新情况，路面已经塌陷。"
    );
    assert_eq!(seen_a["facts"]["grade"], "urgent");
    let claims = seen_a["conflicts"]["what"]
        .as_array()
        .expect("both values under conflicts");
    let titles: std::collections::BTreeSet<_> = claims
        .iter()
        .filter_map(|c| c["value"]["title"].as_str())
        .collect();
    assert_eq!(titles, ["甲的标题", "乙的标题"].into());
    assert!(
        claims
            .iter()
            .all(|c| c["by"].is_string() && c["at"].is_string()),
        "author and time: {claims:?}"
    );
    assert_eq!(
        seen_a["conflicts"].as_object().map(serde_json::Map::len),
        Some(1)
    );

    // One tap settles it, for everybody.
    let mine = claims
        .iter()
        .find(|c| c["value"]["title"] == "甲的标题")
        .expect("a claim");
    b.act(
        &id,
        "choose_fact",
        json!({"group": "what", "edit": mine["edit"]}),
    )
    .ok();
    b.sync();
    a.sync();
    let settled = a.show(&id);
    assert_eq!(settled, b.show(&id));
    assert_eq!(settled["facts"]["title"], "甲的标题");
    assert_eq!(settled["conflicts"], json!({}));
}
