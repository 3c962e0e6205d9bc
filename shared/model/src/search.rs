//! Words for the search index. A text is a row of units, each a Chinese character or a whole ASCII word; the index keeps the
//! units that are there and, in their order, each two that stand together. So it answers a query alone: one unit is there or
//! not, and a longer word is a phrase of pairs. [`matches`] says the same of a text at hand.

use crate::text;

/// A search, taken apart once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What a ticket must all have: entries of [`entries`] that stand there one after the other.
    pub phrases: Vec<Vec<String>>,
    /// What was typed, normalised: each must stand in the text in one piece.
    pieces: Vec<String>,
    /// Something that can be seen was typed.
    typed: bool,
}

impl Query {
    /// Nothing was typed that can be seen; such a query asks for nothing, and everything matches.
    pub fn is_empty(&self) -> bool {
        !self.typed
    }

    /// Whether only marks and pictures were typed (😀, ！), which no text is looked through for; nothing matches.
    pub fn finds_nothing(&self) -> bool {
        self.typed && self.pieces.is_empty()
    }
}

/// A full-width letter, digit or sign as its ASCII twin; everything else unchanged.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A text as searches see it: its [`text::plain`] form in lower case, every run of punctuation or white space as one blank.
pub fn normalise(text: &str) -> String {
    let plain = text::plain(text);
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Runs of ASCII and of other characters in normalised text.
fn runs(normal: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for mut rest in normal.split(' ') {
        while let Some(first) = rest.chars().next() {
            let end = rest
                .find(|c: char| c.is_ascii() != first.is_ascii())
                .unwrap_or(rest.len());
            out.push(&rest[..end]);
            rest = &rest[end..];
        }
    }
    out
}

/// Slices of one character.
fn singles(run: &str) -> impl Iterator<Item = &str> {
    run.char_indices().map(|(i, c)| &run[i..i + c.len_utf8()])
}

/// Slices of two neighbouring characters.
fn bigrams(run: &str) -> impl Iterator<Item = &str> {
    run.char_indices()
        .zip(run.char_indices().skip(1))
        .map(|((from, _), (i, c))| &run[from..i + c.len_utf8()])
}

fn sorted(mut grams: Vec<&str>) -> Vec<String> {
    grams.sort_unstable();
    grams.dedup();
    grams.into_iter().map(str::to_owned).collect()
}

/// Single characters, bigrams and ASCII words of a text, sorted, each once.
pub fn grams(text: &str) -> Vec<String> {
    let normal = normalise(text);
    let mut grams = Vec::new();
    for run in runs(&normal) {
        if run.is_ascii() {
            grams.push(run);
        } else {
            grams.extend(singles(run).chain(bigrams(run)));
        }
    }
    sorted(grams)
}

/// Between two pieces of a text, so that no phrase reaches over.
const GAP: &str = " ";

/// Characters of other scripts one by one, ASCII words whole.
fn units(piece: &str) -> Vec<&str> {
    let cut = |run| match str::is_ascii(run) {
        true => vec![run],
        false => singles(run).collect(),
    };
    runs(piece).into_iter().flat_map(cut).collect()
}

/// Each two neighbours as one entry; no unit holds a blank.
fn pairs(units: &[&str]) -> impl Iterator<Item = String> {
    units.windows(2).map(|two| two.join(" "))
}

/// What the index keeps of a text: its units, each once, then its pairs in their order.
pub fn entries(text: &str) -> Vec<String> {
    let normal = normalise(text);
    let pieces: Vec<Vec<&str>> = normal.split(' ').map(units).collect();
    let mut entries = sorted(pieces.concat());
    for piece in &pieces {
        entries.push(GAP.into());
        entries.extend(pairs(piece));
    }
    entries
}

/// Takes a search apart: words between blanks must all be found, each in one piece.
pub fn query(text: &str) -> Query {
    let normal = normalise(text);
    let pieces = sorted(normal.split(' ').filter(|p| !p.is_empty()).collect());
    let phrase = |piece: &String| match units(piece).as_slice() {
        [unit] => vec![unit.to_string()],
        units => pairs(units).collect(),
    };
    Query {
        phrases: pieces.iter().map(phrase).collect(),
        pieces,
        typed: !text::is_blank(text),
    }
}

/// Whether the text holds every word of the query.
pub fn matches(text: &str, query: &Query) -> bool {
    if query.finds_nothing() {
        return false;
    }
    // Most texts say what they would say when normalised, as far as the word goes: a search that looks through tens of
    // thousands of them need not write each again.
    let plain = !text.chars().any(is_changed);
    let mut normal = None;
    query.pieces.iter().all(|piece| {
        let letters = piece.bytes().any(|b| b.is_ascii_alphabetic());
        match plain && !letters {
            true => stands(text, piece),
            false => stands(normal.get_or_insert_with(|| normalise(text)), piece),
        }
    })
}

/// Whether a sign may be another one when normalised, but for capitals of ASCII, or go without a trace. What Chinese texts
/// mostly consist of is known not to.
fn is_changed(c: char) -> bool {
    let kept = matches!(c, ' '..='~' | '\n' | '\t' | '、' | '。' | '《' | '》' | '“' | '”' | '…' | '—'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
    let mark = matches!(c, '！'..='～') && !half_width(c).is_alphanumeric();
    !kept && !mark
}

/// Whether a piece stands in a text as whole words of ASCII: 5号楼 is not in 15号楼.
fn stands(text: &str, piece: &str) -> bool {
    let cut = |left: Option<char>, right: Option<char>| {
        left.zip(right)
            .is_some_and(|(l, r)| l.is_ascii_alphanumeric() && r.is_ascii_alphanumeric())
    };
    let whole = |at: usize| {
        let end = at + piece.len();
        !cut(text[..at].chars().next_back(), piece.chars().next())
            && !cut(piece.chars().next_back(), text[end..].chars().next())
    };
    // One that is cut may overlap one that is whole: 1号1 in 11号1号1.
    let step = piece.chars().next().map_or(1, char::len_utf8);
    let mut from = 0;
    while let Some(found) = text[from..].find(piece) {
        if whole(from + found) {
            return true;
        }
        from += found + step;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_characters_bigrams_and_words() {
        for (text, expect) in [
            ("占道经营", "占 占道 经 经营 营 道 道经"),
            ("占道，经营", "占 占道 经 经营 营 道"),
            ("５Ｇ基站", "5g 基 基站 站"),
            ("WS990100-20261122-000123-X", "000123 20261122 ws990100 x"),
            ("漏水漏水", "水 水漏 漏 漏水"),
            ("占\u{200b}道", "占 占道 道"),
            ("⼈⾏道", "人 人行 行 行道 道"),
            ("⑫号楼", "12 号 号楼 楼"),
            ("𠮷野", "野 𠮷 𠮷野"),
            ("，。！ \n", ""),
        ] {
            assert_eq!(grams(text).join(" "), expect, "{text}");
        }
    }

    #[test]
    fn a_query_is_made_of_units_and_phrases_of_pairs() {
        for (text, expect) in [
            ("水", "水"),
            ("漏水 漏水", "漏·水"),
            ("暖气漏水", "暖·气 气·漏 漏·水"),
            ("ＷＳ990100 漏水", "ws990100 | 漏·水"),
            ("5号楼", "5·号 号·楼"),
            ("路15", "路·15"),
        ] {
            let said = |p: &Vec<String>| p.iter().map(|e| e.replace(' ', "·")).collect::<Vec<_>>();
            let phrases = query(text).phrases;
            let found: Vec<String> = phrases.iter().map(|p| said(p).join(" ")).collect();
            assert_eq!(found.join(" | "), expect, "{text}");
        }
        for blank in ["", " ", "\u{3000}\n", "\u{200b}\u{feff}"] {
            let query = query(blank);
            assert!(query.is_empty() && matches("占道", &query), "{blank:?}");
        }
        let kept: Vec<String> = entries("占道，5号")
            .iter()
            .map(|e| e.replace(' ', "·"))
            .collect();
        assert_eq!(kept.join(" "), "5 占 号 道 · 占·道 · 5·号");
    }

    /// Marks and pictures are in no index: whoever looks for them alone is not shown everything.
    #[test]
    fn what_cannot_be_looked_for_finds_nothing() {
        for search in [
            "😀",
            "👨‍👩‍👧",
            "！",
            "，。",
            " ❤️ ",
            "*",
            "%",
            "\"",
            "——",
            "🏚\u{200b}",
        ] {
            let query = query(search);
            assert!(query.finds_nothing() && !query.is_empty(), "{search}");
            assert!(query.phrases.is_empty() && !matches(&format!("占道{search}"), &query));
        }
        let both = query("占道😀！");
        assert!(!both.finds_nothing() && matches("占道经营", &both) && !matches("漏水", &both));
    }

    #[test]
    fn only_contiguous_words_match() {
        let text = "幸福路15号楼暖气漏水，物业不管。电话 13800001234，WiFi 坏了";
        let found = "漏水|暖气漏水|漏水 物业|15号楼|号楼|楼|wifi|ＷIFI|路15|13800001234|";
        let missed = "水物|漏水物业|气水|5号楼|路1|wi|1380000|漏水 没有";
        for (searches, expect) in [(found, true), (missed, false)] {
            for search in searches.split('|') {
                assert_eq!(matches(text, &query(search)), expect, "{search}");
            }
        }
        assert!(matches("11号1号1", &query("1号1")));
        // All pairs are there, the word is not.
        let (text, search) = ("水管漏水 管漏 水管", query("水管漏水管"));
        assert!(!matches(text, &search) && !indexed(text, &search));
    }

    /// Texts as PDF files and phones write them are found by what people type, and by themselves.
    #[test]
    fn what_people_see_is_what_they_find() {
        let cafe = ("Cafe\u{301} 门口", "Café");
        for (text, search) in [
            ("⼈⾏道破损", "人行道"),
            ("葛\u{e0100}城路", "葛城"),
            ("⑫号楼漏水", "12号楼"),
            ("⻔⼝的⻋库", "门口"),
            ("㎡不对", "m2"),
            ("ＣＡＦÉ", "café"),
            ("电话\u{202d}138\u{200b}00001234\u{202c}", "13800001234"),
            cafe,
            (cafe.1, "cafe\u{301}"),
        ] {
            for search in [search, text] {
                let query = query(search);
                assert!(matches(text, &query), "{search} in {text}");
                assert!(indexed(text, &query), "{search} in the index of {text}");
            }
        }
    }

    /// What the index would say.
    fn indexed(text: &str, query: &Query) -> bool {
        let kept = entries(text);
        let stands = |phrase: &Vec<String>| kept.windows(phrase.len()).any(|w| w == phrase);
        !query.finds_nothing() && query.phrases.iter().all(stands)
    }

    #[test]
    fn what_matches_is_always_found_by_the_index() {
        let text = "甲乙a1甲 b乙乙甲a，甲1a乙甲\u{feff}甲 １a乙";
        let normal = normalise(text);
        let chars: Vec<char> = normal.chars().collect();
        for from in 0..chars.len() {
            for to in from + 1..=chars.len() {
                let search = query(&chars[from..to].iter().collect::<String>());
                assert_eq!(matches(text, &search), indexed(text, &search), "{search:?}");
                // Whatever starts and ends outside an ASCII word is found.
                let word = |i: usize| chars.get(i).is_some_and(char::is_ascii_alphanumeric);
                let edge = |i: usize| i == 0 || !(word(i - 1) && word(i));
                assert!(
                    !edge(from) || !edge(to) || matches(text, &search),
                    "{search:?}"
                );
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn looking_without_normalising_finds_the_same(
            text in "[甲乙⼈人aA1１Ａ⑫éÉe\u{301}ǅ，。 \u{feff}\u{200b}\u{3000}\u{e0100}]{0,12}",
            search in "[甲乙⼈人aA1１Ａ⑫éÉ， ]{1,4}",
        ) {
            let query = query(&search);
            let normal = normalise(&text);
            let expect = !query.finds_nothing() && query.pieces.iter().all(|piece| stands(&normal, piece));
            proptest::prop_assert_eq!(matches(&text, &query), expect);
            proptest::prop_assert_eq!(indexed(&text, &query), expect);
        }
    }
}
