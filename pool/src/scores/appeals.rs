//! 申诉 at the pool: rows with sealed texts; who may take which step is decided by `model::score::appeal`.

use super::book::Book;
use crate::store::{Appeal, Db, DistrictFile, Entry, Hand, Keys, RecordEvent, Tx};
use crate::{Result, sealed};
use api::{
    AppealLine, Appeals, CallInfo, DecideAppeal, FileAppeal, ListAppeals, OpineAppeal, Request,
    WithdrawAppeal,
};
use model::duty::Names;
use model::person::Person;
use model::score::appeal::{AppealAction, AppealState, Standing, TEXT_MAX};
use model::score::ledger::visitor;
use model::score::month::{Month, working_days_after};
use model::score::period::PeriodAction;
use model::{Code, Moment, Role, UnitCode, text};
use serde::{Deserialize, Serialize};

/// What people wrote about an appeal.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Texts {
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opinion: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
}

fn place(id: i64) -> String {
    format!("appeal/{id}")
}

fn seal(keys: &Keys, id: i64, texts: &Texts) -> Result<Vec<u8>> {
    sealed::seal(keys, &place(id), &serde_json::to_vec(texts)?)
}

/// Nothing once they were erased with what stood beside the ticket.
fn open(keys: &Keys, appeal: &Appeal) -> Result<Texts> {
    if appeal.sealed.is_empty() {
        return Ok(Texts::default());
    }
    let json = sealed::open(keys, &place(appeal.id), &appeal.sealed)?;
    Ok(serde_json::from_slice(&json)?)
}

/// A text as it is kept.
fn written(field: &'static str, words: &str) -> Result<String> {
    let words = text::clean(words);
    text::check(field, &words, 1, TEXT_MAX)?;
    Ok(words)
}

/// Who acts at the pool, now.
pub struct Desk<'a> {
    pub tx: &'a Tx<'a>,
    pub keys: &'a Keys,
    pub file: &'a DistrictFile,
    pub person: &'a Person,
    pub now: Moment,
}

/// What people do with an appeal, each with the call that asks for it: its row says who may.
const CALLS: [(AppealAction, &CallInfo); 3] = [
    (AppealAction::Withdraw, WithdrawAppeal::INFO),
    (AppealAction::Opine, OpineAppeal::INFO),
    (AppealAction::Decide, DecideAppeal::INFO),
];

/// Who looks at appeals, now.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub db: &'a Db,
    pub keys: &'a Keys,
    pub file: &'a DistrictFile,
    pub person: &'a Person,
    pub now: Moment,
}

/// The appeals of a month that somebody may look at.
pub fn list(
    reader: Reader,
    month: &Month,
    ask: &ListAppeals,
    shown: impl Fn(&UnitCode) -> bool,
) -> Result<Appeals> {
    let all = reader.db.appeals(&month.text)?.into_iter();
    let wanted = all.filter(|a| {
        shown(&a.unit)
            && ask.unit.as_ref().is_none_or(|unit| a.unit == *unit)
            && ask.state.is_none_or(|state| a.state == state)
    });
    let period = reader.db.period(&month.text)?.period;
    let rules = &reader.file.district.rules;
    let action = PeriodAction::HearAppeal;
    let heard = period.check(action, month, reader.now, rules, 0).is_ok();
    let lines = wanted.map(|a| line(reader, &a, heard));
    Ok(Appeals {
        appeals: lines.collect::<Result<_>>()?,
    })
}

/// What somebody may do with an appeal, as far as it says itself: who made a visit that it is about is asked when they act.
fn may(appeal: &Appeal, person: &Person) -> Vec<AppealAction> {
    let standing = standing(appeal, None);
    let fits = |action: AppealAction| {
        let open = standing.check(action, &Names::of(person), appeal.version);
        open.is_ok() && (action != AppealAction::Withdraw || leads(person, &appeal.unit))
    };
    let held = CALLS.iter().filter(|(_, call)| call.posts.held_by(person));
    let offered = held.filter(|(action, _)| fits(*action));
    offered.map(|(action, _)| *action).collect()
}

