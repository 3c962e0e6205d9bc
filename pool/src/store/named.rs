//! 通报: one a month, and its items.

use super::{Db, Tx};
use crate::Result;
use model::duty::Names;
use model::notice::{Item, ItemKind};
use model::{Moment, UnitCode, UserName};
use rusqlite::{OptionalExtension, Row};

/// A 通报 as it is kept.
#[derive(Debug, Clone)]
pub struct KeptNotice {
    pub month: String,
    pub version: u32,
    pub drafted_by: UserName,
    pub drafted_at: Moment,
    pub asked_until: Moment,
    /// Who drafted it and who decided about its items.
    pub hands: Vec<Names>,
    pub signed_by: Option<UserName>,
    pub signed_at: Option<Moment>,
    pub answer_until: Option<Moment>,
    /// In the order of their numbers, which begin at 1.
    pub items: Vec<KeptItem>,
}

/// One item.
#[derive(Debug, Clone)]
pub struct KeptItem {
    pub item: u32,
    pub kind: ItemKind,
    pub unit: UnitCode,
    pub fact: String,
    /// Numbers of tickets in this store.
    pub tickets: Vec<i64>,
    /// What its rules ask.
    pub told: Item,
    /// What people wrote, sealed; empty once it was erased, or while there is nothing.
    pub sealed: Vec<u8>,
}

fn notice(r: &Row) -> Result<KeptNotice> {
    let maybe = |name: &str| r.get::<_, Option<i64>>(name);
    Ok(KeptNotice {
        month: r.get("month")?,
        version: r.get("version")?,
        drafted_by: UserName::new(r.get::<_, String>("drafted_by")?)?,
        drafted_at: Moment(r.get("drafted_at")?),
        asked_until: Moment(r.get("asked_until")?),
        hands: serde_json::from_str(&r.get::<_, String>("hands")?)?,
        signed_by: r
            .get::<_, Option<String>>("signed_by")?
            .map(UserName::new)
            .transpose()?,
        signed_at: maybe("signed_at")?.map(Moment),
        answer_until: maybe("answer_until")?.map(Moment),
        items: Vec::new(),
    })
}

fn item(r: &Row) -> Result<KeptItem> {
    let kind: ItemKind = r.get::<_, String>("kind")?.parse()?;
    Ok(KeptItem {
        item: r.get("item")?,
        kind,
        unit: UnitCode::new(r.get::<_, String>("unit")?)?,
        fact: r.get("fact")?,
        tickets: serde_json::from_str(&r.get::<_, String>("tickets")?)?,
        told: Item {
            version: r.get("version")?,
            praise: kind == ItemKind::Praise,
            stated: r.get("stated")?,
            kept: r.get("kept")?,
            answered: r.get("answered")?,
        },
        sealed: r.get("sealed")?,
    })
}

impl Db {
    /// The 通报 of a month, if it was drafted.
    pub fn notice(&self, month: &str) -> Result<Option<KeptNotice>> {
        let mut ask = self
            .conn
            .prepare_cached("select * from notice where month = ?1")?;
        let found = ask.query_row([month], |r| Ok(notice(r))).optional()?;
        let Some(mut found) = found.transpose()? else {
            return Ok(None);
        };
        let mut ask = self
            .conn
            .prepare_cached("select * from notice_item where month = ?1 order by item")?;
        found.items = ask.query_and_then([month], item)?.collect::<Result<_>>()?;
        Ok(Some(found))
    }
    /// Open tickets that may be 久拖不决: something ran out by `before`, they hang, or came back so often. Numbers alone.
    pub fn dragging(&self, before: Moment, redos: u32) -> Result<Vec<i64>> {
        let sql = "select n from ticket where open = 1 and lead_unit is not null
                   and (due <= ?1 or redos >= ?2 or status = 'hung') order by n";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map((before.0, redos), |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Keeps a 通报 as it stands, without its items.
    pub fn keep_notice(&self, notice: &KeptNotice) -> Result<()> {
        let sql = "insert or replace into notice (month, version, drafted_by, drafted_at, asked_until, hands, signed_by, signed_at,
                   answer_until) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.conn.prepare_cached(sql)?.execute((
            &notice.month,
            notice.version,
            notice.drafted_by.as_str(),
            notice.drafted_at.0,
            notice.asked_until.0,
            serde_json::to_string(&notice.hands)?,
            notice.signed_by.as_ref().map(UserName::as_str),
            notice.signed_at.map(|at| at.0),
            notice.answer_until.map(|at| at.0),
        ))?;
        Ok(())
    }
    /// Keeps one item as it stands.
    pub fn keep_notice_item(&self, month: &str, item: &KeptItem) -> Result<()> {
        let sql = "insert or replace into notice_item (month, item, version, kind, unit, fact, tickets, kept, stated, answered, sealed)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.conn.prepare_cached(sql)?.execute((
            month,
            item.item,
            item.told.version,
            item.kind.as_str(),
            item.unit.as_str(),
            &item.fact,
            serde_json::to_string(&item.tickets)?,
            item.told.kept,
            item.told.stated,
            item.told.answered,
            &item.sealed,
        ))?;
        Ok(())
    }
    /// Empties what people wrote about items that name this ticket; how many had anything.
    pub fn erase_notices(&self, n: i64) -> Result<usize> {
        let sql = "update notice_item set sealed = x'' where sealed <> x''
                   and exists (select 1 from json_each(tickets) where value = ?1)";
        Ok(self.conn.prepare_cached(sql)?.execute([n])?)
    }
}
