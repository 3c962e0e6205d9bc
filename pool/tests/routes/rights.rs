//! Every call by every role (docs/domain.md 8.5): who may, who is refused, and who does not even learn that there is something.

use crate::support::{Answer, PASSWORD, Pool, issue, picture};
use api::call::AnsweredAt;
use axum::body::Body;
use axum::http::{Request, header};
use model::Role;
use serde_json::{Value, json};

use Role::*;
/// Who sees the ticket: captured by the collector in the village, handled by the unit, not to be visited yet.
const SEEING: &[Role] = &[
    Collector,
    VillageHead,
    DeskTown,
    DeskDistrict,
    Handler,
    UnitLeader,
    Supervisor,
    Assessor,
    TaskForce,
];
const NOBODY: &[Role] = &[];
/// Who may look at scores.
const SCORES: &[Role] = &[
    DeskTown,
    DeskDistrict,
    UnitLeader,
    Supervisor,
    Assessor,
    TaskForce,
];
/// A month that is over whatever day it is today.
const MONTH: &str = "2024-01";

/// What a role gets: done, or refused with this code. Whoever does not see the ticket is told that there is none.
fn expected(call: &str, role: Role) -> &'static str {
    let seeing = |may: &[Role], else_: &'static str, done: &'static str| match role {
        r if !SEEING.contains(&r) => "not_found",
        r if may.contains(&r) => done,
        _ => else_,
    };
    let posts = |may: &[Role]| if may.contains(&role) { "" } else { "no_post" };
    match call {
        "list_tickets" | "count_tickets" | "today" | "read_boards" => "",
        "me" | "sign_in" | "sign_out" | "change_password" | "read_district" | "read_duty" => "",
        "list_views" | "save_view" | "drop_view" => "",
        "read_ticket" | "find_alike" | "suggest_units" | "why_due" => seeing(SEEING, "", ""),
        "read_reporter" => seeing(
            &[
                Collector,
                DeskTown,
                DeskDistrict,
                Handler,
                UnitLeader,
                TaskForce,
            ],
            "no_right",
            "",
        ),
        "find_reporters" => match role {
            DeskTown | DeskDistrict | Handler | UnitLeader | Visitor | TaskForce => "",
            _ => "no_right",
        },
        "edit_facts" => seeing(
            &[Collector, DeskTown, DeskDistrict],
            "not_yours",
            "too_late",
        ),
        "choose_fact" => seeing(NOBODY, "no_conflict", ""),
        "add_photo" => seeing(
            &[
                Collector,
                VillageHead,
                DeskTown,
                DeskDistrict,
                Handler,
                UnitLeader,
            ],
            "no_right",
            "",
        ),
        "act" => seeing(&[Handler, UnitLeader], "no_right", "wrong_round"),
        "capture" => match role {
            Collector | VillageHead | DeskTown | DeskDistrict | Handler => "",
            _ => "no_right",
        },
        "export_tickets" => match role {
            VillageHead | Handler | Visitor | Admin | Auditor => "export_no_right",
            _ => "",
        },
        "list_talks" => match role {
            DeskTown | DeskDistrict | UnitLeader | Supervisor | Assessor | TaskForce => "",
            _ => "no_right",
        },
        "read_period" | "list_appeals" => posts(SCORES),
        // A month without its draft is seen by those who make it; the unit is not the town's.
        "list_sheets" if matches!(role, DeskTown | UnitLeader) => "period_state",
        "read_sheet" | "list_instances" if role == DeskTown => "not_found",
        "read_sheet" | "list_instances" if role == UnitLeader => "period_state",
        "list_sheets" | "read_sheet" | "list_instances" => posts(SCORES),
        // Then it has one, and nobody has appealed.
        "publish_draft" => posts(&[Assessor]),
        "file_appeal" | "withdraw_appeal" if role == UnitLeader => "not_found",
        "opine_appeal" if role == Assessor => "not_found",
        "decide_appeal" if role == TaskForce => "not_found",
        "propose_freeze" if role == Assessor => "period_state",
        "freeze" if role == TaskForce => "period_state",
        "amend" if matches!(role, Assessor | TaskForce) => "period_state",
        "declare_window" if role == TaskForce => "window_closed",
        "file_appeal" | "withdraw_appeal" | "opine_appeal" | "decide_appeal" => "no_post",
        "propose_freeze" | "freeze" | "amend" | "declare_window" => "no_post",
        "read_notice" => posts(SCORES),
        // The draft of the month is there by then; what there is to name is another matter.
        "draft_notice" if role == Supervisor => "",
        "draft_notice" if role == Assessor => "notice_known",
        "state_item" | "answer_item" if role == UnitLeader => "not_found",
        "keep_item" if role == Supervisor => "not_found",
        "sign_notice" if role == TaskForce => "version_stale",
        "draft_notice" | "state_item" | "keep_item" | "sign_notice" | "answer_item" => "no_post",
        "list_people" => posts(&[Admin]),
        "save_person" if role == Admin => "own_posts",
        "put_leave" if role == Admin => "own_posts",
        "save_person" | "put_leave" => "no_post",
        "list_devices" => posts(&[Admin]),
        "revoke_device" | "confirm_device" if role == Admin => "value_unknown",
        "revoke_device" | "confirm_device" => "no_post",
        "list_consents" => posts(&[Admin, TaskForce]),
        "decide_consent" if matches!(role, Admin | TaskForce) => "consent_none",
        "decide_consent" => "no_post",
        "list_rules" => posts(&[Assessor, TaskForce, Admin]),
        "propose_rules" if role == Assessor => "rules_invalid",
        "propose_rules" => "no_post",
        "approve_rules" if role == TaskForce => "rules_none",
        "apply_rules" if role == Admin => "rules_none",
        "approve_rules" | "apply_rules" => "no_post",
        "read_audit" => posts(&[Auditor]),
        other => panic!("{other}: say here who may"),
    }
}

