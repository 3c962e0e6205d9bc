//! The two kinds of file. Rows leave memory as they are written.

use crate::{Error, Result};
use model::search::half_width;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Long edge of what a footer may say, in characters.
const FOOTER_MAX: usize = 200;
/// What else stands in numbers, dates and times.
const NUMBER_SIGNS: &str = "+-/:.,%() ed$€£¥￥\u{a0}年月日号时分秒点";
/// Digits as dates and times are written out in words.
const WRITTEN_DIGITS: &str = "〇○零一二三四五六七八九十廿卅";
/// What makes a date or a time of them.
const WRITTEN_UNITS: &str = "年月日号时点";
/// What spreadsheet programs call a failed formula: as a cell it becomes one.
const ERRORS: [&str; 8] = [
    "#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!", "#spill!",
];
/// Longest text that a formula may hold, in characters. What is longer no program takes for a date, and as a number not for one
/// that anybody reads.
const FORMULA_MAX: usize = 255;
/// Longer ones first: what they leave must be digits and signs.
const DATE_WORDS: [&str; 28] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "sept",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "am",
    "pm",
    "上午",
    "下午",
];
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
pub fn record(cells: &[impl AsRef<str>]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let wrong = |e: &dyn std::fmt::Display| Error::Bug(format!("csv: {e}"));
    let cells = cells.iter().map(|cell| as_text(cell.as_ref()));
    writer
        .write_record(cells.map(String::from))
        .map_err(|e| wrong(&e))?;
    writer.into_inner().map_err(|e| wrong(&e))
}

/// A cell that reaches the reader as it stands. Spreadsheet programs turn 0012 into 12, 3-2-1 and 3月2日 into dates, 1E5 and
/// eighteen digits into floats when they open a CSV file; as `="0012"` a cell stays text.
fn as_text(cell: &str) -> Cow<'_, str> {
    if is_taken_for_a_number(cell) && cell.chars().count() <= FORMULA_MAX {
        Cow::Owned(format!("=\"{cell}\""))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Whether all that a cell says belongs to numbers, dates, times or truth values. Quotes never do.
fn is_taken_for_a_number(cell: &str) -> bool {
    let plain: String = cell.chars().map(half_width).collect();
    let mut plain = plain.trim().to_lowercase();
    if matches!(plain.as_str(), "true" | "false") || ERRORS.contains(&plain.as_str()) {
        return true;
    }
    for word in DATE_WORDS {
        plain = plain.replace(word, "");
    }
    let has = |of: fn(char) -> bool| plain.chars().any(of);
    let written = has(|c| WRITTEN_DIGITS.contains(c)) && has(|c| WRITTEN_UNITS.contains(c));
    let counts = has(|c| c.is_ascii_digit()) || written;
    counts
        && plain.chars().all(|c| {
            let digit = c.is_ascii_digit() || written && WRITTEN_DIGITS.contains(c);
            digit || NUMBER_SIGNS.contains(c)
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Columns, Table, is_risky};
    use proptest::prelude::*;

    const COLUMNS: Columns = Columns {
        known: &["a", "b"],
        needed: &["a", "b"],
    };

    /// What our own import reads of one cell of an exported file.
    fn back(cell: &str) -> String {
        let cell = if is_risky(cell) {
            format!("'{cell}")
        } else {
            cell.to_string()
        };
        let file = [
            record(&["a", "b"]).unwrap(),
            record(&[cell.as_str(), "x"]).unwrap(),
        ]
        .concat();
        let table = Table::read(&file, COLUMNS).unwrap();
        let mut rows = table.rows().map(|row| row.cell("a").to_string());
        rows.next().unwrap()
    }

    #[test]
    fn what_spreadsheets_would_turn_into_numbers_and_dates_is_text() {
        for cell in [
            "3-2-1",
            "0012",
            "1E5",
            "110101199003078515",
            "12",
            "1.50",
            "3/2",
            "2026-11-22 10:32:00",
            "3月2日",
            "2026年3月2日",
            "上午9:00",
            "12:30",
            "50%",
            "1,234",
            "(12)",
            "TRUE",
            "mar-1",
            "MARCH1",
            "１２３",
            "¥12",
            "€12",
            "1D5",
            "二〇二六年三月二日",
            "三月二日",
            "上午九点",
            "3月2号",
            "#N/A",
            "#DIV/0!",
            "＃ref！",
        ] {
            let written = String::from_utf8(record(&[cell]).unwrap()).unwrap();
            assert_eq!(written, format!("\"=\"\"{cell}\"\"\"\r\n"), "{cell}");
            assert_eq!(back(cell), cell);
        }
        for cell in [
            "路灯不亮",
            "3号楼",
            "138****1234",
            "海棠-2026-000123",
            "e",
            "",
            "5号楼2单元",
            "may",
            "三号楼",
            "十三",
            "三里屯",
            "#1",
        ] {
            let written = String::from_utf8(record(&[cell, "x"]).unwrap()).unwrap();
            assert_eq!(written, format!("{cell},x\r\n"));
        }
        // As a formula it would be none that a program reads.
        let long = "1".repeat(300);
        let written = String::from_utf8(record(&[long.as_str()]).unwrap()).unwrap();
        assert_eq!(
            (written.trim_end(), back(&long)),
            (long.as_str(), long.clone())
        );
    }

    #[test]
    fn formulas_stay_harmless_and_come_back() {
        for cell in [
            "=1+1",
            "=\"0012\"",
            "-5",
            "+86",
            "@x",
            "'=1",
            "''=2+5",
            "'quoted'",
            "=HYPERLINK(\"a\",\"b\")",
        ] {
            assert_eq!(back(cell), cell);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_equal(cell in "[-=+@'\"0-9a-zA-Z年月日,;：\\n /.]{0,12}") {
            let read = back(&cell);
            prop_assert_eq!(read.trim(), cell.trim());
        }
    }
}
