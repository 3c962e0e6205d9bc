//! People, rule packs and the audit log.

use super::super::state::App;
use crate::auth::one_time_password;
use crate::consent::{self, Ask};
use crate::people::{self, Hand};
use crate::store::{Db, Entry, Tx};
use crate::{Result, clock, devices, rules};
use api::{
    ApplyRules, ApproveRules, AuditPage, AuditRecord, Consents, DecideConsent, Devices, ListPeople,
    People, PersonLine, PersonSaved, ProposeRules, PutLeave, ReadAudit, RuleList, SavePerson,
};
use model::person::Person;
use model::{Code, Denial, DeviceId, Moment, UserName, text};

const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 500;
const WORD_MAX: usize = 64;

/// A page of people.
pub async fn list_people(app: &App, ask: ListPeople) -> Result<People> {
    app.store
        .read(move |db| people::list(db, clock::now(), &ask))
        .await
}

/// Keeps a person, or what was asked until a second person consents. A new one, or one whose password is reset, gets a
/// one-time password.
pub async fn save_person(app: &App, admin: Person, call: SavePerson) -> Result<PersonSaved> {
    let user = call.user.to_string();
    let known = app.store.read(move |db| db.user(&user)).await?.is_some();
    let (password, hash) = drawn(app, call.reset_password || !known).await?;
    let (person, done) = asked(app, admin, Ask::Save(call), hash).await?;
    Ok(PersonSaved {
        person,
        password: password.filter(|_| done),
    })
}

/// Leave and substitution.
pub async fn put_leave(app: &App, admin: Person, call: PutLeave) -> Result<PersonLine> {
    let (line, _) = asked(app, admin, Ask::Leave(call), String::new()).await?;
    Ok(line)
}

/// A new one-time password with its hash, when one is wanted.
async fn drawn(app: &App, wanted: bool) -> Result<(Option<String>, String)> {
    if !wanted {
        return Ok((None, String::new()));
    }
    let password = one_time_password()?;
    let hash = app.hasher.hash(password.clone()).await?;
    Ok((Some(password), hash))
}

async fn asked(app: &App, admin: Person, ask: Ask, hash: String) -> Result<(PersonLine, bool)> {
    let district = app.store.district();
    changed(app, admin, move |tx, admin, now| {
        let hand = Hand {
            admin,
            district: &district.district,
            now,
        };
        consent::carry_out(tx, &hand, &ask, hash)
    })
    .await
}

/// What waits for a second person.
pub async fn list_consents(app: &App) -> Result<Consents> {
    app.store.read(|db| consent::list(db, clock::now())).await
}

/// The second person consents, and gets the one-time password to hand over; or does not.
pub async fn decide_consent(app: &App, person: Person, call: DecideConsent) -> Result<PersonSaved> {
    let id = call.id;
    let draws = app
        .store
        .read(move |db| consent::draws_password(db, id))
        .await?;
    let (password, hash) = drawn(app, draws && call.grant).await?;
    let district = app.store.district();
    let person = changed(app, person, move |tx, person, now| {
        consent::decide(tx, person, &district.district, now, &call, hash)
    })
    .await?;
    Ok(PersonSaved { person, password })
}

/// Every device, or one person's.
pub async fn list_devices(app: &App, user: Option<UserName>) -> Result<Devices> {
    let days = app.store.district().district.rules.guard.token_days;
    let list = move |db: &Db| devices::list(db, user.as_ref(), clock::now(), days);
    let devices = app.store.read(list).await?;
    Ok(Devices { devices })
}

/// A device is switched off.
pub async fn revoke_device(app: &App, admin: Person, id: DeviceId) -> Result<Devices> {
    handle(app, admin, id, devices::revoke).await
}

/// A device that waits since a restore is let in.
pub async fn confirm_device(app: &App, admin: Person, id: DeviceId) -> Result<Devices> {
    handle(app, admin, id, devices::confirm).await
}

