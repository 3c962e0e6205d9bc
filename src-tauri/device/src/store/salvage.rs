//! What still reads of a store that does not open: row by row, so that a page that is damaged costs what stands on it and
//! nothing else. The store itself is left as it is.

use super::connections::connect_aside;
use super::edit::{self, Own};
use super::photo::UnsentPhoto;
use super::side;
use super::unsent::{self, Identity, Unsent};
use super::{Db, FILE, IDENTITY, Store, broken, draft, note, photo};
use crate::error::Result;
use crate::files;
use crate::keys::{self, Key};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use model::edit::Write;
use model::{Code, Denial};
use rusqlite::Connection;
use std::path::Path;

const CONTEXT: &[u8] = b"zs12345-identity-1";
/// Rows looked for where a table does not say how many it has.
const ROWS_MAX: i64 = 50_000;
/// Rows without an answer, one after another, after which a table is taken to be at its end.
const SILENT_MAX: u64 = 500;
/// Questions without an answer after which nothing more is asked.
const FAULTS_MAX: u64 = 2_000;

/// Keeps beside the store, sealed under its key, whose it is.
pub fn keep_identity(dir: &Path, key: &Key, db: &Db) -> Result<()> {
    let identity = unsent::identity(db)?;
    if read_identity(&dir.join(IDENTITY), key).is_some_and(|kept| kept == identity) {
        return Ok(());
    }
    let nonce = keys::random::<24>()?;
    let json = zeroize::Zeroizing::new(serde_json::to_vec(&identity)?);
    let payload = Payload {
        msg: &json,
        aad: CONTEXT,
    };
    let sealed = XChaCha20Poly1305::new((&**key).into())
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Denial::new(Code::Bug).with("detail", "identity"))?;
    let bytes = [nonce.as_slice(), &sealed].concat();
    Ok(files::write_durably(&dir.join(IDENTITY), &bytes)?)
}

fn read_identity(path: &Path, key: &Key) -> Option<Identity> {
    let bytes = files::read(path).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<24>()?;
    let payload = Payload {
        msg: sealed,
        aad: CONTEXT,
    };
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let json = cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
    serde_json::from_slice(&zeroize::Zeroizing::new(json)).ok()
}

/// Reads what was set aside under this number. `StoreFailed` where not even whose it is can be read.
pub fn salvage(dir: &Path, n: u32, key: &Key) -> Result<(Identity, Unsent)> {
    let word = broken(n);
    let path = dir.join(format!("{FILE}.{word}"));
    let mut kept = None;
    let mut wreck = Wreck::of(|question| {
        // Opened anew after each fault: a connection that met one may go on failing.
        let mut conn: Connection = match kept.take() {
            Some(conn) => conn,
            None => connect_aside(&path, key)?,
        };
        question(&Db::of(conn.transaction()?))?;
        kept = Some(conn);
        Ok(())
    });
    let named = read_identity(&dir.join(format!("{IDENTITY}.{word}")), key);
    let identity = match named.or_else(|| wreck.ask(unsent::identity)) {
        Some(identity) => identity,
        None => {
            let detail = "打不开的数据里，连属于哪台设备都读不出来";
            return Err(Denial::new(Code::StoreFailed).with("detail", detail).into());
        }
    };
    Ok((identity, wreck.unsent()))
}

/// Reads what still reads of a store that is open, where something in it does not.
pub fn salvage_open(store: &Store) -> Unsent {
    Wreck::of(|question| store.read(|db| question(db))).unsent()
}

/// Photos that waiting edits list, whether or not the table of photos reads.
fn add_listed(photos: &mut Vec<UnsentPhoto>, edits: &[Own]) {
    for own in edits {
        let Write::Photo(listed) = &own.edit.write else {
            continue;
        };
        if photos.iter().all(|p| p.sha256 != listed.sha256) {
            photos.push(UnsentPhoto {
                sha256: listed.sha256.clone(),
                ticket: own.edit.ticket.clone(),
                bytes: listed.bytes,
            });
        }
    }
}

type Question<'q> = &'q mut dyn FnMut(&Db) -> Result<()>;

/// A damaged store, asked one question at a time.
struct Wreck<Asked: FnMut(Question) -> Result<()>> {
    asked: Asked,
    faults: u64,
}

impl<Asked: FnMut(Question) -> Result<()>> Wreck<Asked> {
    fn of(asked: Asked) -> Self {
        Wreck { asked, faults: 0 }
    }

    /// Asks; none when there is no answer any more.
    fn ask<T>(&mut self, question: impl FnOnce(&Db) -> Result<T>) -> Option<T> {
        if self.faults > FAULTS_MAX {
            return None;
        }
        let (mut question, mut answer) = (Some(question), None);
        let asked = (self.asked)(&mut |db| {
            if let Some(question) = question.take() {
                answer = Some(question(db)?);
            }
            Ok(())
        });
        if asked.is_err() {
            self.faults += 1;
            return None;
        }
        answer
    }

    /// The rows of a table that wait and read, and how many are lost.
    fn rows<T>(
        &mut self,
        table: &'static str,
        at: impl Fn(&Db, i64) -> Result<Option<T>>,
    ) -> (Vec<T>, u64) {
        let (mut found, mut lost) = (Vec::new(), 0);
        let (numbers, sure) = self.numbers(table);
        let mut silent = 0;
        for no in numbers {
            match self.ask(|db| at(db, no)) {
                Some(row) => {
                    found.extend(row);
                    lost += std::mem::take(&mut silent);
                }
                None => silent += 1,
            }
            if !sure && silent > SILENT_MAX {
                break;
            }
        }
        // Where the end of the table is not known, all that is known of what is behind the last row is that something was.
        lost += if sure { silent } else { silent.min(1) };
        (found, lost)
    }

    /// The numbers of a table's rows that wait, or those it may have; whether it has no others.
    fn numbers(&mut self, table: &'static str) -> (Vec<i64>, bool) {
        let waiting = self.ask(|db| {
            let sql = format!("select no from {table} where state < 2 order by no");
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map([], |r| r.get(0))?;
            Ok(rows.collect::<rusqlite::Result<Vec<i64>>>()?)
        });
        if let Some(numbers) = waiting {
            return (numbers, true);
        }
        let last = self.ask(|db| {
            let sql = format!("select coalesce(max(no), 0) from {table}");
            let mut statement = db.prepare_cached(&sql)?;
            Ok(statement.query_row([], |r| r.get::<_, i64>(0))?)
        });
        let numbers = 1..=last.unwrap_or(ROWS_MAX).min(ROWS_MAX);
        (numbers.collect(), last.is_some())
    }

    /// Everything that waits and reads.
    fn unsent(mut self) -> Unsent {
        let mut unsent = Unsent::default();
        let edits = self.rows("edit", edit::waiting_at);
        let sides = self.rows("side", side::waiting_at);
        (unsent.edits, unsent.sides) = (edits.0, sides.0);
        unsent.lost = edits.1 + sides.1;
        match self.ask(photo::unsent) {
            Some(photos) => unsent.photos = photos,
            None => unsent.lost += 1,
        }
        add_listed(&mut unsent.photos, &unsent.edits);
        match self.ask(draft::all) {
            Some(drafts) => unsent.drafts = drafts,
            None => unsent.lost += 1,
        }
        match self.ask(note::all) {
            Some(notes) => {
                let own = notes.into_iter().filter(|n| n.ticket.is_none());
                unsent.notes = own.collect();
            }
            None => unsent.lost += 1,
        }
        unsent
    }
}
