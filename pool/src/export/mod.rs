//! Exports: tickets as a table with the columns of the 12345 hotline or with those the desk sees, reporters masked, and a last line that says how many
//! rows there are, their checksum, who made the file and when.

mod columns;
mod seen;
mod sheet;
mod shelf;

pub use columns::{HEAD, cells};
pub use sheet::{Csv, Sheet, Xlsx};
pub use shelf::{KEPT_MINUTES, Shelf, clear as clear_shelf};

use crate::store::{Db, DistrictFile, Keys, Snapshot};
use crate::{Result, reporters};
use api::{ExportColumns, ExportFormat};
use lists::Filter;
use model::issue::Reporter;
use model::person::Person;
use model::{Code, Denial, Moment};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Tickets in one file, at most.
pub const ROWS_MAX: u32 = 20_000;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Rows, without head and last line.
    pub rows: u64,
    /// SHA-256 of the rows as a CSV file holds them, in hexadecimal.
    pub checksum: String,
}

/// Who makes a file, of what.
pub struct Export<'a> {
    pub district: &'a DistrictFile,
    /// Keys that open reporters, to mask them.
    pub keys: &'a Keys,
    pub person: &'a Person,
    pub filter: &'a Filter,
    /// Which columns.
    pub columns: ExportColumns,
    pub now: Moment,
    /// At most this many; more are refused.
    pub max: u32,
}

impl Export<'_> {
    /// Writes the file, a ticket at a time.
    pub fn write(&self, snapshot: Snapshot, format: ExportFormat, file: &Path) -> Result<Written> {
        let (numbers, total) = snapshot.lists().numbers(self.filter, self.max)?;
        let db = snapshot.release();
        if total > u64::from(self.max) {
            return Err(Denial::new(Code::ExportTooLarge)
                .with("max", self.max)
                .with("count", total)
                .into());
        }
        let mut sheet: Box<dyn Sheet> = match format {
            ExportFormat::Csv => Box::new(Csv::create(file)?),
            ExportFormat::Xlsx => Box::new(Xlsx::create(file)?),
        };
        match self.columns {
            ExportColumns::Hotline => sheet.head(&HEAD)?,
            ExportColumns::Seen => sheet.head(&seen::HEAD)?,
        }
        let mut sum = Sha256::new();
        for n in &numbers {
            let cells = self.row(db, *n)?;
            sum.update(sheet::record(&cells)?);
            sheet.row(&cells)?;
        }
        let written = Written {
            rows: numbers.len() as u64,
            checksum: hex::encode(sum.finalize()),
        };
        sheet.end(&self.last_line(&written), &self.mark())?;
        Ok(written)
    }

    fn row(&self, db: &Db, n: i64) -> Result<Vec<String>> {
        let ticket = db.document(n)?.document()?.read()?;
        if self.columns == ExportColumns::Seen {
            return Ok(seen::cells(self, &ticket, &ticket.state()));
        }
        let sealed = db.sealed_reporter(n)?;
        let reporter = sealed
            .map(|s| reporters::open(self.keys, &ticket.id, &s))
            .transpose()?;
        let masked = reporter.as_ref().map(Reporter::masked);
        let state = ticket.state();
        Ok(cells(self, &ticket, &state, masked.as_ref()))
    }

    /// Who and when, as it stands on every page.
    fn mark(&self) -> String {
        let (name, user) = (&self.person.name, &self.person.user);
        format!("{name}（{user}）于 {} 导出", self.local(self.now))
    }

    fn last_line(&self, written: &Written) -> String {
        format!(
            "共 {} 件；数据行 SHA-256：{}；{}；仅限工作使用，请勿外传",
            written.rows,
            written.checksum,
            self.mark()
        )
    }

    /// A moment by the district's wall clock.
    fn local(&self, at: Moment) -> String {
        let offset = self.district.district.rules.calendar.utc_offset_minutes;
        at.civil(offset).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}
