//! 通报: units named once a month, heard before and answering after.

use crate::types::shapes;
use model::notice::{ItemKind, NoticeAction, NoticeState};
use model::{Moment, TicketId, UnitCode, UserName};
use serde::{Deserialize, Serialize};

shapes! {
    /// 一个月的通报.
    ReadNotice {
        /// A month of the district's calendar, as 2026-10.
        month: String,
    }
    /// A month's 通报, as far as it concerns this person.
    NoticeReply {
        month: String,
        /// Not drafted yet when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<NoticeState>,
        /// Grows with each step; who signs says which one they saw.
        version: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drafted_by: Option<UserName>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drafted_at: Option<Moment>,
        /// Until when units may be heard.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked_until: Option<Moment>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signed_by: Option<UserName>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signed_at: Option<Moment>,
        /// Until when units answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer_until: Option<Moment>,
        /// What this person may do with the whole of it now.
        may: Vec<NoticeAction>,
        items: Vec<NoticeItem>,
    }
    /// One unit named for one thing.
    NoticeItem {
        /// Its number in the 通报.
        item: u32,
        /// Grows with each step on it.
        version: u32,
        kind: ItemKind,
        unit: UnitCode,
        name: String,
        fact: String,
        tickets: Vec<NoticeTicket>,
        /// 申辩, for those who decide and for the unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        statement: Option<NoticeWords>,
        /// Kept (true) or dropped, once that is decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep: Option<bool>,
        /// Why, for those who decide and for the unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ruling: Option<NoticeWords>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<NoticeAnswer>,
        /// What this person may do with it now.
        may: Vec<NoticeAction>,
    }
    /// A ticket that is named.
    NoticeTicket {
        id: TicketId,
        /// 工单编号, or the temporary one.
        number: String,
    }
    /// What somebody wrote.
    NoticeWords {
        by: UserName,
        at: Moment,
        /// Empty once it was erased.
        text: String,
    }
    /// What a unit does about it.
    NoticeAnswer {
        by: UserName,
        at: Moment,
        cause: String,
        measure: String,
        due: Moment,
        /// After the time for it.
        late: bool,
    }
    /// 起草通报: what was found is put together and the units are asked.
    DraftNotice {
        month: String,
        /// Said by hand.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        praise: Vec<Praise>,
    }
    /// 表扬.
    Praise {
        unit: UnitCode,
        fact: String,
    }
    /// 申辩.
    StateItem {
        month: String,
        item: u32,
        /// Of the item, as it was seen.
        version: u32,
        text: String,
    }
    /// 核定: an item stays or is dropped.
    KeepItem {
        month: String,
        item: u32,
        version: u32,
        keep: bool,
        reason: String,
    }
    /// 签发通报.
    SignNotice {
        month: String,
        version: u32,
    }
    /// 答复通报.
    AnswerItem {
        month: String,
        item: u32,
        version: u32,
        cause: String,
        measure: String,
        due: Moment,
    }
}
