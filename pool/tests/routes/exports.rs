use crate::list_tickets::filled;
use crate::support::{Answer, Pool, issue};
use axum::body::Body;
use axum::http::{Request, header};
use calamine::{Reader, Xlsx};
use model::scope;
use pool::export::{Export, HEAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Cursor;

async fn fetch(pool: &Pool, user: &str, name: &str) -> Answer {
    let token = pool.token(user).await;
    let request = Request::get(format!("/api/v1/exports/{name}"))
        .header(header::COOKIE, format!("zs_session={token}"));
    pool.send(request.body(Body::empty()).unwrap()).await
}

/// Asks for a file and fetches it.
async fn export(pool: &Pool, user: &str, format: &str, filter: Value) -> (Value, Vec<u8>) {
    export_as(pool, user, format, "hotline", filter).await
}

/// The same with the columns named.
async fn export_as(
    pool: &Pool,
    user: &str,
    format: &str,
    columns: &str,
    filter: Value,
) -> (Value, Vec<u8>) {
    let call = json!({"filter": filter, "format": format, "columns": columns});
    let made = pool.call(user, "export_tickets", call).await.ok();
    let file = fetch(pool, user, made["name"].as_str().unwrap()).await;
    assert_eq!(file.status, 200);
    let kept = &file.headers[header::CONTENT_DISPOSITION];
    assert!(kept.to_str().unwrap().starts_with("attachment; "));
    assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
    (made, file.bytes)
}

fn read_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes
        .strip_prefix("\u{feff}".as_bytes())
        .expect("a byte-order mark");
    let mut table = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text);
    // A cell written as ="0012" is what a spreadsheet program shows of it.
    let shown = |cell: &str| {
        let text = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"'));
        text.unwrap_or(cell).to_string()
    };
    let rows = table
        .records()
        .map(|r| r.unwrap().iter().map(shown).collect());
    rows.collect()
}

fn read_xlsx(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range("工单").unwrap();
    let formulas = book.worksheet_formula("工单").unwrap();
    assert!(
        formulas.used_cells().all(|c| c.2.is_empty()),
        "no formula anywhere"
    );
    range
        .rows()
        .map(|r| r.iter().map(|c| c.to_string()).collect())
        .collect()
}

/// A ticket with hostile texts and a reporter, brought to its end.
async fn ended(pool: &Pool) -> String {
    let mut hostile = issue("=HYPERLINK(\"http://x\",\"点我\")");
    hostile["body"] = json!("+1 “漏水”,\"引号\"\n第二行 <b>不粗</b>");
    hostile["tags"] = json!(["@汛期"]);
    hostile["reporter"] = json!({"kind": "person", "name": "演示张三", "phone": "13000000123", "wants_visit": true, "consent": true});
    let reply = pool
        .call("demo_collector", "capture", json!({"issue": hostile}))
        .await
        .ok();
    let id = reply["id"].as_str().unwrap().to_string();
    for (user, action, mut payload, _) in crate::support::straight_line() {
        if action == "visit_pass" {
            payload = json!({"means": "phone", "contacted": true, "solved": "partly", "satisfied": "mostly"});
        }
        pool.act(user, &id, action, payload).await.ok();
    }
    id
}

#[tokio::test]
async fn both_kinds_of_file_say_the_same_and_account_for_it() {
    let pool = Pool::new();
    ended(&pool).await;
    pool.captured("路灯不亮").await;
    let (made, csv) = export(&pool, "demo_desk_town", "csv", json!({"sort": "oldest"})).await;
    let (again, xlsx) = export(&pool, "demo_desk_town", "xlsx", json!({"sort": "oldest"})).await;
    let (table, book) = (read_csv(&csv), read_xlsx(&xlsx));
    assert_eq!((&made["rows"], &again["rows"]), (&json!(2), &json!(2)));
    assert_eq!(made["checksum"], again["checksum"]);
    assert_eq!(table.len(), 4, "head, two rows, last line");
    assert_eq!(table[..3], book[..3]);
    assert_eq!(table[0], HEAD);
    // Row by row, as the call, the file and the file's bytes say it.
    let text = String::from_utf8(csv.clone()).unwrap();
    let (from, to) = (
        text.find("\r\n").unwrap() + 2,
        text.rfind("共 2 件").unwrap(),
    );
    let sum = hex::encode(Sha256::digest(&text.as_bytes()[from..to]));
    assert_eq!(made["checksum"], json!(sum));
    for last in [&table[3], &book[3]] {
        assert!(
            last[0].contains(&sum) && last[0].contains("（demo_desk_town）于 20"),
            "{last:?}"
        );
    }
    let cell = |name: &str| {
        let column = HEAD.iter().position(|h| *h == name).unwrap();
        table[1][column].as_str()
    };
    for (column, expect) in [
        ("类型", "隐患"),
        ("标签", "'@汛期"),
        ("标题", "'=HYPERLINK(\"http://x\",\"点我\")"),
        ("主要内容", "'+1 “漏水”,\"引号\"\n第二行 <b>不粗</b>"),
        ("状态", "已结案"),
        ("来电人", "演***".get(..3).map(|_| "演**").unwrap()),
        ("电话", "130****0123"),
        ("小区点位", "幸福路12号"),
        ("办理结果", "已修复"),
        ("回复内容", "已告知"),
        ("处理方式", "更换"),
        ("企业名称", ""),
        ("是否解决", "部分解决"),
        ("是否满意", "基本满意"),
        ("工单性质", "主办"),
    ] {
        assert_eq!(cell(column), expect, "{column}");
    }
    assert!(cell("编号").starts_with("WS") && cell("问题分类").contains('→'));
    assert!(cell("被反映区/街乡镇").starts_with("云桥区（演示）/"));
    assert_eq!(cell("办结时间").len(), "2026-11-22 10:32:00".len());
    for bytes in [&csv, &xlsx] {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("13000000123") && !text.contains("演示张三"));
    }
    pool.audited("export", "csv 2");
    pool.audited("export", "xlsx 2");

    // A list of late tickets takes its lateness along, and no reporter at all.
    let filter = json!({"sort": "oldest"});
    let (seen, csv) = export_as(&pool, "demo_desk_town", "csv", "seen", filter).await;
    let table = read_csv(&csv);
    assert_eq!((&seen["rows"], table.len()), (&json!(2), 4));
    let cell = |row: usize, name: &str| {
        let column = table[0].iter().position(|h| h == name);
        table[row][column.unwrap_or_else(|| panic!("{name} is no column"))].clone()
    };
    assert_eq!(cell(1, "标题"), "'=HYPERLINK(\"http://x\",\"点我\")");
    assert_eq!(
        (cell(1, "状态"), cell(1, "等级")),
        ("已结案".into(), "一般".into())
    );
    assert!(!cell(1, "主办").is_empty() && !cell(1, "入池时间").is_empty());
    assert_eq!(cell(1, "签收时间").len(), "2026-11-22 10:32:00".len());
    assert!(["超时", "未超时"].contains(&cell(2, "是否超时").as_str()));
    assert!(!table[0].iter().any(|h| h == "电话" || h == "来电人"));
    assert!(!String::from_utf8_lossy(&csv).contains("演**"));
}

