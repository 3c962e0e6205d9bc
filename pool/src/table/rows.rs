//! Rows and cells of a CSV text, numbered as a spreadsheet program numbers them.

use model::search::half_width;
use model::text;

/// Cells of one row.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// Its number: lines inside quotes do not count, empty lines do.
    pub line: u64,
    /// Without blanks around.
    pub cells: Vec<String>,
}

impl RawRow {
    /// A cell; nothing to the right of the last.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", String::as_str)
    }

    /// Whether no cell says anything that can be seen.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| text::is_blank(cell))
    }
}

/// All rows. Cells are parted by what parts them in the first line: comma, semicolon or tab, as programs write them in
/// different languages.
///
/// A quotation mark that is never closed makes one cell of all that follows: the row it stands in is told as well.
pub fn split(text: &str) -> (Vec<RawRow>, Option<u64>) {
    // The end of a file as DOS wrote it, and the sign that parts cells as some programs say it in a line of its own.
    let text = text.trim_end_matches('\u{1a}');
    let (said, text) = match text.split_once(['\r', '\n']) {
        Some((first, rest)) if is_said(first) => (first.as_bytes().get(4).copied(), rest),
        _ => (None, text),
    };
    let delimiter = said.unwrap_or_else(|| delimiter(text));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let (mut rows, mut line, mut from) = (Vec::new(), u64::from(said.is_some()), 0);
    // The second half of that line's end is none of its own.
    if said.is_some() && text.starts_with('\n') {
        from = 1;
    }
    let mut record = csv::StringRecord::new();
    // The text is in memory and valid: a record can only be there or not.
    while reader.read_record(&mut record).unwrap_or(false) {
        let to = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        line += 1 + empty_lines(text.as_bytes(), from);
        rows.push(RawRow {
            line,
            cells: record.iter().map(bare).collect(),
        });
        from = to;
    }
    let open = is_open(text, delimiter).then_some(line);
    (rows, open)
}

fn is_said(line: &str) -> bool {
    matches!(
        line.as_bytes(),
        [
            b's' | b'S',
            b'e' | b'E',
            b'p' | b'P',
            b'=',
            b',' | b';' | b'\t'
        ]
    )
}

/// Whether a text ends inside quotation marks, as the reader counts them: they open a cell at its begin alone.
fn is_open(text: &str, delimiter: u8) -> bool {
    let (mut begin, mut quoted) = (true, false);
    let mut signs = text.bytes().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            b'"' if quoted && signs.peek() == Some(&b'"') => drop(signs.next()),
            b'"' if quoted => quoted = false,
            b'"' if begin => (quoted, begin) = (true, false),
            _ if quoted => {}
            sign => begin = sign == delimiter || matches!(sign, b'\r' | b'\n'),
        }
    }
    quoted
}

/// Lines without anything before the next record; the reader passes over them without a word. It also leaves the second half
/// of a line's end to the next.
fn empty_lines(text: &[u8], from: usize) -> u64 {
    let rest = text.get(from..).unwrap_or_default();
    let half = from > 0 && text.get(from - 1) == Some(&b'\r') && rest.first() == Some(&b'\n');
    let mut rest = rest.get(usize::from(half)..).unwrap_or_default();
    let mut count = 0;
    while let Some(length) = match rest {
        [b'\r', b'\n', ..] => Some(2),
        [b'\r' | b'\n', ..] => Some(1),
        _ => None,
    } {
        count += 1;
        rest = rest.get(length..).unwrap_or_default();
    }
    count
}

fn delimiter(text: &str) -> u8 {
    let first = text
        .lines()
        .find(|l| !l.trim().is_empty())
        .unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|b| *b == sign).count();
    let signs = [b',', b';', b'\t'];
    let most = signs.iter().rev().max_by_key(|sign| count(**sign));
    most.copied().unwrap_or(b',')
}

/// Whether a spreadsheet program could take a cell for a formula, or would hide its first sign; full-width signs count as well.
pub fn is_risky(cell: &str) -> bool {
    let first = |text: &str| text.chars().next().map(half_width);
    matches!(first(cell), Some('\t' | '\r' | '\n'))
        || matches!(first(cell.trim_start()), Some('=' | '+' | '-' | '@' | '\''))
}

/// A cell as it was meant: what we and others write as `="0012"`, so that a spreadsheet program leaves it alone, is its text,
/// and so is what stands behind an apostrophe that only keeps a formula from being one.
fn bare(cell: &str) -> String {
    let formula = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"'));
    if let Some(inner) = formula {
        return inner.replace("\"\"", "\"").trim().to_string();
    }
    let behind = cell
        .strip_prefix('\'')
        .filter(|rest| rest.is_empty() || is_risky(rest));
    behind.unwrap_or(cell).to_string()
}
