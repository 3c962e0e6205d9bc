//! Every filter is answered by an index, and so are the counts: the database says so itself.

use super::filter::Where;
use super::{Db, Filter, counts, list};
use api::{ListTickets, Sort};
use model::scope::Clause;
use model::{Moment, UserName};
use rusqlite::params_from_iter;
use serde_json::json;

fn plan(db: &Db, sql: &str, w: &Where) -> String {
    let mut ask = db
        .conn
        .prepare(&format!("explain query plan {sql}"))
        .unwrap();
    let lines = ask
        .query_map(params_from_iter(w.params.iter()), |r| r.get::<_, String>(3))
        .unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_filter_has_its_index() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("plan.sqlite")).unwrap();
    for (ask, index) in [
        (json!({}), "ticket_due"),
        (json!({"status": "handling"}), "ticket_status"),
        (json!({"link": "answer"}), "ticket_link"),
        (json!({"grade": "urgent"}), "ticket_grade"),
        (json!({"kind": "hazard"}), "ticket_kind"),
        (json!({"source": "patrol"}), "ticket_source"),
        (json!({"category": "01"}), "ticket_category"),
        (json!({"category": "010103"}), "ticket_category"),
        (json!({"grid": "99010000100101"}), "ticket_grid"),
        (json!({"unit": "B01"}), "ticket_lead"),
        (json!({"area": "990100001000"}), "ticket_town"),
        (json!({"area": "990100001001"}), "ticket_area"),
        (json!({"mine": true}), "ticket_creator"),
        (json!({"bbox": [117.0, 40.0, 117.1, 40.1]}), "ticket_spot"),
        (
            json!({"since": "2026-11-01T00:00:00Z", "until": "2026-12-01T00:00:00Z"}),
            "ticket_received",
        ),
        (json!({"overdue": true}), "ticket_due"),
        (json!({"open": true}), "ticket_open_due"),
        (json!({"alarm": true}), "ticket_alarm"),
        (json!({"asked": true}), "ticket_asked"),
        (json!({"pressed": true}), "ticket_pressed"),
        (json!({"bounced": true}), "ticket_bounced"),
        (json!({"redone": true}), "ticket_redone"),
        (json!({"hang_late": true}), "ticket_hang"),
    ] {
        let filter = Filter {
            clauses: vec![Clause::All],
            user: UserName::new("u").unwrap(),
            ask: serde_json::from_value::<ListTickets>(ask.clone()).unwrap(),
            limit: 50,
            now: Moment(0),
            masked: false,
        };
        let w = db.condition(&filter).unwrap();
        let found = plan(&db, &list::page_sql(Sort::Due, &filter, &w), &w);
        let by = format!("INDEX {index}");
        assert!(found.contains(&by), "{ask}: {found}");
        // A plain scan of the rows would name neither an index nor a search.
        let scans = found.contains("SCAN t") && !found.contains("COVERING INDEX");
        assert!(!scans, "{ask}: {found}");
    }
    for clauses in [vec![Clause::All], vec![Clause::Area("990100001".into())]] {
        let (sql, w) = counts::unit_sql(&clauses, Moment(0));
        let found = plan(&db, &sql, &w);
        assert!(
            found.contains("COVERING INDEX ticket_unit_open")
                || found.contains("COVERING INDEX ticket_town_open"),
            "{clauses:?}: {found}"
        );
    }
}
