//! Passwords that are guessed first. A list alone is passed by a digit at its end, so what is held against it is the
//! password without what people add: case, look-alike signs, digits and marks at both ends.

/// Words that people take: lines of them; a line with `#` says what kind.
const WORDS: &str = include_str!("common.txt");
/// A password is common when no more than this is left of it without the words in it, digits and marks.
const LEFT_MAX: usize = 2;

/// Whether a password is guessed first for somebody who signs in as `user` and is called `name`.
pub fn is_common(user: &str, name: &str, password: &str) -> bool {
    let plain: String = password.chars().flat_map(char::to_lowercase).collect();
    if plain.chars().filter(|c| c.is_ascii_digit()).count() == plain.chars().count() {
        // Dates, phones, 12345 and its like: a machine tries all of them.
        return plain.len() < 16 || runs(&plain);
    }
    if runs(&plain) || few(&plain) {
        return true;
    }
    let (user, name) = (user.to_lowercase(), name.to_lowercase());
    let sounds = crate::initials::sounds(&name);
    let own: Vec<&str> = user
        .split(|c: char| !c.is_alphanumeric())
        .chain([user.as_str(), name.as_str(), &sounds])
        .filter(|part| part.chars().count() >= 2)
        .collect();
    // Letters alone too: 1qaz2wsx, a1b2c3d4.
    let letters = plain.chars().filter(|c| c.is_alphabetic()).collect();
    let core = plain.trim_matches(|c: char| !c.is_alphabetic());
    let read = [plain.clone(), unmasked(&plain), unmasked(core), letters];
    read.iter().any(|text| left(text, &own) <= LEFT_MAX)
}

/// Letters that are left without words, digits and marks. The longest words go first, so that none hides in a shorter one.
fn left(text: &str, own: &[&str]) -> usize {
    let mut words: Vec<&str> = words().chain(own.iter().copied()).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let mut text = text.to_string();
    for word in words {
        text = text.replace(word, " ");
    }
    text.chars().filter(|c| c.is_alphabetic()).count()
}

fn words<'a>() -> impl Iterator<Item = &'a str> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace)
}

/// As it is read by people who write signs for letters.
fn unmasked(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '$' | '5' => 's',
            '7' => 't',
            c => c,
        })
        .collect()
}

/// Most of it goes up or down by one, or stays, from sign to sign: abcdefgh, 87654321, aaaaaaaa, 11223344.
fn runs(text: &str) -> bool {
    let signs: Vec<u32> = text.chars().map(u32::from).collect();
    let near = signs
        .windows(2)
        .filter(|w| w[0].abs_diff(w[1]) <= 1)
        .count();
    near * 4 >= signs.len().saturating_sub(1) * 3
}

/// No more than three different signs, or one part again and again.
fn few(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let different: std::collections::BTreeSet<&char> = signs.iter().collect();
    let repeats = |length: usize| signs.chunks(length).all(|c| signs.starts_with(c));
    different.len() <= 3 || (1..=4).any(repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_known_in_its_disguises() {
        let common = "12345678 123456789 13000000123 19900101 20261130 1234512345 87654321 11223344 00000000 \
            5201314520 password Password1 P@ssw0rd P@ssw0rd123! Admin123 admin@12345 qwerty12 1qaz2wsx \
            Qwer1234 asdfghjkl abcd1234 abcdefgh aaaaaaaa abababab abcabcabc woaini1314 zhengfu12345 \
            Beijing2024 beijing@2008 wanggeyuan1 jiedao123 mima1234 zs12345zs gongdan12345 zhangsan88 \
            zhangsan@123 li.wei123 liwei2024 liwei@gov 李伟12345678 密码12345 weisuxianban1 yanshi2024";
        for common in common.split_whitespace() {
            assert!(is_common("li.wei", "李伟", common), "{common}");
        }
    }

    #[test]
    fn others_are_taken() {
        for good in [
            "long enough",
            "四棵槐树和三只猫",
            "Tr0ubad0r&3",
            "correct horse battery",
            "kv7-Mooncake-38",
            "蓝色的雨伞99",
            "x9!fRq2z",
            "84615093726481537",
            "liwei的紫色雨伞",
            "shu-ye-luo-le-yi-di",
        ] {
            assert!(!is_common("li.wei", "李伟", good), "{good}");
        }
    }
}
