//! Notices of the operating system: that something came up for the officer, in numbers. No names, no places, and only while
//! nobody looks at the window.

use crate::door::Door;
use device::Waits;
use parking_lot::Mutex;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

const TITLE: &str = "掌上12345政府端";

/// What the officer has had a notice of, or has seen.
#[derive(Debug, Default)]
pub struct Noticed(Mutex<Option<Waits>>);

impl Noticed {
    /// What to say about what waits now; nothing when no number grew, or when somebody looks.
    fn say(&self, now: Waits, looked_at: bool) -> Option<String> {
        let before = self.0.lock().replace(now);
        let news = before.is_some_and(|before| now.more_than(before));
        (news && !looked_at).then(|| sentence(now)).flatten()
    }
}

fn sentence(waits: Waits) -> Option<String> {
    let parts: Vec<String> = [
        (waits.urgent, "突发或紧急"),
        (waits.due, "临期或超时"),
        (waits.returned, "退回给您"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{what} {count} 件"))
    .collect();
    (!parts.is_empty()).then(|| format!("{}，请打开查看", parts.join("，")))
}

/// Looks what waits now, and says so when it should. Blocks on the store.
pub fn look(app: &AppHandle) {
    let (Some(door), Some(noticed)) = (app.try_state::<Door>(), app.try_state::<Noticed>()) else {
        return;
    };
    let Some(waits) = door.waits() else { return };
    let looked_at = app
        .get_webview_window("main")
        .is_some_and(|window| window.is_focused().unwrap_or(true));
    if let Some(text) = noticed.say(waits, looked_at) {
        let shown = app.notification().builder().title(TITLE).body(text).show();
        if shown.is_err() {
            // A system without notices shows none; 今日 says the same.
            eprintln!("系统没有显示通知");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(due: u64, urgent: u64, returned: u64) -> Waits {
        Waits {
            due,
            urgent,
            returned,
        }
    }

    #[test]
    fn only_what_came_on_while_nobody_looked_is_said() {
        let noticed = Noticed::default();
        assert_eq!(
            noticed.say(waits(3, 1, 0), false),
            None,
            "known since the start"
        );
        assert_eq!(noticed.say(waits(3, 1, 0), false), None);
        assert_eq!(noticed.say(waits(2, 1, 0), false), None, "less is no news");
        assert_eq!(
            noticed.say(waits(3, 1, 2), false).as_deref(),
            Some("突发或紧急 1 件，临期或超时 3 件，退回给您 2 件，请打开查看")
        );
        assert_eq!(noticed.say(waits(9, 9, 9), true), None, "somebody looks");
        assert_eq!(noticed.say(waits(9, 9, 9), false), None, "and has seen it");
    }
}
