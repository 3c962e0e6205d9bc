use crate::support::Pool;
use serde_json::{Value, json};

const ME: &str = "demo_desk_town";

fn names(views: &Value) -> Vec<&str> {
    let views = views["views"].as_array().unwrap();
    views.iter().map(|v| v["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_person_keeps_views_and_nobody_else_sees_them() {
    let pool = Pool::new();
    let save = async |name: &str, filter: Value| {
        let view = json!({"name": name, "filter": filter, "columns": ["title", "due"]});
        pool.call(ME, "save_view", view).await
    };
    save(
        " 待接单 ",
        json!({"status": "pooled", "limit": 7, "after": "x", "offset": 3}),
    )
    .await
    .ok();
    save("超时", json!({"overdue": true})).await.ok();
    let all = save("待接单", json!({"status": "pooled", "sort": "newest"}))
        .await
        .ok();
    assert_eq!(
        names(&all),
        ["待接单", "超时"],
        "the same name replaces in its place"
    );
    assert_eq!(
        all["views"][0]["filter"],
        json!({"status": "pooled", "sort": "newest"})
    );
    assert_eq!(all["views"][0]["columns"], json!(["title", "due"]));
    let others = pool
        .call("demo_desk_district", "list_views", json!({}))
        .await
        .ok();
    assert_eq!(names(&others), [""; 0]);
    // Another person's view of the same name is another view.
    pool.call("demo_desk_district", "drop_view", json!({"name": "超时"}))
        .await
        .ok();
    let mine = pool.call(ME, "list_views", json!({})).await.ok();
    assert_eq!(names(&mine), ["待接单", "超时"]);
    let left = pool
        .call(ME, "drop_view", json!({"name": "待接单"}))
        .await
        .ok();
    assert_eq!(names(&left), ["超时"]);
    pool.call(ME, "drop_view", json!({"name": "待接单"}))
        .await
        .ok();
}

#[tokio::test]
async fn a_kept_place_in_a_list_is_forgotten() {
    let pool = Pool::new();
    let view = json!({"name": "一", "filter": {"limit": 7, "after": "x", "offset": 3}});
    let all = pool.call(ME, "save_view", view).await.ok();
    assert_eq!(all["views"][0]["filter"], json!({}));
}

#[tokio::test]
async fn views_have_limits() {
    let pool = Pool::new();
    for (bad, code) in [
        (json!({"name": " ", "filter": {}}), "field_missing"),
        (
            json!({"name": "名".repeat(21), "filter": {}}),
            "text_too_long",
        ),
        (json!({"name": "一\u{0}", "filter": {}}), "text_control"),
        (
            json!({"name": "一", "filter": {"colour": 1}}),
            "field_unknown",
        ),
        (
            json!({"name": "一", "filter": {"text": "长".repeat(101)}}),
            "text_too_long",
        ),
        (
            json!({"name": "一", "filter": {}, "columns": vec!["c"; 31]}),
            "too_many",
        ),
        (
            json!({"name": "一", "filter": {}, "columns": ["c".repeat(41)]}),
            "text_too_long",
        ),
        (json!({"filter": {}}), "field_missing"),
    ] {
        let answer = pool.call(ME, "save_view", bad.clone()).await;
        assert_eq!(answer.refused(400), code, "{bad}");
    }
    for i in 0..30 {
        let view = json!({"name": format!("第{i}个"), "filter": {}});
        pool.call(ME, "save_view", view).await.ok();
    }
    let one_more = json!({"name": "第31个", "filter": {}});
    assert_eq!(
        pool.call(ME, "save_view", one_more).await.refused(400),
        "too_many"
    );
    let again = json!({"name": "第3个", "filter": {"mine": true}});
    pool.call(ME, "save_view", again).await.ok();
}
