//! Columns of the desk's list: which, in which order, how wide.

use crate::words::{self as w, Text};
use api::Sort;
use model::Role;

/// A column there is.
#[derive(Debug, PartialEq)]
pub struct Kind {
    /// Name in saved views.
    pub id: &'static str,
    /// Its head.
    pub words: Text,
    /// Usual width in pixels.
    pub wide: u32,
    /// Orders behind its head, the second by a second press.
    pub sorts: &'static [Sort],
}

const fn kind(id: &'static str, words: Text, wide: u32, sorts: &'static [Sort]) -> Kind {
    Kind {
        id,
        words,
        wide,
        sorts,
    }
}

/// All columns, in their usual order.
pub const KINDS: &[Kind] = &[
    kind("grade", w::COL_GRADE, 84, &[Sort::Grade]),
    kind("title", w::COL_TITLE, 320, &[]),
    kind("category", w::COL_CATEGORY, 112, &[]),
    kind("area", w::COL_VILLAGE, 104, &[]),
    kind("by", w::COL_BY, 100, &[]),
    kind("link", w::COL_LINK, 52, &[]),
    kind("due", w::COL_DUE, 180, &[Sort::Due]),
    kind("time", w::COL_TIME, 92, &[Sort::Newest, Sort::Oldest]),
    kind("status", w::STATUS, 100, &[]),
    kind("unit", w::LEAD, 128, &[]),
    kind("number", w::COL_NUMBER, 188, &[]),
    kind("address", w::COL_ADDRESS, 200, &[]),
    kind("kind", w::COL_KIND, 72, &[]),
    kind("source", w::COL_SOURCE, 96, &[]),
    kind("photos", w::COL_PHOTOS, 60, &[]),
];
/// Width of the column for picking, in pixels.
const PICKING: u32 = 40;
/// Narrowest and widest a column may be made.
const WIDTHS: std::ops::RangeInclusive<u32> = 44..=900;

/// One column as it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    pub kind: &'static Kind,
    /// Width in pixels, when somebody chose one.
    pub wide: Option<u32>,
}

/// Which columns are usual for somebody.
pub type Usual = &'static [&'static str];

/// Those of a desk that takes issues in.
pub const DESK: Usual = &[
    "grade", "title", "category", "area", "by", "link", "due", "time",
];
/// Those of people who look over units: who leads, not who captured.
const OVER: Usual = &[
    "grade", "title", "category", "area", "unit", "link", "due", "time",
];
/// Those of people who call back.
const VISIT: Usual = &["grade", "title", "category", "area", "unit", "due", "time"];

/// The usual columns of these posts.
pub fn of(roles: &[Role]) -> Usual {
    let is = |some: &[Role]| roles.iter().any(|role| some.contains(role));
    match () {
        () if is(&[Role::DeskTown, Role::DeskDistrict]) => DESK,
        () if is(&[Role::Supervisor, Role::Assessor, Role::TaskForce]) => OVER,
        () if is(&[Role::Visitor]) => VISIT,
        () => DESK,
    }
}

/// The usual columns.
pub fn usual(usual: Usual) -> Vec<Column> {
    let known = |id: &&str| KINDS.iter().find(|k| k.id == *id);
    let shown = usual.iter().filter_map(known);
    shown.map(|kind| Column { kind, wide: None }).collect()
}

/// Columns as saved (`title`, `title:320`); unknown ones are passed over, the usual ones come for none.
pub fn read(saved: &[String], own: Usual) -> Vec<Column> {
    let one = |text: &String| {
        let (id, wide) = text.split_once(':').unwrap_or((text, ""));
        let kind = KINDS.iter().find(|k| k.id == id)?;
        let wide = wide.parse().ok().filter(|n| WIDTHS.contains(n));
        Some(Column { kind, wide })
    };
    let columns: Vec<Column> = saved.iter().filter_map(one).collect();
    if columns.is_empty() {
        usual(own)
    } else {
        columns
    }
}

/// Columns as they are saved; nothing for the usual ones.
pub fn write(columns: &[Column], own: Usual) -> Vec<String> {
    if columns == usual(own) {
        return Vec::new();
    }
    let one = |c: &Column| match c.wide {
        Some(wide) => format!("{}:{wide}", c.kind.id),
        None => c.kind.id.to_string(),
    };
    columns.iter().map(one).collect()
}

/// Shows a column, at its usual place among those shown, or takes it away; the last one stays.
pub fn turn(columns: &mut Vec<Column>, id: &str) {
    if let Some(at) = columns.iter().position(|c| c.kind.id == id) {
        if columns.len() > 1 {
            columns.remove(at);
        }
        return;
    }
    let place = |id: &str| KINDS.iter().position(|k| k.id == id);
    if let Some(kind) = KINDS.iter().find(|k| k.id == id) {
        let own = place(id);
        let at = columns.iter().position(|c| place(c.kind.id) > own);
        let column = Column { kind, wide: None };
        columns.insert(at.unwrap_or(columns.len()), column);
    }
}

