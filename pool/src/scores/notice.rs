//! 通报 at the pool: what is found is put together, the units are heard, items stay or go, it is signed and answered. What fits is
//! decided by `model::notice`.

mod find;
mod show;

pub use find::{Found, find};
pub use show::read;

use super::appeals::{Desk, leads};
use crate::store::{Db, DistrictFile, Entry, KeptItem, KeptNotice, RecordEvent};
use crate::{Result, sealed};
use api::{AnswerItem, DraftNotice, KeepItem, NoticeReply, Praise, SignNotice, StateItem};
use model::district::District;
use model::duty::Names;
use model::notice::{
    FACT_MAX, ITEMS_MAX, Item, ItemKind, NoticeAction, STATEMENT_MAX, Standing, WORDS_MAX,
    answer_until, asked_until,
};
use model::score::month::Month;
use model::score::period::PeriodAction;
use model::{Code, Denial, Moment, UserName, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What people wrote about an item.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Texts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    statement: Option<Said>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ruling: Option<Said>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Said {
    by: UserName,
    at: Moment,
    text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answer {
    by: UserName,
    at: Moment,
    cause: String,
    measure: String,
    due: Moment,
}

fn place(month: &str, item: u32) -> String {
    format!("notice/{month}/{item}")
}

/// A text as it is kept.
fn written(field: &'static str, words: &str, max: usize) -> Result<String, Denial> {
    let words = text::clean(words);
    text::check(field, &words, 1, max)?;
    Ok(words)
}

/// The month, once its scores were drafted, on which 通报 rests, and while it has none.
fn month(db: &Db, file: &DistrictFile, text: &str, now: Moment) -> Result<Month> {
    let rules = &file.district.rules;
    let month = Month::begun(text, &rules.calendar, now)?;
    let period = db.period(&month.text)?.period;
    period.check(PeriodAction::ReadSheet, &month, now, rules, 0)?;
    match db.notice(&month.text)? {
        Some(_) => Err(Denial::new(Code::NoticeKnown)
            .with("month", &month.text)
            .into()),
        None => Ok(month),
    }
}

fn kept_of(found: Found, item: u32) -> KeptItem {
    KeptItem {
        item,
        told: Item {
            version: 1,
            praise: found.kind == ItemKind::Praise,
            ..Item::default()
        },
        kind: found.kind,
        unit: found.unit,
        fact: found.fact,
        tickets: found.tickets,
        sealed: Vec::new(),
    }
}

fn praised(praise: &Praise, district: &District) -> Result<Found, Denial> {
    let unit = district.unit(&praise.unit);
    let unknown = || Denial::new(Code::UnitUnknown).with("value", &praise.unit);
    Ok(Found {
        kind: ItemKind::Praise,
        unit: unit.ok_or_else(unknown)?.code.clone(),
        fact: written("表扬", &praise.fact, FACT_MAX)?,
        tickets: Vec::new(),
    })
}

/// 起草: what was found and what is praised becomes a 通报, and the units are asked.
pub fn draft(desk: &Desk, ask: &DraftNotice, found: Vec<Found>) -> Result<NoticeReply> {
    let month = month(desk.tx, desk.file, &ask.month, desk.now)?;
    let count = found.len() + ask.praise.len();
    if count > ITEMS_MAX {
        let many = Denial::new(Code::TooMany).with("field", "praise");
        return Err(many.with("max", ITEMS_MAX).with("count", count).into());
    }
    let district = &desk.file.district;
    let praise = ask.praise.iter().map(|p| praised(p, district));
    let praise: Vec<Found> = praise.collect::<Result<_, _>>()?;
    let items = (1..).zip(found.into_iter().chain(praise));
    let notice = KeptNotice {
        version: 1,
        drafted_by: desk.person.user.clone(),
        drafted_at: desk.now,
        asked_until: asked_until(desk.now, &district.rules),
        hands: vec![Names::of(desk.person)],
        signed_by: None,
        signed_at: None,
        answer_until: None,
        items: items.map(|(item, found)| kept_of(found, item)).collect(),
        month: month.text,
    };
    for item in &notice.items {
        desk.tx.keep_notice_item(&notice.month, item)?;
    }
    let payload = json!({"items": notice.items.len()});
    done(desk, &notice, "notice_drafted", payload)
}

/// 申辩: the unit is heard about one item.
pub fn state(desk: &Desk, ask: &StateItem) -> Result<NoticeReply> {
    let (mut notice, i) = own_item(desk, &ask.month, ask.item)?;
    let words = written("申辩", &ask.text, STATEMENT_MAX)?;
    let on = Some(i);
    check(desk, &notice, NoticeAction::State, on, ask.version)?;
    let said = said(desk, words);
    write(desk, &mut notice, i, |texts| texts.statement = Some(said))?;
    notice.items[i].told.stated = true;
    kept(desk, notice, i, "item_stated", json!({"item": ask.item}))
}

/// 核定: an item stays or goes; it may be turned until the 通报 is signed.
pub fn keep(desk: &Desk, ask: &KeepItem) -> Result<NoticeReply> {
    let (mut notice, i) = item(desk, &ask.month, ask.item)?;
    let reason = text::clean(&ask.reason);
    if reason.is_empty() {
        return Err(Code::ReasonMissing.into());
    }
    let reason = written("原因", &reason, WORDS_MAX)?;
    let on = Some(i);
    check(desk, &notice, NoticeAction::Keep, on, ask.version)?;
    let said = said(desk, reason);
    write(desk, &mut notice, i, |texts| texts.ruling = Some(said))?;
    notice.items[i].told.kept = Some(ask.keep);
    let hand = Names::of(desk.person);
    if !notice.hands.contains(&hand) {
        notice.hands.push(hand);
    }
    let payload = json!({"item": ask.item, "keep": ask.keep});
    kept(desk, notice, i, "item_kept", payload)
}

/// 签发: it stands before the units.
pub fn sign(desk: &Desk, ask: &SignNotice) -> Result<NoticeReply> {
    let mut notice = known(desk, &ask.month)?;
    check(desk, &notice, NoticeAction::Sign, None, ask.version)?;
    notice.version += 1;
    notice.signed_by = Some(desk.person.user.clone());
    notice.signed_at = Some(desk.now);
    notice.answer_until = Some(answer_until(desk.now, &desk.file.district.rules));
    let all = notice.items.iter();
    let stay = all.filter(|i| i.told.kept == Some(true)).count();
    done(desk, &notice, "notice_signed", json!({"items": stay}))
}

/// 答复: cause, measure, and by when.
pub fn answer(desk: &Desk, ask: &AnswerItem) -> Result<NoticeReply> {
    let (mut notice, i) = own_item(desk, &ask.month, ask.item)?;
    let cause = written("原因", &ask.cause, WORDS_MAX)?;
    let measure = written("整改措施", &ask.measure, WORDS_MAX)?;
    let on = Some(i);
    check(desk, &notice, NoticeAction::Answer, on, ask.version)?;
    ask.due.check("due")?;
    if ask.due <= desk.now {
        return Err(Code::DateNotAhead.into());
    }
    let answer = Answer {
        by: desk.person.user.clone(),
        at: desk.now,
        cause,
        measure,
        due: ask.due,
    };
    write(desk, &mut notice, i, |texts| texts.answer = Some(answer))?;
    notice.items[i].told.answered = true;
    kept(desk, notice, i, "item_answered", json!({"item": ask.item}))
}

fn said(desk: &Desk, text: String) -> Said {
    Said {
        by: desk.person.user.clone(),
        at: desk.now,
        text,
    }
}

fn known(desk: &Desk, month: &str) -> Result<KeptNotice> {
    let month = Month::begun(month, &desk.file.district.rules.calendar, desk.now)?;
    Ok(desk.tx.notice(&month.text)?.ok_or(Code::NotFound)?)
}

fn item(desk: &Desk, month: &str, item: u32) -> Result<(KeptNotice, usize)> {
    let notice = known(desk, month)?;
    let found = notice.items.iter().position(|i| i.item == item);
    Ok((notice, found.ok_or(Code::NotFound)?))
}

/// An item of a unit that this person leads; another's is not there.
fn own_item(desk: &Desk, month: &str, of: u32) -> Result<(KeptNotice, usize)> {
    let (notice, i) = item(desk, month, of)?;
    match leads(desk.person, &notice.items[i].unit) {
        true => Ok((notice, i)),
        false => Err(Code::NotFound.into()),
    }
}

/// What the rules ask of a 通报, with what each of its items says.
fn asked<T>(notice: &KeptNotice, look: impl FnOnce(&Standing) -> T) -> T {
    let items: Vec<Item> = notice.items.iter().map(|i| i.told.clone()).collect();
    look(&Standing {
        version: notice.version,
        asked_until: notice.asked_until,
        published: notice.signed_at.is_some(),
        items: &items,
        hands: &notice.hands,
    })
}

fn check(
    desk: &Desk,
    notice: &KeptNotice,
    action: NoticeAction,
    i: Option<usize>,
    version: u32,
) -> Result<()> {
    let who = Names::of(desk.person);
    let checked = asked(notice, |standing| {
        let item = i.and_then(|i| standing.items.get(i));
        standing.check(action, item, &who, version, desk.now)
    });
    Ok(checked?)
}

/// Writes into the texts of an item.
fn write(
    desk: &Desk,
    notice: &mut KeptNotice,
    i: usize,
    change: impl FnOnce(&mut Texts),
) -> Result<()> {
    let place = place(&notice.month, notice.items[i].item);
    let mut texts = show::texts(desk.keys, &notice.month, &notice.items[i])?;
    change(&mut texts);
    let json = serde_json::to_vec(&texts)?;
    notice.items[i].sealed = sealed::seal(desk.keys, &place, &json)?;
    Ok(())
}

/// Keeps a change to one item.
fn kept(
    desk: &Desk,
    mut notice: KeptNotice,
    i: usize,
    action: &'static str,
    payload: Value,
) -> Result<NoticeReply> {
    notice.version += 1;
    notice.items[i].told.version += 1;
    desk.tx.keep_notice_item(&notice.month, &notice.items[i])?;
    done(desk, &notice, action, payload)
}

/// Keeps the whole, with its two lines of what happened.
fn done(
    desk: &Desk,
    notice: &KeptNotice,
    action: &'static str,
    payload: Value,
) -> Result<NoticeReply> {
    desk.tx.keep_notice(notice)?;
    desk.tx.note_record(&RecordEvent {
        kind: "notice",
        id: &notice.month,
        action,
        by: &desk.person.user,
        at: desk.now,
        version: notice.version,
        payload: payload.clone(),
    })?;
    desk.tx.audit(&Entry {
        at: desk.now,
        who: desk.person.user.to_string(),
        what: action,
        detail: format!("{} {payload}", notice.month),
        ..Entry::default()
    })?;
    read(&desk.reader(), &notice.month)
}
