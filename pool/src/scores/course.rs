//! The course of a month: draft, freeze, amendment, 免计时段.

use super::appeals::Desk;
use super::book::Book;
use super::freeze::{Hands, to_freeze};
use crate::Result;
use crate::store::{Db, DistrictFile, Entry, KeptPeriod, RecordEvent};
use api::{Amend, AppealRate, DeclareWindow, PeriodReply, Proposal, Request, WindowLine};
use api::{CallInfo, FileAppeal, Freeze, ProposeFreeze, PublishDraft};
use model::duty::Names;
use model::person::Person;
use model::score::appeal::{AppealState, TEXT_MAX};
use model::score::month::Month;
use model::score::period::PeriodAction;
use model::{Code, Denial, Moment, Role, UnitCode, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Lines that one amendment reads again, at most.
const AMENDED_MAX: usize = 500;

/// What people do with a month, each with the call that asks for it: its row says who may.
const CALLS: [(PeriodAction, &CallInfo); 6] = [
    (PeriodAction::PublishDraft, PublishDraft::INFO),
    (PeriodAction::FileAppeal, FileAppeal::INFO),
    (PeriodAction::ProposeFreeze, ProposeFreeze::INFO),
    (PeriodAction::Freeze, Freeze::INFO),
    (PeriodAction::Amend, Amend::INFO),
    (PeriodAction::DeclareWindow, DeclareWindow::INFO),
];

/// Where a month stands for somebody. Appeals are counted for the units that are shown.
pub fn period(
    db: &Db,
    file: &DistrictFile,
    person: &Person,
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
    let open_appeals = appeals.iter().filter(|a| a.state.is_open()).count() as u64;
    let open = |action| kept.period.check(action, month, now, rules, open_appeals);
    let may = CALLS.iter().filter(|(action, call)| {
        call.posts.held_by(person) && open(*action).is_ok() && is_apart(&kept, *action, person)
    });
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
        may: may.map(|(action, _)| *action).collect(),
        proposal: proposal(&kept, person)?,
        proposed_by: kept.proposed_by,
        open_appeals,
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

/// Whether somebody else than this person proposed what is to be carried out.
fn is_apart(kept: &KeptPeriod, action: PeriodAction, person: &Person) -> bool {
    let proposed = kept.proposed_names.as_ref();
    let apart = |names: &Names| {
        Names::of(person)
            .apart_from(names, Code::SamePerson)
            .is_ok()
    };
    match action {
        PeriodAction::Freeze => proposed.is_some_and(apart),
        PeriodAction::Amend => person.is(Role::Assessor) || proposed.is_some_and(apart),
        _ => true,
    }
}

/// What an amendment would read again, for those who propose and decide.
fn proposal(kept: &KeptPeriod, person: &Person) -> Result<Option<Proposal>> {
    let proposed = kept.proposed.as_ref();
    let read = proposed.filter(|_| Amend::INFO.posts.held_by(person));
    Ok(read.map(|text| serde_json::from_str(text)).transpose()?)
}

/// What is asked to be done with a month.
#[derive(Debug, Clone)]
pub enum Asked {
    /// 公布初稿: from here on the rules in force are those of the month.
    Draft,
    /// 提请定稿.
    Proposal,
    /// 定稿, by somebody else than who proposed it.
    Freeze,
    /// 更正: an assessor names lines and a reason; the 区专班 carries it out. Both versions stay.
    Amendment(Amend),
    /// 免计时段: clocks that ran out in it are measured for nobody.
    Window(DeclareWindow),
}

/// What was done, as the records call it, and what they keep of it: codes and numbers.
type Done = (&'static str, Value);

impl Asked {
    fn action(&self) -> PeriodAction {
        match self {
            Asked::Draft => PeriodAction::PublishDraft,
            Asked::Proposal => PeriodAction::ProposeFreeze,
            Asked::Freeze => PeriodAction::Freeze,
            Asked::Amendment(_) => PeriodAction::Amend,
            Asked::Window(_) => PeriodAction::DeclareWindow,
        }
    }
    fn work(&self, step: &mut Step) -> Result<Done> {
        match self {
            Asked::Draft => Ok(step.draft()),
            Asked::Proposal => Ok(step.propose()),
            Asked::Freeze => {
                let book = Book::live(step.desk.tx, step.desk.file, step.month.clone(), None)?;
                let sha = step.freeze(&book, None)?;
                Ok(("month_frozen", json!({"sha256": sha})))
            }
            Asked::Amendment(ask) => match &ask.reason {
                Some(reason) => step.propose_amendment(reason, &ask.lines),
                None => step.amend(),
            },
            Asked::Window(ask) => step.declare(ask),
        }
    }
}

/// Moves a month. A refusal leaves nothing.
pub fn step(desk: &Desk, month: &str, asked: &Asked) -> Result<PeriodReply> {
    let month = Month::begun(month, &desk.file.district.rules.calendar, desk.now)?;
    let mut step = Step {
        kept: desk.tx.period(&month.text)?,
        desk,
        month,
    };
    step.check(asked.action())?;
    let done = asked.work(&mut step)?;
    step.keep(done)?;
    period(
        desk.tx,
        desk.file,
        desk.person,
        &step.month,
        desk.now,
        |_| true,
    )
}

/// A month, and who does something with it now.
struct Step<'a> {
    desk: &'a Desk<'a>,
    month: Month,
    kept: KeptPeriod,
}

impl Step<'_> {
    fn check(&self, action: PeriodAction) -> Result<()> {
        let open = self.desk.tx.appeals(&self.month.text)?;
        let open = open.iter().filter(|a| a.state.is_open()).count() as u64;
        let rules = &self.desk.file.district.rules;
        let period = &self.kept.period;
        Ok(period.check(action, &self.month, self.desk.now, rules, open)?)
    }
    /// Keeps the month, with its two lines of what happened.
    fn keep(&self, (action, payload): Done) -> Result<()> {
        let Desk {
            tx, person, now, ..
        } = self.desk;
        tx.keep_period(&self.month.text, &self.kept)?;
        tx.note_record(&RecordEvent {
            kind: "period",
            id: &self.month.text,
            action,
            by: &person.user,
            at: *now,
            version: self.kept.period.version,
            payload,
        })?;
        tx.audit(&Entry {
            at: *now,
            who: person.user.to_string(),
            what: action,
            detail: self.month.text.clone(),
            ..Entry::default()
        })
    }
    /// What waits for a second person is in this one's name.
    fn is_proposed(&mut self) {
        self.kept.proposed_by = Some(self.desk.person.user.clone());
        self.kept.proposed_names = Some(Names::of(self.desk.person));
    }
    fn draft(&mut self) -> Done {
        let file = self.desk.file;
        self.kept.period = self
            .kept
            .period
            .drafted(self.desk.now, &file.district.rules);
        self.kept.rules = Some(file.rule_tag.clone());
        ("draft_published", json!({"rules": file.rule_tag}))
    }
    fn propose(&mut self) -> Done {
        self.is_proposed();
        ("freeze_proposed", json!({}))
    }
    /// Writes the next version down; its hash.
    fn freeze(&mut self, book: &Book, reason: Option<String>) -> Result<String> {
        let by = self.kept.proposed_by.take().ok_or(Code::NothingAsked)?;
        let proposed = self.kept.proposed_names.take().unwrap_or_default();
        Names::of(self.desk.person).apart_from(&proposed, Code::SamePerson)?;
        self.kept.period.version += 1;
        self.kept.period.proposed = false;
        self.kept.proposed = None;
        let hands = Hands {
            proposed_by: by,
            by: self.desk.person.user.clone(),
            reason,
            version: self.kept.period.version,
            now: self.desk.now,
        };
        let frozen = to_freeze(self.desk.tx, self.desk.file, book, hands)?;
        self.desk.tx.add_frozen(&self.month.text, &frozen)?;
        Ok(frozen.line.sha256)
    }
    fn amend(&mut self) -> Result<Done> {
        let Desk {
            tx, file, person, ..
        } = self.desk;
        if !person.is(Role::TaskForce) {
            return Err(Code::ReasonMissing.into());
        }
        let proposed = self.kept.proposed.clone().ok_or(Code::NothingAsked)?;
        let amendment: Amendment = serde_json::from_str(&proposed)?;
        let version = self.kept.period.version;
        let mut book = Book::version(tx, file, self.month.clone(), version, None)?;
        let live = Book::live(tx, file, self.month.clone(), None)?;
        book.lines
            .retain(|line| !amendment.lines.contains(&line.name()));
        let fresh = live.lines.into_iter();
        book.lines
            .extend(fresh.filter(|line| amendment.lines.contains(&line.name())));
        let sha = self.freeze(&book, Some(amendment.reason))?;
        Ok(("month_amended", json!({"sha256": sha})))
    }
    fn propose_amendment(&mut self, reason: &str, lines: &[String]) -> Result<Done> {
        let Desk {
            tx, file, person, ..
        } = self.desk;
        if !person.is(Role::Assessor) {
            return Err(Denial::new(Code::NoPost).with("action", "提请更正").into());
        }
        let reason = given(reason)?;
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
        let frozen = Book::version(tx, file, self.month.clone(), version, None)?;
        let live = Book::live(tx, file, self.month.clone(), None)?;
        let unknown = |name: &&String| frozen.find(name).is_none() && live.find(name).is_none();
        if lines.iter().any(|name| unknown(&name)) {
            return Err(Code::NotFound.into());
        }
        self.kept.proposed = Some(serde_json::to_string(&Amendment {
            reason,
            lines: lines.to_vec(),
        })?);
        self.is_proposed();
        Ok(("amendment_proposed", json!({"lines": lines})))
    }
    fn declare(&mut self, ask: &DeclareWindow) -> Result<Done> {
        let reason = given(&ask.reason)?;
        let month = &self.month;
        let inside = month.from <= ask.from && ask.from <= ask.until && ask.until < month.until;
        if !inside {
            let refused = Denial::new(Code::FieldType).with("field", "until");
            let detail = "起止时间须先后排列，并且都在这个月里";
            return Err(refused.with("detail", detail).into());
        }
        let line = WindowLine {
            from: ask.from,
            until: ask.until,
            reason,
            by: self.desk.person.user.clone(),
        };
        self.desk.tx.add_window(&line, self.desk.now)?;
        let span = json!({"from": ask.from, "until": ask.until});
        Ok(("window_declared", span))
    }
}

/// A reason as it is kept.
fn given(reason: &str) -> Result<String> {
    let reason = text::clean(reason);
    if reason.is_empty() {
        return Err(Code::ReasonMissing.into());
    }
    text::check("原因", &reason, 1, TEXT_MAX)?;
    Ok(reason)
}

/// What an amendment is to read again, and why.
#[derive(Serialize, Deserialize)]
struct Amendment {
    reason: String,
    lines: Vec<String>,
}
