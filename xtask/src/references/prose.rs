//! References in prose: which texts hold some, and how they look.

use super::document::{is_section, lines};

/// Files with prose in them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Markdown: all of it but fenced code.
    Document,
    /// Comments after `//`, and documents named in texts for people.
    Rust,
    /// Comments after `//`.
    Script,
    /// Comments after `#`.
    Settings,
}

/// One reference, with the line it stands on.
#[derive(Debug, PartialEq)]
pub enum Cited {
    /// A document, and sections of it.
    File {
        line: usize,
        path: String,
        sections: Vec<String>,
    },
    /// The target of a link.
    Link { line: usize, target: String },
    /// A decision by its number.
    Decision { line: usize, number: u32 },
    /// A Rust path or a path of files, in backticks.
    Code { line: usize, path: String },
    /// A section in parentheses, of no document.
    Bare { line: usize, section: String },
}

impl Cited {
    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        match self {
            Cited::File { line, .. }
            | Cited::Link { line, .. }
            | Cited::Decision { line, .. }
            | Cited::Code { line, .. }
            | Cited::Bare { line, .. } => *line,
        }
    }
}

impl Kind {
    /// The kind of a file by its name; none when nobody writes prose into it.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name.rsplit_once('.') {
            Some((_, "md")) => Kind::Document,
            Some((_, "rs")) => Kind::Rust,
            Some((_, "js")) => Kind::Script,
            Some((_, "toml")) => Kind::Settings,
            _ if name == "x" || name == ".ci/run" => Kind::Settings,
            _ => return None,
        })
    }

    /// The prose of a file, each line in its place.
    pub fn prose(self, text: &str) -> String {
        let mut out = vec![String::new(); text.lines().count()];
        match self {
            Kind::Document => {
                for (number, line) in lines(text) {
                    line.clone_into(&mut out[number - 1]);
                }
            }
            Kind::Rust | Kind::Script | Kind::Settings => {
                for (line, kept) in text.lines().zip(&mut out) {
                    *kept = self.comment(line);
                }
            }
        }
        out.join("\n")
    }

    /// Where a line's comment begins; an address on the net is none.
    pub fn comment_start(self, line: &str) -> Option<usize> {
        let mark = if self == Kind::Settings { "#" } else { "//" };
        let mut starts = line.match_indices(mark).map(|(at, _)| at);
        starts.find(|at| !line[..*at].ends_with(':'))
    }

    /// A line's comment; without one, the documents that its code names to people.
    fn comment(self, line: &str) -> String {
        match self.comment_start(line) {
            Some(at) => line[at..].trim_start_matches(['/', '!', '#', ' ']).into(),
            None => {
                let named = files(line).filter(|(_, path)| path.starts_with("docs/"));
                let named: Vec<_> = named.map(|(_, path)| path).collect();
                // The semicolon: what follows on the next line is no section of it.
                named.join(" ; ") + ";"
            }
        }
    }
}

/// Every reference of a text.
pub fn cited(text: &str, is_document: bool) -> Vec<Cited> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    // The label of a link may be short: its target says where it leads.
    let is_label = |at: usize, path: &str| text[at + path.len()..].starts_with("](");
    let mut all: Vec<Cited> = files(text)
        .filter(|(at, path)| !is_label(*at, path))
        .map(|(at, path)| Cited::File {
            line: line(at),
            path: path.to_owned(),
            sections: sections(&text[at + path.len()..]),
        })
        .collect();
    for (at, _) in text.match_indices("ADR ") {
        let digits = text[at + 4..].split(|c: char| !c.is_ascii_digit()).next();
        if let Some(number) = digits.and_then(|d| d.parse().ok()) {
            let line = line(at);
            all.push(Cited::Decision { line, number });
        }
    }
    for (row, words) in text.lines().enumerate() {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_:./-".contains(c);
        for quoted in words.split('`').skip(1).step_by(2) {
            if quoted.chars().all(plain) && (quoted.contains("::") || quoted.contains('/')) {
                let (line, path) = (row + 1, quoted.to_owned());
                all.push(Cited::Code { line, path });
            }
        }
    }
    let (open, close) = if is_document {
        ("](", ")")
    } else {
        ("(", "),")
    };
    for (at, _) in text.match_indices(open) {
        let rest = &text[at + open.len()..];
        let end = rest.find(|c| close.contains(c)).unwrap_or(rest.len());
        let (line, inside) = (line(at), rest[..end].to_owned());
        if !is_document {
            if is_section(&inside) && inside.contains('.') {
                all.push(Cited::Bare {
                    line,
                    section: inside,
                });
            }
        } else if !inside.contains("://") {
            all.push(Cited::Link {
                line,
                target: inside,
            });
        }
    }
    all
}

/// Paths of documents in a text, with where they begin; addresses on the net are none.
fn files(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let part = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    text.match_indices(".md").filter_map(move |(at, end)| {
        let end = at + end.len();
        let before = text[..at].trim_end_matches(part).len();
        let path = &text[before..end];
        let goes_on = text[end..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let named = !path.starts_with(['/', '.']) || path.starts_with("../");
        (named && !goes_on && path.len() > 3).then_some((before, path))
    })
}

/// The sections that a reference names: ` 8.3`, ` 8.2 to 8.6`, ` P7, P12`.
fn sections(after: &str) -> Vec<String> {
    let after = after.trim_start_matches(['`', ')']);
    let mut found = Vec::new();
    for word in after.split_whitespace() {
        let plain = word.trim_end_matches([',', '.', ')', ':', ';', '`', '。', '，']);
        let whole = plain.split([')', '）', ',', '，', ':', '、']).next();
        let id = whole.unwrap_or_default();
        if is_section(id) {
            found.push(id.to_owned());
            if word.ends_with([')', '.', ';', ':']) {
                break;
            }
        } else if found.is_empty() || !["and", "to", "or"].contains(&word) {
            break;
        }
    }
    found
}
