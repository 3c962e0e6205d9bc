//! What this version cannot read, as another one stored it: it stays as it was, is passed over, and is named in the log by
//! its id alone. A version that can read it takes it up again.

use super::stored::{Kind, Unreadable};
use super::{Db, Tx, draft, edit, note, side};
use crate::error::Result;

/// Sets aside what was found not to read. Edits and side records only while they wait: what was answered concerns nobody.
pub fn keep(tx: &Tx, found: &[Unreadable]) -> Result<()> {
    for Unreadable { kind, id } in found {
        let table = kind.table();
        let sql = match kind {
            Kind::Draft | Kind::Note => format!("update {table} set aside = 1 where id = ?"),
            Kind::Edit | Kind::Side => {
                format!("update {table} set state = 5 where no = ? and state < 2")
            }
        };
        if tx.execute(&sql, [id])? > 0 {
            tracing::warn!(table, id, "set aside: this version cannot read it");
        }
    }
    Ok(())
}

/// Takes up again what another version had set aside and this one can read.
pub fn take_up(tx: &Tx) -> Result<()> {
    for (kind, ids) in readable(tx)? {
        let table = kind.table();
        let sql = match kind {
            Kind::Draft | Kind::Note => format!("update {table} set aside = 0 where id = ?"),
            Kind::Edit | Kind::Side => {
                format!("update {table} set state = 0 where no = ? and state = 5")
            }
        };
        for id in ids {
            tx.execute(&sql, [&id])?;
            if matches!(kind, Kind::Edit) {
                // Its change may have left the copy meanwhile: the pool's copy comes with the next pull.
                tx.execute(
                    "update ticket set want = 1 where no = (select ticket from edit where no = ?)",
                    [&id],
                )?;
            }
            tracing::info!(table, id, "taken up again: this version can read it");
        }
    }
    Ok(())
}

/// Whether there is anything to take up again.
pub fn any_readable(db: &Db) -> Result<bool> {
    Ok(readable(db)?.iter().any(|(_, ids)| !ids.is_empty()))
}

fn readable(db: &Db) -> Result<[(Kind, Vec<String>); 4]> {
    Ok([
        (Kind::Draft, draft::readable_aside(db)?),
        (Kind::Note, note::readable_aside(db)?),
        (Kind::Edit, edit::readable_aside(db)?),
        (Kind::Side, side::readable_aside(db)?),
    ])
}

/// Records that wait and lie aside: another version may read them.
pub fn waiting(db: &Db) -> Result<u64> {
    let sql = "select (select count(*) from edit where state = 5) + (select count(*) from side where state = 5)";
    let count: i64 = db.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
    Ok(count.unsigned_abs() + self::count(db)?)
}

/// Drafts and notes that lie aside: nothing else shows them.
pub fn count(db: &Db) -> Result<u64> {
    let sql = "select (select count(*) from draft where aside = 1) + (select count(*) from note where aside = 1)";
    let count: i64 = db.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
    Ok(count.unsigned_abs())
}
