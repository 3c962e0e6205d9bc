//! The desk's keys. Nothing is read while an input method composes, nor from inside a field (but Esc leaves one).

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
        }
    }
    /// Among what is offered, the act of this key.
    pub fn act(self, offered: &[Action]) -> Option<Action> {
        let mut acts = self.acts().iter().copied();
        acts.find(|act| offered.contains(act))
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
    /// An input method composes.
    pub composing: bool,
    pub focus: Focus,
}

/// What it asks for, if anything.
pub fn read(stroke: Stroke) -> Option<Press> {
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
    }
}