fn body(call: &str, role: Role, id: &str) -> Value {
    let on = json!({"id": id});
    let user = format!("demo_{role}");
    match call {
        "list_tickets" => json!({"text": "路灯不亮"}),
        "read_reporter" => json!({"id": id, "reason": "核对"}),
        "find_reporters" => json!({"text": "13000000123", "reason": "核对"}),
        "edit_facts" => json!({"id": id, "facts": {"title": "改"}}),
        "choose_fact" => json!({"id": id, "group": "body", "edit": "00".repeat(16)}),
        "add_photo" => {
            let bytes = vec![role as u8; 60];
            json!({"id": id, "photo": picture::entry(&bytes, 30, 20, "during")})
        }
        "act" => {
            json!({"id": id, "action": "progress", "payload": {"text": "已围挡"}, "round": 99})
        }
        "capture" => json!({"issue": issue("又一件")}),
        "read_ticket" | "find_alike" | "suggest_units" | "why_due" => on,
        "sign_in" => json!({"user": user, "password": PASSWORD}),
        "change_password" => json!({"old": PASSWORD, "new": "kv7-Mooncake"}),
        "export_tickets" => json!({"filter": {}, "format": "csv"}),
        "save_view" => json!({"name": "我的", "filter": {}}),
        "drop_view" => json!({"name": "我的"}),
        "list_talks" => json!({"month": "2026-10"}),
        "read_period" | "list_appeals" | "list_sheets" | "publish_draft" | "propose_freeze"
        | "freeze" | "amend" => json!({"month": MONTH}),
        "read_sheet" | "list_instances" => json!({"month": MONTH, "unit": "B01"}),
        "file_appeal" => {
            json!({"month": MONTH, "unit": "B01", "line": "无/sign:1", "reason": "other", "text": "试"})
        }
        "withdraw_appeal" => json!({"id": 7, "version": 1}),
        "opine_appeal" => json!({"id": 7, "version": 1, "text": "试"}),
        "decide_appeal" => json!({"id": 7, "version": 1, "outcome": "denied", "text": "试"}),
        "declare_window" => {
            let (from, until) = ("2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z");
            json!({"month": MONTH, "from": from, "until": until, "reason": "试"})
        }
        "read_notice" | "draft_notice" => json!({"month": MONTH}),
        "state_item" => json!({"month": MONTH, "item": 7, "version": 1, "text": "试"}),
        "keep_item" => {
            json!({"month": MONTH, "item": 7, "version": 1, "keep": true, "reason": "试"})
        }
        "sign_notice" => json!({"month": MONTH, "version": 9}),
        "answer_item" => {
            json!({"month": MONTH, "item": 7, "version": 1, "cause": "试", "measure": "试", "due": "2099-01-01T00:00:00Z"})
        }
        // The administrator's own: nobody arranges that.
        "save_person" => json!({"user": "demo_admin", "name": "演示", "posts": []}),
        "put_leave" => {
            let (from, until) = ("2026-11-01T00:00:00Z", "2026-11-09T00:00:00Z");
            json!({"user": "demo_admin", "substitute": "demo_handler", "from": from, "until": until})
        }
        "revoke_device" | "confirm_device" => json!({"id": "00112233445566aa"}),
        "decide_consent" => json!({"id": 7, "grant": true}),
        "propose_rules" => json!({"rules": {}, "note": "试"}),
        "approve_rules" | "apply_rules" => json!({"id": 7}),
        _ => json!({}),
    }
}

