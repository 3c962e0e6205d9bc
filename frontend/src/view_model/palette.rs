//! Everything that can be done at the desk, found by typing (Ctrl+K): acts of the chosen ticket, views, tools, units, places,
//! people. Tickets by number or words are looked up by the page.

use crate::view_model::acts;
use crate::view_model::find::{Named, find};
use crate::view_model::keys::Key;
use crate::view_model::lists::Lists;
use crate::words::{self as w, Text};
use api::Sort;
use model::{Action, AreaCode, Link, Status, TicketId, UnitCode, UserName};

/// Shown at once.
pub const SHOWN: usize = 12;

/// What an entry does.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Opens an act's form on the chosen ticket.
    Act(Action),
    /// 修改.
    Edit,
    Print,
    /// 对照.
    Compare,
    /// Into the form for all that are picked.
    Bulk,
    /// Picks the chosen row, or puts it back.
    Pick,
    Undo,
    SendNow,
    /// 全部工单.
    All,
    Late,
    /// 突发 and 紧急 that no unit has signed.
    Danger,
    /// What waits for this person.
    Mine,
    Status(Status),
    Link(Link),
    /// One of one's own views, by its name.
    Own(String),
    Unit(UnitCode),
    Area(AreaCode),
    /// Tickets that somebody captured, handles or visits.
    Person(UserName),
    Ticket(TicketId),
    /// Everything in one's scope with these words.
    Search(String),
    /// A reporter, by name or number.
    Seek(String),
    Sort(Sort),
    Filter,
    Columns,
    Export,
    Save,
    Help,
    Settings,
    Capture,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub named: Named,
    pub command: Command,
    /// The letter that does the same.
    pub key: Option<&'static str>,
}

/// What there is to do things with.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// Acts offered on the chosen ticket.
    pub offered: Vec<Action>,
    pub may_edit: bool,
    /// A ticket is chosen.
    pub chosen: bool,
    /// Something looks like it.
    pub alike: bool,
    /// What can be done with all that are picked, in words.
    pub bulk: Option<String>,
    /// Something waits to be sent.
    pub waits: bool,
    /// Names of one's own views.
    pub own: Vec<String>,
    pub captures: bool,
}

/// The orders of the list.
pub const SORTS: &[(Sort, &str, Text)] = &[
    (Sort::Due, "due", w::SORT_DUE),
    (Sort::Grade, "grade", w::SORT_GRADE),
    (Sort::Newest, "newest", w::SORT_NEW),
    (Sort::Oldest, "oldest", w::SORT_OLD),
];

/// Every entry but units, places and people: what is at hand first.
pub fn entries(ground: &Ground, initials: impl Fn(&str) -> String) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut add = |name: String, more: Text, command: Command, key: Option<&'static str>| {
        let short = initials(&name);
        let named = Named::new("", name).initials(Some(&short)).more(more.t());
        all.push(Entry {
            named,
            command,
            key,
        });
    };
    let say = |text: Text| text.t().to_string();
    if ground.waits {
        add(say(w::UNDO), w::PALETTE_ACT, Command::Undo, Some("Z"));
        add(
            say(w::STEP_SEND_NOW),
            w::PALETTE_ACT,
            Command::SendNow,
            None,
        );
    }
    if let Some(words) = &ground.bulk {
        add(words.clone(), w::PALETTE_ACT, Command::Bulk, Some("A"));
    }
    for action in &ground.offered {
        let key = Key::of(*action, &ground.offered);
        add(
            acts::name(*action).into(),
            w::PALETTE_ACT,
            Command::Act(*action),
            key,
        );
    }
    for (there, text, command, key) in [
        (ground.may_edit, w::EDIT_FACTS, Command::Edit, "E"),
        (ground.alike, w::ALIKE_COMPARE, Command::Compare, "C"),
        (ground.chosen, w::PRINT, Command::Print, "P"),
        (ground.chosen, w::KEY_PICK_ONE, Command::Pick, "X"),
    ] {
        if there {
            add(say(text), w::PALETTE_ACT, command, Some(key));
        }
    }
    for name in &ground.own {
        add(name.clone(), w::VIEWS_OWN, Command::Own(name.clone()), None);
    }
    add(say(w::VIEW_TURN), w::PALETTE_VIEW, Command::Mine, None);
    add(say(w::VIEW_ALL), w::PALETTE_VIEW, Command::All, None);
    add(say(w::VIEW_LATE), w::PALETTE_VIEW, Command::Late, None);
    add(say(w::VIEW_DANGER), w::PALETTE_VIEW, Command::Danger, None);
    for (n, link) in Link::ALL.iter().enumerate() {
        let digit = ["1", "2", "3", "4", "5", "6", "7", "8"].get(n).copied();
        let name = w::FILTER_LINK.with(&[&w::label(*link)]);
        add(name, w::PALETTE_VIEW, Command::Link(*link), digit);
    }
    for status in Status::ALL {
        add(
            w::label(*status).into(),
            w::PALETTE_VIEW,
            Command::Status(*status),
            None,
        );
    }
    for (sort, _, words) in SORTS {
        add(say(*words), w::SORT, Command::Sort(*sort), None);
    }
    for (text, command, key) in [
        (w::FILTER, Command::Filter, Some("F")),
        (w::COLUMNS, Command::Columns, None),
        (w::EXPORT, Command::Export, Some("O")),
        (w::VIEW_SAVE, Command::Save, Some("V")),
        (w::KEYS, Command::Help, Some("?")),
        (w::NAV_SETTINGS, Command::Settings, None),
    ] {
        add(say(text), w::PALETTE_TOOL, command, key);
    }
    if ground.captures {
        add(say(w::NAV_CAPTURE), w::PALETTE_TOOL, Command::Capture, None);
    }
    all
}

