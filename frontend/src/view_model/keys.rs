//! The desk's keys. Nothing is read while an input method composes, nor from inside a field (but Esc leaves one).

use crate::view_model::acts;
use model::Action;

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// This many rows down, or up.
    Move(i64),
    /// To the first row, or the last.
    Edge(bool),
    /// Into the ticket.
    Open,
    /// An act.
    Act(Key),
    /// Pick the row, or put it back.
    Pick,
    /// Pick from the last picked row to here.
    Stretch,
    /// One of the eight links.
    Link(usize),
    /// Search.
    Search,
    /// Conditions.
    Filter,
    /// Take back what waits to be sent.
    Undo,
    /// The list of everything that can be done here.
    Palette,
    /// 修改.
    Edit,
    /// 打印.
    Print,
    /// 导出.
    Export,
    /// 存为视图.
    Save,
    /// 对照.
    Compare,
    /// The list of keys.
    Help,
    /// One step back.
    Back,
}

/// Keys that stand for acts, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A: 接单, 派单.
    Forward,
    /// S: 挂账.
    Hang,
    /// R: 回复.
    Answer,
    /// M: 并案.
    Merge,
    /// B: 退回补正, 补正提交.
    Fix,
    /// D: saying no: 不予受理, 不同意 of what was asked for.
    Deny,
    /// U: 催办, 督办.
    Urge,
}

impl Key {
    /// Acts the key stands for, the first that is offered.
    fn acts(self) -> &'static [Action] {
        match self {
            Key::Forward => &[
                Action::Accept,
                Action::RuleDispatch,
                Action::Dispatch,
                Action::GrantReturn,
                Action::GrantHang,
                Action::GrantExtension,
                Action::GrantExclude,
                Action::PassDone,
                Action::VisitPass,
                Action::Confirm,
            ],
            Key::Hang => &[
                Action::RequestHang,
                Action::GrantHang,
                Action::RenewHang,
                Action::ReleaseHang,
            ],
            Key::Answer => &[
                Action::Respond,
                Action::Progress,
                Action::HangProgress,
                Action::RequestDone,
                Action::VisitPass,
                Action::Supplement,
            ],
            Key::Merge => &[Action::Merge, Action::Split],
            Key::Fix => &[Action::AskFix, Action::Resubmit],
            Key::Deny => &[
                Action::Refuse,
                Action::DenyReturn,
                Action::DenyHang,
                Action::DenyExtension,
                Action::DenyExclude,
                Action::DenyDone,
                Action::Redo,
                Action::Dismiss,
            ],
            Key::Urge => &[Action::Urge, Action::Supervise, Action::Escalate],
        }
    }
    /// Every key that stands for acts.
    pub const ALL: &'static [Key] = &[
        Key::Forward,
        Key::Hang,
        Key::Answer,
        Key::Merge,
        Key::Fix,
        Key::Deny,
        Key::Urge,
    ];
    /// Its letter.
    pub fn letter(self) -> &'static str {
        match self {
            Key::Forward => "A",
            Key::Hang => "S",
            Key::Answer => "R",
            Key::Merge => "M",
            Key::Fix => "B",
            Key::Deny => "D",
            Key::Urge => "U",
        }
    }
    /// Among what is offered, the act of this key. A goes the way the state waits for.
    pub fn act(self, offered: &[Action]) -> Option<Action> {
        let mut acts = self.acts().iter().copied();
        let own = acts.find(|act| offered.contains(act));
        own.or_else(|| acts::primary(offered).filter(|_| self == Key::Forward))
    }
    /// The letter that starts this act, among what is offered.
    pub fn of(action: Action, offered: &[Action]) -> Option<&'static str> {
        let key = Key::ALL.iter().find(|k| k.act(offered) == Some(action));
        key.map(|key| key.letter())
    }
}

/// Where a key was struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Nowhere in particular.
    Page,
    /// In something that is typed or chosen in.
    Field,
    /// On something that Enter presses.
    Button,
    /// In a dialog, which has keys of its own.
    Dialog,
}

/// A key with what was held down.
#[derive(Debug, Clone, Copy)]
pub struct Stroke<'a> {
    /// The key's name as browsers give it.
    pub key: &'a str,
    pub shift: bool,
    /// Ctrl, Alt or Meta: those belong to the browser and to forms.
    pub other: bool,
    /// Ctrl, or the key in its place on a Mac, and nothing else.
    pub ctrl: bool,
    /// An input method composes.
    pub composing: bool,
    pub focus: Focus,
}

impl Stroke<'_> {
    /// Ctrl+K, wherever it is struck but in a dialog, which has to be left first.
    fn palette(&self) -> bool {
        let free = !self.composing && self.focus != Focus::Dialog;
        self.ctrl && free && matches!(self.key, "k" | "K")
    }
}

