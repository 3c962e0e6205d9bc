//! One ticket along the straight line, by devices of the right roles and by HTTP; every act by a wrong role refused.

use serde_json::{Value, json};
use tests::device::issue;
use tests::{Device, Pool, photo};

const ROLES: &[&str] = &[
    "collector",
    "village_head",
    "desk_town",
    "desk_district",
    "handler",
    "unit_leader",
    "visitor",
    "supervisor",
    "assessor",
    "task_force",
    "admin",
    "auditor",
];

fn statuses(shown: &Value) -> Vec<(String, String)> {
    let log = shown["log"].as_array().expect("a time line");
    log.iter()
        .map(|e| {
            (
                e["action"].as_str().unwrap_or("").into(),
                e["ruling"]["verdict"].as_str().unwrap_or("waits").into(),
            )
        })
        .collect()
}

#[test]
fn along_the_line_by_http_and_devices() {
    let pool = Pool::demo();
    let collector = Device::enrolled(&pool, "collector");
    let handler = Device::enrolled(&pool, "handler");
    let leader = Device::enrolled(&pool, "unit_leader");
    let visitor = Device::enrolled(&pool, "visitor");
    let mut told = issue(&pool, "拖欠工资六人，求助");
    told["reporter"] = json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true});
    let id = collector.captured(&told, &[]);
    collector.sync();

    let desks: Vec<_> = ROLES.iter().map(|r| (*r, pool.sign_in(r))).collect();
    let desk = |role: &str| &desks.iter().find(|(r, _)| *r == role).expect("a role").1;
    let refuse_all_but = |allowed: &[&str], action: &str, payload: &Value| {
        for (role, d) in desks.iter().filter(|(r, _)| !allowed.contains(r)) {
            let code = d.refused(&id, action, payload.clone());
            assert!(
                matches!(code.as_str(), "no_right" | "not_found"),
                "{action} by {role}: {code}"
            );
        }
    };

    let accept = json!({"category": pool.sample("category"), "grade": "normal", "note": "已核对"});
    refuse_all_but(&["desk_town", "desk_district"], "accept", &accept);
    let accepted = desk("desk_town").act(&id, "accept", accept);
    assert_eq!(accepted["status"], "accepted");
    let no = accepted["ticket_no"].as_str().expect("工单编号");
    assert!(model::number::check_ticket_no(no), "{no}");
    assert!(
        accepted["deadlines"]["dispatch"]["due"].is_string(),
        "{}",
        accepted["deadlines"]
    );

    let dispatch = json!({"lead_unit": pool.sample("unit")});
    refuse_all_but(&["desk_town", "desk_district"], "dispatch", &dispatch);
    let dispatched = desk("desk_town").act(&id, "dispatch", dispatch);
    for clock in ["sign", "respond", "feedback", "done"] {
        assert!(
            dispatched["deadlines"][clock]["due"].is_string(),
            "{clock} copied from the rule pack"
        );
    }

    // The unit works on its tablet: signed, reached, reported and asked to close, all before the next sync.
    handler.sync();
    refuse_all_but(&["handler", "unit_leader"], "sign", &json!({}));
    assert_eq!(
        handler.act(&id, "sign", json!({})).ok()["status_pending"],
        "signed"
    );
    handler
        .act(
            &id,
            "respond",
            json!({"means": "phone", "note": "已电话联系反映人"}),
        )
        .ok();
    handler
        .act(&id, "progress", json!({"text": "已约双方到场"}))
        .ok();
    let after = handler.bytes("after.jpg", &photo::jpeg(99, 1200, 900));
    handler
        .run(&[
            "act",
            &id,
            "add_photo",
            "--photo",
            after.to_str().expect("a path"),
            "--kind",
            "after",
        ])
        .ok();
    let done = handler
        .act(
            &id,
            "request_done",
            json!({"result": "工资已结清", "reply": "已回复反映人", "measure": "现场调解"}),
        )
        .ok();
    assert_eq!(
        (done["status"].as_str(), done["status_pending"].as_str()),
        (Some("dispatched"), Some("done_req")),
        "answered at once, 待确认"
    );
    handler.sync();
    assert_eq!(handler.show(&id)["status"], "done_req");

    refuse_all_but(&["unit_leader"], "pass_done", &json!({}));
    leader.sync();
    assert_eq!(
        leader.act(&id, "pass_done", json!({"note": "属实"})).ok()["status"],
        "visiting"
    );

    let visit = json!({"means": "phone", "contacted": true, "solved": "yes", "satisfied": "yes", "note": "反映人认可"});
    refuse_all_but(&["visitor"], "visit_pass", &visit);
    visitor.sync();
    assert_eq!(
        visitor.act(&id, "visit_pass", visit).ok()["status"],
        "closed"
    );

    collector.sync();
    let shown = collector.show(&id);
    assert_eq!(shown["status"], "closed");
    let want = [
        "submit",
        "enter_pool",
        "accept",
        "dispatch",
        "sign",
        "respond",
        "progress",
        "request_done",
        "pass_done",
        "visit_pass",
    ];
    assert_eq!(
        statuses(&shown),
        want.map(|a| (a.to_string(), "applied".to_string())),
        "the time line is complete on the collector's device"
    );
    assert!(
        shown["deadlines"]
            .as_object()
            .expect("clocks")
            .values()
            .all(|d| d["met"].is_string()),
        "{}",
        shown["deadlines"]
    );
    assert!(
        shown["photos"]
            .as_array()
            .expect("photos")
            .iter()
            .all(|p| p["delivered"] == true),
        "{}",
        shown["photos"]
    );
}