/// Units, places and people, which are many: looked through only once something was typed.
pub fn far(lists: &Lists, initials: impl Fn(&str) -> String) -> Vec<Entry> {
    let entry = |name: &str, more: String, command| Entry {
        named: Named::new("", name)
            .initials(Some(&initials(name)))
            .more(more),
        command,
        key: None,
    };
    let units = lists.district.units.iter();
    let units = units.map(|u| {
        entry(
            &u.name,
            w::PALETTE_UNIT.t().into(),
            Command::Unit(u.code.clone()),
        )
    });
    let areas = lists.district.areas.iter().filter(|a| a.code.level() > 1);
    let areas = areas.map(|a| {
        entry(
            &a.name,
            w::PALETTE_AREA.t().into(),
            Command::Area(a.code.clone()),
        )
    });
    let people = lists.names.iter();
    let people = people.map(|(user, name)| {
        let more = format!("{} · {user}", w::PALETTE_PERSON.t());
        entry(name, more, Command::Person(user.clone()))
    });
    units.chain(areas).chain(people).collect()
}

/// The entries that fit what was typed, what is at hand before what is far, at most [`SHOWN`].
pub fn fitting(near: &[Entry], far: &[Entry], words: &str) -> Vec<Entry> {
    let pick = |all: &[Entry], most: usize| -> Vec<Entry> {
        let named: Vec<Named> = all
            .iter()
            .enumerate()
            .map(|(n, e)| Named {
                id: n.to_string(),
                ..e.named.clone()
            })
            .collect();
        let found = find(&named, words, most);
        let entries = found
            .iter()
            .filter_map(|n| all.get(n.id.parse::<usize>().ok()?));
        entries.cloned().collect()
    };
    let mut found = pick(near, SHOWN);
    if !words.trim().is_empty() {
        found.extend(pick(far, SHOWN - found.len()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::acts::{At, forms};
    use crate::view_model::lists::tests_lists;

    fn ground(offered: Vec<Action>) -> Ground {
        Ground {
            offered,
            chosen: true,
            may_edit: true,
            ..Ground::default()
        }
    }

    #[test]
    fn every_act_is_found_by_its_name() {
        let all: Vec<Action> = forms().iter().map(|form| form.action).collect();
        assert!(forms().iter().any(|form| form.at == At::Desk));
        let near = entries(&ground(all.clone()), |_| String::new());
        for action in all {
            let found = fitting(&near, &[], acts::name(action));
            assert!(
                found.iter().any(|e| e.command == Command::Act(action)),
                "{action} is not among what its name finds"
            );
        }
    }

    #[test]
    fn what_is_not_offered_is_not_there() {
        let near = entries(&ground(vec![Action::Accept]), |_| String::new());
        let acts = near.iter().filter(|e| matches!(e.command, Command::Act(_)));
        assert_eq!(acts.count(), 1);
        assert_eq!(near[0].key, Some("A"));
    }

    #[test]
    fn units_places_and_people_are_looked_through_once_something_is_typed() {
        let mut lists = tests_lists();
        let user = UserName::new("wang").unwrap();
        lists.names.insert(user.clone(), "演示王某".into());
        let near = entries(&ground(Vec::new()), |_| String::new());
        let far = far(&lists, |_| String::new());
        let found = |words: &str| fitting(&near, &far, words);
        assert_eq!(found("").len(), SHOWN);
        let commands =
            |words: &str| -> Vec<Command> { found(words).into_iter().map(|e| e.command).collect() };
        assert!(commands("城市管理委").contains(&Command::Unit(UnitCode::new("B01").unwrap())));
        assert!(commands("wang").contains(&Command::Person(user)));
        assert!(
            commands("柳湖")
                .iter()
                .any(|c| matches!(c, Command::Area(_))),
            "a place"
        );
    }
}