fn standing<'a>(appeal: &'a Appeal, recorded: Option<&'a Names>) -> Standing<'a> {
    Standing {
        state: appeal.state,
        version: appeal.version,
        filed: &appeal.filed.names,
        opined: appeal.opined.as_ref().map(|h| &h.names),
        recorded,
    }
}

/// An appeal as it is shown; `heard` while steps may be taken in its month. Of an erased ticket its texts are gone.
fn line(reader: Reader, appeal: &Appeal, heard: bool) -> Result<AppealLine> {
    let texts = open(reader.keys, appeal)?;
    let ticket = reader.db.tickets_from(appeal.n, 1)?.pop();
    let ticket = ticket.ok_or(Code::NotFound)?;
    let rules = &reader.file.district.rules;
    let due = match (appeal.state, &appeal.opined) {
        (AppealState::Filed, _) => Some((appeal.filed.at, rules.score.opinion_wd)),
        (AppealState::Opined, Some(opined)) => Some((opined.at, rules.score.decide_wd)),
        _ => None,
    };
    Ok(AppealLine {
        id: appeal.id,
        month: appeal.month.clone(),
        unit: appeal.unit.clone(),
        line: format!("{}/{}", ticket.row.id, appeal.key),
        ticket: ticket.row.id,
        number: ticket.row.ticket_no.unwrap_or(ticket.row.temp_no),
        ind: appeal.ind,
        reason: appeal.reason,
        text: texts.text,
        state: appeal.state,
        version: appeal.version,
        filed_by: appeal.filed.by.clone(),
        filed_at: appeal.filed.at,
        opinion: texts.opinion,
        opined_by: appeal.opined.as_ref().map(|h| h.by.clone()),
        decision: texts.decision,
        decided_by: appeal.decided_by.clone(),
        due: due.map(|(from, days)| working_days_after(from, days, &rules.calendar)),
        may: match heard {
            true => may(appeal, reader.person),
            false => Vec::new(),
        },
    })
}

/// Whether this person leads this unit, or one above it.
pub(super) fn leads(person: &Person, unit: &UnitCode) -> bool {
    let mut posts = person.posts_as(Role::UnitLeader);
    posts.any(|p| p.unit == *unit || p.below.contains(unit))
}

/// A unit objects to one line of its draft.
pub fn file(desk: &Desk, ask: &FileAppeal) -> Result<AppealLine> {
    let calendar = &desk.file.district.rules.calendar;
    let month = Month::begun(&ask.month, calendar, desk.now)?;
    if !leads(desk.person, &ask.unit) {
        return Err(Code::NotFound.into());
    }
    desk.check(PeriodAction::FileAppeal, &month)?;
    let words = written("申诉理由", &ask.text)?;
    let book = Book::live(desk.tx, desk.file, month.clone(), None)?;
    let found = book.find(&ask.line).filter(|l| l.line.unit == ask.unit);
    let found = found.ok_or(Code::NotFound)?;
    if desk.tx.is_appealed(found.n, &found.line.key)? {
        return Err(Code::AppealKnown.into());
    }
    let id = desk.tx.next_appeal()?;
    let texts = Texts {
        text: words,
        ..Texts::default()
    };
    let appeal = Appeal {
        id,
        month: month.text,
        unit: ask.unit.clone(),
        n: found.n,
        key: found.line.key.clone(),
        ind: found.line.ind,
        reason: ask.reason,
        state: AppealState::Filed,
        version: 1,
        filed: desk.hand(),
        opined: None,
        decided_by: None,
        decided_at: None,
        sealed: seal(desk.keys, id, &texts)?,
    };
    desk.keep(&appeal, "appeal_filed")
}

/// The unit takes its appeal back.
pub fn withdraw(desk: &Desk, ask: &WithdrawAppeal) -> Result<AppealLine> {
    let mut appeal = desk.appeal(ask.id)?;
    if !leads(desk.person, &appeal.unit) {
        return Err(Code::NotFound.into());
    }
    desk.step(&mut appeal, AppealAction::Withdraw, ask.version, None)?;
    appeal.state = AppealState::Withdrawn;
    desk.keep(&appeal, "appeal_withdrawn")
}

