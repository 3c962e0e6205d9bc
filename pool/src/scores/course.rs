//! The course of a month: draft, freeze, amendment, 免计时段.

use super::book::Book;
use super::freeze::{Hands, to_freeze};
use crate::Result;
use crate::store::{Db, DistrictFile, Entry, KeptPeriod, RecordEvent, Tx};
use api::{Amend, AppealRate, DeclareWindow, PeriodReply, WindowLine};
use model::duty::Names;
use model::person::Person;
use model::score::appeal::{AppealState, TEXT_MAX};
use model::score::month::Month;
use model::score::period::PeriodAction;
use model::{Code, Denial, Moment, Role, UnitCode, text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Lines that one amendment reads again, at most.
const AMENDED_MAX: usize = 500;

/// Where a month stands. Appeals are counted for the units that are shown.
pub fn period(
    db: &Db,
    file: &DistrictFile,
    month: &Month,
    now: Moment,
    shown: impl Fn(&UnitCode) -> bool,
) -> Result<PeriodReply> {
    let kept = db.period(&month.text)?;
    let appeals = db.appeals(&month.text)?;
    let mut rates: BTreeMap<UnitCode, (u64, u64)> = BTreeMap::new();
    for appeal in appeals.iter().filter(|a| shown(&a.unit)) {
        let upheld = matches!(appeal.state, AppealState::Upheld | AppealState::Partly);
        let rate = rates.entry(appeal.unit.clone()).or_default();
        rate.0 += 1;
        rate.1 += u64::from(upheld);
    }
    let rules = &file.district.rules;
    Ok(PeriodReply {
        state: kept.period.state(month, now),
        version: kept.period.version,
        from: month.from,
        until: month.until,
        settled_at: month
            .until
            .plus_minutes(i64::from(rules.score.settle_days) * 24 * 60),
        drafted_at: kept.period.drafted_at,
        appeal_until: kept.period.appeal_until,
        late: kept.period.is_late(month, now),
        proposed_by: kept.proposed_by,
        open_appeals: appeals.iter().filter(|a| a.state.is_open()).count() as u64,
        appeals: rates
            .into_iter()
            .map(|(unit, (filed, upheld))| AppealRate {
                unit,
                filed,
                upheld,
            })
            .collect(),
        windows: db.windows(month.from, month.last())?,
        frozen: db.frozen(&month.text)?,
        month: month.text.clone(),
    })
}

/// A month, and who does something with it now.
struct Step<'a> {
    tx: &'a Tx<'a>,
    file: &'a DistrictFile,
    person: &'a Person,
    now: Moment,
    month: Month,
    kept: KeptPeriod,
}

impl<'a> Step<'a> {
    fn on(
        tx: &'a Tx<'a>,
        file: &'a DistrictFile,
        person: &'a Person,
        now: Moment,
        month: &str,
    ) -> Result<Step<'a>> {
        let month = Month::begun(month, &file.district.rules.calendar, now)?;
        Ok(Step {
            kept: tx.period(&month.text)?,
            tx,
            file,
            person,
            now,
            month,
        })
    }
    fn check(&self, action: PeriodAction) -> Result<()> {
        let open = self.tx.appeals(&self.month.text)?;
        let open = open.iter().filter(|a| a.state.is_open()).count() as u64;
        let rules = &self.file.district.rules;
        let period = &self.kept.period;
        Ok(period.check(action, &self.month, self.now, rules, open)?)
    }
    /// Keeps the month, with its two lines of what happened.
    fn keep(&self, action: &'static str, detail: serde_json::Value) -> Result<()> {
        self.tx.keep_period(&self.month.text, &self.kept)?;
        self.note(action, detail)
    }
    fn note(&self, action: &'static str, payload: serde_json::Value) -> Result<()> {
        self.tx.note_record(&RecordEvent {
            kind: "period",
            id: &self.month.text,
            action,
            by: &self.person.user,
            at: self.now,
            version: self.kept.period.version,
            payload,
        })?;
        self.tx.audit(&Entry {
            at: self.now,
            who: self.person.user.to_string(),
            what: action,
            detail: self.month.text.clone(),
            ..Entry::default()
        })
    }
    fn reply(&self) -> Result<PeriodReply> {
        period(self.tx, self.file, &self.month, self.now, |_| true)
    }
}

/// 公布初稿: from here on the rules in force are those of the month.
pub fn publish_draft(
    tx: &Tx,
    file: &DistrictFile,
    person: &Person,
    now: Moment,
    month: &str,
) -> Result<PeriodReply> {
    let mut step = Step::on(tx, file, person, now, month)?;
    step.check(PeriodAction::PublishDraft)?;
    step.kept.period = step.kept.period.drafted(now, &file.district.rules);
    step.kept.rules = Some(file.rule_tag.clone());
    step.keep(
        "draft_published",
        serde_json::json!({"rules": file.rule_tag}),
    )?;
    step.reply()
}

/// 提请定稿.
pub fn propose_freeze(
    tx: &Tx,
    file: &DistrictFile,
    person: &Person,
    now: Moment,
    month: &str,
) -> Result<PeriodReply> {
    let mut step = Step::on(tx, file, person, now, month)?;
    step.check(PeriodAction::ProposeFreeze)?;
    step.kept.proposed_by = Some(person.user.clone());
    step.kept.proposed_names = Some(Names::of(person));
    step.keep("freeze_proposed", serde_json::json!({}))?;
    step.reply()
}

