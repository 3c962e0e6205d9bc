//! The two kinds of file. Rows leave memory as they are written.

use crate::{Error, Result};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Long edge of what a footer may say, in characters.
const FOOTER_MAX: usize = 200;
const WIDE: &[u16] = &[4, 5, 12, 13];

/// A table that is written from top to bottom.
pub trait Sheet {
    /// The names of the columns.
    fn head(&mut self, names: &[&str]) -> Result<()>;
    /// One row.
    fn row(&mut self, cells: &[String]) -> Result<()>;
    /// The last line, and what stands on every printed page; then the file is durable.
    fn end(self: Box<Self>, line: &str, mark: &str) -> Result<()>;
}

/// One row as a CSV file holds it: what the checksum is taken over.
pub fn record(cells: &[impl AsRef<[u8]>]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let wrong = |e: &dyn std::fmt::Display| Error::Bug(format!("csv: {e}"));
    writer.write_record(cells).map_err(|e| wrong(&e))?;
    writer.into_inner().map_err(|e| wrong(&e))
}

/// UTF-8 with a byte-order mark, lines ended by CR LF.
pub struct Csv {
    out: BufWriter<File>,
    columns: usize,
}

impl Csv {
    /// A new file for its owner's eyes only.
    pub fn create(file: &Path) -> Result<Self> {
        crate::store::write_private(file, "\u{feff}".as_bytes())?;
        let out = OpenOptions::new().append(true).open(file)?;
        Ok(Csv {
            out: BufWriter::new(out),
            columns: 1,
        })
    }
}

impl Sheet for Csv {
    fn head(&mut self, names: &[&str]) -> Result<()> {
        self.columns = names.len();
        Ok(self.out.write_all(&record(names)?)?)
    }
    fn row(&mut self, cells: &[String]) -> Result<()> {
        Ok(self.out.write_all(&record(cells)?)?)
    }
    fn end(mut self: Box<Self>, line: &str, _: &str) -> Result<()> {
        // As wide as the rows: readers that count columns take it for one.
        let mut cells = vec![""; self.columns];
        cells[0] = line;
        self.out.write_all(&record(&cells)?)?;
        self.out.flush()?;
        Ok(self.out.get_ref().sync_all()?)
    }
}

/// A workbook with one sheet; its pieces wait beside the file until the end.
pub struct Xlsx {
    book: Workbook,
    file: PathBuf,
    next: u32,
}

impl From<XlsxError> for Error {
    fn from(e: XlsxError) -> Self {
        match e {
            XlsxError::IoError(e) => Error::File(e),
            e => Error::Bug(format!("xlsx: {e}")),
        }
    }
}

impl Xlsx {
    /// A new file for its owner's eyes only.
    pub fn create(file: &Path) -> Result<Self> {
        crate::store::write_private(file, b"")?;
        let mut book = Workbook::new();
        book.set_tempdir(file.parent().unwrap_or(Path::new(".")))?;
        book.add_worksheet_with_constant_memory()?
            .set_name("工单")?;
        Ok(Xlsx {
            book,
            file: file.to_path_buf(),
            next: 0,
        })
    }
    fn put(&mut self, cells: impl Iterator<Item = impl AsRef<str>>, bold: bool) -> Result<()> {
        let (sheet, row) = (self.book.worksheet_from_index(0)?, self.next);
        for (column, cell) in (0..).zip(cells) {
            // Always text: nothing a person typed becomes a formula, a number or a link.
            if bold {
                sheet.write_string_with_format(
                    row,
                    column,
                    cell.as_ref(),
                    &Format::new().set_bold(),
                )?;
            } else {
                sheet.write_string(row, column, cell.as_ref())?;
            }
        }
        self.next += 1;
        Ok(())
    }
}

impl Sheet for Xlsx {
    fn head(&mut self, names: &[&str]) -> Result<()> {
        let sheet = self.book.worksheet_from_index(0)?;
        for column in 0..u16::try_from(names.len()).unwrap_or(u16::MAX) {
            let wide = if WIDE.contains(&column) { 40 } else { 16 };
            sheet.set_column_width(column, wide)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape();
        self.put(names.iter(), true)
    }
    fn row(&mut self, cells: &[String]) -> Result<()> {
        self.put(cells.iter(), false)
    }
    fn end(mut self: Box<Self>, line: &str, mark: &str) -> Result<()> {
        self.put(std::iter::once(line), false)?;
        // '&' begins a command in footers.
        let mark: String = mark.chars().take(FOOTER_MAX).collect();
        let footer = format!("&L{}&R&P / &N", mark.replace('&', "&&"));
        self.book.worksheet_from_index(0)?.set_footer(footer);
        self.book.save(&self.file)?;
        Ok(File::open(&self.file)?.sync_all()?)
    }
}
