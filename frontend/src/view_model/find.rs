//! Finding one of many by name, or by how the name begins in pinyin: categories, units, places, people, acts alike.

use model::search::normalise;
use model::text::is_blank;

/// One of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: String,
    pub name: String,
    /// Pinyin initials in small letters, or another short name; empty without.
    pub initials: String,
    /// What is said beside the name.
    pub more: String,
}

impl Named {
    /// A name alone.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Named {
            id: id.into(),
            name: name.into(),
            initials: String::new(),
            more: String::new(),
        }
    }
    /// The same with initials.
    pub fn initials(self, initials: Option<&str>) -> Self {
        Named {
            initials: initials.unwrap_or_default().to_string(),
            ..self
        }
    }
    /// The same with something said beside it.
    pub fn more(self, more: impl Into<String>) -> Self {
        Named {
            more: more.into(),
            ..self
        }
    }
}

/// Whether a word is part of what something is called, or of how its name begins in pinyin (`jg` for 井盖).
/// Words and names are compared as searches see them; a mark or a picture, which no name is looked through for, is in none.
pub fn called(name: &str, initials: &str, word: &str) -> bool {
    let seen = normalise(word);
    if seen.is_empty() {
        return is_blank(word);
    }
    normalise(name).contains(&seen) || (seen.is_ascii() && initials.contains(&seen))
}

/// Those that all words fit, the ones that begin so first, at most so many; all of them without a word.
pub fn find<'a>(all: &'a [Named], words: &str, most: usize) -> Vec<&'a Named> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let fits = |one: &&Named| {
        let mut words = words.iter();
        words.all(|word| called(&one.name, &one.initials, word) || called(&one.more, "", word))
    };
    let mut found: Vec<&Named> = all.iter().filter(fits).collect();
    let rank = |one: &&Named| {
        let Some(first) = words.first() else { return 0 };
        let small = normalise(first);
        let begins = |text: &str| normalise(text).starts_with(&small);
        match (begins(&one.name), begins(&one.initials)) {
            (true, _) => 0,
            (_, true) => 1,
            _ => 2,
        }
    };
    found.sort_by_key(rank);
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_initials_find_what_they_stand_for() {
        let unit = |name: &str, initials| Named::new(name, name).initials(Some(initials));
        let all = [
            unit("区城市管理委", "qcsglw").more("区直部门"),
            unit("云桥街道", "yqjd").more("街道"),
            unit("区供热公司", "qgrgs").more("公共服务企业"),
        ];
        let names = |words: &str| -> Vec<&str> {
            find(&all, words, 9)
                .iter()
                .map(|n| n.name.as_str())
                .collect()
        };
        assert_eq!(names("供热"), ["区供热公司"]);
        assert_eq!(names("yq"), ["云桥街道"]);
        assert_eq!(names("QG"), ["区供热公司"]);
        assert_eq!(names("企业 供"), ["区供热公司"]);
        assert_eq!(names("ＱＧ"), ["区供热公司"]);
        assert!(names("！").is_empty() && names("😀").is_empty());
        assert_eq!(names("区\u{200b}供\u{fe0f}热"), ["区供热公司"]);
        assert_eq!(names("\u{200b}").len(), 3);
        assert_eq!(names(""), ["区城市管理委", "云桥街道", "区供热公司"]);
        assert!(names("无").is_empty());
        assert_eq!(find(&all, "", 2).len(), 2, "no more than asked for");
    }

    #[test]
    fn what_begins_so_comes_first() {
        let all = ["东柳湖", "柳湖社区"].map(|name| Named::new(name, name));
        for typed in ["柳湖", "柳\u{200d}湖"] {
            let found = find(&all, typed, 9);
            assert_eq!(found[0].name, "柳湖社区", "{typed:?}");
        }
    }
}