/// 定稿, by somebody else than who proposed it.
pub fn freeze(
    tx: &Tx,
    file: &DistrictFile,
    person: &Person,
    now: Moment,
    month: &str,
) -> Result<PeriodReply> {
    let mut step = Step::on(tx, file, person, now, month)?;
    step.check(PeriodAction::Freeze)?;
    let book = Book::live(tx, file, step.month.clone(), None)?;
    let sha = step.freeze(&book, None)?;
    step.keep("month_frozen", serde_json::json!({"sha256": sha}))?;
    step.reply()
}

impl Step<'_> {
    /// Writes the next version down; its hash.
    fn freeze(&mut self, book: &Book, reason: Option<String>) -> Result<String> {
        let by = self.kept.proposed_by.take().ok_or(Code::NothingAsked)?;
        let proposed = self.kept.proposed_names.take().unwrap_or_default();
        Names::of(self.person).apart_from(&proposed, Code::SamePerson)?;
        self.kept.period.version += 1;
        self.kept.period.proposed = false;
        self.kept.proposed = None;
        let hands = Hands {
            proposed_by: by,
            by: self.person.user.clone(),
            reason,
            version: self.kept.period.version,
            now: self.now,
        };
        let frozen = to_freeze(self.tx, self.file, book, hands)?;
        self.tx.add_frozen(&self.month.text, &frozen)?;
        Ok(frozen.line.sha256)
    }
}

/// What an amendment is to read again, and why.
#[derive(Serialize, Deserialize)]
struct Amendment {
    reason: String,
    lines: Vec<String>,
}

/// 更正: an assessor names lines and a reason; the 区专班 carries it out. Both versions stay.
pub fn amend(
    tx: &Tx,
    file: &DistrictFile,
    person: &Person,
    now: Moment,
    ask: &Amend,
) -> Result<PeriodReply> {
    let mut step = Step::on(tx, file, person, now, &ask.month)?;
    step.check(PeriodAction::Amend)?;
    if let Some(reason) = &ask.reason {
        step.propose_amendment(reason, &ask.lines)?;
        return step.reply();
    }
    if !person.is(Role::TaskForce) {
        return Err(Code::ReasonMissing.into());
    }
    let proposed = step.kept.proposed.clone().ok_or(Code::NothingAsked)?;
    let amendment: Amendment = serde_json::from_str(&proposed)?;
    let version = step.kept.period.version;
    let mut book = Book::version(tx, file, step.month.clone(), version, None)?;
    let live = Book::live(tx, file, step.month.clone(), None)?;
    book.lines
        .retain(|line| !amendment.lines.contains(&line.name()));
    let fresh = live.lines.into_iter();
    book.lines
        .extend(fresh.filter(|line| amendment.lines.contains(&line.name())));
    let sha = step.freeze(&book, Some(amendment.reason))?;
    step.keep("month_amended", serde_json::json!({"sha256": sha}))?;
    step.reply()
}

impl Step<'_> {
    fn propose_amendment(&mut self, reason: &str, lines: &[String]) -> Result<()> {
        if !self.person.is(Role::Assessor) {
            return Err(Denial::new(Code::NoPost).with("action", "提请更正").into());
        }
        let reason = text::clean(reason);
        if reason.is_empty() {
            return Err(Code::ReasonMissing.into());
        }
        text::check("原因", &reason, 1, TEXT_MAX)?;
        if lines.is_empty() {
            return Err(Denial::new(Code::FieldMissing)
                .with("field", "lines")
                .into());
        }
        if lines.len() > AMENDED_MAX {
            let refused = Denial::new(Code::TooMany).with("field", "lines");
            let refused = refused.with("max", AMENDED_MAX).with("count", lines.len());
            return Err(refused.into());
        }
        let version = self.kept.period.version;
        let frozen = Book::version(self.tx, self.file, self.month.clone(), version, None)?;
        let live = Book::live(self.tx, self.file, self.month.clone(), None)?;
        let unknown = |name: &&String| frozen.find(name).is_none() && live.find(name).is_none();
        if lines.iter().any(|name| unknown(&name)) {
            return Err(Code::NotFound.into());
        }
        self.kept.proposed = Some(serde_json::to_string(&Amendment {
            reason,
            lines: lines.to_vec(),
        })?);
        self.kept.proposed_by = Some(self.person.user.clone());
        self.kept.proposed_names = Some(Names::of(self.person));
        self.keep("amendment_proposed", serde_json::json!({"lines": lines}))
    }
}

/// 免计时段: clocks that ran out in it are measured for nobody.
pub fn declare_window(
    tx: &Tx,
    file: &DistrictFile,
    person: &Person,
    now: Moment,
    ask: &DeclareWindow,
) -> Result<PeriodReply> {
    let step = Step::on(tx, file, person, now, &ask.month)?;
    step.check(PeriodAction::DeclareWindow)?;
    let reason = text::clean(&ask.reason);
    if reason.is_empty() {
        return Err(Code::ReasonMissing.into());
    }
    text::check("原因", &reason, 1, TEXT_MAX)?;
    let inside =
        step.month.from <= ask.from && ask.from <= ask.until && ask.until < step.month.until;
    if !inside {
        let refused = Denial::new(Code::FieldType).with("field", "until");
        let detail = "起止时间须先后排列，并且都在这个月里";
        return Err(refused.with("detail", detail).into());
    }
    let line = WindowLine {
        from: ask.from,
        until: ask.until,
        reason,
        by: person.user.clone(),
    };
    tx.add_window(&line, now)?;
    let span = serde_json::json!({"from": ask.from, "until": ask.until});
    step.note("window_declared", span)?;
    step.reply()
}