#[test]
fn a_decision_needs_the_pool_and_a_late_act_is_kept_as_void() {
    let mut pool = Pool::demo();
    let (collector, handler, second) = (
        Device::enrolled(&pool, "collector"),
        Device::enrolled(&pool, "handler"),
        Device::enrolled(&pool, "handler"),
    );
    let id = collector.captured(&issue(&pool, "两台平板先后签收"), &[]);
    collector.sync();
    {
        let desk = pool.sign_in("desk_district");
        desk.act(
            &id,
            "accept",
            json!({"category": pool.sample("category"), "grade": "urgent"}),
        );
        desk.act(&id, "dispatch", json!({"lead_unit": pool.sample("unit")}));
    }
    handler.sync();
    second.sync();
    pool.kill();
    second.act(&id, "void", json!({"reason": "误报"})).fails(3);
    handler.act(&id, "sign", json!({})).ok();
    second.act(&id, "sign", json!({})).ok();
    second
        .act(
            &id,
            "respond",
            json!({"means": "scene", "note": "第二台平板到场记录"}),
        )
        .ok();
    pool.start();
    assert_eq!(handler.sync()["void"], json!([]));
    let report = second.sync();
    assert_eq!(report["void"][0]["id"], json!(id), "{report}");
    assert_eq!(report["void"][0]["code"], "wrong_status");
    let shown = second.show(&id);
    let late: Vec<_> = shown["log"]
        .as_array()
        .expect("a time line")
        .iter()
        .filter(|e| e["ruling"]["verdict"] == "void")
        .collect();
    assert_eq!(late.len(), 1, "{shown}");
    assert!(
        late[0]["ruling"]["detail"]
            .as_str()
            .is_some_and(|d| d.contains("待响应")),
        "says why: {}",
        late[0]
    );
    assert!(
        shown.to_string().contains("第二台平板到场记录"),
        "its text is kept"
    );
    handler.sync();
    assert_eq!(handler.show(&id)["log"], shown["log"]);
}

#[test]
fn the_desk_sees_the_reporter_masked_and_asks_with_a_reason() {
    let pool = Pool::demo();
    let collector = Device::enrolled(&pool, "collector");
    let mut told = issue(&pool, "反映人脱敏查看");
    told["reporter"] = json!({"kind": "person", "name": "演示赵某", "phone": "13000000777"});
    let id = collector.captured(&told, &[]);
    collector.sync();
    let desk = pool.sign_in("desk_town");
    let masked = desk
        .call("read_ticket", json!({"id": id}))
        .expect("the desk sees it");
    assert_eq!(masked["reporter"]["phone"], "130****0777");
    assert_eq!(
        desk.call("read_reporter", json!({"id": id, "reason": " "}))
            .expect_err("needs a reason")
            .1["code"],
        "reason_missing"
    );
    let clear = desk
        .call("read_reporter", json!({"id": id, "reason": "电话核实地址"}))
        .expect("the original");
    assert_eq!(clear["reporter"]["phone"], "13000000777");
    for role in ["supervisor", "assessor", "admin", "auditor"] {
        let other = pool.sign_in(role);
        let (status, _) = other
            .call("read_reporter", json!({"id": id, "reason": "看看"}))
            .expect_err("not for this role");
        assert!(status == 403 || status == 404, "{role}: {status}");
    }
}
