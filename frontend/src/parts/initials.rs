//! How a Chinese name begins in pinyin, by the order in which the browser itself sorts: no table of sounds in the bundle.

use js_sys::{Array, Function, Intl, Object};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsValue;

/// The letters that syllables begin with, and the first character of each in the order of sounds.
const LETTERS: &str = "abcdefghjklmnopqrstwxyz";
const FIRSTS: &str = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";

thread_local! {
    static ORDER: Function =
        Intl::Collator::new(&Array::of1(&"zh-Hans-CN-u-co-pinyin".into()), &Object::new()).compare();
    static KNOWN: RefCell<HashMap<char, char>> = RefCell::default();
}

/// 区供热公司 becomes qgrgs; letters and digits stay, everything else is left out.
pub fn initials(name: &str) -> String {
    name.chars().filter_map(initial).collect()
}

fn initial(c: char) -> Option<char> {
    if c.is_ascii_alphanumeric() {
        return Some(c.to_ascii_lowercase());
    }
    if !('\u{4e00}'..='\u{9fff}').contains(&c) {
        return None;
    }
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&c).copied()) {
        return Some(known);
    }
    let own = JsValue::from(c.to_string());
    let begins = |first: char| {
        let answer = ORDER
            .with(|order| order.call2(&JsValue::NULL, &JsValue::from(first.to_string()), &own));
        answer
            .ok()
            .and_then(|a| a.as_f64())
            .is_some_and(|a| a <= 0.0)
    };
    let at = FIRSTS.chars().take_while(|first| begins(*first)).count();
    let letter = LETTERS.chars().nth(at.checked_sub(1)?)?;
    KNOWN.with_borrow_mut(|known| known.insert(c, letter));
    Some(letter)
}
