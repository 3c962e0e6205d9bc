//! What a person chose in this browser: language, theme, text size, whether alarms are heard, and the minutes until a device locks.

use crate::browser;
use crate::words::{self as w, Text};

const THEME: &str = "zs12345.theme";
const LANGUAGE: &str = "zs12345.lang";
const SIZE: &str = "zs12345.size";
const SOUND: &str = "zs12345.sound";
const LOCK: &str = "zs12345.lock";
const WAITING: &str = "zs12345.waiting";
const ZONE: &str = "zs12345.zone";

/// The themes: identifier and name; the first follows the system.
pub const THEMES: [(&str, Text); 4] = [
    ("", w::THEME_AUTO),
    ("light", w::THEME_LIGHT),
    ("dark", w::THEME_DARK),
    ("sun", w::THEME_SUN),
];
/// Text sizes in percent; the first is the usual one.
pub const SIZES: [&str; 4] = ["100", "125", "150", "200"];
/// Minutes without use after which a device may be told to lock.
pub const LOCKS: [u32; 3] = [1, 5, 15];
/// Minutes until a device locks, when nothing else was chosen.
const LOCK_AFTER: u32 = 5;

/// Shows the page as it was chosen. What the address asks for comes before what is kept here.
pub fn apply() {
    let chosen = |name: &str, key: &str| browser::query(name).or_else(|| browser::kept(key));
    let english = chosen("lang", LANGUAGE).as_deref() == Some("en");
    w::speak_english(english);
    browser::set_language(english);
    browser::set_theme(&chosen("theme", THEME).unwrap_or_default());
    browser::set_text_size(&chosen("size", SIZE).unwrap_or_default());
}

/// Another language; the page is loaded again in it.
pub fn choose_language(id: &str) {
    browser::keep(LANGUAGE, id);
    browser::reload();
}

/// The chosen theme.
pub fn theme() -> String {
    browser::kept(THEME).unwrap_or_default()
}

/// Another theme, shown at once.
pub fn choose_theme(id: &str) {
    browser::keep(THEME, id);
    browser::set_theme(id);
}

/// The chosen text size in percent.
pub fn text_size() -> String {
    browser::kept(SIZE).unwrap_or_else(|| SIZES[0].to_string())
}

/// Another text size, shown at once.
pub fn choose_text_size(percent: &str) {
    browser::keep(SIZE, percent);
    browser::set_text_size(percent);
}

/// Minutes without use until a device locks.
pub fn lock_after() -> u32 {
    browser::kept(LOCK)
        .and_then(|minutes| minutes.parse().ok())
        .unwrap_or(LOCK_AFTER)
}

/// Whether 突发 and 紧急 may be heard at the desk; not before somebody allowed it.
pub fn alarm_sound() -> bool {
    browser::kept(SOUND).as_deref() == Some("on")
}

/// Lets them be heard, or not.
pub fn choose_alarm_sound(on: bool) {
    browser::keep(SOUND, if on { "on" } else { "off" });
}

/// Notes how many tickets wait on this device, to be missed if its store is gone one day: a number alone.
pub fn note_waiting(count: usize) {
    if waiting() != count {
        browser::keep(WAITING, &count.to_string());
    }
}

/// Whether this browser was not told before that its zone and the district's differ by these minutes east of UTC; from now on
/// it was.
pub fn hears_zone_first(own: i32, district: i32) -> bool {
    let pair = format!("{own} {district}");
    let first = browser::kept(ZONE).as_ref() != Some(&pair);
    browser::keep(ZONE, &pair);
    first
}

/// How many waited when it was noted last.
pub fn waiting() -> usize {
    browser::kept(WAITING)
        .and_then(|count| count.parse().ok())
        .unwrap_or(0)
}

/// Other minutes.
pub fn choose_lock_after(minutes: &str) {
    browser::keep(LOCK, minutes);
}