async fn photo(pool: &Pool, user: &str, sha: &str) -> Answer {
    let token = pool.token(user).await;
    let request = Request::get(format!("/api/v1/photos/{sha}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    pool.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_call_by_every_role() {
    let pool = Pool::new();
    let mut told = issue("路灯不亮");
    told["reporter"] = json!({"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true});
    let (bytes, sha) = picture::draw(40, 30, image::ImageFormat::Jpeg, 9);
    let call = json!({"issue": told, "photos": [picture::entry(&bytes, 40, 30, "scene")]});
    let id = pool.call("demo_collector", "capture", call).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_string();
    let token = pool.token("demo_collector").await;
    let put = Request::put(format!("/api/v1/photos/{sha}?ticket={id}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    pool.send(put.body(Body::from(bytes)).unwrap()).await.ok();
    pool.brought_to(&id, "handling").await;

    // What ends a session or changes a list comes last.
    let late = ["capture", "change_password", "sign_out"];
    let mut calls: Vec<&str> = api::TABLE
        .iter()
        .filter(|c| c.at != AnsweredAt::Device && !late.contains(&c.name))
        .map(|c| c.name)
        .collect();
    calls.extend(late);
    for name in calls {
        for role in Role::ALL {
            let user = format!("demo_{role}");
            let answer = pool.call(&user, name, body(name, *role, &id)).await;
            let reply = answer.json();
            let code = match answer.status.as_u16() {
                200 => "",
                _ => reply["code"].as_str().unwrap_or("?"),
            };
            assert_eq!(code, expected(name, *role), "{role} {name}: {reply}");
            let sees = SEEING.contains(role);
            match name {
                // Found by whoever may read it, and by nobody else.
                "find_reporters" if code.is_empty() => {
                    let reads = expected("read_reporter", *role).is_empty();
                    let hits = reply["hits"].as_array().map(Vec::len);
                    assert_eq!(hits, Some(usize::from(reads)), "{role}: {reply}");
                }
                "list_tickets" => assert_eq!(reply["total"], u64::from(sees), "{role}"),
                "count_tickets" => {
                    let none = json!(null);
                    let handling = &reply["by_status"]["handling"];
                    assert_eq!(*handling, if sees { json!(1) } else { none }, "{role}");
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn administrators_and_auditors_meet_no_ticket_content_anywhere() {
    let pool = Pool::new();
    let (bytes, sha) = picture::draw(40, 30, image::ImageFormat::Jpeg, 7);
    let call =
        json!({"issue": issue("路灯不亮"), "photos": [picture::entry(&bytes, 40, 30, "scene")]});
    let id = pool.call("demo_collector", "capture", call).await.ok()["id"]
        .as_str()
        .unwrap()
        .to_string();
    let token = pool.token("demo_collector").await;
    let put = Request::put(format!("/api/v1/photos/{sha}?ticket={id}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    pool.send(put.body(Body::from(bytes)).unwrap()).await.ok();
    for role in Role::ALL {
        let user = format!("demo_{role}");
        let sees = pool
            .call(&user, "read_ticket", json!({"id": id}))
            .await
            .status
            == 200;
        let answer = photo(&pool, &user, &sha).await;
        assert_eq!(
            answer.status == 200,
            sees,
            "{role}: a photo is seen with its ticket"
        );
    }
    for user in ["demo_admin", "demo_auditor"] {
        for info in api::TABLE.iter().filter(|c| c.at != AnsweredAt::Device) {
            if matches!(info.name, "sign_out" | "change_password") {
                continue;
            }
            let role = if user == "demo_admin" { Admin } else { Auditor };
            let answer = pool.call(user, info.name, body(info.name, role, &id)).await;
            let text = String::from_utf8(answer.bytes).unwrap();
            for secret in ["路灯不亮", "幸福路", "连续三天"] {
                assert!(!text.contains(secret), "{user} {}: {secret}", info.name);
            }
        }
    }
}

#[tokio::test]
async fn the_auditor_reads_the_chain_page_by_page() {
    let pool = Pool::new();
    let id = pool.captured("路灯不亮").await;
    for _ in 0..3 {
        pool.act("demo_handler", &id, "sign", json!({})).await;
    }
    pool.audit();
    let read = async |body: Value| pool.call("demo_auditor", "read_audit", body).await.ok();
    let first = read(json!({"limit": 2})).await;
    let lines = first["lines"].as_array().unwrap();
    let n = |line: &Value| line["n"].as_i64().unwrap();
    assert_eq!(
        (lines.len(), n(&lines[0])),
        (2, first["head"].as_i64().unwrap())
    );
    assert_eq!(lines[0]["hash"], first["chain"]);
    let mut seen: Vec<i64> = lines.iter().map(n).collect();
    let mut after = first["after"].clone();
    while !after.is_null() {
        let page = read(json!({"limit": 2, "after": after})).await;
        seen.extend(page["lines"].as_array().unwrap().iter().map(n));
        after = page["after"].clone();
    }
    let head = first["head"].as_i64().unwrap();
    assert_eq!(
        seen,
        (1..=head).rev().collect::<Vec<_>>(),
        "no line twice, none left out"
    );
    let refused = read(json!({"user": "demo_handler", "what": "refused"})).await;
    let refused = refused["lines"].as_array().unwrap().clone();
    assert_eq!(refused.len(), 3);
    assert!(
        refused
            .iter()
            .all(|l| l["who"] == "demo_handler" && l["ticket"] == id.as_str())
    );
    // Reading is recorded as well.
    pool.audited("audit_read", "3");
    for bad in [
        json!({"limit": 0}),
        json!({"limit": 501}),
        json!({"what": ""}),
    ] {
        let answer = pool.call("demo_auditor", "read_audit", bad).await;
        assert_eq!(answer.status, 400);
    }
}
