//! The words and sentences of demo tickets, read from `words.txt` and `issues.txt`.

use super::theme::Theme;
use fastrand::Rng;
use model::{CategoryCode, Grade, Kind};
use std::collections::BTreeMap;

const WORDS: &str = include_str!("../data/words.txt");
const ISSUES: &str = include_str!("../data/issues.txt");

/// Lists of words by the name of their slot.
pub struct Words(BTreeMap<&'static str, Vec<&'static str>>);

/// Whether somebody told the officer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// In some tickets.
    Some,
    /// In every ticket.
    Always,
}

/// Which villages a chapter fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Land {
    /// Both.
    Any,
    /// Communities (社区).
    City,
    /// Villages (村).
    Rural,
}

/// One ticket's sentences, with slots.
pub struct Line {
    /// Grade the officer claims.
    pub grade: Grade,
    pub title: &'static str,
    pub body: &'static str,
}

/// What can be said about one category.
pub struct Chapter {
    /// Third-level category.
    pub category: CategoryCode,
    /// What a photo would show; none where a photo shows nothing of the matter.
    pub theme: Option<Theme>,
    /// Whether there is a reporter.
    pub heard: Heard,
    /// Where it fits.
    pub land: Land,
    /// Kinds it may have.
    pub kinds: Vec<Kind>,
    /// A tag some of its tickets carry.
    pub tag: Option<&'static str>,
    pub lines: Vec<Line>,
    /// Words for the chapter's own slots 后 and 望.
    pub own: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Words {
    /// The lists of `words.txt`.
    pub fn new() -> Self {
        Words(
            text_lines(WORDS)
                .filter_map(|l| l.split_once(' '))
                .map(|(slot, list)| (slot, list.split('｜').collect()))
                .collect(),
        )
    }
    /// One word for a slot; empty for an unknown one.
    pub fn draw(&self, slot: &str, rng: &mut Rng) -> &'static str {
        self.0
            .get(slot)
            .and_then(|list| rng.choice(list))
            .copied()
            .unwrap_or_default()
    }
    /// The slots that begin with this prefix, without it.
    pub fn slots(&self, prefix: &str) -> Vec<&'static str> {
        self.0
            .keys()
            .filter_map(|k| k.strip_prefix(prefix))
            .collect()
    }
}

impl Line {
    fn parse(text: &'static str) -> Option<Line> {
        let (grade, rest) = match (text.strip_prefix("!!"), text.strip_prefix('!')) {
            (Some(rest), _) => (Grade::Sudden, rest),
            (None, Some(rest)) => (Grade::Urgent, rest),
            (None, None) => (Grade::Normal, text),
        };
        let (title, body) = rest.split_once('｜')?;
        Some(Line { grade, title, body })
    }
    /// How often this line is drawn, against the other lines of its chapter.
    pub fn weight(&self) -> usize {
        if self.grade == Grade::Normal { 3 } else { 2 }
    }
    /// Whether it speaks of a block of flats.
    pub fn needs_block(&self) -> bool {
        self.title.contains("{楼}") || self.body.contains("{楼}")
    }
}

/// All chapters of `issues.txt`.
pub fn chapters() -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for line in text_lines(ISSUES) {
        if let Some(head) = line.strip_prefix('@') {
            chapters.push(chapter(head).expect("issues.txt is part of the program and tested"));
        } else if let Some(current) = chapters.last_mut() {
            match line.split_once(' ') {
                Some((slot @ ("后" | "望"), list)) => {
                    drop(current.own.insert(slot, list.split('｜').collect()))
                }
                _ => current.lines.extend(Line::parse(line)),
            }
        }
    }
    chapters
}

fn chapter(head: &'static str) -> Option<Chapter> {
    let mut words = head.split(' ');
    Some(Chapter {
        category: CategoryCode::new(words.next()?).ok()?,
        theme: match words.next()? {
            "-" => None,
            theme => Some(theme.parse().ok()?),
        },
        heard: if words.next()? == "always" {
            Heard::Always
        } else {
            Heard::Some
        },
        land: match words.next()? {
            "city" => Land::City,
            "rural" => Land::Rural,
            _ => Land::Any,
        },
        kinds: words
            .next()?
            .split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?,
        tag: words.next(),
        lines: Vec::new(),
        own: BTreeMap::new(),
    })
}

fn text_lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
}
