//! Every string a person reads, in one catalogue: Chinese first, English complete. Labels of the domain's closed lists and
//! words of fields and sentences of refusals are `model`'s in Chinese; their English stands in `labels`, `fields`, `refusals`.

mod acts;
mod capture;
mod desk;
mod fields;
mod labels;
mod map;
mod notes;
mod refusals;
mod score;
mod settings;
mod shell;
mod tablet;
mod ticket;
mod today;

pub use acts::*;
pub use capture::*;
pub use desk::*;
pub use fields::field;
pub use labels::{Labelled, label, member};
pub use map::*;
pub use notes::*;
pub use refusals::{sentence, sentence_of};
pub use score::*;
pub use settings::*;
pub use shell::*;
pub use tablet::*;
pub use ticket::*;
pub use today::*;

use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once at the start; a change of language loads the page again.
static ENGLISH: AtomicBool = AtomicBool::new(false);

/// The languages, each by its own name: identifier and name.
pub const LANGUAGES: [(&str, &str); 2] = [("zh", "中文"), ("en", "English")];

/// Chooses the language of the whole page.
pub fn speak_english(yes: bool) {
    ENGLISH.store(yes, Ordering::Relaxed);
}

/// Whether the page speaks English.
pub fn speaks_english() -> bool {
    ENGLISH.load(Ordering::Relaxed)
}

/// One entry: the same thing said in both languages; `{0}`, `{1}` … take values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    zh: &'static str,
    en: &'static str,
}

impl Text {
    /// The words in the page's language.
    pub fn t(self) -> &'static str {
        if speaks_english() { self.en } else { self.zh }
    }
    /// The words with their values filled in.
    pub fn with(self, values: &[&dyn Display]) -> String {
        let mut text = self.t().to_string();
        for (i, value) in values.iter().enumerate() {
            text = text.replace(&format!("{{{i}}}"), &value.to_string());
        }
        text
    }
}

/// Declares entries and lists them, so that the tests below see each one.
macro_rules! texts {
    ($list:ident; $($name:ident $zh:literal $en:literal;)+) => {
        $(#[doc = $zh] pub const $name: $crate::words::Text = $crate::words::Text { zh: $zh, en: $en };)+
        /// All of these.
        #[cfg(test)]
        pub const $list: &[$crate::words::Text] = &[$($name),+];
    };
}
pub(crate) use texts;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete_and_take_the_same_values() {
        let all = [
            SHELL_TEXTS,
            CAPTURE_TEXTS,
            MAP_TEXTS,
            NOTES_TEXTS,
            TICKET_TEXTS,
            ACT_TEXTS,
            DESK_TEXTS,
            TODAY_TEXTS,
            SCORE_TEXTS,
            SETTINGS_TEXTS,
            TABLET_TEXTS,
        ];
        for text in all.concat() {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{text:?}");
            for slot in ["{0}", "{1}", "{2}", "{3}"] {
                assert_eq!(text.zh.contains(slot), text.en.contains(slot), "{text:?}");
            }
            assert!(
                !text
                    .en
                    .chars()
                    .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{text:?}"
            );
        }
    }

    /// Text of every source file below a folder.
    fn sources(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path());
        let texts = entries.map(|path| match path.extension() {
            Some(_) => std::fs::read_to_string(&path).unwrap(),
            None => sources(&path),
        });
        texts.collect()
    }

    #[test]
    fn every_entry_is_said_somewhere() {
        let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
        let (all, catalogue) = (sources(root), sources(&root.join("words")));
        let words = |text: &str| -> Vec<String> {
            let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            parts.map(str::to_string).collect()
        };
        let mut said = std::collections::BTreeMap::<String, usize>::new();
        words(&all)
            .into_iter()
            .for_each(|w| *said.entry(w).or_default() += 1);
        let declared = catalogue.lines().filter_map(|line| {
            let (name, rest) = line.strip_prefix("    ")?.split_once(' ')?;
            let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            (rest.starts_with('"') && name.chars().all(upper)).then_some(name)
        });
        let silent: Vec<&str> = declared.filter(|name| said[*name] < 2).collect();
        assert!(silent.is_empty(), "nothing says {silent:?}");
    }

    #[test]
    fn values_stand_where_they_belong() {
        assert_eq!(
            OUTBOX_WAITS.with(&[&3, &7, &"12 MB"]),
            "3 件、7 张照片（12 MB）待上传"
        );
    }
}
