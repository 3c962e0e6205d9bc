//! What people write: made uniform at the border, once for each kind of field, then measured. What can be seen is never taken
//! away; what cannot be seen never decides anything.
//!
//! - Texts that are read ([`clean`]) stay as typed but for their ends, their line ends and blanks without width.
//! - Codes, numbers and phones ([`code`], [`phone`]) are written one way: what looks the same is the same.
//! - Searches ([`crate::search`]) look at a form of their own ([`plain`]) and change nothing that is kept.

use crate::{Code, Denial};
use icu_normalizer::ComposingNormalizerBorrowed;

/// Signs that cannot be seen which a text may hold beyond a quarter of its length.
const UNSEEN: usize = 16;

/// Characters that a text of at most `max` that can be seen may have in all.
pub(crate) const fn longest(max: usize) -> usize {
    max + max / 4 + UNSEEN
}
/// Characters of a note (记事), at most.
pub const NOTE_MAX: usize = 2_000;

/// A text that is read, as it is kept: without outer white space, every line end as LF, and without what has neither width nor
/// meaning: marks that copying leaves behind, and those of direction that only hold the whole of it.
pub fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !is_residue(*c)).collect();
    let lines = kept.replace("\r\n", "\n");
    let end = |c: char| {
        matches!(
            c,
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    without_hull(&lines.replace(end, "\n")).to_string()
}

/// What stands between marks of direction at both ends, as address books copy numbers and names.
fn without_hull(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix(is_direction)
        .and_then(|t| t.strip_suffix(is_direction));
    inner.map_or(text, without_hull)
}

/// A short word that is compared with others, like a tag: as searches see it, so that what looks the same is the same.
pub fn word(text: &str) -> String {
    clean(&plain(&clean(text)))
}

/// Characters of a text as they are counted when it is checked: what counters show.
pub fn length(text: &str) -> usize {
    seen(&clean(text))
}

/// Characters that can be seen, or belong to one that can.
fn seen(text: &str) -> usize {
    text.chars().filter(|c| !is_unseen(*c)).count()
}

/// A code or a number: one way of writing each sign (NFKC), dashes as `-`, no blanks and nothing that cannot be seen.
pub fn code(text: &str) -> String {
    let plain = plain(text);
    let seen = plain.chars().filter(|c| !c.is_whitespace());
    seen.map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// A phone number: like a [`code`], but each run of blanks between digits stays as one.
pub fn phone(text: &str) -> String {
    let plain = plain(text);
    let parts: Vec<String> = plain.split_whitespace().map(code).collect();
    parts.join(" ")
}

/// The compatibility form (NFKC) of what can be seen, letters drawn as nothing left out: ⑫, ⒓ and ❶ are their numbers, ⼈ and
/// ⻔ of PDF files are 人 and 门, a letter and its accent are one sign, the variant of a glyph and what is drawn around one is
/// the character.
pub fn plain(text: &str) -> String {
    let bare = |c: &char| !is_unseen(*c) && !is_filler(*c) && !is_frame(*c);
    let mut seen = String::with_capacity(text.len());
    for c in text.chars().filter(bare) {
        match numeral(c) {
            Some(number) => seen.push_str(&number.to_string()),
            None => seen.push(character(c)),
        }
    }
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    nfkc.normalize(&seen).into_owned()
}

/// Whether somebody who types what is shown would type something else: signs in another width, or that cannot be seen.
pub fn is_misleading(text: &str) -> bool {
    plain(text) != text
}

/// Whether nothing of it can be seen.
pub fn is_blank(text: &str) -> bool {
    let unseen = |c: char| c.is_whitespace() || is_unseen(c) || is_filler(c);
    text.chars().all(unseen)
}

/// Neither width nor meaning in any text: what web pages and address books leave behind.
fn is_residue(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Marks that say how others are drawn (direction, joining, the variant of a glyph) and are not drawn themselves.
fn is_unseen(c: char) -> bool {
    is_residue(c)
        || matches!(c, '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2065}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Marks of direction: the only ones that stand around a whole text.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What is drawn around the character before: keycaps and the like.
fn is_frame(c: char) -> bool {
    matches!(c, '\u{20dd}'..='\u{20e0}' | '\u{20e2}'..='\u{20e4}')
}

/// The number that a numeral in a frame of its own is, where the compatibility form adds a dot or knows none.
fn numeral(c: char) -> Option<u32> {
    let of = |first: char, number: u32| Some(c as u32 - first as u32 + number);
    match c {
        '⒈'..='⒛' => of('⒈', 1),
        '⓫'..='⓴' => of('⓫', 11),
        '⓵'..='⓾' => of('⓵', 1),
        '⓿' => Some(0),
        '❶'..='❿' => of('❶', 1),
        '➀'..='➉' => of('➀', 1),
        '➊'..='➓' => of('➊', 1),
        _ => None,
    }
}

/// Letters that are drawn as nothing.
fn is_filler(c: char) -> bool {
    matches!(
        c,
        '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
    )
}

/// Hyphens, dashes and minus signs as phones and codes are typed; the compatibility form keeps them apart.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2e3a}'
                | '\u{30fc}'
                | '\u{fe58}'
    )
}

/// The character that a radical of the supplement block is (Unicode's EquivalentUnifiedIdeograph): PDF files are full of them,
/// and the compatibility form knows only the radicals of Kangxi.
fn character(c: char) -> char {
    let Some(at) = (c as u32).checked_sub(FIRST_RADICAL) else {
        return c;
    };
    let found = usize::try_from(at).ok().and_then(|at| CHARACTERS.get(at));
    found.copied().unwrap_or(c)
}

const FIRST_RADICAL: u32 = 0x2e80;
/// For each from U+2E80 on; itself where there is none.
const CHARACTERS: [char; 116] = [
    '⺀', '厂', '乛', '乚', '乙', '亻', '冂', '𠘨', '刀', '刂', '卜', '㔾', '小', '小', '兀', '尣',
    '尢', '𡯂', '巳', '幺', '彑', '彐', '忄', '心', '扌', '攵', '⺚', '旡', '日', '月', '歺', '母',
    '民', '氵', '氺', '灬', '爫', '爫', '丬', '牛', '犭', '王', '𤴔', '目', '示', '礻', '𥫗', '糹',
    '纟', '罓', '罒', '㓁', '冗', '𦉫', '羊', '𦍌', '𦍋', '耂', '肀', '聿', '肉', '𦥑', '艹', '艹',
    '艹', '虎', '衤', '覀', '西', '见', '角', '𧢲', '讠', '贝', '𧾷', '车', '辶', '辶', '辶', '邑',
    '钅', '長', '镸', '长', '门', '𨸏', '阝', '雨', '青', '韦', '页', '风', '飞', '食', '𩙿', '飠',
    '饣', '𩠐', '马', '骨', '鬼', '鱼', '鸟', '卤', '麦', '黄', '黾', '斉', '齐', '歯', '齿', '竜',
    '龙', '龜', '亀', '龟',
];

/// As [`check`], of what stands in one line: a name, a title, an address.
pub fn check_line(field: &'static str, text: &str, min: usize, max: usize) -> Result<(), Denial> {
    check(field, text, min, max)?;
    if text.contains(['\n', '\t', '\u{2028}', '\u{2029}']) {
        return Err(Denial::new(Code::TextControl).with("field", field));
    }
    Ok(())
}

/// Refuses what is empty though needed, too short, too long, or holds control characters. Lengths are characters that can be
/// seen.
///
/// Direction and joining signs pass, in measure: they belong to some scripts, and a screen shows them as text.
pub fn check(field: &'static str, text: &str, min: usize, max: usize) -> Result<(), Denial> {
    let denied = |code| Denial::new(code).with("field", field);
    if min > 0 && is_blank(text) {
        return Err(denied(Code::FieldMissing));
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err(denied(Code::TextControl));
    }
    let (length, all) = (seen(text), text.chars().count());
    if length > max || all > longest(max) {
        let length = if length > max { length } else { all };
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
            ("\u{feff}漏\u{200b}水\u{ad}", "漏水"),
            // What changes how others are drawn stays: direction, a family of emoji, the variant of a glyph.
            ("\u{202e}漏水", "\u{202e}漏水"),
            ("👨‍👩‍👧 葛\u{e0100}城", "👨‍👩‍👧 葛\u{e0100}城"),
            // Held whole, it is what is inside; so an address book copies names.
            ("\u{202d}王某\u{202c}", "王某"),
            ("\u{200e}\u{2068} 王某 \u{2069}\u{200e}", "王某"),
            ("一\u{2028}二\u{b}三\u{85}四", "一\n二\n三\n四"),
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
            ("\u{202e}\u{200b}\u{3164}\u{a0}", 1, 40, Some(FieldMissing)), // nothing of it can be seen
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
            (
                "一\u{200c}\u{200c}\u{200c}\u{200c}",
                5,
                40,
                Some(TextTooShort),
            ),
            ("\u{202d}漏水\u{202c}", 0, 2, None),
            ("\u{1d173}\u{1bca0}", 1, 40, Some(FieldMissing)),
            (&"\u{200c}".repeat(100), 0, 40, Some(TextTooLong)), // nor may it hide a book
        ] {
            assert_eq!(
                check("标题", text, min, max).err().map(|d| d.code),
                expect,
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_looks_the_same_is_the_same_code() {
        for (typed, expect) in [
            ("１３８００００１２３４", "13800001234"),
            ("\u{202d}138\u{200b}0000\u{a0}1234\u{202c}", "13800001234"),
            (" t０１\u{feff}", "t01"),
            ("９９０１—００1–2−3", "9901-001-2-3"),
            ("④", "4"),
            ("T01\u{3164}", "T01"),
            ("T\u{ffa0}0\u{2800}1", "T01"),
        ] {
            assert_eq!(code(typed), expect, "{typed:?}");
            assert_eq!(code(expect), expect, "twice changes nothing");
        }
        for (typed, expect) in [
            (
                "\u{202d}１３８　００００\u{2009}１２３４\u{202c}",
                "138 0000 1234",
            ),
            ("（０１０）８８８８‐６６６６", "(010)8888-6666"),
            ("010─8888ー6666", "010-8888-6666"),
            (
                "\u{2066}𝟏𝟑𝟎\u{2069}\u{fe0f} ００００\u{200d}0123",
                "130 00000123",
            ),
            ("1\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}0", "130"),
            ("＋86\u{a0}\u{a0}138 0000 1234", "+86 138 0000 1234"),
            ("不详", "不详"),
        ] {
            assert_eq!(phone(typed), expect, "{typed:?}");
            assert_eq!(phone(expect), expect, "twice changes nothing");
        }
    }

    #[test]
    fn words_that_look_the_same_are_the_same() {
        for typed in [
            "积水",
            "\u{202d}积水\u{202c}",
            "积\u{200d}水",
            "积⽔",
            " 积水\u{3000}",
        ] {
            assert_eq!(word(typed), "积水", "{typed:?}");
        }
    }

    #[test]
    fn names_stand_in_one_line() {
        assert!(check_line("姓名", "张三", 1, 40).is_ok());
        for text in ["张\n三", "张\t三", "张\u{2028}三"] {
            assert_eq!(
                check_line("姓名", text, 1, 40).unwrap_err().code,
                Code::TextControl
            );
        }
    }

    #[test]
    fn counters_count_what_is_checked() {
        for (typed, count) in [
            ("  漏水 \n", 2),
            ("一\r\n二", 3),
            ("漏\u{200b}水\u{feff}", 2),
            ("Cafe\u{301}", 5),
            ("👨‍👩‍👧", 3),
        ] {
            assert_eq!(length(typed), count, "{typed:?}");
        }
    }

    #[test]
    fn radicals_are_characters() {
        for (copied, expect) in [
            ("⼈⾏道", "人行道"),
            ("⻔⼝⻋库⻓⺠⻄", "门口车库长民西"),
            ("葛\u{e0100}城", "葛城"),
            ("⑫号楼", "12号楼"),
            ("㎡", "m2"),
            ("⒈单元❷号⓷", "1单元2号3"),
            ("1\u{fe0f}\u{20e3}号水\u{20dd}井", "1号水井"),
        ] {
            assert_eq!(plain(copied), expect, "{copied}");
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
