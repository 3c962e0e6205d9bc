//! What people, pages and scripts write: calls, acts, issues, tables, rule packs, codes and times.

use super::{Target, target};
use api::{Call, TABLE};
use model::act::Act;
use model::district::District;
use model::issue::{FactsPatch, Issue};
use model::rulepack::RulePack;
use model::{Action, DeviceId, EditId, Moment, TicketId, UserName};
use pool::table::{Columns, Table};
use serde_json::{Value, json};
use std::sync::OnceLock;

pub(super) fn targets() -> Vec<Target> {
    vec![
        target(
            "call",
            "HTTP 调用的参数，每一个调用",
            true,
            300,
            calls,
            read_call,
        ),
        target("act", "每一个动作的 payload", true, 300, acts, read_act),
        target(
            "issue",
            "ISSUE.json 和事实的改动",
            true,
            300,
            issues,
            read_issue,
        ),
        target(
            "rules",
            "规则包",
            true,
            100,
            || vec![serde_json::to_vec(&demo::rules()).unwrap_or_default()],
            |text| {
                if let Ok(text) = std::str::from_utf8(text)
                    && let Ok(rules) = model::json::from_text::<RulePack>(text)
                {
                    let _ = rules.check();
                }
            },
        ),
        target(
            "district",
            "区域文件",
            true,
            25,
            || vec![small_district()],
            |text| {
                if let Ok(text) = std::str::from_utf8(text)
                    && let Ok(district) = model::json::from_text::<District>(text)
                {
                    let _ = district.check();
                }
            },
        ),
        target(
            "people",
            "人员表（CSV，各种编码）",
            false,
            200,
            tables,
            read_table,
        ),
        target(
            "codes",
            "登记码、令牌、编号、时间",
            false,
            400,
            codes,
            read_codes,
        ),
        target(
            "enrolment",
            "二维码里的文字",
            false,
            300,
            || {
                vec![
                    b"zs12345:enrol?pool=https%3A%2F%2Fpool.example%3A8443&code=K7M2-93QD-0000"
                        .to_vec(),
                ]
            },
            |text| {
                if let Ok(text) = std::str::from_utf8(text) {
                    let _ = device::app::enrolment(text);
                }
            },
        ),
    ]
}

fn district() -> &'static District {
    static DISTRICT: OnceLock<District> = OnceLock::new();
    DISTRICT.get_or_init(demo::district)
}

fn calls() -> Vec<Vec<u8>> {
    let each = TABLE
        .iter()
        .map(|info| json!({"call": info.name, "args": {}}));
    let some = [
        json!({"call": "list_tickets", "args": {"status": "pooled", "bbox": [117.0, 40.0, 117.5, 40.5], "since": "2026-01-01T00:00:00Z",
            "sort": "due", "limit": 50, "after": "ZDoxOjI6Mw", "text": "路灯", "mine": true}}),
        json!({"call": "act", "args": {"id": "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f", "action": "sign", "payload": {}, "round": 1,
            "command_id": "k1", "seen": ["ab".repeat(32)]}}),
        json!({"call": "save_person", "args": {"user": "demo", "name": "演示", "posts": [{"role": "collector", "unit": "T01",
            "area": "990100001001", "from": "2026-01-01T00:00:00Z"}]}}),
    ];
    each.chain(some)
        .map(|v| v.to_string().into_bytes())
        .collect()
}

fn read_call(text: &[u8]) {
    let Ok(Value::Object(mut given)) = serde_json::from_slice(text) else {
        return;
    };
    let args = given.remove("args").unwrap_or_default();
    if let Some(Value::String(name)) = given.get("call") {
        let _ = Call::parse(name, args);
    }
}

fn acts() -> Vec<Vec<u8>> {
    let each = Action::ALL
        .iter()
        .map(|action| json!({"action": action, "payload": {"reason": "原因", "note": "备注"}}));
    let hang = json!({"action": "request_hang", "payload": {"reason": "other", "plan": "分步处理", "owner": "演示", "until": "2026-03-01T00:00:00Z",
        "next_check": "2026-02-01T00:00:00Z", "proof": "照片"}});
    each.chain([hang])
        .map(|v| v.to_string().into_bytes())
        .collect()
}

