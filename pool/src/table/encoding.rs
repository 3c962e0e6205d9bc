//! From a file's bytes to its text: UTF-8 with and without mark, UTF-16 either way round, GB18030.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use model::{Code, Denial};

/// Reads a text. What is a workbook, or in none of these encodings, is refused with advice.
pub fn decode(bytes: &[u8]) -> Result<String, Denial> {
    let advice = |what: &str| {
        Denial::new(Code::TextEncoding).with(
            "detail",
            format!("{what}，请在表格软件里另存为「CSV UTF-8（逗号分隔）」"),
        )
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(advice("这是 xlsx 工作簿"));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(advice("这是 xls 工作簿"));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        // UTF-32 begins like UTF-16, and goes on with zeros.
        let text = text.filter(|text| !text.contains('\0'));
        return text
            .map(Into::into)
            .ok_or_else(|| advice("文件开头写明的编码与内容不符"));
    }
    if let Some(encoding) = wide(bytes) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        return text
            .map(Into::into)
            .ok_or_else(|| advice("文件像 UTF-16，但读不完整"));
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(advice(&format!("第 {} 行里有空字节", line_of(bytes, at))));
    }
    let by_table = || {
        let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(String::from)
    };
    match std::str::from_utf8(bytes) {
        // Some words of GB18030 are signs of other alphabets in UTF-8, and no table here is written in those alone.
        Ok(text) if is_foreign(text) => Ok(match by_table() {
            Some(table) if table.chars().all(|c| c.is_ascii() || is_han(c)) => table,
            _ => text.to_string(),
        }),
        Ok(text) => Ok(text.to_string()),
        Err(broken) if has_han_line(bytes) => {
            let line = line_of(bytes, broken.valid_up_to());
            let what = format!("第 {line} 行的编码与别的行不同");
            Err(advice(&what))
        }
        Err(_) => by_table().ok_or_else(|| advice("文件的编码认不出来")),
    }
}

/// Number of the line that a byte stands in.
fn line_of(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or_default();
    let ends = |sign| before.iter().filter(|b| **b == sign).count();
    1 + ends(b'\n').max(ends(b'\r'))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether a text has signs beside ASCII, all of two bytes in UTF-8, and they are no accented names: signs of other alphabets,
/// or a cell of nothing else.
fn is_foreign(text: &str) -> bool {
    let alone = |cell: &str| !cell.is_empty() && cell.chars().all(|c| !c.is_ascii());
    let mut cells = text.split([',', ';', '\t', '\r', '\n', '"']);
    let other = text.contains(|c| matches!(c, '\u{180}'..='\u{7ff}'));
    text.chars().all(|c| c < '\u{800}') && (other || cells.any(|cell| alone(cell.trim())))
}

/// Whether some line is Chinese in UTF-8: then the file is not in another encoding, but has lines from one that is.
fn has_han_line(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|b| matches!(b, b'\n' | b'\r'));
    lines.any(|line| std::str::from_utf8(line).is_ok_and(|l| l.chars().any(is_han)))
}

/// UTF-16 without a mark: of its first two signs, which name a column, one half is zero, and always the same one.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match *bytes.first_chunk::<4>()? {
        _ if bytes.len() % 2 == 1 => None,
        [a, 0, b, 0] if a != 0 && b != 0 => Some(UTF_16LE),
        [0, a, 0, b] if a != 0 && b != 0 => Some(UTF_16BE),
        _ => None,
    }
}
