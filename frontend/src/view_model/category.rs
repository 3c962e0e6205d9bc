//! Finding a category by what people call it.

use crate::view_model::find;
use crate::view_model::lists::Lists;
use model::CategoryCode;
use model::catalogue::Category;

/// How many hits are shown.
const SHOWN: usize = 12;

/// Whether a word is in a name, or in how the category's name begins in pinyin.
fn called(category: &Category, name: &str, word: &str) -> bool {
    find::called(name, category.initials.as_deref().unwrap_or_default(), word)
}

/// Categories whose name, path or initials hold the words; the exact and the most particular first.
pub fn find(lists: &Lists, words: &str, third_only: bool) -> Vec<CategoryCode> {
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(usize, &CategoryCode)> = Vec::new();
    for category in &lists.district.categories {
        if third_only && category.code.level() < 3 {
            continue;
        }
        let path = lists.district.category_path(&category.code);
        if words.iter().all(|word| called(category, &path, word)) {
            let name = &category.name;
            let own = words.iter().all(|word| called(category, name, word));
            hits.push((
                usize::from(!own) * 4 + 3 - category.code.level(),
                &category.code,
            ));
        }
    }
    hits.sort_by_key(|hit| *hit);
    hits.into_iter()
        .take(SHOWN)
        .map(|(_, code)| code.clone())
        .collect()
}

/// Chips offered before anything is typed: what was used lately, filled up with the first of each class.
pub fn offered(
    lists: &Lists,
    recent: &[String],
    chosen: Option<&CategoryCode>,
    third_only: bool,
) -> Vec<CategoryCode> {
    let mut codes: Vec<CategoryCode> = Vec::new();
    let mut add = |code: CategoryCode| {
        if codes.len() < 6 && !codes.contains(&code) && (!third_only || code.level() == 3) {
            codes.push(code);
        }
    };
    if let Some(code) = chosen {
        add(code.clone());
    }
    let known = recent
        .iter()
        .filter_map(|c| CategoryCode::new(c.as_str()).ok())
        .filter(|c| lists.district.category(c).is_some());
    known.for_each(&mut add);
    let mut classes = std::collections::BTreeSet::new();
    for category in lists
        .district
        .categories
        .iter()
        .filter(|c| c.code.level() == 3)
    {
        if classes.insert(category.code.at_level(2)) {
            add(category.code.clone());
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_item_itself_comes_before_what_merely_lies_below() {
        let lists = crate::view_model::lists::tests_lists();
        let names = |words: &str| {
            find(&lists, words, false)
                .iter()
                .map(|c| lists.category(c))
                .collect::<Vec<_>>()
        };
        assert_eq!(names("井盖"), ["井盖设施"]);
        assert_eq!(names("市政")[0], "市政设施");
        assert_eq!(names("市政 照明"), ["照明"]);
        assert_eq!(names("⼈盖"), Vec::<String>::new());
        assert_eq!(names("井\u{200b}盖"), ["井盖设施"]);
        assert!(names(" ").is_empty() && names("宇航").is_empty());
        assert!(find(&lists, "城市", true).iter().all(|c| c.level() == 3));
    }

    #[test]
    fn initials_find_what_they_stand_for() {
        let mut lists = crate::view_model::lists::tests_lists();
        assert!(
            find(&lists, "jgss", true).is_empty(),
            "an older pool sends none"
        );
        for category in &mut lists.district.categories {
            category.initials = (category.name == "井盖设施").then(|| "jgss".to_string());
        }
        let names = |words: &str| -> Vec<String> {
            find(&lists, words, false)
                .iter()
                .map(|c| lists.category(c))
                .collect()
        };
        assert_eq!(names("jg"), ["井盖设施"]);
        assert_eq!(names("JG 市政"), ["井盖设施"]);
        assert!(names("xyz").is_empty());
    }

    #[test]
    fn chips_hold_the_choice_and_what_was_used() {
        let lists = crate::view_model::lists::tests_lists();
        let chosen = CategoryCode::new("010103").unwrap();
        let codes = offered(
            &lists,
            &["010102".into(), "999999".into()],
            Some(&chosen),
            false,
        );
        assert_eq!((codes[0].as_str(), codes[1].as_str()), ("010103", "010102"));
        assert!(codes.len() <= 6);
    }
}