async fn handle(
    app: &App,
    admin: Person,
    id: DeviceId,
    work: fn(&Tx, &str, &DeviceId, Moment) -> Result<bool>,
) -> Result<Devices> {
    changed(app, admin, move |tx, admin, now| {
        match work(tx, admin.user.as_str(), &id, now)? {
            true => Ok(()),
            false => Err(Denial::new(Code::ValueUnknown)
                .with("field", "device")
                .with("value", id)
                .into()),
        }
    })
    .await?;
    list_devices(app, None).await
}

/// What is in force and what is on its way.
pub async fn list_rules(app: &App) -> Result<RuleList> {
    let district = app.store.district();
    app.store.read(move |db| rules::list(db, &district)).await
}

/// A pack is proposed.
pub async fn propose_rules(app: &App, person: Person, call: ProposeRules) -> Result<RuleList> {
    let district = app.store.district();
    changed(app, person, move |tx, person, now| {
        rules::propose(tx, &district, person, now, &call)
    })
    .await?;
    list_rules(app).await
}

/// A pack is approved.
pub async fn approve_rules(app: &App, person: Person, call: ApproveRules) -> Result<RuleList> {
    changed(app, person, move |tx, person, now| {
        rules::approve(tx, person, now, &call)
    })
    .await?;
    list_rules(app).await
}

/// A pack comes into force.
pub async fn apply_rules(app: &App, person: Person, call: ApplyRules) -> Result<RuleList> {
    let district = app.store.district();
    changed(app, person, move |tx, person, now| {
        rules::apply(tx, &district, person, now, &call)
    })
    .await?;
    app.store.refresh_district()?;
    list_rules(app).await
}

/// Lines of the audit log. Reading it is written down as well.
pub async fn read_audit(app: &App, person: Person, ask: ReadAudit) -> Result<AuditPage> {
    let limit = ask.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let detail = format!("须是 1 到 {LIMIT_MAX}");
        return Err(Denial::new(Code::FieldType)
            .with("field", "limit")
            .with("detail", detail)
            .into());
    }
    for (field, word) in [("user", &ask.user), ("what", &ask.what)] {
        if let Some(word) = word {
            text::check(field, word, 1, WORD_MAX)?;
        }
    }
    let keys = app.store.clone();
    let (lines, head) = app
        .store
        .read(move |db| {
            db.with_snapshot(|db| {
                let (user, what) = (ask.user.as_deref(), ask.what.as_deref());
                let lines = db.audit_page(ask.after, user, what, limit + 1)?;
                let lines = lines.into_iter().map(|l| {
                    let reason = crate::reasons::read(db, &keys.keys, l.n)?;
                    Ok((l, reason))
                });
                let lines = lines.collect::<Result<Vec<_>>>()?;
                Ok((lines, db.audit_lines(1)?))
            })
        })
        .await?;
    let more = lines.len() > limit as usize;
    let lines: Vec<AuditRecord> = lines
        .into_iter()
        .take(limit as usize)
        .map(|(l, reason)| AuditRecord {
            n: l.n,
            at: Moment(l.at),
            who: l.who,
            what: l.what,
            ticket: l.ticket,
            detail: l.detail,
            hash: hex::encode(l.hash),
            reason,
        })
        .collect();
    let entry = Entry {
        at: clock::now(),
        who: person.user.to_string(),
        what: "audit_read",
        detail: lines.len().to_string(),
        ..Entry::default()
    };
    app.store.write(move |tx| tx.audit(&entry)).await?;
    let head = head.first();
    Ok(AuditPage {
        after: lines.last().filter(|_| more).map(|l| l.n),
        lines,
        head: head.map_or(0, |l| l.n),
        chain: head.map(|l| hex::encode(l.hash)).unwrap_or_default(),
    })
}

/// Runs a change that is no ticket's; a refusal leaves nothing.
async fn changed<T: Send + 'static>(
    app: &App,
    person: Person,
    work: impl FnOnce(&Tx, &Person, Moment) -> Result<T> + Send + 'static,
) -> Result<T> {
    let now = clock::now();
    app.store.write(move |tx| work(tx, &person, now)).await
}