/// An assessor's opinion.
pub fn opine(desk: &Desk, ask: &OpineAppeal) -> Result<AppealLine> {
    let mut appeal = desk.appeal(ask.id)?;
    let words = written("意见", &ask.text)?;
    desk.step(&mut appeal, AppealAction::Opine, ask.version, Some(words))?;
    appeal.state = AppealState::Opined;
    appeal.opined = Some(desk.hand());
    desk.keep(&appeal, "appeal_opined")
}

/// The 区专班 decides.
pub fn decide(desk: &Desk, ask: &DecideAppeal) -> Result<AppealLine> {
    let mut appeal = desk.appeal(ask.id)?;
    let words = written("决定", &ask.text)?;
    desk.step(&mut appeal, AppealAction::Decide, ask.version, Some(words))?;
    appeal.state = ask.outcome.into();
    appeal.decided_by = Some(desk.person.user.clone());
    appeal.decided_at = Some(desk.now);
    desk.keep(&appeal, "appeal_decided")
}

impl Desk<'_> {
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            db: self.tx,
            keys: self.keys,
            file: self.file,
            person: self.person,
            now: self.now,
        }
    }

    fn hand(&self) -> Hand {
        Hand {
            by: self.person.user.clone(),
            at: self.now,
            names: Names::of(self.person),
        }
    }

    fn appeal(&self, id: i64) -> Result<Appeal> {
        Ok(self.tx.appeal(id)?.ok_or(Code::NotFound)?)
    }

    fn check(&self, action: PeriodAction, month: &Month) -> Result<()> {
        let kept = self.tx.period(&month.text)?;
        let rules = &self.file.district.rules;
        Ok(kept.period.check(action, month, self.now, rules, 0)?)
    }

    /// Refuses a step that does not fit; then the appeal is one version further, with what was written.
    fn step(
        &self,
        appeal: &mut Appeal,
        action: AppealAction,
        version: u32,
        words: Option<String>,
    ) -> Result<()> {
        let month = Month::parse(&appeal.month, &self.file.district.rules.calendar)?;
        let recorded = self.recorded(appeal)?;
        let standing = standing(appeal, recorded.as_ref());
        standing.check(action, &Names::of(self.person), version)?;
        self.check(PeriodAction::HearAppeal, &month)?;
        if let Some(words) = words {
            let mut texts = open(self.keys, appeal)?;
            match action {
                AppealAction::Opine => texts.opinion = Some(words),
                _ => texts.decision = Some(words),
            }
            appeal.sealed = seal(self.keys, appeal.id, &texts)?;
        }
        appeal.version += 1;
        Ok(())
    }

    /// Who made the visit that the line rests on.
    fn recorded(&self, appeal: &Appeal) -> Result<Option<Names>> {
        let lines = self.tx.instances(appeal.n)?;
        let line = lines.into_iter().find(|l| l.key == appeal.key);
        let Some(visit) = line.and_then(|l| l.visit) else {
            return Ok(None);
        };
        let ticket = self.tx.document(appeal.n)?.document()?.read()?;
        let state = ticket.state();
        let user = visitor(&ticket, visit);
        Ok(user.map(|user| state.names_of(user)))
    }

    fn keep(&self, appeal: &Appeal, action: &'static str) -> Result<AppealLine> {
        self.tx.keep_appeal(appeal)?;
        let id = appeal.id.to_string();
        self.tx.note_record(&RecordEvent {
            kind: "appeal",
            id: &id,
            action,
            by: &self.person.user,
            at: self.now,
            version: appeal.version,
            payload: serde_json::json!({"state": appeal.state}),
        })?;
        self.tx.audit(&Entry {
            at: self.now,
            who: self.person.user.to_string(),
            what: action,
            detail: format!("{id} {}", appeal.state),
            ..Entry::default()
        })?;
        line(self.reader(), appeal, true)
    }
}