#[tokio::test]
async fn a_file_is_its_owners_alone() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    let call = json!({"filter": {}, "format": "csv"});
    let made = pool
        .call("demo_desk_town", "export_tickets", call)
        .await
        .ok();
    let name = made["name"].as_str().unwrap();
    for other in ["demo_desk_district", "demo_admin"] {
        assert_eq!(
            fetch(&pool, other, name).await.refused(404),
            "export_gone",
            "{other}"
        );
    }
    for wrong in ["tickets-1.csv", "..%2Fpool.sqlite", "pool.sqlite"] {
        assert_eq!(
            fetch(&pool, "demo_desk_town", wrong).await.refused(404),
            "export_gone"
        );
    }
    let nobody = Request::get(format!("/api/v1/exports/{name}"))
        .body(Body::empty())
        .unwrap();
    assert_eq!(pool.send(nobody).await.refused(401), "signed_out");
    assert_eq!(fetch(&pool, "demo_desk_town", name).await.status, 200);
}

#[tokio::test]
async fn each_post_exports_what_the_matrix_says() {
    let pool = filled(60);
    let rows = pool.store.read_now(|db| db.tickets_from(1, 1000)).unwrap();
    for person in demo::users() {
        let user = person.user.as_str();
        let clauses = model::export::clauses(&person);
        let call = json!({"filter": {"sort": "newest"}, "format": "csv"});
        let answer = pool.call(user, "export_tickets", call).await;
        if clauses.is_empty() {
            assert_eq!(answer.refused(403), "export_no_right", "{user}");
            continue;
        }
        let of: Vec<_> = rows
            .iter()
            .filter(|p| clauses.iter().any(|c| c.matches(&p.scope())))
            .collect();
        assert!(of.iter().all(|p| scope::sees(&person, &p.scope())));
        assert_eq!(answer.ok()["rows"], of.len(), "{user}");
    }
    pool.audited("export_refused", "export_no_right");
    // A filter narrows; an assessor gets addresses masked.
    let (made, bytes) = export(&pool, "demo_assessor", "csv", json!({"link": "answer"})).await;
    let table = read_csv(&bytes);
    let expect = rows
        .iter()
        .filter(|p| p.row.status.link() == Some(model::Link::Answer))
        .count();
    assert_eq!(
        (made["rows"].as_u64(), table.len()),
        (Some(expect as u64), expect + 2)
    );
    let spots: Vec<&String> = table[1..=expect].iter().map(|r| &r[11]).collect();
    assert!(
        spots.iter().all(|s| **s == model::mask::address(s)),
        "{spots:?}"
    );
}

#[tokio::test]
async fn what_is_too_much_is_refused_in_words() {
    let pool = Pool::new();
    pool.captured("路灯不亮").await;
    pool.captured("井盖松动").await;
    let person = demo::users()
        .into_iter()
        .find(|p| p.user.as_str() == "demo_desk_district");
    let person = person.unwrap();
    let filter = lists::Filter {
        hands: Vec::new(),
        clauses: model::export::clauses(&person),
        user: person.user.clone(),
        ask: Default::default(),
        limit: 1,
        now: crate::support::now(),
        masked: false,
    };
    let export = Export {
        district: &pool.store.district(),
        keys: &pool.store.keys,
        person: &person,
        filter: &filter,
        columns: api::ExportColumns::Hotline,
        now: crate::support::now(),
        max: 1,
    };
    let file = pool.dir.path().join("much.csv");
    let refused = pool
        .store
        .read_now(|db| db.with_columns(|s| export.write(s, api::ExportFormat::Csv, &file)));
    let denial = refused.unwrap_err().denial();
    assert_eq!(
        denial.sentence(),
        "一次最多导出 1 件，符合条件的有 2 件，请缩小范围后分次导出"
    );
    assert!(!file.exists());
    for bad in [
        json!({"filter": {}, "format": "pdf"}),
        json!({"filter": {"bbox": [1, 1, 0, 0]}, "format": "csv"}),
    ] {
        pool.call("demo_desk_town", "export_tickets", bad)
            .await
            .refused(400);
    }
}
