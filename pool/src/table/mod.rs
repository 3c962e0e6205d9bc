//! Tables that people wrote in a spreadsheet program and saved as CSV: one reader for every import. Rows and columns are counted
//! as the program shows them, emptiness is passed over, and all faults of a file are told at once.

mod encoding;
mod rows;
#[cfg(test)]
mod tests;

pub use encoding::decode;
pub use model::fault::{FAULTS_MAX, Fault};
pub use rows::is_risky;

use model::{Closed, Code, Denial, text};
use rows::RawRow;
use std::str::FromStr;

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
        let (rows, open) = rows::split(&text);
        if let Some(line) = open {
            let detail = "整行：引号没有合上，后面的行都算进了这一格；请补上另一半引号";
            return Err(vec![fault(
                line,
                String::new(),
                Code::FieldType,
                detail.into(),
            )]);
        }
        let mut rows = rows.into_iter().filter(|r| !r.is_empty());
        let first = rows.next().ok_or_else(|| whole(Code::TableEmpty.into()))?;
        let mut table = Table {
            head: first
                .cells
                .iter()
                .map(|c| text::code(c).to_lowercase())
                .collect(),
            rows: rows.collect(),
            faults: Vec::new(),
        };
        let mut faults = table.head_faults(&first, columns);
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

    /// What is wrong with the names of the columns, which stand in this row.
    fn head_faults(&self, row: &RawRow, columns: Columns) -> Vec<Fault> {
        let line = row.line;
        let mut faults = Vec::new();
        for (i, name) in self.head.iter().enumerate() {
            let at = |code, detail| fault(line, letters(i), code, detail);
            let filled = || self.rows.iter().any(|r| !text::is_blank(r.cell(i)));
            if name.is_empty() {
                if filled() {
                    faults.push(at(
                        Code::FieldMissing,
                        "表头：这一列有内容，但没有列名".into(),
                    ));
                }
            } else if !columns.known.contains(&name.as_str()) {
                let all = columns.known.join("、");
                let said = text::clean(row.cell(i));
                let detail = match said.contains(WIDE_SIGNS) {
                    true => format!("{}：列与列之间是全角的符号，请改成半角的逗号", clip(&said)),
                    false => format!("{}：不认识这一列，可用的列有 {all}", clip(&said)),
                };
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
            let beyond = self.head.len()..row.cells.len();
            let column = beyond.into_iter().find(|i| !text::is_blank(row.cell(*i)))?;
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

    /// A cell that holds a code, in the one way codes are written.
    pub fn code(self, name: &str) -> String {
        text::code(self.cell(name))
    }

    /// A cell that holds a word of a closed list, by its identifier (spreadsheet programs write a capital first) or as people
    /// say it.
    pub fn word<T: Closed + FromStr>(self, name: &str) -> Option<T> {
        let said = text::code(self.cell(name));
        let small = said.to_lowercase();
        let mut members = T::LIST.members.iter();
        let (id, _) = members.find(|(id, label)| *id == small || *label == said)?;
        id.parse().ok()
    }

    /// A cell that says yes or no; none when it says something else. Empty is no.
    pub fn yes(self, name: &str) -> Option<bool> {
        match text::code(self.cell(name)).to_lowercase().as_str() {
            "是" | "要" | "1" | "y" | "yes" | "true" | "√" | "✓" => Some(true),
            "" | "否" | "不要" | "0" | "n" | "no" | "false" | "×" => Some(false),
            _ => None,
        }
    }

    /// A fault in one of its cells. What a spreadsheet program made of a long number is told as that.
    pub fn fault(self, name: &str, code: Code, detail: impl std::fmt::Display) -> Fault {
        let place = self.table.head.iter().position(|h| h == name);
        let column = place.map(letters).unwrap_or_default();
        let detail = match is_rounded(&self.code(name)) {
            true => format!(
                "{name}：{detail}；{} 是表格软件改成的科学计数，请把这一列设为文本后重填",
                self.code(name)
            ),
            false => format!("{name}：{detail}"),
        };
        fault(self.raw.line, column, code, detail)
    }
}

/// Signs of full width that stand where a table has its commas, when it was typed by hand.
const WIDE_SIGNS: [char; 3] = ['，', '；', '、'];

/// The begin of what somebody wrote: a whole page may stand in a cell.
fn clip(text: &str) -> String {
    let mut signs = text.chars();
    let begin: String = signs.by_ref().take(40).collect();
    match signs.next() {
        Some(_) => format!("{begin}…"),
        None => begin,
    }
}

/// Whether a number was cut to what fits into a cell: `9.902E+11`.
fn is_rounded(code: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parts = code.split_once(['E', 'e']).and_then(|(mantissa, power)| {
        let whole = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        Some((whole, power.strip_prefix('+')?))
    });
    parts.is_some_and(|((one, rest), power)| digits(one) && digits(rest) && digits(power))
}

fn fault(line: u64, column: String, code: Code, detail: String) -> Fault {
    Fault {
        file: None,
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