fn read_act(text: &[u8]) {
    let Ok(Value::Object(mut given)) = serde_json::from_slice(text) else {
        return;
    };
    let payload = given.remove("payload").unwrap_or_default();
    let action = given.remove("action").unwrap_or_default();
    let Ok(action) = serde_json::from_value::<Action>(action) else {
        return;
    };
    if let Ok(act) = Act::parse(action, payload) {
        let _ = act.check(&district().rules.texts);
        let again = Act::parse(action, act.payload());
        assert_eq!(again.ok(), Some(act), "what was read reads again");
    }
}

fn issues() -> Vec<Vec<u8>> {
    let place = json!({"lon": 117.1, "lat": 40.15, "crs": "wgs84", "accuracy_m": 8, "area_code": "990100001001", "grid": "99010000100103"});
    let issue = json!({"title": "路灯不亮", "body": "东门外四盏路灯三天不亮，夜间行人看不清。", "kind": "hazard", "source": "patrol",
        "category": "010103", "grade": "normal", "tags": ["夜间"], "occurred_at": "2026-01-01T08:00:00+08:00", "where": place,
        "reporter": {"kind": "person", "name": "演示王某", "phone": "13000000123", "wants_visit": true, "consent": true}});
    vec![
        issue.to_string().into_bytes(),
        json!({"title": "改", "grade": "urgent"})
            .to_string()
            .into_bytes(),
    ]
}

fn read_issue(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    if let Ok(issue) = model::json::from_text::<Issue>(text) {
        let facts = issue.facts();
        if facts.check(district()).is_ok() {
            let kept = serde_json::to_string(&facts).unwrap_or_default();
            let again = serde_json::from_str(&kept);
            assert_eq!(again.ok(), Some(facts), "facts that are taken read back");
        }
        if let Some(reporter) = &issue.reporter {
            let _ = reporter.checked();
        }
    }
    let _ = model::json::from_text::<FactsPatch>(text);
}

/// The demo's lists cut short: mutation needs small inputs.
fn small_district() -> Vec<u8> {
    let mut district = demo::district();
    district.areas.truncate(3);
    for area in &mut district.areas {
        area.grids.truncate(1);
    }
    district.units.truncate(3);
    district.categories.truncate(4);
    district.duty.truncate(1);
    serde_json::to_vec(&district).unwrap_or_default()
}

fn tables() -> Vec<Vec<u8>> {
    vec![
        "user,name,role,unit,area,grid,password\na1,演示,collector,T01,990100001001,99010000100103,\na1,演示,handler,B01,990100000000,,\n".into(),
        "\u{feff}user,name,role,unit,area\n\"b\",\"演\"\"示\",auditor,B28,990100000000\n".into(),
    ]
}

fn read_table(bytes: &[u8]) {
    let columns = Columns {
        known: &["user", "name", "role", "unit", "area", "grid", "password"],
        needed: &["user", "name", "role", "unit", "area"],
    };
    if let Ok(table) = Table::read(bytes, columns) {
        for row in table.rows() {
            let _ = (row.cell("user"), row.cell("password"), row.line());
        }
    }
}

fn codes() -> Vec<Vec<u8>> {
    let token = format!("s{}", "A".repeat(43));
    [
        "K7M2-93QD-0000",
        token.as_str(),
        "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f",
        "00112233445566ff",
        "00112233445566ff0000000100000009",
        "2026-01-01T08:00:00+08:00",
        "demo_collector",
        "WS990100-2026-000001-3",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect()
}

fn read_codes(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    pool::auth::read_code(text);
    let _ = pool::auth::Token::read(text);
    let _ = TicketId::new(text.to_string());
    let _ = DeviceId::new(text.to_string());
    let _ = text.parse::<EditId>();
    let _ = UserName::new(text.to_string());
    let _ = model::number::check_ticket_no(text);
    let quoted = Value::String(text.to_string());
    if let Ok(at) = serde_json::from_value::<Moment>(quoted) {
        let again = serde_json::to_value(at).and_then(serde_json::from_value::<Moment>);
        assert_eq!(again.ok(), Some(at), "a time that reads can be written");
    }
}
