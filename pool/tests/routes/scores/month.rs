//! The worked month (docs/scores.md 2): thirteen tickets of town T01, ticket by ticket, 83.78.

use super::past::{Past, call, site};
use super::{lines, month, sheet};
use crate::support::Pool;
use model::{Action, PhotoKind, TicketId};
use serde_json::{Value, json};

const DAY: i64 = 24 * 60;
const HOUR: i64 = 60;

/// The rows in their order, each with its ticket.
pub fn told(pool: &Pool) -> Vec<(usize, TicketId)> {
    let month = month(pool);
    // Ten in the morning of its second day.
    let start = month.from.plus_minutes(DAY + 10 * HOUR);
    let fresh = |reporter| Past::dispatched(pool, start, reporter);
    let mut rows = Vec::new();
    // 10, whose reporter is asked together with that of 1.
    let child = {
        let mut p = Past::captured(pool, start, true, "visit");
        p.wait(1);
        p
    };
    let mut p = fresh(true);
    p.handled();
    let merged = json!({"parent": p.id});
    let mut child = child;
    child.now = p.now;
    child.act("demo_desk_town", Action::Merge, merged);
    p.now = child.now;
    p.done();
    let mut said = call("yes", "yes");
    said["others"] =
        json!([{"ticket": child.id, "call": "answered", "solved": "yes", "satisfied": "yes"}]);
    p.pass(said);
    rows.push((1, p.id));
    rows.push((10, child.id));
    let mut p = fresh(true);
    p.handled();
    p.done();
    p.pass(call("yes", "mostly"));
    rows.push((2, p.id));
    let mut p = fresh(true);
    p.handled();
    p.wait(8 * DAY);
    p.done();
    p.pass(call("yes", "yes"));
    rows.push((3, p.id));
    let mut p = fresh(true);
    p.wait(3 * HOUR);
    p.handled();
    p.done();
    p.redo(call("partly", "no"));
    p.done();
    p.pass(call("yes", "mostly"));
    rows.push((4, p.id));
    let mut p = fresh(true);
    p.handled();
    p.done();
    let mut said = call("yes", "no");
    (said["contacted"], said["justified"]) = (json!(false), json!("诉求超出政策范围"));
    p.pass(said);
    rows.push((5, p.id));
    let mut p = fresh(false);
    p.handled();
    p.done();
    p.pass(site("yes"));
    rows.push((6, p.id));
    // Its second round runs on into the next month.
    let late = month.until.plus_minutes(-2 * DAY);
    let mut p = Past::dispatched(pool, late, false);
    p.act("demo_handler_town", Action::Sign, json!({}));
    p.wait(25 * HOUR);
    p.respond();
    p.done();
    p.redo(site("no"));
    rows.push((7, p.id));
    let mut p = fresh(true);
    p.handled();
    p.done();
    p.pass(call("yes", "yes"));
    let asked = json!({"reason": "civil", "text": "属合同纠纷", "evidence": "合同复印件"});
    p.act("demo_leader_town", Action::RequestExclude, asked);
    p.act("demo_task_force", Action::GrantExclude, json!({}));
    rows.push((8, p.id));
    let mut p = fresh(true);
    p.handled();
    hang(&mut p);
    rows.push((9, p.id));
    rows.push((11, third_in_line(pool)));
    let mut p = Past::captured(pool, start, false, "patrol");
    p.photo(0x41, PhotoKind::Before);
    p.photo(0x42, PhotoKind::After);
    p.act(
        "demo_collector",
        Action::SolveOnSpot,
        json!({"result": "已当场清理"}),
    );
    p.pass(site("yes"));
    rows.push((12, p.id));
    let mut p = fresh(true);
    p.handled();
    p.done();
    for _ in 0..3 {
        p.act(
            "demo_visitor",
            Action::VisitMissed,
            json!({"call": "missed"}),
        );
        p.wait(DAY);
    }
    rows.push((13, p.id));
    rows
}

fn hang(p: &mut Past) {
    let day = |n: i64| p.now.plus_minutes(n * DAY).to_string();
    let asked = json!({"reason": "funds", "plan": "列入计划", "owner": "演示李某", "until": day(80), "next_check": day(14), "proof": "纪要", "told": true});
    p.act("demo_leader_town", Action::RequestHang, asked);
    p.act("demo_task_force", Action::GrantHang, json!({}));
}

fn third_in_line(pool: &Pool) -> TicketId {
    let start = month(pool).from.plus_minutes(DAY + 10 * HOUR);
    let mut p = Past::captured(pool, start, true, "visit");
    p.accept();
    let returned = json!({"reason": "duty", "basis": "三定方案第五条", "suggested_unit": "T01"});
    for (unit, leader) in [("B01", "demo_unit_leader"), ("B02", "demo_unit_leader2")] {
        let sent = json!({"lead_unit": unit});
        p.act("demo_desk_district", Action::Dispatch, sent);
        p.act(leader, Action::RequestReturn, returned.clone());
        p.wait(7 * DAY * 35 / 100);
        p.act("demo_desk_district", Action::GrantReturn, json!({}));
    }
    let ruled = json!({"lead_unit": "T01", "reason": "属地兜底"});
    p.act("demo_task_force", Action::RuleDispatch, ruled);
    p.handled();
    p.wait(3 * DAY);
    p.done();
    p.pass(call("yes", "yes"));
    p.id
}

