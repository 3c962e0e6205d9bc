//! `score`: a month's sheets as the pool answers them, at the server.

use super::{Data, Printed, Ran, open};
use crate::scores::{self, Book};
use crate::store::{Db, DistrictFile};
use crate::{Result, clock};
use api::{InstanceLine, ListInstances, SheetReply};
use clap::Args;
use model::score::month::Month;
use model::score::{Indicator, Uncounted};
use model::{Code, Moment, UnitCode};
use serde_json::{Value, json};

/// 一个月的考核表
#[derive(Args)]
pub struct Score {
    /// 月份，如 2026-10
    month: String,
    /// 只看这个单位
    #[arg(long, value_name = "U")]
    unit: Option<String>,
    /// 连同每个数字由来的条目
    #[arg(long)]
    explain: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// Sheets with the lines behind each of them.
type Shown = Vec<(SheetReply, Vec<InstanceLine>)>;

impl Score {
    pub(super) fn run(self) -> Ran {
        let pool = open(&self.data.data)?;
        let file = pool.district();
        let shown = pool.read_now(|db| db.with_snapshot(|db| self.shown(db, &file)));
        pool.close();
        let shown = shown?;
        if self.json {
            return self.printed(shown);
        }
        for (sheet, lines) in &shown {
            println!("{}", told(sheet));
            lines
                .iter()
                .for_each(|line| println!("{}", told_line(line)));
        }
        Ok(Value::Null.into())
    }

    fn shown(&self, db: &Db, file: &DistrictFile) -> Result<Shown> {
        let now: Moment = clock::now();
        let month = Month::begun(&self.month, &file.district.rules.calendar, now)?;
        let book = Book::read(db, file, month, None)?;
        let mut sheets = scores::sheets(db, file, &book, now)?;
        if let Some(unit) = &self.unit {
            let unit = UnitCode::new(unit.clone())?;
            sheets.retain(|sheet| sheet.unit == unit);
            if sheets.is_empty() {
                let none = model::Denial::new(Code::UnitUnknown);
                return Err(none.with("value", unit).into());
            }
        }
        let all = sheets.into_iter().map(|sheet| {
            let lines = match self.explain {
                true => explained(db, file, &book.month, &sheet.unit)?,
                false => Vec::new(),
            };
            Ok((sheet, lines))
        });
        all.collect()
    }

    /// One sheet is one object; several are a line each.
    fn printed(&self, shown: Shown) -> Ran {
        let mut lines = Vec::new();
        for (sheet, instances) in shown {
            let mut value = serde_json::to_value(sheet)?;
            if self.explain
                && let Some(fields) = value.as_object_mut()
            {
                fields.insert("instances".into(), json!(instances));
            }
            lines.push(value);
        }
        let value = match lines.len() {
            1 => lines.pop().unwrap_or_default(),
            _ => Value::Null,
        };
        Ok(Printed {
            lines,
            value,
            exit: 0,
        })
    }
}

/// Every line of a unit, page by page.
fn explained(
    db: &Db,
    file: &DistrictFile,
    month: &Month,
    unit: &UnitCode,
) -> Result<Vec<InstanceLine>> {
    let mut ask = ListInstances {
        month: month.text.clone(),
        unit: unit.clone(),
        ind: None,
        uncounted: None,
        bad: None,
        after: None,
        limit: Some(500),
    };
    let mut all = Vec::new();
    loop {
        let page = scores::instances(db, file, month.clone(), &ask)?;
        all.extend(page.lines);
        match page.after {
            Some(after) => ask.after = Some(after),
            None => return Ok(all),
        }
    }
}

/// Hundredths as people write them: 83.78.
fn points(hundredths: Option<u32>) -> String {
    hundredths.map_or("—".into(), |n| format!("{}.{:02}", n / 100, n % 100))
}

/// A sheet on one line for people.
fn told(sheet: &SheetReply) -> String {
    let rates = Indicator::RATES.map(|ind| {
        let rate = sheet.rates.of(ind);
        format!("{} {} ({})", ind.label(), points(rate.bp), rate.n)
    });
    format!(
        "{} {} {} {}：{}；基础分 {}，得分 {}，{}",
        sheet.month,
        sheet.unit,
        sheet.name,
        sheet.state.label(),
        rates.join("，"),
        points(sheet.base),
        points(sheet.r#final),
        sheet.band.label(),
    )
}

fn told_line(line: &InstanceLine) -> String {
    let worth = match (line.good, line.uncounted) {
        (Some(good), _) => format!("{good}/2"),
        (None, why) => why.map_or("—", Uncounted::label).to_string(),
    };
    format!(
        "  {} {} {} {} {}",
        line.number,
        line.ind.label(),
        worth,
        line.why.code.label(),
        line.settled_at
    )
}
