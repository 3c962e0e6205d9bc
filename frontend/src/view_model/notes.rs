//! 记事本 without a browser: a note's heading, the notes that hold some words, and the form a note becomes.

use crate::view_model::form::Form;
use crate::view_model::lists::Lists;
use crate::view_model::measurement::Fix;
use api::Note;
use model::{LocSource, Source, search};

/// The first line that says something, at most this many characters.
pub fn heading(text: &str, max: usize) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty())
        .unwrap_or_default();
    // A sentence's end makes a better heading than the middle of the next one.
    let sentence = line
        .split_inclusive(['。', '！', '？', '；'])
        .next()
        .unwrap_or_default();
    let heading = sentence.trim_end_matches(['。', '；', '，']);
    if heading.chars().count() <= max {
        return heading.to_string();
    }
    heading
        .chars()
        .take(max.saturating_sub(1))
        .chain(['…'])
        .collect()
}

/// The notes that hold all the words, whole or begun, in their order.
pub fn find<'a>(notes: &'a [Note], words: &str) -> Vec<&'a Note> {
    let words = search::normalise(words);
    let holds = |note: &&Note| {
        let text = search::normalise(&note.text);
        words.split_whitespace().all(|word| text.contains(word))
    };
    notes.iter().filter(holds).collect()
}

/// Nothing worth keeping.
pub fn is_blank(note: &Note) -> bool {
    note.text.trim().is_empty() && note.photos.is_empty()
}

/// Fills a clean form with what the note holds; photos go with the note itself.
pub fn put(form: &mut Form, note: &Note, lists: &Lists) {
    let max = lists.district.rules.texts.title_max;
    form.title = heading(&note.text, max);
    form.body = note.text.trim().to_string();
    form.source = Source::Notebook;
    form.began = note.saved_at;
    form.note = Some(note.id.clone());
    if let Some(spot) = &note.spot {
        form.put_position(spot.lon, spot.lat, lists);
        form.accuracy_m = Some(spot.accuracy_m);
        (form.fixes, form.found) = (Some(1), Some(LocSource::Gnss));
    }
}

/// A measured place as a note keeps it.
pub fn spot(fix: &Fix) -> api::Spot {
    api::Spot {
        lon: fix.lon,
        lat: fix.lat,
        accuracy_m: (fix.metres * 10.0).round() / 10.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;

    fn note(text: &str) -> Note {
        Note {
            id: "n1".into(),
            text: text.into(),
            photos: Vec::new(),
            spot: Some(api::Spot {
                lon: 116.105,
                lat: 40.003,
                accuracy_m: 8.0,
            }),
            saved_at: None,
            ticket: None,
        }
    }

    #[test]
    fn headings_and_search() {
        for (text, expect) in [
            ("\n  东门井盖碎了。老人绊倒过\n二单元", "东门井盖碎了"),
            ("一句话没有句号", "一句话没有句号"),
            ("", ""),
            ("一二三四五六七八九十", "一二三四五六七…"),
        ] {
            assert_eq!(heading(text, 8), expect, "{text:?}");
        }
        let notes = [note("井盖 ABC"), note("路灯"), note("")];
        assert_eq!(find(&notes, "井盖 abc").len(), 1);
        assert_eq!(find(&notes, " ").len(), 3);
        assert!(find(&notes, "没有").is_empty() && is_blank(&notes[2]));
        // As PDF files and other keyboards write it.
        let copied = [note("⼈⾏道 ⑫号楼")];
        assert_eq!(find(&copied, "人行道 １２").len(), 1);
    }

    #[test]
    fn a_note_fills_the_form_so_that_only_the_category_is_missing() {
        let lists = tests_lists();
        let mut form = Form::default();
        put(
            &mut form,
            &note("东门井盖碎裂，夜间看不清。希望尽快更换"),
            &lists,
        );
        assert_eq!(
            (form.title.as_str(), form.source),
            ("东门井盖碎裂，夜间看不清", Source::Notebook)
        );
        assert_eq!(form.grid.as_deref(), Some("99010000100104"));
        let faults = form.issue(&lists, 1, 480).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        form.category = model::CategoryCode::new("010101").ok();
        let issue = form.issue(&lists, 1, 480).unwrap();
        assert_eq!(
            (issue.r#where.source, issue.body.as_str()),
            (
                Some(LocSource::Gnss),
                "东门井盖碎裂，夜间看不清。希望尽快更换"
            )
        );
    }
}