/// What stands for a ticket under each of the five rates.
fn marks(lines: &[Value], ticket: &TicketId) -> [String; 5] {
    let rates = ["sign", "respond", "done", "solved", "satisfied"];
    rates.map(|ind| {
        let of = lines
            .iter()
            .filter(|l| l["ticket"] == json!(ticket) && l["ind"] == ind);
        let marks: Vec<String> = of
            .filter_map(|l| match (&l["good"], &l["uncounted"]) {
                (Value::Number(good), _) => Some(good.to_string()),
                (_, Value::String(why)) if why != "excluded" => Some(why.clone()),
                _ => None,
            })
            .collect();
        marks.join(" ")
    })
}

#[tokio::test]
async fn the_worked_month_comes_to_83_78_ticket_by_ticket() {
    let pool = Pool::new();
    let rows = told(&pool);
    // The pool looks at its tickets: what time alone settled is written now.
    pool::upkeep::run(&pool.store, crate::support::now()).unwrap();
    let all = lines(&pool, "demo_assessor", "T01", json!({})).await;
    for (row, expect) in [
        (1, ["2", "2", "2", "2 2", "2 2"]),
        (2, ["2", "2", "2", "2", "2"]),
        (3, ["2", "2", "0", "2", "2"]),
        (4, ["0", "2", "2 2", "2", "2"]),
        (5, ["2", "0", "2", "2", "0"]),
        (6, ["2", "2", "2", "2", ""]),
        (7, ["2", "0", "2", "0", ""]),
        (8, ["", "", "", "", ""]),
        (9, ["2", "", "", "", ""]),
        (10, ["", "", "", "", ""]),
        (11, ["2", "2", "flow", "2", "2"]),
        (12, ["", "", "", "2", ""]),
        (13, ["2", "2", "2", "", ""]),
    ] {
        let ticket = &rows.iter().find(|r| r.0 == row).unwrap().1;
        assert_eq!(marks(&all, ticket), expect.map(String::from), "row {row}");
    }
    let sheet = sheet(&pool, "demo_assessor", "T01").await;
    for (ind, good, n, bp) in [
        ("sign", 18, 10, 9000),
        ("respond", 14, 9, 7778),
        ("done", 16, 9, 8889),
        ("solved", 18, 10, 9000),
        ("satisfied", 12, 7, 8571),
    ] {
        let rate = json!({"good_halves": good, "n": n, "bp": bp});
        assert_eq!(sheet["rates"][ind], rate, "{ind}");
    }
    assert_eq!(
        (&sheet["base"], &sheet["final"]),
        (&json!(8483), &json!(8378))
    );
    assert_eq!(
        sheet["deductions"],
        json!([{"kind": "late_sign", "count": 1, "each": 10, "sum": 10}, {"kind": "redo", "count": 2, "each": 50, "sum": 100}])
    );
    assert_eq!(
        sheet["additions"],
        json!([{"kind": "proactive", "count": 1, "each": 5, "sum": 5}])
    );
    let not = &sheet["uncounted"];
    assert_eq!(
        [&not["merged"], &not["paused"], &not["flow"], &not["window"]],
        [1, 1, 1, 0].map(|n| json!(n)).each_ref()
    );
    // Each number leads to exactly its lines.
    for (name, n) in not.as_object().unwrap() {
        let listed = lines(&pool, "demo_assessor", "T01", json!({"uncounted": name})).await;
        assert_eq!(json!(listed.len()), *n, "{name}");
    }
    for ind in ["sign", "respond", "done", "solved", "satisfied"] {
        let listed = lines(&pool, "demo_assessor", "T01", json!({"ind": ind})).await;
        let good: u64 = listed.iter().filter_map(|l| l["good"].as_u64()).sum();
        assert_eq!(json!(good), sheet["rates"][ind]["good_halves"], "{ind}");
    }
    // 满意率 is the same wherever it stands.
    let talks = pool
        .call(
            "demo_assessor",
            "list_talks",
            json!({"month": month(&pool).text}),
        )
        .await
        .ok();
    let units = talks["groups"].as_array().unwrap().iter();
    let mut units = units.flat_map(|g| g["units"].as_array().unwrap());
    let town = units.find(|u| u["unit"] == "T01").unwrap();
    assert_eq!(
        [&town["rated"], &town["satisfied"], &town["rate_bp"]],
        [&json!(7), &json!(6), &json!(8571)]
    );
    let found = pool::verify::verify(&pool.store, &[]);
    // The two photos have no bytes here.
    assert!(
        found.findings.iter().all(|f| f.what == "photo"),
        "{found:?}"
    );
}
