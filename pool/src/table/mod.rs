//! Tables that people wrote in a spreadsheet program and saved as CSV: one reader for every import. Rows and columns are counted
//! as the program shows them, emptiness is passed over, and all faults of a file are told at once.

mod encoding;
mod rows;
#[cfg(test)]
mod tests;

pub use encoding::decode;
pub use rows::is_risky;

use model::{Code, Denial};
use rows::RawRow;
use serde::Serialize;

/// Faults of one file that are told; whoever has more has one kind of fault many times.
pub const FAULTS_MAX: usize = 50;

/// What is wrong at one place of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Row, as the spreadsheet program numbers it.
    pub line: u64,
    /// Column, by its letters; empty for the whole row.
    pub column: String,
    /// What kind of fault.
    pub code: Code,
    /// A sentence: the column's name and what to do.
    pub detail: String,
}

impl Fault {
    /// For people, with its place.
    pub fn sentence(&self) -> String {
        let (name, rest) = self.detail.split_once('：').unwrap_or(("", &self.detail));
        if self.column.is_empty() {
            return format!("第 {} 行：{}", self.line, self.detail);
        }
        format!("第 {} 行 {name}（{} 列）：{rest}", self.line, self.column)
    }
}

/// Columns of one kind of table.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// All it may have, by the names in the first row.
    pub known: &'static [&'static str],
    /// Those it must have.
    pub needed: &'static [&'static str],
}

/// A table whose first row names known columns.
#[derive(Debug)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<RawRow>,
    /// What was wrong with rows as such; more may be found in what they say.
    pub faults: Vec<Fault>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    raw: &'a RawRow,
}

impl Table {
    /// Reads a file's bytes. Rows and columns without any content are passed over; a file that is no table is refused with
    /// advice on how to save one.
    pub fn read(bytes: &[u8], columns: Columns) -> Result<Table, Vec<Fault>> {
        let whole = |denial: Denial| vec![fault(1, String::new(), denial.code, denial.sentence())];
        let text = decode(bytes).map_err(whole)?;
        let mut rows = rows::split(&text).into_iter().filter(|r| !r.is_empty());
        let first = rows.next().ok_or_else(|| whole(Code::TableEmpty.into()))?;
        let mut table = Table {
            head: first.cells.iter().map(|c| c.to_lowercase()).collect(),
            rows: rows.collect(),
            faults: Vec::new(),
        };
        let mut faults = table.head_faults(first.line, columns);
        if !faults.is_empty() {
            faults.truncate(FAULTS_MAX);
            return Err(faults);
        }
        if table.rows.is_empty() {
            return Err(whole(Code::TableEmpty.into()));
        }
        table.faults = table.wide_rows();
        Ok(table)
    }

    fn head_faults(&self, line: u64, columns: Columns) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (i, name) in self.head.iter().enumerate() {
            let at = |code, detail| fault(line, letters(i), code, detail);
            let filled = || self.rows.iter().any(|r| !r.cell(i).is_empty());
            if name.is_empty() {
                if filled() {
                    faults.push(at(
                        Code::FieldMissing,
                        "表头：这一列有内容，但没有列名".into(),
                    ));
                }
            } else if !columns.known.contains(&name.as_str()) {
                let all = columns.known.join("、");
                let detail = format!("{name}：不认识这一列，可用的列有 {all}");
                faults.push(at(Code::FieldUnknown, detail));
            } else if self.head[..i].contains(name) {
                faults.push(at(Code::TableTwice, format!("{name}：这一列写了两次")));
            }
        }
        for name in columns.needed {
            if !self.head.iter().any(|h| h == name) {
                let detail = format!("缺少 {name} 这一列");
                faults.push(fault(line, String::new(), Code::FieldMissing, detail));
            }
        }
        faults
    }

    /// Content to the right of the last named column.
    fn wide_rows(&self) -> Vec<Fault> {
        let wide = self.rows.iter().filter_map(|row| {
            let column = (self.head.len()..row.cells.len()).find(|i| !row.cell(*i).is_empty())?;
            let detail = "整行：比表头多出列来；单元格里有逗号时，须由表格软件保存".into();
            Some(fault(row.line, letters(column), Code::FieldUnknown, detail))
        });
        wide.take(FAULTS_MAX).collect()
    }

    /// Its rows with content.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|raw| Row { table: self, raw })
    }

    /// Whether it has a column.
    pub fn has(&self, name: &str) -> bool {
        self.head.iter().any(|h| h == name)
    }
}

impl<'a> Row<'a> {
    /// As the spreadsheet program numbers it.
    pub fn line(self) -> u64 {
        self.raw.line
    }

    /// What a cell says, without blanks around it; nothing where the table has no such column.
    pub fn cell(self, name: &str) -> &'a str {
        let place = self.table.head.iter().position(|h| h == name);
        place.map_or("", |i| self.raw.cell(i))
    }

    /// A fault in one of its cells.
    pub fn fault(self, name: &str, code: Code, detail: impl std::fmt::Display) -> Fault {
        let place = self.table.head.iter().position(|h| h == name);
        let column = place.map(letters).unwrap_or_default();
        fault(self.raw.line, column, code, format!("{name}：{detail}"))
    }
}

fn fault(line: u64, column: String, code: Code, detail: String) -> Fault {
    Fault {
        line,
        column,
        code,
        detail,
    }
}

/// The name of a column in spreadsheet programs: A, B … Z, AA.
fn letters(index: usize) -> String {
    let mut name = String::new();
    let mut n = index + 1;
    while n > 0 {
        let letter = u8::try_from((n - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + letter));
        n = (n - 1) / 26;
    }
    name
}