/// Moves a column by this many places.
pub fn shift(columns: &mut [Column], id: &str, by: i32) {
    let at = columns.iter().position(|c| c.kind.id == id);
    let to = at.and_then(|at| at.checked_add_signed(by as isize));
    if let (Some(at), Some(to)) = (at, to)
        && to < columns.len()
    {
        if to < at {
            columns[to..=at].rotate_right(1);
        } else {
            columns[at..=to].rotate_left(1);
        }
    }
}

/// Gives a column a width; its usual one for none.
pub fn widen(columns: &mut [Column], id: &str, wide: Option<i64>) {
    let (least, most) = (i64::from(*WIDTHS.start()), i64::from(*WIDTHS.end()));
    let wide = wide.and_then(|n| u32::try_from(n.clamp(least, most)).ok());
    if let Some(column) = columns.iter_mut().find(|c| c.kind.id == id) {
        column.wide = wide;
    }
}

/// Columns a narrow screen does without, the first to go first.
const SPARED: [&str; 6] = ["by", "category", "time", "area", "link", "grade"];

/// The least width at which these columns are readable, in pixels.
pub fn least(columns: &[Column]) -> u32 {
    let one = |c: &Column| match (c.kind.id, c.wide) {
        (_, Some(wide)) => wide,
        ("title", None) => c.kind.wide / 2,
        _ => c.kind.wide,
    };
    PICKING + columns.iter().map(one).sum::<u32>()
}

/// The usual columns as far as they fit; columns that somebody chose stay.
pub fn fitting(mut columns: Vec<Column>, wide: u32) -> Vec<Column> {
    if [DESK, OVER, VISIT].iter().any(|own| columns == usual(own)) {
        for id in SPARED {
            if least(&columns) > wide {
                columns.retain(|c| c.kind.id != id);
            }
        }
    }
    columns
}

/// The columns as a grid's template: a column for picking, then these; the title takes what is left over.
pub fn template(columns: &[Column]) -> String {
    let one = |c: &Column| match (c.kind.id, c.wide) {
        (_, Some(wide)) => format!("{wide}px"),
        ("title", None) => format!("minmax({}px,1fr)", c.kind.wide / 2),
        _ => format!("{}px", c.kind.wide),
    };
    let stretches = columns
        .iter()
        .any(|c| c.kind.id == "title" && c.wide.is_none());
    let all: Vec<String> = columns.iter().map(one).collect();
    let rest = if stretches { "" } else { " 1fr" };
    format!("{PICKING}px {}{rest}", all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(columns: &[Column]) -> String {
        columns
            .iter()
            .map(|c| c.kind.id)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn columns_are_chosen_moved_widened_and_saved() {
        let mut columns = usual(DESK);
        assert!(write(&columns, DESK).is_empty() && read(&[], DESK) == columns);
        turn(&mut columns, "by");
        turn(&mut columns, "unit");
        assert_eq!(
            ids(&columns),
            "grade title category area link due time unit"
        );
        shift(&mut columns, "unit", -2);
        shift(&mut columns, "grade", -1);
        widen(&mut columns, "due", Some(240));
        widen(&mut columns, "area", Some(3));
        let saved = write(&columns, DESK);
        assert_eq!(
            saved.join(" "),
            "grade title category area:44 link unit due:240 time"
        );
        assert_eq!(read(&saved, DESK), columns);
        assert_eq!(
            template(&columns),
            "40px 84px minmax(160px,1fr) 112px 44px 52px 128px 240px 92px"
        );
        widen(&mut columns, "title", Some(300));
        assert!(template(&columns).ends_with("92px 1fr"));
    }

    #[test]
    fn a_narrow_screen_does_without_some_of_the_usual_columns() {
        assert_eq!(fitting(usual(DESK), 1_200), usual(DESK));
        let narrow = fitting(usual(DESK), 720);
        assert_eq!(ids(&narrow), "grade title area link due time");
        assert!(least(&narrow) <= 720);
        assert_eq!(ids(&fitting(usual(DESK), 390)), "title due");
        let chosen = read(&["title:400".into(), "by".into()], DESK);
        assert_eq!(fitting(chosen.clone(), 300), chosen);
    }

    #[test]
    fn who_looks_over_units_sees_who_leads() {
        let over = ids(&usual(of(&[Role::Supervisor])));
        assert!(over.contains("unit") && !over.contains("by"), "{over}");
        assert_eq!(of(&[Role::DeskTown, Role::Supervisor]), DESK);
        assert!(ids(&usual(of(&[Role::Visitor]))).contains("unit"));
    }

    #[test]
    fn unknown_columns_are_passed_over_and_one_always_stays() {
        let read = |s: &str| read(&s.split(' ').map(str::to_string).collect::<Vec<_>>(), DESK);
        assert_eq!(ids(&read("colour title:99999 due:x")), "title due");
        assert_eq!(read("title:99999")[0].wide, None);
        assert_eq!(read("colour"), usual(DESK));
        let mut one = read("title");
        turn(&mut one, "title");
        turn(&mut one, "colour");
        assert_eq!(ids(&one), "title");
    }
}
