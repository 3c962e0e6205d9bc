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

#[test]
fn a_form_saved_on_an_older_view_keeps_the_neighbours_it_showed() {
    let pool = Pool::demo();
    let device = Device::enrolled(&pool, "collector");
    let id = device.captured(&issue(&pool, "表单打开时的标题"), &[]);
    device.sync();
    let desk = pool.sign_in("desk_town");
    let opened = desk
        .call("read_ticket", json!({"id": id}))
        .expect("the ticket");
    desk.call(
        "edit_facts",
        json!({"id": id, "facts": {"title": "另一人先改了标题"}}),
    )
    .expect("the first");
    let late = json!({"id": id, "facts": {"tags": ["汛期"]}, "seen": opened["seen"]});
    let after = desk
        .call("edit_facts", late)
        .expect("the second, on the older view");
    let claims = after["conflicts"]["what"].as_array().expect("both values");
    let rows: std::collections::BTreeSet<_> = claims
        .iter()
        .map(|c| {
            (
                c["value"]["title"].as_str().unwrap_or(""),
                c["value"]["tags"].to_string(),
            )
        })
        .collect();
    let tags = json!(["汛期"]).to_string();
    assert_eq!(
        rows,
        [
            ("另一人先改了标题", "null".to_string()),
            ("表单打开时的标题", tags)
        ]
        .into()
    );
}
