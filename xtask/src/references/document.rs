//! What can be cited in a document: numbered sections, rows with an id, headings.

use std::collections::BTreeSet;

/// Where references into one document may lead.
pub struct Document {
    /// Numbers of headings (`8.3`) and ids of rows and list items (`P7`).
    pub sections: BTreeSet<String>,
    /// Anchors of headings, as hosts of repositories make them.
    pub anchors: BTreeSet<String>,
}

impl Document {
    /// Reads what a document's lines offer; fenced code offers nothing.
    pub fn read(text: &str) -> Self {
        let (mut sections, mut anchors) = (BTreeSet::new(), BTreeSet::new());
        for (_, line) in lines(text) {
            let heading = line.trim_start_matches('#');
            let is_heading = heading.len() < line.len();
            if is_heading {
                anchors.insert(anchor(heading.trim()));
            }
            let row = line.strip_prefix("| ").or(line.strip_prefix("- "));
            let start = if is_heading { Some(heading) } else { row };
            let word = start.and_then(|s| s.split_whitespace().next());
            let id = word.map(|w| w.trim_end_matches('.')).unwrap_or_default();
            if is_section(id) || (is_heading && id.parse::<u32>().is_ok()) {
                sections.insert(id.to_owned());
            }
        }
        Document { sections, anchors }
    }
}

/// Whether a word is the number of a section (`8.3`) or the id of a row (`P7`).
pub fn is_section(word: &str) -> bool {
    let number = word.strip_prefix(|c: char| c.is_ascii_uppercase());
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match number {
        Some(number) => digits(number),
        None => word.contains('.') && word.split('.').all(digits),
    }
}

/// The Rust names without a path in the third column, with their lines.
pub fn rust_names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    lines(text).flat_map(|(number, line)| {
        let columns: Vec<_> = line.split('|').collect();
        let third = if columns.len() >= 6 { columns[3] } else { "" };
        let quoted = third.split('`').skip(1).step_by(2);
        let names = quoted.filter(|name| !name.contains(['/', ':']));
        names.map(move |name| (number, name))
    })
}

/// Lines outside fenced code, counted from 1.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(n, line)| {
        if line.starts_with("```") {
            fenced = !fenced;
            return None;
        }
        (!fenced).then_some((n + 1, line))
    })
}

/// A heading's anchor: letters and digits in lower case, blanks as hyphens.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
