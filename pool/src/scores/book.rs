//! A month's lines with what each of them is worth.

use crate::Result;
use crate::store::{Db, DistrictFile, KeptPeriod, Told};
use api::FrozenLine;
use model::rulepack::RulePack;
use model::score::appeal::AppealState;
use model::score::find::{Find, repeated};
use model::score::month::Month;
use model::score::period::PeriodState;
use model::score::weigh::{Beside, Window, weigh};
use model::score::{Indicator, Line, Weight};
use model::{Moment, TicketId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A line and what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// The ticket's number in the store.
    pub n: i64,
    pub ticket: TicketId,
    pub line: Line,
    pub weight: Weight,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<AppealState>,
}

impl Weighed {
    /// What names it for people and scripts.
    pub fn name(&self) -> String {
        format!("{}/{}", self.ticket, self.line.key)
    }
}

/// A month, open at its lines.
pub struct Book {
    pub month: Month,
    pub kept: KeptPeriod,
    /// Name and hash of the rule pack it is scored by, and the pack.
    pub tag: String,
    pub rules: RulePack,
    /// The frozen version that it was read from.
    pub frozen: Option<FrozenLine>,
    /// In the order of tickets and keys.
    pub lines: Vec<Weighed>,
}

impl Book {
    /// The month as it counts: the last frozen version, or what follows from the documents by now. One indicator, or all.
    pub fn read(
        db: &Db,
        file: &DistrictFile,
        month: Month,
        only: Option<Indicator>,
    ) -> Result<Book> {
        let version = db.period(&month.text)?.period.version;
        match version {
            0 => Book::live(db, file, month, only),
            version => Book::version(db, file, month, version, only),
        }
    }

    /// A frozen version.
    pub fn version(
        db: &Db,
        file: &DistrictFile,
        month: Month,
        version: u32,
        only: Option<Indicator>,
    ) -> Result<Book> {
        let none = || model::Denial::new(model::Code::ValueUnknown).with("field", "version");
        let known = db.frozen(&month.text)?;
        let frozen = known.into_iter().find(|f| f.version == version);
        let frozen = frozen.ok_or_else(|| none().with("value", version))?;
        let mut book = Book::empty(db, file, month, Some(frozen.rules.clone()))?;
        let lines = thawed(&db.frozen_lines(&book.month.text, version, None)?)?;
        let wanted = |w: &Weighed| only.is_none_or(|ind| w.line.ind == ind);
        book.lines = lines.into_iter().filter(wanted).collect();
        book.frozen = Some(frozen);
        Ok(book)
    }

    /// What follows from the documents by now, whether the month is frozen or not.
    pub fn live(
        db: &Db,
        file: &DistrictFile,
        month: Month,
        only: Option<Indicator>,
    ) -> Result<Book> {
        let mut book = Book::bare(db, file, month)?;
        let told = db.instances_of(&book.month, only)?;
        let again = again(db, &told)?;
        book.lines = book.weighed(&book.decided(db)?, told, &again);
        Ok(book)
    }

    /// The month with none of its lines, under the rules by which they are weighed while it is not frozen.
    pub(super) fn bare(db: &Db, file: &DistrictFile, month: Month) -> Result<Book> {
        let tag = db.period(&month.text)?.rules;
        Book::empty(db, file, month, tag)
    }

    /// What was decided that bears upon its lines: read once, however many pieces the lines are read in.
    pub(super) fn decided(&self, db: &Db) -> Result<Decided> {
        let appeals = db.appeals(&self.month.text)?.into_iter();
        let appeals = appeals.filter(|a| a.state != AppealState::Withdrawn);
        Ok(Decided {
            windows: self.windows(db)?,
            appeals: appeals.map(|a| ((a.n, a.key), a.state)).collect(),
        })
    }

    /// What lines are worth that stand in no frozen version; `again` are finds of which another counts already.
    pub(super) fn weighed(
        &self,
        decided: &Decided,
        told: Vec<Told>,
        again: &Again,
    ) -> Vec<Weighed> {
        let Decided { windows, appeals } = decided;
        let score = &self.rules.score;
        let kept = told.into_iter().filter(|t| score.hotline || !t.hotline);
        let lines = kept.filter_map(|told| {
            let name = (told.n, told.line.key.clone());
            let appeal = appeals.get(&name).copied();
            let beside = Beside {
                excluded: told.excluded,
                windows,
                appeal: appeal.and_then(AppealState::outcome),
                month_end: Some(self.month.last()),
                repeated: again.contains(&name),
            };
            Some(Weighed {
                n: told.n,
                weight: weigh(&told.line, score, &beside)?,
                ticket: told.ticket,
                line: told.line,
                appeal,
            })
        });
        lines.collect()
    }

    fn empty(db: &Db, file: &DistrictFile, month: Month, tag: Option<String>) -> Result<Book> {
        let tag = tag.unwrap_or_else(|| file.rule_tag.clone());
        let rules = match tag == file.rule_tag {
            true => file.district.rules.clone(),
            false => db
                .pack(&tag)?
                .unwrap_or_else(|| file.district.rules.clone()),
        };
        Ok(Book {
            kept: db.period(&month.text)?,
            month,
            tag,
            rules,
            frozen: None,
            lines: Vec::new(),
        })
    }

    fn windows(&self, db: &Db) -> Result<Vec<Window>> {
        // A due of the month before may settle in this one.
        let from = self.month.from.plus_minutes(-366 * 24 * 60);
        let lines = db.windows(from, self.month.until)?;
        Ok(lines.iter().map(|line| line.span()).collect())
    }

    /// Where the month stands.
    pub fn state(&self, now: Moment) -> PeriodState {
        self.kept.period.state(&self.month, now)
    }

    /// One line by its name.
    pub fn find(&self, name: &str) -> Option<&Weighed> {
        self.lines.iter().find(|line| line.name() == name)
    }
}

/// Windows and appeals of a month.
pub(super) struct Decided {
    windows: Vec<Window>,
    /// Those that were not withdrawn, by line.
    appeals: BTreeMap<(i64, String), AppealState>,
}

/// Lines by their tickets' numbers and their keys.
pub(super) type Again = BTreeSet<(i64, String)>;

/// Finds of which another of the same incident counts already.
pub(super) fn again(db: &Db, told: &[Told]) -> Result<Again> {
    let (mut names, mut finds) = (Vec::new(), Vec::new());
    for told in told.iter().filter(|t| t.line.ind == Indicator::Proactive) {
        let Some(place) = db.tickets_from(told.n, 1)?.pop() else {
            continue;
        };
        names.push((told.n, told.line.key.clone()));
        finds.push(Find {
            by: place.row.created_by,
            area: place.row.area_code,
            category: place.row.category,
            at: place.row.captured_at,
        });
    }
    let again = repeated(&finds).into_iter().zip(names);
    Ok(again
        .filter(|(yes, _)| *yes)
        .map(|(_, name)| name)
        .collect())
}

/// Frozen lines as they were written down, in the order of tickets and keys.
pub(super) fn thawed(texts: &[String]) -> Result<Vec<Weighed>> {
    let lines = texts.iter().map(|text| serde_json::from_str(text));
    let mut lines: Vec<Weighed> = lines.collect::<Result<_, _>>()?;
    lines.sort_by(|a, b| (a.n, &a.line.key).cmp(&(b.n, &b.line.key)));
    Ok(lines)
}