/// What it asks for, if anything.
pub fn read(stroke: Stroke) -> Option<Press> {
    if stroke.palette() {
        return Some(Press::Palette);
    }
    // Some input methods report 229 as `Process` instead of composing.
    if stroke.composing || stroke.other || stroke.key == "Process" || stroke.focus == Focus::Dialog
    {
        return None;
    }
    if stroke.key == "Escape" {
        return Some(Press::Back);
    }
    if stroke.focus == Focus::Field {
        return None;
    }
    Some(match stroke.key {
        "j" | "J" | "ArrowDown" => Press::Move(1),
        "k" | "K" | "ArrowUp" => Press::Move(-1),
        "PageDown" => Press::Move(20),
        "PageUp" => Press::Move(-20),
        "Home" => Press::Edge(true),
        "End" => Press::Edge(false),
        "Enter" if stroke.focus == Focus::Page => Press::Open,
        "a" | "A" => Press::Act(Key::Forward),
        "s" | "S" => Press::Act(Key::Hang),
        "r" | "R" => Press::Act(Key::Answer),
        "m" | "M" => Press::Act(Key::Merge),
        "b" | "B" => Press::Act(Key::Fix),
        "d" | "D" => Press::Act(Key::Deny),
        "u" | "U" => Press::Act(Key::Urge),
        "e" | "E" => Press::Edit,
        "p" | "P" => Press::Print,
        "o" | "O" => Press::Export,
        "v" | "V" => Press::Save,
        "c" | "C" => Press::Compare,
        "x" | "X" if stroke.shift => Press::Stretch,
        "x" | "X" => Press::Pick,
        "z" | "Z" => Press::Undo,
        "f" | "F" => Press::Filter,
        "/" | "、" => Press::Search,
        "?" | "？" => Press::Help,
        digit => Press::Link(digit.parse().ok().filter(|n| (1..=8).contains(n))?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(key: &str) -> Stroke<'_> {
        Stroke {
            key,
            shift: false,
            other: false,
            ctrl: false,
            composing: false,
            focus: Focus::Page,
        }
    }

    #[test]
    fn keys_mean_what_the_desk_says() {
        for (key, press) in [
            ("j", Press::Move(1)),
            ("ArrowUp", Press::Move(-1)),
            ("Enter", Press::Open),
            ("a", Press::Act(Key::Forward)),
            ("S", Press::Act(Key::Hang)),
            ("r", Press::Act(Key::Answer)),
            ("m", Press::Act(Key::Merge)),
            ("x", Press::Pick),
            ("/", Press::Search),
            ("?", Press::Help),
            ("Escape", Press::Back),
            ("2", Press::Link(2)),
            ("b", Press::Act(Key::Fix)),
            ("d", Press::Act(Key::Deny)),
            ("e", Press::Edit),
            ("v", Press::Save),
        ] {
            assert_eq!(read(stroke(key)), Some(press), "{key}");
        }
        let shifted = Stroke {
            shift: true,
            ..stroke("X")
        };
        assert_eq!(read(shifted), Some(Press::Stretch));
        assert_eq!(
            ["9", "0", "q", "F5", "Tab"].map(|k| read(stroke(k))),
            [None; 5]
        );
    }

    #[test]
    fn nothing_is_read_while_somebody_types() {
        for key in ["j", "Enter", "a", "x", "1", "/", "Escape"] {
            let with = |change: fn(&mut Stroke)| {
                let mut one = stroke(key);
                change(&mut one);
                read(one)
            };
            assert_eq!(with(|s| s.composing = true), None, "{key} while composing");
            assert_eq!(with(|s| s.other = true), None, "{key} with Ctrl");
            assert_eq!(with(|s| s.focus = Focus::Dialog), None, "{key} in a dialog");
            let typed = with(|s| s.focus = Focus::Field);
            assert_eq!(typed, (key == "Escape").then_some(Press::Back));
        }
        assert_eq!(read(stroke("Process")), None);
        let on_button = Stroke {
            focus: Focus::Button,
            ..stroke("Enter")
        };
        assert_eq!(read(on_button), None, "Enter presses the button itself");
    }

    #[test]
    fn the_palette_opens_from_a_field_too() {
        let with = |focus, composing| {
            read(Stroke {
                other: true,
                ctrl: true,
                composing,
                focus,
                ..stroke("k")
            })
        };
        assert_eq!(with(Focus::Field, false), Some(Press::Palette));
        assert_eq!(with(Focus::Page, false), Some(Press::Palette));
        assert_eq!(with(Focus::Page, true), None);
        assert_eq!(with(Focus::Dialog, false), None);
    }

    #[test]
    fn letters_are_their_own() {
        let mut letters: Vec<_> = Key::ALL.iter().map(|k| k.letter()).collect();
        for key in Key::ALL {
            let small = key.letter().to_ascii_lowercase();
            assert_eq!(read(stroke(&small)), Some(Press::Act(*key)));
        }
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), Key::ALL.len());
    }

    #[test]
    fn a_key_finds_its_act_among_those_offered() {
        assert_eq!(
            Key::Forward.act(&[Action::Void, Action::Accept]),
            Some(Action::Accept)
        );
        assert_eq!(
            Key::Forward.act(&[Action::Dispatch]),
            Some(Action::Dispatch)
        );
        assert_eq!(
            Key::Answer.act(&[Action::Progress, Action::RequestDone]),
            Some(Action::Progress)
        );
        assert_eq!(Key::Merge.act(&[Action::Accept]), None);
        assert_eq!(Key::Forward.act(&[Action::Sign]), Some(Action::Sign));
        assert_eq!(
            Key::Deny.act(&[Action::GrantHang, Action::DenyHang]),
            Some(Action::DenyHang)
        );
        assert_eq!(Key::of(Action::Refuse, &[Action::Refuse]), Some("D"));
        assert_eq!(Key::of(Action::Whistle, &[Action::Whistle]), None);
    }
}
