//! Verification: everything derived is derived again and compared, everything summed is summed again.

use crate::scores::fits;
use crate::store::{Db, Projection, Store};
use crate::{Result, clock, photos, reasons, reporters, texts};
use model::Moment;
use model::act::is_private;
use model::row::Row;
use model::score::ledger::account;
use model::ticket::Ticket;
use serde::Serialize;
use std::sync::Arc;
use sync::{AuditHead, Document};

/// Tickets looked at between two questions to the database.
const PAGE: u32 = 500;
/// Findings listed; the rest is only counted.
const LISTED: usize = 200;

/// What verification came to.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Nothing was found.
    pub ok: bool,
    pub tickets: u64,
    pub photos: u64,
    /// What does not fit.
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: u64,
}

/// One thing that does not fit.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// What: database, audit, reason, document, projection, instances, frozen, rebuild, words, reporter, texts, unreadable or photo.
    pub what: &'static str,
    /// Which ticket, photo or line.
    pub which: String,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Report {
    /// Of a pool that does not open.
    pub fn unopened(trouble: &crate::Error) -> Self {
        let mut report = Report::default();
        report.found("database", trouble);
        report
    }
    fn found(&mut self, what: &'static str, which: impl ToString) {
        if self.findings.len() < LISTED {
            self.findings.push(Finding {
                what,
                which: which.to_string(),
            });
        } else {
            self.more += 1;
        }
    }
}

/// Looks at everything in the folder, and compares the audit log with ends of its chain that devices brought. What cannot even
/// be read is a finding as well.
pub fn verify(store: &Arc<Store>, brought: &[AuditHead]) -> Report {
    verify_as_of(store, brought, clock::now())
}

/// The same, as of a moment.
pub fn verify_as_of(store: &Arc<Store>, brought: &[AuditHead], now: Moment) -> Report {
    let mut report = Report::default();
    for head in brought {
        let fits = store.read_now(|db| db.signed_fit(&store.keys, head));
        if !fits.unwrap_or(false) {
            report.found("audit", format!("head {}", head.n));
        }
    }
    if let Err(trouble) = look(store, now, &mut report) {
        report.found("database", trouble);
    }
    report.ok = report.findings.is_empty();
    report
}

fn look(store: &Arc<Store>, now: Moment, report: &mut Report) -> Result<()> {
    match store.read_now(|db| {
        Ok((
            reasons::unfit(db, &store.keys)?,
            db.heads_unfit(&store.keys)?,
        ))
    }) {
        Ok((reasons, heads)) => {
            reasons.iter().for_each(|n| report.found("reason", n));
            heads.iter().for_each(|which| report.found("audit", which));
        }
        Err(_) => report.found("audit", "heads"),
    }
    match store.read_now(|db| Ok((db.sound()?, db.audit_break()?))) {
        Ok((sound, line)) => {
            if !sound {
                report.found("database", "integrity_check");
            }
            line.into_iter().for_each(|n| report.found("audit", n));
        }
        Err(_) => report.found("database", "integrity_check"),
    }
    for (month, version) in store.read_now(frozen_unfit)? {
        report.found("frozen", format!("{month} {version}"));
    }
    let mut next = 1;
    loop {
        let page = store.read_now(|db| db.stored_from(next, PAGE))?;
        let Some(last) = page.last() else { break };
        next = last.n + 1;
        for stored in &page {
            report.tickets += 1;
            match &stored.projection {
                // One that stops its own reading stops no other's.
                Ok(place) => {
                    if store
                        .read_now(|db| ticket(store, db, (place, now), report))
                        .is_err()
                    {
                        report.found("unreadable", &stored.id);
                    }
                }
                Err(_) => report.found("projection", &stored.id),
            }
        }
    }
    for sha256 in store.read_now(|db| db.photos())? {
        report.photos += 1;
        let whole = photos::read(store.folder(), &sha256, photos::Size::Full);
        if whole.is_err() || photos::read(store.folder(), &sha256, photos::Size::Thumb).is_err() {
            report.found("photo", sha256);
        }
    }
    Ok(())
}

