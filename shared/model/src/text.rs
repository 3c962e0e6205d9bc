//! What people write: made uniform, then measured. Nothing visible is ever taken away.

use crate::{Code, Denial};

/// Trims outer white space and writes every line end as LF.
pub fn clean(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

/// Refuses what is empty though needed, too short, too long, or holds control characters. Lengths are characters.
///
/// Direction and zero-width signs pass: they belong to some scripts, and a screen shows them as text.
pub fn check(field: &'static str, text: &str, min: usize, max: usize) -> Result<(), Denial> {
    let denied = |code| Denial::new(code).with("field", field);
    if min > 0 && text.trim().is_empty() {
        return Err(denied(Code::FieldMissing));
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err(denied(Code::TextControl));
    }
    let length = text.chars().count();
    if length > max {
        return Err(denied(Code::TextTooLong)
            .with("max", max)
            .with("length", length));
    }
    if length < min {
        return Err(denied(Code::TextTooShort).with("min", min));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_trimmed_with_plain_line_ends() {
        for (text, expect) in [
            ("  漏水 ", "漏水"),
            ("　漏水\u{a0}\r\n", "漏水"),
            ("一\r\n二\r三\n四", "一\n二\n三\n四"),
            ("一\r\n\r\n二", "一\n\n二"),
            ("一  二\t三", "一  二\t三"),
            ("\u{202e}漏水\u{200b}", "\u{202e}漏水\u{200b}"),
            (" \r\n ", ""),
            ("", ""),
        ] {
            assert_eq!(clean(text), expect, "{text:?}");
            assert_eq!(clean(expect), expect, "cleaning twice changes nothing");
        }
    }

    #[test]
    fn text_is_measured_in_characters() {
        use Code::*;
        for (text, min, max, expect) in [
            ("漏水", 1, 40, None),
            ("漏水", 2, 2, None),
            ("", 0, 40, None),
            ("", 1, 40, Some(FieldMissing)),
            (" \n", 1, 40, Some(FieldMissing)),
            ("漏水", 5, 40, Some(TextTooShort)),
            ("漏水了", 0, 2, Some(TextTooLong)),
            ("𠮷𠮷", 0, 2, None), // two characters, though four UTF-16 units and eight bytes
            ("👨‍👩‍👧", 0, 5, None),   // scalar values are counted, joined or not
            ("一\n二\t三", 1, 40, None),
            ("一\u{0}二", 1, 40, Some(TextControl)),
            ("一\u{7f}", 1, 40, Some(TextControl)),
            ("一\u{85}二", 1, 40, Some(TextControl)),
            ("一\r\n二", 1, 40, Some(TextControl)), // clean() comes first
            ("\u{1b}[31m红", 1, 40, Some(TextControl)),
            ("\u{202e}倒\u{200b}", 1, 40, None),
        ] {
            assert_eq!(
                check("标题", text, min, max).err().map(|d| d.code),
                expect,
                "{text:?}"
            );
        }
    }

    #[test]
    fn refusals_say_what_to_do() {
        for (text, min, max, sentence) in [
            ("漏水了", 0, 2, "「标题」最多 2 字，现在 3 字，请删减"),
            ("漏水", 5, 9, "「标题」至少 5 字，请补充"),
            ("", 5, 9, "缺少「标题」，请填写"),
            (
                "一\u{0}",
                0,
                9,
                "「标题」里有不可见的控制字符，请删除后重试",
            ),
        ] {
            assert_eq!(
                check("标题", text, min, max).unwrap_err().sentence(),
                sentence
            );
        }
    }
}
