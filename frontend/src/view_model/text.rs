//! What a text field takes: everything a person could mean, and of a paste only what can be meant. Nothing is cut silently.

use crate::words as w;

/// So many times the limit are let in, to be shortened by hand; more is a mistake of the clipboard.
const SLACK: usize = 4;

/// What stands in the field afterwards, and a sentence when that is not what came.
pub fn accept(old: &str, new: String, max: usize) -> (String, Option<String>) {
    let count = new.chars().count();
    if count > max * SLACK && count > old.chars().count() {
        let words = w::PASTE_TOO_LONG.with(&[&count, &max]);
        return (old.to_string(), Some(words));
    }
    let unseen = |c: char| c.is_control() && c != '\n' && c != '\t' && c != '\r';
    let found = new.chars().filter(|c| unseen(*c)).count();
    if found == 0 {
        return (new, None);
    }
    let kept = new.chars().filter(|c| !unseen(*c)).collect();
    (kept, Some(w::CONTROL_DROPPED.with(&[&found])))
}

/// What was written, unless it is blank.
pub fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_string()).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clipboard_of_100_kb_leaves_the_field_as_it_was() {
        let (kept, words) = accept("井盖", "长".repeat(100_000), 40);
        assert_eq!(kept, "井盖");
        assert!(words.unwrap().contains("100000"));
        // A little too long is let in, and the counter says so.
        let long = "字".repeat(60);
        assert_eq!(accept("", long.clone(), 40), (long, None));
        // What is too long already, from an older draft, can be shortened.
        let (kept, words) = accept(&"字".repeat(300), "字".repeat(299), 40);
        assert_eq!((kept.chars().count(), words), (299, None));
    }

    #[test]
    fn what_can_be_seen_or_meant_stays() {
        for text in [
            "👨‍👩‍👧 一家三口",
            "\u{202e}倒过来\u{202c}",
            "<b onclick=alert(1)>粗</b>",
            "=HYPERLINK(\"http://x\")",
            "第一行\n第二行\t三",
            "",
        ] {
            assert_eq!(
                accept("旧", text.to_string(), 1000),
                (text.to_string(), None)
            );
        }
        let (kept, words) = accept("", "漏\u{0}水\u{1b}[31m".to_string(), 40);
        assert_eq!(kept, "漏水[31m");
        assert!(words.unwrap().contains('2'));
    }
}
