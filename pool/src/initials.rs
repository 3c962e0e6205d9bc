//! Pinyin initials (拼音首字母), so that people find a category by two or three letters without a table of their own.

use pinyin::ToPinyin;

/// 路灯照明 becomes ldzm; letters and digits stay, everything else is left out.
pub fn initials(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().map(model::search::half_width) {
        match c.to_pinyin() {
            Some(sound) => out.push_str(sound.first_letter()),
            None if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            None => {}
        }
    }
    out
}

/// A name by its sounds: 李伟 becomes liwei. Letters stay, everything else is left out.
pub fn sounds(name: &str) -> String {
    let mut out = String::with_capacity(name.len() * 2);
    for c in name.chars().map(model::search::half_width) {
        match c.to_pinyin() {
            Some(sound) => out.push_str(sound.plain()),
            None if c.is_ascii_alphabetic() => out.push(c.to_ascii_lowercase()),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_gives_its_letter() {
        for (name, expect) in [
            ("路灯照明", "ldzm"),
            ("占道经营", "zdjy"),
            ("垃圾、渣土", "ljzt"),
            ("５G基站（新）", "5gjzx"),
            ("安全", "aq"),
            ("，", ""),
        ] {
            assert_eq!(initials(name), expect, "{name}");
        }
        let district = demo::district();
        assert!(
            district
                .categories
                .iter()
                .all(|c| !initials(&c.name).is_empty())
        );
    }
}
