//! The ratings of a month are answered by an index that holds nothing else.

use super::lists::rows_for_tests;
use super::{Db, visits};
use rusqlite::params;

#[test]
fn ratings_read_their_index_alone() {
    let (_dir, db) = rows_for_tests::store();
    let plan = |db: &Db, sql: &str| {
        let mut ask = db
            .conn
            .prepare(&format!("explain query plan {sql}"))
            .unwrap();
        let lines = ask
            .query_map(params![0, 1], |r| r.get::<_, String>(3))
            .unwrap();
        lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
    };
    let found = plan(&db, visits::EVERYBODY);
    assert!(found.contains("COVERING INDEX visit_rated"), "{found}");
    let found = plan(&db, visits::EXCLUDED);
    assert!(found.contains("INDEX ticket_excluded"), "{found}");
}
