//! Boards are answered by an index that holds nothing else, and so are the ratings of a month.

use super::boards::board_sql;
use super::{Db, visits};
use model::Moment;
use model::scope::Clause;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

fn plan(db: &Db, sql: &str, params: &[Value]) -> String {
    let mut ask = db
        .conn
        .prepare(&format!("explain query plan {sql}"))
        .unwrap();
    let lines = ask
        .query_map(params_from_iter(params.iter()), |r| r.get::<_, String>(3))
        .unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn boards_read_their_index_alone() {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("plan.sqlite")).unwrap();
    for (clauses, index) in [
        (vec![Clause::All], "COVERING INDEX board"),
        (vec![Clause::Open], "COVERING INDEX board"),
        (
            vec![Clause::Area("990100001".into())],
            "COVERING INDEX board_town",
        ),
    ] {
        let (sql, w) = board_sql(&clauses, Moment(0));
        let found = plan(&db, &sql, &w.params);
        assert!(found.contains(index), "{clauses:?}: {found}");
        assert!(!found.contains("TEMP B-TREE"), "{clauses:?}: {found}");
    }
    let (from, to) = (Value::Integer(0), Value::Integer(1));
    let found = plan(&db, visits::EVERYBODY, &[from.clone(), to.clone()]);
    assert!(found.contains("COVERING INDEX visit_rated"), "{found}");
    let found = plan(&db, visits::EXCLUDED, &[from, to]);
    assert!(found.contains("INDEX ticket_excluded"), "{found}");
}