fn ticket(
    store: &Store,
    db: &Db,
    (place, now): (&Projection, Moment),
    report: &mut Report,
) -> Result<()> {
    let id = &place.row.id;
    let loaded = db
        .document(place.n)
        .and_then(|s| s.document())
        .and_then(|mut d| Ok((d.read()?, d.heads())));
    let Ok((ticket, heads)) = loaded else {
        report.found("document", id);
        return Ok(());
    };
    let row = Row::of(&ticket, &ticket.state());
    if row != place.row || !db.columns_fit(place.n, &row)? {
        report.found("projection", id);
    }
    if !instances_fit(store, db, (place.n, now), &ticket)? {
        report.found("instances", id);
    }
    if !db.words_fit(place.n, &ticket, &row)? {
        report.found("words", id);
    }
    match rebuilt(db, place) {
        Ok(again) if again == heads => {}
        _ => report.found("rebuild", id),
    }
    if !reporter_fits(store, db, place)? {
        report.found("reporter", id);
    }
    for (edit, sealed) in db.sealed_texts(place.n)? {
        let mut log = ticket.log.iter();
        let fits = log.any(|e| e.id == edit && is_private(e.act.action()));
        if !fits || texts::open(&store.keys, id, &edit, &sealed).is_err() {
            report.found("texts", id);
        }
    }
    Ok(())
}

/// Whether the side record opens, and is found by what it holds and nothing else.
fn reporter_fits(store: &Store, db: &Db, place: &Projection) -> Result<bool> {
    let kept = db.reporter_keys(place.n)?;
    let Some(sealed) = db.sealed_reporter(place.n)? else {
        return Ok(kept.is_none_or(|keys| keys.is_empty()));
    };
    let Ok(reporter) = reporters::open(&store.keys, &place.row.id, &sealed) else {
        return Ok(false);
    };
    let mut right = reporters::found_by(db, &reporter);
    right.sort_unstable();
    Ok(kept.is_none_or(|keys| keys == right))
}

/// Frozen months whose lines are not those that their hash was made over.
fn frozen_unfit(db: &Db) -> Result<Vec<(String, u32)>> {
    let mut unfit = Vec::new();
    for (month, _) in db.frozen_months()? {
        for frozen in db.frozen(&month)? {
            // One that cannot even be read does not fit, and stops no other's look.
            if !fits(db, &month, &frozen).unwrap_or(false) {
                unfit.push((month.clone(), frozen.version));
            }
        }
    }
    Ok(unfit)
}

/// Whether the verdicts kept are those of the document, as of when the pool looked at the ticket last: before it is to be looked
/// at again or, where that is overdue, not before its last ruling and the last verdict that was kept.
fn instances_fit(store: &Store, db: &Db, (n, now): (i64, Moment), ticket: &Ticket) -> Result<bool> {
    let (kept, (rule, wake)) = (db.instances(n)?, db.marks(n)?);
    let file = store.district();
    // Rules that no running ticket follows are let go; what they once came to stands.
    let gone = |rule: &String| *rule != file.rule_tag && !file.district.packs.contains_key(rule);
    // One that a change of the store marked for its first look has nothing yet that could be compared.
    let unseen = kept.is_empty() && wake == Some(Moment(0));
    if unseen || rule.as_ref().is_some_and(gone) {
        return Ok(true);
    }
    let due = wake.map_or(now, |at| now.min(Moment(at.0.saturating_sub(1))));
    let rulings = ticket.log.iter().filter_map(|e| e.ruling.as_ref());
    let ruled = rulings.chain(ticket.other_rulings.values()).map(|r| r.at);
    // What was due at a moment is late once that has passed; that alone was settled by looking.
    let late = kept.iter().filter(|l| l.due == Some(l.settled_at));
    let settled = late.map(|l| Moment(l.settled_at.0.saturating_add(1)).min(now));
    let until = ruled.chain(settled).fold(due, Moment::max);
    Ok(account(ticket, &file.district, until).lines == kept)
}

/// The heads of the document built again from its edits.
fn rebuilt(db: &Db, place: &Projection) -> Result<Vec<model::Head>> {
    let mut document = Document::new();
    for stored in db.edits_after(place.n, &place.row.id, 0)? {
        let Some(head) = stored.head else { continue };
        if document.write(&stored.edit)?.head != head {
            return Err(crate::Error::Damaged("edit".into()));
        }
    }
    Ok(document.heads())
}
