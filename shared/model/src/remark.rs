//! Remarks: lines that the app itself writes below what a person wrote (how a position was found, that the duty room was
//! phoned). They stand in brackets that nobody types, and are not counted against the person.

/// Remarks at the end of a text that are told from what a person wrote.
const LINES_MAX: usize = 8;
/// Characters of one remark, brackets included.
const LINE_MAX: usize = 160;
/// Characters that remarks may add to a text, line ends included.
pub const ADDED_MAX: usize = LINES_MAX * (LINE_MAX + 1);

const OPEN: char = '〔';
const CLOSE: char = '〕';

/// A text with one more remark below it; words that do not fit into a line end in an ellipsis.
pub fn add(text: &str, words: &str) -> String {
    format!("{}\n{}", text.trim_end(), line(words))
}

/// The remark itself.
pub fn line(words: &str) -> String {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let flat = flat.replace(OPEN, "［").replace(CLOSE, "］");
    let room = LINE_MAX - 2;
    let words = match flat.chars().count() <= room {
        true => flat,
        false => flat.chars().take(room - 1).chain(['…']).collect(),
    };
    format!("{OPEN}{words}{CLOSE}")
}

/// What the person wrote: the text without the remarks at its end.
pub fn own(text: &str) -> &str {
    let mut own = text;
    for _ in 0..LINES_MAX {
        let Some((rest, last)) = own.rsplit_once('\n') else {
            break;
        };
        let within = last.strip_prefix(OPEN).and_then(|l| l.strip_suffix(CLOSE));
        let remark = within.is_some_and(|words| !words.contains([OPEN, CLOSE]));
        if !remark || last.chars().count() > LINE_MAX {
            break;
        }
        own = rest;
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_told_from_what_was_written() {
        let text = add(
            &add("路灯不亮\n", "图钉由人工选定；\n相距 12 米"),
            "已电话报告〔1〕",
        );
        assert_eq!(
            text,
            "路灯不亮\n〔图钉由人工选定； 相距 12 米〕\n〔已电话报告［1］〕"
        );
        assert_eq!(own(&text), "路灯不亮");
        for text in [
            "路灯不亮",
            "〔路灯不亮〕",
            "路灯〔东门〕\n不亮",
            "路灯\n（不亮）",
            "路灯\n〔不〕亮〔吗〕",
            "",
        ] {
            assert_eq!(own(text), text, "{text}");
        }
    }

    #[test]
    fn so_much_and_no_more_goes_uncounted() {
        let long = line(&"字".repeat(500));
        assert_eq!(long.chars().count(), LINE_MAX);
        assert!(long.ends_with("…〕"));
        let typed = format!("字\n〔{}〕", "字".repeat(LINE_MAX));
        assert_eq!(own(&typed), typed, "too long for a remark");
        let many = (0..20).fold("字".to_string(), |text, _| add(&text, &"字".repeat(500)));
        let uncounted = many.chars().count() - own(&many).chars().count();
        assert_eq!(uncounted, ADDED_MAX);
    }
}
