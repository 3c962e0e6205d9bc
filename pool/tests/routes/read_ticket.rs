use crate::support::Pool;
use serde_json::json;

#[tokio::test]
async fn says_what_may_be_done_and_hides_what_must_be() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    let read = async |user: &str| pool.call(user, "read_ticket", json!({"id": id})).await;
    let desk = read("demo_desk_town").await.ok();
    assert_eq!(
        (&desk["may"], &desk["may_edit"]),
        (
            &json!(["accept", "ask_fix", "refuse", "merge", "void"]),
            &json!(true)
        )
    );
    let collector = read("demo_collector").await.ok();
    assert_eq!(
        (&collector["may"], &collector["reporter"]),
        (&json!(["void"]), &json!(null))
    );
    let assessor = read("demo_assessor").await.ok();
    assert_eq!(assessor["facts"]["where"]["address"], "幸福路*号");
    assert_eq!(read("demo_handler").await.refused(404), "not_found");
    assert_eq!(read("demo_admin").await.refused(404), "not_found");
    let none = json!({"id": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f"});
    assert_eq!(
        pool.call("demo_task_force", "read_ticket", none)
            .await
            .refused(404),
        "not_found"
    );
}

#[tokio::test]
async fn a_place_outside_is_kept_and_flagged() {
    let pool = Pool::new();
    let mut far = crate::support::issue("外面的井盖");
    (far["where"]["lon"], far["where"]["lat"]) = (json!(116.2), json!(39.5));
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": far}))
        .await
        .ok();
    assert_eq!(reply["flags"], json!(["outside_district"]));
    let mut near = crate::support::issue("另一个村");
    near["where"]["area_code"] = json!("990100100201");
    near["where"]["grid"] = json!(null);
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": near}))
        .await
        .ok();
    assert_eq!(reply["flags"], json!(["outside_area"]));
}

#[tokio::test]
async fn the_district_travels_once() {
    let pool = Pool::new();
    let whole = pool
        .call("demo_handler", "read_district", json!({}))
        .await
        .ok();
    assert!(whole["district"]["units"].as_array().unwrap().len() > 18);
    assert_eq!(whole["names"]["demo_handler"], "演示·刘经办");
    let again = pool
        .call(
            "demo_handler",
            "read_district",
            json!({"have": whole["version"]}),
        )
        .await
        .ok();
    assert_eq!(again["district"], json!(null));
}
