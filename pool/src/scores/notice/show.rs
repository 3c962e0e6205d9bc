//! Who sees what of a 通报: those who decide see all of it, a unit its own items from the first day, everybody who may look at
//! scores what was kept once it is signed.

use super::{Texts, asked, place};
use crate::scores::appeals::{Reader, leads};
use crate::store::{KeptItem, KeptNotice, Keys};
use crate::{Result, sealed};
use api::{
    AnswerItem, CallInfo, KeepItem, NoticeAnswer, NoticeItem, NoticeReply, NoticeTicket,
    NoticeWords, Request, SignNotice, StateItem,
};
use model::duty::Names;
use model::notice::NoticeAction;
use model::score::month::Month;
use model::{Code, Role};

/// What people do with a 通报, each with the call that asks for it: its row says who may.
const CALLS: [(NoticeAction, &CallInfo); 4] = [
    (NoticeAction::State, StateItem::INFO),
    (NoticeAction::Keep, KeepItem::INFO),
    (NoticeAction::Sign, SignNotice::INFO),
    (NoticeAction::Answer, AnswerItem::INFO),
];

/// What was written about an item; nothing once it was erased.
pub(super) fn texts(keys: &Keys, month: &str, item: &KeptItem) -> Result<Texts> {
    if item.sealed.is_empty() {
        return Ok(Texts::default());
    }
    let json = sealed::open(keys, &place(month, item.item), &item.sealed)?;
    Ok(serde_json::from_slice(&json)?)
}

/// A month's 通报, as far as it concerns this person.
pub fn read(reader: &Reader, month: &str) -> Result<NoticeReply> {
    let calendar = &reader.file.district.rules.calendar;
    let month = Month::begun(month, calendar, reader.now)?.text;
    let Some(notice) = reader.db.notice(&month)? else {
        return Ok(NoticeReply {
            month,
            state: None,
            version: 0,
            drafted_by: None,
            drafted_at: None,
            asked_until: None,
            signed_by: None,
            signed_at: None,
            answer_until: None,
            may: Vec::new(),
            items: Vec::new(),
        });
    };
    let items = notice.items.iter().enumerate();
    let items = items.filter_map(|(i, item)| shown(reader, &notice, i, item).transpose());
    Ok(NoticeReply {
        items: items.collect::<Result<_>>()?,
        state: Some(asked(&notice, |standing| standing.state(reader.now))),
        version: notice.version,
        may: may(reader, &notice, None),
        drafted_by: Some(notice.drafted_by),
        drafted_at: Some(notice.drafted_at),
        asked_until: Some(notice.asked_until),
        signed_by: notice.signed_by,
        signed_at: notice.signed_at,
        answer_until: notice.answer_until,
        month,
    })
}

/// What somebody may do with the whole, or with one item of it.
fn may(reader: &Reader, notice: &KeptNotice, i: Option<usize>) -> Vec<NoticeAction> {
    let who = Names::of(reader.person);
    let own = i.is_some_and(|i| leads(reader.person, &notice.items[i].unit));
    let fits = |action: NoticeAction| {
        let whole = action == NoticeAction::Sign;
        let units = matches!(action, NoticeAction::State | NoticeAction::Answer);
        whole == i.is_none()
            && (own || !units)
            && asked(notice, |standing| {
                let item = i.and_then(|i| standing.items.get(i));
                let seen = item.map_or(notice.version, |item| item.version);
                let checked = standing.check(action, item, &who, seen, reader.now);
                checked.is_ok()
            })
    };
    let held = CALLS
        .iter()
        .filter(|(_, call)| call.posts.held_by(reader.person));
    let offered = held.filter(|(action, _)| fits(*action));
    offered.map(|(action, _)| *action).collect()
}

/// An item as it is shown to this person; none when it is not for them.
fn shown(
    reader: &Reader,
    notice: &KeptNotice,
    i: usize,
    item: &KeptItem,
) -> Result<Option<NoticeItem>> {
    let deciding = [
        Role::DeskDistrict,
        Role::Supervisor,
        Role::Assessor,
        Role::TaskForce,
    ];
    let decides = deciding.iter().any(|role| reader.person.is(*role));
    let own = leads(reader.person, &item.unit);
    let public = notice.signed_at.is_some() && item.told.kept == Some(true);
    if !(decides || own || public) {
        return Ok(None);
    }
    let texts = texts(reader.keys, &notice.month, item)?;
    let told = |said: super::Said| NoticeWords {
        by: said.by,
        at: said.at,
        text: said.text,
    };
    let inside = decides || own;
    let unit = reader.file.district.unit(&item.unit);
    let late = |at| notice.answer_until.is_some_and(|until| at > until);
    Ok(Some(NoticeItem {
        item: item.item,
        version: item.told.version,
        kind: item.kind,
        unit: item.unit.clone(),
        name: unit.map_or_else(String::new, |unit| unit.name.clone()),
        fact: item.fact.clone(),
        tickets: tickets(reader, item)?,
        statement: texts.statement.filter(|_| inside).map(told),
        keep: item.told.kept,
        ruling: texts.ruling.filter(|_| inside).map(told),
        answer: texts.answer.filter(|_| inside).map(|a| NoticeAnswer {
            late: late(a.at),
            by: a.by,
            at: a.at,
            cause: a.cause,
            measure: a.measure,
            due: a.due,
        }),
        may: may(reader, notice, Some(i)),
    }))
}

fn tickets(reader: &Reader, item: &KeptItem) -> Result<Vec<NoticeTicket>> {
    let ticket = |n: &i64| {
        let found = reader.db.tickets_from(*n, 1)?.pop();
        let row = found.ok_or(Code::NotFound)?.row;
        Ok(NoticeTicket {
            id: row.id,
            number: row.ticket_no.unwrap_or(row.temp_no),
        })
    };
    item.tickets.iter().map(ticket).collect()
}
